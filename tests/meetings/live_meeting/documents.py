"""The service's documented replies as text, and the conference center that they come from."""

from collections.abc import Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import httpx

DISCOVERY = "https://www.livemeeting.example/cc/contoso/xml/4.0/GetPostingURLRequest"
POSTING = "https://www3.livemeeting.example/cc/_XML/contoso/xml/4.0"
JOIN = "https://www3.livemeeting.example/cc/contoso/join"
DATE = "Fri, 20 Nov 2026 14:05:09 GMT"
NOW = datetime(2026, 11, 20, 14, 5, 9, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MID = "jnbzqqkh63ms1tgv"
LISTS = {
    "meetingType": ("OneTime", "MeetNow", "Recurring"),
    "audienceEntryControl": ("ACL", "None", "Password"),
}


def message(inside: str, status: int = 200, **headers: str) -> httpx.Response:
    """A document of the conference center."""
    kind = {"Content-Type": "application/xml", **headers}
    body = f"<PlaceWareConfCenter>{inside}</PlaceWareConfCenter>".encode()
    return httpx.Response(status, headers=kind, content=body)


def page(status: int = 200) -> httpx.Response:
    """A page, where no conference center is."""
    return httpx.Response(status, headers={"Content-Type": "text/html"}, content=b"<html>no</html>")


def posting_url(url: str = POSTING, **headers: str) -> httpx.Response:
    # GetPostingURLReply Element, its example: "Release", with a capital letter
    reply = f'<GetPostingURLReply url={quoteattr(url)} Release="8.0.REL.1821.0"/>'
    return message(reply, **({"Date": DATE} | headers))


def fault(code: str, text: str = "Because.", inside: str = "", status: int = 200) -> httpx.Response:
    time = '<TimeOption name="time" value="2026-11-20T14:05:10Z"/>'
    return message(
        f"<Fault><FaultCode>{code}</FaultCode><FaultString>{escape(text)}</FaultString>"
        f"<OptionList>{time}{inside}</OptionList></Fault>",
        status,
    )


def warning() -> str:
    return (
        "<InfoWarn><Code>Info.Server.Success</Code><Message>done</Message><OptionList>"
        '<TimeOption name="time" value="2026-01-05T09:00:00Z"/></OptionList></InfoWarn>'
    )


KICK: Mapping[str, str] = {
    "mid": MID,
    "name": "m0ab1cd2ef3gh4ij5kl6mn7op8qr",
    "title": "Tailspin Toys 2000 Kickoff",
    "owner": "apiuser",
    "status": "Active",
    "startTime": "2026-11-23T18:00:00Z",
    "endTime": "2026-11-23T20:00:00Z",
    "meetingType": "OneTime",
    "audiencePassword": "nD!8Foxq",
    "presenterPassword": "N6$d%b3C",
    "audienceEntryControl": "Password",
    "opaque1": "m0ab1cd2ef3gh4ij5kl6mn7op8qr",
}


def meeting(**other: str | None) -> str:
    """A MeetingReply, ``value`` before ``name`` as the documents have it; None leaves one out."""
    options = "".join(
        _option(name, value) for name, value in {**KICK, **other}.items() if value is not None
    )
    return f"<MeetingReply><OptionList>{options}</OptionList></MeetingReply>"


def _option(name: str, value: str) -> str:
    if name in LISTS:
        listed = "".join(f"<String>{member}</String>" for member in LISTS[name])
        return f'<EnumerationOption value="{value}" name="{name}">{listed}</EnumerationOption>'
    kind = "TimeOption" if name.endswith("Time") else "StringOption"
    return f"<{kind} value={quoteattr(value)} name={quoteattr(name)}></{kind}>"


def created(**other: str | None) -> httpx.Response:
    return message(f"<CreateMeetingReply>{meeting(**other)}</CreateMeetingReply>")


def modified(**other: str | None) -> httpx.Response:
    return message(f"<ModifyMeetingReply>{meeting(**other)}</ModifyMeetingReply>")


def listed(*meetings: str) -> httpx.Response:
    # the last child tells of more pages: nobody may depend on it
    more = f"<InfoWarnFaultList>{warning()}</InfoWarnFaultList>" if meetings else ""
    return message(f"<ListMeetingsReply>{''.join(meetings)}{more}</ListMeetingsReply>")


def profile(version: str = "7", **options: str) -> httpx.Response:
    given = {"isOrganizer": "True"} | options
    inside = "".join(
        f'<{"Decimal" if value.isdigit() else "Boolean"}Option value="{value}" name="{name}"/>'
        for name, value in given.items()
    )
    # GetUserProfile7Reply Element, its example, shortened
    user = (
        '<User userID="ApiUser" userName="Don Hall"><OptionList>'
        '<StringOption value="Feedback to Presenter" name="seatPrompt"></StringOption>'
        f"{inside}</OptionList></User>"
    )
    return message(f"<GetUserProfile{version}Reply>{user}</GetUserProfile{version}Reply>")


def zones() -> httpx.Response:
    # ListTimeZonesReply Element, its example, and three more
    return message(
        '<ListTimeZonesReply><TimeZone dstOffset="0" id="Australia/Darwin" name="Central Standard '
        'Time (Northern Territory)" utcOffset="570"/><TimeZone dstOffset="60" id="America/Denver" '
        'name="Mountain Standard Time" utcOffset="-420"/><TimeZone dstOffset="60" id="Europe/Paris"'
        ' name="Romance" utcOffset="60"/><TimeZone dstOffset="60" id="Australia/Sydney" name="AUS '
        'Eastern" utcOffset="600"/><TimeZone dstOffset="0" id="Our/Own" name="?" utcOffset="0"/>'
        "</ListTimeZonesReply>"
    )


def visitors(*rows: Mapping[str, str], kind: str = "ListVisitors") -> httpx.Response:
    inside = "".join(
        "<Visitor><OptionList>"
        + "".join(_option(name, value) for name, value in row.items())
        + "</OptionList></Visitor>"
        for row in rows
    )
    return message(f"<{kind}Reply>{inside}</{kind}Reply>")


# ListVisitorsReply Element, its example: both stays in one Visitor
KEN = message(
    '<ListVisitorsReply><Visitor><OptionList><TimeOption name="endTime" value="2000-07-28T16:30:41Z'
    '"/><TimeOption name="startTime" value="2000-07-28T16:07:20Z"/><StringOption name="userName" '
    'value="ken"/><StringOption name="vid" value="1kghubzjwdm23"/></OptionList><OptionList>'
    '<TimeOption name="endTime" value="2000-07-28T17:55:24Z"/><TimeOption name="startTime" value="'
    '2000-07-28T17:00:40Z"/><StringOption name="userName" value="ken"/><StringOption name="vid" '
    'value="mx3gujcdhl45m"/></OptionList></Visitor></ListVisitorsReply>'
)
NOBODY = visitors(kind="ListConnectedVisitors")
TICKET = message(
    '<CreateTicketReply url="http://www3.livemeeting.com/cc/contoso?ticket=z46tc3gvfwvo" '
    'ticket="z46tc3gvfwvo"/>'
)
