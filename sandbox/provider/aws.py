"""boto3 clients that can reach one address only, and know nothing but what they are given."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session as BotocoreSession

from framework.errors import Refused


# Service models could also come from ~/.aws/models; only boto3's own are read. It keeps what it has read.
_LOADER = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
SERVICES = ('cloudwatch', 'dynamodb', 'ec2', 'iam', 'kms', 'logs', 's3', 'sns', 'sqs', 'sts')


def preload() -> None:
    """Read the models that resources use. Opens no connection."""
    aws = Aws('http://127.0.0.1:9', 'none', 'none', None, 'eu-central-1', {})
    for service in SERVICES:
        aws.client(service)


class Aws:
    """One configured account and region behind one endpoint."""

    def __init__(self, endpoint: str, access_key: str, secret_key: str, session_token: str | None, region: str, default_tags: dict):
        self.region = region
        self.default_tags = default_tags
        self._endpoint = endpoint
        self._origin = urlsplit(endpoint)[:2]
        self._lock = threading.RLock()
        self._clients: dict[str, Any] = {}
        self._account: str | None = None
        core = BotocoreSession()
        core.register_component('data_loader', _LOADER)
        self._session = boto3.Session(access_key, secret_key, session_token, region, botocore_session=core)
        self._config = Config(
            proxies={}, retries={'max_attempts': 2}, connect_timeout=5, read_timeout=60, max_pool_connections=10,
            s3={'addressing_style': 'path'}, ignore_configured_endpoint_urls=True,
        )

    def client(self, service: str) -> Any:
        """The boto3 client of a service. Clients may be shared between threads, making one may not."""
        found = self._clients.get(service)
        if found is None:
            with self._lock:
                found = self._clients.get(service)
                if found is None:
                    found = self._session.client(service, endpoint_url=self._endpoint, config=self._config)
                    found.meta.events.register_first('before-send', self._only_here)
                    self._clients[service] = found
        return found

    def _only_here(self, request: Any, **_: Any) -> None:
        """The last look before bytes leave: whatever chose the address (a redirect, a queue's URL), it is the endpoint or nothing."""
        if urlsplit(request.url)[:2] != self._origin:
            raise Refused(f'A request to {urlsplit(request.url).netloc} was stopped: only {self._endpoint} is allowed')

    @property
    def account(self) -> str:
        """The account of the credentials, as STS says."""
        with self._lock:
            if self._account is None:
                self._account = self.client('sts').get_caller_identity()['Account']
            return self._account

    def arn(self, service: str, resource: str, region: bool = True) -> str:
        """An ARN in this account, for the few objects whose API does not return it."""
        return f'arn:{self.partition}:{service}:{self.region if region else ""}:{self.account}:{resource}'

    @property
    def partition(self) -> str:
        return self._session.get_partition_for_region(self.region)

    @property
    def region_description(self) -> str:
        return self._partition()['regions'][self.region]['description']

    @property
    def dns_suffix(self) -> str:
        return self._partition()['dnsSuffix']

    def _partition(self) -> dict:
        """The partition's entry in boto3's copy of AWS's endpoints file."""
        listed = self._session._session.get_data('endpoints')['partitions']
        return next(entry for entry in listed if entry['partition'] == self.partition)
