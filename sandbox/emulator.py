"""moto's server with a gate in front and its accounts made."""
import os
import socket
import threading
from collections.abc import Callable

os.environ["MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS"] = "false"  # Else one account reads the other's state.
os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "1"  # No web page has business here.

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

import provider.moto_additions  # noqa: F401  What AWS does and moto does not: it changes moto as it is imported.
from accounts import BOOTSTRAP_KEY, ensure_state_bucket, open_account
from gate import Gate
from server_log import log_to


def serve(listener: socket.socket, folder: str, instance: str, accounts: dict, changed: Callable[[], None]) -> dict:
    """Answers on `listener` from a thread of its own and makes the accounts.

    Returns environment → accountId, stateBucket, credentials. That object is brought up to date, and `changed` called, when
    a project asks for another state bucket later.
    """
    log_to(folder)
    environments: dict = {}

    def use_state_buckets(names: dict) -> dict:
        for name, bucket in names.items():
            ensure_state_bucket(endpoint, environments[name]["credentials"], bucket)
        for name, bucket in names.items():
            environments[name]["stateBucket"] = bucket
        changed()
        return environments

    gate = Gate(DomainDispatcherApplication(create_backend_app), instance, BOOTSTRAP_KEY, use_state_buckets)
    host, port = listener.getsockname()
    endpoint = f"http://{host}:{port}"
    server = make_server(host, port, gate, threaded=True, request_handler=MotoRequestHandler, fd=listener.fileno())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name, account in accounts.items():
        credentials = open_account(endpoint, account["accountId"])
        ensure_state_bucket(endpoint, credentials, account["stateBucket"])
        environments[name] = {**account, "credentials": credentials}
    return environments
