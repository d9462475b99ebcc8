#!/usr/bin/env python3
"""Runs a command on a terminal of its own (its standard error; with --all standard output too) and prints what the
terminal got, escapes and carriage returns written out: pty.py [--all] COMMAND ARGUMENT…"""
import os
import subprocess
import sys
import threading

everything = sys.argv[1] == "--all"
command = sys.argv[2 if everything else 1:]
leader, follower = os.openpty()
shown = []


def listen():
    while True:
        try:
            bytes_ = os.read(leader, 65536)
        except OSError:  # the other end is closed
            return
        shown.append(bytes_)


done = subprocess.Popen(command, stdin=sys.stdin, stdout=follower if everything else subprocess.DEVNULL, stderr=follower)
os.close(follower)
listener = threading.Thread(target=listen)
listener.start()
status = done.wait()
listener.join()
text = b"".join(shown).decode().replace("\r\n", "\n")
print(text.replace("\33", "\\e").replace("\r", "\\r"), end="" if text.endswith("\n") else "\n")
sys.exit(status)
