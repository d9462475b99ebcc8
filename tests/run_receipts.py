#!/usr/bin/env python3
"""Holds receipts against eval, over all examples, the packs and the language tests that decide cases:

- eval --receipt decides as eval does;
- bylaw replay decides each case the same again, unless its receipt says that something is masked or was never read;
- by a policy with a change in it, replay says different exactly where eval decides otherwise.

run_receipts.py [FILE.rules…]"""
import json
import re
import sys
from pathlib import Path

from common import SRC, TESTS, Tally, bylaw, in_parallel, lines_of, scratch
from run_examples import EXAMPLES, beside, of_the_desk
from run_lang import Test, is_test

# Changes that ask for no further fact.
CHANGES = [(r" > ", " <= "), (r" >= ", " < "), (r" < (?=[$\d])", " >= "), (r" == ", " != "), (r" and (?!\d)", " or "),
           (r"\$(\d+)", r"$1\1"), (r"\bunless not\b", "unless"), (r"\bnot (?=\()", "")]


class Run:
    """A policy, and cases that go into one call of eval."""

    def __init__(self, rules, options, cases):
        self.rules, self.options, self.cases = rules, options, cases
        self.name = str(rules.relative_to(SRC))


def runs_of_tests(paths):
    for path in paths:
        test = Test(path)
        for batch in test.batches:
            if batch.input and "--output" not in batch.options and "--explain" not in batch.options and "-e" not in batch.options:
                form = ["--input", "csv"] if batch.csv else []
                yield Run(path, [*batch.options, *form], "".join(line + "\n" for line in batch.input))


def runs_of_examples(database):
    examples = [beside(rules) for rules in sorted(EXAMPLES.glob("[0-9][0-9]_*.rules"))]
    for example in examples + of_the_desk(database):
        options = [str(SRC / word) if (SRC / word).is_file() else word for word in example.options]
        yield Run(example.rules, options, example.cases.read_text())


def evaluate(run, rules, *more):
    return bylaw("eval", *run.options, *more, rules.name, cwd=rules.parent, stdin=run.cases)


def without(line, *keys):
    return {key: value for key, value in json.loads(line).items() if key not in keys}


def replay(rules, receipts):
    got = bylaw("replay", "--format", "json", rules.name, cwd=rules.parent, stdin=receipts)
    return got, [json.loads(line) for line in lines_of(got.out)]


def may_be_closed(line):
    """Whether replay may say that it cannot: something is masked, or the case was never read."""
    receipt = json.loads(line)["receipt"]
    return "facts" not in receipt or "masked" in receipt


def check_same(run, tally, plain, receipts):
    tally.same([line.split(',"receipt":{')[0] + "}" for line in receipts], plain, f"{run.name}: eval --receipt")
    got, told = replay(run.rules, "\n".join(receipts) + "\n")
    tally.same(got.status, 0, f"{run.name}: the status of replay")
    for line, one in zip(receipts, told):
        good = one["replay"] == "same" or (one["replay"] == "cannot" and may_be_closed(line))
        tally.check(good, f"{run.name}: replay", line, one)
    tally.same(len(told), len(receipts) + 1, f"{run.name}: lines of replay")


def changed(run):
    text = run.rules.read_bytes().decode("utf-8", "surrogateescape")
    if re.search(r'^\s*use "', text, re.M):
        return
    for pattern, instead in CHANGES:
        lines = [line if line.lstrip().startswith(("#", "facts", "kpi", "type")) or " is text" in line or ", default" in line
                 else re.sub(pattern, instead, line) for line in text.split("\n")]
        if "\n".join(lines) != text:
            yield "\n".join(lines)


def check_changed(run, tally, plain, receipts, folder):
    for text in changed(run):
        rules = Path(folder) / run.rules.name
        rules.write_bytes(text.encode("utf-8", "surrogateescape"))
        other = evaluate(run, rules)
        if other.status == 2:
            continue  # it means nothing any more
        _, told = replay(rules, "\n".join(receipts) + "\n")
        for before, after, line, one in zip(plain, lines_of(other.out), receipts, told):
            wanted = "same" if without(before, "case") == without(after, "case") else "different"
            good = one["replay"] == wanted or (one["replay"] == "cannot" and may_be_closed(line))
            tally.check(good, f"{run.name}: replay by a changed policy: {wanted} is right", before, after, line, one, text)


def check(run):
    tally = Tally()
    plain, receipts = (lines_of(evaluate(run, run.rules, *more).out) for more in ((), ("--receipt",)))
    if not plain:
        return tally
    check_same(run, tally, plain, receipts)
    with scratch() as folder:
        check_changed(run, tally, plain, receipts, folder)
    return tally


def main():
    paths = [Path(path).resolve() for path in sys.argv[1:]] or sorted(filter(is_test, (TESTS / "lang").glob("**/good/*.rules")))
    runs = list(runs_of_tests(paths))
    total = Tally()
    with scratch() as folder:
        if len(sys.argv) == 1:
            runs += runs_of_examples(f"{folder}/telecom.db")
        for tally in in_parallel(check, runs):
            total.add(tally)
    total.end()


if __name__ == "__main__":
    main()
