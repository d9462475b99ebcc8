#!/usr/bin/env python3
"""make bench: Bylaw against its ceiling and its peers, in one run, on the same cases and the same policy; doc/performance.md and the README's table come of
it.

    bench.py BUILD [--page FILE] [--readme FILE]

BENCH_CASES: how many cases (1,000,000); BENCH_ROUNDS: how many rounds (7); BENCH_ONLY: keys of contenders (bench_contenders.py), with
commas between them; BENCH_PRIORITY=realtime: what is measured goes before all else on the machine (as root). Outputs are compared before anything is timed; a contender that decides otherwise is named, and then no page is
written and the status is 1. Without --page the tables are only
printed."""
import argparse
import os
import sys
import tempfile
from pathlib import Path

import bench_measure
import bench_page
import bench_programs
from bench_contenders import Places, all_contenders

STARTS = 40


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def load():
    return " ".join(f"{x:.1f}" for x in os.getloadavg())


def chosen(contenders):
    only = os.environ.get("BENCH_ONLY")
    return [c for c in contenders if not only or c.key in only.split(",") or c.key == "ceiling"]


def compared(places, contenders, cases, count):
    """Those that decide the same; what differs is told."""
    tell(f"comparing what {len(contenders)} contenders decide")
    wrong = bench_measure.compare(places, contenders, cases, count)
    for key, what in wrong.items():
        tell(f"DIFFERENT: {key}: {what}")
    return [c for c in contenders if c.key not in wrong], bool(wrong)


def settings_of(count, rounds, before):
    return {"date": bench_page.today(), "compiler": os.environ.get("BENCH_CC", "cc"), "flags": os.environ.get("BENCH_CFLAGS", "?"),
            "load": f"{before}; {load()}", "cases": count, "rounds": rounds, "priority": os.environ.get("BENCH_PRIORITY") or "as usual"}


def measured(places, count, rounds):
    """The parts of the page, whether somebody decided otherwise, and what the plots need."""
    before = load()
    contenders = all_contenders(places)
    for contender in contenders:
        if contender.absent:
            tell(f"absent: {contender.title}: {contender.absent}")
    cases = bench_measure.CaseFiles(places)
    here, different = compared(places, [c for c in chosen(contenders) if not c.absent], cases, count)
    tell("starting")
    starts = bench_measure.start_ups(places, here, cases, STARTS)
    found = bench_measure.summary(bench_measure.rounds_of(places, here, cases, count, starts, rounds, tell), count)
    tell("evaluation alone, cost by rules")
    alone = bench_programs.evaluation_alone(places, tell)
    series = bench_programs.cost_by_rules(places, tell)
    parts = {
        "machine": bench_page.machine(settings_of(count, rounds, before)),
        "whole": bench_page.whole_way(here, found, count),
        "absent": bench_page.absent(contenders),
        "start": bench_page.start_up(here, starts),
        "alone": bench_page.alone(alone),
        **{f"rules {kind}": bench_page.cost(times, others) for kind, (times, others) in series.items()},
    }
    return parts, different, (here, found, series)


def write_readme(path, here, found):
    readme = Path(path)
    readme.write_text(bench_page.fill(readme.read_text(encoding="utf-8"), {"short": bench_page.short(here, found)}), encoding="utf-8")


def write_page(path, parts, here, found, series):
    page = Path(path)
    text = bench_page.fill(page.read_text(encoding="utf-8"), parts)
    bench_page.plot_whole(here, found, page.with_suffix(".svg"))
    for kind, (times, _) in series.items():
        if times:
            bench_page.plot_rules(times, page.with_name(f"{page.stem}-{kind}.svg"))
    page.write_text(text, encoding="utf-8")
    tell(f"wrote {page.name} and its plots")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--page")
    parser.add_argument("--readme")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as scratch:  # /tmp may be kept in memory
        places = Places(build, Path(__file__).parent.resolve(), Path(scratch))
        parts, different, drawn = measured(places, int(os.environ.get("BENCH_CASES", "1000000")), int(os.environ.get("BENCH_ROUNDS", "7")))
    for name, text in parts.items():
        print(f"== {name}\n\n{text}")
    if different:
        tell("somebody decides otherwise: no page is written")
        return 1
    if arguments.page:
        write_page(arguments.page, parts, *drawn)
    if arguments.readme:
        write_readme(arguments.readme, *drawn[:2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
