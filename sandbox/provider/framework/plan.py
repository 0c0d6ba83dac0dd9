"""What Terraform is told will happen: a pure function over configuration, prior state and schema.

`tf` plans from Terraform's proposal and compares top-level values only. Here the plan is made from the configuration,
block by block, so that defaults, normalised values and unknowns inside nested blocks come out right.
Source of the rules: Terraform's "Resource Instance Change Lifecycle" (docs/resource-instance-change-lifecycle.md).
"""

from __future__ import annotations

from typing import Any, Iterator, Optional

from tf.schema import Block as TfBlock
from tf.types import Unknown

from framework.schema import NOTHING, Attribute, Nested
from framework.values import same


def planned(block: TfBlock, config: dict, prior: Optional[dict]) -> dict:
    """The state to expect after apply. `prior` is None for something that does not exist yet."""
    plan = {a.name: _attribute(a, config[a.name], prior) for a in block.attributes}
    for nested in block.block_types:
        plan[nested.type_name] = _nested(nested, config[nested.type_name], prior and prior[nested.type_name])
    if prior is not None:
        changed = {name for name in plan if plan[name] != prior[name]}
        for a in block.attributes:
            if a.computed and config[a.name] is None and a.default is NOTHING and changed.intersection(a.follows):
                plan[a.name] = Unknown
    return plan


def _attribute(attribute: Attribute, wanted: Any, prior: Optional[dict]) -> Any:
    before = None if prior is None else prior[attribute.name]
    if wanted is None:
        if attribute.default is not NOTHING:
            wanted = attribute.default
        elif attribute.computed:
            return Unknown if prior is None else before
        else:
            return None
    # Terraform takes a prior value in place of a configured one when both are there: the provider says they mean the same.
    return before if before is not None and same(attribute.type, wanted, before) else wanted


def _nested(nested: Nested, config: Any, prior: Optional[list]) -> Any:
    if config is Unknown:
        return Unknown
    before = prior or []
    if not nested.is_set:
        return [
            item if item is Unknown else planned(nested.block, item, before[index] if index < len(before) else None)
            for index, item in enumerate(config or [])
        ]
    left, plan = list(before), []
    for item in config or []:
        match = next((old for old in left if item is not Unknown and planned(nested.block, item, old) == old), None)
        if match is not None:
            left.remove(match)
        plan.append(match if match is not None else item if item is Unknown else planned(nested.block, item, None))
    # A set has no order: one that only came back in another order has not changed.
    return before if prior is not None and not left and len(plan) == len(before) else plan


def replacements(block: TfBlock, prior: dict, plan: dict, path: tuple = ()) -> Iterator[list]:
    """Paths of the changed values that AWS cannot change in place."""
    for a in block.attributes:
        if a.requires_replace and prior[a.name] != plan[a.name]:
            yield [*path, a.name]
    for nested in block.block_types:
        before, after = prior[nested.type_name], plan[nested.type_name]
        if before == after:
            continue
        if nested.force_new or after is Unknown or nested.is_set or len(before) != len(after):
            if nested.force_new or _has_force_new(nested):
                yield [*path, nested.type_name]
            continue
        for index, (old, new) in enumerate(zip(before, after)):
            yield from replacements(nested.block, old, new, (*path, nested.type_name, (index,)))


def _has_force_new(nested: Nested) -> bool:
    return any(a.requires_replace for a in nested.block.attributes)
