"""Who decides the same cases by the same policy: Bylaw, the ceiling by hand, and the peers, each in its own natural form
(tests/bench/peers). Each writes to its standard output, byte for byte, what `bylaw eval desk.rules` writes."""
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Places:
    """Where things are: the build, this folder, what bench-setup.sh has installed, and a folder for what is made on the way."""
    build: Path
    bench: Path
    scratch: Path

    @property
    def installed(self):
        return self.build / "bench"

    @property
    def peers(self):
        return self.bench / "peers"

    @property
    def policy(self):
        return str(self.bench / "desk.rules")

    def program(self, name):
        return str(self.build / "tests/bench" / name)

    def environment(self):
        return {**os.environ, "NODE_PATH": str(self.installed / "node_modules")}


@dataclass
class Contender:
    """COMMAND has {} where the file of cases goes. MOST: how many cases it is given at most, where it is slow. ABSENT: why it cannot run."""
    key: str
    title: str
    form: str
    command: list
    threads: int = 1
    most: int = 0
    absent: str = ""
    version: str = ""
    group: str = "peer"

    def call(self, cases):
        return [part.replace("{}", str(cases)) for part in self.command]

    def cases(self, all_cases):
        return min(self.most, all_cases) if self.most else all_cases


def first_line(*command, env=None):
    """The first line that a command prints; nothing where there is no such command, or where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=60, check=False)
    except OSError:
        return ""
    return done.stdout.split("\n")[0].strip() if done.returncode == 0 else ""


def ceilings(places):
    ceiling = places.program("ceiling")
    absent = "" if Path(ceiling).exists() else "it is not built"
    return [
        Contender("ceiling", "C++ by hand, simdjson", "code; what it does not ask for is not looked at", [ceiling, "{}"], group="ceiling",
                  absent=absent),
        Contender("strict", "C++ by hand, as strict as Bylaw", "code; all of each line is looked at", [ceiling, "--strict", "{}"],
                  group="ceiling", absent=absent),
    ]


def bylaws(places):
    bylaw = str(places.build / "bylaw")
    call = [bylaw, "eval", places.policy]
    piped = f"cat '{{}}' | '{bylaw}' eval --jobs 1 '{places.policy}' -"
    return [
        Contender("bylaw", "Bylaw", "`desk.rules`", [*call, "--jobs", "1", "{}"], group="bylaw"),
        Contender("bylaw-vm", "Bylaw, without native code", "`desk.rules`, `--jit=off`", [*call, "--jit=off", "--jobs", "1", "{}"], group="bylaw"),
        Contender("bylaw-jit", "Bylaw, native code from the start", "`desk.rules`, `--jit=on`", [*call, "--jit=on", "--jobs", "1", "{}"], group="bylaw"),
        Contender("bylaw-pipe", "Bylaw, from a pipe", "`desk.rules`", ["/bin/sh", "-c", piped], group="bylaw"),
        Contender("bylaw-2", "Bylaw", "`desk.rules`; order kept", [*call, "--jobs", "2", "{}"], threads=2, group="bylaw"),
        image_of(places),
    ]


def image_of(places):
    """Bylaw with an image of the policy, where it can make one."""
    bylaw, image = str(places.build / "bylaw"), str(places.scratch / "desk.bylawc")
    made = subprocess.run([bylaw, "build", places.policy, "-o", image], capture_output=True, check=False).returncode == 0
    return Contender("bylaw-image", "Bylaw, from an image", "an image of `desk.rules`, made beforehand", [bylaw, "eval", image, "--jobs", "1", "{}"],
                     group="bylaw", absent="" if made else "bylaw makes no images yet")


def npm_version(places, package):
    try:
        with open(places.installed / "node_modules" / package / "package.json", encoding="utf-8") as file:
            return json.load(file)["version"]
    except (OSError, ValueError, KeyError):
        return ""


def node_peer(places, key, title, form, script, package=None, **more):
    node = first_line("node", "--version")
    version = npm_version(places, package) if package else node.removeprefix("v")
    absent = "no node" if not node else "" if version else f"npm's {package} is not installed"
    return Contender(key, title, form, ["node", str(places.peers / script), "{}", *more.pop("arguments", [])], absent=absent, version=version, **more)


def peers(places):
    actions = str(places.peers / "desk_actions.json")
    luajit = first_line("luajit", "-v").split(" ")[1:2]
    cjson = luajit and subprocess.run(["luajit", "-e", "require 'cjson'"], capture_output=True, check=False).returncode == 0
    duckdb = {"package": "@duckdb/node-api", "script": "desk_duckdb.js"}
    clips = places.installed / "desk_clips"
    return [
        node_peer(places, "duckdb-2", "DuckDB", "SQL, a CASE a rule; order kept", threads=2, arguments=["2"], **duckdb),
        node_peer(places, "duckdb", "DuckDB", "SQL, a CASE a rule; order kept", arguments=["1"], **duckdb),
        Contender("luajit", "LuaJIT", "Lua by hand, lua-cjson", ["luajit", str(places.peers / "desk.lua"), "{}"], version="".join(luajit),
                  absent="" if cjson else "no luajit with lua-cjson"),
        node_peer(places, "node", "Node", "JavaScript by hand", "desk_node.js"),
        Contender("clips", "CLIPS", "a fact a case, a rule a rule; C++ around it, simdjson", [str(clips), str(places.peers), "{}"],
                  version=first_line("dpkg-query", "-W", "-f", "${Version}", "libclips-dev"),
                  absent="" if clips.exists() else "bench-setup.sh has not built its host program", most=300000),
        Contender("jq", "jq", "a program of conditionals", ["jq", "-r", "--slurpfile", "actions", actions, "-f", str(places.peers / "desk.jq"), "{}"],
                  version=first_line("jq", "--version").removeprefix("jq-"), absent="" if shutil.which("jq") else "no jq", most=100000),
        node_peer(places, "zen", "GoRules Zen", "a decision table that collects", "desk_zen.js", "@gorules/zen-engine", most=50000),
        node_peer(places, "json-rules", "json-rules-engine", "rules with conditions in JSON", "desk_json_rules.js", "json-rules-engine", most=5000),
    ]


def all_contenders(places):
    """The ceiling first: it is what the others are measured by."""
    return ceilings(places) + bylaws(places) + peers(places)
