"""The sandbox's server: AWS's APIs on 127.0.0.1, with the accounts and state buckets that a project needs.

It is started by sandbox/start.ts and talks to it in lines: JSON on standard output (`ready`, `kept`, or an `error`), the
words `keep` and `release` on standard input. Until `release` it ends when standard input does, so a starter that was
interrupted, by whatever signal, leaves nothing running and nothing written. After that it lives as long as its state file
names it: a deleted project folder ends it too.
"""
import argparse
import errno
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from datetime import datetime, timezone

from loopback import refuse_everything_else

STATE_FILE = "sandbox.json"
WATCH_SECONDS = 2


class Refusal(Exception):
    """Why the server cannot start, by a name that sandbox/start.ts turns into advice."""


class Life:
    """What the server holds in the project folder, and how it lets go of it: exactly one end, from any thread."""

    def __init__(self, folder: str, instance: str):
        self.folder = folder
        self.instance = instance
        self.file = os.path.join(folder, STATE_FILE)
        self.kept = False
        self.warm: subprocess.Popen | None = None
        parent = os.path.dirname(folder)
        self.made = [path for path in (folder, parent) if not os.path.isdir(path)]
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.claim = os.open(folder, os.O_RDONLY)
        try:  # The kernel drops this lock with the process, so it can never be stale.
            fcntl.flock(self.claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal("in-use") from None

    def names_us(self) -> bool:
        try:
            with open(self.file, encoding="utf-8") as file:
                return json.load(file)["instance"] == self.instance
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def write(self, state: dict) -> None:
        unfinished = f"{self.file}.{self.instance}"
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(state, file, indent=2)
        os.replace(unfinished, self.file)

    def end(self, code: int = 0) -> None:
        try:
            if self.warm is not None:
                self.warm.terminate()
                self.warm.wait(2)
            if self.names_us():
                os.unlink(self.file)
            if not self.kept and self.made:
                shutil.rmtree(self.folder, ignore_errors=True)
                for path in self.made[1:]:
                    os.rmdir(path)
        except (OSError, subprocess.TimeoutExpired):
            pass
        finally:
            os._exit(code)


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)


def listen(port: int) -> socket.socket:
    """A listening socket on loopback. The port is tried first: some systems let two programs bind one port."""
    if port != 0:
        with socket.socket() as caller:
            caller.settimeout(1)
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                raise Refusal("port-busy")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as error:
        raise Refusal("port-forbidden" if error.errno == errno.EACCES else "port-busy") from None
    return listener


def warm_providers(folder: str) -> subprocess.Popen | None:
    """Starts the process that providers are forked from. Its standard input ends with this process, and it with that."""
    if sys.platform != "linux":
        return None
    warm = os.path.join(os.path.dirname(os.path.abspath(__file__)), "provider", "warm.py")
    # Providers that find none start by themselves, only slower: so nobody waits for it, or for what it says.
    return subprocess.Popen([sys.executable, "-E", "-s", warm, os.path.join(folder, "cache")], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def follow_starter(life: Life, state: dict, ready: threading.Event) -> None:
    """Obeys the process at the other end of standard input; ends when that does, unless it has let go before."""
    for line in sys.stdin:
        if line == "keep\n" and ready.is_set():
            try:
                life.write(state)
            except OSError as error:
                say({"error": "failed", "detail": f"{STATE_FILE} cannot be written: {error}"})
                break
            life.kept = True
            life.warm = warm_providers(life.folder)
            say({"kept": True})
            with open(os.devnull, "r+b") as nowhere:
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
        elif line == "release\n" and life.kept:
            return
    life.end()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", required=True, help="<project>/.cutover/sandbox")
    parser.add_argument("--instance", required=True, help="the id by which this process is known again")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--accounts", required=True, type=json.loads, help='{"test": {"accountId": …, "stateBucket": …}, …}')
    options = parser.parse_args()
    refuse_everything_else()
    try:
        life = Life(options.folder, options.instance)
    except Refusal as refusal:
        say({"error": str(refusal)})
        os._exit(3)
    except OSError as error:
        say({"error": "failed", "detail": f"{options.folder}: {error.strerror}"})
        os._exit(1)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: life.end())
    try:
        listener = listen(options.port)
    except Refusal as refusal:
        say({"error": str(refusal)})
        life.end(3)
    state: dict = {}
    ready = threading.Event()
    threading.Thread(target=follow_starter, args=(life, state, ready), daemon=True).start()
    try:
        from emulator import serve  # Half a second of imports: not before the port is ours.

        port = listener.getsockname()[1]
        environments = serve(listener, options.folder, options.instance, options.accounts, lambda: life.write(state))
        started = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        state.update(schema=1, instance=options.instance, pid=os.getpid(), port=port, startedAt=started, environments=environments)
    except BaseException as error:
        say({"error": "failed", "detail": f"{type(error).__name__}: {error}"})
        life.end(1)
    ready.set()
    say({"ready": state})
    while not threading.Event().wait(WATCH_SECONDS):
        if life.kept and not life.names_us():
            life.end()


if __name__ == "__main__":
    main()
