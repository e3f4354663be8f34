"""Messages as bytes: one PlaceWareConfCenter with one request in it, read with care, and replies.

A request is UTF-8 or UTF-16; what its headers say is ignored. Document types and entities are
refused before a parser sees them.
"""

import codecs
import re
from collections.abc import Sequence
from datetime import datetime

from lxml import etree
from lxml.etree import _Element

from sandbox.services.live_meeting.faults import Detail, ServedFault
from sandbox.services.live_meeting.values import shown_moment

ROOT = "PlaceWareConfCenter"
LARGEST_BODY = 256 * 1024
_DECLARED = re.compile(r"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = ("utf-8", "utf8", "utf-16", "us-ascii")
_BYTE_ORDERS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UNMARKED = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


def read_request(body: bytes) -> tuple[_Element, _Element]:
    """The root and the one request in it. Raises ServedFault."""
    root = _parsed(_text(body))
    if root.tag != ROOT:
        raise _unreadable(f"the root has to be {ROOT}")
    if len(root) != 1 or stray_text(root):
        raise _unreadable("there has to be exactly one request")
    if any("{" in str(each.tag) for each in root.iter()):
        raise _unreadable("there are no namespaces in a message")
    return root, root[0]


def stray_text(element: _Element) -> bool:
    """Whether there is text where only elements may be."""
    texts = [element.text, *(child.tail for child in element)]
    return any(text and text.strip() for text in texts)


def _text(body: bytes) -> str:
    encoding = {**_BYTE_ORDERS, **_UNMARKED}.get(body[:2], "utf-8-sig")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        raise _unreadable("a message is UTF-8 or UTF-16") from None
    declared = _DECLARED.match(text)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise _unreadable("a message is UTF-8 or UTF-16")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _unreadable("a message has no document type")
    return text


def _parsed(text: str) -> _Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        raise _unreadable("it is no XML") from None


def _unreadable(why: str) -> ServedFault:
    return ServedFault("Client.BadSyntax", f"The message cannot be read: {why}.")


def reply(request: str) -> _Element:
    """An empty reply to *request*, such as ``CreateMeeting``."""
    return etree.Element(f"{request}Reply")


def wrapped(inner: _Element) -> _Element:
    """*inner* in its envelope."""
    root = etree.Element(ROOT)
    root.append(inner)
    return root


def fault(refusal: ServedFault, now: datetime) -> _Element:
    """A Fault element."""
    element = etree.Element("Fault")
    etree.SubElement(element, "FaultCode").text = refusal.code[:2047]
    etree.SubElement(element, "FaultString").text = refusal.text[:2047]
    element.append(_details(now, refusal))
    return element


def note(code: str, message: str, now: datetime, **numbers: int) -> _Element:
    """An InfoWarn element."""
    element = etree.Element("InfoWarn")
    etree.SubElement(element, "Code").text = code
    etree.SubElement(element, "Message").text = message
    element.append(_details(now, ServedFault(code, message, **dict[str, Detail](numbers))))
    return element


def _details(now: datetime, refusal: ServedFault) -> _Element:
    listed = etree.Element("OptionList")
    etree.SubElement(listed, "TimeOption", {"name": "time", "value": shown_moment(now)})
    for name, value in refusal.details.items():
        _detail(listed, name, value)
    return listed


def _detail(listed: _Element, name: str, value: str | int | Sequence[str]) -> None:
    if isinstance(value, str):
        etree.SubElement(listed, "StringOption", {"name": name, "value": value})
    elif isinstance(value, int):
        etree.SubElement(listed, "DecimalOption", {"name": name, "value": str(value)})
    else:
        element = etree.SubElement(listed, "StringListOption", {"name": name})
        for each in value:
            etree.SubElement(element, "String").text = each


def as_bytes(root: _Element) -> bytes:
    """A message as it is sent: UTF-8 without a declaration."""
    return etree.tostring(root, encoding="utf-8", xml_declaration=False)
