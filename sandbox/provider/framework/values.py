"""Values between Terraform and resource types: when do two mean the same?

A value is None, Unknown, a string, number or bool, a list (lists and sets), or a dict (maps, objects, blocks).
"""

from __future__ import annotations

import json
from typing import Any, Optional

from tf.schema import Block as TfBlock
from tf.types import Bool, List, Map, Number, Set, TfType, Unknown

from framework.schema import NOTHING, JsonText, Nested, Object


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def same(kind: TfType, a: Any, b: Any) -> bool:
    """Do `a` and `b` mean the same? Nothing and an empty string, list or map do: AWS does not tell them apart."""
    if a is Unknown or b is Unknown:
        return a is b
    if isinstance(kind, (Bool, Number)):
        return a == b
    if not a or not b:
        return not a and not b
    if isinstance(kind, JsonText):
        return a == b or _json(a) == _json(b)
    if isinstance(kind, Set):
        left = list(b)
        for item in a:
            match = next((other for other in left if same(kind.element_type, item, other)), None)
            if match is None:
                return False
            left.remove(match)
        return not left
    if isinstance(kind, List):
        return len(a) == len(b) and all(same(kind.element_type, x, y) for x, y in zip(a, b))
    if isinstance(kind, Map):
        return a.keys() == b.keys() and all(same(kind.element_type, a[key], b[key]) for key in a)
    if isinstance(kind, Object):
        return all(same(field, a.get(name), b.get(name)) for name, field in kind.fields.items())
    return a == b


def keep(block: TfBlock, new: Optional[dict], old: Optional[dict]) -> Optional[dict]:
    """`new`, spelled as in `old` wherever both mean the same, so that a policy with other spacing is no difference."""
    if new is None or old is None:
        return new
    kept = {a.name: _kept(a, new[a.name], old.get(a.name)) for a in block.attributes}
    for nested in block.block_types:
        kept[nested.type_name] = keep_nested(nested, new[nested.type_name], old.get(nested.type_name))
    return kept


def _kept(attribute: Any, new: Any, old: Any) -> Any:
    """Nothing is no spelling of an empty value where the configuration cannot say nothing, because there is a default."""
    unsaid = old is None and attribute.default is not NOTHING
    return old if not unsaid and same(attribute.type, new, old) else new


def keep_nested(nested: Nested, new: list, old: Any) -> list:
    if old is None or old is Unknown:
        return new
    if not new and nested.off and len(old) == 1 and nested.off.items() <= old[0].items():
        return known(old)
    if not nested.is_set:
        return [keep(nested.block, item, old[index] if index < len(old) else None) for index, item in enumerate(new)]
    return [next((other for other in old if keep(nested.block, item, other) == other), item) for item in new]


def unfulfilled(block: TfBlock, plan: dict, state: dict) -> list[str]:
    """Names of the planned values, so far as they were known, that did not come about."""
    names = [a.name for a in block.attributes if not _met(plan[a.name], state[a.name])]
    for nested in block.block_types:
        wanted, found = plan[nested.type_name], state[nested.type_name]
        if wanted is not Unknown and not _met(wanted, found):
            met = len(wanted) == len(found) and (nested.is_set and all(any(_met(item, other) for other in found) for item in wanted))
            names += [] if met else [nested.type_name]
    return names


def _met(plan: Any, state: Any) -> bool:
    if plan is Unknown or plan == state:
        return True
    if isinstance(plan, dict) and isinstance(state, dict):
        return plan.keys() == state.keys() and all(_met(plan[key], state[key]) for key in plan)
    if isinstance(plan, list) and isinstance(state, list):
        return len(plan) == len(state) and all(_met(a, b) for a, b in zip(plan, state))
    return False


def known(value: Any) -> Any:
    """`value` with None for what is not known yet."""
    if value is Unknown:
        return None
    if isinstance(value, dict):
        return {key: known(item) for key, item in value.items()}
    return [known(item) for item in value] if isinstance(value, list) else value


def empty(block: TfBlock) -> dict:
    """A value of the block's type with nothing in it."""
    return {**{a.name: None for a in block.attributes}, **{nested.type_name: [] for nested in block.block_types}}
