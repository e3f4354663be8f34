"""The contract suite sees mistakes: each is planted on every service that can have it."""

from dataclasses import replace

import pytest

from meetings.errors import MeetingError
from tests.contract import (
    mistakes_of_faults,
    mistakes_of_keeping,
    mistakes_of_making,
    test_meaning,  # it brings all checks
)
from tests.contract.cases import CASES
from tests.contract.conftest import ServiceUnderTest, service_under_test
from tests.contract.meaning import CHECKS
from tests.contract.planting import MISTAKES, Mistake

SEEN = (AssertionError, MeetingError, ValueError)
"""How a check says no; ValueError where there is not the one meeting that it looks for."""


ON = [name for name, case in CASES.items() if name == case.service]  # each service in one form
ONLY_ON_ZOOM = frozenset(
    {
        "a wrong client secret is taken for a refused password",
        "an ended sign-in is taken for a missing permission",
        "an ended sign-in is never renewed",
        "the new refresh token is thrown away",
        "cancelling one date cancels the series",
        "moving one date moves the series",
        "nothing is said against what the vendor cannot do",
        "what is revoked still serves",
    }
)


@pytest.mark.parametrize("tested", ON, indirect=True)
@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
async def test_a_planted_mistake_is_seen(tested: ServiceUnderTest, mistake: Mistake) -> None:
    if not mistake.concerns(tested):
        return
    planted = replace(tested, service=mistake.plant(tested))
    with pytest.raises(SEEN):
        await CHECKS[mistake.seen_by].check(planted)


MODULES = (mistakes_of_faults, mistakes_of_keeping, mistakes_of_making)


async def test_every_mistake_is_planted_somewhere() -> None:
    planted: set[str] = set()
    for case in CASES:
        async with service_under_test(case) as tested:
            planted |= {name for name, each in MISTAKES.items() if each.concerns(tested)}
    assert planted | ONLY_ON_ZOOM == MISTAKES.keys()


def test_every_check_sees_a_mistake() -> None:
    assert test_meaning.MODULES
    assert {each.seen_by for each in MISTAKES.values()} == CHECKS.keys()
