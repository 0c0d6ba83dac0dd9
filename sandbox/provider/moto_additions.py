"""What AWS does and moto 5.2 does not, where the reference platform needs it. Import it in the process that serves moto.

Each is what the API's own page says, no more: the provider must read from the emulator what it would read from AWS.
"""

from __future__ import annotations

import json
from typing import Any

from moto.ec2.models.security_groups import SecurityGroupBackend
from moto.iam.access_control import PermissionResult
from moto.kms.responses import KmsResponse
from moto.s3.models import FakeBucket
from moto.sqs.models import Queue

DEFAULT_ROTATION_DAYS = 365


def _keep_queue_policy() -> None:
    """SetQueueAttributes changes what it names. moto forgets a queue's policy whenever another attribute is set.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
    """
    original = Queue._set_attributes

    def set_attributes(self: Queue, attributes: dict[str, Any], now: Any = None) -> None:
        kept = getattr(self, 'policy', None)
        original(self, attributes, now)
        if 'Policy' not in attributes:
            self.policy = kept

    Queue._set_attributes = set_attributes  # type: ignore[method-assign]


def _return_redrive_allow_policy() -> None:
    """GetQueueAttributes returns RedriveAllowPolicy where there is one; an empty value takes it away. moto only stores it."""
    if 'RedriveAllowPolicy' not in Queue.BASE_ATTRIBUTES:
        Queue.BASE_ATTRIBUTES.append('RedriveAllowPolicy')
        Queue.redrive_allow_policy = property(  # type: ignore[attr-defined]
            lambda queue: queue.__dict__.get('redrive_allow_policy'),
            lambda queue, value: queue.__dict__.update(redrive_allow_policy=value or None),
        )


def _ignore_conditional_statements() -> None:
    """moto reads a bucket policy's statements as if they had no Condition, so "deny what comes without TLS" denies everything.

    A condition cannot be evaluated here, so a statement that has one decides nothing: what it asks for is not exercised.
    """
    original = FakeBucket.get_permission

    def get_permission(self: FakeBucket, action: str, resource: str) -> Any:
        if self.policy is None:
            return PermissionResult.NEUTRAL
        kept = self.policy
        policy = json.loads(kept)
        statements = policy.get('Statement', [])
        statements = [statements] if isinstance(statements, dict) else statements
        policy['Statement'] = [statement for statement in statements if not statement.get('Condition')]
        if not policy['Statement']:
            return PermissionResult.NEUTRAL
        self.policy = json.dumps(policy).encode()
        try:
            return original(self, action, resource)
        finally:
            self.policy = kept

    FakeBucket.get_permission = get_permission  # type: ignore[method-assign]


def _keep_rotation_period() -> None:
    """EnableKeyRotation takes RotationPeriodInDays (default 365), GetKeyRotationStatus returns it while rotation is on.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
    """
    enable, status = KmsResponse.enable_key_rotation, KmsResponse.get_key_rotation_status

    def enable_key_rotation(self: KmsResponse) -> str:
        answer = enable(self)
        key = self.kms_backend.describe_key(self._get_param('KeyId'))
        key.rotation_period = self._get_param('RotationPeriodInDays') or DEFAULT_ROTATION_DAYS  # type: ignore[attr-defined]
        return answer

    def get_key_rotation_status(self: KmsResponse) -> str:
        answer = json.loads(status(self))
        if answer['KeyRotationEnabled']:
            key = self.kms_backend.describe_key(self._get_param('KeyId'))
            answer['RotationPeriodInDays'] = getattr(key, 'rotation_period', DEFAULT_ROTATION_DAYS)
        return json.dumps(answer)

    KmsResponse.enable_key_rotation = enable_key_rotation  # type: ignore[method-assign]
    KmsResponse.get_key_rotation_status = get_key_rotation_status  # type: ignore[method-assign]


def _modify_every_kind_of_rule() -> None:
    """ModifySecurityGroupRules changes a rule's peer, of whichever kind it is. moto changes IPv4 ranges only.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRuleRequest.html
    """
    original = SecurityGroupBackend.modify_security_group_rules

    def modify_security_group_rules(self: Any, group_id: str, rules: dict[str, dict[str, Any]]) -> None:
        original(self, group_id, rules)
        group = self.get_security_group_by_name_or_id(group_id)
        for id, asked in rules.items():
            rule = group.get_rule(id)
            if asked.get('CidrIpv6'):
                rule.ip_range['CidrIpv6'] = asked['CidrIpv6']
            if asked.get('PrefixListId'):
                rule.prefix_list_id = asked['PrefixListId']
            if asked.get('ReferencedGroupId'):
                rule.source_group = {**rule.source_group, 'GroupId': asked['ReferencedGroupId']}

    SecurityGroupBackend.modify_security_group_rules = modify_security_group_rules  # type: ignore[method-assign]


_keep_queue_policy()
_modify_every_kind_of_rule()
_ignore_conditional_statements()
_return_redrive_allow_policy()
_keep_rotation_period()
