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


# A policy for each code whose findings have a case, and what eval's decision of that case must be.
BEARING = {
    "BY0301": ("rule a if ar > $10 then assign Ann\nrule b if ar > $20 then assign Bob", lambda d: d["status"] == "conflict"),
    "BY0302": ("table t only one\n  | ar * 2 => r |\n  | > $5   | 1 |\n  | < $9   | 2 |\noutput r", lambda d: d["status"] == "error" and "t:" in d["errors"][0]),
    "BY0303": ("table t first match\n  | ar => r |\n  | > $5 | 1 |\n  | - | 3 |\ntable u first match\n  | level => r |\n  | A | 2 |\n  | - | 3 |\noutput r",
               lambda d: d["status"] == "conflict"),
    "BY0304": ("rule a if ar > $10 then deny x", lambda d: {a["do"] for a in d["actions"]} == {"deny"}),
    "BY0312": ("define r is\n  1 if ar < $10\n  2 if ar > $10\noutput r", lambda d: "r" not in d.get("values", {}) and not d.get("needs")),
    "BY0313": ("first match g\n  if ar < $10 then note \"a\"\n  if ar > $10 then note \"b\"\nend", lambda d: d["actions"] == [] and d["status"] == "decided"),
    "BY0322": ("table t first match\n  | ar => r |\n  | > $5 | 1 |\n  | > $7 | 2 |\n  | - | 3 |\noutput r", lambda d: d["values"]["r"] == 1),
    "BY0323": ("rule a if ar < $10 then note \"a\"\nrule b if ar < $20 then note \"b\" overrides a", lambda d: [a["rule"] for a in d["actions"]] == ["b"]),
    "BY0327": ("table t first match\n  | level | ar => r |\n  | A | > $5 | 1 |\n  | B | > $9 | 2 |\n  | - | - | 3 |\noutput r", lambda d: d["values"]["r"] == 3),
    "BY0335": ("rule a\n  effective on day until 2020-01-01\n  if ar > $5 then note \"a\"\nrule b\n  effective on day from 2020-02-01\n  if ar > $5 then note \"b\"",
               lambda d: d["actions"] == [] and d["status"] == "decided"),
}
FACTS = "facts\n  ar is money\n  level is one of A, B, C\n  day is date\n"


def check_bearing(tally, code):
    rules, shows = BEARING[code]
    texts = ["-e", FACTS + rules] + (["-e", FACTS + "rule other if ar > $5 then allow x"] if code == "BY0304" else [])
    found = [f for f in json.loads(bylaw("check", "--format", "json", *texts).out)["findings"] if f["code"] == code and "case" in f]
    tally.check(found, f"{code} is found, with a case")
    for finding in found:
        got = bylaw("eval", *texts, stdin=json.dumps(finding["case"]) + "\n")
        tally.check(got.out and shows(json.loads(got.out)), f"the case of {code} shows it", got.out, got.err)


# Whatever else stands in the repository: each case that is shown is one that eval takes, and no finding stops the run.
def check_all_cases(tally):
    paths = sorted(path for folder in ("tests/lang", "tests/checks", "tests/scenarios", "tests/prove", "tests/diff") for path in (SRC / folder).glob("**/*.rules"))
    for path in paths:
        got = bylaw("check", "--format", "json", str(path))
        tally.check(got.status in (0, 1, 2), f"check {path.name}", *lines_of(got.err)[:5])
        cases = [f["case"] for f in json.loads(got.out)["findings"] if "case" in f and not f.get("rows")]
        if not cases or any(f["code"] in ("BY0205", "BY0206") or f["code"] < "BY0205" for f in json.loads(got.out)["findings"]):
            continue
        decided = bylaw("eval", str(path), stdin="".join(json.dumps(case) + "\n" for case in cases))
        lines = lines_of(decided.out)
        errors = [line for line in lines if json.loads(line)["status"] == "error" and "rows" not in line and "broken" not in line]
        tally.check("BY0206" in decided.err or "lookup" in decided.err or (len(lines) == len(cases) and not errors), f"the cases of {path.name}", *errors, *lines_of(decided.err)[:5])


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
    for code in BEARING:
        check_bearing(total, code)
    check_all_cases(total)
    total.end()


if __name__ == "__main__":
    main()
