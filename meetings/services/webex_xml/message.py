"""Writes the requests of the XML service and reads its replies.

WebEx XML API: XML Request and Response Documents. Everything is a POST of one document to one
address. Requests are written as the vendor's own samples are: only the root is in a namespace, and
``xsi:type`` names the vendor's class. A refusal comes with HTTP 200 as well.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

import httpx

from meetings import xml
from meetings.errors import MeetingError, ServiceBusy, ServiceUnreachable, UnexpectedReply
from meetings.services.webex_xml import mending
from meetings.services.webex_xml.errors import InterfaceGone, refuse
from meetings.services.webex_xml.exceptions import failure
from meetings.xml import Element, tree

SERV = "http://www.webex.com/schemas/2002/06/service"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_GONE = (404, 405, 410)
_TYPE = f"{{{XSI}}}type"
_MESSAGE = f"{{{SERV}}}message"
_BINDING = "java:com.webex.service.binding."


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


@dataclass(frozen=True, slots=True)
class Answer:
    """A SUCCESS: its bodyContent, whether the site runs on its backup system, and when it spoke."""

    body: Element
    backup: bool
    at: datetime | None


def write(
    address: str, context: Mapping[str, str], operation: Operation, inside: Collection[Element]
) -> httpx.Request:
    """The request that asks for *operation* with *inside*, on behalf of *context*."""
    who = tree("securityContext", *(tree(name, value) for name, value in context.items()))
    content = tree("bodyContent", *inside, attributes={_TYPE: operation.value})
    message = tree(
        _MESSAGE, tree("header", who), tree("body", content), prefixes={"serv": SERV, "xsi": XSI}
    )
    headers = {"Content-Type": "text/xml; charset=UTF-8"}
    return httpx.Request("POST", address, headers=headers, content=xml.write(message))


def read(reply: httpx.Response, operation: Operation, secrets: Collection[str] = ()) -> Answer:
    """What the service answered to *operation*, or the error that it meant."""
    if reply.status_code != 200:
        raise _no_answer(reply)
    root = mending.read(reply.content)
    if root.tag != _MESSAGE:
        raise refuse(UnexpectedReply, "not a message of the XML service")
    response = xml.find(root, "header/response")
    result = xml.text(response, "result")
    if result == "FAILURE":
        raise failure(response, secrets)
    if result != "SUCCESS":
        raise refuse(UnexpectedReply, "neither SUCCESS nor FAILURE")
    body = xml.find(root, "body/bodyContent")
    kind = (body.get(_TYPE) or "").strip().rpartition(":")[2].lower()
    if kind != f"{operation.value.rpartition('.')[2]}Response".lower():
        raise refuse(UnexpectedReply, "the answer to something else")
    return Answer(body, xml.text(response, "gsbStatus") == "BACKUP", _date(reply))


def _no_answer(reply: httpx.Response) -> MeetingError:
    """The error for what was not said by the XML service, but by something in front of it."""
    label = f"HTTP {reply.status_code}"
    if reply.status_code in _GONE:
        return refuse(InterfaceGone, label)
    if reply.status_code == 429:
        return refuse(ServiceBusy, label)
    return refuse(ServiceUnreachable if reply.status_code >= 500 else UnexpectedReply, label)


def _date(reply: httpx.Response) -> datetime | None:
    """The service's own time, from the Date field of its reply."""
    try:
        date = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    return date.replace(tzinfo=date.tzinfo or UTC).astimezone(UTC)
