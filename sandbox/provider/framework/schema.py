"""What a resource type's schema says, on top of the `tf` package's: LIST nesting, JSON text, objects, and what plan needs to know."""

from __future__ import annotations

import json
from typing import Any, Iterator, Optional, Sequence

from tf.gen import tfplugin_pb2 as pb
from tf.schema import Attribute as TfAttribute
from tf.schema import Block as TfBlock
from tf.schema import NestedBlock as TfNestedBlock
from tf.types import Bool, List, Map, Number, Set, String, TfType

NOTHING: Any = object()


class JsonText(String):
    """A string that holds JSON: two spellings of the same document are the same value."""


class Object(TfType):
    """A value with fixed, typed fields, all of them always there (null where unset)."""

    def __init__(self, fields: dict[str, TfType]):
        self.fields = fields

    def encode(self, value: Any) -> Any:
        return value

    def decode(self, value: Any) -> Any:
        return value

    def tf_type(self) -> bytes:
        return json.dumps(['object', {name: json.loads(kind.tf_type()) for name, kind in self.fields.items()}]).encode()


class Attribute(TfAttribute):
    """An argument, or a value that AWS decides.

    force_new: a change of it replaces the resource.
    default: what an argument is that the configuration leaves out.
    follows: arguments whose change makes this AWS-decided value unknown until apply.
    held: an order to the provider that no AWS API knows (`force_destroy`): only Terraform's state holds it.
    """

    def __init__(
        self, name: str, type: TfType, *, required: bool = False, computed: bool = False, read_only: bool = False,
        force_new: bool = False, default: Any = NOTHING, follows: Sequence[str] = (), held: bool = False,
    ):
        defaulted = default is not NOTHING
        super().__init__(
            name, type, required=required, optional=not required and not read_only,
            computed=computed or read_only or defaulted, requires_replace=force_new,
        )
        self.default = default
        self.follows = tuple(follows)
        self.held = held


def text(name: str, **rules: Any) -> Attribute:
    return Attribute(name, String(), **rules)


def json_text(name: str, **rules: Any) -> Attribute:
    return Attribute(name, JsonText(), **rules)


def number(name: str, **rules: Any) -> Attribute:
    return Attribute(name, Number(), **rules)


def flag(name: str, **rules: Any) -> Attribute:
    return Attribute(name, Bool(), **rules)


def text_set(name: str, **rules: Any) -> Attribute:
    return Attribute(name, Set(String()), **rules)


def text_list(name: str, **rules: Any) -> Attribute:
    return Attribute(name, List(String()), **rules)


def text_map(name: str, **rules: Any) -> Attribute:
    return Attribute(name, Map(String()), **rules)


class Block(TfBlock):
    """Attributes and nested blocks, in the order they are given."""

    def __init__(self, *members: 'Attribute | Nested'):
        super().__init__(
            attributes=[member for member in members if isinstance(member, Attribute)],
            block_types=[member for member in members if isinstance(member, Nested)],
        )
        self.names = frozenset([a.name for a in self.attributes] + [b.type_name for b in self.block_types])


class Nested(TfNestedBlock):
    """A nested block type. `tf` itself knows SET and SINGLE; the AWS provider's are LIST and SET."""

    _mode_map = {'list': pb.Schema.NestedBlock.NestingMode.LIST, 'set': pb.Schema.NestedBlock.NestingMode.SET}

    def __init__(self, name: str, mode: str, block: Block, least: int, most: int, force_new: bool, off: Optional[dict]):
        super().__init__(name, mode, block, min_items=least, max_items=most)  # type: ignore[arg-type]
        self.is_set = mode == 'set'
        self.force_new = force_new
        self.off = off


def blocks(name: str, *members: 'Attribute | Nested', mode: str = 'list', least: int = 0, most: int = 0, force_new: bool = False) -> Nested:
    """Any number of blocks `name` between `least` and `most` (0: no limit)."""
    return Nested(name, mode, Block(*members), least, most, force_new, None)


def block(name: str, *members: 'Attribute | Nested', required: bool = False, force_new: bool = False, off: Optional[dict] = None) -> Nested:
    """One block `name`, or none: LIST with at most one element, as the AWS provider has them.

    off: values with which the block says the same as its absence (`enabled = false`).
    """
    return Nested(name, 'list', Block(*members), 1 if required else 0, 1, force_new, off)


def settable(schema: TfBlock, path: str = '') -> Iterator[str]:
    """Dotted paths of all arguments of a block, those in nested blocks included."""
    for attribute in schema.attributes:
        if attribute.required or attribute.optional:
            yield path + attribute.name
    for nested in schema.block_types:
        yield from settable(nested.block, f'{path}{nested.type_name}.')


def tags() -> tuple[Attribute, Attribute]:
    """`tags` as configured, and `tags_all`: those with the provider's default tags beneath them."""
    return text_map('tags'), text_map('tags_all', read_only=True)


def region() -> Attribute:
    return text('region', read_only=True)
