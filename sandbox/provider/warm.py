"""A process with everything loaded that a provider needs, which forks one for each Terraform that asks (start.py).

The sandbox's server starts it and holds its standard input: its end, however it comes, ends this too. It makes no thread and no
connection before a fork, so that what is forked is whole. Linux only: elsewhere system libraries do not survive a fork.
"""

import array
import gc
import os
import select
import shutil
import signal
import socket
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import main as provider_main  # noqa: E402
from aws import preload  # noqa: E402
from provider import RESOURCES, load  # noqa: E402

_MOST = 1_000_000  # bytes of environment; Linux takes less from one process


def _exactly(connection: socket.socket, size: int) -> bytes:
    parts = []
    while size > 0:
        part = connection.recv(size)
        if not part:
            raise ConnectionError('the starter is gone')
        parts.append(part)
        size -= len(part)
    return b''.join(parts)


def _take_over(connection: socket.socket) -> None:
    """The starter's standard output and error, and its environment, become this process's own."""
    head, ancillary, _, _ = connection.recvmsg(8, socket.CMSG_SPACE(2 * array.array('i').itemsize))
    streams = array.array('i')
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            streams.frombytes(data)
    size = int.from_bytes(head + _exactly(connection, 8 - len(head)), 'big')
    if len(streams) != 2 or size > _MOST:
        raise ConnectionError('this is no starter of a provider')
    environment = _exactly(connection, size)
    os.environb.clear()
    os.environb.update(entry.split(b'=', 1) for entry in environment.split(b'\0'))
    for number, stream in zip((1, 2), streams):
        os.dup2(stream, number)
        os.close(stream)


def _provide(connection: socket.socket) -> None:
    """In the forked process: one provider, until Terraform says Shutdown or its starter is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    code = 1
    try:
        _take_over(connection)
        code = provider_main.main(gone=lambda: bool(select.select([connection], [], [], 0)[0]))
        sys.stdout.flush()
        connection.sendall(bytes([code]))
    finally:
        os._exit(code)


def _listen(folder: str, cache: str) -> socket.socket:
    """A socket in a folder that only this user can enter; in the sandbox's own folder its path could be too long."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(folder, 'provider'))
    listener.listen(128)
    if not os.path.isdir(cache):
        os.mkdir(cache, 0o700)  # not its parents: where they are gone, so is the project
    unfinished = os.path.join(cache, f'provider-socket.{os.getpid()}')
    with open(unfinished, 'w', encoding='utf-8') as file:
        file.write(os.path.join(folder, 'provider'))
    os.replace(unfinished, os.path.join(cache, 'provider-socket'))
    return listener


def main() -> None:
    cache = sys.argv[1]
    for place in RESOURCES.values():
        load(place)
    preload()
    gc.collect()
    gc.disable()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits for what is forked.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder = tempfile.mkdtemp(prefix='cutover-')
    try:
        listener = _listen(folder, cache)
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _provide(connection)
            connection.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
