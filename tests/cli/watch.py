#!/usr/bin/env python3
"""Runs a command that runs again whenever files change (bylaw test --watch), and changes them: each line of standard input is done
after a run has come to its end (a line that begins with "-- run"), and the next run is waited for. Prints what the command
prints, each step behind a line with a +, and its exit status. watch.py [--terminal] COMMAND ARGUMENT…

    a command of sh    changes files
    quiet COMMAND      the same, and nothing may come of it
    enter              a line on the command's standard input
    interrupt          Ctrl-C (SIGINT where there is no terminal)
    close              the end of standard input

--terminal: on a terminal of its own, where escapes are written out."""
import os
import re
import select
import signal
import subprocess
import sys
import time

sys.path.pop(0)  # beside this file is another pty.py
import pty  # noqa: E402

LONG = 60  # seconds; a loaded machine is slow

arguments = sys.argv[1:]
terminal = arguments[0] == "--terminal" and bool(arguments.pop(0))


class Program:
    def __init__(self):
        self.seen = b""
        if terminal:
            self.pid, self.output = pty.fork()
            if self.pid == 0:
                os.execvp(arguments[0], arguments)
            self.input = self.output
            return
        down, self.input = os.pipe()
        self.output, up = os.pipe()
        os.set_inheritable(down, True)
        self.pid = os.posix_spawnp(arguments[0], arguments, os.environ,
                                   file_actions=[(os.POSIX_SPAWN_DUP2, down, 0), (os.POSIX_SPAWN_DUP2, up, 1), (os.POSIX_SPAWN_DUP2, up, 2)])
        os.close(down)
        os.close(up)

    def read(self, seconds):
        """More of the output; None at its end, b"" if nothing came."""
        if not select.select([self.output], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.output, 65536) or None
        except OSError:  # a terminal whose other end is closed
            return None

    def until_run(self):
        end = time.monotonic() + LONG
        while not re.search(rb"(^|\n)-- run [^\n]*\n", self.seen):
            more = self.read(end - time.monotonic()) if time.monotonic() < end else b""
            if not more:
                print("no run came" if more == b"" else "it has ended")
                break
            self.seen += more
        text, self.seen = self.seen, b""
        return text

    def to_end(self):
        while (more := self.read(LONG)):
            self.seen += more
        return self.seen


def show(text):
    text = text.decode().replace("\r\n", "\n").replace("\33", "\\e").replace("\r", "\\r")
    print(re.sub(r"\(\d+\.\d\d s\)", "(… s)", text), end="")


program = Program()
show(program.until_run())
for step in sys.stdin.read().splitlines():
    print(f"+ {step}", flush=True)
    if step == "enter":
        os.write(program.input, b"\n")
    elif step == "close":
        os.write(program.input, b"\4") if terminal else os.close(program.input)
        break
    elif step == "interrupt":
        os.write(program.input, b"\3") if terminal else os.kill(program.pid, signal.SIGINT)
        break
    else:
        subprocess.run(["sh", "-c", step.removeprefix("quiet ")], check=True)
    if step.startswith("quiet "):
        show(program.read(0.7) or b"")
    else:
        show(program.until_run())
show(program.to_end())
print("status", os.waitstatus_to_exitcode(os.waitpid(program.pid, 0)[1]))
