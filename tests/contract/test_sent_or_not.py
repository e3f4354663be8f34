"""Between any two requests a sign-in ends, is refused, or an answer is lost: nothing is done twice.

What the bot does is done here, too: the exchange is run for an account, which is renewed when its
sign-in has ended; after an unknown outcome the bot looks, and only then asks again.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from handlers.services import AccountOwner, Services
from meetings.errors import MeetingError
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Capability, Exchange
from tests.contract.conftest import TOMORROW, ServiceUnderTest, service_under_test
from tests.contract.new_meetings import new_meeting
from tests.meetings.memory_account import MemoryAccount
from tests.meetings.vendor import Answer, hang_up, reply

ADA = AccountOwner("T1", "U1", "any")
HOUR = timedelta(hours=1)

REFUSALS: dict[str, Answer] = {
    "no longer signed in": reply(401, b"", www_authenticate="Bearer"),
    "forbidden": reply(403, b""),
    "too many requests": reply(429, b"", retry_after="1"),
    "an error page": reply(503, "<html>down</html>", content_type="text/html"),
}


class Bot:
    """Asks the service as the bot does, for ada's account."""

    def __init__(self, tested: ServiceUnderTest) -> None:
        self.tested = tested
        account = MemoryAccount(tested.ada)
        self.services = Services(
            {tested.name: tested.service}, tested.client, account, organizations=account
        )

    async def outcome(self, exchange: Callable[[Credentials], Exchange[Any]]) -> Any:
        try:
            return await self.services.run(self.tested.service, ADA, exchange)
        except MeetingError as error:
            return error

    async def create(self, wanted: NewMeeting) -> Any:
        return await self.outcome(lambda ada: self.tested.service.create(wanted, ada))

    async def find(self, wanted: NewMeeting) -> Any:
        return await self.outcome(lambda ada: self.tested.service.find(wanted, ada))

    async def read(self, meeting: Meeting) -> Any:
        return await self.outcome(lambda ada: self.tested.service.read(meeting.id, ada))


Fault = Callable[[ServiceUnderTest, int], None]
"""Has the request with this number from now go wrong."""


def _expire(tested: ServiceUnderTest, nth: int) -> None:
    tested.proxy.before(nth, tested.expire)


def _spoil(answer: Answer, *, after_all: bool = False) -> Fault:
    return lambda tested, nth: tested.proxy.spoil(nth, answer, after_all=after_all)


FAULTS: Mapping[str, Fault] = {
    "the sign-in ends": _expire,
    "the answer is lost": _spoil(hang_up, after_all=True),
    "the request is lost": _spoil(hang_up),
    **{what: _spoil(answer) for what, answer in REFUSALS.items()},
    "an error page, after it": _spoil(REFUSALS["an error page"], after_all=True),
}


async def spoil_each_request(
    name: str, attempt: Callable[[Bot, Callable[[], None]], Any], fault: Fault
) -> None:
    """Make *attempt* with the first request going wrong, then the second, until none is left.

    Each has a loopback of its own; *attempt* calls what it is given where the counting begins.
    """
    nth = 0
    while True:
        async with service_under_test(name) as tested:
            if fault is _expire and not tested.case.expiry:
                return
            await attempt(Bot(tested), lambda nth=nth: fault(tested, nth))
            if len(tested.proxy.asked) <= nth:
                return
        nth += 1


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_meeting_is_made_once(tested: ServiceUnderTest, fault: Fault) -> None:
    async def attempt(bot: Bot, spoil: Callable[[], None]) -> None:
        wanted = new_meeting(starts_at=TOMORROW)
        spoil()
        outcome = await bot.create(wanted)
        asked = list(bot.tested.proxy.asked)
        made = await bot.tested.made()
        if made and not isinstance(outcome, Meeting):
            assert outcome.outcome_unknown, f"{outcome!r} after {len(asked)} requests"
        bot.tested.proxy.heal()
        if isinstance(outcome, MeetingError) and outcome.outcome_unknown:
            outcome = await bot.find(wanted)
        if not isinstance(outcome, Meeting):
            outcome = await bot.create(wanted)
        assert isinstance(outcome, Meeting)
        assert await bot.tested.opens(outcome.join_url)
        assert await bot.tested.made() == 1
        bot.tested.proxy.asked[:] = asked

    await spoil_each_request(tested.name, attempt, fault)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_change_is_done_or_not_or_unknown(tested: ServiceUnderTest, fault: Fault) -> None:
    if not {Capability.CHANGE, Capability.READ} <= tested.service.info.capabilities:
        return

    async def attempt(bot: Bot, spoil: Callable[[], None]) -> None:
        made = await bot.create(new_meeting("Before", starts_at=TOMORROW))
        wanted = new_meeting("After", starts_at=TOMORROW + HOUR)
        spoil()
        outcome = await bot.outcome(lambda ada: bot.tested.service.change(made, wanted, ada))
        asked = list(bot.tested.proxy.asked)
        bot.tested.proxy.heal()
        if isinstance(outcome, MeetingError) and not outcome.outcome_unknown:
            assert (await bot.read(made)).title == "Before"
        outcome = await bot.outcome(lambda ada: bot.tested.service.change(made, wanted, ada))
        assert (outcome.id, outcome.title) == (made.id, "After")
        assert await bot.tested.made() == 1
        bot.tested.proxy.asked[:] = asked

    await spoil_each_request(tested.name, attempt, fault)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_a_meeting_is_cancelled_or_not_or_unknown(
    tested: ServiceUnderTest, fault: Fault
) -> None:
    if not {Capability.CANCEL, Capability.READ} <= tested.service.info.capabilities:
        return

    async def attempt(bot: Bot, spoil: Callable[[], None]) -> None:
        made = await bot.create(new_meeting(starts_at=TOMORROW))
        spoil()
        outcome = await bot.outcome(lambda ada: bot.tested.service.cancel(made, ada))
        asked = list(bot.tested.proxy.asked)
        bot.tested.proxy.heal()
        if isinstance(outcome, MeetingError) and not outcome.outcome_unknown:
            assert isinstance(await bot.read(made), Meeting)
        assert await bot.outcome(lambda ada: bot.tested.service.cancel(made, ada)) is None
        assert not isinstance(await bot.read(made), Meeting)
        bot.tested.proxy.asked[:] = asked

    await spoil_each_request(tested.name, attempt, fault)
