"""Nonsense from WebEx at any step of any exchange ends in a sentence."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from calendars.recurrence import Recurrence
from meetings.errors import MeetingError
from meetings.exchange import ExchangeRun, Finished
from meetings.model import Meeting
from meetings.service import Exchange
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml import printed
from tests.meetings.webex_xml.scripted_site import (
    ADA,
    ANSWERS,
    MADE,
    START,
    TOKEN,
    WEBEX,
    ScriptedSite,
    complete_site,
    scheduled_meeting,
)

DTD = '<!DOCTYPE x [<!ENTITY a "b">]>'
NONSENSE: dict[str, httpx.Response] = {
    "nothing": doc.reply(""),
    "a page": doc.reply("<!DOCTYPE html><html><body>Welcome<br></body></html>"),
    "other XML": doc.reply("<a><b c='d'/></a>"),
    "half of it": doc.reply(printed.REPLY[:700]),
    "a header alone": doc.reply(doc.success("x", "").split("<serv:body>")[0] + "</serv:message>"),
    "the answer to something else": doc.reply(doc.success("use:getUserResponse", "")),
    "a declared type": doc.reply(doc.success("x", "").replace("?>", f"?>{DTD}", 1)),
    "a failure without a word": doc.reply(doc.success("x", "").replace("SUCCESS", "FAILURE")),
    "a doubtful result": doc.reply(doc.success("x", "").replace("SUCCESS", "success")),
    "an error page": doc.reply("<html>Bad Gateway</html>", status=502),
    "a redirect": doc.reply("", status=302, Location="http://elsewhere.example/"),
    "JSON": doc.reply('{"ok": true}'),
    "binary": httpx.Response(200, content=bytes(range(256)) * 8),
}

# The content of a reply whose type is right.
INSIDE: dict[str, str] = {
    "nothing": "",
    "a negative key": "<meet:meetingkey>-1</meet:meetingkey><meet:meeting/><meet:schedule/>",
    "half a list": "<meet:meeting><meet:startDate>soon</meet:startDate></meet:meeting>",
    "no total": f"<meet:meeting><meet:meetingKey>{doc.KEY}</meet:meetingKey></meet:meeting>",
    "wrong numbers": (
        f"<meet:meetingkey>{doc.KEY}</meet:meetingkey><meet:schedule>"
        "<meet:startDate>31/31/2027 99:10:00</meet:startDate>"
        "<meet:timeZoneID>x</meet:timeZoneID></meet:schedule>"
    ),
    "huge numbers": (
        f"<meet:meetingkey>{doc.KEY}</meet:meetingkey><meet:schedule>"
        f"<meet:startDate>05/31/2027 10:10:00</meet:startDate><meet:timeZoneID>{'9' * 40}"
        f"</meet:timeZoneID><meet:duration>{'9' * 40}</meet:duration></meet:schedule>"
    ),
    "huge offsets": (
        "<ns1:timeZone><ns1:timeZoneID>4</ns1:timeZoneID>"
        f"<ns1:gmtOffset>{'9' * 40}</ns1:gmtOffset></ns1:timeZone>"
    ),
    "unsafe links": (
        "<meet:inviteMeetingURL>javascript:alert(1)</meet:inviteMeetingURL>"
        "<meet:hostMeetingURL>https://u:p@evil.example/</meet:hostMeetingURL>"
    ),
    "an unusable ticket": "<use:sessionTicket>a&#10;b</use:sessionTicket>",
}
CONTENT_IS_NOT_NEEDED = ("DelMeeting", "SetMeeting", "GetAPIVersion", "LstTimeZone")

EXCHANGES: dict[str, Callable[[], Exchange[Any]]] = {
    "connect": lambda: WEBEX.connect(ANSWERS),
    "connect with a token": lambda: WEBEX.connect({"username": "u", "token": TOKEN}),
    "renew": lambda: WEBEX.renew(ADA),
    "create at a time": lambda: WEBEX.create(scheduled_meeting(), ADA),
    "create a series": lambda: WEBEX.create(
        scheduled_meeting(recurrence=Recurrence.parse("FREQ=DAILY")), ADA
    ),
    "find": lambda: WEBEX.find(scheduled_meeting(), ADA),
    "read": lambda: WEBEX.read(doc.KEY, ADA),
    "upcoming": lambda: WEBEX.upcoming(START, ADA),
    "change": lambda: WEBEX.change(MADE, scheduled_meeting(), ADA),
    "cancel": lambda: WEBEX.cancel(MADE, ADA),
    "host link": lambda: WEBEX.host_link(MADE, ADA),
}


def run_to_end(
    exchange: Exchange[Any], nth: int, nonsense: Callable[[str], httpx.Response]
) -> tuple[Any, ScriptedSite]:
    """How the exchange ends if its *nth* reply is *nonsense*, and the site that was asked."""
    site, run = complete_site(), ExchangeRun(exchange, WEBEX.info)
    reply: httpx.Response | None = None
    try:
        while not isinstance(step := run.advance(reply), Finished):
            answer = site.answer(step)
            assert not isinstance(answer, Exception)
            reply = answer
            if reply is not None and len(site.requests) == nth + 1:
                reply = nonsense(site.names[-1])
    except MeetingError as error:
        return error, site
    return step.result, site


def count_requests(start: Callable[[], Exchange[Any]]) -> int:
    site = complete_site()
    site.play(start())
    return len(site.requests)


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
@pytest.mark.parametrize("start", EXCHANGES.values(), ids=EXCHANGES)
def test_nonsense_at_any_step_ends_in_a_sentence(start, answer) -> None:
    for nth in range(count_requests(start)):
        ended, site = run_to_end(start(), nth, lambda _: answer)
        spoken = answer is NONSENSE["a failure without a word"]
        assert is_honest(ended, site, nth) or (spoken and site.names[nth] == "LstTimeZone")


@pytest.mark.parametrize("inside", INSIDE.values(), ids=INSIDE)
@pytest.mark.parametrize("start", EXCHANGES.values(), ids=EXCHANGES)
def test_nonsense_in_a_right_answer_does_too(start, inside: str) -> None:
    def own(operation: str) -> httpx.Response:
        return doc.reply(doc.success(f"x:{operation}Response", inside))

    for nth in range(count_requests(start)):
        ended, site = run_to_end(start(), nth, own)
        enough = ("CreateMeeting",) if f"<meet:meetingkey>{doc.KEY}<" in inside else ()
        assert is_honest(ended, site, nth) or site.names[nth] in (*CONTENT_IS_NOT_NEEDED, *enough)


def is_honest(ended: object, site: ScriptedSite, nth: int) -> bool:
    """Whether it ended in a true sentence, or in a meeting."""
    if isinstance(ended, MeetingError):
        made = "CreateMeeting" in site.names[:nth]
        sentence = "WebEx" in ended.message and ended.message.endswith(".")
        return sentence and (ended.outcome_unknown or not made)
    unseen = isinstance(ended, Meeting) and site.names[0] in ("CreateMeeting", "LstTimeZone")
    return unseen and site.names[nth] == "GetMeeting" and bool(ended.notes)
