"""What Terraform starts. It hands its environment and its streams to the sandbox's warm process (warm.py), where a provider that has
everything loaded is forked, and stays as long as that one does. Without a warm process it becomes the provider itself.

Terraform starts a provider several times per command, so every import here costs: only modules that are built in.
"""

import _signal
import _socket
import array
import os
import sys


def _connect():
    cache = os.environ.get('CUTOVER_SANDBOX_CACHE')
    if not cache or 'TF_PLUGIN_MAGIC_COOKIE' not in os.environ:
        return None
    try:
        with open(os.path.join(cache, 'provider-socket'), encoding='utf-8') as file:
            path = file.read()
        connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        connection.connect(path)
        return connection
    except OSError:
        return None


def _in_the_warm_process(connection) -> int:
    environment = b'\0'.join(name + b'=' + value for name, value in os.environb.items())
    head = len(environment).to_bytes(8, 'big')
    connection.sendmsg([head], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, array.array('i', [1, 2]))])
    connection.sendall(environment)
    # Ctrl-C reaches the whole process group; what to do about it is Terraform's decision.
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
    parent = os.getppid()
    connection.settimeout(1)
    while os.getppid() == parent:  # else Terraform was killed: an orphan must not stay behind, and its end is the provider's
        try:
            code = connection.recv(1)
            return code[0] if code else 1
        except TimeoutError:
            pass
    return 1


def main() -> int:
    connection = _connect()
    if connection is not None:
        return _in_the_warm_process(connection)
    main_file = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'main.py')
    # `-E -s`: no PYTHONPATH and no user's packages between the provider and its environment.
    os.execv(sys.executable, [sys.executable, '-E', '-s', main_file, *sys.argv[1:]])


if __name__ == '__main__':
    os._exit(main())
