#!/usr/bin/env python3
"""Runs bylaw prove: tests/prove/*.rules, whose guarantees tell in a comment what becomes of them:

    never allow courtesy when state is WV     # proved
    always deny courtesy                      # broken by {"state":"OH"}      this very case; "or another": or any
    …                                         # open

Every case that breaks a guarantee is decided by both engines: it must come out as an error that names a broken guarantee. The
packs (rules/) must be proved as a whole. Where no solver is built in, what is marked may stay open, but is never the contrary, and the packs
must be proved all the same. run_prove.py [FILE…]"""
import json
import re
import sys
from pathlib import Path

from common import SRC, TESTS, Tally, bylaw, lines_of, scratch

HOME = TESTS / "prove"
SOLVED = "proofs: Z3" in bylaw("--version").out
MARK = re.compile(r"^(?:never|always)\b.*?# (proved|open|broken by (.*?)( or another)?)\s*$")


def wanted_of(path):
    found = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        mark = MARK.match(line)
        if mark:
            found[number] = ("broken" if mark[2] else mark[1], mark[2] and json.loads(mark[2]), bool(mark[3]))
    return found


def confirm(tally, path, result, broken):
    """Both engines call the case an error that names a guarantee which is broken."""
    with scratch() as folder:
        case, rows = Path(folder) / "case.ndjson", Path(folder) / "rows.json"
        case.write_text(json.dumps(result["case"]) + "\n")
        arguments = []
        if "rows" in result or re.search(r"^lookup ", path.read_text(), re.M):
            rows.write_text(json.dumps(result.get("rows", {})))
            arguments = ["--rows", str(rows)]
        for engine in ("vm", "reference"):
            got = bylaw("eval", "--engine", engine, *arguments, path.name, str(case), cwd=path.parent)
            decision = json.loads(got.out) if got.out else {}
            named = [f"{path.name}:{line}: is broken" for line in broken]
            error = (decision.get("errors") or [""])[0]
            tally.check(any(error.startswith(name) for name in named), f"{path.name}:{result['line']}: its case by the {engine}", result["case"],
                        got.out, got.err)


def one(tally, path):
    got = bylaw("prove", "--format", "json", path.name, cwd=path.parent)
    results = [json.loads(line) for line in lines_of(got.out)]
    wanted = wanted_of(path)
    tally.check(len(results) == len(wanted) + 1, f"{path.name}: {len(results) - 1} guarantees, not {len(wanted)}", *lines_of(got.err)[:20])
    broken = [result["line"] for result in results[:-1] if result["proof"] == "broken"]
    for result in results[:-1]:
        proof, case, other = wanted.get(result["line"], ("unmarked", None, False))
        if not SOLVED and result["proof"] == "open":
            continue
        tally.same(result["proof"], proof, f"{path.name}:{result['line']}: {result['guarantee']} ({result.get('case', result.get('why', ''))})")
        if result["proof"] == "broken":
            if not other:
                tally.same(result["case"], case, f"{path.name}:{result['line']}: {result['guarantee']}: its case")
            confirm(tally, path, result, broken)
    tally.same(got.status, 0 if all(result["proof"] == "proved" for result in results[:-1]) else 1, f"{path.name}: exit status")


def all_proved(tally, folder):
    got = bylaw("prove", folder, cwd=SRC)
    last = lines_of(got.out)[-1] if got.out else ""
    tally.check(got.status == 0 and re.match(r"[1-9]\d* proved, 0 broken, 0 not proved$", last), f"bylaw prove {folder}: exit {got.status}",
                *[line for line in lines_of(got.out + got.err) if not line.startswith("proved")][:30])


def main():
    tally = Tally()
    files = [Path(name).resolve() for name in sys.argv[1:]] or sorted(HOME.glob("*.rules"))
    for path in files:
        one(tally, path)
    if len(sys.argv) == 1:
        all_proved(tally, "rules")
    tally.end()


main()
