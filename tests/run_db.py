#!/usr/bin/env python3
"""Policies that look rows up, against SQLite and against PostgreSQL: what is found, what is refused, what an enemy may send, and what goes
wrong with databases. PostgreSQL is a server of our own (postgres.py); where it is not installed its half is skipped, and that is said."""
import itertools
import json
import os
import sqlite3
import subprocess
import threading
import time

import postgres
from common import BYLAW, TIMEOUT, Tally, bylaw, scratch, show

SCHEMA = """
CREATE TABLE invoices (invoice_id text PRIMARY KEY, amount numeric, paid_status text);
INSERT INTO invoices VALUES ('I-1', 12.10, 'Open'), ('I-2', 35, 'Paid'), ('I-3', NULL, 'Open'), ('I-4', 1.1234567, 'Open');
CREATE TABLE plans (plan text, provisioned integer, active {yes_no}, since date, seen {moment}, minutes integer, ratio {real});
INSERT INTO plans VALUES ('Gold', 1, {yes}, '2017-08-10', '2017-08-10 12:00:00{utc}', 100, 0.1), ('Silver', 0, {no}, NULL, NULL, 200, 12.1);
"""
WORDS = {"sqlite": {"yes_no": "integer", "moment": "text", "real": "real", "yes": "1", "no": "0", "utc": ""},
         "postgresql": {"yes_no": "boolean", "moment": "timestamptz", "real": "double precision", "yes": "true", "no": "false", "utc": "+00"}}
HOSTILE = [
    "'", "''", '"', "\\", "\\'", "'; DROP TABLE invoices; --", "' OR '1'='1", "I-1' --", "I-1'/*", "*/", "--", "/*", ";", ";--", ";;",
    "$1", "$2", "?1", "?", ":invoice_id", ":x", "@x", "$x", "%s", "%n%n%n", "{invoice_id}", "{{", "}}", "$$", "$tag$;$tag$", "E'\\''",
    "\\x27", "0x27", "%27", "\u02bc", "\u2019", "\uff07", "\u00e4\u00df\u6f22\U0001f600", "\u202e'", "\ufeff'", "\r\n'", "\t", "\x01", "\x1b[31m",
    "NULL", "null", "1; ATTACH 'x' AS y", "x' UNION SELECT sql, 1 FROM sqlite_master --", "'||(SELECT 1)||'", "I-1\u0000' OR 1=1 --",
    "a" * 100000, "'" * 20000, "\U0001f600" * 5000, "1e999", "", " ",
]


class Sqlite:
    name = "sqlite"
    made = itertools.count(1)

    def __init__(self, folder):
        self.folder = folder

    def make(self, sql=None):
        path = f"{self.folder}/{next(self.made)}.db"
        self.run(f"sqlite:{path}", SCHEMA.format(**WORDS[self.name]) if sql is None else sql)
        return f"sqlite:{path}"

    def run(self, url, sql, values=None):
        database = sqlite3.connect(url.removeprefix("sqlite:"))
        if values is None:
            database.executescript(sql)
        else:
            database.execute(sql, values)
            database.commit()
        database.close()

    def insert(self, url, text):
        self.run(url, "INSERT INTO invoices VALUES (?, 7, 'Hostile')", (text,))

    def all(self, url):
        database = sqlite3.connect(url.removeprefix("sqlite:"))
        rows = database.execute("SELECT * FROM invoices ORDER BY invoice_id").fetchall()
        database.close()
        return rows


class Postgresql:
    name = "postgresql"

    def __init__(self, server):
        self.server = server

    def make(self, sql=None):
        return self.server.database(SCHEMA.format(**WORDS[self.name]) if sql is None else sql)

    def run(self, url, sql):
        return self.server.sql(sql, url.rsplit("/", 1)[1])

    def insert(self, url, text):
        self.run(url, f"INSERT INTO invoices VALUES (convert_from(decode('{text.encode().hex()}', 'hex'), 'UTF8'), 7, 'Hostile')")

    def all(self, url):
        return self.run(url, "SELECT * FROM invoices ORDER BY invoice_id")


def evaluate(url, policy, *cases, options=(), timeout=TIMEOUT):
    """The decisions, as objects, and the call itself."""
    stdin = "".join((case if isinstance(case, str) else json.dumps(case)) + "\n" for case in cases)
    got = bylaw("eval", *(["--db", url] if url else []), *options, "-e", policy, stdin=stdin, timeout=timeout)
    assert postgres.PASSWORD not in got.out + got.err, "the password is shown"
    return [json.loads(line) for line in got.out.splitlines()], got


def engines(tally, url, policy, cases, expected, what, options=()):
    """Holds what each engine decides against EXPECTED: a function of a decision, or pairs of case and text."""
    for engine in ("vm", "reference"):
        decisions, got = evaluate(url, policy, *cases, options=(f"--engine={engine}", *options))
        seen = [told(decision) for decision in decisions]
        tally.same(seen, expected, f"{what} ({engine}) {got.err.strip()[:300]}")


def told(decision):
    """A decision in short."""
    said = [action.get("text", action["do"]) for action in decision["actions"]]
    return " ".join([decision["status"], *said, *("needs:" + need for need in decision.get("needs", [])),
                     *("! " + error for error in decision.get("errors", []))])


INVOICE = """facts
  invoice_id is text
  billed is money
lookup invoice from "SELECT amount, paid_status FROM invoices WHERE invoice_id = :invoice_id"
  gives amount is money, paid_status is text
if invoice is not found then note "none"
if invoice is found then note "{invoice.amount}/{invoice.paid_status}"
"""
AMOUNT = "expected an amount (a number such as 35.00, without currency sign or separators)"


# ---- what is found ----

def found(tally, db):
    url = db.make()
    engines(tally, url, INVOICE, [{"invoice_id": "I-1"}, {"invoice_id": "I-2"}, {"invoice_id": "I-3"}, {"invoice_id": "I-4"}, {},
                                  {"invoice_id": "I-9"}],
            ["decided $12.10/Open", "decided $35.00/Paid", "incomplete needs:invoice.amount",
             'error ! invoice: found "1.1234567" as amount, expected a number with at most six decimal places; round it in the SQL',
             "incomplete needs:invoice_id", "decided none"], f"{db.name}: rows")
    engines(tally, url, """type plan is one of Gold, Silver_Plus "Silver"
facts
  plan is plan
lookup p from "SELECT provisioned, provisioned, active, since, seen, minutes, ratio, plan FROM plans WHERE plan = :plan"
  gives on is yes/no, many is number, active is yes/no, since is date, seen is moment, minutes is whole number, ratio is number,
        plan is one of Gold, Silver
if plan is known then note "{p.on} {p.many} {p.active} {p.minutes} {p.ratio} {p.plan}"
if plan is Gold then note "{p.since} {p.seen}"
""", [{"plan": "Gold"}, {"plan": "Silver"}],
            ["decided yes 1 yes 100 0.1 Gold 2017-08-10 2017-08-10T12:00:00Z", "decided no 0 no 200 12.1 Silver"],
            f"{db.name}: types of columns")


def asked(tally, db):
    """Parameters of every type find what is equal to them."""
    url = db.make()
    yes = "active = :active" if db.name == "postgresql" else "active = :active AND provisioned = :active"
    for facts, where, case, plan in [
            ("active is yes/no", yes, {"active": True}, "Gold"), ("n is number", "minutes = :n", {"n": 200}, "Silver"),
            ("n is number", "minutes = :n", {"n": 100.5}, None), ("n is whole number", "provisioned = :n", {"n": 1}, "Gold"),
            ("n is whole number", "provisioned = :n", {"n": 9000000000}, None),
            ("n is money", "minutes = :n", {"n": 100}, "Gold"), ("n is number", "ratio = :n", {"n": 12.1}, "Silver"),
            ("n is number", "minutes + ratio > :n", {"n": 100.25}, "Silver"), ("d is date", "since = :d", {"d": "2017-08-10"}, "Gold"),
            ("d is date", "since = :d", {"d": "2017-08-11"}, None), ("t is text", "plan = :t AND plan || ':t' <> :t", {"t": "Gold"}, "Gold"),
            ("n is number", "minutes = CAST(:n AS integer) AND CAST(:n AS integer) > 150", {"n": 200}, "Silver")]:
        note = f'if {next(iter(case))} is known and p is found then note "{{p.plan}}" else note "none"'
        engines(tally, url, f'facts\n  {facts}\nlookup p from "SELECT plan FROM plans WHERE {where}"\n  gives plan is text\n{note}\n',
                [case], [f"decided {plan or 'none'}"], f"{db.name}: {facts}, {where}, {case}")
    moment = "seen = :m" if db.name == "postgresql" else "datetime(seen) = datetime(:m)"
    engines(tally, url, f'facts\n  m is moment\nlookup p from "SELECT plan FROM plans WHERE {moment}"\n  gives plan is text\n'
            'if p is found then note "{p.plan}"\n', [{"m": "2017-08-10T14:00:00+02:00"}], ["decided Gold"], f"{db.name}: a moment")


def many(tally, db):
    url = db.make()
    policy = """facts
  paid_status is text
lookup invoices from "SELECT invoice_id, amount FROM invoices WHERE paid_status = :paid_status AND amount > 5 ORDER BY invoice_id" many
  gives invoice_id is text, amount is money
"""
    engines(tally, url, policy + 'if paid_status is known then note "{count of invoices}"\n'
            'if any i in invoices has (i.amount > $20) then note "large"\n',
            [{"paid_status": "Paid"}, {"paid_status": "Open"}, {"paid_status": "x"}],
            ["decided 1 large", "decided 1", "decided 0"], f"{db.name}: many")


def two_rows(tally, db):
    url = db.make()
    engines(tally, url, 'facts\n  s is text\nlookup i from "SELECT invoice_id FROM invoices WHERE paid_status = :s"\n'
            '  gives id is text\nif i.id starts with "I" then note "x"\n', [{"s": "Paid"}, {"s": "Open"}, {"s": "none"}],
            ["decided x", "error ! i: more than one row is found, and only a lookup that is 'many' may find several", "decided"],
            f"{db.name}: two rows")


def lazily(tally, db):
    """A lookup that nothing needs is not asked: one that fails when it is asked tells."""
    url = db.make()
    engines(tally, url, 'facts\n  a is yes/no\nlookup bad from "SELECT \'abc\'"\n  gives amount is money\n'
            'if a and bad.amount > 0 then note "x"\nif not a then note "y"\n', [{"a": False}, {"a": True}],
            ["decided y", f'error ! bad: found "abc" as amount, {AMOUNT}'], f"{db.name}: lazily")


def private(tally, db):
    url = db.make()
    policy = """facts
  card is text, private
lookup i from "SELECT paid_status FROM invoices WHERE invoice_id = :card"
  gives amount is money
if i.amount > 0 then note "x"
"""
    _, got = evaluate(url, policy, {"card": "I-1"}, {"card": "4111"})
    tally.check("Open" not in got.out + got.err and AMOUNT in got.out, f"{db.name}: a private value in an error", got.out, got.err)
    if db.name == "postgresql":
        policy = policy.replace("WHERE invoice_id = :card", "WHERE CAST(:card AS integer) = 1")
        _, got = evaluate(url, policy, {"card": "4111-secret"})
        tally.check("4111" not in got.out + got.err and "22P02" in got.out, "postgresql: a private parameter in an error", got.out, got.err)


# ---- what is refused ----

def refused(tally, db):
    url = db.make()
    column = {"sqlite": "no such column: amont", "postgresql": 'column "amont" does not exist*'}[db.name]
    table = {"sqlite": "no such table: invoice", "postgresql": 'relation "invoice" does not exist'}[db.name]
    for sql, why in [("SELECT amont FROM invoices", f"the database refuses it: {column}"),
                     ("SELECT amount FROM invoice", f"the database refuses it: {table}"),
                     ("SELECT amount, paid_status FROM invoices", "it gives 2 columns, but the lookup names 1 (amount)"),
                     ("SELECT amount FROM invoices WHERE", "the database refuses it: *")]:
        _, got = evaluate(url, f'facts\n  x is text\nlookup i from "{sql}"\n  gives amount is money\nif i.amount > 0 then note "x"\n', {})
        tally.same(got.status, 2, f"{db.name}: {sql}")
        tally.same(got.out, "", f"{db.name}: {sql}")
        tally.alike(got.err, f"-e:3:15: error[BY0120]: the SQL of lookup 'i' cannot be used: {why}\n*", f"{db.name}: {sql}")
    before = db.all(url)
    for sql in ["DELETE FROM invoices", "DROP TABLE invoices", "UPDATE invoices SET amount = 1", "SELECT 1; DROP TABLE invoices",
                "WITH x AS (DELETE FROM invoices RETURNING amount) SELECT amount FROM x", "CREATE TABLE t (a int)",
                "SELECT amount INTO t FROM invoices", "PRAGMA user_version", "ATTACH 'x' AS y", "COPY invoices TO '/tmp/x'",
                "SELECT load_extension('x')", "VACUUM", "BEGIN", "SELECT amount FROM invoices FOR UPDATE"]:
        _, got = evaluate(url, f'facts\n  x is text\nlookup i from "{sql}"\n  gives amount is money\nif i.amount > 0 then note "x"\n', {})
        tally.check(got.status == 2 and "-e:3:" in got.err and "error[BY0" in got.err, f"{db.name}: {sql}", got.status, got.err)
    if db.name == "postgresql":  # what only the transaction can refuse
        db.run(url, "CREATE FUNCTION wipe() RETURNS int LANGUAGE sql AS 'DELETE FROM invoices; SELECT 1'")
        engines(tally, url, 'facts\n  x is text\nlookup i from "SELECT wipe()"\n  gives amount is money\nif i.amount > 0 then note "x"\n', [{}],
                ["error ! i: the database refuses it: cannot execute DELETE in a read-only transaction"], "postgresql: a function that writes")
    tally.same(db.all(url), before, f"{db.name}: nothing was changed")


def types_apart(tally, server):
    """PostgreSQL judges types when the policy is loaded."""
    url = server.database("CREATE TABLE t (id integer, u uuid, amount numeric); "
                          "INSERT INTO t VALUES (1, '7f3c0d5e-0000-4000-8000-000000000001', 2)")
    policy = 'facts\n  x is {}\nlookup i from "SELECT amount FROM t WHERE {} = :x"\n  gives amount is money\nif i.amount > 0 then note "x"\n'
    _, got = evaluate(url, policy.format("text", "id"), {"x": "1"})
    tally.check(got.status == 2 and "operator does not exist: integer = text" in got.err, "postgresql: a text beside a number", got.err)
    engines(tally, url, policy.format("text", "u"), [{"x": "7f3c0d5e-0000-4000-8000-000000000001"}, {"x": "no"}],
            ["decided x", 'error ! i: the database refuses it: invalid input syntax for type uuid: "no"'], "postgresql: uuid")
    engines(tally, url, policy.format("money", "id"), [{"x": 1}, {"x": 1.5}], ["decided x", "decided"], "postgresql: money beside integer")
    url = server.database("CREATE TABLE t (id integer, code char(6)); INSERT INTO t VALUES (1, 'WV')")
    padded = 'facts\n  x is whole number\nlookup i from "SELECT code, code FROM t WHERE id = :x"\n  gives code is one of WV, NM, as_text is text\n'
    engines(tally, url, padded + 'if i.code == WV then note "{i.as_text}."\n', [{"x": 1}], ["decided WV."], "postgresql: a char(n) has no padding")


# ---- what an enemy sends ----

def hostile(tally, db):
    """A value is a value: it finds the row that has it and no other, and leaves the tables as they are."""
    url = db.make()
    texts = [text for text in HOSTILE if len(text) < 2000 and "\0" not in text]
    for text in texts:
        db.insert(url, text)
    before = db.all(url)
    update = 'if invoice is found then update "UPDATE invoices SET paid_status = \':x\' || :billed WHERE invoice_id = :invoice_id"\n'
    policy = INVOICE.replace("billed is money", "billed is text") + update
    sql = "UPDATE invoices SET paid_status = ':x' || :billed WHERE invoice_id = :invoice_id"
    cases = [{"invoice_id": text, "billed": other} for text in HOSTILE for other in (text, "x")]
    decisions, got = evaluate(url, policy, *cases)
    if not tally.same(len(decisions), len(cases), f"{db.name}: a decision each; {got.err[:500]}"):
        return
    for case, decision in zip(cases, decisions):
        what = f"{db.name}: {show(case['invoice_id'], 60)!r}"
        if "\0" in case["invoice_id"]:
            tally.check("DROP" not in str(decision) and decision["status"] in ("decided", "error"), what, decision)
        elif case["invoice_id"] in texts:
            tally.same(decision["actions"][0].get("text"), "$7.00/Hostile", what)
            tally.same((decision["actions"][1]["sql"], decision["actions"][1]["values"]), (sql, {"billed": case["billed"], "invoice_id": case["invoice_id"]}),
                       what)
        else:
            tally.same(told(decision), "decided none", what)
    tally.same(db.all(url), before, f"{db.name}: the tables are as they were")


def hostile_facts(tally, db):
    """The same texts as facts of every type: an error of that case, or nothing found."""
    url = db.make()
    before = db.all(url)
    types = ["number", "money", "date", "moment", "time", "yes/no", "one of a, b", "party", "whole number"]
    facts = "".join(f"  f{i} is {kind}\n" for i, kind in enumerate(types))
    where = " OR ".join(f"invoice_id = CAST(:f{i} AS text)" for i in range(len(types)))
    policy = f'facts\n{facts}lookup i from "SELECT amount FROM invoices WHERE {where}"\n  gives amount is money\nif i is found then note "found"\n'
    good = {"f0": 1, "f1": 2, "f2": "2017-08-10", "f3": "2017-08-10T00:00:00Z", "f4": "14:00", "f5": True, "f6": "a", "f7": "A", "f8": 3}
    cases = [good] + [{**good, f"f{i}": text} for i in range(len(types)) for text in HOSTILE if len(text) < 2000]
    decisions, got = evaluate(url, policy, *cases)
    tally.same(len(decisions), len(cases), f"{db.name}: a decision each; {got.err[-500:]}")
    tally.same(told(decisions[0]) if decisions else got.err, "decided", f"{db.name}: values of every type")
    tally.check(not any("found" in told(decision).split() for decision in decisions if decision["status"] == "decided"),
                f"{db.name}: hostile values of every type")
    tally.same(db.all(url), before, f"{db.name}: the tables are as they were")


CONSTRUCTS = [
    'lookup i from "SELECT amount FROM invoices WHERE invoice_id = \'{x}\'"\n  gives amount is money\nif i.amount > 0 then note "x"',
    'lookup i from "SELECT {x}"\n  gives amount is money\nif i.amount > 0 then note "x"',
    'lookup i from x\n  gives amount is money\nif i.amount > 0 then note "x"',
    'lookup i from "SELECT " + x\n  gives amount is money\nif i.amount > 0 then note "x"',
    'define q = "SELECT 1"\nlookup i from q\n  gives amount is money\nif i.amount > 0 then note "x"',
    'template q "SELECT {x}"\nlookup i from q\n  gives amount is money\nif i.amount > 0 then note "x"',
    'lookup i from """\n  SELECT {x}\n  """\n  gives amount is money\nif i.amount > 0 then note "x"',
    'if x is known then update "UPDATE invoices SET amount = {x}"', "if x is known then update x", 'define q = "DELETE FROM t"\nif x is known then update q',
    'template q "DELETE FROM {x}"\nif x is known then update q', 'if x is known then update "DELETE FROM " + x',
    'if x is known then update "UPDATE t SET a = 1; DELETE FROM t"', 'if x is known then update sql "DELETE FROM {x}"',
    'action update (sql: text)\nif x is known then update x', 'if x is known then update upper(x)',
    'if x is known then update (x if x == "" else "DELETE FROM t")', 'if x is known then update "DELETE FROM t WHERE a = ?"',
    'if x is known then update "DELETE FROM t WHERE a = $1"', 'if x is known then update "DELETE FROM t WHERE a = :nothing_like_it"',
]


def constructs(tally):
    for text in CONSTRUCTS:
        got = bylaw("check", "-e", f"facts\n  x is text\n{text}\n")
        tally.check(got.status == 1 and "error[BY" in got.err, f"SQL that is not constant: {text!r}", got.status, got.err)


# ---- calls ----

def calls(tally, folder):
    url = Sqlite(folder).make()
    _, got = evaluate(None, INVOICE, {"invoice_id": "I-1"})
    tally.same((got.status, got.out, got.err), (2, "", "bylaw: the policy looks up invoice: give the database with --db, or rows with --rows\n"),
               "neither --db nor --rows")
    decisions, got = evaluate(None, INVOICE.replace(':invoice_id"', ':invoice_id" optional'), {"invoice_id": "I-1"})
    tally.same([told(decision) for decision in decisions], ["decided"], f"an optional lookup and no database; {got.err}")
    rows = f"{folder}/rows.json"
    with open(rows, "w", encoding="utf-8") as file:
        file.write('{"invoice":[{"invoice_id":"I-1","amount":"99","paid_status":"of the file"}]}')
    decisions, got = evaluate(url, INVOICE, {"invoice_id": "I-1"}, {"invoice_id": "I-2"}, options=("--rows", rows))
    tally.same([told(decision) for decision in decisions], ["decided $99.00/of the file", "decided none"], f"rows go before the database; {got.err}")
    with open(rows, "w", encoding="utf-8") as file:
        file.write('{"other":[]}')
    decisions, got = evaluate(url, INVOICE, {"invoice_id": "I-1"}, options=("--rows", rows))
    tally.same([told(decision) for decision in decisions], ["decided $12.10/Open"], f"the database for what the rows do not name; {got.err}")
    decisions, got = evaluate(None, INVOICE, {"invoice_id": "I-1"}, options=("--rows", rows))
    tally.same([told(decision) for decision in decisions], [f'error ! invoice: {rows} has no rows of it: give "invoice": [], if there are none'], got.err)
    got = bylaw("check", "--db", url, "-e", INVOICE)
    tally.check(got.status == 0 and "BY0120" not in got.err, "check --db", got.err)
    policy = INVOICE.replace("amount, paid", "amont, paid") + 'if billed > 5 then update "UPDATE invoices SET amont = :billed"\n'
    got = bylaw("check", "--db", url, "-e", policy)
    tally.check(got.status == 1 and got.err.count("error[BY0120]") == 2, "check --db tells of all SQL that is wrong", got.err)


# ---- SQLite's files ----

def unusable(tally, folder):
    def says(url, text, what, policy=INVOICE):
        _, got = evaluate(url, policy, {"invoice_id": "I-1"})
        tally.same((got.status, got.out), (2, ""), what)
        tally.alike(got.err, text, what)
    says(f"sqlite:{folder}/none.db", f"bylaw: the database '{folder}/none.db' cannot be opened: No such file or directory\n", "a missing file")
    says(f"sqlite:{folder}", f"bylaw: the database '{folder}' cannot be opened*\n", "a folder")
    says("sqlite:", "bylaw: no file is named: a database is given as sqlite:FILE\n", "no file")
    says("shop.db", "bylaw: a database is given as sqlite:FILE or postgresql://USER@HOST/NAME\n", "no scheme")
    with open(f"{folder}/text.db", "w", encoding="ascii") as file:
        file.write("no database\n" * 1000)
    says(f"sqlite:{folder}/text.db", f"bylaw: the database '{folder}/text.db' is not an SQLite database\n", "no database")
    open(f"{folder}/empty.db", "w", encoding="ascii").close()
    says(f"sqlite:{folder}/empty.db", "-e:4:21: error[BY0120]: *no such table: invoices\n*", "an empty file")
    url = Sqlite(folder).make()
    path = url.removeprefix("sqlite:")
    with open(path, "r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 3000)
    says(url, f"bylaw: the database '{path}' is damaged\n", "a damaged file")


def read_only(tally, folder):
    """A file that nobody may write is good enough for asking."""
    url = Sqlite(folder).make()
    path = url.removeprefix("sqlite:")
    os.chmod(path, 0o444)
    decisions, got = evaluate(url, INVOICE, {"invoice_id": "I-1"})
    tally.same([told(decision) for decision in decisions], ["decided $12.10/Open"], f"a file that is read-only; {got.err}")


def locked(tally, folder):
    url = Sqlite(folder).make()
    writer = sqlite3.connect(url.removeprefix("sqlite:"), isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    start = time.monotonic()
    _, got = evaluate(url, INVOICE, {"invoice_id": "I-1"})
    took = time.monotonic() - start
    tally.alike(got.err, "bylaw: the database '*' is locked by another process (waited 5 seconds)\n", "a locked file")
    tally.check(4 < took < 30 and got.status == 2, "a locked file is waited for, and not for ever", took)
    process = start_eval(url, INVOICE)
    time.sleep(1)
    writer.execute("COMMIT")
    out, err = process.communicate('{"invoice_id":"I-1"}\n', timeout=TIMEOUT)
    tally.check('"status":"decided"' in out, "a lock that is given back in time", out, err)
    writer.close()


def locked_later(tally, folder):
    """A lock in the middle of a stream: that case is an error, the next ones go on."""
    url = Sqlite(folder).make()
    process = start_eval(url, INVOICE)
    tally.alike(talk(process, "I-1"), '*"decided"*', "before the lock")
    writer = sqlite3.connect(url.removeprefix("sqlite:"), isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    tally.alike(talk(process, "I-1"), '*"error"*is locked by another process*', "while it is locked")
    writer.execute("COMMIT")
    tally.alike(talk(process, "I-1"), '*"decided"*', "after the lock")
    end(process)


# ---- streams, one case after the other ----

def start_eval(url, policy, *options):
    return subprocess.Popen([BYLAW, "eval", "--db", url, *options, "-e", policy], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


def talk(process, invoice):
    process.stdin.write(json.dumps({"invoice_id": invoice}) + "\n")
    process.stdin.flush()
    return process.stdout.readline()


def end(process):
    process.stdin.close()
    err = process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    process.wait(timeout=TIMEOUT)
    return err


def server_stops(tally, server):
    """A server that goes in the middle: that case is an error, and once it is back the next ones are decided."""
    url = server.database(SCHEMA.format(**WORDS["postgresql"]))
    process = start_eval(url, INVOICE)
    tally.alike(talk(process, "I-1"), '*"decided"*', "before the server stops")
    server.stop()
    tally.alike(talk(process, "I-1"), '*"error"*the connection to the database * is gone*', "the server is gone")
    tally.alike(talk(process, "I-1"), '*"error"*cannot be reached*', "it is still gone")
    tally.alike(talk(process, "I-1"), '*"error"*', "it is still gone, and is not asked for within a second")
    server.start()
    time.sleep(2.2)
    tally.alike(talk(process, "I-2"), '*"decided"*$35.00/Paid*', "the server is back")
    err = end(process)
    tally.check(postgres.PASSWORD not in err, "the password is not shown", err)


def one_state(tally, server):
    """What another session changes between the questions of one case is not seen."""
    url = server.database(SCHEMA.format(**WORDS["postgresql"]))
    policy = """facts
  invoice_id is text
lookup a from "SELECT amount FROM invoices WHERE invoice_id = :invoice_id"
  gives amount is money
lookup b from "SELECT amount FROM invoices, (SELECT pg_sleep(1.5)) AS s WHERE invoice_id = :invoice_id"
  gives amount is money
if a.amount is known then note "{a.amount} {b.amount}"
"""
    process = start_eval(url, policy)
    writer = threading.Timer(0.7, lambda: server.sql("UPDATE invoices SET amount = 99", url.rsplit("/", 1)[1]))
    writer.start()
    tally.alike(talk(process, "I-1"), "*$12.10 $12.10*", "one state a case")
    writer.join()
    tally.alike(talk(process, "I-1"), "*$99.00 $99.00*", "the next case's state")
    end(process)


def password(tally, server):
    secret = "no-such-pass"
    for url in [server.url(password=secret), f"postgresql://u:{secret}%zz@127.0.0.1/x", f"postgresql://u:{secret}@127.0.0.1:1/x",
                f"postgres://u:{secret}@127.0.0.1:99999/x", f"postgresql://u:{secret}@[::1/x", f"mysql://u:{secret}@127.0.0.1/x",
                f"postgresql://u:{secret}@127.0.0.1/x?nonsense={secret}", f"postgresql://bylaw@127.0.0.1:1/x?password={secret}", f"postgresql://u:a@{secret}@127.0.0.1:1/x",
                f"postgresql://u:a/{secret}@127.0.0.1:1/x", f"postgresql://u:/{secret}@127.0.0.1:1/x", f"postgresql://127.0.0.1:{secret}/x"]:
        _, got = evaluate(url, INVOICE, {})
        tally.check(got.status == 2 and got.err.startswith("bylaw: ") and secret not in got.err + got.out, "the password is not shown", got.status, got.err)


def not_built(tally):
    _, got = evaluate("postgresql://u:secret@127.0.0.1:1/x", INVOICE, {})
    if "PostgreSQL" in [word.strip(",") for line in bylaw("--version").out.splitlines() if line.startswith("databases") for word in line.split()]:
        tally.same(got.status, 2, "nobody is there")
    else:
        tally.same((got.status, got.err), (3, "bylaw: PostgreSQL cannot be asked: bylaw was built without libpq, or it is not installed here\n"), "not built in")
    return got.status != 3


BOTH = (found, asked, many, two_rows, lazily, private, refused, hostile, hostile_facts)


def main():
    tally = Tally()
    constructs(tally)
    built = not_built(tally)
    with scratch() as folder:
        for test in BOTH:
            test(tally, Sqlite(folder))
        for test in (calls, unusable, read_only, locked, locked_later):
            test(tally, folder)
    with postgres.server() as server:
        if server is None or not built:
            print(f"skipped: PostgreSQL ({postgres.MISSING if server is None else 'bylaw was built without libpq'})")
        else:
            for test in BOTH:
                test(tally, Postgresql(server))
            for test in (types_apart, one_state, password, server_stops):
                test(tally, server)
    tally.end()


if __name__ == "__main__":
    main()
