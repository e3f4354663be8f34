"""Writes the requests of the XML service and reads its replies.

WebEx XML API: XML Request and Response Documents. Everything is a POST of one document to one
address. Requests are written as the vendor's own samples are: only the root is in a namespace, and
``xsi:type`` names the vendor's class. A refusal comes with HTTP 200 as well.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import httpx

from meetings import xml
from meetings.errors import MeetingError, ServiceBusy, ServiceUnreachable, UnexpectedReply
from meetings.replies import answered_at, retry_after
from meetings.service import harmless, refused
from meetings.services.webex_xml.errors import InterfaceGone, failure, refuse
from meetings.xml import Element, tree

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_TYPE = f"{{{XSI}}}type"
_MESSAGE = f"{{{SERV}}}message"
_BINDING = "java:com.webex.service.binding."
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_LINK = re.compile(r"\{[^}]*\}(?:\w*URL|\w*Link)")
_PAIR_OF_LINKS = re.compile(r"\{[^}]*\}iCalendarURL")


class Operation(Enum):
    """What can be asked, by the vendor's name of the request's class."""

    VERSION = f"{_BINDING}ep.GetAPIVersion"
    SIGN_IN = f"{_BINDING}user.AuthenticateUser"
    CREATE = f"{_BINDING}meeting.CreateMeeting"
    SET = f"{_BINDING}meeting.SetMeeting"
    GET = f"{_BINDING}meeting.GetMeeting"
    DELETE = f"{_BINDING}meeting.DelMeeting"
    LIST = f"{_BINDING}meeting.LstsummaryMeeting"
    JOIN_URL = f"{_BINDING}meeting.GetjoinurlMeeting"
    HOST_URL = f"{_BINDING}meeting.GethosturlMeeting"
    ZONES = "site.LstTimeZone"


_CHANGING = (Operation.CREATE, Operation.SET, Operation.DELETE)


@dataclass(frozen=True, slots=True)
class Success:
    """A SUCCESS: its bodyContent, whether the site runs on its backup system, and its time."""

    body: Element
    backup: bool
    answered_at: datetime | None


def write_request(
    address: str, context: Mapping[str, str], operation: Operation, content: Collection[Element]
) -> httpx.Request:
    """The request for *operation* with *content*; *context* is the securityContext."""
    who = tree("securityContext", *(tree(name, value) for name, value in context.items()))
    body = tree("bodyContent", *content, attributes={_TYPE: operation.value})
    message = tree(
        _MESSAGE, tree("header", who), tree("body", body), prefixes={"serv": SERV, "xsi": XSI}
    )
    headers = {"Content-Type": "text/xml; charset=UTF-8"}
    request = httpx.Request("POST", address, headers=headers, content=xml.write(message))
    return request if operation in _CHANGING else harmless(request)


def read_reply(
    reply: httpx.Response, operation: Operation, secrets: Collection[str] = ()
) -> Success:
    """Return the SUCCESS that answers *operation*, else raise the error that *reply* means."""
    if reply.status_code != 200:
        raise _http_error(reply)
    root = parse(reply.content)
    if root.tag != _MESSAGE:
        raise refuse(UnexpectedReply, "not a message of the XML service")
    response = xml.find(root, "header/response")
    result = xml.text(response, "result")
    if result == "FAILURE":
        error = failure(response, secrets)
        if not error.outcome_unknown:
            refused(reply)
        raise error
    if result != "SUCCESS":
        raise refuse(UnexpectedReply, "neither SUCCESS nor FAILURE")
    body = xml.find(root, "body/bodyContent")
    kind = (body.get(_TYPE) or "").strip().rpartition(":")[2].lower()
    if kind != f"{operation.value.rpartition('.')[2]}Response".lower():
        raise refuse(UnexpectedReply, "the answer to something else")
    return Success(body, xml.text(response, "gsbStatus") == "BACKUP", answered_at(reply))


def parse(document: bytes) -> Element:
    """Return the root of *document*; ValueError where it is not XML even when repaired.

    The vendor's page prints a reply with bare ampersands and with links broken over two lines, and
    some servers are said to send such. Well-formed documents are never touched. In others each
    bare ampersand is escaped, and white space is taken out of links.
    """
    try:
        return xml.read(document)
    except ValueError:
        repaired = _escape_ampersands(document) if len(document) <= xml.BIGGEST else document
        if repaired == document:
            raise
    root = xml.read(repaired)
    for link in _links(root):
        link.text = "".join((link.text or "").split())
    return root


def _escape_ampersands(document: bytes) -> bytes:
    """*document* with its bare ampersands escaped, but not those in CDATA sections."""
    repaired, position = bytearray(), 0
    while (start := document.find(b"<![CDATA[", position)) >= 0:
        end = document.find(b"]]>", start)
        if end < 0:
            break
        repaired += _BARE_AMPERSAND.sub(b"&amp;", document[position:start]) + document[start:end]
        position = end
    return bytes(repaired) + _BARE_AMPERSAND.sub(b"&amp;", document[position:])


def _links(root: Element) -> list[Element]:
    """The elements that hold a link, known by their names."""
    named = [element for element in root.iter() if _LINK.fullmatch(str(element.tag))]
    inner = [link for pair in named if _PAIR_OF_LINKS.fullmatch(str(pair.tag)) for link in pair]
    return [element for element in (*named, *inner) if len(element) == 0]


def _http_error(reply: httpx.Response) -> MeetingError:
    """The error for a reply that is not the XML service's, but of something in front of it."""
    status = reply.status_code
    kind: type[MeetingError] = ServiceUnreachable if status >= 500 else UnexpectedReply
    if status in (404, 405, 410):
        kind = InterfaceGone
    elif status == 429:
        kind = ServiceBusy
    error = refuse(kind, f"HTTP {status}")
    if isinstance(error, ServiceBusy):
        error.retry_after = retry_after(reply)
    return error
