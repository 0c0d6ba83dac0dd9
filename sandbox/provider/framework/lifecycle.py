"""The life of any resource, in terms of its type's five calls: the part that is the same for all."""

from __future__ import annotations

from typing import Any, Callable, Optional

from tf.types import Unknown

from framework.errors import Refused, aws_code
from framework.plan import planned, replacements
from framework.resource import Resource
from framework.schema import NOTHING
from framework.values import empty, keep, known, unfulfilled


def _plain_tags(tags: Optional[dict]) -> dict:
    return {key: value for key, value in (tags or {}).items() if value is not None}


def plan(resource: Resource, config: dict, prior: Optional[dict]) -> tuple[dict, list]:
    """(planned state, paths that force a replacement)."""
    resource.check(config)
    state = planned(resource.schema, config, prior)
    if 'tags_all' in state:
        own = state['tags']
        merged = Unknown if own is Unknown else {**resource.aws.default_tags, **_plain_tags(own)}
        state['tags_all'] = prior['tags_all'] if prior and prior['tags_all'] == merged else merged
    return state, [] if prior is None else list(replacements(resource.schema, prior, state))


def read(resource: Resource, prior: dict) -> Optional[dict]:
    """The object as AWS has it now, or None. From `prior` come the spelling of equal values and the orders AWS does not know."""
    try:
        state = resource.read(prior['id'])
    except Exception as error:
        if aws_code(error) in resource.gone:
            return None
        raise
    if state is None:
        return None
    state = dict(state, id=prior['id'])
    for attribute in resource.schema.attributes:
        if attribute.held:
            state[attribute.name] = prior[attribute.name]
    if 'tags_all' in resource.schema.names:
        state['tags'] = _own_tags(state['tags_all'], resource.aws.default_tags, _plain_tags(known(prior['tags'])))
    if state.keys() != resource.schema.names:
        raise AssertionError(f'{resource.type_name}: read returned {sorted(state.keys() ^ resource.schema.names)} too much or too little')
    return keep(resource.schema, state, prior)


def _own_tags(all_tags: dict, default_tags: dict, configured: dict) -> Optional[dict]:
    """AWS's tags without the provider's defaults, but with those that the configuration repeats."""
    return {key: value for key, value in all_tags.items() if default_tags.get(key) != value or key in configured} or None


def create(resource: Resource, plan: dict, failed: Callable[[Exception], Any]) -> Optional[dict]:
    """Create, complete, and read back. What exists gets into the state even when a later call fails."""
    wanted = known(plan)
    id = resource.create(wanted)
    try:
        resource.complete(id, wanted)
    except Exception as error:
        failed(error)
    try:
        return _checked(resource, plan, read(resource, {**plan, 'id': id}), failed)
    except Exception as error:
        failed(error)  # Terraform must still learn of the object, or nobody would ever delete it.
        return {**empty(resource.schema), **{name: value for name, value in wanted.items() if value is not None}, 'id': id}


def update(resource: Resource, prior: dict, plan: dict, failed: Callable[[Exception], Any]) -> Optional[dict]:
    """Change what differs, and read back what AWS made of it, also after an error."""
    wanted, id = known(plan), prior['id']
    changed = {name for name in resource.schema.names if plan[name] != prior[name]} - {'id', 'tags', 'tags_all'}
    try:
        if changed:
            id = resource.update(id, prior, wanted, changed) or id
        if 'tags_all' in wanted:
            _retag(resource, prior, wanted)
    except Exception as error:
        failed(error)
        return read(resource, {**plan, 'id': id})
    return _checked(resource, plan, read(resource, {**plan, 'id': id}), failed)


def _checked(resource: Resource, plan: dict, state: Optional[dict], failed: Callable[[Exception], Any]) -> Optional[dict]:
    """`state` as it is; an error names what was planned and did not come about, so that nobody takes it for done."""
    if state is None:
        failed(Refused('The request was accepted, but there is nothing to be found afterwards.'))
        return None
    names = unfulfilled(resource.schema, plan, state)
    if names:
        failed(Refused(f'The request was accepted, but {", ".join(names)} did not become what was planned: the emulator does not carry this out.'))
    return state


def _retag(resource: Resource, prior: dict, wanted: dict) -> None:
    before, after = prior['tags_all'] or {}, wanted['tags_all'] or {}
    gone = [key for key in before if key not in after]
    new = {key: value for key, value in after.items() if before.get(key) != value}
    if gone:
        resource.untag(prior, gone)
    if new:
        resource.tag(prior, new)


def delete(resource: Resource, prior: dict) -> None:
    try:
        resource.delete(prior['id'], prior)
    except Exception as error:
        if aws_code(error) not in resource.gone:
            raise


def imported(resource: Resource, text: str) -> dict:
    """The least state that `read` can start from; orders to the provider get their defaults."""
    state = empty(resource.schema)
    for attribute in resource.schema.attributes:
        if attribute.held:
            state[attribute.name] = None if attribute.default is NOTHING else attribute.default
    return {**state, 'id': resource.identify(text)}
