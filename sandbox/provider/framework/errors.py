"""Errors, told apart without importing botocore: most starts of the provider never call AWS."""

from __future__ import annotations

from typing import Optional


class Refused(Exception):
    """A request the provider does not carry out, said to the user as it is."""


def aws_code(error: Exception) -> Optional[str]:
    """The code of an error that AWS answered with, `NoSuchBucket`; None for any other error."""
    answer = getattr(error, 'response', None)
    return answer.get('Error', {}).get('Code') if isinstance(answer, dict) else None
