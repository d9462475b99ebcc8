#!/usr/bin/env python3
"""Native code: whatever becomes of it, decisions, messages and exit status are to the byte those of the VM. What it decides is held against the
reference evaluator by tests/differential/compare; here its making goes wrong in every way."""
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from common import BUILD, BYLAW, SANITIZERS, SHORT, Tally, scratch

LONG = "soak" in sys.argv[1:]
THREADS = "threads" in sys.argv[1:]  # make tsan: what concerns them
KILLS = 1000 if LONG else 8 if SHORT or SANITIZERS else 30
PROGRAMS = int(os.environ.get("P", 10000)) if LONG else 25 if SHORT or SANITIZERS else 500
BUILT_IN = "native code: libgccjit" in subprocess.run([BYLAW, "--version"], capture_output=True, text=True).stdout
COMPILER = str(BUILD / "bylaw-jit")

POLICY = """facts
  level is one of A < B < C
  ar is money
  tags is list of text
  note is text
  due is yes/no, judged by Lead "Is it due?"
define limit = $35
define ratio = ar / (ar - $500)
output ratio
rule big
  if ar > limit * 2 and (level is B or due) then allow courtesy and tag large
  because "over {limit}: {note}"
rule small
  if ar < limit and level is known then deny courtesy
if level is A and ar > 1 then tag one
if level is B and ar > 2 then tag two
if level is C and ar <= 3 then tag three
if level is A and ar < 4 then tag four
if ar >= 9000000000000 and ar * 9 > 1 then tag much
if ratio > 3 and ar + ar > 7 then note "near"
if any t in tags has (t contains "x") then reply "tagged {tags}"
first match
  if note == "a" then tag letter_a
  if note starts with "b" and ar > $10 then tag letter_b
  otherwise tag no_letter
end
"""


def some_cases(n):
    dice = random.Random(5)
    for i in range(n):
        facts = [f'"id":{i}']
        if dice.random() < 0.9:
            facts.append(f'"level":"{dice.choice("ABC" if dice.random() < 0.95 else "D")}"')
        if dice.random() < 0.9:
            facts.append(f'"ar":{dice.choice([dice.randrange(2000), 500, 12.5, 9000000000000, -3])}')
        if dice.random() < 0.8:
            facts.append(f'"note":"{dice.choice(["a", "b", "bc", ""])}"')
        if dice.random() < 0.5:
            facts.append(f'"tags":{dice.choice(["[]", "[" + chr(34) + "x" + chr(34) + "]", "null"])}')
        if dice.random() < 0.5:
            facts.append(f'"due":{dice.choice(["true", "false"])}')
        yield "{" + ",".join(facts) + "}\n" if dice.random() < 0.99 else "{\n"


def call(folder, *options, env=None, limit=None, wait=120):
    """Status, output, messages, but for the figures of --stats: those come apart."""
    def limits():
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    variables = {**os.environ, "TMPDIR": str(folder / "tmp"), **(env or {})}
    done = subprocess.run([BYLAW, "eval", "--stats", *map(str, options), "p.rules", "cases"], cwd=folder, env=variables, timeout=wait,
                          capture_output=True, preexec_fn=limits)
    talk, _, stats = done.stderr.partition(b"cases       ")
    return (done.returncode, done.stdout, talk), stats.decode()


def same(tally, folder, expected, what, *options, notice="native code after", **how):
    got, stats = call(folder, *options, **how)
    tally.check(got == expected, f"{what}: what comes out is that of the VM", got[0], got[2][:300], got[1][:300])
    tally.check(notice in stats, f"{what}: --stats tells '{notice}'", stats[-300:])
    left = os.listdir(folder / "tmp")
    tally.check(not left, f"{what}: nothing is left behind", *left)


def children(pid):
    try:
        return [int(child) for task in os.listdir(f"/proc/{pid}/task") for child in open(f"/proc/{pid}/task/{task}/children").read().split()]
    except OSError:
        return []


def kill_child(process, delay):
    """Kills what our own process has started, so many seconds after it has."""
    until = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < until:
        found = children(process.pid)
        if found:
            time.sleep(delay)
            for child in found:
                if child in children(process.pid):
                    os.kill(child, signal.SIGKILL)
            return True
        time.sleep(0.0005)
    return False


def killed(tally, folder, expected):
    dice, met = random.Random(7), 0
    for i in range(KILLS):
        env = {**os.environ, "TMPDIR": str(folder / "tmp")}
        with open(folder / "out", "wb") as out, open(folder / "talk", "wb") as talk:
            process = subprocess.Popen([BYLAW, "eval", "--jit=on", "p.rules", "cases"], cwd=folder, env=env, stdout=out, stderr=talk)
            met += kill_child(process, dice.random() ** 2 * (0.6 if SANITIZERS else 0.15))
            status = process.wait(120)
        got = (status, (folder / "out").read_bytes(), (folder / "talk").read_bytes())
        tally.check(got == expected, f"a compiler that is killed, {i}: what comes out is that of the VM", got[0], got[2][:300])
    tally.check(met * 2 > KILLS, "the compiler was met at work", met)
    left = [name for name in os.listdir(folder / "tmp") if not name.startswith("cc")]
    tally.check(not left, "a compiler that is killed: nothing is left behind", *left)


def on_a_mount(tally, folder, expected, options, notice):
    """TMPDIR is a file system of its own, where one may be made without being root."""
    mount = f"mount -t tmpfs -o {options} none tmp"
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount], cwd=folder, capture_output=True).returncode != 0:
        return
    eval_there = f"{mount} && {BYLAW} eval --stats --jit=on p.rules cases; status=$?; ls -A tmp >&2; exit $status"
    done = subprocess.run(["unshare", "-rm", "sh", "-c", eval_there], cwd=folder, env={**os.environ, "TMPDIR": str(folder / "tmp")}, capture_output=True, timeout=120)
    talk, _, stats = done.stderr.partition(b"cases       ")
    tally.check((done.returncode, done.stdout, talk) == expected, f"{options}: what comes out is that of the VM", done.returncode, talk[:300])
    tally.check(re.search(notice + r"[^\n]*\n$", stats.decode()), f"{options}: --stats tells '{notice}', nothing is left behind", stats[-300:])


def never_ends(tally, folder, expected):
    """A compiler that hangs, or is stopped, is given up in the end."""
    def stop(process):
        while process.poll() is None and not children(process.pid):
            time.sleep(0.0005)
        os.kill(children(process.pid)[0], signal.SIGSTOP)
    (folder / "its").mkdir()
    process = subprocess.Popen([BYLAW, "eval", "--stats", "--jit=on", "p.rules", "cases"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={**os.environ, "TMPDIR": str(folder / "its")})
    stop(process)
    same(tally, folder, expected, "an assembler that hangs", "--jit=on", env={"PATH": f"{folder / 'slow'}:{os.environ['PATH']}"}, notice="it takes too long")
    out, talk = process.communicate(timeout=120)
    talk, _, stats = talk.partition(b"cases       ")
    tally.check((process.returncode, out, talk) == expected and b"no native code: it takes too long" in stats, "a compiler that is stopped", process.returncode, stats)
    tally.check(not os.listdir(folder / "its"), "a compiler that is stopped: nothing is left behind", *os.listdir(folder / "its"))


def goes_wrong(tally, folder, expected):
    no_programs = {"PATH": str(folder / "nothing")}
    same(tally, folder, expected, "no assembler", "--jit=on", env=no_programs, notice="no native code: bylaw-jit has failed: it needs the program as")
    same(tally, folder, expected, "no assembler, threads", "--jit=on", "--jobs=4", env=no_programs, notice="no native code: ")
    same(tally, folder, expected, "no folder", "--jit=on", env={"TMPDIR": str(folder / "nothing")}, notice="no native code: no private folder")
    only = folder / "only"
    only.mkdir()
    (only / "as").symlink_to(shutil.which("as") or "/usr/bin/as")
    same(tally, folder, expected, "no linker", "--jit=on", env={"PATH": str(only)}, notice="no native code: bylaw-jit has failed: it needs the program ld")
    same(tally, folder, expected, "a folder for no files", "--jit=on", env={"TMPDIR": "/proc"}, notice="no native code: no private folder")
    on_a_mount(tally, folder, expected, "noexec", "no native code: it cannot be loaded")
    for size in ("4k", "24k"):
        on_a_mount(tally, folder, expected, f"size={size}", "no native code: ")
    on_a_mount(tally, folder, expected, "nr_inodes=3", "no native code: ")
    same(tally, folder, expected, "no room", "--jit=on", limit=100, notice="no native code: ")
    same(tally, folder, expected, "little room", "--jit=on", limit=6000, notice="no native code: ")
    slow = folder / "slow"
    slow.mkdir()
    (slow / "as").write_text("#!/bin/sh\nexec sleep 100\n")
    (slow / "as").chmod(0o755)
    begin = time.monotonic()
    process = subprocess.Popen([BYLAW, "eval", "--jit=on", "p.rules", "cases"], cwd=folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(folder / "tmp"), "PATH": f"{slow}:{os.environ['PATH']}"})
    tally.check(kill_child(process, 0.3) and process.wait(60) == expected[0] and time.monotonic() - begin < 30, "an assembler that hangs goes with its compiler")
    if LONG:
        never_ends(tally, folder, expected)


def ahead_of_time(tally, folder, expected):
    def build(*options, path="p.so"):
        return subprocess.run([BYLAW, "build", "--native", "-o", path, *options, "p.rules"], cwd=folder, capture_output=True, text=True)
    made = build()
    tally.check(made.returncode == 0 and re.match(r"p\.so: \d+ bytes, \d+ rules, policy [0-9a-f]{64}\n$", made.stdout), "build --native", made.stdout, made.stderr)
    for options in ([], ["--jobs=4"], ["--jit=on"]):
        got, stats = call(folder, "--native=p.so", *options)
        tally.check(got == expected, f"--native {options}", got[0], got[2][:300])
        tally.check("\nnative code from p.so\n" in stats, f"--native {options}: --stats tells", stats)
    tally.check(build(path="nothing/p.so").returncode == 2, "build --native into no folder")
    good = (folder / "p.so").read_bytes()
    refused(tally, folder, good)


def sealed(content):
    """With the checksum behind it that build --native gives."""
    return content + b"BylawSum" + hashlib.sha256(content).digest()


def damaged(tally, folder, good):
    """Any bit that is another, any byte that is missing or too much."""
    tally.check(good == sealed(good[:-40]), "build --native puts a checksum behind the code", good[-40:])
    dice = random.Random(19)
    flips = [dice.randrange(64, len(good) - 40) for _ in range(20 if SHORT or SANITIZERS else 60)] + [len(good) - 41, len(good) - 40, len(good) - 33, len(good) - 32, len(good) - 1]
    broken = [(f"bit flipped at {at}", good[:at] + bytes([good[at] ^ 1 << dice.randrange(8)]) + good[at + 1:]) for at in flips]
    broken += [(f"{n} bytes cut off", good[:-n]) for n in (1, 8, 32, 39, 40, 41, 100, 4000)] + [("a byte more", good + b"\0"), ("twice", good + good[-40:])]
    for what, content in broken:
        (folder / "broken.so").write_bytes(content)
        got, _ = call(folder, "--native=broken.so")
        tally.check(got[0] == 2 and got[1] == b"" and b"damaged" in got[2] and b"bylaw build --native makes it" in got[2], f"damaged native code: {what}", got[0], got[2])


def refused(tally, folder, good):
    damaged(tally, folder, good)
    note = good.index(b"policy ")
    dice = random.Random(11)
    broken = [("nothing", b""), ("no object", b"#!/bin/sh\n" * 99), ("a program", open("/bin/true", "rb").read())]
    broken += [(f"cut at {n}", good[:n]) for n in [1, 40, 63, 64, 100, 500] + [dice.randrange(len(good) // 3) for _ in range(5)]]
    broken += [(f"sealed, {what}", sealed(content)) for what, content in broken if content]
    broken += [(f"changed at {at}, sealed", sealed(good[:at] + bytes([good[at] ^ 1]) + good[at + 1:-40])) for at in (4, 5, 16, 18, note, note + 30, note + 100, note + 180)]
    broken += [(f"changed at {at}", good[:at] + bytes([good[at] ^ 1]) + good[at + 1:]) for at in (4, 5, 16, 18, note, note + 30, note + 100, note + 180)]
    if shutil.which("gcc"):
        (folder / "evil.c").write_text('#include <stdio.h>\n__attribute__((constructor)) static void evil(void) { fclose(fopen("ran", "w")); }\n'
                                       "long bylaw_units_(void *vm, void *calls) { (void)vm, (void)calls; fclose(fopen(\"ran\", \"w\")); return 1; }\n"
                                       f'__asm__(".section .note.bylaw,\\"a\\",@note\\n.balign 4\\n.long 6\\n.long 2f-1f\\n.long 1\\n.asciz \\"Bylaw\\"\\n.balign 4\\n1:\\n'
                                       + "".join(f".byte {byte}\\n" for byte in good[note:good.index(b"cpu baseline\n") + 13]) + '2:\\n.balign 4\\n.text\\n");\n')
        if subprocess.run(["gcc", "-shared", "-fPIC", "-o", "evil.so", "evil.c"], cwd=folder, capture_output=True).returncode == 0:
            broken.append(("with a constructor and the right note", (folder / "evil.so").read_bytes()))
            broken.append(("with a constructor, the right note and a checksum", sealed((folder / "evil.so").read_bytes())))
    for what, content in broken:
        (folder / "broken.so").write_bytes(content)
        got, _ = call(folder, "--native=broken.so")
        tally.check(got[0] == 2 and got[1] == b"" and b"cannot use the native code 'broken.so': " in got[2], f"native code that is refused: {what}", got[0], got[2])
    tally.check(not (folder / "ran").exists(), "nothing of it ran")
    (folder / "p.rules").write_text(POLICY.replace("$35", "$36"))
    got, _ = call(folder, "--native=p.so")
    (folder / "p.rules").write_text(POLICY)
    tally.check(got[0] == 2 and b"not of this policy" in got[2], "native code of another policy", got[2])


def row_policy(dice, n_facts, n_rules, n_bounds):
    """Rules that are mere rows of tests of facts: those are decided together."""
    kinds = [dice.choice(["number", "number", "money", "date", "yes/no", "set"]) for _ in range(n_facts)]
    sets = {i: [f"s{i}_{k}" for k in range(dice.choice([2, 3, 5, 17, 64, 70]))] for i in range(n_facts)}
    bounds = [dice.randrange(-3 * n_bounds, 3 * n_bounds) for _ in range(n_bounds)] + [0, 9223372036853]

    def constant(i):
        number = dice.choice(bounds)
        return {"number": str(number), "money": f"${abs(number)}", "date": f"20{abs(number) % 90 + 10}-0{abs(number) % 9 + 1}-11"}[kinds[i]]

    def test(i):
        if dice.random() < 0.05:
            return f"f{i} is {dice.choice(['known', 'missing'])}"
        if kinds[i] == "yes/no":
            return dice.choice([f"f{i}", f"not f{i}"])
        if kinds[i] == "set":
            return dice.choice([f"f{i} is {dice.choice(sets[i])}", f"f{i} is not {dice.choice(sets[i])}", f"f{i} in [{', '.join(dice.sample(sets[i], 2))}]",
                                f"f{i} not in [{', '.join(dice.sample(sets[i], 2))}]"])
        return f"f{i} {dice.choice(['<', '<=', '>', '>=', '==', '!='])} {constant(i)}"

    facts = [f"  f{i} is {'one of ' + ', '.join(sets[i]) if kind == 'set' else kind}" for i, kind in enumerate(kinds)]
    rules = [f"if {' and '.join(test(dice.randrange(n_facts)) for _ in range(dice.randrange(1, 5)))} then tag r{k}" for k in range(n_rules)]
    rules.insert(dice.randrange(n_rules), "if f0 is known and ((f1 is missing) or (f2 is known)) then tag inner")

    def value(i):
        number = dice.choice(bounds) + dice.choice([-1, 0, 0, 1])
        return {"number": number, "money": abs(number), "date": f'"20{abs(number) % 90 + 10}-0{abs(number) % 9 + 1}-1{abs(number) % 3}"', "yes/no": dice.choice(["true", "false"]),
                "set": f'"{dice.choice(sets[i])}"'}[kinds[i]]

    cases = ["{" + ",".join(f'"f{i}":{value(i)}' for i in range(n_facts) if dice.random() < 0.9) + "}\n" for _ in range(300)]
    return "facts\n" + "\n".join(facts) + "\n" + "\n".join(rules) + "\n", "".join(cases)


def rows_agree(tally, folder):
    dice = random.Random(3)
    shapes = [(3, 8, 3), (6, 64, 5), (12, 130, 20), (8, 100, 60), (24, 200, 300), (70, 100, 9)] + [(dice.randrange(3, 30), dice.randrange(4, 150), dice.randrange(1, 40)) for _ in range(30 if LONG else 0 if SHORT else 4)]
    for shape in shapes:
        policy, cases = row_policy(dice, *shape)
        (folder / "rows.rules").write_text(policy)
        (folder / "rows").write_text(cases)
        got = [subprocess.run([BYLAW, "eval", "--stats", how, "rows.rules", "rows"], cwd=folder, capture_output=True) for how in ("--jit=on", "--engine=reference")]
        tally.check(got[0].stdout == got[1].stdout and got[0].stdout.count(b"\n") == 300, f"rules that are decided together: {shape}", got[0].stderr[-500:], got[1].stderr[-500:])
        tally.check(b"native code after" in got[0].stderr, f"rules that are decided together, natively: {shape}", got[0].stderr[-500:])


def sum_policy(dice, n_rules, n_plans):
    """Rules of which the rule index can tell the plan, and the sums are left; and some of which it can tell all."""
    def number():
        return f"f{dice.randrange(6)}"
    def left():
        return dice.choice([f"{number()} + {number()} > {number()} + {dice.randrange(9)}", f"{number()} - {number()} <= {number()}", f"{number()} * 2 > {number()}", f"t == u and {number()} > 3",
                            f"{number()} / {number()} > 1", f"t starts with u and {number()} + {number()} == {dice.randrange(20)}", f"{number()} + 9223372036850 > {number()}", "sure", "sure is missing"])
    rules = [f"if plan is p{dice.randrange(n_plans)} and " + (left() if dice.random() < 0.7 else f"{number()} > {dice.randrange(9)}") + f" then tag r{i}" for i in range(n_rules)]
    arms = [f"  if plan is p{dice.randrange(n_plans)} and " + (left() if i % 3 else f"{number()} < 5") + f" then note \"n{i}\"" for i in range(60)]
    cells = [f"  | p{dice.randrange(n_plans)} | {dice.choice(['< 4', '> 2', '-', 'known'])} | {i} |" for i in range(60)]
    facts = f"facts\n  plan is one of {', '.join(f'p{i}' for i in range(n_plans))}\n" + "".join(f"  f{i} is number\n" for i in range(6)) + "  t is text\n  u is text\n"
    policy = (facts + "define sure = f0 + f1 > f2 * 2\n" + "\n".join(rules) + "\nfirst match\n" + "\n".join(arms) + "\n  otherwise tag none\nend\n"
              + "table worth largest\n  | plan | f3 => worth |\n" + "\n".join(cells) + "\noutput worth\n")
    def value(i):
        return dice.choice([dice.randrange(9), dice.randrange(9), -3, 0, 4611686018427 if i % 3 == 0 else 2.5])
    cases = [json.dumps({"plan": f"p{dice.randrange(n_plans)}", **{f"f{i}": value(i) for i in range(6) if dice.random() < 0.9}, **{x: dice.choice(["a", "ab", ""]) for x in "tu" if dice.random() < 0.9}})
             for _ in range(400)]
    return policy, "\n".join(cases) + "\n"


def by_index(tally, folder):
    """Where the rule index serves most rules native code has those whose tests it cannot tell; where it tells all of many, there is none."""
    dice = random.Random(23)
    for n_rules, n_plans in [(90, 6)] + ([] if SHORT else [(160, 9)]) + ([(dice.randrange(60, 900), dice.randrange(2, 40)) for _ in range(20)] if LONG else []):
        policy, cases = sum_policy(dice, n_rules, n_plans)
        (folder / "sums.rules").write_text(policy)
        (folder / "sums").write_text(cases)
        got = [subprocess.run([BYLAW, "eval", "--stats", how, "sums.rules", "sums"], cwd=folder, capture_output=True) for how in ("--jit=on", "--jit=off", "--engine=reference")]
        tally.check(got[0].stdout == got[1].stdout == got[2].stdout and got[0].stdout.count(b"\n") == 400, f"rules by the index: {n_rules}", got[0].stderr[-500:], got[2].stderr[-500:])
        tally.check(b"native code after" in got[0].stderr, f"rules by the index, natively: {n_rules}", got[0].stderr[-500:])
    (folder / "few.rules").write_text("".join(f"if plan is pro and amount > ${i} then tag t{i}\n" for i in range(60)))
    (folder / "few").write_text('{"plan":"pro","amount":3}\n')
    got = subprocess.run([BYLAW, "eval", "--stats", "--jit=on", "few.rules", "few"], cwd=folder, capture_output=True)
    tally.check(b"native code after" in got.stderr, "few rules that the index tells in whole are compiled", got.stderr[-300:])
    (folder / "long.rules").write_text("if " + " or ".join(f"a + {i} > b * {i}" for i in range(3000)) + " then tag much\n")
    got = subprocess.run([BYLAW, "eval", "--stats", "--jit=on", "long.rules", "few"], cwd=folder, capture_output=True)
    tally.check(b"no native code: a rule or table is too long: more than 6,000 words" in got.stderr, "a rule that is too long", got.stderr[-300:])
    plain = "facts\n  plan is one of " + ", ".join(f"p{i}" for i in range(40)) + "\n  f is number\n" + "".join(f"if plan is p{i % 40} and f > {i} then tag r{i}\n" for i in range(600))
    (folder / "plain.rules").write_text(plain)
    (folder / "plain").write_text('{"plan":"p3","f":200}\n')
    for how in ("--jit=on", "--jit=auto"):
        got = subprocess.run([BYLAW, "eval", "--stats", how, "plain.rules", "plain"], cwd=folder, capture_output=True)
        tally.check(b"no native code: the rule index serves its rules" in got.stderr, f"rules that the index tells in whole, {how}", got.stderr[-300:])


def automatic(tally, folder):
    """So many cases, that take so long to decide, that `auto` compiles while the VM decides, and takes up what comes."""
    dice = random.Random(17)
    rules = "".join(f"if any x in xs has (x > {90 + k} and x < f{k % 2}) then tag r{k}\n" for k in range(12))
    (folder / "auto.rules").write_text("facts\n  f0 is number\n  f1 is number\n  xs is list of number\n" + rules + "if f0 > 50 then tag large\n")
    xs = lambda: ",".join(str(dice.randrange(100)) for _ in range(60))
    some = "".join(f'{{"f0":{dice.randrange(110)},"f1":{dice.randrange(110)},"xs":[{xs()}]}}\n' for _ in range(1000)).encode()
    (folder / "many").write_bytes(some * 100)
    by_vm = subprocess.run([BYLAW, "eval", "--jit=off", "auto.rules", "many"], cwd=folder, capture_output=True)
    for jobs in (1, 3):
        with open(folder / "out", "wb") as out, open(folder / "talk", "wb") as talk:
            process = subprocess.Popen([BYLAW, "eval", "--stats", f"--jobs={jobs}", "auto.rules"], cwd=folder, stdin=subprocess.PIPE, stdout=out, stderr=talk)
            seen, written = False, 0
            for written in range(1, 91):
                process.stdin.write(some)
                seen = seen or bool(children(process.pid))
                if seen:
                    break
            until = time.monotonic() + 60
            while seen and children(process.pid) and time.monotonic() < until:  # the compiler is through, or waits for its parent to look
                process.stdin.write(some if written < 95 else b"")
                process.stdin.flush()
                written += written < 95
                time.sleep(0.05)
            process.stdin.write(some * (100 - written))
            process.stdin.close()
            status = process.wait(120)
        got, talk = (folder / "out").read_bytes(), (folder / "talk").read_bytes()
        tally.check(got == by_vm.stdout and status == by_vm.returncode, f"auto, {jobs} threads: what comes out is that of the VM", status, len(got))
        tally.check(b"native code after" in talk, f"auto, {jobs} threads: it comes", talk)


def agrees(tally):
    program = BUILD / "tests/differential/compare"
    done = subprocess.run([program, "native", COMPILER, "200001", str(PROGRAMS), "100"], capture_output=True, text=True)
    tally.check(done.returncode == 0, "native code and the reference evaluator", done.stdout[-3000:], done.stderr[-1000:])


def main():
    tally = Tally()
    with scratch() as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        (folder / "p.rules").write_text(POLICY)
        (folder / "cases").write_text("".join(some_cases(3000)))
        expected, stats = call(folder, "--jit=off")
        tally.check(expected[0] == 1 and "native" not in stats, "--jit=off", expected[0], stats)
        if BUILT_IN:
            same(tally, folder, expected, "on", "--jit=on")
            same(tally, folder, expected, "on, threads", "--jit=on", "--jobs=4")
            goes_wrong(tally, folder, expected)
            ahead_of_time(tally, folder, expected)
            killed(tally, folder, expected)
            automatic(tally, folder)
            rows_agree(tally, folder)
            by_index(tally, folder)
            if not THREADS:
                agrees(tally)
        else:
            same(tally, folder, expected, "not built in", "--jit=on", notice="no native code: it is not built in")
            done = subprocess.run([BYLAW, "build", "--native", "-o", "p.so", "p.rules"], cwd=folder, capture_output=True, text=True)
            tally.check(done.returncode == 3 and "not built in" in done.stderr, "build --native, not built in", done.stderr)
    tally.end()


if __name__ == "__main__":
    main()
