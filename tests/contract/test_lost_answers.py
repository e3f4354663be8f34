"""A service that did what it was asked, and whose answer was lost, makes no second meeting.

This is what the ledger does after an unknown outcome: it looks, and only then asks again.
"""

import pytest

from meetings.errors import ServiceUnreachable
from meetings.model import Meeting
from tests.contract.conftest import Here, at_every_step
from tests.contract.test_nonsense import TALKS
from tests.contract.wishes import wish
from tests.meetings.vendor import hang_up


@pytest.mark.parametrize("after_all", [True, False], ids=["after it", "before it"])
async def test_a_lost_answer_is_one_meeting_in_the_end(here: Here, after_all: bool) -> None:
    async def check(own: Here, nth: int) -> None:
        wanted = wish()
        own.between.spoil(nth, hang_up, after_all=after_all)
        ended = await own.outcome(own.service.create(wanted, own.ada))
        own.between.heal()
        assert isinstance(ended, Meeting | ServiceUnreachable)
        if isinstance(ended, ServiceUnreachable) and ended.outcome_unknown:
            ended = await own.run(own.service.find(wanted, own.ada))
        if not isinstance(ended, Meeting):
            ended = await own.make(wanted)
        assert await own.opens(ended.join_url)
        assert await own.made() == 1, f"after request {nth}"

    await at_every_step(here, TALKS["create"], check)
