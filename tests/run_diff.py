#!/usr/bin/env python3
"""Runs bylaw diff on the pairs tests/diff/NAME.old.rules, NAME.new.rules. The new one's first line says what comes of it:

    # equal            no case decides differently
    # different 2      so many regions
    # open             no difference was found, and it is not proved that there is none
    # solver           equal where Bylaw has a solver, else open

The case of each region is decided by both engines under both policies: the decisions must be those that were told, and different. Each
pack (rules/) must be equal to itself, and to itself with its rules' names and layout changed. run_diff.py [NAME…]"""
import json
import re
import sys
from pathlib import Path

from common import SRC, TESTS, Tally, bylaw, lines_of, scratch

HOME = TESTS / "diff"


def without_words(decision):
    """What counts: neither rules nor reasons, and no order."""
    actions = sorted(json.dumps({k: v for k, v in action.items() if k not in ("rule", "because", "cite")}, sort_keys=True)
                     for action in decision.get("actions", []))
    values = json.dumps(decision.get("values", {}), sort_keys=True)
    return decision["status"], actions, values, sorted(decision.get("needs", []))


def confirm(tally, name, region, old, new):
    with scratch() as folder:
        case, rows = Path(folder) / "case.ndjson", Path(folder) / "rows.json"
        case.write_text(json.dumps(region["case"]) + "\n")
        arguments = []
        if "rows" in region:
            rows.write_text(json.dumps(region["rows"]))
            arguments = ["--rows", str(rows)]
        for engine in ("vm", "reference"):
            told = [region["was"], region["now"]]
            came = []
            for policy, decision in zip((old, new), told):
                got = bylaw("eval", "--engine", engine, *arguments, policy.name, str(case), cwd=policy.parent)
                came.append(json.loads(got.out) if got.out else {"status": got.err})
                tally.same(without_words(came[-1]), without_words(decision), f"{name}: its case by the {engine}: {region['case']}")
            tally.check(without_words(came[0]) != without_words(came[1]), f"{name}: its case is decided differently by the {engine}", region["case"])


def compare(tally, name, old, new, wanted):
    got = bylaw("diff", "--format", "json", str(old), str(new))
    found = [json.loads(line) for line in lines_of(got.out)]
    if not found:
        tally.check(False, f"{name}: nothing was told", got.err)
        return
    whole, regions = found[-1], found[:-1]
    came = "equal" if whole["equal"] else f"different {len(regions)}" if regions or whole["different"] else "open"
    if wanted == "solver":
        solver = "proofs: Z3" in bylaw("--version").out
        wanted = "equal" if solver else "open"
    tally.same(came, wanted, f"{name}: {got.out[:2000]}")
    tally.same(got.status, 0 if wanted == "equal" else 1, f"{name}: exit status")
    for region in regions:
        confirm(tally, name, region, old, new)


def pack(tally, path):
    """Another layout and other names change nothing."""
    compare(tally, path.name, path, path, "equal")
    text = re.sub(r"^(rule \w+)\b", r"\1_otherwise_named", path.read_text(), flags=re.M)
    if "overrides" in text:
        return
    other = path.with_name(f"other_{path.name}")
    with scratch() as folder:
        for file in path.parent.glob("*.rules"):
            (Path(folder) / file.name).write_text(file.read_text())
        other = Path(folder) / f"other_{path.name}"
        other.write_text("# renamed\n\n" + text)
        compare(tally, f"{path.name}, renamed", path, other, "equal")


def main():
    tally = Tally()
    names = sys.argv[1:] or sorted(path.name.removesuffix(".new.rules") for path in HOME.glob("*.new.rules"))
    for name in names:
        new = HOME / f"{name}.new.rules"
        compare(tally, name, HOME / f"{name}.old.rules", new, new.read_text().split("\n", 1)[0].removeprefix("# "))
    if not sys.argv[1:]:
        for path in sorted((SRC / "rules").glob("*.rules")):
            pack(tally, path)
    tally.end()


main()
