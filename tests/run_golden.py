#!/usr/bin/env python3
"""Whole trees: tests/golden/ast/NAME.rules and what `bylaw dump --stop ast` makes of it, NAME.ast. Where the policy has
syntax errors the tree is followed by their messages, each of which `bylaw check` must tell. And whole explanations: tests/golden/why. run_golden.py [--accept]
"""
import json
import re
import shlex
import sys

from common import SRC, TESTS, Tally, bylaw

MESSAGE = re.compile(r"^\S+:\d+:\d+: (error|warning)\[BY", re.M)


def told(path):
    done = bylaw("check", "--no-stdlib", "--format", "json", path.name, cwd=path.parent)
    found = [(one, one["at"]) for one in json.loads(done.out)["findings"] if "at" in one]
    return {f'{at["file"]}:{at["line"]}:{at["column"]}: {one["severity"]}[{one["code"]}]: {one["message"]}' for one, at in found}


def whys(tally, accept):
    """tests/golden/why/NAME.why: its first line is a call of explain, in the top folder; then what that prints."""
    for path in sorted((TESTS / "golden" / "why").glob("*.why")):
        call, _, golden = path.read_text().partition("\n")
        got = bylaw(*shlex.split(call.removeprefix("$ bylaw ")), cwd=SRC).out
        if accept:
            path.write_text(f"{call}\n{got}")
            golden = got
        tally.check(bool(golden) and got == golden, f"{path.name}: {call}", "differs from its golden: run_golden.py --accept, and look")


def main():
    tally = Tally()
    whys(tally, "--accept" in sys.argv)
    for path in sorted((TESTS / "golden" / "ast").glob("*.rules")):
        golden = path.with_suffix(".ast").read_text()
        begin = MESSAGE.search(golden)
        expected = golden[:begin.start()] if begin else golden
        tree = bylaw("dump", "--no-stdlib", "--stop", "ast", path.name, cwd=path.parent).out
        # The trees of the files that it uses come first.
        tally.check(bool(expected) and tree.endswith(expected), f"the tree of {path.name}", "differs from its golden")
        if begin:
            wanted = [line for line in golden[begin.start():].splitlines() if MESSAGE.match(line)]
            missing = [line for line in wanted if line not in told(path)]
            tally.check(bool(wanted) and not missing, f"the messages of {path.name}", *missing[:3])
    tally.end()


main()
