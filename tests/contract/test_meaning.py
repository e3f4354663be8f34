"""Every service makes what was wanted, and its loopback has it: each check on each case."""

import pytest

from tests.contract import checks_of_faults, checks_of_keeping, checks_of_making
from tests.contract.conftest import ServiceUnderTest
from tests.contract.meaning import CHECKS, MeaningCheck

MODULES = (checks_of_faults, checks_of_keeping, checks_of_making)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
async def test_what_was_wanted_is_what_is_there(
    tested: ServiceUnderTest, check: MeaningCheck
) -> None:
    if check.concerns(tested):
        await check.check(tested)
