#!/usr/bin/env python3
"""bylaw check --strict on what comes with Bylaw: every policy of rules/ and examples/, all packs on one call, and the standard
library. Files without rules are there for others to use: that they decide nothing is all that may be said of them. And the
cases that findings show are held against bylaw eval. run_checks.py"""
import json
import os
import resource

from common import SRC, Tally, bylaw, lines_of

SHARED = ["rules/desk.rules", "rules/telecom.rules", "stdlib/us_states.rules", "stdlib/support.rules"]

# A policy with a finding of each sort that has a case, and what eval says of that case.
FAULTY = """
facts
  ar is money
  level is one of A, B, C
rule a
  if ar > $10 then assign Heather
rule b
  if ar > $20 and level is B then assign Spencer
define owner is
  "x" if ar < $1000
  "y" if ar > $1000
output owner
table t first match
  | level | ar   => rate |
  | A     | >= $5 |  1   |
  | B     | -     |  2   |
  | A, B  | >= $9 |  3   |
  | C     | < $9  |  4   |
  | -     | -     |  5   |
output rate
first match g
  if level is A then note "a"
  if level is B then note "b"
end
"""

# Whether a rule can fire rests on a looked-up row that is compared with facts, one of them cut by another rule.
ROWS = """
facts
  amount is money
  txn_id is text
  intended_plan is text
lookup transaction from "SELECT plan_id, amount FROM transactions WHERE txn_id = :txn_id"
  gives plan_id is text, amount is money
define differs = transaction.plan_id != intended_plan or transaction.amount != amount
rule as_intended
  if transaction is found and not differs then reply "as you wanted"
rule small
  if amount <= $35 then note "small"
"""

# Products and quotients of sums, which the solver can only try at: it stops after so many steps.
HARD = """
facts
  items is list of record (sku text, price money)
  on is date
define total = sum of (x.price * 2) for x in items
if total / (total - $4) > 1 then note "much"
if on + 6 months < 2020-01-01 then note "old"
rule one
  if total > $1 then assign A
rule two
  if total > $2 then assign B
"""
MOST_SECONDS = 20 if os.environ.get("BYLAW_SANITIZERS") == "yes" else 6  # of processor time; some 1.3 s alone


def check_strict(tally, files, *options):
    got = bylaw("check", "--strict", *options, *files)
    tally.check(got.status == 0, f"check --strict {' '.join(files)}", *lines_of(got.err)[:30])


def check_shared(tally, file):
    options = ["--no-stdlib"] if "support" in file else []
    got = bylaw("check", "--format", "json", *options, str(SRC / file))
    codes = [finding["code"] for finding in json.loads(got.out)["findings"]]
    tally.check(codes == ["BY0253"], f"check {file}", *codes)


def decide(case):
    return json.loads(bylaw("eval", "-e", FAULTY, stdin=json.dumps(case) + "\n").out)


def check_cases(tally):
    document = json.loads(bylaw("check", "--format", "json", "-e", FAULTY).out)
    tally.same(document["schema"], "bylaw.check/1", "the schema")
    found = {}
    for finding in document["findings"]:
        found.setdefault(finding["code"], []).append(finding)
        tally.check({"code", "kind", "severity", "message", "at", "fix"} <= set(finding), f"the keys of {finding['code']}")
    tally.same(sorted(found), ["BY0301", "BY0312", "BY0313", "BY0322", "BY0327"], "the codes")
    tally.same(decide(found["BY0301"][0]["case"])["status"], "conflict", "the case of a conflict")
    tally.check("owner" not in decide(found["BY0312"][0]["case"]).get("values", {}), "the case of a gap")
    tally.same([action["do"] for action in decide(found["BY0313"][0]["case"])["actions"] if action["do"] == "note"], [], "the case of a group's gap")
    tally.check(decide(found["BY0322"][0]["case"])["values"]["rate"] != 3, "the case of a shadowed row")
    tally.same(decide(found["BY0327"][0]["case"])["values"]["rate"], 5, "the case of a catch-all")


def check_rows(tally):
    document = json.loads(bylaw("check", "--format", "json", "-e", ROWS).out)
    tally.same([finding["code"] for finding in document["findings"]], [], "nothing is found where rows are compared")
    tally.same(document.get("not_proved", []), [], "and all is proved")


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def check_hard(tally):
    before = spent()
    first = bylaw("check", "--format", "json", "-e", HARD)
    tally.check(spent() - before < MOST_SECONDS, f"a hard policy took {spent() - before:.1f} s")
    tally.same([finding["code"] for finding in json.loads(first.out)["findings"]], ["BY0301"], "what is found in it")
    tally.same(bylaw("check", "--format", "json", "-e", HARD).out, first.out, "it is the same on each run")


def main():
    total = Tally()
    policies = sorted(str(path.relative_to(SRC)) for folder in ("rules", "examples") for path in (SRC / folder).glob("**/*.rules"))
    for file in policies:
        if file not in SHARED:
            check_strict(total, [str(SRC / file)])
    check_strict(total, [str(SRC / file) for file in policies if file.startswith("rules/")])
    for file in SHARED:
        check_shared(total, file)
    check_cases(total)
    check_rows(total)
    check_hard(total)
    total.end()


if __name__ == "__main__":
    main()
