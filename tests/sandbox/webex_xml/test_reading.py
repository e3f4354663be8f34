"""What is a request and what is not: both forms, every element, each mutation."""

import re
from datetime import UTC, datetime

import pytest
from lxml import etree

from sandbox.services.webex_xml import SiteAccount, WebexXmlServer
from tests.meetings.webex_xml import printed
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.webex_xml.samples import EVERYTHING, OPTIONS, PRINTED
from tests.sandbox.webex_xml.visitor import ADA_PASSWORD, JAVA, Visitor, meeting, message

SERVICE = "http://www.webex.com/schemas/2002/06/service"
UNBOUND = "999999"
# What the service misses, by the element that is taken out of Cisco's sample.
MISSED = {
    "header": UNBOUND,
    "securityContext": UNBOUND,
    "siteName": "030001",
    "webExID": "030001",
    "password": "030002",
    "body": UNBOUND,
    "bodyContent": UNBOUND,
    "accessControl": "060026",
    "meetingPassword": "060026",
    "metaData": UNBOUND,
    "confName": UNBOUND,
    "person": UNBOUND,
    "email": UNBOUND,
    "schedule": "009007",
    "startDate": "009007",
}


def elements(document: str) -> list[etree._Element]:
    return list(etree.fromstring(document.encode()).iter())[1:]


def name(element: etree._Element) -> str:
    return etree.QName(element).localname


def paths(document: str) -> list[str]:
    root = etree.fromstring(document.encode()).getroottree()
    return [root.getpath(element) for element in root.iter()][1:]


def changed(document: str, path: str) -> tuple[etree._Element, etree._Element]:
    """A fresh copy of *document* and the element at *path* in it."""
    root = etree.fromstring(document.encode())
    namespaces = {"serv": SERVICE}
    [element] = root.getroottree().xpath(path, namespaces=namespaces)
    return root, element


async def test_ciscos_sample_as_its_page_prints_it(
    webex: WebexXmlServer, visitor: Visitor, clock: StoppedClock
) -> None:
    clock.show(datetime(2004, 5, 1, tzinfo=UTC))
    webex.site.name = "acme"
    host = SiteAccount(web_ex_id="hostid@acme.com", name="Host", password="passw0rd")
    webex.site.accounts.append(host)
    made = (await visitor.send(printed.REQUEST)).ok()
    entry = webex.book.read("meeting")[0]
    assert entry["starts_at"] == "2004-05-31T17:10:10+00:00"
    assert (entry["title"], entry["agenda"], entry["minutes"]) == ("Sample Meeting", "Test", 20)
    assert entry["attendees"] == ["jkirk@sz.webex.com"]
    assert {"chat", "poll", "audioVideo", "supportE2E"} <= set(entry["options"])
    assert re.fullmatch(r"[0-9]{9}", made.text("meetingkey"))


@pytest.mark.parametrize("path", paths(PRINTED))
async def test_a_misspelt_element_is_refused(visitor: Visitor, path: str) -> None:
    root, element = changed(PRINTED, path)
    element.tag = f"{name(element)}x"
    (await visitor.send(etree.tostring(root))).refused(UNBOUND)


@pytest.mark.parametrize("path", paths(PRINTED))
async def test_an_added_element_is_refused_by_its_name(visitor: Visitor, path: str) -> None:
    root, element = changed(PRINTED, path)
    if not len(element) and name(element) != "bodyContent":
        element = element.getparent()
    etree.SubElement(element, "listStatus").text = "PUBLIC"
    (await visitor.send(etree.tostring(root))).refused(UNBOUND, "listStatus")


@pytest.mark.parametrize("path", paths(PRINTED))
async def test_a_missing_element_is_missed_where_it_must_be(visitor: Visitor, path: str) -> None:
    root, element = changed(PRINTED, path)
    what = name(element)
    element.getparent().remove(element)
    reply = await visitor.send(etree.tostring(root))
    if what not in MISSED:
        reply.ok()
    else:
        reply.refused(MISSED[what])


@pytest.mark.parametrize("path", paths(EVERYTHING))
async def test_an_element_that_occurs_twice_is_refused(visitor: Visitor, path: str) -> None:
    root, element = changed(EVERYTHING, path)
    parent = element.getparent()
    assert parent is not None
    parent.insert(parent.index(element), etree.fromstring(etree.tostring(element)))
    reply = await visitor.send(etree.tostring(root))
    inside_repeated = {"attendee", "globalNum", "day"}
    if name(element) in inside_repeated or name(parent) == "emails":
        reply.ok()
    else:
        reply.refused(UNBOUND)


BOOLEANS = f"""
{" ".join(OPTIONS)} listToPublic isPublic enforcePassword setNonMTOptions isInternal default
joinTeleconfBeforeHost firstAttendeeAsPresenter showFileStartMode showFileContPlayFlag enableTSP
intlLocalCallIn tollFree isMPAudio enableReminder sendEmail sendMobile request registration auto
emailInvitations excludePassword joinRequiresAccount
"""
NUMBERS = """
meetingType maxUserNumber timeZoneID duration openTime showFileInterVal entryExitTone
extNotifyTime numPhoneLines tspAccountIndex personalAccountIndex interval daysAhead hoursAhead
minutesAhead participantLimit contactID meetingKey sessionKey languageID
"""
CHOICES = """
telephonySupport tspAccessCodeOrder repeatType day joinStatus role addressType type assistRequest
assistConfirm timeZone
"""
MISVALUED = [
    *((what, "perhaps") for what in BOOLEANS.split()),
    *((what, "1") for what in BOOLEANS.split()),
    *((what, bad) for what in NUMBERS.split() for bad in ("4.5", "", "9" * 19, "٣")),
    *((what, "ELSE") for what in CHOICES.split()),
    *((what, "-2") for what in ("timeZoneID", "maxUserNumber", "openTime", "extNotifyTime")),
    *(("timeZoneID", "62"), ("participantLimit", "-1"), ("interval", "0")),
    ("telephonySupport", "callin"),
]


@pytest.mark.parametrize(("what", "bad"), MISVALUED)
async def test_a_value_that_its_type_has_not_is_refused(
    visitor: Visitor, what: str, bad: str
) -> None:
    root = etree.fromstring(EVERYTHING.encode())
    *_, last = root.iter(what)
    last.text = bad
    (await visitor.send(etree.tostring(root))).refused(UNBOUND, what)


@pytest.mark.parametrize(
    ("what", "most"),
    [
        *(("agenda", 2500), ("extURL", 512), ("joinNotifyURL", 512), ("trackingCode10", 128)),
        *(("address1", 128), ("subscriberAccessCode", 512), ("confName", 400)),
    ],
)
async def test_a_text_has_its_limit(visitor: Visitor, what: str, most: int) -> None:
    root = etree.fromstring(EVERYTHING.encode())
    element = next(root.iter(what))
    element.text = "é" * most
    (await visitor.send(etree.tostring(root, encoding="UTF-8"))).ok()
    element.text = "é" * (most + 1)
    (await visitor.send(etree.tostring(root, encoding="UTF-8"))).refused(UNBOUND, what)


async def test_everything_comes_back(visitor: Visitor) -> None:
    key = (await visitor.send(EVERYTHING)).ok().text("meetingkey")
    read = (await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")).ok()
    request = etree.fromstring(EVERYTHING.encode())
    left_out = {"emailInvitations", "email"}
    for element in request.find("body/bodyContent").iter():
        if not len(element) and name(element) not in left_out:
            shown = [text.lower() for text in read.all(name(element))]
            assert (element.text or "").lower() in shown, name(element)
    assert "jkirk@acme.example" in read.all("email")


async def test_form_variants_of_working_clients(visitor: Visitor) -> None:
    body = message("meeting.CreateMeeting", meeting())
    bare = body.replace("serv:message", "message").replace(f'xmlns:serv="{SERVICE}" ', "")
    spread = body.replace(f'"{JAVA}meeting', f'"{JAVA}\n   meeting')
    latin = body.replace("UTF-8", "ISO-8859-1").replace("Design", "Été").encode("iso-8859-1")
    japanese = body.replace("UTF-8", "Shift_JIS").replace("Design", "設計").encode("shift_jis")
    for variant in (bare, spread, f"XML={body}", f"\ufeff{body}", latin, japanese):
        (await visitor.send(variant)).ok()
    titles = (await visitor.ask("meeting.LstsummaryMeeting")).ok().all("confName")
    assert {"Été review", "設計 review"} < set(titles)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
        answer = await visitor.post(body, **{"Content-Type": kind})
        assert answer.status_code == 200
        assert "SUCCESS" in answer.text


async def test_java_form_children_may_be_qualified_rightly(visitor: Visitor) -> None:
    await visitor.create()
    control = "<listControl><{0}startFrom>1</{0}startFrom></listControl>"
    (await visitor.ask("meeting.LstsummaryMeeting", control.format("serv:"))).ok()
    wrong = control.format("xsi:")
    (await visitor.ask("meeting.LstsummaryMeeting", wrong)).refused(UNBOUND, "startFrom")


def schema_form(content: str, kind: str = "meet:getAPIVersion") -> str:
    asker = "<com:siteName>contoso</com:siteName>"
    return (
        f'<serv:message xmlns:serv="{SERVICE}" xmlns:com="{SERVICE[:-7]}common" '
        f'xmlns:ep="{SERVICE}/ep" xmlns:meet="{SERVICE}/meeting" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><serv:header>'
        f"<serv:securityContext>{asker}</serv:securityContext></serv:header><serv:body>"
        f'<serv:bodyContent xsi:type="{kind}">{content}</serv:bodyContent></serv:body>'
        "</serv:message>"
    )


async def test_the_schema_form_keeps_to_the_schema(visitor: Visitor) -> None:
    content = "<ep:returnTrainReleaseVersion>{}</ep:returnTrainReleaseVersion>"
    right = schema_form(content.format("true"), "ep:getAPIVersion")
    assert (await visitor.send(right)).ok().text("trainReleaseVersion") == "T31L"
    for wrong in (
        schema_form(content.format("TRUE"), "ep:getAPIVersion"),
        schema_form(content.format("true").replace("ep:", ""), "ep:getAPIVersion"),
        schema_form(content.format("true"), "meet:getAPIVersion"),
        schema_form(content.format("true"), "ep:GetAPIVersion"),
        schema_form(content.format("true"), "nobody:getAPIVersion"),
        right.replace("com:siteName", "siteName"),
        right.replace("serv:header", "header"),
    ):
        (await visitor.send(wrong)).refused(UNBOUND)


async def test_the_schema_form_keeps_to_the_order(visitor: Visitor) -> None:
    key, host = "<meet:meetingKey>1</meet:meetingKey>", "<meet:hostWebExID>a</meet:hostWebExID>"
    ordered = schema_form(key + host, "meet:lstsummaryMeeting")
    asker = "<com:webExID>ada@contoso.example</com:webExID><com:password>{}</com:password>"
    secret = ADA_PASSWORD.replace("&", "&amp;")
    known = ordered.replace("<com:siteName>", f"{asker.format(secret)}<com:siteName>")
    (await visitor.send(known)).refused("000015")
    (await visitor.send(known.replace(key + host, host + key))).refused(UNBOUND, "its place")
    swapped = ordered.replace("</com:siteName>", f"</com:siteName>{asker.format(secret)}")
    (await visitor.send(swapped)).refused(UNBOUND, "its place")


@pytest.mark.parametrize(
    "kind",
    [
        *("meeting.Createmeeting", "meeting.CreateMeetings", "user.CreateMeeting", "CreateMeeting"),
        *("meeting.GetJoinUrlMeeting", "meeting.LstSummaryMeeting", ""),
    ],
)
async def test_an_unknown_operation_is_refused_without_a_service(
    visitor: Visitor, kind: str
) -> None:
    reply = (await visitor.ask(kind)).refused(UNBOUND)
    assert set(reply.root.nsmap) == {"serv", "com"}
    assert reply.names("body") == ["bodyContent"]


async def test_site_operations_have_a_short_name(visitor: Visitor) -> None:
    long = message("site.LstTimeZone").replace('"site.', f'"{JAVA}site.')
    for body in (message("site.LstTimeZone"), long):
        (await visitor.send(body)).ok()
    short = message("meeting.GetMeeting").replace(JAVA, "")
    (await visitor.send(short)).refused(UNBOUND)
