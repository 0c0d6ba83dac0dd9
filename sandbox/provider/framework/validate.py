"""What Terraform leaves to a provider to refuse."""

from __future__ import annotations

from typing import Any

from tf.schema import Block as TfBlock
from tf.types import Unknown
from tf.utils import Diagnostics


def refuse_read_only(diags: Diagnostics, block: TfBlock, config: dict, path: tuple = ()) -> None:
    """An error, by name, for each value set in `config` that only AWS decides, in nested blocks too."""
    for attribute in block.attributes:
        if config[attribute.name] is not None and not attribute.required and not attribute.optional:
            diags.add_error(
                f'The argument "{attribute.name}" cannot be set',
                'Its value is decided by AWS, or setting it is not implemented in the sandbox provider.',
                path=[*path, attribute.name],
            )
    for nested in block.block_types:
        items: Any = config[nested.type_name]
        for index, item in enumerate([] if items is None or items is Unknown else items):
            if item is not Unknown:
                # An element of a set has no index; Terraform then points at the block as a whole.
                refuse_read_only(diags, nested.block, item, (*path, nested.type_name, *([] if nested.is_set else [(index,)])))
