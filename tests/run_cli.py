#!/usr/bin/env python3
"""Runs the tests of the program: tests/cli/*.test, sessions that read as they are typed.

    # what it is about
    $ bylaw eval -e 'if a then deny b'     a command of sh, in a folder that the file's commands share
    > …                                    its next line
    {"case":1,…}                           what it prints
    ! bylaw: …                             … on standard error
    ~ a regular expression                 a line that matches it; !~ on standard error
    (empty)                                an empty line
    ...                                    any lines
    = 2                                    its exit status, if that is not 0

$TOP is the source tree, $CLI the folder tests/cli (with pty.py, slow.py). run_cli.py [--accept] [FILE…]
"""
import os
import re
import subprocess
import sys
from pathlib import Path

from common import BUILD, SRC, TESTS, TIMEOUT, Tally, in_parallel, lines_of, scratch

CLI = TESTS / "cli"


class Step:
    def __init__(self, line, command):
        self.line, self.command = line, command
        self.out, self.err, self.status = [], [], 0


def steps_of(path):
    steps = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("$ "):
            steps.append(Step(number, line[2:]))
        elif line.startswith("#") or not line or not steps:
            continue
        elif line == ">" or line.startswith("> "):
            steps[-1].command += "\n" + line[2:]
        elif line.startswith("= "):
            steps[-1].status = int(line[2:])
        elif line.startswith("! "):
            steps[-1].err.append(line[2:])
        elif line.startswith("!~ "):
            steps[-1].err.append("~ " + line[3:])
        else:
            steps[-1].out.append(line)
    return steps


def matches(wanted, line):
    if wanted.startswith("~ "):
        return re.fullmatch(wanted[2:], line) is not None
    return ("" if wanted == "(empty)" else wanted) == line


def all_match(wanted, lines):
    if not wanted:
        return not lines
    if wanted[0] == "...":
        return any(all_match(wanted[1:], lines[skip:]) for skip in range(len(lines) + 1))
    return bool(lines) and matches(wanted[0], lines[0]) and all_match(wanted[1:], lines[1:])


def run_step(step, folder):
    env = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "BYLAW_CHECK")}
    env |= {"PATH": f"{BUILD}:{env['PATH']}", "TOP": str(SRC), "CLI": str(CLI), "LC_ALL": "C.UTF-8", "TERM": "xterm"}
    try:
        done = subprocess.run(["sh", "-c", step.command], stdin=subprocess.DEVNULL, capture_output=True, cwd=folder,
                              env=env, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return [], [f"stopped after {TIMEOUT} s"], -1
    return *(lines_of(bytes_.decode("utf-8", "backslashreplace")) for bytes_ in (done.stdout, done.stderr)), done.returncode


def written(out, err, status):
    """What a step gave, as a test writes it."""
    return [line or "(empty)" for line in out] + [f"! {line or '(empty)'}" for line in err] + ([f"= {status}"] if status else [])


def run(path):
    tally = Tally()
    with scratch() as folder:
        for step in steps_of(path):
            out, err, status = run_step(step, folder)
            good = all_match(step.out, out) and all_match(step.err, err) and status == step.status
            wanted = written(step.out, step.err, step.status)
            tally.check(good, f"tests/cli/{path.name}:{step.line}: {step.command}", "--- expected", *wanted,
                        "--- got", *written(out, err, status)[:60])
    return tally


def accept(path):
    """Rewrites what a step gives where it does not match. Look at the difference before you commit it."""
    text = path.read_text().splitlines()
    with scratch() as folder:
        fresh = []
        for step in steps_of(path):
            out, err, status = run_step(step, folder)
            if not (all_match(step.out, out) and all_match(step.err, err) and status == step.status):
                fresh.append((step, written(out, err, status)))
    for step, lines in reversed(fresh):
        start = step.line + step.command.count("\n")
        end = start
        while end < len(text) and text[end] and not text[end].startswith(("#", "$ ")):
            end += 1
        text[start:end] = lines
    path.write_text("\n".join(text) + "\n")


def main():
    chosen = [Path(name).resolve() for name in sys.argv[1:] if name != "--accept"]
    paths = chosen or sorted(CLI.glob("*.test"))
    if "--accept" in sys.argv:
        in_parallel(accept, paths)
    total = Tally()
    for tally in in_parallel(run, paths):
        total.add(tally)
    total.end()


if __name__ == "__main__":
    main()
