#!/usr/bin/env python3
"""Types on a command's terminal as people do: each text only when what it answers is there. Prints what the terminal got behind the
last of them, escapes and carriage returns written out. typist.py WAIT TEXT [WAIT TEXT]… -- COMMAND ARGUMENT…
In TEXT \\x7f and the like are characters; the line is ended for it."""
import os
import select
import sys
import time

sys.path.pop(0)  # beside this file is another pty.py
import pty  # noqa: E402

LONG = 60  # seconds; a loaded machine is slow

split = sys.argv.index("--")
steps = list(zip(sys.argv[1:split:2], sys.argv[2:split:2]))
os.environ["TERM"] = "xterm"
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[split + 1], sys.argv[split + 1:])


def read(seconds):
    if not select.select([terminal], [], [], seconds)[0]:
        return b""
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


for wait, text in steps:
    seen, end = b"", time.monotonic() + LONG
    while wait.encode() not in seen and time.monotonic() < end:
        seen += read(1)
    time.sleep(0.2)  # until the line is edited, and not only shown
    os.write(terminal, text.encode().decode("unicode_escape").encode() + b"\r")
rest = b""
while (more := read(LONG)):
    rest += more
print(rest.decode().replace("\r\n", "\n").replace("\33", "\\e").replace("\r", "\\r"), end="")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
