"""doc/performance.md with its plots, and the README's table: what stands between <!-- bench: NAME --> and <!-- end --> is made of the measurements, the rest is kept."""
import os
import platform
import re
import subprocess
from datetime import date
from itertools import cycle


def fill(page, parts):
    """PAGE with each part of that name put in; a part that the page does not have a place for is an error."""
    for name, text in parts.items():
        pattern = re.compile(rf"(<!-- bench: {re.escape(name)} -->\n).*?(<!-- end -->)", re.S)
        page, n = pattern.subn(lambda place, text=text: f"{place[1]}{text}{place[2]}", page)
        if n != 1:
            raise ValueError(f"the page has {n} places for {name}")
    return page


def table(head, rows):
    """Markdown; columns whose head ends with a colon are numbers."""
    line = "| " + " | ".join(h.rstrip(":") for h in head) + " |\n"
    line += "| " + " | ".join("---:" if h.endswith(":") else "---" for h in head) + " |\n"
    return line + "".join("| " + " | ".join(row) + " |\n" for row in rows)


def number(value):
    """Three digits that count."""
    if value == 0:
        return "0"
    if value >= 999.5:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 99.95 else f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"


# ---- the machine ----

def first_match(path, pattern):
    try:
        with open(path, encoding="utf-8") as file:
            found = re.search(pattern, file.read())
    except OSError:
        return ""
    return found[1] if found else ""


def machine(settings):
    cpu = first_match("/proc/cpuinfo", r"model name\s*:\s*(.*)") or platform.machine()
    mhz = first_match("/proc/cpuinfo", r"cpu MHz\s*:\s*(\d+)")
    memory = int(first_match("/proc/meminfo", r"MemTotal:\s*(\d+)") or 0) / (1 << 20)
    compiler = subprocess.run([*settings["compiler"].split(), "--version"], capture_output=True, text=True, check=False).stdout.split("\n")[0]
    system = first_match("/etc/os-release", r'PRETTY_NAME="(.*?)"')
    rows = [
        ["date", settings["date"]],
        ["processor", f"{cpu}{f', {mhz} MHz' if mhz else ''}; {len(os.sched_getaffinity(0))} cores to run on"],
        ["memory", f"{memory:.0f} GiB"],
        ["system", f"{system}, Linux {platform.release().split('-')[0]}"],
        ["compiler", f"{compiler}, `{settings['flags']}`"],
        ["load before and after", settings["load"]],
        ["priority", settings["priority"]],
        ["cases, rounds", f"{settings['cases']:,} cases; {settings['rounds']} rounds"],
    ]
    return table(["", ""], rows)


def today():
    return date.today().isoformat()


# ---- the tables ----

def whole_way(contenders, found, count):
    rows = []
    for c in sorted((c for c in contenders if c.key in found), key=lambda c: found[c.key]["wall_ratio"]):
        f = found[c.key]
        name = f"**{c.title}**" if c.group == "bylaw" else c.title
        extrapolated = f"{c.most:,} of them" if c.cases(count) < count else "all"
        rows.append([name + (f" {c.version}" if c.version and c.group == "peer" else ""), c.form, str(c.threads), number(f["wall_ns"]),
                     number(f["wall_ratio"]), f"{number(f['least_wall_ratio'])} – {number(f['most_wall_ratio'])}", number(f["cpu_ratio"]),
                     number(f["memory"]), extrapolated])
    return table(["", "the policy as", "threads:", "ns a case:", "× ceiling:", "least – most:", "× in CPU time:", "MiB:", "cases"], rows)


SHORT = ("bylaw", "bylaw-2", "ceiling", "duckdb-2", "node", "luajit", "clips", "jq", "zen", "json-rules")


def short(contenders, found):
    """The whole way for the README: of each its time, and how many times the ceiling's that is."""
    rows = []
    for c in sorted((c for c in contenders if c.key in found and c.key in SHORT), key=lambda c: found[c.key]["wall_ratio"]):
        name = f"**{c.title}**" if c.group == "bylaw" else c.title
        rows.append([name + (f", {c.threads} threads" if c.threads > 1 else ""), number(found[c.key]["wall_ns"]), number(found[c.key]["wall_ratio"])])
    return table(["a case of 650 bytes, 32 rules, on one thread", "ns:", "× C++ by hand:"], rows)


def absent(contenders):
    lines = [f"- {c.title}: {c.absent}\n" for c in contenders if c.absent]
    return "".join(lines) or "Nobody was absent.\n"


def start_up(contenders, starts):
    rows = [[f"**{c.title}**" if c.group == "bylaw" else c.title, number(starts[c.key].wall * 1e3), number(starts[c.key].cpu * 1e3),
             number(starts[c.key].memory)]
            for c in sorted((c for c in contenders if c.key in starts), key=lambda c: starts[c.key].wall) if c.key not in ("bylaw-2", "bylaw-pipe", "strict")]
    return table(["one case", "ms:", "ms of CPU time:", "MiB:"], rows)


def alone(times):
    """TIMES: name and nanoseconds, C by hand first."""
    if not times:
        return "Not measured.\n"
    base = times[0][1]
    lacking = [what for what in ("batches", "native code") if not any(what in name for name, _ in times)]
    rows = [[name, number(ns), number(ns / base)] for name, ns in times]
    return table(["", "ns a case:", "× C by hand:"], rows) + (f"\nNot there, or not measured apart: {', '.join(lacking)}.\n" if lacking else "")


def by_rules(title, rows):
    """ROWS: name to {rules: figure}."""
    if not rows:
        return "Not measured.\n"
    counts = sorted({n for figures in rows.values() for n in figures})
    cells = [[name, *(number(figures[n]) if n in figures else "" for n in counts)] for name, figures in rows.items()]
    return table([title, *(f"{n:,}:" for n in counts)], cells)


def cost(times, others):
    return by_rules("ns a case, at so many rules", times) + (f"\n{by_rules('', others)}" if others else "")


# ---- plots ----

COMMON = """set terminal svg size {width},{height} font "sans-serif,13" background "white"
set output "{output}"
"""

BARS = COMMON + """set logscale x
set xrange [0.2:{most}]
set yrange [-0.6:{last}]
set xlabel "times the ceiling (wall time, log scale)"
set format x "%g"
set grid x lc rgb "#dddddd"
set style fill solid noborder
set key off
set ytics scale 0
plot "-" using (0.2):0:(0.2):2:($0-0.35):($0+0.35):3:ytic(1) with boxxyerror lc rgb variable, \\
     "-" using 1:0:2 with labels left offset 0.6,0 font ",12"
"""

LINES = COMMON + """set logscale xy
set xlabel "rules"
set ylabel "ns a case"
set format x "10^{{%T}}"
set format y "10^{{%T}}"
set grid lc rgb "#dddddd"
set key outside below
plot {plots}
"""

LINE_COLORS = ("#2e8b57", "#1f6fb2", "#0a2f66", "#d95f02", "#e6ab02", "#7a5195", "#c51b7d", "#555555", "#bbbbbb")
COLORS = {"bylaw": 0x1F6FB2, "ceiling": 0x2E8B57, "peer": 0x9A9A9A}


def draw(script):
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def plot_whole(contenders, found, output):
    shown = sorted((c for c in contenders if c.key in found), key=lambda c: -found[c.key]["wall_ratio"])
    bars, labels = "", ""
    for c in shown:
        ratio = found[c.key]["wall_ratio"]
        bars += f'"{c.title}, {c.threads} thread{"s"[:c.threads - 1]}" {ratio} {COLORS[c.group]}\n'
        labels += f'{ratio} "{number(ratio)}"\n'
    script = BARS.format(width=820, height=60 + 28 * len(shown), output=output, last=len(shown) - 0.4,
                         most=found[shown[0].key]["wall_ratio"] * 2)
    draw(f"{script}{bars}e\n{labels}e\n")


def plot_rules(series, output):
    plots = ", ".join(f'"-" using 1:2 with linespoints pt 7 ps 0.5 lw {3 if name.startswith("Bylaw") else 1.5} lc rgb "{color}" title "{name}"'
                      for name, color in zip(series, cycle(LINE_COLORS)))
    data = "".join("".join(f"{n} {ns}\n" for n, ns in sorted(times.items())) + "e\n" for times in series.values())
    draw(LINES.format(width=820, height=480, output=output, plots=plots) + data)
