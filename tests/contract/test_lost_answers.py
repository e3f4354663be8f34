"""A service that did what it was asked, and whose answer was lost, makes no second meeting.

This is what the ledger does after an unknown outcome: it looks, and only then asks again.
"""

import pytest

from meetings.errors import ServiceUnreachable
from meetings.model import Meeting
from tests.contract.conftest import ServiceUnderTest, at_every_request
from tests.contract.new_meetings import new_meeting
from tests.contract.test_nonsense import EXCHANGES
from tests.meetings.vendor import hang_up


@pytest.mark.parametrize("after_all", [True, False], ids=["after it", "before it"])
async def test_a_lost_answer_is_one_meeting_in_the_end(
    tested: ServiceUnderTest, after_all: bool
) -> None:
    async def check(own: ServiceUnderTest, nth: int) -> None:
        wanted = new_meeting()
        own.proxy.spoil(nth, hang_up, after_all=after_all)
        outcome = await own.outcome(own.service.create(wanted, own.ada))
        own.proxy.heal()
        assert isinstance(outcome, Meeting | ServiceUnreachable)
        if isinstance(outcome, ServiceUnreachable) and outcome.outcome_unknown:
            outcome = await own.run(own.service.find(wanted, own.ada))
        if not isinstance(outcome, Meeting):
            outcome = await own.make(wanted)
        assert await own.opens(outcome.join_url)
        assert await own.made() == 1, f"after request {nth}"

    await at_every_request(tested, EXCHANGES["create"], check)
