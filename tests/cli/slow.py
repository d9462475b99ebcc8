#!/usr/bin/env python3
"""Gives cases to a command one at a time, each only after the decision on the one before has come: whoever keeps
decisions back while the input is still open hangs here. slow.py COMMAND ARGUMENT…"""
import select
import subprocess
import sys

program = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for number in (1, 2, 3):
    program.stdin.write(b'{"case_id":"C-%d","state":"WV"}\n' % number)
    program.stdin.flush()
    if not select.select([program.stdout], [], [], 20)[0]:
        print(f"no decision on case {number}")
        program.kill()
        sys.exit(1)
    print(program.stdout.readline().decode(), end="")
program.stdin.close()
sys.exit(program.wait())
