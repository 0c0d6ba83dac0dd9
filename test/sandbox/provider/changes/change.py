from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One change of one object.

    shows: the paths of the arguments that the next plan must show for the object, and no others.
    make: called with the AWS clients, the object's values in Terraform's state, and those of all objects by address.
    """

    address: str
    shows: list[str]
    make: Callable[[Any, dict, dict], Any]
