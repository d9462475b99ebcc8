#!/usr/bin/env python3
"""Runs bylaw test: on the packs (rules/) and examples/, where all must pass; on tests/scenarios/good, likewise; on failing/, each
file's output being what stands beside it in NAME.expected; on bad/, each file's messages being those of its lines
`# expect: …` (a * stands for anything). run_scenarios.py [--accept]"""
import json
import re
import sys
import xml.etree.ElementTree as xml

from common import SRC, TESTS, Tally, bylaw, like, lines_of

HOME = TESTS / "scenarios"


def all_pass(tally, *arguments):
    got = bylaw("test", *arguments, cwd=SRC)
    good = got.status == 0 and re.search(r"^[1-9]\d* passed, 0 failed$", got.out, re.M)
    tally.check(good, f"bylaw test {' '.join(map(str, arguments))}: exit {got.status}", *lines_of(got.out + got.err)[:40])


def failing(tally, path, accept):
    got = bylaw("test", path.name, cwd=path.parent)
    beside = path.with_suffix(".expected")
    if accept:
        beside.write_text(got.out)
    tally.same(got.status, 1, f"{path.name}: exit status")
    tally.same(got.out, beside.read_text(), f"{path.name}: output")
    by_reference = bylaw("test", "--engine", "reference", path.name, cwd=path.parent)
    tally.same(by_reference.out, got.out, f"{path.name}: output of the reference evaluator")


def bad(tally, path):
    got = bylaw("test", path.name, cwd=path.parent)
    wanted = re.findall(r"^# expect: (.*)$", path.read_text(), re.M)
    said = [line.removeprefix(path.name + ":") if line.startswith(path.name) else line for line in lines_of(got.err)]
    said = [line.strip() for line in said if "error[" in line or line.startswith("bylaw:")]
    tally.same(got.status, 2, f"{path.name}: exit status")
    tally.check(len(said) == len(wanted) and all(map(like, said, wanted)), f"{path.name}: messages", *wanted, "got", *said)


def formats(tally):
    def results(form):
        return bylaw("test", "--format", form, "failing/all_kinds.scenarios", cwd=HOME).out

    lines = [json.loads(line) for line in lines_of(results("json"))]
    tally.same(lines[-1], {"passed": 2, "failed": 5}, "--format json: the last line")
    tally.same([line["status"] for line in lines[:-1]].count("failed"), 5, "--format json: failures")
    tap = lines_of(results("tap"))
    tally.same((tap[0], tap[-1]), ("TAP version 13", "1..7"), "--format tap: first and last line")
    tally.same(sum(line.startswith("not ok ") for line in tap), 5, "--format tap: failures")
    tree = xml.fromstring(results("junit"))
    tally.same(len(tree.findall(".//testcase")), 7, "--format junit: cases")
    tally.same(len(tree.findall(".//failure")), 5, "--format junit: failures")


def calls(tally):
    got = bylaw("test", "--filter", "fine", "failing/all_kinds.scenarios", cwd=HOME)
    tally.same((got.status, lines_of(got.out)[-1]), (0, "1 passed, 0 failed"), "--filter")
    got = bylaw("test", "--filter", "nobody has this", "good", cwd=HOME)
    tally.check(got.status == 2 and "no scenario's title" in got.err, "--filter that finds nothing", got.status, got.err)
    got = bylaw("test", "parts", cwd=HOME)
    tally.check(got.status == 2 and "no scenarios found" in got.err, "a folder without scenarios", got.status, got.err)
    tally.same(bylaw("test", "good/beside.rules", cwd=HOME).status, 0, "a .rules file: the scenarios beside it")
    tally.same(bylaw("test", "nowhere", cwd=HOME).status, 2, "a file that is not there")
    tally.same(bylaw("test", cwd=HOME / "good").status, 0, "the folder where we are")


def main():
    tally = Tally()
    all_pass(tally, "rules")
    all_pass(tally, "tests/scenarios/good")
    all_pass(tally, "--engine", "reference", "rules", "tests/scenarios/good")
    if any((SRC / "examples").glob("**/*.scenarios")):
        all_pass(tally, "examples")
    for path in sorted((HOME / "failing").glob("*.scenarios")):
        failing(tally, path, "--accept" in sys.argv)
    for path in sorted((HOME / "bad").glob("*.scenarios")):
        bad(tally, path)
    formats(tally)
    calls(tally)
    tally.end()


main()
