"""Cisco's schemas agree: with every shape that requests are read by, and with every reply."""

import pytest

from sandbox.services.webex_xml import WebexXmlServer
from sandbox.services.webex_xml.operations import OPERATIONS, ROOTS, ServedOperation
from sandbox.services.webex_xml.reading import CONTEXT
from sandbox.services.webex_xml.shapes import (
    NAMESPACES,
    Flag,
    ShapeChoice,
    ShapeField,
    ShapeGroup,
    Text,
    Whole,
)
from tests.sandbox.webex_xml.oracle import ROOT, Entry, Oracle, needs_oracle, to_schema_form
from tests.sandbox.webex_xml.samples import EVERYTHING, PRINTED
from tests.sandbox.webex_xml.visitor import Reply, Visitor, message

pytestmark = needs_oracle

# Where the loopback differs from the schemas, and why.
OWN_REFUSAL = {"meetingPassword"}  # too long is 019011, not a malformed request
EITHER = {("createMeetingAttendee", "person")}  # one person, or several under ``attendees``
LIMITS = {"address1": 128, "trackingCode": 128}


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    return Oracle(tmp_path_factory.mktemp("schemas"))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_requests_are_read_by_the_schemas(oracle: Oracle, operation: ServedOperation) -> None:
    namespace = NAMESPACES[ROOTS[operation.service][0]]
    compare(operation.takes, oracle.type(namespace, operation.schema_name), operation.schema_name)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_replies_have_the_elements_of_the_schemas(
    oracle: Oracle, operation: ServedOperation
) -> None:
    namespace = NAMESPACES[ROOTS[operation.service][0]]
    kind = oracle.type(namespace, f"{operation.schema_name}Response")
    assert [each.name for each in operation.gives.fields] == [each.name for each in kind]


def test_the_security_context(oracle: Oracle) -> None:
    compare(CONTEXT, oracle.type(f"{ROOT}common", "securityType"), "securityType")


def compare(group: ShapeGroup, kind: tuple[Entry, ...], owner: str) -> None:
    """Same names, order, namespaces, occurrence, types, words and limits, all the way down."""
    assert [each.name for each in group.fields] == [each.name for each in kind]
    for field, entry in zip(group.fields, kind, strict=True):
        assert NAMESPACES[group.prefix] == entry.namespace, field.name
        assert field.times == entry.most, field.name
        if (owner, field.name) not in EITHER:
            assert field.required == entry.required, (owner, field.name)
        compare_kind(field, entry)


def compare_kind(field: ShapeField, entry: Entry) -> None:
    if isinstance(field.kind, ShapeGroup):
        assert entry.inside is not None, field.name
        compare(field.kind, entry.inside, field.name)
    elif isinstance(field.kind, ShapeChoice):
        assert set(field.kind.words) == set(entry.words), field.name
    elif isinstance(field.kind, Flag):
        assert entry.simple == "boolean", field.name
    elif isinstance(field.kind, Whole):
        assert entry.simple in ("long", "integer"), field.name
        assert entry.least is None or field.kind.least >= entry.least, field.name
    else:
        assert isinstance(field.kind, Text)
        assert (entry.simple, entry.words) == ("string", ()), field.name
        limited = next((LIMITS[name] for name in LIMITS if field.name.startswith(name)), None)
        if field.name not in OWN_REFUSAL:
            assert field.kind.most == (entry.longest or limited), field.name


@pytest.mark.parametrize("sample", [PRINTED, EVERYTHING], ids=["printed", "everything"])
async def test_the_schema_form_of_a_sample_is_valid_and_accepted(
    oracle: Oracle, webex: WebexXmlServer, visitor: Visitor, sample: str
) -> None:
    kind = oracle.type(NAMESPACES["meet"], "createMeeting")
    request = to_schema_form(sample.encode(), kind, "meet:createMeeting", oracle)
    oracle.check(request)
    (await visitor.send(request)).ok()
    assert webex.book.read("call")[-1]["form"] == "schema"


async def test_every_reply_is_valid(oracle: Oracle, visitor: Visitor) -> None:
    made = await visitor.send(EVERYTHING)
    key = made.ok().text("meetingkey")
    attendee = f"<person><email>new@acme.example</email></person><sessionKey>{key}</sessionKey>"
    by_email = f"<attendeeEmail><email>new@acme.example</email><sessionKey>{key}</sessionKey>"
    replies: list[Reply] = [made]
    for kind, content in (
        ("user.AuthenticateUser", ""),
        ("ep.GetAPIVersion", ""),
        ("attendee.CreateMeetingAttendee", attendee),
        ("attendee.LstMeetingAttendee", f"<meetingKey>{key}</meetingKey>"),
        ("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>"),
        ("meeting.LstsummaryMeeting", ""),
        ("meeting.LstMeeting", ""),
        ("meeting.GetjoinurlMeeting", f"<sessionKey>{key}</sessionKey>"),
        ("meeting.GethosturlMeeting", f"<sessionKey>{key}</sessionKey>"),
        ("meeting.SetMeeting", f"<meetingkey>{key}</meetingkey>"),
        ("attendee.DelMeetingAttendee", f"{by_email}</attendeeEmail>"),
        ("site.LstTimeZone", ""),
        ("meeting.DelMeeting", f"<meetingKey>{key}</meetingKey>"),
    ):
        replies.append((await visitor.ask(kind, content)).ok())
    assert len(replies) == len(OPERATIONS)
    replies.append((await visitor.ask("meeting.LstsummaryMeeting")).refused("000015"))
    replies.append(await visitor.send(b"<not"))
    for reply in replies:
        oracle.check(reply.http.content)


async def test_older_replies_are_valid(
    oracle: Oracle, webex: WebexXmlServer, visitor: Visitor
) -> None:
    for age in ("2004", "2016"):
        webex.site.age = age
        made = (await visitor.send(EVERYTHING)).ok()
        oracle.check(made.http.content)
        assert made.names("bodyContent") == ["meetingkey", "iCalendarURL", "guestToken"]
        read = message("meeting.GetMeeting", f"<meetingKey>{made.text('meetingkey')}</meetingKey>")
        oracle.check((await visitor.send(read)).ok().http.content)
