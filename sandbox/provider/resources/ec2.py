"""What all EC2 resources share: tags, and objects found by their identifier."""

from __future__ import annotations

from typing import Optional

from framework.resource import Resource


class Ec2Resource(Resource):
    service = 'ec2'
    kind: str
    """What EC2 calls the object in tag specifications and ARNs."""

    def tagged(self, plan: dict) -> dict:
        """The argument with which a creation tags what it makes."""
        pairs = _pairs(plan['tags_all'])
        return {'TagSpecifications': [{'ResourceType': self.kind, 'Tags': pairs}]} if pairs else {}

    def arn_of(self, id: str) -> str:
        return self.aws.arn('ec2', f'{self.kind}/{id}')

    def tag(self, state: dict, tags: dict[str, str]) -> None:
        self.client.create_tags(Resources=[state['id']], Tags=_pairs(tags))

    def untag(self, state: dict, keys: list[str]) -> None:
        self.client.delete_tags(Resources=[state['id']], Tags=[{'Key': key} for key in keys])


def tags_of(found: dict) -> dict[str, str]:
    return {tag['Key']: tag['Value'] for tag in found.get('Tags', [])}


def only(items: list[dict]) -> Optional[dict]:
    return items[0] if items else None


def _pairs(tags: dict[str, str]) -> list[dict]:
    return [{'Key': key, 'Value': value} for key, value in tags.items()]
