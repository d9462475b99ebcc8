#!/usr/bin/env python3
"""bylaw eval on several threads: whatever the input and the options, decisions, messages, their order among each other, figures and exit
status are to the byte those of one thread. The inputs are long enough for threads to be used (stream.c, WORTH_THREADS)."""
import os
import random
import re
import select
import signal
import subprocess
import time

from common import BYLAW, SANITIZERS, SHORT, SRC, TESTS, TIMEOUT, Tally, in_parallel, scratch

JOBS = (2, 8) if SHORT else (2, 3, 8)
LEAST = 1200 << 10  # bytes before threads come in
PLENTY = 3 << 20    # bytes for all of them to have several turns

POLICY = """facts
  case_id is text
  level is one of A < B < C
  ar is money
  tags is list of text
  note is text
  opened is date
  due is yes/no, judged by Lead "Is it due?"
define limit = $35
output limit
output days
define days = 2020-06-01 - opened
rule big
  if ar > limit * 2 and (level is B or due) then allow courtesy and tag large
  because "over {limit}: {note}"
rule small
  if ar < limit and level is known then deny courtesy
rule own
  if level >= B then assign Spencer
rule other
  if ar > $900 then assign Heather
rule divided
  if ar / (ar - $500) > 3 then note "{case_id}: near"
if any t in tags has (t contains "x") then reply "tagged {tags}"
"""


def some_case(dice, number):
    """A case as it may come: fine, incomplete, in conflict, in error, or no case at all."""
    kind = dice.random()
    if kind < 0.02:
        return dice.choice(["", "  ", "[1]", "{", '{"ar":}', "\xff\xfe", '{"a":1,"a":2}', '{"note":"\\ud800"}', "nul\0", '"x"', "{}{}"]).encode("latin-1")
    facts = []
    if dice.random() < 0.9:
        facts.append(f'"case_id":"C-{number}"')
    if dice.random() < 0.8:
        facts.append(f'"level":"{dice.choice("ABCCD" if kind < 0.1 else "ABC")}"')
    if dice.random() < 0.8:
        facts.append(f'"ar":{dice.choice([dice.randrange(2000), 500, 12.5, 1e30 if kind < 0.1 else 3])}')
    if dice.random() < 0.3:
        facts.append(f'"tags":{dice.choice(["[]", "null", chr(91) + chr(34) + "xy" + chr(34) + chr(93), "7" if kind < 0.2 else "[]"])}')
    if dice.random() < 0.5:
        facts.append('"note":"' + "é \\n\\u00e9"[: dice.randrange(9)].rstrip("\\u0e") * dice.randrange(40) + '"')
    if dice.random() < 0.3:
        facts.append(f'"opened":"20{dice.randrange(10, 30)}-0{dice.randrange(1, 10)}-1{dice.randrange(10)}"')
    if dice.random() < 0.3:
        facts.append(f'"due":{dice.choice(["true", "false", "null"])}')
    facts.append(f'"ignored{dice.randrange(3)}":{{"x":[1,2,{{"y":"z"}}]}}')
    dice.shuffle(facts)
    return ("{" + ",".join(facts) + "}").encode()


def some_cases(seed, most, end=b"\n"):
    dice = random.Random(seed)
    lines, n = [], 0
    while n < most:
        lines.append(some_case(dice, len(lines) + 1))
        n += len(lines[-1]) + len(end)
    return end.join(lines) + end


def good(n, size=100):
    """N bytes and more of lines of SIZE bytes that are decided."""
    return b"".join(b'{"case_id":"G-%08d","level":"A","ar":3,"x":"%s"}\n' % (i, b"y" * (size - 50)) for i in range(n // size))


def corpus():
    files = sorted(path for kind in ("json", "case") for path in (TESTS / "fuzz/corpus" / kind).iterdir())
    one = b"\n".join(path.read_bytes() for path in files) + b"\n"
    return one * (PLENTY // len(one) + 1)


def inputs():
    """Name, bytes."""
    long_line = b'{"case_id":"L","level":"A","ar":3,"x":"' + b"y" * (4 << 20)
    fits = b'{"case_id":"F","level":"A","ar":3,"x":"' + b"y" * (3900 << 10) + b'"}\n'
    yield "mixed", some_cases(1, PLENTY)
    yield "CR LF, a mark, no end", b"\xef\xbb\xbf" + some_cases(2, PLENTY, b"\r\n") + b'{"case_id":"last","ar":1}'
    yield "the corpus", corpus()
    yield "nothing", b""
    yield "a mark", b"\xef\xbb\xbf"
    yield "blank lines", good(LEAST) + b"\n" * (20000 if SANITIZERS or SHORT else 200000)
    yield "short lines", good(LEAST) + b"{}\n" * 200000
    yield "lines that are too long", good(LEAST) + long_line + b'"}\n' + good(200 << 10) + (long_line + b"\n") * 2 + fits + good(50000) + long_line
    yield "long lines", good(LEAST) + fits + good(1000) + fits + b"\n" + fits[:-1]
    yield "no line's end", good(LEAST) + b"\0" * (9 << 20)
    yield "an end in the middle of a line", good(LEAST * 2)[:-40]
    yield "binary", good(LEAST) + random.Random(3).randbytes(PLENTY // 4)
    yield "much output", good(LEAST) + b'{"ar":"x"}\n' * 60000 + good(LEAST)
    yield "one error late", good(PLENTY) + b"x\n" + good(PLENTY)


OPTIONS = [
    [],
    ["--max-errors=1"],
    ["--max-errors=4000"],
    ["--fail-on=deny", "--stats"],
    ["--output=text"],
    ["--output=csv", "--safe", "--max-errors=4500"],
    ["--receipt", "--now=2020-01-01T00:00:00Z"],
    ["--explain", "--output=text"],
    ["--explain", "--max-errors=6000"],
    ["--engine=reference", "--id=note"],
    ["--stats", "--max-errors=7000"],
]


def without_times(text):
    """What is measured differs from run to run, and so does whether it took long enough for native code."""
    return re.sub(rb"(?m)^(seconds|cases/s|memory|native code|no native code) ?.*\n", b"", text)


class Run:
    """What a call wrote, apart and into one file, and how it ended."""

    def __init__(self, folder, arguments, mixes):
        call = [BYLAW, "eval", *arguments]
        how = {"stdin": subprocess.DEVNULL, "cwd": folder, "timeout": TIMEOUT * 3, "check": False}
        apart = subprocess.run(call, capture_output=True, **how)
        self.out, self.err, self.status, self.all = apart.stdout, without_times(apart.stderr), apart.returncode, b""
        if mixes:
            self.all = without_times(subprocess.run(call, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **how).stdout)

    def differs(self, other):
        for what in ("status", "out", "err", "all"):
            mine, others = getattr(self, what), getattr(other, what)
            if mine != others:
                if what == "status":
                    return f"status {mine}, not {others}"
                at = next((i for i, (a, b) in enumerate(zip(mine, others)) if a != b), min(len(mine), len(others)))
                return f"{what} differs at byte {at} of {len(others)}: {mine[max(0, at - 60):at + 60]!r}, not {others[max(0, at - 60):at + 60]!r}"
        return None


def compare(tally, folder, what, arguments, mixes=False):
    one = Run(folder, ["--jobs=1", *arguments], mixes)
    tally.check(one.status in (0, 1, 4) or "." in arguments, f"{what}: status {one.status}", one.err[-300:])
    for jobs in JOBS:
        wrong = Run(folder, [f"--jobs={jobs}", *arguments], mixes).differs(one)
        tally.check(wrong is None, f"{what}, {' '.join(arguments)}, {jobs} jobs: {wrong}")


def all_inputs(tally, folder):
    for name, data in inputs():
        with open(f"{folder}/cases", "wb") as file:
            file.write(data)
        few = OPTIONS[:3] if SHORT or name not in ("mixed", "one error late") else OPTIONS
        for options in few:
            compare(tally, folder, name, ["p.rules", "cases", *options], mixes=name in ("mixed", "much output"))


def several_inputs(tally, folder):
    for number in range(3):
        with open(f"{folder}/c{number}", "wb") as file:
            file.write(some_cases(10 + number, (PLENTY, 1000, PLENTY)[number]))
    files = ["c0", "c1", "c2"]
    for options in (["--output=text"], ["--output=csv"], ["--stats"], ["--max-errors=3000", "--stats"]):
        compare(tally, folder, "three inputs", ["p.rules", *files, *options])
    compare(tally, folder, "a folder among them", ["p.rules", "c0", ".", "c1"])
    packs = [str(SRC / f"rules/{name}.rules") for name in ("refund", "cancellation", "courtesy_credit")]
    compare(tally, folder, "packs", [*packs, "c0"])
    with open(f"{folder}/rows.json", "w", encoding="ascii") as file:
        file.write('{"paid":[{"case_id":"C-7","amount":3}]}')
    looked_up = 'facts\n  case_id is text\nlookup paid optional from "SELECT amount FROM t WHERE id = :case_id" gives amount is money\nif paid.amount > $2 then tag paid'
    compare(tally, folder, "rows", ["-e", looked_up, "--rows=rows.json", "c0"])
    compare(tally, folder, "nobody to ask", ["-e", looked_up, "c0"])
    with open(f"{folder}/c.csv", "wb") as file:
        file.write(b"case_id,level,ar\n" + b"".join(b"C-%d,B,%d\n" % (i, i % 99) for i in range(60000)))
    compare(tally, folder, "CSV", ["p.rules", "c.csv", "--input=csv"])


def written_until(pipe, text, seconds=30):
    """What comes out of PIPE until it ends with TEXT."""
    got, until = b"", time.monotonic() + seconds
    while not got.endswith(text) and time.monotonic() < until:
        if select.select([pipe], [], [], 1)[0]:
            more = os.read(pipe.fileno(), 1 << 20)
            if not more:
                break
            got += more
    return got


def start(folder, arguments, **how):
    return subprocess.Popen([BYLAW, "eval", *arguments], stdin=subprocess.PIPE, cwd=folder, **how)


def as_it_comes(tally, folder):
    """From a slow pipe each line is answered before the next is sent, when threads are at work, too; an error that is one too many ends
    the program at once, though more could come."""
    one = subprocess.run([BYLAW, "eval", "--jobs=1", "p.rules", "-"], input=good(PLENTY), capture_output=True, cwd=folder, check=False).stdout
    for jobs in (1, *JOBS):
        with open(f"{folder}/talk", "wb") as talk:
            run = start(folder, [f"--jobs={jobs}", "p.rules", "--max-errors=2"], stdout=subprocess.PIPE, stderr=talk)
            feeder = os.fork()
            if feeder == 0:
                run.stdin.write(good(PLENTY))
                run.stdin.flush()
                os._exit(0)
            last = one[one.rindex(b"\n", 0, len(one) - 1) + 1:]
            got = written_until(run.stdout, last)
            os.waitpid(feeder, 0)
            tally.check(got == one, f"{jobs} jobs: what came at once, {len(got)} bytes of {len(one)}")
            for n in range(20):
                run.stdin.write(b'{"case_id":"S-%d","level":"A","ar":1}\n' % n)
                run.stdin.flush()
                got = written_until(run.stdout, b"\n")
                tally.check(got.startswith(b'{"case":"S-%d"' % n), f"{jobs} jobs, line {n} by itself: {got[:80]!r}")
            run.stdin.write(b"x\ny\n")
            run.stdin.flush()
            try:
                status = run.wait(30)
            except subprocess.TimeoutExpired:
                run.kill()
                status = "it waits for more input"
            tally.check(status == 4, f"{jobs} jobs, one error too many: {status}")
            got = run.stdout.read()
            tally.check(got.count(b"\n") == 2, f"{jobs} jobs, the errors' lines: {got!r}")
            run.stdin.close()
            run.stdout.close()


def in_pieces(tally, folder):
    """Through a pipe, in pieces of any size."""
    data = some_cases(4, PLENTY)
    whole = subprocess.run([BYLAW, "eval", "--jobs=1", "p.rules"], input=data, capture_output=True, cwd=folder, check=False)
    dice = random.Random(5)
    for jobs in JOBS:
        with open(f"{folder}/out", "wb") as out, open(f"{folder}/talk", "wb") as talk:
            run = start(folder, [f"--jobs={jobs}", "p.rules"], stdout=out, stderr=talk)
            at = 0
            while at < len(data):
                n = dice.choice([1, 7, 400, 5000, 65536, 200000])
                run.stdin.write(data[at:at + n])
                run.stdin.flush()
                at += n
            run.stdin.close()
            status = run.wait(TIMEOUT)
        with open(f"{folder}/out", "rb") as out, open(f"{folder}/talk", "rb") as talk:
            same = (status, out.read(), talk.read()) == (whole.returncode, whole.stdout, whole.stderr)
        tally.check(same, f"{jobs} jobs, in pieces")


def ends_of_output(tally, folder):
    """A reader that has seen enough, a full disk, a limit of the file's size, closed standard error."""
    with open(f"{folder}/cases", "wb") as file:
        file.write(some_cases(6, PLENTY))
    for script in ("$B p.rules cases 2>/dev/null | head -c 100000; echo ${PIPESTATUS[0]}", "$B p.rules cases 2>talk | head -n 1; echo ${PIPESTATUS[0]}",
                   "$B p.rules cases >/dev/full 2>talk; echo $?; tail -n 1 talk", "$B p.rules cases 2>&-; echo $?",
                   "$B p.rules cases >&- 2>talk; echo $?; tail -n 1 talk",
                   "trap '' XFSZ; ulimit -f 300; $B p.rules cases >out 2>/dev/null; echo $?; cat out",
                   "(cat cases; sleep 20) | $B p.rules >/dev/full 2>talk; tail -n 1 talk"):
        def output(jobs):
            call = script.replace("$B", f"{BYLAW} eval --jobs={jobs}").replace("sleep 20", "sleep 0" if jobs == 1 else "sleep 20")
            return subprocess.run(["bash", "-c", call], capture_output=True, cwd=folder, timeout=TIMEOUT, check=False).stdout

        one = output(1)
        for jobs in JOBS:
            got = output(jobs)
            tally.check(got == one, f"{jobs} jobs, {script}", got[-100:], one[-100:])


def no_more_memory_than_that(tally, folder):
    """The memory does not grow with the input, whatever it is."""
    if SANITIZERS:
        return
    for what, piece, most in (("cases", good(1 << 20), 24), ("blank lines", b"\n" * (1 << 18), 32)):
        def peak(times):
            run = start(folder, ["--jobs=3", "p.rules"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(times):
                run.stdin.write(piece)
            run.stdin.flush()
            with open(f"/proc/{run.pid}/status", encoding="ascii") as status:
                most = int(re.search(r"VmHWM:\s*(\d+)", status.read())[1])
            run.stdin.close()
            run.wait(TIMEOUT)
            return most / 1024

        little, much = peak(16), peak(40) # before 16, not all threads have had as much as they may
        tally.check(much < little * 1.25 + 2 and much < most, f"{what}: {little:.1f} MiB, and of more than twice the input {much:.1f} MiB")


def main():
    tally = Tally()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)

    def run(part):
        own = Tally()
        with scratch() as folder:
            with open(f"{folder}/p.rules", "w", encoding="utf-8") as file:
                file.write(POLICY)
            part(own, folder)
        return own

    for own in in_parallel(run, [all_inputs, several_inputs, as_it_comes, in_pieces, ends_of_output, no_more_memory_than_that]):
        tally.add(own)
    tally.end()


if __name__ == "__main__":
    main()
