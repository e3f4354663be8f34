"""The checks of meaning: what a service made of what was wanted, as its loopback has it.

Each is run on every service that it applies to (``test_meaning.py``), and has to fail on a service
with a mistake (``test_planted_mistakes.py``).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from meetings.service import Capability
from tests.contract.conftest import ServiceUnderTest

Check: TypeAlias = Callable[[ServiceUnderTest], Awaitable[None]]
Applies: TypeAlias = Callable[[ServiceUnderTest], bool]


@dataclass(frozen=True, kw_only=True)
class MeaningCheck:
    """A check, for services that claim what it *needs*, where it *applies*."""

    name: str
    check: Check
    needs: frozenset[Capability]
    applies: Applies

    def concerns(self, tested: ServiceUnderTest) -> bool:
        """Whether the service has what the check is about."""
        return self.needs <= tested.service.info.capabilities and self.applies(tested)


CHECKS: dict[str, MeaningCheck] = {}
"""Every check, by its name."""


def meaning(
    *needs: Capability, applies: Applies = lambda _: True
) -> Callable[[Check], MeaningCheck]:
    """Add a function to ``CHECKS``, under its own name."""

    def add(check: Check) -> MeaningCheck:
        name = check.__name__.replace("_", " ")
        CHECKS[name] = MeaningCheck(name=name, check=check, needs=frozenset(needs), applies=applies)
        return CHECKS[name]

    return add


def has_accounts(tested: ServiceUnderTest) -> bool:
    """Whether the service is asked with an account."""
    return bool(tested.ada.secrets)
