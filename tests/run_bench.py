#!/usr/bin/env python3
"""The comparison that make bench begins with: whoever of the peers is here decides a thousand cases as Bylaw does, and one that decides otherwise
is found out. Nothing is timed."""
import sys
from pathlib import Path

from common import BUILD, TESTS, Tally, scratch

sys.path.insert(0, str(TESTS / "bench"))
import bench_measure
import bench_page
import bench_programs
from bench_contenders import Contender, Places, all_contenders

CASES = 1000


def reference(places):
    return Contender("reference", "the reference evaluator", "", [str(places.build / "bylaw"), "eval", "--engine=reference", places.policy, "{}"])


def the_same(tally, places, cases):
    here = [c for c in all_contenders(places) if not c.absent]
    for contender in all_contenders(places):
        if contender.absent:
            print(f"skipped: {contender.title}: {contender.absent}")
    wrong = bench_measure.compare(places, [reference(places), *here], cases, CASES)
    for contender in here:
        tally.check(contender.key not in wrong, f"{contender.title} decides otherwise", wrong.get(contender.key))
    tally.check({"bylaw", "bylaw-2"} <= {c.key for c in here}, "Bylaw itself was not compared")


def liars(tally, places, cases):
    """Bylaw's output, spoilt by a program behind it."""
    eval_ = f"'{places.build}/bylaw' eval '{places.policy}' '{{}}'"
    ways = {
        "another decision": (f"{eval_} | sed '500s/decided/incomplete/'", "line 500: expected *\"decided\"*, got *\"incomplete\"*"),
        "another order": (f"{eval_} | sort -r", 'line 1: expected {"case":"C-0000001"*, got {"case":"C-0001000"*'),
        "too little": (f"{eval_} | head -n 700", "line 701: expected *, got no more"),
        "too much": (f"{eval_} | sed '$p'", "more than 1000 lines"),
        "a blank": (f"{eval_} | sed '3s/,/, /'", "line 3: *"),
        "an exit status": (f"{eval_}; exit 3", "* fails: 3*"),
        "nothing": ("no-such-program", "* fails: 127*"),
    }
    contenders = [Contender(what, what, "", ["/bin/sh", "-c", call]) for what, (call, _) in ways.items()]
    wrong = bench_measure.compare(places, [reference(places), *contenders], cases, CASES)
    for what, (_, said) in ways.items():
        tally.alike(wrong.get(what, "nothing was found"), said, what)


def part_of_the_cases(tally, places, cases):
    """Who is slow decides fewer, and is compared over these; the time for all is reckoned with one start."""
    few = Contender("few", "few", "", reference(places).command, most=10)
    tally.same(bench_measure.compare(places, [reference(places), few], cases, 100), {}, "a part of the cases")
    tally.same(bench_measure.whole(5.0, 1.0, 5, 9), 9.0, "nine cases, of five")
    tally.same(bench_measure.whole(5.0, 1.0, 9, 9), 5.0, "all cases")


def figures(tally, places, cases):
    taken = bench_measure.run(places, reference(places), cases(1))
    tally.check(taken.wall > 0 and taken.cpu >= 0 and taken.memory > 1, f"one run: {taken}")
    runs = {"a": [(2.0, 1.0, 7.0, 1.0, 1.0), (9.0, 3.0, 8.0, 3.0, 1.0), (4.0, 2.0, 6.0, 4.0, 1.0)]}
    found = bench_measure.summary(runs, 1000)["a"]
    tally.same([round(found[k]) for k in ("wall_ns", "cpu_ns", "wall_ratio", "cpu_ratio", "memory")], [4000000, 2000000, 2, 2, 8], "medians")
    page = "before\n<!-- bench: a -->\nold\n<!-- end -->\nbetween\n<!-- bench: b -->\n<!-- end -->\n"
    tally.same(bench_page.fill(page, {"a": "new\n", "b": r"\1" + "\n"}),
               page.replace("old", "new").replace("b -->\n", "b -->\n\\1\n"), "the page's parts")
    try:
        bench_page.fill(page, {"c": ""})
        tally.fail("a part without a place is taken")
    except ValueError:
        tally.ok()
    tally.same([bench_page.number(n) for n in (0.1234, 9.994, 9.996, 99.96, 1234567)], ["0.12", "9.99", "10.0", "100", "1,234,567"], "numbers")


PRINTED = """equality key     10 rules,    0.4 fire: C      27.0, VM      28.6, indexed     28.9 (selecting      0.0) ns a case; loaded in     0.3 ms, of it the index    0.0; index 0 KiB
equality key  10000 rules,    0.5 fire: C   14784.0, VM   21033.0, indexed    188.5 (selecting     55.3) ns a case; loaded in   135.0 ms, of it the index   15.6; index 3961 KiB
comparisons      10 rules,    1.3 fire: C      81.1, VM     148.0, indexed    145.0, batches  9.5 (selecting      0.0) ns a case, native    52.4 (after 60 ms); loaded in     0.3 ms, of it the index    0.0; index 0 KiB
"""


def other_programs(tally, *_):
    kinds = bench_programs.of_bench_rules(PRINTED)
    tally.same(kinds["equality key"][0], {"C by hand, a chain": {10: 27.0, 10000: 14784.0}, "Bylaw, VM alone": {10: 28.6, 10000: 21033.0},
                                          "Bylaw, rule index": {10: 28.9, 10000: 188.5}}, "times by rules")
    tally.same(kinds["equality key"][1]["memory of the index, KiB"], {10: 0, 10000: 3961}, "the index")
    tally.same(kinds["comparisons"][0]["Bylaw, batches"], {10: 9.5}, "what is new")
    tally.same([rows[name] for rows, name in zip(kinds["comparisons"], ("Bylaw, native code", "native code is there after, ms"))], [{10: 52.4}, {10: 60}], "native code")
    tally.check("| Bylaw, rule index | 28.9 | 188 |\n" in bench_page.cost(*kinds["equality key"]), "a table by rules")
    alone = bench_programs.of_bench_vm("note\n32 rules, 100000 cases: C by hand 18.6 ns, VM 47.8 ns a case, ratio 2.57\nnative code 23.8 ns a case, ratio 1.28\n")
    tally.same(alone, [("C by hand", 18.6), ("VM", 47.8), ("native code", 23.8)], "evaluation alone")


def main():
    tally = Tally()
    with scratch() as folder:
        places = Places(BUILD, TESTS / "bench", Path(folder))
        cases = bench_measure.CaseFiles(places)
        for part in (the_same, liars, part_of_the_cases, figures, other_programs):
            part(tally, places, cases)
    tally.end()


if __name__ == "__main__":
    main()
