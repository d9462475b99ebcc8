#!/usr/bin/env python3
"""What the scenarios of the packs (rules/) try: each rule, row and answer of a condition that there can be, each condition that can
matter is shown to; and each mutant is noticed, or proved to change nothing. What is shown of a mutant is pasted behind small
policies' scenarios: it passes, and notices the mutant;
so does what is suggested, and then no answer is lacking. run_coverage.py"""
import json
from pathlib import Path

from common import SRC, Tally, bylaw, lines_of, scratch


def coverage(tally):
    got = bylaw("test", "--coverage", "--format", "json", "rules", cwd=SRC)
    tally.same(got.status, 0, "bylaw test --coverage rules: exit status")
    lines = [json.loads(line) for line in lines_of(got.out)]
    all_of = lines[-1]["coverage"]
    for one, of in (("rules_fired", "rules"), ("branches_fired", "branches"), ("answers_seen", "answers"), ("mattering", "can_matter")):
        tally.check(all_of[of] > 0 and all_of[one] == all_of[of], f"{one}: {all_of[one]} of {all_of[of]}",
                    *(f"{line['file']}:{line['line']}: {what}" for line in lines for what in line.get("lacking", [])))
    print(f"packs: {all_of['answers_seen']} of {all_of['answers']} answers of {all_of['conditions']} conditions, "
          f"{all_of['mattering']} of {all_of['can_matter']} shown to matter")


def mutants(tally):
    got = bylaw("test", "--mutate", "--format", "json", "rules", cwd=SRC)
    lines = [json.loads(line) for line in lines_of(got.out)]
    tally.same(got.status, 0, "bylaw test --mutate rules: exit status")
    for line in lines:
        tally.check("survivor" not in line, f"{line.get('file')}:{line.get('line')}: {line.get('survivor')}", line.get("scenario", ""))
    sums = lines[-1]
    tally.check(sums["mutants"] > 700 and sums["noticed"] + sums["same"] == sums["mutants"], f"mutants of the packs: {sums}")
    print(f"packs: {sums['mutants']} mutants, {sums['noticed']} noticed, {sums['same']} proved to change nothing")


def pasted(tally, name, rules):
    """What --mutate shows, pasted behind one scenario, passes and notices all that it was shown for."""
    with scratch() as name_of:
        folder = Path(name_of)
        (folder / "p.rules").write_text(rules)
        (folder / "p.scenarios").write_text('use "p.rules"\nscenario "none"\n  expect no close\n')
        for _ in range(2):
            got = bylaw("test", "--mutate", "--format", "json", "p.rules", cwd=folder)
            shown = [json.loads(line) for line in lines_of(got.out)]
            wanted = [line["scenario"] for line in shown if "scenario" in line and "survivor" in line]
            with open(folder / "p.scenarios", "a", encoding="utf-8") as file:
                file.writelines("\n" + text for text in wanted)
        passed = bylaw("test", "p.rules", cwd=folder)
        tally.same(passed.status, 0, f"{name}: what is pasted passes: {passed.out}{passed.err}")
        sums = json.loads(lines_of(bylaw("test", "--mutate", "--format", "json", "p.rules", cwd=folder).out)[-1])
        tally.check(sums["mutants"] > 5 and sums["survive"] == 0, f"{name}: mutants after pasting: {sums}")


def suggested(tally, name, rules):
    """What --suggest writes passes as it stands, and then nothing more is lacking."""
    with scratch() as name_of:
        folder = Path(name_of)
        (folder / "p.rules").write_text(rules)
        (folder / "p.scenarios").write_text('use "p.rules"\nscenario "none"\n  expect no close\n')
        got = bylaw("test", "--suggest", "p.rules", cwd=folder)
        tally.check(got.status == 0 and got.out.count("scenario ") > 1, f"{name}: --suggest: {got.err}")
        with open(folder / "p.scenarios", "a", encoding="utf-8") as file:
            file.write("\n" + got.out)
        passed = bylaw("test", "--coverage", "--format", "json", "p.rules", cwd=folder)
        sums = json.loads(lines_of(passed.out)[-1]).get("coverage", {})
        tally.check(passed.status == 0 and sums["answers"] == sums["answers_seen"], f"{name}: after what was suggested", passed.out, passed.err)
        again = bylaw("test", "--suggest", "p.rules", cwd=folder)
        tally.check(again.out == "" and "lacks 0 scenarios" in again.err, f"{name}: --suggest again", again.out, again.err)


POLICIES = {
    "bounds": "facts\n  ar is money\n  n is whole number\n  x is number\n  on is date\n"
              "if ar > $10 and n <= 3 then deny refund\nif x >= 2.5 and on < 2026-03-01 then allow refund\n",
    "defaults": "facts\n  ar is money\n  vip is yes/no, default no\nif ar > $10 and not vip then deny refund\n",
    "sets": "facts\n  level is one of a < b < c\n  tags is list of one of x, y, z\n"
            "if level >= b and tags contains x then assign Heather priority high\n"
            "rule high\n  if level is c then tag top\n",
    "rows": "facts\n  level is one of a, b, c\n  ar is money\ntable t first match\n  | level | ar => fee |\n  | a, b | > $5 => $5 |\n"
            "  | c | $1..$9 => $7 |\n  | - | - => $0 |\noutput fee\n",
    "overrides": "facts\n  a is yes/no\n  b is yes/no\nrule one\n  if a then deny refund\nrule two\n  if b then allow courtesy\n  overrides one\n",
    "lookups": 'facts\n  id is text\nlookup invoice from "SELECT amount, paid FROM invoices WHERE id = :id"\n'
               '  gives amount is money, paid is yes/no\nif invoice is found and invoice.amount > $10 and not invoice.paid then deny refund\n',
    "texts": 'facts\n  name is text\n  mail is text\nif name starts with "A" or mail contains "@b" then reply "Dear {name}"\n',
}


def main():
    tally = Tally()
    coverage(tally)
    mutants(tally)
    for name, rules in POLICIES.items():
        pasted(tally, name, rules)
        suggested(tally, name, rules)
    tally.end()


main()
