"""The certificate the plugin protocol wants on its local socket. Made once per cache folder: making one costs more than a start."""

from __future__ import annotations

import json
import os
import time
from typing import Optional, Tuple

DAYS = 7
_FILE = 'provider-certificate.json'


def certificate(cache: Optional[str]) -> Tuple[bytes, bytes]:
    """(private key, certificate), both PEM: from the folder `cache` while they last, else new ones, kept there if there is a folder."""
    kept = _kept(cache) if cache else None
    if kept:
        return kept
    key, pem = _make()
    if cache:
        _keep(cache, key, pem)
    return key, pem


def _kept(cache: str) -> Optional[Tuple[bytes, bytes]]:
    try:
        with open(os.path.join(cache, _FILE), encoding='utf-8') as file:
            found = json.load(file)
        # An hour to spare: a Terraform run that has started must be able to end.
        return (found['key'].encode(), found['certificate'].encode()) if found['expires'] > time.time() + 3600 else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(cache: str, key: bytes, pem: bytes) -> None:
    """Several providers start at once: each writes its own file (0600 from the start) and renames it into place."""
    try:
        os.makedirs(cache, mode=0o700, exist_ok=True)
        name = os.path.join(cache, f'{_FILE}.{os.urandom(8).hex()}')
        with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'w') as file:
            json.dump({'key': key.decode(), 'certificate': pem.decode(), 'expires': time.time() + DAYS * 86400}, file)
        os.replace(name, os.path.join(cache, _FILE))
    except OSError:
        pass  # Without a cache every start makes its own: slower, and right.


def _make() -> Tuple[bytes, bytes]:
    from datetime import datetime, timedelta, timezone

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'localhost')])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName('localhost')]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain), made.public_bytes(pem)
