"""The sandbox's `hashicorp/aws` provider: Terraform speaks plugin protocol 6 with it.

Terraform starts a provider several times per command and mostly asks for its schemas only, so what a start costs
decides what a run costs: imports are cut to what every start needs, boto3 comes in when a provider is configured.
"""

import gc
import os
import sys
from typing import Callable

# No cycle worth collecting arises in the second this process lives; the collector costs a quarter of the start.
gc.disable()
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))


def main(gone: Callable[[], bool]) -> int:
    """Serve until Terraform says Shutdown, or `gone` says that it is no longer there."""
    if 'TF_PLUGIN_MAGIC_COOKIE' not in os.environ:
        print('This is a Terraform provider: Terraform starts it, a person does not.', file=sys.stderr)
        return 1
    from settings import Settings

    settings = Settings.take(os.environ)
    from server import serve
    from servicer import Servicer

    serve(Servicer(settings), settings.cache, gone)
    return 0


if __name__ == '__main__':
    parent = os.getppid()
    code = main(gone=lambda: os.getppid() != parent)
    sys.stdout.flush()
    # Interpreter shutdown joins gRPC's threads and frees every module: some 30 ms that change nothing.
    os._exit(code)
