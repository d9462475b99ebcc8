#!/usr/bin/env python3
"""Runs the packs against the oracle (tests/oracle), which is written from their description alone: a few thousand cases, each pack
by itself and all of them in support_desk, with the rows in SQLite, in a file of rows, and in PostgreSQL. Then bylaw apply carries decisions
out, and what it leaves in the tables is what the oracle makes of them."""
import copy
import json
import sqlite3
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import postgres
from common import SHORT, SRC, TESTS, Tally, bylaw, lines_of, scratch

sys.path.insert(0, str(TESTS / "oracle"))
import packs
from worlds import Maker

SEED = 20170810
# The lookups of the packs: their tables, their parameters and what they give.
LOOKUPS = {
    "invoice": ("invoices", ["invoice_id", "customer_id", "amount", "billing_period", "paid_status"]),
    "transaction": ("transactions", ["txn_id", "plan_id", "amount", "transaction_status"]),
    "subscription": ("subscriptions", ["customer_id", "activation_date", "status"]),
    "usage": ("customer_usage", ["customer_id", "provisioned"]),
    "customer": ("customers", ["customer_id", "account_status", "roaming_enabled"]),
}


# ---- the rows, in each of their forms ----


def quoted(value):
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    return "'" + value.replace("'", "''") + "'"


def script(tables):
    """telecom.sql and the rows, as SQL for both databases."""
    parts = [(SRC / "rules/telecom.sql").read_text()]
    for table, rows in tables.items():
        rows = list(rows.values())
        values = ",\n".join("(" + ", ".join(map(quoted, row.values())) + ")" for row in rows)
        parts.append(f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES\n{values};\n")
    return "".join(parts)


def make_sqlite(path, tables):
    database = sqlite3.connect(path)
    database.executescript(script(tables))
    database.close()
    return f"sqlite:{path}"


def make_rows(path, tables):
    rows = {lookup: [{name: row[name] for name in names} for row in tables[table].values()] for lookup, (table, names) in LOOKUPS.items()}
    path.write_text(json.dumps(rows))
    return str(path)


# ---- comparing ----


def told(action):
    """An action's arguments: without where it comes from, which every action must tell."""
    arguments = {name: value for name, value in action.items() if name not in ("do", "rule", "because", "cite")}
    return arguments if action.get("rule") and action.get("cite") else {"without rule or cite": arguments}


def unmatched(expected, actions):
    """What is expected and not there, and what is there and not expected."""
    left, missing = list(actions), []
    for action in expected:
        wanted = action.plain()
        found = next((a for a in left if a["do"] == action.do and told(a).keys() == wanted.keys()
                      and all(wanted[name] == value for name, value in told(a).items())), None)
        if found is None:
            missing.append(f"missing   {action.do} {wanted}")
        else:
            left.remove(found)
    return missing + [f"too many  {action}" for action in left]


def differences(case, expected, decision):
    status, actions, values, needs = expected
    said = unmatched(actions, decision["actions"])
    got_needs = decision.get("needs", [])
    fields = [need for need in got_needs if "." in need]
    got_needs = [need for need in got_needs if "." not in need] + sorted(fields)
    for name, wanted, got in (("status", status, decision["status"]), ("values", values, decision.get("values", {})),
                              ("needs", needs, got_needs), ("errors", None, decision.get("errors"))):
        if wanted != got:
            said.append(f"{name}: expected {wanted}, got {got}")
    if "case_id" in case and decision["case"] != case["case_id"]:
        said.append(f"case: {decision['case']}")
    return said


def compare(tally, name, rules, cases, world, *arguments):
    text = "".join(json.dumps(case) + "\n" for case in cases)
    got = bylaw("eval", *arguments, f"rules/{rules}.rules", stdin=text, cwd=SRC)
    lines = lines_of(got.out)
    if not tally.check(got.status == 0 and len(lines) == len(cases), f"{name}: exit {got.status}, {len(lines)} of {len(cases)} lines", got.err[:1000]):
        return
    wrong = 0
    for case, line in zip(cases, lines):
        said = differences(case, packs.decide(case, world), json.loads(line, parse_float=Decimal))
        if said and wrong < 5:
            tally.fail(name, json.dumps(case), *said)
        wrong += bool(said)
        tally.ok(not said)
    if wrong >= 5:
        print(f"    … {wrong} of {len(cases)} cases of {name}", flush=True)


def varied(tally, cases, world):
    """The cases themselves: every kind of decision must be among them, or they prove little."""
    seen = Counter()
    for case in cases:
        status, actions, _, needs = packs.decide(case, world)
        seen[case.get("request"), status] += 1
        seen.update(f"{case.get('request')} {action.do}" for action in actions)
        seen.update(need for need in needs if "." in need)
    for request in packs.PACKS:
        tally.check(seen[request, "decided"] and seen[request, "incomplete"], f"{request}: both decided and incomplete cases")
    kinds = ("billing_dispute update", "billing_dispute close", "wrong_recharge update", "plan_benefits task", "plan_benefits close",
             "roaming collect", "roaming task", "roaming close", "roaming escalate", "invoice.amount", "invoice.customer_id",
             "transaction.transaction_status", "transaction.plan_id", "transaction.amount", "subscription.status",
             "subscription.activation_date", "usage.provisioned", "customer.account_status", "customer.roaming_enabled")
    for kind in kinds:
        tally.check(seen[kind] >= 2, f"there are cases with {kind}", seen[kind])


def everywhere(tally, maker, sources):
    own = maker.telecom()
    others = list(maker.others(60 if SHORT else 300)) + list(maker.courtesies_again())
    world = maker.world()
    everything = [case for cases in own.values() for case in cases] + others
    varied(tally, everything, world)
    for name, arguments in sources.items():
        for pack, cases in own.items():
            compare(tally, f"{pack} ({name})", pack, cases, world, *arguments)
        compare(tally, f"support_desk ({name})", "support_desk", everything, world, *arguments)
        compare(tally, f"support_desk ({name}, reference)", "support_desk", everything, world, "--engine=reference", *arguments)


# ---- carried out ----


def carried_out(case, expected, world):
    """What bylaw apply makes of the rows where a case is decided."""
    status, actions, _, _ = expected
    for action in actions if status == "decided" else ():
        arguments = action.plain()
        if action.do == "update" and case["request"] == "billing_dispute":
            world.tables["invoices"][case["invoice_id"]].update(amount=str(arguments["values"]["correct_amount"]), paid_status="Adjusted")
        elif action.do == "update":
            world.tables["transactions"][case["txn_id"]]["transaction_status"] = "Refunded"
        elif action.do == "allow" and arguments["what"] == "courtesy" and case.get("customer_id"):
            world.credits[case["customer_id"]] = world.credits.get(case["customer_id"], 0) + 1


def one_run(tally, name, url, cases, world, done):
    """A call of apply: case by case, each seeing what those before it wrote. DONE: the lines of the cases carried out, by case."""
    text = "".join(json.dumps(case) + "\n" for case in cases)
    got = bylaw("apply", "--db", url, "rules/support_desk.rules", stdin=text, cwd=SRC)
    lines = lines_of(got.out)
    if not tally.check(got.status == 0 and len(lines) == len(cases), f"{name}: exit {got.status}", got.err[:1000]):
        return
    for case, line in zip(cases, lines):
        key = case["case_id"]
        if key in done:
            tally.same(line, done[key].replace('"applied":"now"}', '"applied":"before"}'), f"{name}: {key} again")
            continue
        expected = packs.decide(case, world)
        said = differences(case, expected, json.loads(line, parse_float=Decimal))
        now = expected[0] == "decided"
        if not line.endswith(',"applied":"now"}' if now else ',"applied":"no"}'):
            said.append(line[-20:])
        tally.check(not said, name, json.dumps(case), *said)
        carried_out(case, expected, world)
        if now:
            done[key] = line


def apply(tally, name, database, maker, cases):
    """Twice: the second time only what was not decided can be, where what came after it tells more."""
    world, done = packs.World(copy.deepcopy(maker.tables), {}), {}
    one_run(tally, f"apply ({name})", database.url, cases, world, done)
    one_run(tally, f"apply again ({name})", database.url, cases, world, done)
    for table, columns in (("invoices", "invoice_id, amount, paid_status"), ("transactions", "txn_id, amount, transaction_status")):
        wanted = {key: (row["amount"] and Decimal(row["amount"]), row.get("paid_status", row.get("transaction_status")))
                  for key, row in world.tables[table].items()}
        rows = {key: (amount and Decimal(amount), status) for key, amount, status in database.rows(f"SELECT {columns} FROM {table}")}
        wrong = {key: (wanted[key], rows.get(key)) for key in wanted if wanted[key] != rows.get(key)}
        tally.check(not wrong, f"apply ({name}): the rows of {table}", *list(wrong.items())[:5])
        changed = sum(row != maker.tables[table][key] for key, row in world.tables[table].items())
        tally.check(changed >= 5, f"apply ({name}): {changed} rows of {table} change")
    journal = database.rows("SELECT case_id FROM bylaw_journal ORDER BY case_id")
    tally.same(sorted(key for key, in journal), sorted(done), f"apply ({name}): the journal")
    tally.check(sum(world.credits.values()) >= 3, f"apply ({name}): {world.credits} courtesy credits")


class SQLite:
    def __init__(self, path, tables):
        self.path, self.url = path, make_sqlite(path, tables)

    def rows(self, sql):
        with sqlite3.connect(self.path) as database:
            return [tuple(None if column is None else str(column) for column in row) for row in database.execute(sql)]


class PostgreSQL:
    def __init__(self, server, tables):
        self.server, self.url = server, server.database(script(tables))

    def rows(self, sql):
        lines = self.server.sql(f"SELECT row_to_json(r) FROM ({sql}) r", self.url.rsplit("/", 1)[1])
        return [tuple(None if column is None else str(column) for column in json.loads(line, parse_float=Decimal).values()) for line in lines]


def has_postgres(server):
    """Where it cannot be had that is said, and nothing of it is tried."""
    built = server and bylaw("eval", "--db", server.url(), SRC / "rules/roaming.rules").status != 3
    if not built:
        print(f"skipped on PostgreSQL: {'it is not built in' if server else postgres.MISSING}")
    return built


def all_applied(tally, maker, databases):
    own = maker.telecom()
    # Strides without a factor of the ten variants that each transaction comes in: one of ten would take the first variant only.
    cases = own["billing_dispute"][:: 8 if SHORT else 3] + own["wrong_recharge"][:: 7 if SHORT else 3] + own["roaming"][::50]
    cases += list(maker.courtesies_again())
    for name, database in databases.items():
        apply(tally, name, database, maker, cases)


def main():
    tally = Tally()
    maker = Maker(SEED)
    with scratch() as folder, postgres.server() as server:
        folder = Path(folder)
        sources = {"SQLite": ["--db", make_sqlite(folder / "telecom.db", maker.tables)],
                   "rows": ["--rows", make_rows(folder / "rows.json", maker.tables)]}
        databases = {"SQLite": SQLite(folder / "apply.db", maker.tables)}
        if has_postgres(server):
            sources["PostgreSQL"] = ["--db", server.database(script(maker.tables))]
            databases["PostgreSQL"] = PostgreSQL(server, maker.tables)
        everywhere(tally, maker, sources)
        all_applied(tally, maker, databases)
    tally.end()


main()
