#!/usr/bin/env python3
"""Runs the tests of bylaw apply, on SQLite and on PostgreSQL: what is written, once, together or not at all; replays; decisions from
outside; hostile values; trouble with the database; two at once; kill -9 (soak_apply.py has the long version)."""
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import threading
import time

import databases
import soak_apply
from common import BUILD, BYLAW, SHORT, SRC, TESTS, Tally, as_bytes, bylaw, lines_of, scratch

ADJUST = """policy "Adjustments" version "1"
facts
  case_id is text, required
  invoice_id is text
  amount is money
lookup invoice from "SELECT amount, paid_status FROM invoices WHERE invoice_id = :invoice_id"
  gives amount is money, paid_status is text
rule adjust
  if invoice is found and invoice.amount != amount
  then
    update "UPDATE invoices SET amount = :amount, paid_status = 'Adjusted' WHERE invoice_id = :invoice_id"
    reply "It is {amount} now."
    escalate Billing
rule unknown_invoice if invoice is not found then collect invoice_id
"""
INVOICES = """
CREATE TABLE invoices (invoice_id text PRIMARY KEY, customer_id text, amount numeric CHECK (amount < 1000), paid_status text);
INSERT INTO invoices VALUES ('I-1', 'A', 12.5, 'Open'), ('I-2', 'A', 20, 'Open'), ('I-3', 'B', 20, 'Open');
"""
STATE = "SELECT invoice_id, CAST(amount AS real), paid_status FROM invoices ORDER BY invoice_id"
JOURNAL = "SELECT case_id, policy_name, policy_version FROM bylaw_journal ORDER BY case_id, policy_version"
OUTBOX = "SELECT case_id, place, verb FROM bylaw_outbox ORDER BY case_id, place"


def ndjson(*cases):
    return "".join(json.dumps(case) + "\n" for case in cases)


def case(number, invoice, amount, **more):
    return {"case_id": f"C-{number}", "invoice_id": invoice, "amount": amount, **more}


class Bench:
    """A policy, a database, and calls of apply on them."""

    def __init__(self, tally, folder, make, policy=ADJUST, tables=INVOICES):
        self.tally, self.folder, self.database = tally, folder, make(tables)
        self.what = self.database.name
        self.policy(policy)

    def policy(self, text):
        with open(f"{self.folder}/p.rules", "w", encoding="utf-8") as file:
            file.write(text)

    def apply(self, cases, *options, timeout=120):
        return bylaw("apply", f"{self.folder}/p.rules", "--db", self.database.url, *options, stdin=as_bytes(cases), timeout=timeout)

    def outcomes(self, cases, *options):
        return [(line["status"], line["applied"]) for line in self.lines(cases, *options)]

    def lines(self, cases, *options):
        return [json.loads(line) for line in lines_of(self.apply(cases, *options).out)]

    def rows(self, sql):
        return self.database.rows(sql)

    def same(self, got, expected, what):
        self.tally.same(got, expected, f"{self.what}: {what}")

    def alike(self, got, pattern, what):
        self.tally.alike(got, pattern, f"{self.what}: {what}")


# ---- what is written ----

def test_together(bench):
    cases = ndjson(case(1, "I-1", 10), case(2, "I-2", 20), case(3, "I-9", 5), case(4, "I-1", 10))
    got = bench.apply(cases)
    bench.same((got.status, got.err), (0, ""), "four cases")
    bench.same([json.loads(line)["applied"] for line in lines_of(got.out)], ["now"] * 4, "all are carried out")
    bench.same(bench.rows(STATE), ["I-1|10.0|Adjusted" if bench.what == "SQLite" else "I-1|10|Adjusted",
                                   "I-2|20.0|Open" if bench.what == "SQLite" else "I-2|20|Open",
                                   "I-3|20.0|Open" if bench.what == "SQLite" else "I-3|20|Open"], "the invoices")
    bench.same(bench.rows(JOURNAL), [f"C-{i}|Adjustments|1" for i in range(1, 5)], "the journal")
    bench.same(bench.rows(OUTBOX), ["C-1|2|reply", "C-1|3|escalate", "C-3|1|collect"], "the outbox; the fourth case saw the first")
    decision = json.loads(lines_of(got.out)[0])
    del decision["applied"]
    bench.same(json.loads(bench.rows("SELECT decision FROM bylaw_journal WHERE case_id = 'C-1'")[0]), decision, "the decision is kept")
    action = bench.rows("SELECT action FROM bylaw_outbox WHERE case_id = 'C-1' AND place = 2")[0]
    bench.same(json.loads(action), decision["actions"][1], "the action is kept")
    receipt = json.loads(bench.rows("SELECT receipt FROM bylaw_journal WHERE case_id = 'C-1'")[0])
    bench.same(receipt["facts"], {"case_id": "C-1", "invoice_id": "I-1", "amount": 10}, "the receipt has the facts")
    bench.same(len(receipt["policy"]), 64, "and the policy's hash")
    moments = bench.rows("SELECT decided_at, applied_at FROM bylaw_journal WHERE case_id = 'C-1'")[0].split("|")
    good = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
    bench.tally.check(all(good.fullmatch(moment) for moment in moments), f"{bench.what}: moments", moments)
    bench.same(bench.outcomes(cases), [("decided", "before")] * 4, "the same cases again")
    bench.same(len(bench.rows(OUTBOX)), 3, "nothing twice")


def test_uncertain(bench):
    """What is not decided is not carried out, and comes again."""
    bench.policy(ADJUST + "rule hurry if urgent then notify Billing \"Hurry\"\nfacts\n  urgent is yes/no\n")
    got = bench.lines(ndjson(case(1, "I-1", 10), {"case_id": "C-2", "amount": 5}, case(3, "I-1", "abc"), {"invoice_id": "I-1"}))
    bench.same([(line["status"], line["applied"]) for line in got], [("incomplete", "no")] * 2 + [("error", "no")] * 2, "uncertain cases")
    bench.same([action["do"] for action in got[0]["actions"]], ["update", "reply", "escalate"], "what is certain is shown")
    bench.alike(got[3]["errors"][0], "line: the case has no name*", "a case without a name")
    bench.same(bench.rows(JOURNAL) + bench.rows(OUTBOX), [], "nothing is written")
    bench.same(bench.outcomes(ndjson(case(1, "I-1", 10, urgent=True))), [("decided", "now")], "made certain")
    bench.same(bench.rows(OUTBOX), ["C-1|2|reply", "C-1|3|escalate", "C-1|4|notify"], "carried out whole")


def test_conflict(bench):
    bench.policy("facts\n  case_id is text\n  a is yes/no\n  b is yes/no\nrule x if a then assign Heather\nrule y if b then assign Spencer\n"
                 "rule z if a then note \"seen\"\n")
    bench.same(bench.outcomes('{"case_id":"C","a":true,"b":true}\n'), [("conflict", "no")], "a conflict")
    bench.same(bench.apply('{"case_id":"C","a":true,"b":true}\n').status, 1, "its exit status")
    bench.same(bench.rows(JOURNAL) + bench.rows(OUTBOX), [], "nothing is written")


def test_rows(bench):
    """An update is for one row, unless the rule says otherwise; else all of the case is undone."""
    policy = """facts
  case_id is text
  customer is text
rule note_first if case_id is known then update "INSERT INTO invoices (invoice_id, amount) VALUES (:case_id, 1)"
rule several if customer is known
  then update "UPDATE invoices SET paid_status = 'Seen' WHERE customer_id = :customer" {} and close
"""
    bench.policy(policy.format(""))
    got = bench.lines(ndjson({"case_id": "C-1", "customer": "A"}, {"case_id": "C-2", "customer": "Z"}, {"case_id": "C-3", "customer": "B"}))
    bench.same([(line["status"], line["applied"]) for line in got], [("error", "no"), ("error", "no"), ("decided", "now")], "one row each")
    bench.alike(got[0]["errors"][0], "several: its update touches 2 rows*", "two rows")
    bench.alike(got[1]["errors"][0], "several: its update touches no row*", "no row")
    bench.same(got[0]["actions"], [], "an error has no actions")
    bench.same(bench.rows("SELECT invoice_id FROM invoices WHERE amount = 1"), ["C-3"], "the other updates of the case are undone")
    bench.same(bench.rows("SELECT case_id FROM bylaw_journal"), ["C-3"], "and are not in the journal")
    bench.policy(policy.format("any number of rows"))
    bench.same(bench.outcomes(ndjson({"case_id": "C-1", "customer": "A"}, {"case_id": "C-2", "customer": "Z"})), [("decided", "now")] * 2,
               "any number of rows")
    bench.same(bench.rows("SELECT count(*) FROM invoices WHERE paid_status = 'Seen'"), ["3"], "all rows are touched")


def test_refused_update(bench):
    """What the database refuses is an error of the case; the next one goes on."""
    got = bench.lines(ndjson(case(1, "I-1", 5000), case(2, "I-1", 10)))
    bench.same([(line["status"], line["applied"]) for line in got], [("error", "no"), ("decided", "now")], "a constraint")
    bench.alike(got[0]["errors"][0], "adjust: its update is refused: *", "it says so")
    bench.same(bench.rows("SELECT case_id FROM bylaw_journal"), ["C-2"], "only the other is in the journal")


def test_deferred(bench):
    """A constraint that waits for the commit is the case's fault, too; the next one goes on."""
    bench.policy("""facts
  case_id is text
  owner is text
rule keep if owner is known then update "INSERT INTO things (name, owner) VALUES (:case_id, :owner)"
""")
    bench.database.sql("CREATE TABLE owners (name text PRIMARY KEY); INSERT INTO owners VALUES ('A');"
                       "CREATE TABLE things (name text, owner text REFERENCES owners(name) DEFERRABLE INITIALLY DEFERRED)")
    got = bench.lines(ndjson({"case_id": "C-1", "owner": "Z"}, {"case_id": "C-2", "owner": "A"}))
    bench.same([(line["status"], line["applied"]) for line in got], [("error", "no"), ("decided", "now")], "a deferred constraint")
    bench.alike(got[0]["errors"][0], "database: the case is refused: *", "it says so")
    bench.same(bench.rows("SELECT case_id FROM bylaw_journal"), ["C-2"], "only the other is in the journal")


def test_nul(bench):
    """PostgreSQL has no NUL in texts: such a case must not make the journal unreadable for the others."""
    bench.policy(HISTORY.replace("  amount is money", "  amount is money\n  words is text") + "rule n if words is known then note \"{words}\"\n")
    cases = ndjson({"case_id": "C-1", "customer_id": "A", "amount": 5, "words": "a\0b"}, {"case_id": "C-2", "customer_id": "A", "amount": 5, "words": "\\u0000"})
    got = bench.lines(cases)
    if bench.what == "SQLite":
        bench.same([line["applied"] for line in got], ["now", "now"], "a NUL is kept")
    else:
        bench.same([line["applied"] for line in got], ["no", "now"], "a NUL is refused")
        bench.alike(got[0]["errors"][0], "database: *NUL*", "it says so")
    bench.same(bench.lines(ndjson({"case_id": "C-3", "customer_id": "A", "amount": 5, "words": "x"}))[0]["status"], "decided", "the journal can be asked")


def test_private(bench):
    """A private value stands in no message, and not in the journal's receipt."""
    bench.policy("facts\n  case_id is text\n  secret is text, private\nrule keep if secret is known then tag known\n")
    cases = '{"case_id":"C-1","secret":"hidden-7"}\n'
    bench.same(bench.outcomes(cases), [("decided", "now")], "a private fact")
    bench.same("hidden-7" in bench.rows("SELECT receipt FROM bylaw_journal")[0], False, "a receipt without it")


def test_unfit(bench):
    """A name that a journal cannot keep is that case's fault: one such case must not end the run."""
    long = "".join(random.Random(7).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", k=9000))
    got = bench.lines(ndjson({**case(1, "I-1", 10), "case_id": long}, {**case(2, "I-2", 10), "case_id": ""}, case(3, "I-3", 10)))
    kept = ("decided", "now") if bench.what == "SQLite" else ("error", "no")  # PostgreSQL's indexes take some 2,700 bytes
    bench.same([(line["status"], line["applied"]) for line in got], [kept, ("error", "no"), ("decided", "now")], "names of all lengths")
    bench.alike(got[1]["errors"][0], "line: the case's name is empty*", "it says so")
    if bench.what != "SQLite":
        bench.alike(got[0]["errors"][0], "database: its journal cannot keep the case: *", "it says so")
    bench.same(len(bench.rows("SELECT * FROM invoices WHERE paid_status = 'Adjusted'")), 2 if bench.what == "SQLite" else 1, "nothing is half done")


# ---- again ----

def test_again(bench):
    first = ndjson(case(1, "I-1", 10))
    bench.apply(first)
    bench.policy("# a comment\n\n" + ADJUST.replace("    reply", "       reply"))
    bench.same(bench.outcomes(first), [("decided", "before")], "comments and layout make no other policy")
    bench.policy(ADJUST.replace('version "1"', 'version "2"'))
    got = bench.apply(first)
    bench.same((got.status, json.loads(got.out)["applied"]), (1, "no"), "under another policy it is refused")
    bench.alike(json.loads(got.out)["errors"][0], "journal: *--again*", "the error says what helps")
    bench.same(bench.outcomes(first, "--again"), [("decided", "now")], "--again")
    bench.same(bench.outcomes(first, "--again"), [("decided", "before")], "but not a third time")
    bench.same(bench.rows(JOURNAL), ["C-1|Adjustments|1", "C-1|Adjustments|2"], "both are in the journal")


def test_names(bench):
    bench.policy("facts\n  case_id is text\n  a is text\nrule r if a is known then note \"{a}\"\n")
    names = ["plain", 'quo"te', "back\\slash", "new\nline", "ünï → 漢 🎈", " ", "'; DROP TABLE bylaw_journal; --", "x" * 5000]
    cases = ndjson(*({"case_id": name, "a": name} for name in names))
    bench.same(bench.outcomes(cases), [("decided", "now")] * len(names), "names of every kind")
    bench.same(bench.outcomes(cases), [("decided", "before")] * len(names), "are known again")
    bench.same(bench.outcomes('{"case_id":"a\\u0000b","a":"x"}\n'), [("error", "no")], "but NUL")
    bench.policy("facts\n  a is text\nrule r if a is known then note \"{a}\"\n")
    bench.same(bench.outcomes('{"case_id":12,"a":"x"}\n{"case_id":"12","a":"x"}\n'), [("decided", "now"), ("decided", "before")], "12 is \"12\"")
    bench.same(bench.outcomes('{"case_id":12.0,"a":"x"}\n{"case_id":120e-1,"a":"x"}\n'), [("decided", "before")] * 2, "12 is 12.0")
    bench.same(bench.outcomes("number,a\nK-1,x\n", "--input=csv", "--id=number"), [("decided", "now")], "CSV, named by --id")
    bench.policy("facts\n  id is whole number, required\nrule r if id > 0 then note \"{id}\"\n")
    bench.same(bench.outcomes('{"case":1,"status":"decided","actions":[]}\n', "--decisions=-"), [("decided", "now")],
               "a decision named as its line, of a policy that requires the name")


# ---- decisions from outside ----

def test_decisions(bench):
    cases = ndjson(case(1, "I-1", 10), case(2, "I-9", 5), {"case_id": "C-3", "invoice_id": "I-2"})
    lines = bylaw("eval", f"{bench.folder}/p.rules", "--db", bench.database.url, stdin=cases).out
    bench.same([(json.loads(line)["status"], json.loads(line)["applied"]) for line in lines_of(bench.apply(lines, "--decisions=-").out)],
               [("decided", "now"), ("decided", "now"), ("incomplete", "no")], "decisions of eval")
    bench.same(bench.rows(OUTBOX), ["C-1|2|reply", "C-1|3|escalate", "C-2|1|collect"], "the outbox")
    bench.same(bench.rows("SELECT paid_status FROM invoices WHERE invoice_id = 'I-1'"), ["Adjusted"], "the update")
    bench.same([json.loads(line)["applied"] for line in lines_of(bench.apply(lines, "--decisions=-").out)], ["before", "before", "no"], "again")
    receipts = bylaw("eval", f"{bench.folder}/p.rules", "--receipt", "--db", bench.database.url, stdin=ndjson(case(4, "I-2", 20))).out
    bench.same(bench.outcomes(receipts, "--decisions=-"), [("decided", "now")], "a decision with its receipt")
    dry = bench.apply(ndjson(case(5, "I-3", 1)), "--dry-run").out
    bench.same(bench.outcomes(dry, "--decisions=-", "--dry-run"), [("decided", "would")], "a dry run of decisions of a dry run")
    bench.same(bench.outcomes(dry, "--decisions=-"), [("decided", "now")], "decisions of a dry run")
    kept = json.loads(bench.rows("SELECT decision FROM bylaw_journal WHERE case_id = 'C-5'")[0])
    bench.same("applied" in kept, False, "are kept without its mark")
    receipts = bylaw("eval", "--receipt", f"{bench.folder}/p.rules", "--db", bench.database.url, stdin=ndjson(case(6, "I-3", 1)))
    bench.same(bench.outcomes(receipts.out, "--decisions=-"), [("decided", "now")], "decisions with receipts")
    kept = json.loads(bench.rows("SELECT receipt FROM bylaw_journal WHERE case_id = 'C-6'")[0])
    bench.same(kept, json.loads(receipts.out)["receipt"], "the receipt is kept")


UPDATE = "UPDATE invoices SET amount = :amount, paid_status = 'Adjusted' WHERE invoice_id = :invoice_id"
VALUES = {"amount": 10.00, "invoice_id": "I-2"}


def forged(action, **more):
    return {"case": "F", "status": "decided", "actions": [action], **more}


FORGERIES = [
    (forged({"do": "update", "sql": UPDATE.replace("invoice_id = ", "1 = 1 OR invoice_id = "), "values": VALUES}), "*no rule of this policy has*"),
    (forged({"do": "update", "sql": UPDATE + " ", "values": VALUES}), "*no rule of this policy has*"),
    (forged({"do": "update", "sql": UPDATE + "; DROP TABLE invoices", "values": VALUES}), "*no rule of this policy has*"),
    (forged({"do": "update", "sql": UPDATE, "values": VALUES, "rows": "any"}), "*no rule of this policy has*any number*"),
    (forged({"do": "update", "values": VALUES}), "*no rule of this policy has*"),
    (forged({"do": "update", "sql": UPDATE}), "*values of its update*"),
    (forged({"do": "update", "sql": UPDATE, "values": {"amount": 10.00}}), "*values of its update*"),
    (forged({"do": "update", "sql": UPDATE, "values": {**VALUES, "more": 1}}), "*values of its update*"),
    (forged({"do": "update", "sql": UPDATE, "values": {"amount": 10, "invoice": "I-2"}}), "*values of its update*"),
    (forged({"do": "update", "sql": UPDATE, "values": {"amount": "10; DROP", "invoice_id": "I-2"}}), "*values of its update*amount*"),
    (forged({"do": "update", "sql": UPDATE, "values": {"amount": None, "invoice_id": "I-2"}}), "*values of its update*"),
    (forged({"do": "update", "sql": UPDATE, "values": {"amount": 10, "invoice_id": ["I-2"]}}), "*values of its update*"),
    (forged({"do": "update", "sql": UPDATE, "values": [10, "I-2"]}), "*values of its update*"),
    (forged({"do": "update", "sql": UPDATE, "values": "x"}), "*values of its update*"),
    (forged({"do": "execute", "sql": "DROP TABLE invoices"}), "*'execute' is no action of this policy*"),
    (forged("DROP TABLE invoices"), "*no action*"),
    (forged([]), "*no action*"),
    (forged({"do": "reply", "message": "x"}, receipt="x"), "*receipt*"),
    (forged({"do": "reply", "message": "x"}, receipt={"policy": "0" * 64, "facts": {}}), "receipt: *another version of the policy*"),
    (forged({"do": "reply", "message": "x"}, applied="now"), "*carried out before*"),
    ({"case": "F", "status": "fine", "actions": []}, "*is no decision*"),
    ({"case": "F", "status": "decided"}, "*is no decision*"),
    ({"case": "F", "status": "decided", "actions": "x"}, "*"),
    ({"status": "decided", "actions": []}, "*the case has no name*"),
    ({"case": 1, "status": "decided", "actions": []}, "*the case has no name*"),
    ({"case": ["F"], "status": "decided", "actions": []}, "*case*"),
]


def test_forgeries(bench):
    before = bench.rows(STATE)
    for decision, error in FORGERIES:
        got = bench.apply(json.dumps(decision) + "\n", "--decisions=-")
        line = json.loads(got.out)
        bench.same((got.status, line["status"], line["applied"]), (1, "error", "no"), f"a forgery: {json.dumps(decision)[:120]}")
        bench.alike(line["errors"][0], error, f"its error: {json.dumps(decision)[:120]}")
    bench.same((bench.rows(STATE), bench.rows("SELECT * FROM bylaw_journal"), bench.rows("SELECT * FROM bylaw_outbox")), (before, [], []),
               "forgeries change nothing")
    for line in ('{"case":"F"', "[]", "", '{"case":"F","case":"G","status":"decided","actions":[]}',
                 '{"case":"F","status":"decided","status":"decided","actions":[]}'):
        bench.same(bench.outcomes(line + "\n", "--decisions=-"), [("error", "no")], f"no decision: {line}")
    cut = bench.apply(json.dumps(forged({"do": "update", "sql": "x" + "é" * 200, "values": VALUES})) + "\n", "--decisions=-")
    bench.alike(cut.out, "*no rule of this policy has*éé', and no other*", "quoted in whole characters")
    good = forged({"do": "update", "sql": UPDATE, "values": {"invoice_id": "I-2", "amount": 11}, "rule": "adjust"})
    bench.same(bench.outcomes(json.dumps(good, indent=None, separators=(" , ", " : ")) + "\n", "--decisions=-"), [("decided", "now")],
               "another order and layout")


# ---- hostile values ----

HOSTILE = ["'", "''", '"', "\\", "\\'", "'; DROP TABLE invoices; --", "' OR '1'='1", "\"; DROP TABLE invoices; --", "/* */", "--", ";", "$1", "?1",
           ":amount", ":invoice_id", "::text", "%", "_", "NULL", "`", "$$", "$tag$x$tag$", "E'\\n'", "\n", "\t", "\u202e", "\ufeff", "é", "🎈", "x" * 100000,
           "1); DELETE FROM invoices; --", "'||(SELECT 1)||'", "\\x27", "%27", "\x7f", "' UNION SELECT * FROM bylaw_journal --", "{amount}", "{{", "", " "]


def test_hostile(bench):
    """A value is a value: what is written is what came, and no statement is another."""
    bench.policy("""facts
  case_id is text
  words is text
lookup seen from "SELECT count(*) FROM words WHERE word = :words"
  gives n is whole number
rule keep if seen.n == 0 then update "INSERT INTO words (case_id, word) VALUES (:case_id, :words)" and note "{words}" and tag kept
""")
    bench.database.sql("CREATE TABLE words (case_id text, word text)")
    cases = ndjson(*({"case_id": f"H-{i}", "words": text} for i, text in enumerate(HOSTILE)))
    bench.same(bench.outcomes(cases), [("decided", "now")] * len(HOSTILE), "hostile texts are texts")
    for i, text in enumerate(HOSTILE):
        hex_ = "hex(word)" if bench.what == "SQLite" else "upper(encode(convert_to(word, 'UTF8'), 'hex'))"
        bench.same(bench.rows(f"SELECT {hex_} FROM words WHERE case_id = 'H-{i}'"), [text.encode().hex().upper()], f"kept as it came: {text[:40]!r}")
    bench.same(len(bench.rows(STATE)), 3, "the other table is as it was")
    got = bench.apply(ndjson({"case_id": "N", "words": "a\0b"}))
    line = json.loads(got.out)
    bench.tally.check(line["applied"] == "now" and bench.what == "SQLite" or line["status"] == "error", f"{bench.what}: a NUL: kept or told", got.out)


# ---- dry runs ----

def test_dry_run(bench):
    cases = ndjson(case(1, "I-1", 10), case(2, "I-2", 5), case(3, "I-1", "x"))
    before = hash_of(bench)
    bench.same(bench.outcomes(cases, "--dry-run"), [("decided", "would"), ("decided", "would"), ("error", "no")], "a dry run")
    bench.same(hash_of(bench), before, "nothing is written")
    bench.apply(ndjson(case(1, "I-1", 10)))
    before = hash_of(bench)
    bench.same(bench.outcomes(cases, "--dry-run"), [("decided", "before"), ("decided", "would"), ("error", "no")], "with a journal")
    bench.policy(ADJUST.replace('version "1"', 'version "2"'))
    bench.same(bench.outcomes(ndjson(case(1, "I-1", 10)), "--dry-run"), [("error", "no")], "under another policy")
    bench.same(bench.outcomes(ndjson(case(1, "I-1", 10)), "--dry-run", "--again"), [("decided", "would")], "with --again")
    bench.same(hash_of(bench), before, "nothing is written now")


def hash_of(bench):
    if bench.what == "SQLite":
        with open(bench.database.path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest(), sorted(os.listdir(os.path.dirname(bench.database.path)))
    return bench.rows("SELECT n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables ORDER BY relname"), bench.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname NOT LIKE 'pg%' AND relname NOT LIKE 'sql%' ORDER BY 1")


# ---- history ----

HISTORY = """facts
  case_id is text, required
  customer_id is text
  amount is money
  credits_given is whole number
lookup history optional from \"""
  SELECT count(*) FROM bylaw_journal
  WHERE receipt -> 'facts' ->> 'customer_id' = :customer_id AND case_id <> :case_id
    AND CAST(decision AS text) LIKE '%"do":"allow","what":"courtesy"%'
  \"""
  gives n is whole number
define had = first_known(credits_given, history.n)
rule once if had > 0 then deny courtesy
rule first_time if had == 0 and amount <= $35 then allow courtesy up_to amount
"""


def test_history(bench):
    bench.policy(HISTORY)
    cases = ndjson(*({"case_id": f"C-{i}", "customer_id": customer, "amount": 10} for i, customer in enumerate("ABABA")))
    verbs = [line["actions"][0]["do"] for line in bench.lines(cases)]
    bench.same(verbs, ["allow", "allow", "deny", "deny", "deny"], "the second request of a batch sees the first")
    verbs = [line["actions"][0]["do"] for line in bench.lines(cases)]
    bench.same(verbs, ["allow", "allow", "deny", "deny", "deny"], "a replay tells what was decided")


def test_courtesy_pack(bench):
    """The pack's own question to the journal."""
    cases = ndjson(*({"case_id": f"K-{i}", "request": "courtesy_credit", "state": "OH", "amount": 10, "courtesy_reason": "other", "customer_id": who}
                     for i, who in enumerate("ABA")))
    got = bylaw("apply", SRC / "rules/courtesy_credit.rules", "--db", bench.database.url, stdin=cases)
    bench.same([json.loads(line)["actions"][0]["do"] for line in lines_of(got.out)], ["allow", "allow", "deny"], "one courtesy credit a customer")


# ---- trouble ----

def test_locked(bench):
    """Somebody else holds the database for good: an error of each case, and nothing done."""
    bench.apply("")
    hold = "BEGIN EXCLUSIVE" if bench.what == "SQLite" else "BEGIN; LOCK TABLE bylaw_journal IN ACCESS EXCLUSIVE MODE"
    with held(bench, hold):
        got = bench.apply(ndjson(case(1, "I-1", 10)))
    if bench.what == "SQLite":  # it cannot even be looked at
        bench.same((got.status, got.out), (2, ""), "a locked file")
        bench.alike(got.err, "bylaw: *is locked*", "it says so")
    else:
        bench.same(got.status, 1, "a locked journal")
        bench.alike(json.loads(got.out)["errors"][0], "database: *", "it says so")
    bench.same(bench.rows("SELECT * FROM bylaw_journal"), [], "nothing is done")
    bench.same(bench.outcomes(ndjson(case(1, "I-1", 10))), [("decided", "now")], "later it is")


class held:
    """The database with a transaction of somebody else's open."""

    def __init__(self, bench, sql, until=None):
        self.bench, self.sql, self.until = bench, sql, until

    def __enter__(self):
        if self.bench.what == "SQLite":
            import sqlite3
            self.connection = sqlite3.connect(self.bench.database.path, isolation_level=None, check_same_thread=False)
            self.connection.execute(self.sql)
        else:
            server = self.bench.database.server
            self.process = subprocess.Popen([f"{server.bin}/psql", "-X", "-q", "-d", self.bench.database.url], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE)
            self.process.stdin.write((self.sql + ";\nSELECT 'held';\n").encode())
            self.process.stdin.flush()
            self.process.stdout.readline()
        return self

    def __exit__(self, *_):
        if self.bench.what == "SQLite":
            self.connection.execute("ROLLBACK")
            self.connection.close()
        else:
            self.process.communicate(b"ROLLBACK;\n", timeout=60)


def test_waits(bench):
    """A lock that goes away is waited for."""
    bench.apply("")
    hold = "BEGIN IMMEDIATE" if bench.what == "SQLite" else "BEGIN; LOCK TABLE bylaw_journal IN ACCESS EXCLUSIVE MODE"
    holder = held(bench, hold)
    holder.__enter__()
    timer = threading.Timer(0.7, holder.__exit__)
    timer.start()
    bench.same(bench.outcomes(ndjson(case(1, "I-1", 10))), [("decided", "now")], "a lock that goes away")
    timer.join()


def test_unusable(bench):
    got = bench.apply("", "--decisions=-", f"{bench.folder}/cases.ndjson")
    bench.same((got.status, got.out), (2, ""), "--decisions and cases")
    got = bylaw("apply", f"{bench.folder}/p.rules", stdin="")
    bench.same((got.status, got.err), (2, "bylaw: apply writes into a database: name it with --db\n"), "no --db")
    bench.policy(ADJUST.replace("paid_status = 'Adjusted'", "paid_state = 'Adjusted'"))
    got = bench.apply(ndjson(case(1, "I-1", 10)))
    bench.same((got.status, got.out), (2, ""), "an update of a column that there is not")
    bench.alike(got.err, "*p.rules:11:12: error*paid_state*", "it says where")
    bench.policy(ADJUST.replace("FROM invoices WHERE", "FROM invoice WHERE"))
    got = bench.apply(ndjson(case(1, "I-1", 10)))
    bench.same((got.status, got.out), (2, ""), "a lookup in a table that there is not")
    bench.policy(ADJUST)
    bench.apply("")
    bench.database.sql("INSERT INTO bylaw_schema (version) VALUES (9)")
    got = bench.apply(ndjson(case(1, "I-1", 10)))
    bench.same((got.status, got.out), (2, ""), "a journal of a later version")
    bench.alike(got.err, "*newer Bylaw*", "it says so")


def test_journal_lost(bench):
    """Somebody drops the journal: that is the end, not an error of each case."""
    bench.apply("")
    bench.database.sql("DROP TABLE bylaw_journal")
    got = bench.apply(ndjson(case(1, "I-1", 10), case(2, "I-2", 5)))
    bench.same((got.status, len(lines_of(got.out))), (2, 1), "a journal that is gone")
    bench.alike(got.err, "*bylaw_journal*", "it says so")
    bench.same(bench.rows("SELECT count(*) FROM invoices WHERE paid_status = 'Adjusted'"), ["0"], "nothing is done")


EVERYWHERE = [test_together, test_uncertain, test_conflict, test_rows, test_refused_update, test_deferred, test_nul, test_private, test_unfit, test_again, test_names, test_decisions,
              test_forgeries, test_hostile, test_dry_run, test_history, test_courtesy_pack, test_locked, test_waits, test_unusable, test_journal_lost]


# ---- SQLite's own ----

def test_read_only(bench):
    """As somebody who may read the file only. (Whoever is root becomes nobody: to root everything is writable.)"""
    program, as_nobody = BYLAW, []
    if os.geteuid() == 0:
        program, as_nobody = f"{bench.folder}/bylaw", ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        shutil.copy(BYLAW, program)
    for path, mode in ((bench.folder, 0o755), (os.path.dirname(bench.database.path), 0o755), (program, 0o755), (bench.database.path, 0o444)):
        if os.stat(path).st_uid == os.geteuid():
            os.chmod(path, mode)
    call = [*as_nobody, program, "apply", f"{bench.folder}/p.rules", "--db", bench.database.url]
    done = subprocess.run(call, input=ndjson(case(1, "I-1", 10)).encode(), capture_output=True, timeout=120, check=False)
    bench.same((done.returncode, done.stdout), (2, b""), "a read-only file")
    bench.alike(done.stderr.decode(), "bylaw: *read-only*", "it says so")
    done = subprocess.run([*call, "--dry-run"], input=ndjson(case(1, "I-1", 10)).encode(), capture_output=True, timeout=120, check=False)
    bench.same((done.returncode, b'"applied":"would"' in done.stdout), (0, True), "a dry run needs no more")


def test_memory(bench):
    """Wherever memory ends: what is said to be done is done, nothing is half done, and the next run completes it."""
    cases = ndjson(case(1, "I-1", 10), case(2, "I-2", 5), case(3, "I-9", 5))
    empty, path = f"{bench.folder}/empty.db", bench.database.path
    shutil.copy(path, empty)
    env = {**os.environ, "LD_PRELOAD": str(BUILD / "tests/alloc/failing.so"), "ASAN_OPTIONS": "verify_asan_link_order=0:exitcode=99",
           "LSAN_OPTIONS": f"suppressions={TESTS}/lsan.supp:print_suppressions=0"}
    tables = "SELECT count(*) FROM sqlite_master WHERE name = 'bylaw_journal'"

    def call(**more):
        return bylaw("apply", f"{bench.folder}/p.rules", "--db", bench.database.url, stdin=cases, env={**env, **more})

    call(ALLOC_COUNT=f"{bench.folder}/count")
    calm = [bench.rows(sql) for sql in (STATE, JOURNAL, OUTBOX)]
    with open(f"{bench.folder}/count", encoding="ascii") as file:
        made = int(file.read())
    most = made if os.environ.get("BYLAW_CHECK") == "long" else 60
    for n in sorted({1 + i * (made - 1) // (most - 1) for i in range(most)}):
        shutil.copy(empty, path)
        got = call(ALLOC_AT=str(n))
        written = len(re.findall('"applied":"now"', got.out))
        rows = len(bench.rows(JOURNAL)) if bench.rows(tables) == ["1"] else 0
        bench.tally.check(got.status in (0, 2, 4) and rows in (written, written + 1), f"SQLite: allocation {n} of {made} fails",
                          f"status {got.status}, {written} lines, {rows} rows", got.err[-1500:])
        bench.apply(cases)
        bench.same([bench.rows(sql) for sql in (STATE, JOURNAL, OUTBOX)], calm, f"after allocation {n} of {made} failed")


def test_full_disk(bench):
    """Files may not grow any more: what is begun is rolled back, and the run ends."""
    bench.apply("")
    size = os.path.getsize(bench.database.path)
    limit = (size // 4096 + 3) * 4096

    def before():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    cases = ndjson(*(case(i, "I-1" if i % 2 else "I-2", i % 9, more="x" * 500) for i in range(2000)))
    done = subprocess.run([BYLAW, "apply", f"{bench.folder}/p.rules", "--db", bench.database.url], input=cases.encode(), capture_output=True,
                          preexec_fn=before, timeout=120, check=False)
    bench.same(done.returncode in (1, 2), True, "a full disk")
    bench.tally.check(b"disk" in done.stderr, "SQLite: a full disk is told", done.stderr[-300:])
    written = sum(b'"applied":"now"' in line for line in done.stdout.splitlines())
    bench.same(bench.rows("SELECT count(*) FROM bylaw_journal"), [str(written)], "what was said to be done is done, and no more")
    bench.same(bench.rows("PRAGMA integrity_check"), ["ok"], "the file is sound")
    again = bench.outcomes(cases)
    bench.same((again.count(("decided", "before")), again.count(("decided", "now"))), (written, 2000 - written), "with room again it goes on")


SQLITE_ONLY = [test_read_only, test_full_disk, test_memory]


# ---- PostgreSQL's own ----

def test_server_stops(bench):
    """The server dies in the middle and comes back: nothing half done, nothing twice."""
    server = bench.database.server
    with scratch() as folder:
        stream = soak_apply.Stream(folder, 1500)
        database = databases.Postgres(server, soak_apply.TABLES)
        process = stream.start(database, subprocess.PIPE)
        out = []
        reader = threading.Thread(target=lambda: out.extend(process.stdout.read().splitlines()))
        reader.start()
        for _ in range(2):
            time.sleep(0.4)
            server.stop()
            time.sleep(0.3)
            server.start()
        reader.join()
        process.wait(timeout=120)
        bench.same((process.returncode, len(out)), (0, stream.n), "a server that stops and comes back")
        soak_apply.check_once(bench.tally, "PostgreSQL, server stopped", stream, database, None)
        server.stop()
        got = bylaw("apply", stream.policy, "--db", database.url, stdin='{"case_id":"Z","account":"A0","amount":1}\n')
        server.start()
        bench.same((got.status, got.out), (2, ""), "a server that is not there")
        bench.same("pass-word" in got.err, False, "its password is not told")


COUNTED = """facts
  case_id is text
  k is text
  n is whole number
lookup counter from "SELECT {} FROM counters WHERE k = :k"
  gives n is number
rule keep if counter.n >= n then update "UPDATE counters SET n = {} WHERE k = :k"
"""
COUNTERS = "CREATE TABLE counters (k text PRIMARY KEY, n int); INSERT INTO counters VALUES ('a', 5), ('b', 5);"


def test_asking_reads(bench):
    """A function that writes may stand in an update; where a lookup calls it, it fails."""
    bench.database.sql(COUNTERS + "CREATE FUNCTION bump() RETURNS int LANGUAGE sql AS $$UPDATE counters SET n = n + 1 WHERE k = 'b'; SELECT 9$$")
    case_ = ndjson({"case_id": "C-1", "k": "a", "n": 1})
    bench.policy(COUNTED.format("bump()", ":n"))
    got = bench.lines(case_)
    bench.same([(line["status"], line["applied"]) for line in got], [("error", "no")], "a lookup that writes")
    bench.alike(got[0]["errors"][0], "counter: *read-only transaction*", "it says so")
    bench.policy(COUNTED.format("n", "bump()"))
    bench.same(bench.outcomes(case_), [("decided", "now")], "an update may")
    bench.same(bench.rows("SELECT k, n FROM counters ORDER BY k"), ["a|9", "b|6"], "it was called once")


def test_too_long(bench):
    """What the server cuts off is tried again for a while, and is then the case's fault."""
    bench.database.sql(COUNTERS + "CREATE FUNCTION slowly(n bigint) RETURNS int LANGUAGE sql AS "
                       "$$SELECT CAST(n AS int) FROM pg_sleep(CASE WHEN n = 0 THEN 60 ELSE 0 END)$$")
    bench.policy(COUNTED.format("n", "slowly(:n)"))
    cases = ndjson(*({"case_id": f"C-{i}", "k": k, "n": n} for i, (k, n) in enumerate([("a", 1), ("a", 0), ("b", 2)])))
    got = bylaw("apply", f"{bench.folder}/p.rules", "--db", bench.database.url + "?options=-c%20statement_timeout%3D500", stdin=cases)
    lines = [json.loads(line) for line in lines_of(got.out)]
    bench.same((got.status, [line["applied"] for line in lines]), (1, ["now", "no", "now"]), "a statement that takes too long")
    bench.alike(lines[1]["errors"][0], "database: *timeout*; nothing of the case is carried out", "it says so")
    bench.same(bench.rows("SELECT k, n FROM counters ORDER BY k"), ["a|1", "b|2"], "nothing is half done")


def test_tables_change(bench):
    """Somebody changes a column's type in the middle of a run: what was prepared is prepared anew."""
    bench.database.sql(COUNTERS)
    bench.policy(COUNTED.format("n", "n + 1"))
    process = subprocess.Popen([BYLAW, "apply", f"{bench.folder}/p.rules", "--db", bench.database.url], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    outcomes = []
    for i, sql in enumerate(["", "ALTER TABLE counters ALTER n TYPE numeric(9,2)", ""]):
        bench.database.sql(sql)
        process.stdin.write(ndjson({"case_id": f"C-{i}", "k": "a", "n": 1}))
        process.stdin.flush()
        outcomes.append(json.loads(process.stdout.readline())["applied"])
    process.stdin.close()
    bench.same((process.wait(timeout=60), outcomes), (0, ["now"] * 3), "a column of another type")
    bench.same(bench.rows("SELECT n FROM counters WHERE k = 'a'"), ["8.00"], "once each")


POSTGRES_ONLY = [test_asking_reads, test_too_long, test_tables_change, test_server_stops]


# ---- two at once, and kill -9 ----

def two_at_once(tally, make, n):
    with scratch() as folder:
        stream, database, calm = soak_apply.Stream(folder, n), make(soak_apply.TABLES), make(soak_apply.TABLES)
        stream.run(calm)
        processes = [stream.start(database, subprocess.PIPE) for _ in range(2)]
        outs = [None, None]

        def wait(i):
            outs[i] = processes[i].communicate(timeout=600)

        threads = [threading.Thread(target=wait, args=(i,)) for i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        what = f"{database.name}, two at once"
        tally.same([(process.returncode, out[1]) for process, out in zip(processes, outs)], [(0, b"")] * 2, f"{what}: both end well")
        now = [sum(b'"applied":"now"' in line for line in out[0].splitlines()) for out in outs]
        before = [sum(b'"applied":"before"' in line for line in out[0].splitlines()) for out in outs]
        tally.same((sum(now), sum(before)), (n, n), f"{what}: each case once")
        soak_apply.check_once(tally, what, stream, database, calm)


def run(tally, make, tests):
    for test in tests:
        with scratch() as folder:
            try:
                test(Bench(tally, folder, make))
            except Exception as wrong:  # the next ones go on
                tally.fail(f"{test.__name__}: {type(wrong).__name__}: {wrong}")


def main():
    tally = Tally()
    n, kills = (200, 3) if SHORT else (600, 6)
    with databases.both() as (sqlite, postgresql):
        run(tally, sqlite, EVERYWHERE + SQLITE_ONLY)
        two_at_once(tally, sqlite, n)
        soak_apply.soak(tally, sqlite, n, kills, random.Random(), enough=1)
        if postgresql is not None:
            run(tally, postgresql, EVERYWHERE + POSTGRES_ONLY)
            two_at_once(tally, postgresql, n)
            soak_apply.soak(tally, postgresql, n, kills, random.Random(), enough=1)
        else:
            print(f"PostgreSQL: skipped: {databases.not_here()}")
    tally.end()


if __name__ == "__main__":
    main()
