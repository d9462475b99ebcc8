#!/usr/bin/env python3
"""Runs the language tests: every tests/lang/**/*.rules, with no list to maintain.

A test is a policy whose comments tell what is expected of it:

    # options: --as-of 2017-08-10        options of eval, for the cases that follow
    # case: {"state":"WV"}               a case; its decision, exactly:
    # expect: {"case":1,"status":"decided","actions":[…]}
    # csv: state,ar                      CSV instead: a header and rows, then as many expect lines as come out
    # expect error: 3:6: error[BY0104]: …   the first line of a message of check, without the file's name
    # expect warning: 3:6: warning[BY0251]: …
    # expect hint: did you mean 'WV'?    a line that the message before it has, too
    # exit: 1                            the status of check where it is not the usual one

A * in what is expected stands for anything. Cases are numbered in the file as lines are, from 1, and again from 1
after other options. A file in good/ must pass check without errors, and decide the same with --engine=reference; one
in bad/ must not pass, and eval must exit with 2. Files whose name begins with _, and those in a folder parts, are there
for others to use, and are no tests. run_lang.py [--accept] [FILE…]
"""
import json
import re
import shlex
import sys
import tempfile
from pathlib import Path

from common import SRC, TESTS, Tally, bylaw, in_parallel, like, lines_of, show

DIRECTIVE = re.compile(r"\s*# ?(options|case|csv|expect|expect error|expect warning|expect hint|exit):(?: (.*)|)$")
MESSAGE = re.compile(r"(?:(?P<file>[^:]+):(?P<place>\d+:\d+): )?(?P<text>(?:error|warning)\[BY\d+\]: .*)$")


def is_test(path):
    return not path.name.startswith("_") and "parts" not in path.parts


class Batch:
    """Cases that go into one call of eval, and the lines that are expected."""

    def __init__(self, options, csv):
        self.options = options
        self.csv = csv
        self.input = []
        self.expected = []  # (line number in the file, text)


class Test:
    def __init__(self, path):
        self.path = path
        self.name = str(path.relative_to(SRC)) if path.is_relative_to(SRC) else str(path)
        self.bad = "bad" in path.parts
        self.batches = []
        self.messages = []  # (line number in the file, severity or "hint", text)
        self.exit = None
        self.text = path.read_bytes().decode("utf-8", "surrogateescape")
        self.read()

    def read(self):
        options = []
        for number, line in enumerate(self.text.split("\n"), 1):
            found = DIRECTIVE.match(line.rstrip("\r"))
            if not found:
                continue
            word, value = found[1], found[2] or ""
            if word == "options":
                options = shlex.split(value)
                self.batches.append(Batch(options, False))
            elif word in ("case", "csv"):
                self.batch(options, word == "csv").input.append(value)
            elif word == "expect":
                if not self.batches:
                    self.batches.append(Batch(options, False))
                self.batches[-1].expected.append((number, value))
            elif word == "exit":
                self.exit = int(value)
            else:
                self.messages.append((number, word.split()[1], value))

    def batch(self, options, csv):
        last = self.batches[-1] if self.batches else None
        fresh = last is None or (csv != last.csv and last.input) or (csv and last.expected)
        if fresh:
            last = Batch(options, csv)
            self.batches.append(last)
        last.csv = csv
        return last

    def expectations(self):
        return len(self.messages) + sum(len(batch.expected) for batch in self.batches)


def heads_of(got):
    """The first lines of the messages that check gave."""
    return [found for found in map(MESSAGE.match, lines_of(got.err)) if found]


def said_by(test, head):
    """A message's first line as tests write it: without the file's name, if it is the test's own."""
    file = f"{head['file']}:" if head["file"] and head["file"] != test.path.name else ""
    return f"{file}{head['place']}: {head['text']}" if head["place"] else head["text"]


def check_messages(test, tally):
    """What check says, against what is expected of it."""
    got = bylaw("check", "--quick", test.path.name, cwd=test.path.parent)
    heads = heads_of(got)
    severities = {severity for _, severity, _ in test.messages if severity != "hint"}
    errors = sum(head["text"].startswith("error") for head in heads)
    if severities:
        compare_messages(test, tally, [head for head in heads if head["text"].split("[")[0] in severities])
    for number, _, text in (message for message in test.messages if message[1] == "hint"):
        tally.check(any(like(line.strip(), text) for line in lines_of(got.err)), f"{test.name}:{number}",
                    f"expected the line  {text}", *lines_of(got.err))
    if "error" not in severities and errors:
        tally.fail(f"{test.name}: check finds errors", *lines_of(got.err))
    if test.bad and "error" not in severities and test.exit is None:
        tally.fail(f"{test.name}: stands in bad/ and expects no error")
    status = test.exit if test.exit is not None else 1 if errors else 0
    if got.status != status:
        tally.fail(f"{test.name}: check exits with {got.status}, not {status}", *lines_of(got.err)[:20])


def compare_messages(test, tally, heads):
    said = [said_by(test, head) for head in heads]
    wanted = [(number, text) for number, severity, text in test.messages if severity != "hint"]
    for (number, text), line in zip(wanted, said):
        tally.alike(line, text, f"{test.name}:{number}")
    for number, text in wanted[len(said):]:
        tally.fail(f"{test.name}:{number}", f"expected  {text}", "got no further message")
    for line in said[len(wanted):]:
        tally.fail(f"{test.name}: a message that is not expected", line)


def evaluate(test, batch, *more, policy=None):
    form = ["--input", "csv"] if batch.csv else []
    return bylaw("eval", *batch.options, *form, *more, policy or test.path.name, cwd=test.path.parent,
                 stdin="".join(line + "\n" for line in batch.input))


def check_cases(test, batch, tally):
    if not batch.input and not batch.expected:
        return
    got = evaluate(test, batch)
    lines = lines_of(got.out)
    for (number, text), line in zip(batch.expected, lines):
        tally.alike(line, text, f"{test.name}:{number}")
    for number, text in batch.expected[len(lines):]:
        tally.fail(f"{test.name}:{number}", f"expected  {show(text)}", f"got no line; status {got.status}", *lines_of(got.err)[:20])
    for line in lines[len(batch.expected):]:
        tally.fail(f"{test.name}: a line that is not expected", show(line))
    status = 1 if any(status_of(line) in ("error", "conflict") for line in lines) else 0
    if got.status != status and "--fail-on" not in batch.options and "--output" not in batch.options:
        tally.fail(f"{test.name}: eval exits with {got.status}, not {status}", *lines_of(got.err)[:20])
    compare_engines(test, batch, got, tally)
    compare_image(test, batch, got, tally)


def compare_image(test, batch, got, tally):
    """What the policy decides from its image, which has to be the same to the byte."""
    with tempfile.TemporaryDirectory() as folder:
        image = f"{folder}/policy.bylawc"
        built = bylaw("build", *(["--no-stdlib"] if "--no-stdlib" in batch.options else []), "-o", image, test.path.name, cwd=test.path.parent)
        if built.status != 0:
            tally.fail(f"{test.name}: build exits with {built.status}", *lines_of(built.err)[:20])
            return
        other = evaluate(test, batch, policy=image)
    for what, ours, theirs in (("decisions", got.out, other.out), ("messages", got.err, other.err)):
        if ours != theirs:
            tally.fail(f"{test.name}: the {what} differ from those of its image", *differing(ours, theirs, "image"))
    if got.status != other.status:
        tally.fail(f"{test.name}: eval exits with {got.status}, with its image {other.status}")


def status_of(line):
    try:
        return json.loads(line).get("status")
    except (ValueError, AttributeError):
        return None


def compare_engines(test, batch, got, tally):
    reference = evaluate(test, batch, "--engine=reference")
    for what, ours, other in (("decisions", got.out, reference.out), ("messages", got.err, reference.err)):
        if ours != other:
            tally.fail(f"{test.name}: the engines' {what} differ", *differing(ours, other))
    if got.status != reference.status:
        tally.fail(f"{test.name}: the VM exits with {got.status}, the reference with {reference.status}")


def differing(ours, other, name="reference"):
    pairs = zip(lines_of(ours) + ["(nothing)"], lines_of(other) + ["(nothing)"])
    for one, two in pairs:
        if one != two:
            return f"vm         {show(one)}", f"{name:9}  {show(two)}"
    return ("one has further lines",)


def check_refused(test, tally):
    if test.exit == 0:
        return
    got = bylaw("eval", test.path.name, cwd=test.path.parent, stdin="{}\n")
    if got.status != 2 or got.out:
        tally.fail(f"{test.name}: eval exits with {got.status}, not 2", f"standard output: {show(got.out)}")


def run(path):
    tally = Tally()
    test = Test(path)
    if test.expectations() == 0:
        tally.fail(f"{test.name}: expects nothing")
        return tally
    check_messages(test, tally)
    for batch in test.batches:
        check_cases(test, batch, tally)
    if test.bad:
        check_refused(test, tally)
    return tally


# ---- accept ----

def accept(path):
    """Rewrites the expectations that are not met as what comes out now. Look at the difference before you commit it."""
    test = Test(path)
    fresh = {}
    for batch in test.batches:
        for (number, text), line in zip(batch.expected, lines_of(evaluate(test, batch).out)):
            if not like(line, text):
                fresh[number] = f"expect: {line}"
    severities = {severity for _, severity, _ in test.messages}
    heads = [head for head in heads_of(bylaw("check", path.name, cwd=path.parent)) if head["text"].split("[")[0] in severities]
    wanted = [(number, text) for number, severity, text in test.messages if severity != "hint"]
    for (number, text), head in zip(wanted, heads):
        if not like(said_by(test, head), text):
            fresh[number] = f"expect {head['text'].split('[')[0]}: {said_by(test, head)}"
    lines = test.text.split("\n")
    for number, text in fresh.items():
        lines[number - 1] = re.sub(r"# ?expect[^:]*:.*", lambda _: f"# {text}", lines[number - 1])
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))


def main():
    arguments = sys.argv[1:]
    accepting = "--accept" in arguments
    chosen = [Path(name).resolve() for name in arguments if name != "--accept"]
    paths = chosen or sorted(filter(is_test, (TESTS / "lang").rglob("*.rules")))
    if accepting:
        in_parallel(accept, paths)
    total = Tally()
    for tally in in_parallel(run, paths):
        total.add(tally)
    total.end()


if __name__ == "__main__":
    main()
