#!/usr/bin/env python3
"""bylaw eval in batches: whatever the input, decisions, messages, figures and exit status are to the byte those of cases decided one by one; and no
case waits for input that has not come."""
import json
import os
import random
import re
import select
import subprocess

from common import BYLAW, SANITIZERS, SHORT, TIMEOUT, Tally, scratch

CASES = 300 if SHORT else 900
WAITS = 3  # cases that are given one by one
ENOUGH = 60 if SANITIZERS else 20  # seconds

FACTS = """facts
  case_id is text
  kind is one of new, open, late, closed
  who is text
  seen is moment
  due is yes/no, judged by Lead "Is it due?"
  tags is list of text
""" + "".join(f"  n{i} is number\n" for i in range(6))

GROUP = "first match bands\n" + "".join(f"  if n0 > {90 - i} and n1 < {i} then tag band{i}\n" for i in range(60)) + "end\n"

OTHERS = """rule shares
  if n4 / (n5 - 7) > 3 then note "{case_id}: near"
rule said
  if who contains "x" and n1 > 2 then tag said
rule judged
  if due and n2 < 9 then tag due
rule listed
  if tags contains "a" and n3 > 4 then tag a
"""


def test(random_, number):
    fact = random_.randrange(9)
    if fact < 6:
        return f"n{fact} {random_.choice(['<', '>', '<=', '>=', '==', '!='])} {random_.randrange(100)}"
    if fact == 6:
        return random_.choice(["kind is late", "kind in [new, open]", "kind is not closed", "kind is missing", "kind is known"])
    if fact == 7:
        return f'who is "{random_.choice(("ann", "bob", "é"))}"'
    return f"date_of(seen) >= 2020-0{1 + number % 9}-01"


def policy(seed, n):
    """Rules by every kind of key that the index has; some of them with what it has not, some that fail."""
    random_ = random.Random(seed)
    rules = "".join("if " + random_.choice([" and ", " or "]).join(test(random_, i) for _ in range(1 + i % 4)) + f" then tag t{i}\n" for i in range(n))
    return FACTS + rules + (GROUP + OTHERS if seed % 2 else OTHERS)


def line(random_, i):
    case = {"case_id": f"C-{i}\n\"é" if i % 17 == 0 else f"C-{i}"}
    for k in range(6):
        case[f"n{k}"] = random_.choice([random_.randrange(100), random_.randrange(100) + 0.5, 7])
    case.update(kind=random_.choice(["new", "open", "late", "closed"]), who=random_.choice(["ann", "bob", "x", "a \\ \"x\"", "é"]),
                seen=f"2020-0{1 + i % 9}-01T23:30:00-03:00", due=bool(i % 2), tags=["a", "b\\", "é"][: i % 4])
    for key in list(case):
        if random_.random() < 0.15:
            del case[key]
    text = json.dumps(case, ensure_ascii=i % 3 == 0)
    fault = random_.randrange(40)
    return {0: "", 1: "{", 2: text[:-3], 3: text.replace('"n1"', '"n2"'), 4: '{"kind": "gone", "n1": "x", "n2": null}', 5: text + " \r",
            6: "[1]", 7: '{"who": "\\ud800"}', 8: '{"who": "' + "y" * 30000 + '"}', 9: '{"tags": ' + json.dumps(["z" * 900] * 40) + "}"}.get(fault, text)


def lines(seed, n):
    random_ = random.Random(seed)
    return "".join(line(random_, i) + "\n" for i in range(n)).encode("utf-8", "surrogatepass")


def decide(path, cases, *options):
    done = subprocess.run([BYLAW, "eval", "--stats", *options, path], input=cases, capture_output=True, timeout=TIMEOUT)
    told = re.sub(rb"(?m)^(seconds|cases/s|memory|native code|no native code) ?.*\n", b"", done.stderr)
    return done.returncode, done.stdout, told


WAYS = (("--jobs=1",), ("--jobs=1", "--max-errors=3"), ("--jobs=1", "--output", "text"), ("--jobs=1", "--output", "csv", "--fail-on", "tag"), ("--jobs=3",))


def same(tally, path, cases, name):
    for way in WAYS:
        alone = decide(path, cases, "--batch=off", *way)
        for choice in ("--batch=auto", "--batch=on"):
            together = decide(path, cases, choice, *way)
            tally.check(together == alone, f"{name}: {choice} {' '.join(way)} writes something else than --batch=off")
    tally.check(alone[1].count(b"\n") > 10, f"{name}: nothing is decided")


def sizes(tally, path):
    """As many cases as a batch has, one more, one less; an end without a newline; an empty input."""
    for n in (0, 1, 2, 11, 12, 63, 64, 65, 128, 200):
        cases = lines(n, n)
        for given in (cases, cases[:-1]):
            tally.same(decide(path, given, "--batch=on", "--jobs=1"), decide(path, given, "--batch=off", "--jobs=1"), f"{n} cases")


def much(tally, path):
    """More than a megabyte of texts in a batch, which ends it early; and enough input for several threads."""
    big = b"".join(b'{"case_id": "%d", "n1": 3, "tags": ["%s"]}\n' % (i, b"\\u0061" * 20000) for i in range(150))
    plenty = lines(5, 300) * 16
    for cases, name in ((big, "long texts"), (plenty, "plenty")):
        alone = decide(path, cases, "--batch=off", "--jobs=1")
        for way in (("--batch=on", "--jobs=1"), ("--batch=on", "--jobs=3"), ("--batch=auto", "--jobs=2")):
            tally.check(decide(path, cases, *way) == alone, f"{name}: {' '.join(way)}")


def answer(process):
    """One line of what it writes, or None after a while."""
    ready, _, _ = select.select([process.stdout], [], [], ENOUGH)
    return process.stdout.readline() if ready else None


def no_waiting(tally, path):
    """From a pipe each case is answered before the next is given, also where half of that has come."""
    process = subprocess.Popen([BYLAW, "eval", "--batch=on", path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    for i in range(WAITS):
        os.write(process.stdin.fileno(), b'{"case_id": "P-%d", "n0": 95, "n1": 1}\n{"case' % i)
        told = answer(process)
        tally.check(told is not None and b'"P-%d"' % i in told, f"case {i} of a pipe waits: {told}")
        os.write(process.stdin.fileno(), b'_id": "half %d"}\n' % i)
        told = answer(process)
        tally.check(told is not None and b'"half %d"' % i in told, f"the second half of case {i} of a pipe waits: {told}")
    process.stdin.close()
    tally.same((process.stdout.read(), process.wait(TIMEOUT) in (0, 3)), (b"", True), "the end of a pipe")


def main():
    tally = Tally()
    with scratch() as folder:
        for seed, n in ((1, 60), (2, 90), (3, 30)):
            path = os.path.join(folder, f"{seed}.rules")
            with open(path, "w", encoding="utf-8") as out:
                out.write(policy(seed, n))
            same(tally, path, lines(seed, CASES), f"policy {seed}")
            if seed == 1:
                sizes(tally, path)
                much(tally, path)
                no_waiting(tally, path)
    tally.end()


if __name__ == "__main__":
    main()
