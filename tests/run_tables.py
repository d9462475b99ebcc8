#!/usr/bin/env python3
"""Decision tables with the faults that published ones have (tests/checks/tables/*.rules). A comment `# finds BY0312 WORDS` stands on the line
of each finding that bylaw check must tell, with words of its message; nothing else may be found. The case of each finding is decided by
bylaw eval. Rows, lines and rules that check offers for a gap are pasted, with a result filled in, and the gap is gone.
run_tables.py [FILE...]"""
import json
import re
import sys
import tempfile

from common import SRC, Tally, bylaw

COMMENT = re.compile(r"# finds (BY\d{4})((?: (?!# finds).*?)?)(?= # finds|$)")


def findings_of(path):
    got = bylaw("check", "--format", "json", str(path))
    return json.loads(got.out)


def expected_of(text):
    for number, line in enumerate(text.split("\n"), 1):
        for code, words in COMMENT.findall(line):
            yield number, code, words.strip()


def check_findings(tally, name, text, document):
    tally.same(document.get("not_proved"), None, f"{name}: nothing is left open")
    left = list(document["findings"])
    for line, code, words in expected_of(text):
        found = [f for f in left if f["code"] == code and f["at"]["line"] == line]
        tally.check(found and words in found[0]["message"], f"{name}:{line}: {code} {words}", *[f["message"] for f in found])
        left = [f for f in left if f not in found[:1]]
    tally.check(not left, f"{name}: nothing else is found", *[f"{f['code']} {f['message']}" for f in left])


# ---- cases ----

def check_cases(tally, name, path, document):
    for finding in document["findings"]:
        errors = [f for f in document["findings"] if f["kind"] == "error"]
        if "case" not in finding or errors:
            continue
        if finding["code"] in ("BY0301", "BY0302", "BY0303"):
            check_conflict(tally, name, path, finding)
            continue
        got = bylaw("eval", str(path), stdin=json.dumps(finding["case"]) + "\n")
        if "BY0206" in got.err:
            continue  # rows that are bound to meet: it does not run at all
        decision = json.loads(got.out)
        tally.check(decision["status"] in ("decided", "incomplete"), f"{name}: the case of {finding['code']} is decided", got.out)
        if finding["code"] == "BY0312":
            tally.check(len(decision.get("values", {})) < n_outputs(path), f"{name}: the case of a gap lacks a value", got.out)


def n_outputs(path):
    return sum(line.startswith("output ") for line in path.read_text(encoding="utf-8").split("\n"))


# A table whose rows are bound to meet does not run at all, which is as good.
def check_conflict(tally, name, path, finding):
    got = bylaw("eval", str(path), stdin=json.dumps(finding["case"]) + "\n")
    meets = got.out and json.loads(got.out)["status"] in ("conflict", "error")
    tally.check(meets or "BY0206" in got.err, f"{name}: the case of {finding['code']}", got.out, got.err)


# ---- what is offered is pasted ----

def last_row(lines, row):
    while row + 1 < len(lines) and lines[row + 1].lstrip().startswith("|"):
        row += 1
    return row


def results_of(row):
    return [cell.strip() for cell in row.split("#")[0].replace("=>", "|").strip().strip("|").split("|")]


def paste_rows(lines, at, rows):
    """AT: the table's first line or the line of its heads."""
    head = at if lines[at].lstrip().startswith("|") else at + 1
    last = last_row(lines, head)
    results = results_of(lines[last])
    for row in rows:
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        filled = [result if cell == "?" else cell for cell, result in zip(cells, results)]
        last += 1
        lines.insert(last, "  | " + " | ".join(filled) + " |")


def paste_lines(lines, at, offered):
    last = at
    while lines[last + 1].startswith("  "):
        last += 1
    value = re.split(r" if | otherwise", lines[last])[0].strip()
    action = lines[last].split("#")[0].split(" then ")[-1].strip()
    for line in offered:
        last += 1
        lines.insert(last, line.replace("VALUE", value).replace("ACTION", action))


def check_paste(tally, name, text, finding, document):
    lines, offered = text.split("\n"), finding["fix"].split("\n")[1:]
    tally.check(offered, f"{name}: something is offered for the gap")
    if not offered:
        return
    if offered[0].lstrip().startswith("|"):
        paste_rows(lines, finding["at"]["line"] - 1, offered)
    else:
        paste_lines(lines, finding["at"]["line"] - 1, offered)
    with tempfile.NamedTemporaryFile("w", suffix=".rules", encoding="utf-8") as file:
        file.write("\n".join(lines))
        file.flush()
        left = findings_of(file.name)["findings"]
    gone = [f for f in left if f["kind"] == "gap" and f["at"] == finding["at"] | {"file": f["at"]["file"]}]
    before = [f["code"] for f in document["findings"]]
    worse = [f for f in left if f["code"] in ("BY0302", "BY0321") or f["kind"] == "error"]
    tally.check(not gone and len(worse) <= sum(code in ("BY0302", "BY0321") or code < "BY0300" for code in before), f"{name}: pasting {offered}",
                *[f["message"] for f in gone + worse])


def try_file(tally, path):
    text, document = path.read_text(encoding="utf-8"), findings_of(path)
    check_findings(tally, path.name, text, document)
    check_cases(tally, path.name, path, document)
    for finding in document["findings"]:
        if finding["kind"] == "gap":
            check_paste(tally, path.name, text, finding, document)


def main():
    total = Tally()
    folder = SRC / "tests" / "checks" / "tables"
    for path in sorted(folder.glob("*.rules")):
        if len(sys.argv) == 1 or path.name in sys.argv[1:]:
            try_file(total, path)
    total.end()


if __name__ == "__main__":
    main()
