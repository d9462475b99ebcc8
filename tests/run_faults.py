#!/usr/bin/env python3
"""Faults put into the packs on purpose: each is to be found by check, by the scenarios or by a proof, and what found what is printed.

Shifted bounds, comparisons turned, conditions dropped, rows dropped and swapped, overrides and exceptions removed, arguments changed: as a
hurried author might. A fault that changes no decision (bylaw diff proves it) is none and is left out.
run_faults.py [COUNT [SEED]]   (200 faults; 40 where time is short)
"""
import random
import re
import shutil
import sys
from collections import Counter
from pathlib import Path

from common import SHORT, SRC, Tally, bylaw, in_parallel, scratch

PACKS = sorted(path for path in (SRC / "rules").glob("*.rules"))


# ---- faults: (kind, line number, the new line or None) of the lines of a pack ----

def swaps(kind, line, pairs):
    for old, new in pairs:
        for found in re.finditer(old, line):
            yield kind, line[:found.start()] + found.expand(new) + line[found.end():]


def without_texts(line):
    """The line with texts and comments blanked, so that words inside them are not taken for conditions."""
    line = re.sub(r'"[^"]*"', lambda text: "~" * len(text.group()), line)
    return re.sub(r"#.*", lambda text: "~" * len(text.group()), line)


def is_condition(line):
    return re.match(r"\s*(if|else if|unless|define|\||request|for_|.*\bif\b)", line) is not None


def of_condition(line):
    bare = without_texts(line)
    edits = [("bound", r" > (?=[$\d])", " >= "), ("bound", r" >= (?=[$\d])", " > "), ("bound", r" <= (?=[$\d])", " < "), ("bound", r" < (?=[$\d])", " <= "),
             ("bound", r"\$1000\b(?!\.)", "$1000.01"), ("bound", r"\$35\b(?!\.)", "$34.99"),
             ("turned", r" > ", " < "), ("turned", r" == ", " != "), ("turned", r" != ", " == "), ("turned", r" is not found", " is found"),
             ("turned", r" is found", " is not found"), ("turned", r"\bnot (?=\w)", ""),
             ("dropped condition", r" and (not )?\w+( (is|==|!=|>|<|>=|<=) (not )?[$\w.]+)?", ""), ("turned", r" and (?=\w+ )", " or ")]
    for kind, old, new in edits:
        for found in re.finditer(old, bare):
            yield kind, line[:found.start()] + new + line[found.end():]


def of_action(line):
    for old, new in ((r"\bHeather\b", "Spencer"), (r"\bSpencer\b", "Heather"), (r"via slack", "via sms"), (r"via google_chat", "via sms"), (r"priority high", "priority low"),
                     (r"\bclose\b", "note \"closed\""), (r"up_to \S+", "")):
        found = re.search(old, without_texts(line))
        if found and not line.startswith("party"):
            yield "argument", line[:found.start()] + new + line[found.end():]


def is_row(line):
    return line.strip().startswith("|")


def faults_of(lines):
    for i, line in enumerate(lines):
        bare = without_texts(line)
        if is_row(line) and i > 0 and is_row(lines[i - 1]):
            yield "dropped row", i, None
            if i + 1 < len(lines) and is_row(lines[i + 1]):
                yield "swapped rows", i, lines[i + 1] + line
        if re.match(r"\s*(unless|overrides|when)\b", bare):
            yield "removed exception", i, None
        if is_condition(bare):
            for kind, new in of_condition(line):
                yield kind, i, new
        if re.match(r"\s+(then|else|assign|notify|task|escalate|close|note|reply|transfer|allow|deny|and)\b", bare):
            for kind, new in of_action(line):
                yield kind, i, new


def put_in(lines, kind, at, new):
    changed = lines[:]
    changed[at] = new if new is not None else ""
    if kind == "swapped rows":
        changed[at + 1] = ""
    return "".join(changed)


# ---- what finds them ----

def tried(fault):
    """Which of check, scenarios and proofs find the fault; None: it is no fault, since nothing is decided differently."""
    pack, kind, at, new = fault
    lines = (SRC / "rules" / pack).read_text().splitlines(keepends=True)
    with scratch() as folder:
        rules = Path(folder) / "rules"
        shutil.copytree(SRC / "rules", rules)
        (rules / pack).write_text(put_in(lines, kind, at, new))
        found = []
        if bylaw("check", "--strict", pack, cwd=rules).status != 0:
            found.append("check")
        if bylaw("test", ".", cwd=rules).status != 0:
            found.append("scenarios")
        if bylaw("prove", ".", cwd=rules).status != 0:
            found.append("prove")
        if not found and bylaw("diff", SRC / "rules" / pack, pack, cwd=rules).status == 0:
            return None
        return found


def tell(tally, fault, found):
    pack, kind, at, new = fault
    was = (SRC / "rules" / pack).read_text().splitlines()[at].strip()
    what = f"rules/{pack}:{at + 1}: {kind}: {was!r} as {(new or '').strip()!r}"
    return tally.check(found, f"nothing finds {what}")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40 if SHORT else 200
    rng = random.Random(sys.argv[2] if len(sys.argv) > 2 else 7)
    tally = Tally()
    everything = [(pack.name, *fault) for pack in PACKS for fault in faults_of(pack.read_text().splitlines(keepends=True))]
    sample = rng.sample(everything, min(count * 5 // 4, len(everything)))
    table, taken = Counter(), 0
    for fault, found in zip(sample, in_parallel(tried, sample)):
        if found is None or taken == count:
            continue
        taken += 1
        tell(tally, fault, found)
        table[fault[1], " and ".join(found) or "nothing"] += 1
    print(f"{taken} of {len(everything)} faults that there are sites for:")
    for (kind, by), n in sorted(table.items()):
        print(f"  {kind:18} {n:4} found by {by}")
    tally.check(taken >= count * 9 // 10, f"only {taken} of {count} faults were put in")
    tally.end()


main()
