"""Cisco's schemas as an oracle: with what newer replies have in addition, and read as tables.

They are read from the folder that PARLEY_ORACLES names. ``ADDED`` is all that may be added.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

FOLDER = os.environ.get("PARLEY_ORACLES")
needs_oracle = pytest.mark.skipif(not FOLDER, reason="PARLEY_ORACLES names no folder of schemas")

XSD = "http://www.w3.org/2001/XMLSchema"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
ROOT = "http://www.webex.com/schemas/2002/06/"
FILES = {
    "common": "common/common.xsd",
    "service": "service/service.xsd",
    "service/meeting": "service/meeting/meeting.xsd",
    "service/attendee": "service/attendee/attendee.xsd",
    "service/user": "service/user/user.xsd",
    "service/ep": "service/ep/ep.xsd",
    "service/site": "service/site/site.xsd",
}
ADDED = (  # file, type, after which element ("" is last), name, type
    *(
        ("service/meeting", "enableOptionsType", "", name, "boolean")
        for name in ("HQvideo", "HDvideo", "viewVideoThumbs", "autoRecord")
    ),
    ("service/meeting", "scheduleType", "", "firstAttendeeAsPresenter", "boolean"),
    ("service/meeting", "meetingInstanceType", "participantsJoined", "telePresence", "boolean"),
    (
        *("service/meeting", "meetingSummaryInstanceType", "participantsJoined"),
        *("telePresence", "boolean"),
    ),
    ("service/meeting", "meetingSummaryInstanceType", "meetingKey", "meetingUUID", "string"),
    ("service/meeting", "createMeetingResponse", "meetingkey", "meetingUUID", "string"),
    ("service/meeting", "createMeetingResponse", "meetingUUID", "meetingPassword", "string"),
    ("service/meeting", "getMeetingResponse", "", "meetingLink", "string"),
    ("common", "securityType", "", "clientID", "string"),
    ("common", "securityType", "", "clientSecret", "string"),
    ("common", "securityType", "", "webExAccessToken", "string"),
    ("service/user", "authenticateUser", "", "accessToken", "string"),
    ("service/user", "authenticateUserResponse", "", "createTime", "long"),
    ("service/user", "authenticateUserResponse", "", "timeToLive", "long"),
)
RELAXED = (
    ("service", "callInNumType", "tollNum"),
    ("service/user", "authenticateUser", "samlResponse"),
)


@dataclass(frozen=True)
class Entry:
    """One element of a type: *most* is None for any number; *inside* is of a complex type."""

    name: str
    namespace: str
    required: bool
    most: int | None
    simple: str = ""
    words: tuple[str, ...] = ()
    longest: int | None = None
    least: int | None = None
    inside: tuple["Entry", ...] | None = None


class Oracle:
    """The schemas, patched in a folder of our own."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(Path(str(FOLDER)) / "webex-xml" / "2002" / "06", folder, dirs_exist_ok=True)
        self._trees = {ROOT + key: etree.parse(str(folder / path)) for key, path in FILES.items()}
        for key, name, after, new, kind in ADDED:
            self._add(key, name, after, new, kind)
        for key, name, element in RELAXED:
            self._element(key, name, element).set("minOccurs", "0")
        for key, path in FILES.items():
            self._trees[ROOT + key].write(str(folder / path))
        driver = etree.Element(f"{{{XSD}}}schema", nsmap={"xsd": XSD})
        for key, path in FILES.items():
            etree.SubElement(driver, f"{{{XSD}}}import", namespace=ROOT + key, schemaLocation=path)
        (folder / "driver.xsd").write_bytes(etree.tostring(driver))
        self.schema = etree.XMLSchema(etree.parse(str(folder / "driver.xsd")))

    def check(self, document: bytes) -> None:
        """Fail unless *document* is valid."""
        self.schema.assertValid(etree.fromstring(document))

    def type(self, namespace: str, name: str) -> tuple[Entry, ...]:
        """The elements of a complex type, those that it inherits first."""
        element = self._trees[namespace].find(f"{{*}}complexType[@name='{name}']")
        assert element is not None, name
        return self._entries(element, namespace)

    def _entries(self, kind: etree._Element, namespace: str) -> tuple[Entry, ...]:
        extension = kind.find("{*}complexContent/{*}extension")
        inherited: tuple[Entry, ...] = ()
        if extension is not None:
            base_namespace, base = self._resolve(extension, "base")
            inherited = self.type(base_namespace, base)
            kind = extension
        own = kind.iterfind("{*}sequence/{*}element")
        return (*inherited, *(self._entry(element, namespace) for element in own))

    def _entry(self, element: etree._Element, namespace: str) -> Entry:
        most = element.get("maxOccurs", "1")
        optional = element.get("minOccurs", "1") == "0"
        facts = (
            element.attrib["name"],
            namespace,
            not optional,
            None if most == "unbounded" else int(most),
        )
        inline = element.find("{*}complexType")
        if inline is not None:
            return Entry(*facts, inside=self._entries(inline, namespace))
        simple = element.find("{*}simpleType")
        if simple is None:
            owner, name = self._resolve(element, "type")
            if owner == XSD:
                return Entry(*facts, simple=name)
            simple = self._trees[owner].find(f"{{*}}simpleType[@name='{name}']")
            if simple is None:
                return Entry(*facts, inside=self.type(owner, name))
        return self._restricted(facts, simple)

    def _restricted(
        self, facts: tuple[str, str, bool, int | None], simple: etree._Element
    ) -> Entry:
        rule = simple.find("{*}restriction")
        assert rule is not None
        longest = rule.find("{*}maxLength")
        least = rule.find("{*}minInclusive")
        return Entry(
            *facts,
            simple=self._resolve(rule, "base")[1],
            words=tuple(each.attrib["value"] for each in rule.iterfind("{*}enumeration")),
            longest=None if longest is None else int(longest.attrib["value"]),
            least=None if least is None else int(least.attrib["value"]),
        )

    def _resolve(self, element: etree._Element, attribute: str) -> tuple[str, str]:
        prefix, _, name = element.attrib[attribute].rpartition(":")
        return str(element.nsmap[prefix or None]), name

    def _element(self, key: str, name: str, element: str) -> etree._Element:
        path = f"{{*}}complexType[@name='{name}']//{{*}}element[@name='{element}']"
        match = self._trees[ROOT + key].find(path)
        assert match is not None, (name, element)
        return match

    def _add(self, key: str, name: str, after: str, new: str, kind: str) -> None:
        made = etree.Element(f"{{{XSD}}}element", name=new, type=f"xsd:{kind}", minOccurs="0")
        if after:
            self._element(key, name, after).addnext(made)
            return
        owner = self._trees[ROOT + key].find(f"{{*}}complexType[@name='{name}']")
        assert owner is not None
        sequence = next(owner.iter(f"{{{XSD}}}sequence"))
        sequence.append(made)


def to_schema_form(document: bytes, kind: tuple[Entry, ...], name: str, oracle: Oracle) -> bytes:
    """A request in the java form as the schema has it: qualified, in order, its booleans lower.

    *name* is the type's, such as ``meet:createMeeting``; *kind* are its elements.
    """
    old = etree.fromstring(document)
    namespaces = {"serv": f"{ROOT}service", "meet": f"{ROOT}service/meeting", "xsi": XSI}
    namespaces |= {"att": f"{ROOT}service/attendee", "use": f"{ROOT}service/user"}
    service = namespaces["serv"]
    root = etree.Element(f"{{{service}}}message", nsmap=namespaces)
    header = etree.SubElement(root, f"{{{service}}}header")
    context = etree.SubElement(header, f"{{{service}}}securityContext")
    _move(
        old.find("{*}header/{*}securityContext"),
        context,
        oracle.type(f"{ROOT}common", "securityType"),
    )
    body = etree.SubElement(root, f"{{{service}}}body")
    content = etree.SubElement(body, f"{{{service}}}bodyContent")
    content.set(f"{{{XSI}}}type", name)
    _move(old.find("{*}body/{*}bodyContent"), content, kind)
    return etree.tostring(root)


def _move(old: etree._Element | None, new: etree._Element, kind: tuple[Entry, ...]) -> None:
    assert old is not None
    unknown = {etree.QName(child).localname for child in old} - {each.name for each in kind}
    assert not unknown, unknown
    for entry in kind:
        for child in old.iterfind(f"{{*}}{entry.name}"):
            made = etree.SubElement(new, f"{{{entry.namespace}}}{entry.name}")
            if entry.inside is not None:
                _move(child, made, entry.inside)
            else:
                written = child.text or ""
                made.text = written.lower() if entry.simple == "boolean" else written
