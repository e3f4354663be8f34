"""Whatever a service answers at whatever step, it ends in a sentence and asks for nothing more."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from meetings.errors import MeetingError, ServiceUnreachable
from meetings.model import Credentials
from meetings.service import Capability
from tests.contract.conftest import (
    TOMORROW,
    ServiceUnderTest,
    Start,
    at_every_request,
    count_requests,
)
from tests.contract.new_meetings import new_meeting
from tests.meetings.vendor import Answer, hang_up, reply, silence

ELSEWHERE = "elsewhere.example"

NONSENSE: dict[str, Answer] = {
    "an error page": reply(500, "<html><h1>Bad Gateway</h1></html>", content_type="text/html"),
    "a page": reply(200, "<html><body>Welcome</body></html>", content_type="text/html"),
    "nothing": reply(200, b""),
    "another object": reply(200, '{"ok": true, "_links": 7}', content_type="application/json"),
    "a list": reply(200, "[[], {}, null, 1e5]", content_type="application/json"),
    "deep JSON": reply(200, "[" * 100_000, content_type="application/json"),
    "other XML": reply(200, "<a><b c='d'/></a>", content_type="text/xml"),
    "half of it": b'HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n{"_links": ',
    "five megabytes": reply(200, b"x" * 5_000_000),
    "binary": reply(200, bytes(range(256)) * 8, content_type="application/octet-stream"),
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a dropped connection": hang_up,
    "a redirect": reply(302, b"", location=f"http://{ELSEWHERE}/take"),
    "a redirect of the body": reply(307, b"", location=f"http://{ELSEWHERE}/take"),
    "a redirect to nowhere": reply(308, b"", location="http://["),
    "a refusal": reply(403, b""),
    "a missing page": reply(404, "not here"),
    "an odd status": reply(299, "{}", content_type="application/json"),
}

MOVED = new_meeting("Moved", starts_at=TOMORROW + timedelta(hours=1))

EXCHANGES: dict[str, Start] = {
    "connect": lambda tested: tested.signing_in(),
    "renew": lambda tested: tested.service.renew(tested.ada),
    "create": lambda tested: tested.service.create(new_meeting(), tested.ada),
    "find": lambda tested: tested.service.find(new_meeting(), tested.ada),
}
ABOUT_A_MEETING: dict[str, tuple[Capability, Start]] = {
    "read": (Capability.READ, lambda tested: tested.service.read(tested.meeting.id, tested.ada)),
    "upcoming": (
        Capability.LIST,
        lambda tested: tested.service.upcoming(TOMORROW + timedelta(days=1), tested.ada),
    ),
    "change": (
        Capability.CHANGE,
        lambda tested: tested.service.change(tested.meeting, MOVED, tested.ada),
    ),
    "cancel": (
        Capability.CANCEL,
        lambda tested: tested.service.cancel(tested.meeting, tested.ada),
    ),
    "host_link": (
        Capability.HOST_LINK,
        lambda tested: tested.service.host_link(tested.meeting, tested.ada),
    ),
    "attendance": (
        Capability.ATTENDANCE,
        lambda tested: tested.service.attendance(tested.meeting, tested.ada),
    ),
}


async def spoilt(
    tested: ServiceUnderTest, start: Start, nth: int, answer: Answer, seconds: float = 20
) -> Any:
    """How the conversation ends with its *nth* reply spoilt."""
    signed_in = tested.ada
    tested.proxy.spoil(nth, answer)
    try:
        return await tested.outcome(start(tested), seconds=seconds)
    finally:
        tested.ada = signed_in


@pytest.mark.parametrize("start", EXCHANGES.values(), ids=EXCHANGES)
@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_a_meeting_error_and_the_end(tested, start, answer):
    for nth in range(await count_requests(tested, start)):
        outcome = await spoilt(tested, start, nth, answer)
        again = tested.case.renews_twice and start is EXCHANGES["renew"]
        asked = len(tested.proxy.asked)
        assert asked == nth + 1 or (again and asked == nth + 2)
        if isinstance(outcome, Credentials):
            assert asked == nth + 2
            continue
        assert isinstance(outcome, MeetingError) or tested.made_all_the_same(outcome)
        assert not [asked for asked in tested.proxy.asked if ELSEWHERE in asked.headers["host"]]
        if isinstance(outcome, MeetingError):
            assert tested.service.info.title in outcome.message


@pytest.mark.parametrize(("claim", "start"), ABOUT_A_MEETING.values(), ids=ABOUT_A_MEETING)
@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_about_a_meeting_is_an_error_and_is_not_taken_for_an_answer(
    tested, claim, start, answer
):
    if claim not in tested.service.info.capabilities:
        return
    for nth in range(await count_requests(tested, start)):
        await tested.prepare()
        outcome = await spoilt(tested, start, nth, answer)
        assert not [asked for asked in tested.proxy.asked if ELSEWHERE in asked.headers["host"]]
        assert isinstance(outcome, MeetingError) or tested.made_all_the_same(outcome), outcome
        if isinstance(outcome, MeetingError):
            assert tested.service.info.title in outcome.message


@pytest.mark.parametrize("start", EXCHANGES.values(), ids=EXCHANGES)
async def test_silence_is_an_unreachable_service(tested, start):
    async def check(own: ServiceUnderTest, nth: int) -> None:
        async with asyncio.timeout(5):
            outcome = await spoilt(own, start, nth, silence, seconds=0.5)
        if len(own.proxy.asked) <= nth:
            return  # it came to its end with fewer questions this time
        assert own.made_all_the_same(outcome) or (
            isinstance(outcome, ServiceUnreachable) and outcome.sent
        )

    await at_every_request(tested, start, check)


async def test_a_server_that_is_down_did_nothing(tested, unused_tcp_port):
    tested.proxy.port = unused_tcp_port
    outcome = await tested.outcome(tested.service.create(new_meeting(), tested.ada))
    down = isinstance(outcome, ServiceUnreachable) and not outcome.outcome_unknown
    assert down or tested.made_all_the_same(outcome)
