"""What a resource type is: a schema, and five calls to AWS. Everything else is done once, in framework/lifecycle.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Optional

from tf.schema import Schema

from framework.schema import Block

if TYPE_CHECKING:
    from aws import Aws


class Described:
    """What the `tf` package asks of every type."""

    type_name: str
    schema: Block

    @classmethod
    def get_name(cls) -> str:
        return cls.type_name

    @classmethod
    def get_schema(cls) -> Schema:
        return Schema(attributes=cls.schema.attributes, block_types=cls.schema.block_types, version=0)


class Resource(Described):
    """One resource type. An instance serves one request.

    `read` is given the identifier and nothing else: what it returns can only come from AWS.
    """

    service: str
    """The boto3 service behind `client`."""
    gone: tuple[str, ...] = ()
    """AWS error codes that say: there is no such object."""

    def __init__(self, aws: 'Aws'):
        self.aws = aws

    @property
    def client(self) -> Any:
        return self.aws.client(self.service)

    def check(self, config: dict) -> None:
        """Raise Refused, while planning, for what the schema cannot say is not to be had. Values may be unknown."""

    def create(self, plan: dict) -> str:
        """Make the object and return its identifier. Unknown values are None in `plan`."""
        raise NotImplementedError

    def complete(self, id: str, plan: dict) -> None:
        """The calls that follow creation. When one fails, the object is already in the state, marked for replacement."""

    def read(self, id: str) -> Optional[dict]:
        """All attributes and blocks as AWS has them, or None when the object is gone. `tags` is left out: `tags_all` says it."""
        raise NotImplementedError

    def update(self, id: str, before: dict, plan: dict, changed: set[str]) -> Optional[str]:
        """Change what `changed` names, at the top level of the schema; tags are done elsewhere. Returns a new identifier, if AWS gave one."""
        return None

    def delete(self, id: str, before: dict) -> None:
        raise NotImplementedError

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        """Set these tags and leave the others. Types without tags do not have this."""
        raise NotImplementedError

    def untag(self, state: dict, keys: list[str]) -> None:
        raise NotImplementedError

    def identify(self, text: str) -> str:
        """The identifier of what a person names in `terraform import`."""
        return text


class DataSource(Described):
    """One data source type."""

    def __init__(self, aws: 'Aws'):
        self.aws = aws

    def read(self) -> dict:
        raise NotImplementedError
