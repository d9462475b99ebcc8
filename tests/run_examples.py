#!/usr/bin/env python3
"""Runs the examples: each examples/NN_*.rules on its cases, against the decisions that stand beside it, and the packs
on examples/cases and examples/telecom, with the database that examples/telecom makes. run_examples.py [--accept]"""
import json
import shlex
import subprocess
import sys

from common import SRC, Tally, bylaw, in_parallel, lines_of, scratch

EXAMPLES = SRC / "examples"


class Example:
    def __init__(self, rules, cases, expected, options):
        self.rules, self.cases, self.expected, self.options = rules, cases, expected, options
        self.name = str(expected.relative_to(SRC))


def beside(rules):
    stem = rules.name.removesuffix(".rules")
    cases = [rules.with_name(f"{stem}.cases.{form}") for form in ("ndjson", "csv")]
    cases = next((path for path in cases if path.exists()), cases[0])
    options = rules.with_name(f"{stem}.options")
    words = shlex.split(options.read_text()) if options.exists() else []
    return Example(rules, cases, rules.with_name(f"{stem}.expected.ndjson"), words)


def evaluate(example, *more):
    return bylaw("eval", *example.options, *more, example.rules.relative_to(SRC), example.cases.relative_to(SRC), cwd=SRC)


def run(example):
    tally = Tally()
    missing = [path for path in (example.cases, example.expected) if not path.exists()]
    if missing:
        tally.fail(f"{example.name}: there is no {missing[0]}")
        return tally
    expected = lines_of(example.expected.read_text())
    fault = any(json.loads(line)["status"] in ("error", "conflict") for line in expected)
    for engine in ("vm", "reference"):
        got = evaluate(example, f"--engine={engine}")
        lines = lines_of(got.out)
        for number, (line, wanted) in enumerate(zip(lines, expected), 1):
            tally.same(line, wanted, f"{example.name}:{number} ({engine})")
        tally.same(len(lines), len(expected), f"{example.name}: lines ({engine})")
        tally.same(got.status, int(fault), f"{example.name}: exit status ({engine})")
    checked = bylaw("check", example.rules.relative_to(SRC), cwd=SRC)
    tally.check(checked.status == 0, f"{example.rules.name}: check", *lines_of(checked.err))
    return tally


def of_the_desk(database):
    """The packs' cases, with the rows of examples/telecom."""
    subprocess.run([EXAMPLES / "telecom/make-database", database], check=True)
    rules, options = SRC / "rules/support_desk.rules", ["--db", f"sqlite:{database}"]
    stems = (EXAMPLES / "cases/desk_cases", EXAMPLES / "telecom/cases")
    return [Example(rules, stem.with_name(f"{stem.name}.ndjson"), stem.with_name(f"{stem.name}.expected.ndjson"), options) for stem in stems]


def run_all(database):
    examples = [beside(rules) for rules in sorted(EXAMPLES.glob("[0-9][0-9]_*.rules"))]
    total = Tally()
    total.check(len(examples) >= 12, f"there are at least twelve examples, not {len(examples)}")
    examples += of_the_desk(database)
    if "--accept" in sys.argv:
        for example in examples:
            example.expected.write_text(evaluate(example).out)
    for tally in in_parallel(run, examples):
        total.add(tally)
    total.end()


def main():
    with scratch() as folder:
        run_all(f"{folder}/telecom.db")


if __name__ == "__main__":
    main()
