"""Values on the wire: MessagePack, as Terraform's type system writes it.

https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md
"""

from __future__ import annotations

from typing import Any

import msgpack
from tf.gen import tfplugin_pb2 as pb
from tf.schema import Block as TfBlock
from tf.types import Bool, List, Map, Number, String, TfType, Unknown


def decode(block: TfBlock, value: pb.DynamicValue) -> Any:
    """A value of the block's type. Extension 0 is an unknown value, 12 one of which Terraform knows something; `tf` reads only 0."""
    raw = msgpack.unpackb(value.msgpack, ext_hook=lambda code, data: Unknown) if value.msgpack else None
    return _walk(block, raw, _from_number)


def encode(block: TfBlock, value: Any) -> pb.DynamicValue:
    return pb.DynamicValue(msgpack=msgpack.packb(_walk(block, value, _to_number), default=_unknown))


def _unknown(value: Any) -> Any:
    if value is Unknown:
        return msgpack.ExtType(0, b'\x00')
    raise TypeError(f'{type(value).__name__} cannot be sent to Terraform')


def _kinded(kind: TfType, value: Any, scalar: Any) -> Any:
    if value is None or value is Unknown:
        return value
    if isinstance(kind, Number):
        return scalar(value)
    if isinstance(kind, (String, Bool)):
        return value
    if isinstance(kind, List):
        return [_kinded(kind.element_type, item, scalar) for item in value]
    if isinstance(kind, Map):
        return {key: _kinded(kind.element_type, item, scalar) for key, item in value.items()}
    return {name: _kinded(field, value[name], scalar) for name, field in kind.fields.items()}  # type: ignore[attr-defined]


def _walk(block: TfBlock, value: Any, scalar: Any) -> Any:
    if value is None or value is Unknown:
        return value
    walked = {a.name: _kinded(a.type, value[a.name], scalar) for a in block.attributes}
    for nested in block.block_types:
        items = value[nested.type_name]
        walked[nested.type_name] = items if items is None or items is Unknown else [_walk(nested.block, item, scalar) for item in items]
    return walked


def _from_number(value: Any) -> Any:
    """Terraform sends a number that no binary float holds exactly (0.1) as decimal text."""
    if isinstance(value, str):
        return int(value) if value.lstrip('-').isdigit() else float(value)
    return value


def _to_number(value: Any) -> Any:
    """The shortest decimal text of a float: sent as a float, 0.1 would arrive as 0.1000000000000000055."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else repr(value)
    return value
