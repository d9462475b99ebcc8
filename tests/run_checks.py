#!/usr/bin/env python3
"""bylaw check --strict on what comes with Bylaw: every policy of rules/ and examples/, all packs on one call, and the standard
library. Files without rules are there for others to use: that they decide nothing is all that may be said of them. And the
cases that findings show are held against bylaw eval. run_checks.py"""
import json

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
    total.end()


if __name__ == "__main__":
    main()
