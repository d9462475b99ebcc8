#!/usr/bin/env python3
"""Runs a command on a terminal of its own (its standard error; with --all standard output too, with --typed TEXT standard
input, where TEXT and an end of input are typed) and prints what the terminal got, escapes and carriage returns written
out: pty.py [--all] [--typed TEXT] COMMAND ARGUMENT…"""
import os
import subprocess
import sys
import termios
import threading

arguments = sys.argv[1:]
everything = arguments[0] == "--all" and bool(arguments.pop(0))
typed = arguments[1] if arguments[0] == "--typed" else None
command = arguments[0 if typed is None else 2:]
leader, follower = os.openpty()
shown = []


def listen():
    while True:
        try:
            bytes_ = os.read(leader, 65536)
        except OSError:  # the other end is closed
            return
        shown.append(bytes_)


if typed is not None:
    modes = termios.tcgetattr(follower)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(follower, termios.TCSANOW, modes)
    os.write(leader, typed.encode() + b"\n\4")
done = subprocess.Popen(command, stdin=sys.stdin if typed is None else follower,
                        stdout=follower if everything else subprocess.DEVNULL, stderr=follower)
os.close(follower)
listener = threading.Thread(target=listen)
listener.start()
status = done.wait()
listener.join()
text = b"".join(shown).decode().replace("\r\n", "\n")
print(text.replace("\33", "\\e").replace("\r", "\\r"), end="" if text.endswith("\n") else "\n")
sys.exit(status)
