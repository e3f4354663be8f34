"""The contract suite sees mistakes: each is planted on every service that can have it."""

from dataclasses import replace

import pytest

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

ON = [name for name in CASES if name != "skype in XML"]  # the same service in another form
NOT_ON_ZOOM = {
    "a refused password is sent again",  # it has no passwords
    "only the first person is invited",  # it is not told who comes
    "people are dropped",
}


@pytest.mark.parametrize("tested", ON, indirect=True)
@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
async def test_a_planted_mistake_is_seen(tested: ServiceUnderTest, mistake: Mistake) -> None:
    if not mistake.concerns(tested):
        return
    planted = replace(tested, service=mistake.plant(tested))
    with pytest.raises(AssertionError):
        await CHECKS[mistake.seen_by].check(planted)


MODULES = (mistakes_of_faults, mistakes_of_keeping, mistakes_of_making)


async def concerned(case: str) -> set[str]:
    """The mistakes that the service of *case* can have."""
    async with service_under_test(case) as tested:
        return {name for name, each in MISTAKES.items() if each.concerns(tested)}


async def test_every_mistake_is_planted_somewhere() -> None:
    assert set().union(*[await concerned(case) for case in CASES]) == MISTAKES.keys()


async def test_zoom_has_almost_all_of_them() -> None:
    assert MISTAKES.keys() - await concerned("zoom") == NOT_ON_ZOOM


def test_every_check_sees_a_mistake() -> None:
    assert test_meaning.MODULES
    assert {each.seen_by for each in MISTAKES.values()} == CHECKS.keys()
