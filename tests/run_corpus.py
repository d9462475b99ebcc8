#!/usr/bin/env python3
"""Replays the fuzz targets' corpora, and what fuzzing begins with, without libFuzzer."""
import os
import subprocess
import sys

from common import BUILD, SANITIZERS, SHORT, TESTS, TIMEOUT, Tally, in_parallel, lines_of, scratch

TARGETS = ("rules", "json", "csv", "case", "image", "lines")


def main():
    tally = Tally()
    with scratch() as folder:
        subprocess.run([sys.executable, TESTS / "fuzz/seeds.py", folder], check=True)

        def replay(target):
            folders = [str(TESTS / f"fuzz/corpus/{target}")] + ([] if SHORT else [f"{folder}/{target}"])
            return subprocess.run([BUILD / f"tests/fuzz/replay_{target}", *folders], capture_output=True,
                                  timeout=TIMEOUT * (5 if SANITIZERS else 1), check=False, env={**os.environ})

        for target, done in zip(TARGETS, in_parallel(replay, TARGETS)):
            talk = lines_of(done.stderr.decode("utf-8", "backslashreplace"))
            counted = done.stdout.decode().split()
            if done.returncode == 0 and counted:
                tally.ok(int(counted[0]))
            else:
                tally.fail(f"{target}: status {done.returncode}", *talk[-40:])
    tally.end()


if __name__ == "__main__":
    main()
