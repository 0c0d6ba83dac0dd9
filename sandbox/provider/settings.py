"""What the provider takes from its environment, and the rule that keeps it on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import MutableMapping, Optional


def loopback_problem(endpoint: Optional[str]) -> Optional[str]:
    """Why `endpoint` must not be used, in one sentence, or None when it is an http(s) address of this machine's loopback."""
    if not endpoint:
        return 'AWS_ENDPOINT_URL is not set'
    import ipaddress  # Most starts of the provider never come here.
    from urllib.parse import urlsplit

    try:
        url = urlsplit(endpoint)
        host, _ = url.hostname, url.port
    except ValueError as error:
        return f'AWS_ENDPOINT_URL is no address: {error}'
    if url.scheme not in ('http', 'https') or not host:
        return f'AWS_ENDPOINT_URL is {endpoint!r}, not an http address'
    if url.username is not None or url.password is not None:
        return 'AWS_ENDPOINT_URL holds a user name or a password'
    if host == 'localhost':
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f'AWS_ENDPOINT_URL names the host {host!r}'
    # ipaddress also calls ::ffff:127.0.0.1 loopback in newer versions only; it is not in the list, so it is refused.
    if address.version == 4 and address.is_loopback or host == '::1':
        return None
    return f'AWS_ENDPOINT_URL names the address {host}'


@dataclass(frozen=True)
class Settings:
    """The environment variables the provider honours; all others of AWS and of proxies are taken away."""

    endpoint: Optional[str]
    access_key: Optional[str]
    secret_key: Optional[str]
    session_token: Optional[str]
    region: Optional[str]
    cache: Optional[str]

    @classmethod
    def take(cls, environ: MutableMapping[str, str]) -> 'Settings':
        """Read the settings, then remove from `environ` whatever could lead a client to other accounts, hosts or files."""
        taken = cls(
            endpoint=environ.get('AWS_ENDPOINT_URL'),
            access_key=environ.get('AWS_ACCESS_KEY_ID'),
            secret_key=environ.get('AWS_SECRET_ACCESS_KEY'),
            session_token=environ.get('AWS_SESSION_TOKEN') or None,
            region=environ.get('AWS_REGION') or environ.get('AWS_DEFAULT_REGION'),
            cache=environ.get('CUTOVER_SANDBOX_CACHE') or None,
        )
        for name in list(environ):
            if name.upper().startswith(('AWS_', 'BOTO_')) or name.lower().endswith('_proxy'):
                del environ[name]
        environ['AWS_CONFIG_FILE'] = environ['AWS_SHARED_CREDENTIALS_FILE'] = os.devnull
        environ['AWS_EC2_METADATA_DISABLED'] = 'true'
        return taken
