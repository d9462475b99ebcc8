#!/usr/bin/env python3
"""Runs what the manual shows: the fenced blocks of README.md and doc/*.md.

    ```rules      a whole policy. check passes it, unless messages follow
    ```sql        tables for it: an SQLite database that check and eval get as --db
    ```rows       rows for it: a file that eval gets as --rows
    ```cases      the cases for it. The first line may be "$ bylaw eval OPTIONS"
    ```decisions  what eval prints for them, by both engines
    ```messages   what check prints of the policy (then it must not pass)
    ```console    a session in the top folder: "$ command", then what it prints

doc/messages.md and doc/checks.md (findings over all cases, 03xx) have a section "## BY0107: title" for each code of src/source/diag_codes.def: its first block (rules, or
a session where rules cannot show it) has that code's message and no other code's, its last block of rules has none.
run_docs.py [--accept]
"""
import os
import re
import shlex
import sqlite3
import subprocess
import sys

from common import BUILD, SRC, TIMEOUT, Tally, bylaw, in_parallel, lines_of, scratch, show

FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.M | re.S)
CODES = re.compile(r"^DIAG\((\w+), (\d+), \w+, \"(.*)\"\)", re.M)


class Block:
    def __init__(self, found, text, path):
        self.kind, self.text = found[1], found[2]
        self.line = text.count("\n", 0, found.start()) + 2
        self.at = f"{path.relative_to(SRC)}:{self.line}"
        self.span = found.span(2)


def blocks_of(path):
    text = path.read_text()
    return [Block(found, text, path) for found in FENCE.finditer(text)]


class Show:
    """A block of rules, with what is shown of it."""

    def __init__(self, rules):
        self.rules, self.cases, self.decisions, self.messages, self.sql, self.rows = rules, None, None, None, None, None

    def name(self):
        """The file's name is the one that its messages tell."""
        found = re.match(r"(\S+\.rules):", self.messages.text) if self.messages else None
        return found[1] if found else "policy.rules"

    def write(self, folder):
        """Writes its files."""
        with open(f"{folder}/{self.name()}", "w", encoding="utf-8") as file:
            file.write(self.rules.text)
        if self.rows:
            with open(f"{folder}/rows.json", "w", encoding="utf-8") as file:
                file.write(self.rows.text)
        if self.sql:
            database = sqlite3.connect(f"{folder}/shop.db")
            database.executescript(self.sql.text)
            database.close()

    def check(self, folder):
        quick = [] if self.rules.at.startswith("doc/checks.md") else ["--quick"]  # findings are told there
        return bylaw("check", *quick, *self.db(), self.name(), cwd=folder)

    def db(self):
        return ["--db", "sqlite:shop.db"] if self.sql else []


def shows_of(blocks):
    shows = []
    for block in blocks:
        if block.kind == "rules":
            shows.append(Show(block))
        elif block.kind in ("cases", "decisions", "messages", "sql", "rows") and shows:
            setattr(shows[-1], block.kind, block)
    return shows


def evaluate(show_, folder, engine):
    options, text = show_.db() + (["--rows", "rows.json"] if show_.rows else []), show_.cases.text
    if text.startswith("$ "):
        call, text = text.split("\n", 1)
        words = shlex.split(call[2:])
        assert words[:2] == ["bylaw", "eval"], show_.cases.at
        options += words[2:]
    return bylaw("eval", f"--engine={engine}", *options, show_.name(), cwd=folder, stdin=text)


def run_show(show_):
    tally = Tally()
    with scratch() as folder:
        show_.write(folder)
        checked = show_.check(folder)
        if show_.messages:
            tally.same(checked.err, show_.messages.text, f"{show_.messages.at}: messages")
        else:
            tally.check(checked.status == 0, f"{show_.rules.at}: check", *lines_of(checked.err))
        if show_.decisions:
            for engine in ("vm", "reference"):
                got = evaluate(show_, folder, engine)
                compare(tally, f"{show_.decisions.at} ({engine})", got.out, show_.decisions.text)
    return tally


def compare(tally, what, got, expected):
    got, expected = lines_of(got), lines_of(expected)
    for line, wanted in zip(got, expected):
        tally.same(line, wanted, what)
    if len(got) != len(expected):
        tally.fail(f"{what}: {len(got)} lines, not {len(expected)}", *map(show, got[len(expected):]))


# ---- sessions ----

def session_of(text):
    """(command, what it prints) of each command."""
    steps = []
    for line in text.splitlines(keepends=True):
        if line.startswith("$ "):
            steps.append([line[2:], ""])
        elif steps and steps[-1][1] == "" and steps[-1][0].endswith("\\\n"):
            steps[-1][0] += line
        elif steps:
            steps[-1][1] += line
    return steps


def run_command(command):
    env = {**os.environ, "PATH": f"{BUILD}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=SRC,
                          stdin=subprocess.DEVNULL, timeout=TIMEOUT, env=env, check=False)
    return done.stdout.decode("utf-8", "surrogateescape")


def run_session(block):
    tally = Tally()
    for command, expected in session_of(block.text):
        if re.match(r"(\./|sudo|apt|git|make|cc|gcc)", command):
            continue  # setting up
        tally.same(run_command(command), expected, f"{block.at}: {command.strip()}")
    return tally


# ---- doc/messages.md ----

def codes_of(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    return {f"BY{int(number):04}": title for _, number, title in CODES.findall(text)}


def sections_of(path):
    """Code: its section's blocks."""
    text = path.read_text()
    heads = list(re.finditer(r"^## (BY\d{4})\b:? ?(.*)$", text, re.M))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    blocks = blocks_of(path)
    return {head[1]: [block for block in blocks if head.start() < block.span[0] < end] for head, end in zip(heads, ends)}


def codes_said(block, shows):
    if block.kind == "console":
        said = "".join(run_command(command) for command, _ in session_of(block.text))
    else:
        show_ = next(show_ for show_ in shows if show_.rules is block)
        with scratch() as folder:
            show_.write(folder)
            said = show_.check(folder).err
    return set(re.findall(r"^(?:\S+: )?(?:error|warning)\[(BY\d{4})\]", said, re.M)), said


def run_page(page):
    code, blocks = page
    tally, shows = Tally(), shows_of(blocks)
    blocks = [block for block in blocks if block.kind in ("rules", "console")]
    rules = [block for block in blocks if block.kind == "rules"]
    if not blocks or not rules:
        tally.fail(f"{code} has no wrong and right example")
        return tally
    codes, said = codes_said(blocks[0], shows)
    tally.check(codes == {code}, f"{blocks[0].at}: the wrong example of {code}", *lines_of(said))
    codes, said = codes_said(rules[-1], shows)
    tally.check(not codes and rules[-1] is not blocks[0], f"{rules[-1].at}: the right example of {code}", *lines_of(said))
    page = bylaw("explain", code)
    tally.check(page.status == 0 and blocks[0].text.strip() in page.out, f"bylaw explain {code}", show(page.out))
    return tally


def run_messages(tally):
    paths = [SRC / "doc/messages.md", SRC / "doc/checks.md"]
    codes = codes_of(SRC / "src/source/diag_codes.def")
    sections = {code: blocks for path in paths if path.exists() for code, blocks in sections_of(path).items()}
    for code in codes:
        if code not in sections:
            tally.fail(f"neither doc/messages.md nor doc/checks.md has a section on {code}")
    for code in sections:
        if code not in codes:
            tally.fail(f"there is a section on {code}, and diag_codes.def has no such code")
    for part in in_parallel(run_page, sections.items()):
        tally.add(part)


# ---- accept ----

def accept(path):
    """Rewrites decisions and messages as what comes out now. Look at the difference before you commit it."""
    text = path.read_text()
    fresh = []
    for show_ in shows_of(blocks_of(path)):
        with scratch() as folder:
            show_.write(folder)
            if show_.messages:
                fresh.append((show_.messages.span, show_.check(folder).err))
            if show_.decisions:
                fresh.append((show_.decisions.span, evaluate(show_, folder, "vm").out))
    for (start, end), new in sorted(fresh, reverse=True):
        text = text[:start] + new + text[end:]
    path.write_text(text)


def main():
    total = Tally()
    pages = [SRC / "README.md", *sorted((SRC / "doc").glob("*.md"))]
    for path in pages:
        if not path.exists():
            total.fail(f"there is no {path.relative_to(SRC)}")
            continue
        if "--accept" in sys.argv:
            accept(path)
        if path.name in ("messages.md", "checks.md"):
            continue
        blocks = blocks_of(path)
        for part in in_parallel(run_show, shows_of(blocks)):
            total.add(part)
        for block in blocks:
            if block.kind == "console":
                total.add(run_session(block))
    run_messages(total)
    total.end()


if __name__ == "__main__":
    main()
