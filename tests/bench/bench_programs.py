"""What the benchmarks in C print, as numbers: evaluation alone, and what a case costs by the number of rules."""
import re

import bench_many
import bench_measure


RULES = re.compile(r"(?P<kind>\S.*?)\s+(?P<rules>\d+) rules,.*? fire: (?P<times>[^;]*)")
NAMES = {"C": "C by hand, a chain", "VM": "Bylaw, VM alone", "indexed": "Bylaw, rule index", "native": "Bylaw, native code"}
NOT_TIMES = ("selecting", "together", "after")
OTHERS = {"rules that apply to a case": r"([\d.]+) fire", "finding them, ns": r"selecting\s+([\d.]+)", "finding them in batches, ns": r"together\s+([\d.]+)",
          "reading, checking, compiling, ms": r"loaded in\s+([\d.]+) ms",
          "of it the index, ms": r"of it the index\s+([\d.]+)", "memory of the index, KiB": r"index (\d+) KiB",
          "native code is there after, ms": r"after\s+([1-9]\d*) ms"}


def printed(places, name, tell):
    """What that program prints; nothing where it is not built or fails, which is told."""
    try:
        return bench_measure.printed(places, name, [places.program(name)])
    except bench_measure.Failure as failure:
        tell(str(failure))
        return ""


def of_bench_vm(text):
    """Pairs of a name and nanoseconds a case, as bench_vm tells them: C by hand 13.2 ns, VM 40 ns, …"""
    return [(name, float(ns)) for name, ns in re.findall(r"(?:^|[:,])\s*([A-Za-z][^:,\n]*?)\s+([\d.]+) ns", text, re.M)]


def evaluation_alone(places, tell):
    return of_bench_vm(printed(places, "bench_vm", tell))


def of_bench_rules(text):
    """What bench_rules prints, by kind of rules: rows of nanoseconds a case by the number of rules, and rows of other figures."""
    kinds = {}
    for line in text.split("\n"):
        found = RULES.match(line)
        if not found:
            continue
        times, others = kinds.setdefault(found["kind"], ({}, {}))
        n = int(found["rules"])
        for name, ns in re.findall(r"([A-Za-z][A-Za-z ]*?)\s+([\d.]+)", found["times"]):
            if name not in NOT_TIMES and float(ns) > 0:
                times.setdefault(NAMES.get(name, f"Bylaw, {name}"), {})[n] = float(ns)
        for name, pattern in OTHERS.items():
            figure = re.search(pattern, line)
            if figure:
                others.setdefault(name, {})[n] = float(figure[1])
    return kinds


def cost_by_rules(places, tell):
    """By kind of rules: rows of nanoseconds a case, and of other figures. Peers decide those with an equality key."""
    kinds = of_bench_rules(printed(places, "bench_rules", tell))
    times, others = kinds.get("equality key", ({}, {}))
    return {"equality": ({**times, **bench_many.series(places, tell)}, others), "comparisons": kinds.get("comparisons", ({}, {})),
            "rare": kinds.get("rare", ({}, {})), "sums": kinds.get("sums", ({}, {}))}
