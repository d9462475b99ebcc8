"""What the test scripts share: where things are, running bylaw, counting."""
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

SRC = Path(os.environ.get("srcdir") or Path(__file__).parent.parent).resolve()
TESTS = SRC / "tests"
BUILD = Path(os.environ.get("BYLAW_BUILD") or SRC / "build").resolve()
BYLAW = str(BUILD / "bylaw")
SHORT = os.environ.get("BYLAW_CHECK") == "short"  # make distcheck has no time for everything
SANITIZERS = os.environ.get("BYLAW_SANITIZERS") == "yes"
CORES = len(os.sched_getaffinity(0))
TIMEOUT = 120


class Result:
    """What a call of bylaw gave: its status and its bytes, as text that comes back to the same bytes."""

    def __init__(self, status, out, err):
        self.status = status
        self.out = out.decode("utf-8", "surrogateescape")
        self.err = err.decode("utf-8", "surrogateescape")


def as_bytes(text):
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")


def bylaw(*arguments, stdin="", cwd=None, timeout=TIMEOUT, env=None):
    call = [BYLAW, *map(str, arguments)]
    try:
        done = subprocess.run(call, input=as_bytes(stdin), capture_output=True, cwd=cwd, timeout=timeout, env=env)
    except subprocess.TimeoutExpired:
        return Result(-1, b"", f"stopped after {timeout} s\n".encode())
    return Result(done.returncode, done.stdout, done.stderr)


class Tally:
    """Counts, tells what failed as it comes, and ends as run-tests reads it: N passed, N failed."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def ok(self, n=1):
        self.passed += n

    def fail(self, what, *lines):
        self.failed += 1
        print("\n    ".join([f"FAILED {what}", *map(str, lines)]) + "\n", end="", flush=True)

    def check(self, good, what, *lines):
        if good:
            self.ok()
        else:
            self.fail(what, *lines)
        return good

    def same(self, got, expected, what):
        return self.check(got == expected, what, f"expected  {show(expected)}", f"got       {show(got)}")

    def alike(self, got, pattern, what):
        return self.check(like(got, pattern), what, f"expected  {show(pattern)}", f"got       {show(got)}")

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.stdout.flush()
        sys.exit(1 if self.failed or not self.passed else 0)


def show(value, most=2000):
    text = value if isinstance(value, str) else repr(value)
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} characters)"


def like(text, pattern):
    """Whether TEXT is PATTERN, in which * stands for anything."""
    return text == pattern or re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.S) is not None


def in_parallel(function, things, workers=CORES):
    """function(thing) of each, in order."""
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(function, things))


def scratch():
    """A folder of the test's own, gone at its end."""
    return tempfile.TemporaryDirectory(prefix="bylaw-test-")


def lines_of(text):
    """The lines of a text, which all end with a newline; a last one that does not is marked."""
    parts = text.split("\n")
    last = parts.pop()
    return parts + ([last + " (no newline at the end)"] if last else [])
