#!/usr/bin/env python3
"""Writes what the fuzz targets begin with: the language's tests, the examples and the packs, cut up for each target.
seeds.py FOLDER makes FOLDER/rules, FOLDER/json, FOLDER/csv, FOLDER/case, FOLDER/image and FOLDER/lines."""
import hashlib
import re
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent.parent
OUT = Path(sys.argv[1])
EDIT = 6  # bytes of one change of an image: fuzz_image.c
LARGEST = 8192


def put(target, data):
    if 0 < len(data) <= LARGEST:
        (OUT / target / hashlib.sha1(data).hexdigest()[:16]).write_bytes(data)


def cases_of(text, word):
    return re.findall(rb"^\s*# ?" + word + rb": (.*)$", text, re.M)


def main():
    for target in ("rules", "json", "csv", "case", "image", "lines"):
        (OUT / target).mkdir(parents=True, exist_ok=True)
    for path in sorted((SRC / "tests/lang").rglob("*.rules")):
        text = path.read_bytes()
        cases, rows = cases_of(text, b"case"), cases_of(text, b"csv")
        code = re.sub(rb"^\s*#.*\n", b"", text, flags=re.M)
        put("rules", code)
        if cases:
            put("case", code + b"---\n" + b"\n".join(cases))
        for case in cases:
            put("json", case)
        put("lines", b"\n".join(cases))
        put("csv", b"\n".join(rows))
    for path in sorted([*(SRC / "examples").glob("*.rules"), *(SRC / "rules").glob("*.rules"), *(SRC / "stdlib").glob("*.rules")]):
        text = path.read_bytes()
        put("rules", text)
        cases = path.with_name(path.name.replace(".rules", ".cases.ndjson"))
        if cases.exists():
            put("case", text + b"\n---\n" + cases.read_bytes())
    for path in (SRC / "examples").glob("*.csv"):
        put("csv", path.read_bytes())
    for at in range(0, 16384, 97):
        put("image", bytes([at & 255, at >> 8, 0, at % 8, at % 251, 0])[:EDIT])
        put("image", bytes([at % 89, at & 255, at >> 8, at % 251 | 8, at % 241, at % 239, at % 3]))


main()
