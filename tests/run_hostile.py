#!/usr/bin/env python3
"""Hostile input: each gives a clear message and the right exit status, in bounded time and memory, and costs no other
case. Inputs are made and fed in pieces, so that this process stays small: a child's peak memory counts from its
parent's."""
import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading

from common import BYLAW, SANITIZERS, SHORT, Tally, lines_of, scratch, show

SECONDS = 120 if SANITIZERS else 10
MEBIBYTES = None if SANITIZERS else 64  # for cases; a sanitizer's shadow is no measure
DEEP = 100_000
LONG = 10_000_000 if SANITIZERS or SHORT else 100_000_000
MEGA = b"x" * 1_000_000
BLANKS = b" " * 1_000_000


class Run:
    def __init__(self, arguments, pieces=(), cwd=None):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen([BYLAW, *arguments], stdin=subprocess.PIPE, stdout=out, stderr=err, cwd=cwd)
            clock = threading.Timer(SECONDS, child.kill)
            clock.start()
            try:
                for piece in pieces:
                    child.stdin.write(piece)
                child.stdin.close()
            except BrokenPipeError:
                pass
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            clock.cancel()
            self.status, self.mebibytes = child.returncode, usage.ru_maxrss / 1024
            self.out, self.err = (self.read(file) for file in (out, err))

    @staticmethod
    def read(file):
        file.seek(0)
        return file.read(1_000_000).decode("utf-8", "backslashreplace")


def repeated(piece, n):
    """N times PIECE, a megabyte or so at a time."""
    many = max(1, 1_000_000 // max(1, len(piece)))
    for _ in range(n // many):
        yield piece * many
    yield piece * (n % many)


tally = Tally()


def explain(run):
    return f"status {run.status}, {run.mebibytes:.0f} MiB", *map(show, [*lines_of(run.out)[:5], *lines_of(run.err)[:12]])


# ---- rules ----

def refused(what, code, pieces, status=1, more=""):
    """A policy that check refuses with a message of CODE, and eval with status 2, whatever the cases."""
    with scratch() as folder:
        with open(f"{folder}/p.rules", "wb") as file:
            for piece in pieces:
                file.write(piece)
        checked = Run(["check", "p.rules"], cwd=folder)
        told = f"error[{code}" in checked.err and more in checked.err and len(checked.err) < 20_000
        tally.check(checked.status == status and told, f"check, {what}", *explain(checked))
        decided = Run(["eval", "p.rules"], [b"{}\n"], cwd=folder)
        tally.check(decided.status == 2 and decided.out == "" and f"error[{code}" in decided.err, f"eval, {what}", *explain(decided))


def deep_rules():
    deep = {
        "parentheses": (b"(", b"a", b")"),
        "not": (b"not ", b"a", b""),
        "minus": (b"-", b"1", b""),
        "lists": (b"a in [", b"1", b"]"),
        "if": (b"(1 if a else ", b"2", b")"),
        "calls": (b"abs(", b"1", b")"),
    }
    for what, (left, middle, right) in deep.items():
        for n in (1000, DEEP):
            pieces = [b"define x = ", *repeated(left + (b"\n" if right and n == DEEP else b""), n), middle, *repeated(right, n), b"\noutput x\n"]
            refused(f"{n} {what} deep", "BY0501", pieces)
    refused("interpolations deep", "BY0", [b'define x = "', *repeated(b'{"', 1000), b"a", *repeated(b'"}', 1000), b'"\noutput x\n'])
    refused("brackets that never close", "BY0", [b"if ", *repeated(b"(", DEEP)])
    parameters = b'lookup a from """\n' + b"".join(b" SELECT :p%d\n" % i for i in range(2000)) + b'""" gives x is text\nif a is found then close\n'
    refused("2000 parameters", "BY0501", [parameters])
    refused("2000 columns", "BY0501", [b'lookup a from "SELECT 1" gives ', *(b"x%d is text,\n " % i for i in range(2000)), b"y is text\nif a is found then close\n"])
    lookups = [b'lookup l%d from "SELECT x FROM t WHERE y = :l%d.x" gives x is text\n' % (i, i + 1) for i in range(DEEP)]
    refused("100,000 lookups in a row", "BY0501", [*lookups, b'lookup l%d from "SELECT 1" gives x is text\nif l0 is found then close\n' % DEEP])
    refused("a ring of 100,000 lookups", "BY0103", [*lookups[:-1], b'lookup l%d from "SELECT x FROM t WHERE y = :l0.x" gives x is text\nif l0 is found then close\n' % (DEEP - 1)])
    refused("records deep", "BY0501", [b"facts\n  x is ", *repeated(b"list of record (a ", 1000), b"text", *repeated(b")", 1000), b"\n"])


def many_rules():
    """A policy that is large, but nothing worse, decides in bounded time."""
    policies = {
        "else if, 100,000 times": b"if a == 0 then tag x\n" + b"".join(b"else if a == %d then tag x\n" % i for i in range(DEEP)),
        "100,000 rules": b"".join(b"if a == %d then tag t%d\n" % (i, i % 1000) for i in range(DEEP)),
        "a first match group of 100,000": b"first match g\n" + b"".join(b"  if a == %d then tag x\n" % i for i in range(DEEP)) + b"end\n",
        "a table of 100,000 rows": b"table t first match\n  | a => b |\n" + b"".join(b"  | %d => %d |\n" % (i, i) for i in range(DEEP)) + b"output b\n",
        "100,000 definitions in a row": b"define d0 = a\n" + b"".join(b"define d%d = d%d + 1\n" % (i + 1, i) for i in range(DEEP)) + b"output d%d\n" % DEEP,
        "100,000 terms": b"define d = a" + b"".join(b" +\n %d" % i for i in range(DEEP)) + b"\noutput d\n",
        "100,000 conditions": b"if a == 0" + b"".join(b"\n or a == %d" % i for i in range(DEEP)) + b" then tag x\n",
    }
    for what, text in policies.items():
        with scratch() as folder:
            with open(f"{folder}/p.rules", "wb") as file:
                file.write(text)
            for engine in ("vm", "reference"):
                run = Run(["eval", "--engine", engine, "p.rules"], [b'{}\n{"a":7}\n'], cwd=folder)
                decided = run.status == 0 and len(lines_of(run.out)) == 2
                refused_ = run.status == 2 and "error[BY0501]" in run.err and not run.out
                tally.check(decided or refused_, f"{what} ({engine})", *explain(run))


def long_rules():
    refused("a line of 100 MB", "BY0", [b"if a then reply \"", *(MEGA for _ in range(LONG // len(MEGA))), b"\"\n"])
    refused("a comment of 100 MB", "BY0", [b"# ", *(MEGA for _ in range(LONG // len(MEGA))), b"\n"])
    refused("a name of a megabyte", "BY0", [b"if a then deny b\nif ", MEGA, b" > \n"])
    refused("a number of 10,000 digits", "BY0005", [b"if a > ", b"9" * 10_000, b" then deny b\n"])
    refused("10,000 places", "BY0005", [b"if a > 0.", b"1" * 10_000, b" then deny b\n"])
    refused("an amount of 10,000 digits", "BY0005", [b"if a > $", b"9" * 10_000, b" then deny b\n"])
    refused("100,000 errors", "BY0201", [*repeated(b"if a then dny b\n", DEEP)])
    refused("100,000 errors of their own", "BY0201", [*(b"if a then dny%d b\n" % i for i in range(DEEP))], more="more error")


def odd_rules():
    refused("a NUL", "BY0002", [b"if a then deny b\n\0\n"], more="p.rules:2:1")
    refused("a NUL in a comment", "BY0002", [b"if a then deny b # \0\n"], more="p.rules:1:20")
    refused("invalid UTF-8", "BY0002", [b'if a then reply "caf\xe9"\n'])
    refused("invalid UTF-8 in a comment", "BY0002", [b"# \xff\n"])
    refused("an overlong NUL", "BY0002", [b"# \xc0\x80\n"])
    refused("a surrogate", "BY0002", [b'if a then reply "\xed\xa0\x80"\n'])
    refused("a lone CR", "BY0003", [b"if a\rthen deny b\n"])
    refused("a pattern that explodes", "BY0", [b'if a matches "(((a{1000}){1000}){1000})" then deny b\n'])
    refused("random bytes", "BY0002", [bytes((i * 7919 + i // 251) % 256 for i in range(100_000))])


def circles():
    with scratch() as folder:
        files = {"self.rules": 'use "self.rules"\nif a then deny b\n', "a.rules": 'use "b.rules"\n', "b.rules": 'use "c.rules"\n',
                 "c.rules": 'if a then deny b\nuse "a.rules"\n', "absolute.rules": 'use "/etc/passwd"\n', "folder.rules": 'use "."\n',
                 "nowhere.rules": 'use "no.rules"\n'}
        for name, text in files.items():
            with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
        for name, told in (("self.rules", "self.rules:1:"), ("a.rules", "c.rules:2:"), ("absolute.rules", "absolute.rules:1:"),
                           ("folder.rules", "folder.rules:1:"), ("nowhere.rules", "nowhere.rules:1:")):
            checked = Run(["check", name], cwd=folder)
            good = checked.status in (1, 2) and checked.err.startswith(told) and "error[BY0007]" in checked.err
            tally.check(good, f"check {name}", *explain(checked))
            tally.check(checked.err.count("error[") == 1, f"check {name}: one cause, one error", *explain(checked))
            decided = Run(["eval", name], [b"{}\n"], cwd=folder)
            tally.check(decided.status == 2 and not decided.out, f"eval {name}", *explain(decided))
        for arguments in (["check", "."], ["eval", "-p", "."], ["eval", "a.rules/x.rules"], ["check", "no.rules"], ["check", "-p", "/dev/null/x"]):
            done = Run(arguments, [b"{}\n"], cwd=folder)
            good = done.status == 2 and "error[BY0001]" in done.err and not done.out
            tally.check(good, f"bylaw {' '.join(arguments)}", *explain(done))
        done = Run(["eval", "-e", "if a then deny b", "."], cwd=folder)
        tally.check(done.status == 2 and "'.'" in done.err and not done.out, "a folder as cases", *explain(done))


# ---- cases ----

POLICY = """facts
  case_id is text
  ar is money
  n is number
  t is text
  tags is list of text
  items is list of record (sku text, price money)
  secret is text, private
if ar > $1000 then assign Heather
"""
GOOD = '{"case":"C-9","status":"decided","actions":[{"do":"assign","to":"Heather","rule":"-e:9"}]}'
GOOD_LINE = b'{"case_id":"C-9","ar":1001}\n'


def bad_case(what, pieces, says, status="error"):
    """A line of JSON that is an error of its own; the case after it is decided, by both engines."""
    for engine in ("vm", "reference"):
        run = Run(["eval", "--engine", engine, "-e", POLICY], [*pieces, b"\n", GOOD_LINE])
        lines = lines_of(run.out)
        good = run.status == (1 if status == "error" else 0) and len(lines) == 2 and lines[1] == GOOD
        good = good and json.loads(lines[0])["status"] == status and len(lines[0]) < 2000 and len(run.err) < 4000
        good = good and says in lines[0] and (status != "error" or run.err != "")
        good = good and (MEBIBYTES is None or run.mebibytes < MEBIBYTES)
        tally.check(good, f"{what} ({engine})", *explain(run))


def deep_cases():
    for n in (300, DEEP):
        bad_case(f"lists {n} deep", [b'{"tags":', *repeated(b"[", n), *repeated(b"]", n), b"}"], "line")
        bad_case(f"objects {n} deep", [*repeated(b'{"a":', n), b"1", *repeated(b"}", n)], "line")
        bad_case(f"lists {n} deep in a key of nobody's", [b'{"x":', *repeated(b"[", n), *repeated(b"]", n), b"}"], "line")
        bad_case(f"lists {n} deep that never close", [b'{"tags":', *repeated(b"[", n)], "line")


def long_cases():
    megas = [MEGA for _ in range(LONG // len(MEGA))]
    bad_case("a line of 100 MB", [b'{"t":"', *megas, b'"}'], "line")
    bad_case("a line of 100 MB that is no JSON", megas, "line")
    bad_case("blanks of 100 MB", [BLANKS for _ in megas], "line")
    bad_case("a list of millions", [b'{"tags":[', *repeated(b'"a",', 900_000), b'"a"]}'], "", status="incomplete")
    bad_case("a number of 10,000 digits", [b'{"n":', b"9" * 10_000, b"}"], "n:")
    bad_case("a number of 10,000 places", [b'{"n":0.', b"1" * 10_000, b"}"], "n:")
    bad_case("a number of a megabyte", [b'{"n":', b"9" * 1_000_000, b"}"], "n:")
    bad_case("a text as a number, a megabyte", [b'{"n":"', MEGA, b'"}'], "n:")
    bad_case("an exponent of 10,000 digits", [b'{"n":1e', b"9" * 10_000, b"}"], "n:")
    bad_case("a key of a megabyte", [b'{"', MEGA, b'":1,"ar":"x"}'], "ar:")


def odd_cases():
    bad_case("a fact twice", [b'{"ar":1,"ar":1}'], "ar:")
    bad_case("a fact twice, once null", [b'{"ar":1,"ar":null}'], "ar:")
    bad_case("a fact twice, escaped", [b'{"ar":1,"\\u0061r":2}'], "ar:")
    bad_case("the case's name twice", [b'{"case_id":"a","case_id":"a"}'], '"case":1,')
    bad_case("a NUL", [b'{"t":"a\0b"}'], "line")
    bad_case("a NUL alone", [b"\0"], "line")
    bad_case("invalid UTF-8", [b'{"t":"caf\xe9"}'], ":")
    bad_case("invalid UTF-8 in a key", [b'{"caf\xe9":1}'], ":")
    bad_case("an overlong NUL", [b'{"t":"\xc0\x80"}'], ":")
    bad_case("a lone surrogate", [b'{"t":"\\ud800"}'], ":")
    bad_case("an empty line", [b""], "line")
    bad_case("garbage behind", [b'{"ar":1} x'], "line")
    bad_case("two objects", [b'{"ar":1}{"ar":2}'], "line")
    bad_case("a list", [b"[1]"], "line")
    bad_case("a missing brace", [b'{"ar":1'], "line")
    bad_case("NaN", [b'{"n":NaN}'], ":")
    bad_case("a leading zero", [b'{"n":01}'], ":")
    bad_case("a bad literal in a key of nobody's", [b'{"x":tru,"ar":1}'], "line")
    bad_case("a wrong private value", [b'{"secret":["4111 1111"]}'], "secret:")
    run = Run(["eval", "-e", POLICY], [b'{"secret":["4111 1111"]}\n'])
    tally.check("4111" not in run.out + run.err, "a private value is not shown", *explain(run))
    random = bytes((i * 7919 + i // 251) % 256 for i in range(200_000))
    run = Run(["eval", "-e", POLICY], [random.replace(b"\r", b""), b"\n", GOOD_LINE])
    lines = lines_of(run.out)
    good = run.status == 1 and lines[-1] == GOOD and len(lines) == random.count(b"\n") + 2
    tally.check(good, "random bytes: a line out for each line in", *explain(run))


LIMITS = """facts
  t is text
  xs is list of number
  d is date
  u is duration
  n is number
define a = "{t}{t}{t}{t}{t}{t}{t}{t}"
define b = "{a}{a}{a}{a}{a}{a}{a}{a}"
define c = "{b}{b}{b}{b}{b}{b}{b}{b}"
rule long
  if n == 1 and c contains "q" then tag x
rule steps
  if n == 2 and any x in xs has (any y in xs has (x + y == 0.5)) then tag x
rule range
  if n == 3 and d + 9000 years > 2020-01-01 then tag x
rule days
  if n == 4 and d + u > 2020-01-01 then tag x
rule places
  if n == 5 and round(n / 3, n + 2) > 0 then tag x
rule overflow
  if n == 6 and n * 9000000000000 > 2 then tag x
rule good
  if n == 7 then tag x
"""


def limits():
    """What grows, or leaves the range, while a case is decided: an error of that case, by both engines."""
    pieces = [b'{"n":1,"t":"' + b"x" * 3000 + b'"}\n', b'{"n":2,"xs":[%s]}\n' % b",".join(b"%d" % i for i in range(10_000)),
              b'{"n":3,"d":"2017-01-01"}\n', b'{"n":4,"d":"2017-01-01","u":"PT2H"}\n', b'{"n":5}\n', b'{"n":6}\n', b'{"n":7}\n']
    about = ["c: limit", "steps: limit", "range: ", "days: ", "places: ", "overflow: "]
    for engine in ("vm", "reference"):
        run = Run(["eval", "--engine", engine, "-e", LIMITS], pieces)
        lines = lines_of(run.out)
        good = run.status == 1 and len(lines) == 7 and lines[6] == '{"case":7,"status":"decided","actions":[{"do":"tag","with":"x","rule":"good"}]}'
        for line, subject in zip(lines, about):
            good = good and json.loads(line)["status"] == "error" and json.loads(line)["errors"][0].startswith(subject)
        tally.check(good and (MEBIBYTES is None or run.mebibytes < MEBIBYTES), f"limits of a case ({engine})", *explain(run))


def many_cases():
    """The memory does not grow with the input."""
    n = 20_000 if SANITIZERS or SHORT else 300_000
    case = b'{"case_id":"C-%d","ar":12.5,"t":"' + b"t" * 500 + b'","tags":["a","b"],"items":[{"sku":"a","price":3}]}\n'
    for engine in ("vm", "reference"):
        run = Run(["eval", "--engine", engine, "-e", POLICY], (case % i for i in range(n)))
        good = run.status == 0 and (MEBIBYTES is None or run.mebibytes < MEBIBYTES)
        tally.check(good, f"{n} cases ({engine})", f"status {run.status}, {run.mebibytes:.0f} MiB")
    rows = (b'C-%d,1.5,"%s"\n' % (i, b"t" * 500) for i in range(n // 10))
    run = Run(["eval", "--input", "csv", "-e", POLICY], itertools.chain([b"case_id,ar,t\n"], rows))
    tally.check(run.status == 0 and (MEBIBYTES is None or run.mebibytes < MEBIBYTES), "many rows", *explain(run)[:1])


def odd_rows():
    def rows(what, pieces, cases, status=1):
        run = Run(["eval", "--input", "csv", "-e", POLICY], pieces)
        good = run.status == status and len(lines_of(run.out)) == cases and (cases == 0 or lines_of(run.out)[-1] == GOOD)
        good = good and (MEBIBYTES is None or run.mebibytes < MEBIBYTES)
        tally.check(good and len(run.err) < 4000, f"CSV, {what}", *explain(run))

    header, last = b"case_id,ar,t\n", b"C-9,1001,\n"
    rows("a cell of 100 MB", [header, b"C-1,1,", *(MEGA for _ in range(LONG // len(MEGA))), b"\n", last], 2)
    rows("a quoted cell of 100 MB", [header, b'C-1,1,"', *(MEGA for _ in range(LONG // len(MEGA))), b'"\n', last], 2)
    rows("a header of 100 MB", [*(MEGA for _ in range(LONG // len(MEGA))), b"\n", last], 0, status=2)
    rows("a NUL", [header, b"C-1,1,a\0b\n", last], 2)
    rows("invalid UTF-8", [header, b"C-1,1,caf\xe9\n", last], 2)
    rows("a stray quote", [header, b'C-1,1,a"b\n', last], 2)
    rows("too many cells", [header, b"C-1,1,a,b\n", last], 2)
    rows("too few cells", [header, b"C-1\n", last], 2)
    rows("10,000 digits", [header, b"C-1," + b"9" * 10_000 + b",\n", last], 2)
    rows("100,000 columns", [b",".join(b"c%d" % i for i in range(DEEP)), b",case_id,ar\n", *repeated(b",", DEEP), b"C-9,1001\n"], 0, status=2)
    rows("50,000 columns", [b",".join(b"c%d" % i for i in range(50_000)), b",case_id,ar\n", *repeated(b",", 50_000), b"C-9,1001\n"], 1, status=0)
    rows("a header twice", [b"ar,ar\n1,1\n"], 0, status=2)
    rows("nothing", [], 0, status=0)
    quote = Run(["eval", "--input", "csv", "-e", POLICY], itertools.chain([header, b'C-1,1,"'], repeated(b"open\n", LONG // 5)))
    good = quote.status == 1 and (MEBIBYTES is None or quote.mebibytes < MEBIBYTES) and len(quote.err) < 4000
    tally.check(good, "CSV, a quote that never closes", *explain(quote))


def main():
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    parts = [deep_rules, many_rules, long_rules, odd_rules, circles, deep_cases, long_cases, odd_cases, limits, odd_rows, many_cases]
    chosen = sys.argv[1:]
    for part in parts:
        if not chosen or part.__name__ in chosen:
            part()
    tally.end()


if __name__ == "__main__":
    main()
