"""SQS and SNS keep an object's attributes as texts by name: to and from them, by the schema's types."""

from __future__ import annotations

from typing import Any, Iterable, Optional

from tf.types import Bool, Number

from framework.schema import Block


def to_texts(names: dict[str, str], plan: dict, chosen: Iterable[str]) -> dict[str, str]:
    """Their name → text, for those of `chosen` (our names) that `names` (ours → theirs) knows. Nothing is an empty text: it unsets."""
    return {names[ours]: _text(plan[ours]) for ours in names if ours in chosen}


def given(names: dict[str, str], plan: dict) -> dict[str, str]:
    """As `to_texts`, for all that have a value: what a creation sends."""
    return to_texts(names, plan, [ours for ours in names if plan[ours] is not None])


def from_texts(names: dict[str, str], schema: Block, found: dict[str, str]) -> dict[str, Any]:
    """Our name → value, for all of `names`; None where AWS returns nothing."""
    kinds = {attribute.name: attribute.type for attribute in schema.attributes}
    return {ours: _value(kinds[ours], found.get(theirs)) for ours, theirs in names.items()}


def _text(value: Any) -> str:
    return '' if value is None else ('true' if value else 'false') if isinstance(value, bool) else str(value)


def _value(kind: Any, text: Optional[str]) -> Any:
    if isinstance(kind, Bool):
        return text == 'true'
    if isinstance(kind, Number):
        return None if not text else int(text)
    return text or None
