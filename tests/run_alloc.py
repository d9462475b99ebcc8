#!/usr/bin/env python3
"""Makes each allocation of eval and check (and of prove, where there are guarantees, and of some ways of test) fail in turn, on a number of policies: whatever fails, bylaw does all it was to do or
ends with status 4, a clean message and whole lines only; it never crashes, and leaks nothing (the address sanitizer's
build tells, and valgrind on a few). alloc/failing.c does the failing. Long programs are sampled evenly unless
BYLAW_CHECK=long (make soak)."""
import os
import re
import shutil
import sqlite3
import subprocess

from common import BUILD, BYLAW, SANITIZERS, SHORT, TESTS, Tally, bylaw, in_parallel, lines_of, scratch

MOST = {"long": 1 << 30, "short": 60}.get(os.environ.get("BYLAW_CHECK"), 60 if SANITIZERS else 400)
VALGRIND = None if SANITIZERS or SHORT else shutil.which("valgrind")
MOST_IN_VALGRIND = 40 if os.environ.get("BYLAW_CHECK") == "long" else 2


def much_rules():
    """Enough for every buffer to grow."""
    facts = "facts\n  tags is list of text\n  t is text\n" + "".join(f"  f{i} is number, default {i}\n" for i in range(200))
    rule = 'rule r{0} "Rule {0}"\n  if f{0} + {0} > 1 and not (t contains "x{0}") then note "{{t}}" and tag t{0}\n  because "{0}"\n'
    return facts + "\n" + "".join(rule.format(i) for i in range(200)) + "define n = count of tags\noutput n\noutput tags\n"


FIGURES = """facts
  id is text
  ar is money
  customer.level is one of low < high
  customer.name is text
  card is text, private
  opened is moment
lookup history optional from "SELECT n FROM t WHERE id = :id" gives n is number
rule a
  if ar > 5 and customer.level is high then tag a and assign Heather
rule b
  if opened > 2026-01-01T00:00:00Z and card is known then note "{ar}" and assign Spencer
rule c
  if history.n > 3 then close
kpi "Sum" = sum of ar
kpi "Share" = share of cases where customer.level is high
"""
FIGURED = """{"id":"1","ar":6,"customer":{"level":"high","name":"N"},"opened":"2026-01-05T00:00:00Z"}
{"id":"2","ar":7.5,"card":"4","opened":"2026-02-05T00:00:00Z"}
{"ar":"x"}
{"id":"3","ar":8,"customer":{"level":"high"},"card":"4","opened":"2026-02-05T00:00:00Z"}
"""
LOOKUPS = """facts
  id is text
  a is money
  on is date
lookup one from "SELECT amount, status FROM invoices WHERE id = :id AND amount <> :a" gives amount is money, status is text
lookup two from "SELECT amount FROM invoices WHERE day = :on OR id = :id" many
  gives amount is money
if one is found then note "{one.amount} {one.status}"
if any t in two has (t.amount > $5) then update "UPDATE invoices SET status = :id WHERE id = :id"
"""
INVOICES = """CREATE TABLE invoices (id text, amount numeric, status text, day text);
INSERT INTO invoices VALUES ('I-1', 12.1, 'Open', '2017-08-10'), ('I-2', 'x', 'Open', '2017-08-10'), ('I-3', 3, 'Paid', NULL);
"""
LOOKED_UP = """{"id":"I-1","a":1,"on":"2017-08-11"}
{"id":"I-3","a":2.5,"on":"2017-08-12"}
{"id":"I-1","a":1,"on":"2017-08-10"}
{"id":"I-9","a":1,"on":"2017-08-01"}
"""


INPUTS = {
    "proved": (["p.rules"], {"p.rules": """facts
  state is one of WV, OH
  amount is money
  on is date
  now is moment
rule a
  if state is WV then deny courtesy
rule b
  if amount > $100 and on + 30 days > 2020-01-01 then allow courtesy
never allow courtesy when state is WV
never allow courtesy when amount <= $100
always deny courtesy when state is not OH
"""}, "{}\n"),
    "an image": (["p.bylawc"], {"p.bylawc": """facts
  level is one of low < high
  name is text
  tags is list of text
rule a if name matches "^A" and level is high then deny refund because "it is {name}" cite "One"
if tags contains "x" and name in ["B", "C"] then assign Heather
"""}, '{"level":"high","name":"Ann","tags":["x"]}\n{"name":"B"}\n'),
    "SQLite": (["--db=sqlite:shop.db", "p.rules"], {"p.rules": LOOKUPS, "shop.db": INVOICES}, LOOKED_UP),
    "SQL that SQLite refuses": (["--db=sqlite:shop.db", "p.rules"], {"p.rules": LOOKUPS.replace("amount, status", "amont, status"),
                                                                     "shop.db": INVOICES}, LOOKED_UP),
    "rows": (["--rows=rows.json", "p.rules"], {"p.rules": LOOKUPS, "rows.json": '{"one":[{"id":"I-1","a":1,"amount":"12.50","status":"O\\u0070en"}],'
             '"two":[{"on":"2017-08-11","id":"I-1","amount":7},{"on":"2017-08-11","id":"I-1","amount":"x"}]}'}, LOOKED_UP),
    "one line": (["-e", "if state == WV then deny courtesy"], {}, '{"state":"WV"}\n{"state":"OH"}\n'),
    "facts": (["p.rules"], {"p.rules": """facts
  case_id is text, required
  level is one of Essentials < Professional < Professional_2A "Professional 2A", default Essentials
  tags is list of text
  card is text, private
  due is yes/no, judged by Lead "Is it due?"
rule a "A"
  if level >= Professional and tags contains "x" then reply "Case {case_id}: {level} {tags}"
  because "it is so"
  cite "One" "Two"
  else if due then task Lead "look"
"""}, '{"case_id":"C-1","level":"Professional 2A","tags":["x","y\\n"],"card":"4111"}\n{"case_id":"C-2"}\n{}\n'),
    "a used file": (["p.rules"], {"p.rules": 'use us_states\nuse "q.rules"\nif limit < ar then assign Heather\n',
                                  "q.rules": "define limit = $35\noutput limit\n"}, '{"ar":50}\n{"ar":1}\n{}\n'),
    "a table": (["p.rules"], {"p.rules": """table owners first match
  | issue                       | amount    => owner           | rationale |
  | overcharged, double_charged | > $1000   => Support_Manager | "large"   |
  | service_error               | $10..<$35 => Marketing       | "service" |
  | -                           | -         => Support         | "rest"    |
output owner
if owner is known then assign owner priority high
"""}, '{"issue":"overcharged","amount":2000}\n{"issue":"x"}\n{"issue":"service_error","amount":12.5}\n'),
    "explained": (["--explain", "p.rules"], {"p.rules": """facts
  level is one of A < B < C "the level"
  ar is money
  due is yes/no, judged by Lead "Is it due?"
define limit = $35
table owner_of first match
  | level | ar => owner |
  | B, C  | > limit | "x" |
  | -     | - | "y" |
output owner
rule a
  if ar > limit * 2 and (level is B or due) then allow courtesy
  because "over {limit}"
rule b
  if level is not A then deny courtesy
"""}, '{"level":"B","ar":100}\n{"level":"A"}\n{"ar":"x"}\n'),
    "a pattern": (["-e", 'if zip matches "^\\d{5}(-\\d{4})?$" then tag us else tag foreign'], {},
                  '{"zip":"12345"}\n{"zip":"abc"}\n{"zip":"12345-6789"}\n'),
    "CSV": (["--input", "csv", "-e", 'facts\n  nr is number\n  amount is money\n  note is text\nif amount > $35 then reply "{note}: {amount}"'],
            {}, 'nr,amount,note\n1,20,"a ""b"""\n2,40,"two\nlines"\n3,x,\n'),
    "CSV out": (["--output", "csv", "--safe", "-e", 'if ar > 1000 then assign Heather priority high'], {},
                '{"case_id":"=1+1","ar":1500}\n{"ar":2}\n'),
    "text out": (["--output", "text", "-e", 'rule a\n  if ar > 1000 then assign Heather\n  because "much"'], {},
                 '{"ar":1500}\n{"ar":"many"}\n{}\n'),
    "faulty cases": (["p.rules"], {"p.rules": """facts
  items is list of record (sku text, price money)
  on is date
define total = sum of (x.price * 2) for x in items
if total / (total - $4) > 1 then note "much"
if on + 6 months < 2020-01-01 then note "old"
rule one
  if total > $1 then assign A
rule two
  if total > $2 then assign B
"""}, '{"items":[{"sku":"a","price":2}]}\n{"items":7}\n{"on":"2019-02-30"}\n[\n{"a":1,"a":1,"on":"2019-01-31"}\n'
         '{"items":[{"price":4},{"price":1.5}]}\n{"items":[{"sku":"a"}]}\n'),
    "much": (["p.rules"], {"p.rules": much_rules()},
        '{"tags":["' + '","'.join(map(str, range(20000))) + '"],"t":"' + "y" * 200000 + '"}\n{"t":"z\\n"}\n'),
    "lookups": (["p.rules"], {"p.rules": """facts
  id is text
  paid is money
lookup history optional from "SELECT n, t FROM t WHERE id = :id" gives n is number, t is text
lookup lines many optional from "SELECT p FROM l WHERE id = :history.t" gives p is money
if first_known(paid, $1) > $3 and history is not found then close
if count of lines > 1 or (any l in lines has (l.p > $5)) then tag large
if history.n > 2 or paid > $1 then update "UPDATE t SET paid = :paid WHERE id = :id" any number of rows
"""}, '{"id":"a","paid":4}\n{"paid":3}\n{}\n'),
    "receipts": (["--receipt", "--mask", "customer", "--mask-key", "key", "p.rules"], {"key": "sixteen bytes and more", "p.rules": FIGURES},
                 FIGURED),
    "two jobs": (["--jobs=2", "-e", "if state == WV then deny courtesy"], {}, '{"state":"WV"}\n{"state":1}\n{"x":"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"}\n' * 25000),
    "faulty rules": (["p.rules"], {"p.rules": """facts
  state is one of WV, OH
if stat == WV then deny courtesy
if state == WX then dny courtesy
if state > then
define a = b
define b = a
if "x then y
use "nowhere.rules"
"""}, "{}\n"),
}


def call(tool, verb, name, folder, **variables):
    arguments, _, stdin = INPUTS[name]
    if verb in ("check", "prove"):
        arguments = [word for word in arguments if not word.startswith("--") and word not in ("csv", "text", "customer", "key")]
        if name in ("lookups", "faulty cases"):  # what Z3 is asked for: it does not survive without memory
            arguments = ["--quick", *arguments]
    env = {**os.environ, **variables, "LD_PRELOAD": str(BUILD / "tests/alloc/failing.so")}
    if SANITIZERS:
        env["ASAN_OPTIONS"] = "verify_asan_link_order=0:exitcode=99:detect_leaks=1"
        env["LSAN_OPTIONS"] = f"suppressions={TESTS}/lsan.supp:print_suppressions=0"
    done = subprocess.run([*tool, BYLAW, verb, *arguments], input=stdin.encode(), capture_output=True, cwd=folder,
                          timeout=120, env=env, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def judge(got, whole):
    """What is wrong with a run some of whose allocations failed; None if nothing is."""
    status, out, err = got
    if got == whole:
        return None
    if SANITIZERS and "AddressSanitizer: CHECK failed: sanitizer_linux" in err:
        return None  # its own start of a thread asks for memory and does not do without: that says nothing of bylaw
    if status != 4:
        return f"status {status}" if status != whole[0] else "it says something else, with the same status"
    if not whole[1].startswith(out):
        return "it writes something else"
    if out and not out.endswith("\n"):
        return "it writes half a line"
    if not re.search(r"bylaw: [^\n]*no memory[^\n]*\n\Z", err):  # RE2 may have said something of its own before
        return "it does not say that there is no memory"
    return None


def numbers(n, most):
    return range(1, n + 1) if n <= most else sorted({1 + i * (n - 1) // (most - 1) for i in range(most)})


def run(tally, name, verb, folder):
    count = f"{folder}/count-{verb}"
    whole = call([], verb, name, folder, ALLOC_COUNT=count)
    if whole[0] not in (0, 1, 2):
        tally.fail(f"{verb}, {name}: status {whole[0]} where nothing fails", *lines_of(whole[2]))
        return
    with open(count, encoding="ascii") as file:
        made = int(file.read())
    tally.check(made > 0, f"{verb}, {name}: no allocation was counted")
    runs = [([], {"ALLOC_AT": str(n)}) for n in numbers(made, MOST)]
    runs += [([], {"ALLOC_FROM": str(n)}) for n in numbers(made, max(2, MOST // 4))]
    if VALGRIND:
        quiet = [VALGRIND, "-q", "--leak-check=full", "--error-exitcode=99", f"--suppressions={TESTS}/valgrind.supp"]
        runs += [(quiet, {"ALLOC_AT": str(n)}) for n in numbers(made, MOST_IN_VALGRIND)]
    results = in_parallel(lambda one: call(one[0], verb, name, folder, **one[1]), runs)
    for (tool, variables), got in zip(runs, results):
        wrong = judge(got, whole)
        tally.check(wrong is None, f"{verb}, {name}, {variables} of {made}{' in valgrind' if tool else ''}: {wrong}",
                    f"status {got[0]}", *lines_of(got[1])[-3:], *lines_of(got[2])[:40])


def run_receipts(tally, folder):
    """What else there is to do with them: a replay, and figures over the cases."""
    made = call([], "eval", "receipts", folder)[1]
    INPUTS["a replay"] = (["p.rules"], {}, made + made.replace('"do":"tag"', '"do":"note"') + "{}\n")
    run(tally, "a replay", "replay", folder)
    for form in ("text", "json", "csv"):
        name = f"figures as {form}"
        INPUTS[name] = (["--by", "month(opened)", "--format", form, "p.rules"], {}, FIGURED)
        run(tally, name, "report", folder)


TESTED = {"p.rules": """facts
  ar is money
  vip is yes/no
rule big
  if ar > $100 and not vip then assign Heather priority high and reply "x {ar}"
table t first match
  | ar   | vip => fee |
  | > $5 | yes => $3  |
  | -    | -   => $1  |
output fee
""", "p.scenarios": """use "p.rules"
scenario "one"
  given ar = $200, vip = no
  expect assign Spencer and reply "no"
  expect fee = $7
scenarios "t"
  | ar   | vip => status     | assign | fee |
  | $3   | yes => incomplete | Ann    | $9  |
  | $300 | no  => decided    | Ann    | $1  |
"""}


def judge_test(got, whole, left):
    """bylaw test goes on with the next scenario or file, and names of files may be missing from what it says."""
    if got[0] not in (whole[0], 4):
        return f"status {got[0]}"
    if got[0] == 4 and "no memory" not in got[2]:
        return "it does not say that there is no memory"
    return None if left in (TESTED["p.scenarios"], whole[3]) else "it has left half a file"


def call_test(arguments, **variables):
    INPUTS["tested"] = (arguments, {}, "")
    with scratch() as folder:
        for path, text in TESTED.items():
            with open(f"{folder}/{path}", "w", encoding="utf-8") as file:
                file.write(text)
        got = call([], "test", "tested", folder, **variables)
        with open(f"{folder}/p.scenarios", encoding="utf-8") as file:
            return (*got, file.read(), sorted(os.listdir(folder)))


def run_test(tally, *arguments):
    """Of a run of bylaw test: nothing half written, nothing left behind."""
    with scratch() as counted:
        whole = call_test([*arguments, "p.rules"], ALLOC_COUNT=f"{counted}/count")
        with open(f"{counted}/count", encoding="ascii") as file:
            made = int(file.read())
    some = [{name: str(n)} for name in ("ALLOC_AT", "ALLOC_FROM") for n in numbers(made, MOST // 4)]
    for variables, got in zip(some, in_parallel(lambda one: call_test([*arguments, "p.rules"], **one), some)):
        wrong = judge_test(got, whole, got[3])
        if got[4] != whole[4]:
            wrong = f"it leaves {got[4]}"
        tally.check(wrong is None, f"test {' '.join(arguments)}, {variables} of {made}: {wrong}", f"status {got[0]}", *lines_of(got[2])[:20])


SOLVED = """facts
  a is number
  b is number
  s is text
if a * 2 > b * 3 + 1 and "{s}x" contains "qx" then deny courtesy
always deny courtesy when a * 2 > b * 3 + 2 and b > 1 and s is not "q"
"""


def judge_solver(got, whole):
    """Z3 may end its process where it has no memory; the last line says so, whatever else it has said itself."""
    if got == whole or got[0] == 1 and "not proved" in got[1]:
        return None
    if got[0] not in (4, 70):
        return f"status {got[0]}"
    return None if re.search(r"bylaw: [^\n]*memory[^\n]*\n\Z", got[2]) else "it does not say what has happened"


def run_solver(tally):
    with scratch() as folder:
        with open(f"{folder}/p.rules", "w", encoding="utf-8") as file:
            file.write(SOLVED)
        INPUTS["solved"] = (["p.rules"], {}, "")
        for verb in ("check", "prove"):
            count = f"{folder}/count-{verb}"
            whole = call([], verb, "solved", folder, ALLOC_COUNT=count)
            with open(count, encoding="ascii") as file:
                made = int(file.read())
            some = [{name: str(n)} for name in ("ALLOC_AT", "ALLOC_FROM") for n in numbers(made, 12)]
            for variables, got in zip(some, in_parallel(lambda one, verb=verb: call([], verb, "solved", folder, **one), some)):
                wrong = judge_solver(got, whole)
                tally.check(wrong is None, f"{verb}, with a solver, {variables} of {made}: {wrong}", f"status {got[0]}", *lines_of(got[2])[:20])
        del INPUTS["solved"]


def main():
    tally = Tally()
    if not SANITIZERS:
        run_solver(tally)
    for arguments in (["--update", "--yes"], ["--watch"], ["--coverage", "--pairs"], ["--format", "junit"]):
        run_test(tally, *arguments)
    del INPUTS["tested"]
    for name, (_, files, _) in list(INPUTS.items()):
        with scratch() as folder:
            for path, text in files.items():
                if path.endswith(".db"):
                    database = sqlite3.connect(f"{folder}/{path}")
                    database.executescript(text)
                    database.close()
                    continue
                if path.endswith(".bylawc"):
                    bylaw("build", "-o", path, "-e", text, cwd=folder)
                    continue
                with open(f"{folder}/{path}", "w", encoding="utf-8") as file:
                    file.write(text)
            proves = any(re.search(r"^(never|always) ", text, re.M) for text in files.values())
            for verb in ("eval", "check", *(["prove"] if proves else [])):
                run(tally, name, verb, folder)
            if name == "an image":
                INPUTS["a build"] = (["-o", "again.bylawc", "p.bylawc"], {}, "")
                run(tally, "a build", "build", folder)
            if name == "receipts":
                run_receipts(tally, folder)
    tally.end()


if __name__ == "__main__":
    main()
