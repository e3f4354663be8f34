"""Whatever a service answers at whatever step, it ends in a sentence and asks for nothing more."""

import asyncio
from typing import Any

import pytest

from meetings.errors import MeetingError, ServiceUnreachable
from tests.contract.conftest import Here, Talk, at_every_step, steps_of
from tests.contract.wishes import wish
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

TALKS: dict[str, Talk] = {
    "connect": lambda here: here.service.connect(here.place.ada),
    "renew": lambda here: here.service.renew(here.ada),
    "create": lambda here: here.service.create(wish(), here.ada),
    "find": lambda here: here.service.find(wish(), here.ada),
}


async def spoilt(here: Here, talk: Talk, nth: int, answer: Answer, within: float = 20) -> Any:
    """How the conversation ends with its *nth* reply spoilt."""
    signed_in = here.ada
    here.between.spoil(nth, answer)
    try:
        return await here.outcome(talk(here), within=within)
    finally:
        here.ada = signed_in


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS)
@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_is_a_meeting_error_and_the_end(here, talk, answer):
    for nth in range(await steps_of(here, talk)):
        ended = await spoilt(here, talk, nth, answer)
        assert isinstance(ended, MeetingError) or here.stands(ended)
        assert len(here.between.asked) == nth + 1
        assert not [asked for asked in here.between.asked if ELSEWHERE in asked.headers["host"]]
        if isinstance(ended, MeetingError):
            assert here.service.info.title in ended.message


@pytest.mark.parametrize("talk", TALKS.values(), ids=TALKS)
async def test_silence_is_an_unreachable_service(here, talk):
    async def check(own: Here, nth: int) -> None:
        async with asyncio.timeout(5):
            ended = await spoilt(own, talk, nth, silence, within=0.5)
        if len(own.between.asked) <= nth:
            return  # it came to its end with fewer questions this time
        assert own.stands(ended) or (isinstance(ended, ServiceUnreachable) and ended.sent)

    await at_every_step(here, talk, check)


async def test_a_server_that_is_down_did_nothing(here, unused_tcp_port):
    here.between.port = unused_tcp_port
    ended = await here.outcome(here.service.create(wish(), here.ada))
    down = isinstance(ended, ServiceUnreachable) and not ended.outcome_unknown
    assert down or here.stands(ended)
