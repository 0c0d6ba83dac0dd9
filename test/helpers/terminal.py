"""Run by tests: a program in a pseudo-terminal, joined to this process's own pipes.

Arguments: columns, rows, the program, its arguments. What comes on standard input is typed; what the program shows goes to
standard output. When standard input ends, the terminal goes away, as when somebody closes its window; a program that lives on
after that is killed. SIGTERM is passed on.
Ends with the program's exit code, or 128 and the number of the signal that ended it. Standard error says `cooked` or `raw`:
how the program left its terminal.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

PATIENCE = 20  # seconds

def main():
    columns, rows, *command = sys.argv[1:]
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
        os.execvp(command[0], command)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
    watched = [terminal, 0]
    while terminal in watched:
        for ready in select.select(watched, [], [])[0]:
            data = read(ready)
            if ready == 0 and data:
                os.write(terminal, data)
            elif data:
                os.write(1, data)
            elif ready == 0:
                os.close(terminal)
                signal.signal(signal.SIGALRM, lambda *_: os.kill(pid, signal.SIGKILL))
                signal.alarm(PATIENCE)
                watched = []
            else:
                watched = []
                print("cooked" if termios.tcgetattr(terminal)[3] & termios.ICANON else "raw", file=sys.stderr)
    status = os.waitpid(pid, 0)[1]
    sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))


def read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says EIO where nobody holds the other end any more.
        return b""


main()
