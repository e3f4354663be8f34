"""Requests and the documents' replies fit Cisco's own schemas, as far as those of 2011 go.

The schemas are read from the folder that PARLEY_ORACLES names. Requests are in the form of the
vendor's samples, which no schema can judge: they are put into the schema's form first, by names and
types of the schema alone. What newer captures of real servers have more is added to the schemas,
piece by piece, and nothing else.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from calendars.recurrence import Recurrence
from meetings.model import Attendee
from meetings.services.webex_xml.message import parse
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml import printed
from tests.meetings.webex_xml.scripted_site import (
    ADA,
    ANSWERS,
    MADE,
    TOKEN,
    WEBEX,
    ScriptedSite,
    complete_site,
    message_of,
    scheduled_meeting,
)
from tests.meetings.webex_xml.test_request import asked_as_the_seed_does, seed_request

FOLDER = os.environ.get("PARLEY_ORACLES")
pytestmark = pytest.mark.skipif(not FOLDER, reason="PARLEY_ORACLES names no folder of schemas")

XSD = "{http://www.w3.org/2001/XMLSchema}"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
BASE = "http://www.webex.com/schemas/2002/06/"
SPACES = {
    "com": f"{BASE}common",
    "serv": f"{BASE}service",
    "meet": f"{BASE}service/meeting",
    "att": f"{BASE}service/attendee",
    "use": f"{BASE}service/user",
    "site": f"{BASE}service/site",
    "ep": f"{BASE}service/ep",
}
FILES = {
    "com": "common/common.xsd",
    "serv": "service/service.xsd",
    "meet": "service/meeting/meeting.xsd",
    "att": "service/attendee/attendee.xsd",
    "use": "service/user/user.xsd",
    "site": "service/site/site.xsd",
    "ep": "service/ep/ep.xsd",
}

# Where real servers of 2016 to 2021 have more than the schemas of 2011: the type, the element after
# which the new ones stand (none: at the end), and these with their types.
NEWER: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    ("meet", "enableOptionsType", "", [
        ("HQvideo", "boolean"), ("HDvideo", "boolean"), ("viewVideoThumbs", "boolean"),
        ("autoRecord", "boolean"),
    ]),
    ("meet", "scheduleType", "", [("firstAttendeeAsPresenter", "boolean")]),
    ("meet", "meetingInstanceType", "participantsJoined", [("telePresence", "boolean")]),
    ("meet", "meetingSummaryInstanceType", "participantsJoined", [("telePresence", "boolean")]),
    ("meet", "meetingSummaryInstanceType", "meetingKey", [("meetingUUID", "string")]),
    ("meet", "createMeetingResponse", "meetingkey", [
        ("meetingUUID", "string"), ("meetingPassword", "string"),
    ]),
    ("meet", "getMeetingResponse", "", [("meetingLink", "string")]),
    ("com", "securityType", "", [
        ("clientID", "string"), ("clientSecret", "string"), ("webExAccessToken", "string"),
    ]),
    ("use", "authenticateUser", "samlResponse", [("accessToken", "string")]),
    ("use", "authenticateUserResponse", "sessionTicket", [
        ("createTime", "long"), ("timeToLive", "long"),
    ]),
]  # fmt: skip
OPTIONAL = [("serv", "callInNumType", "tollNum"), ("use", "authenticateUser", "samlResponse")]


class Schemas:
    """The patched schemas: by type name for putting requests into form, and as a judge."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.files: dict[str, etree._Element] = {}
        for prefix, path in FILES.items():
            self.files[prefix] = etree.parse(str(folder / path)).getroot()
        self._patch()
        for prefix, path in FILES.items():
            (scratch / path).parent.mkdir(parents=True, exist_ok=True)
            (scratch / path).write_bytes(etree.tostring(self.files[prefix]))
        for path in folder.rglob("*.xsd"):
            copy = scratch / path.relative_to(folder)
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
        imports = "".join(
            f'<xsd:import namespace="{SPACES[prefix]}" schemaLocation="{path}"/>'
            for prefix, path in FILES.items()
        )
        driver = scratch / "driver.xsd"
        driver.write_text(
            f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'
        )
        self.judge = etree.XMLSchema(etree.parse(str(driver)))

    def complaints(self, root: etree._Element) -> list[str]:
        self.judge.validate(root)
        return [str(entry.message) for entry in self.judge.error_log]

    def elements(self, prefix: str, node: etree._Element) -> Iterator[tuple[str, etree._Element]]:
        """The elements of a complexType in order, those of its base first, with their prefix."""
        extension = node.find(f"{XSD}complexContent/{XSD}extension")
        if extension is not None:
            its, base = self.named(prefix, extension.get("base") or "")
            yield from self.elements(its, base)
            node = extension
        for element in node.iterfind(f"{XSD}sequence/{XSD}element"):
            yield prefix, element

    def named(self, prefix: str, name: str) -> tuple[str, etree._Element]:
        """A complexType by its qualified name, as the file of *prefix* writes it."""
        space, _, local = name.rpartition(":")
        uri = self.files[prefix].nsmap.get(space or None)
        its = next((short for short, known in SPACES.items() if known == uri), prefix)
        node = self.files[its].find(f"{XSD}complexType[@name='{local}']")
        if node is None:
            raise LookupError(name)
        return its, node

    def inside(self, prefix: str, element: etree._Element) -> tuple[str, etree._Element] | None:
        """The complexType of a declared element, or none where it holds text."""
        own = element.find(f"{XSD}complexType")
        if own is not None:
            return prefix, own
        try:
            return self.named(prefix, element.get("type") or "")
        except LookupError:
            return None

    def _patch(self) -> None:
        for prefix, kind, before, elements in NEWER:
            _, node = self.named(prefix, self._own(prefix, kind))
            sequence = next(node.iter(f"{XSD}sequence"))
            at = len(sequence)
            if before:
                [mark] = [element for element in sequence if element.get("name") == before]
                at = sequence.index(mark) + 1
            for offset, (name, its) in enumerate(elements):
                new = etree.Element(f"{XSD}element", name=name, minOccurs="0")
                new.set("type", f"{self._xsd(prefix)}:{its}")
                sequence.insert(at + offset, new)
        for prefix, kind, name in OPTIONAL:
            _, node = self.named(prefix, self._own(prefix, kind))
            elements = node.iter(f"{XSD}element")
            [element] = [each for each in elements if each.get("name") == name]
            element.set("minOccurs", "0")

    def _own(self, prefix: str, kind: str) -> str:
        spaces = self.files[prefix].nsmap.items()
        return f"{next(short for short, uri in spaces if uri == SPACES[prefix])}:{kind}"

    def _xsd(self, prefix: str) -> str:
        spaces = self.files[prefix].nsmap.items()
        return str(next(short for short, uri in spaces if f"{{{uri}}}" == XSD))


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    folder = Path(str(FOLDER)) / "webex-xml" / "2002" / "06"
    return Schemas(folder, tmp_path_factory.mktemp("schemas"))


def in_form(schemas: Schemas, request: etree._Element) -> etree._Element:
    """A request of the vendor's samples in the schema's form: qualified, typed, and in order."""
    context = request.find("header/securityContext")
    content = request.find("body/bodyContent")
    assert context is not None
    assert content is not None
    *_, space, operation = (content.get(TYPE) or "").replace(":", ".").split(".")
    prefix = {"meeting": "meet", "user": "use"}.get(space, space)
    local = operation[:1].lower() + operation[1:]
    serv = SPACES["serv"]
    root = etree.Element(f"{{{serv}}}message", nsmap={**SPACES, "xsi": TYPE[1:].partition("}")[0]})
    head = etree.SubElement(root, f"{{{serv}}}header")
    who = etree.SubElement(head, f"{{{serv}}}securityContext")
    _fill(schemas, who, context, "com", schemas.named("com", "com:securityType")[1])
    body = etree.SubElement(root, f"{{{serv}}}body")
    what = etree.SubElement(body, f"{{{serv}}}bodyContent")
    what.set(TYPE, f"{prefix}:{local}")
    _fill(schemas, what, content, *schemas.named(prefix, schemas._own(prefix, local)))
    return root


def _fill(
    schemas: Schemas, to: etree._Element, given: etree._Element, prefix: str, kind: etree._Element
) -> None:
    left = list(given)
    for its, declared in schemas.elements(prefix, kind):
        name = declared.get("name") or (declared.get("ref") or "").rpartition(":")[2]
        for child in [child for child in left if etree.QName(child).localname == name]:
            left.remove(child)
            new = etree.SubElement(to, f"{{{SPACES[its]}}}{name}")
            inside = schemas.inside(its, declared)
            if inside is None:
                new.text = (child.text or "").strip()
                if (declared.get("type") or "").endswith(":boolean"):
                    new.text = new.text.lower()
            else:
                _fill(schemas, new, child, *inside)
    assert left == [], f"{given.tag} has no {[child.tag for child in left]}"


def every_request() -> Iterator[tuple[str, etree._Element]]:
    """Each request that the service can be asked, in the forms that differ."""
    people = (Attendee(name="James Kirk", email="jkirk@acme.example"), Attendee(name="Ana"))
    series = scheduled_meeting(
        recurrence=Recurrence.parse("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9"), people=people, agenda="One"
    )
    choices = {"mail": "yes", "phone": "other", "phone_text": "Call", "record": "no"}
    sites = [
        asked_as_the_seed_does(),
        _asked_by(WEBEX.create(series, ADA)),
        _asked_by(
            WEBEX.create(
                scheduled_meeting(
                    choices=choices, recurrence=Recurrence.parse("FREQ=YEARLY;UNTIL=20300101")
                ),
                ADA,
            )
        ),
        _asked_by(WEBEX.find(scheduled_meeting(), ADA)),
        _asked_by(WEBEX.change(MADE, series, ADA)),
        _asked_by(WEBEX.upcoming(scheduled_meeting().starts_at, ADA)),
        _asked_by(WEBEX.host_link(MADE, ADA)),
        _asked_by(WEBEX.cancel(MADE, ADA)),
        _asked_by(WEBEX.connect(ANSWERS)),
        _asked_by(WEBEX.connect({"username": "u", "token": TOKEN})),
    ]
    return (
        (name, message_of(request))
        for site in sites
        for name, request in zip(site.names, site.requests, strict=True)
    )


def _asked_by(exchange) -> ScriptedSite:
    site = complete_site()
    site.play(exchange)
    return site


def test_every_request_fits_the_schemas(schemas: Schemas) -> None:
    seen = set()
    for name, request in every_request():
        assert schemas.complaints(in_form(schemas, request)) == [], name
        seen.add(name)
    assert seen == {
        "GetAPIVersion", "AuthenticateUser", "CreateMeeting", "SetMeeting", "GetMeeting",
        "DelMeeting", "LstsummaryMeeting", "GetjoinurlMeeting", "GethosturlMeeting", "LstTimeZone",
    }  # fmt: skip


def test_the_pages_own_request_fits_them_as_well(schemas: Schemas) -> None:
    assert schemas.complaints(in_form(schemas, seed_request())) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("confName", "ConfName"), ("meetingPassword", "password"), ("openTime", "open")],
)
def test_a_misspelt_element_would_be_noticed(schemas: Schemas, old: str, new: str) -> None:
    text = etree.tostring(seed_request()).replace(old.encode(), new.encode())
    with pytest.raises(AssertionError, match=new):
        in_form(schemas, etree.fromstring(text))


@pytest.mark.parametrize(("old", "new"), [("900", "soon"), (">true<", ">perhaps<")])
def test_a_wrong_value_would_be_noticed(schemas: Schemas, old: str, new: str) -> None:
    text = etree.tostring(seed_request()).replace(old.encode(), new.encode())
    assert schemas.complaints(in_form(schemas, etree.fromstring(text)))


def test_the_replies_that_the_tests_use_fit_them(schemas: Schemas) -> None:
    line = doc.line(doc.KEY, "Sample", "05/31/2027 10:10:00")
    replies = [
        doc.ticket(), doc.created(), doc.changed(), doc.deleted(), doc.join_url(), doc.host_url(),
        doc.page(line), doc.nothing(), doc.version(), doc.meeting(), doc.zones(_25=60),
        doc.created(more="<meet:meetingUUID>a</meet:meetingUUID>"),
    ]  # fmt: skip
    for reply in replies:
        assert schemas.complaints(etree.fromstring(reply.content)) == [], reply.text


def test_the_pages_reply_fits_them_once_it_is_mended(schemas: Schemas) -> None:
    assert schemas.complaints(parse(printed.REPLY.encode())) == []
