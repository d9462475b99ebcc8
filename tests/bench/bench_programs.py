"""What the benchmarks in C print, as numbers: evaluation alone, and what a case costs by the number of rules."""
import re
import subprocess

import bench_many


def printed(places, name, *arguments):
    """What that program prints; nothing where it is not built or fails."""
    try:
        done = subprocess.run([places.program(name), *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def evaluation_alone(places):
    """Pairs of a name and nanoseconds a case, as bench_vm tells them: C by hand 13.2 ns, VM 40 ns, …"""
    pairs = re.findall(r"(?:^|[:,])\s*([A-Za-z][^:,\n]*?)\s+([\d.]+) ns", printed(places, "bench_vm"), re.M)
    return [(name, float(ns)) for name, ns in pairs]


def cost_by_rules(places, tell):
    """By kind of rules: name to {rules: ns a case}."""
    return {"equality": bench_many.series(places, tell)}
