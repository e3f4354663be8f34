"""Replies of the XML service, as captured at real sites."""

import httpx
from lxml import etree

ADDRESS = "https://acme.webex.com/WBXService/XMLService"
KEY = "123456789"
INVITE = "https://acme.webex.com/acme/j.php?MTID=mfedcba9876543210fedcba9876543210"
CALENDAR_HOST = "https://acme.webex.com/acme/j.php?MTID=m0123456789abcdef0123456789abcdef"
CALENDAR_ALL = "https://acme.webex.com/acme/j.php?MTID=mfedcba9876543210fedcba9876543210"
HOST_LINK = "https://acme.webex.com/acme/p.php?AT=LI&WID=host%40acme.example&TK=ONE_TIME_TICKET"
TICKET = "AAABbKs70BcMR09SSVRITV8-canary"

ROOT = """<?xml version="1.0" encoding="UTF-8"?>
<serv:message xmlns:serv="http://www.webex.com/schemas/2002/06/service"
    xmlns:com="http://www.webex.com/schemas/2002/06/common"
    xmlns:meet="http://www.webex.com/schemas/2002/06/service/meeting"
    xmlns:use="http://www.webex.com/schemas/2002/06/service/user"
    xmlns:ep="http://www.webex.com/schemas/2002/06/service/ep"
    xmlns:ns1="http://www.webex.com/schemas/2002/06/service/site">"""


def reply(text: str, status: int = 200, **headers: str) -> httpx.Response:
    """A reply with *text* for its body."""
    fields = {"Content-Type": "text/xml;charset=UTF-8", **headers}
    return httpx.Response(status, content=text.encode(), headers=fields)


def success(kind: str, inside: str, gsb: str = "PRIMARY") -> str:
    """A SUCCESS whose bodyContent is of the type *kind*."""
    return f"""{ROOT}
  <serv:header><serv:response><serv:result>SUCCESS</serv:result><serv:gsbStatus>{gsb}</serv:gsbStatus></serv:response></serv:header>
  <serv:body><serv:bodyContent xsi:type="{kind}"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inside}</serv:bodyContent></serv:body>
</serv:message>"""


def failure(number: str, reason: str, more: str = "") -> httpx.Response:
    """A FAILURE: HTTP 200, and an empty bodyContent."""
    return reply(f"""{ROOT}
  <serv:header><serv:response><serv:result>FAILURE</serv:result><serv:reason>{reason}</serv:reason>
    <serv:gsbStatus>PRIMARY</serv:gsbStatus><serv:exceptionID>{number}</serv:exceptionID>{more}</serv:response></serv:header>
  <serv:body><serv:bodyContent/></serv:body>
</serv:message>""")


def ticket(value: str = TICKET) -> httpx.Response:
    return reply(
        success(
            "use:authenticateUserResponse",
            f"<use:sessionTicket>{value}</use:sessionTicket>"
            "<use:createTime>1564617600000</use:createTime><use:timeToLive>5400</use:timeToLive>",
        )
    )


def version(date: str = "Mon, 01 Mar 2027 09:00:00 GMT") -> httpx.Response:
    text = success(
        "ep:getAPIVersionResponse", "<ep:apiVersion>WebEx XML API V10.0.0</ep:apiVersion>"
    )
    return reply(text, **({"Date": date} if date else {}))


def created(gsb: str = "PRIMARY", more: str = "") -> httpx.Response:
    return reply(
        success(
            "meet:createMeetingResponse",
            f"<meet:meetingkey>{KEY}</meet:meetingkey>{more}<meet:iCalendarURL>"
            f"<serv:host>{CALENDAR_HOST}</serv:host><serv:attendee>{CALENDAR_ALL}</serv:attendee>"
            "</meet:iCalendarURL><meet:guestToken>f10324e2af4823c278fa1a6efadc426c</meet:guestToken>",
            gsb,
        )
    )


def changed() -> httpx.Response:
    return reply(
        success(
            "meet:setMeetingResponse",
            f"<meet:iCalendarURL><serv:host>{CALENDAR_HOST}</serv:host>"
            f"<serv:attendee>{CALENDAR_ALL}</serv:attendee></meet:iCalendarURL>",
        )
    )


def deleted() -> httpx.Response:
    return reply(success("meet:delMeetingResponse", ""))


def join_url(invite: str = INVITE) -> httpx.Response:
    shown = f"<meet:inviteMeetingURL>{invite}</meet:inviteMeetingURL>" if invite else ""
    return reply(
        success(
            "meet:getjoinurlMeetingResponse",
            "<meet:joinMeetingURL>https://acme.webex.com/acme/e.php?AT=SI&amp;MK=123456789"
            f"</meet:joinMeetingURL>{shown}",
        )
    )


def host_url(link: str = HOST_LINK) -> httpx.Response:
    escaped = link.replace("&", "&amp;")
    return reply(
        success(
            "meet:gethosturlMeetingResponse",
            f"<meet:hostMeetingURL>{escaped}</meet:hostMeetingURL>",
        )
    )


def meeting(
    *,
    key: str = KEY,
    name: str = "Budget &amp; plan",
    agenda: str = "Item 1",
    start: str = "05/31/2027 10:10:00",
    zone: int = 4,
    options: str = "<meet:chat>true</meet:chat><meet:poll>true</meet:poll>",
    phone: str = "<meet:callInNum/><meet:isMPAudio>true</meet:isMPAudio>",
    phone_first: str = "true",
) -> httpx.Response:
    """GetMeeting's reply: the structure of a capture, shortened."""
    return reply(
        success(
            "meet:getMeetingResponse",
            f"""<meet:accessControl><meet:meetingPassword>Pa55word</meet:meetingPassword></meet:accessControl>
    <meet:metaData><meet:confName>{name}</meet:confName><meet:meetingType>3</meet:meetingType><meet:agenda>{agenda}</meet:agenda></meet:metaData>
    <meet:participants><meet:maxUserNumber>4</meet:maxUserNumber><meet:attendees/></meet:participants>
    <meet:enableOptions>{options}</meet:enableOptions>
    <meet:schedule><meet:startDate>{start}</meet:startDate><meet:timeZoneID>{zone}</meet:timeZoneID>
    <meet:timeZone>GMT-08:00, Pacific (San Jose)</meet:timeZone><meet:duration>20</meet:duration>
    <meet:openTime>900</meet:openTime>
    <meet:hostWebExID>host@acme.example</meet:hostWebExID>
    <meet:joinTeleconfBeforeHost>{phone_first}</meet:joinTeleconfBeforeHost></meet:schedule>
    <meet:telephony><meet:telephonySupport>CALLIN</meet:telephonySupport>{phone}</meet:telephony>
    <meet:tracking/><meet:repeat><meet:repeatType>NO_REPEAT</meet:repeatType></meet:repeat><meet:remind/>
    <meet:meetingkey>{key}</meet:meetingkey><meet:status>NOT_INPROGRESS</meet:status>
    <meet:guestToken>f10324e2af4823c278fa1a6efadc426c</meet:guestToken>""",
        )
    )


def line(key: str, name: str, start: str, zone: int = 20, minutes: int = 60) -> str:
    """One meeting of LstsummaryMeeting's reply, as captured in 2020."""
    return (
        f"<meet:meeting><meet:meetingKey>{key}</meet:meetingKey><meet:meetingUUID>eab4</meet:meetingUUID>"
        f"<meet:confName>{name}</meet:confName><meet:meetingType>3</meet:meetingType>"
        f"<meet:hostWebExID>host@acme.example</meet:hostWebExID><meet:timeZoneID>{zone}</meet:timeZoneID>"
        f"<meet:status>NOT_INPROGRESS</meet:status><meet:startDate>{start}</meet:startDate>"
        f"<meet:duration>{minutes}</meet:duration></meet:meeting>"
    )


def page(*lines: str, total: int | None = None, start: int = 1) -> httpx.Response:
    count = len(lines) if total is None else total
    return reply(
        success(
            "meet:lstsummaryMeetingResponse",
            "".join(lines) + f"<meet:matchingRecords><serv:total>{count}</serv:total>"
            f"<serv:returned>{len(lines)}</serv:returned><serv:startFrom>{start}</serv:startFrom>"
            "</meet:matchingRecords>",
        )
    )


def nothing() -> httpx.Response:
    return failure("000015", "Sorry, no record found")


def zones(**offsets: int) -> httpx.Response:
    """LstTimeZone's reply: ``_25=60`` is zone 25, an hour ahead of Greenwich."""
    rows = "".join(
        f"<ns1:timeZone><ns1:timeZoneID>{name.strip('_')}</ns1:timeZoneID>"
        f"<ns1:gmtOffset>{minutes}</ns1:gmtOffset><ns1:description>GMT, a label</ns1:description>"
        "<ns1:shortName>x</ns1:shortName><ns1:hideTimeZoneName>false</ns1:hideTimeZoneName>"
        "<ns1:fallInDST>false</ns1:fallInDST><ns1:standardLabel>x</ns1:standardLabel>"
        "<ns1:daylightLabel>x</ns1:daylightLabel></ns1:timeZone>"
        for name, minutes in offsets.items()
    )
    return reply(success("ns1:lstTimeZoneResponse", rows))


def leaves(root: etree._Element) -> list[tuple[str, str]]:
    """Each element without children, by its path of local names, with its text; sorted."""
    tree = root.getroottree()
    texts = []
    for element in root.iter():
        if len(element) == 0:
            path = tree.getelementpath(element).split("/")
            names = [part.rpartition("}")[2] for part in path]
            texts.append(("/".join(names), " ".join((element.text or "").split())))
    return sorted(texts)
