"""What a case costs by the number of rules, in the peers that can: rules and cases are made up, of the kind that bench_rules.c calls those with
an equality key, written to a file, and decided in memory by many_rules.js, many_rules.lua and many_rules_clips. How many rules apply is
held against a count of our own."""
import json
import random
import shutil
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from math import ceil, sqrt

import bench_measure

AMOUNTS = 1000
COUNTS = (10, 100, 1000, 10000)
TURNS = 5


@dataclass
class Peer:
    """CASES: of how many a turn is made at 10 rules; PER_RULE: about how many ns a rule costs a case, so that no turn takes long."""
    name: str
    command: list
    cases: int
    per_rule: float
    most_rules: int

    def cases_at(self, rules):
        return max(20, min(self.cases, int(5e8 / (self.per_rule * rules))))


def peers(places):
    script, env = str(places.peers / "many_rules.js"), places.environment()
    modules = {kind: (places.installed / "node_modules" / package).exists() for kind, package in
               (("node", "."), ("duckdb", "@duckdb/node-api"), ("zen", "@gorules/zen-engine"), ("json-rules", "json-rules-engine"))}

    def by_node(name, kind, *numbers):
        there = shutil.which("node", path=env.get("PATH")) and (kind == "node" or modules[kind])
        return [Peer(name, ["node", script, kind], *numbers)] if there else []

    found = by_node("Node by hand, a chain", "node", 20000, 30, 10000)
    if shutil.which("luajit"):
        found.append(Peer("LuaJIT by hand, a chain", ["luajit", str(places.peers / "many_rules.lua")], 20000, 8, 10000))
    if (places.installed / "many_rules_clips").exists():
        found.append(Peer("CLIPS", [str(places.installed / "many_rules_clips")], 20000, 2, 10000))
    return (found + by_node("DuckDB, a join of cases and rules", "duckdb", 20000, 1, 10000)
            + by_node("GoRules Zen", "zen", 1000, 400, 10000) + by_node("json-rules-engine", "json-rules", 1000, 30000, 1000))


def some(dice, count, side):
    return [[f"plan{dice.randrange(side)}", dice.randrange(AMOUNTS), f"region{dice.randrange(side)}"] for _ in range(count)]


def applying(rules, cases):
    """How many rules apply to the cases, all in all."""
    amounts = defaultdict(list)
    for plan, amount, region in rules:
        amounts[plan, region].append(amount)
    for of_one in amounts.values():
        of_one.sort()
    return sum(bisect_left(amounts.get((plan, region), []), amount) for plan, amount, region in cases)


def one(places, peer, count, cases):
    """Nanoseconds a case."""
    dice, side = random.Random(count), ceil(sqrt(count))
    given = {"rules": some(dice, count, side), "cases": some(dice, cases, side)}
    path = places.scratch / "many.json"
    path.write_text(json.dumps(given), encoding="ascii")
    ns, applied = bench_measure.printed(places, peer.name, [*peer.command, str(path), str(TURNS)]).split()
    if int(applied) != applying(given["rules"], given["cases"]):
        raise bench_measure.Failure(f"{peer.name}: {applied} rules apply, not {applying(given['rules'], given['cases'])}")
    return float(ns)


def series(places, tell):
    """Name to {rules: ns a case}. What goes wrong is told, and has no figure."""
    found = {}
    for peer in peers(places):
        times = {}
        for count in (n for n in COUNTS if n <= peer.most_rules):
            try:
                times[count] = one(places, peer, count, peer.cases_at(count))
            except (bench_measure.Failure, ValueError) as wrong:
                tell(f"{count} rules: {wrong}")
        found[peer.name] = times
    return found
