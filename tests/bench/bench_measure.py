"""Running contenders: whether they decide the same, and what they take."""
import subprocess
from dataclasses import dataclass
from statistics import median


class Failure(Exception):
    pass


@dataclass
class Took:
    wall: float    # seconds
    cpu: float     # seconds, of all threads
    memory: float  # MiB at the peak


def measured(places, title, command, output):
    """Runs COMMAND once, what it writes going to OUTPUT."""
    call = [places.program("measure"), str(output), *command]
    done = subprocess.run(call, capture_output=True, text=True, env=places.environment(), check=False)
    numbers = done.stdout.split()
    if done.returncode != 0 or len(numbers) != 4 or numbers[3] != "0":
        status = numbers[3] if len(numbers) == 4 else "it does not start"
        raise Failure(f"{title} fails: {status}\n{done.stderr[-2000:]}")
    return Took(int(numbers[0]) / 1e9, int(numbers[1]) / 1e9, int(numbers[2]) / 1024)


def run(places, contender, cases, output="/dev/null"):
    """Runs CONTENDER once over the file CASES."""
    return measured(places, contender.title, contender.call(cases), output)


def printed(places, title, command):
    """What COMMAND writes."""
    output = places.scratch / "printed"
    measured(places, title, command, output)
    return output.read_text(encoding="utf-8")


# ---- the same decisions ----

def difference(expected, got, most):
    """What is different in the first MOST lines of the file EXPECTED and in the file GOT, in words; None where nothing is."""
    with open(expected, "rb") as mine, open(got, "rb") as others:
        for number in range(1, most + 1):
            line, other = mine.readline(), others.readline()
            if line != other:
                return f"line {number}: expected {shown(line)}, got {shown(other)}"
            if not line:
                return f"there are {number - 1} lines only"
        if others.readline():
            return f"more than {most} lines"
    return None


def shown(line):
    return line.decode("utf-8", "replace").rstrip("\n")[:400] or "no more"


def compare(places, contenders, cases, count):
    """Has each contender decide its part of the cases, and holds what it writes against the first one's. A dictionary of what differs."""
    expected = places.scratch / "expected"
    run(places, contenders[0], cases(count), expected)
    wrong = {}
    for contender in contenders[1:]:
        got = places.scratch / "got"
        try:
            run(places, contender, cases(contender.cases(count)), got)
            found = difference(expected, got, contender.cases(count))
        except Failure as failure:
            found = str(failure)
        if found:
            wrong[contender.key] = found
    return wrong


# ---- files of cases ----

class CaseFiles:
    """Files of the first N cases of the generated ones, each made when it is first asked for."""

    def __init__(self, places):
        self.places, self.made = places, {}

    def __call__(self, count):
        if count not in self.made:
            path = self.places.scratch / f"cases-{count}.ndjson"
            with open(path, "wb") as file:
                subprocess.run([self.places.program("make_cases"), str(count)], stdout=file, check=True)
            self.made[count] = path
        return self.made[count]


# ---- what they take ----

def whole(took, start, cases, count):
    """Seconds for COUNT cases, of the seconds for CASES: the start once, the rest by case."""
    if cases == count:
        return took
    return start + (took - start) / (cases - 1) * (count - 1)


def start_ups(places, contenders, cases, rounds):
    """The wall time of one case from a cold start, in seconds: the median of the rounds."""
    times = {c.key: [] for c in contenders}
    for _ in range(rounds):
        for contender in contenders:
            times[contender.key].append(run(places, contender, cases(1)))
    return {key: Took(median(t.wall for t in took), median(t.cpu for t in took), max(t.memory for t in took)) for key, took in times.items()}


def rounds_of(places, contenders, cases, count, starts, rounds, tell):
    """In each round, each contender's run is paired with one of the first's, right before it. A list of (wall, cpu, memory, wall of the pair,
    cpu of the pair) a contender, in seconds for COUNT cases."""
    base = contenders[0]
    measured = {c.key: [] for c in contenders}
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}")
        for contender in contenders:
            n = contender.cases(count)
            pair = run(places, base, cases(count))
            took = run(places, contender, cases(n)) if contender is not base else pair
            start = starts[contender.key]
            measured[contender.key].append((whole(took.wall, start.wall, n, count), whole(took.cpu, start.cpu, n, count), took.memory,
                                            pair.wall, pair.cpu))
    return measured


def summary(measured, count):
    """Medians a contender: nanoseconds a case and ratios to the ceiling, of wall and of processor time; memory at the peak."""
    found = {}
    for key, runs in measured.items():
        found[key] = {
            "wall_ns": median(r[0] for r in runs) / count * 1e9,
            "cpu_ns": median(r[1] for r in runs) / count * 1e9,
            "wall_ratio": median(r[0] / r[3] for r in runs),
            "cpu_ratio": median(r[1] / r[4] for r in runs),
            "least_wall_ratio": min(r[0] / r[3] for r in runs),
            "most_wall_ratio": max(r[0] / r[3] for r in runs),
            "memory": max(r[2] for r in runs),
        }
    return found

