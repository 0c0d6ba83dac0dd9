"""The process side of a plugin: socket, certificate, handshake line, and an end as soon as Terraform asks for it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Callable, Iterator, Optional

import quick_imports  # noqa: F401  before grpc
import grpc
from tf.gen import grpc_controller_pb2 as controller
from tf.gen import grpc_controller_pb2_grpc as controller_grpc
from tf.gen import grpc_stdio_pb2_grpc as stdio_grpc
from tf.gen import tfplugin_pb2_grpc as plugin_grpc

from certificate import certificate

CORE_PROTOCOL, PLUGIN_PROTOCOL = 1, 6
# Of a socket's path macOS takes 103 bytes, Linux 107.
LONGEST_FOLDER = 90


class _Controller(controller_grpc.GRPCControllerServicer):
    def __init__(self, ended: threading.Event):
        self._ended = ended

    def Shutdown(self, request, context):
        self._ended.set()
        return controller.Empty()


class _Stdio(stdio_grpc.GRPCStdioServicer):
    """Terraform opens this stream and waits for its end; nothing is sent on it."""

    def StreamStdio(self, request, context):
        return iter(())


@contextmanager
def _socket() -> Iterator[str]:
    """A path for a socket, in a folder that only this user can enter. (`tempfile` would cost every start 5 ms of imports.)"""
    name = f'cutover-{os.urandom(8).hex()}'
    folder = os.path.join(os.environ.get('TMPDIR') or '/tmp', name)
    if len(folder) > LONGEST_FOLDER:
        folder = os.path.join('/tmp', name)
    os.mkdir(folder, 0o700)
    path = os.path.join(folder, 'socket')
    try:
        yield path
    finally:
        if os.path.lexists(path):
            os.unlink(path)
        os.rmdir(folder)


def serve(servicer: plugin_grpc.ProviderServicer, cache: Optional[str], gone: Callable[[], bool]) -> None:
    """Answer Terraform until it says Shutdown, or is gone."""
    # Ctrl-C reaches the whole process group. What to do about it is Terraform's decision: it lets the calls under way end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = threading.Event()
    server = grpc.server(ThreadPoolExecutor(max_workers=10))
    plugin_grpc.add_ProviderServicer_to_server(servicer, server)
    controller_grpc.add_GRPCControllerServicer_to_server(_Controller(ended), server)
    stdio_grpc.add_GRPCStdioServicer_to_server(_Stdio(), server)

    with _socket() as socket:
        key, pem = certificate(cache)
        server.add_secure_port(f'unix://{socket}', grpc.ssl_server_credentials([(key, pem)]))
        server.start()
        # The certificate's DER bytes in base64 are what PEM has between its two lines.
        der = ''.join(pem.decode().split('-----')[2].split()).rstrip('=')
        sys.stdout.write(f'{CORE_PROTOCOL}|{PLUGIN_PROTOCOL}|unix|{socket}|grpc|{der}\n')
        sys.stdout.flush()
        while not ended.wait(1):
            # Terraform was killed: an orphan must not stay behind.
            if gone():
                break
        server.stop(grace=2).wait()
