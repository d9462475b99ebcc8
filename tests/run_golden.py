#!/usr/bin/env python3
"""Whole trees: tests/golden/ast/NAME.rules and what `bylaw dump --stop ast` makes of it, NAME.ast. Where the policy has
syntax errors the tree is followed by their messages, each of which must be told. run_golden.py [--accept]
"""
import sys

from common import TESTS, Tally, bylaw


def tree_of(path):
    done = bylaw("dump", "--no-stdlib", "--stop", "ast", path.name, cwd=path.parent)
    return done.out, done.err


def main():
    tally = Tally()
    for path in sorted((TESTS / "golden" / "ast").glob("*.rules")):
        golden = path.with_suffix(".ast")
        tree, messages = tree_of(path)
        if "--accept" in sys.argv[1:]:
            golden.write_text(tree + "".join(line for line in messages.splitlines(True) if "[BY00" in line))
        expected = golden.read_text()
        wanted = [line for line in expected.splitlines() if "[BY00" in line]
        told = messages.splitlines()
        tally.check(bool(tree) and expected.startswith(tree), f"the tree of {path.name}", "differs from its golden")
        missing = [line for line in wanted if line not in told]
        tally.check(not missing, f"the messages of {path.name}", *missing[:3])
    tally.end()


main()
