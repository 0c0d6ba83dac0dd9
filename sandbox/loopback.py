"""Keeps this process on loopback: moto calls out for some features (an HTTP subscription of a topic, for one)."""
import ipaddress
import sys

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")


def is_loopback(address: object) -> bool:
    """True for the address of an IPv4 or IPv6 socket on this machine; a Unix socket may lead to anything, so False."""
    if not isinstance(address, tuple) or not address:
        return False
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return address[0] in LOCAL_NAMES


def refuse_everything_else() -> None:
    """From here on a connection to anywhere else, and a name that is not local, raises PermissionError. Cannot be undone."""

    def hook(event: str, arguments: tuple) -> None:
        if event in ("socket.connect", "socket.sendto") and not is_loopback(arguments[1]):
            raise PermissionError(f"the sandbox does not leave loopback: {arguments[1]!r}")
        if event == "socket.getaddrinfo" and arguments[0] not in LOCAL_NAMES:
            raise PermissionError(f"the sandbox does not leave loopback: {arguments[0]!r}")

    sys.addaudithook(hook)
