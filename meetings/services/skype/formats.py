"""UCWA's two wire formats, JSON and XML, and the moments in them.

A body in either format is read into one shape, that of JSON: properties, ``_links``, ``_embedded``,
and ``sender`` in the replies of the event channel. UCWA: Payload format; the XML namespace and the
elements are from its own samples.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import httpx

from meetings import xml
from meetings.replies import read_json
from meetings.service import Options
from meetings.xml import Element, tree

Body: TypeAlias = Mapping[str, object]
"""What is sent: strings, lists of strings, aware datetimes; a PUT sends back any value it read."""

NAMESPACE = "http://schemas.microsoft.com/rtc/2012/03/ucwa"
_EVENT_TYPES = ("added", "updated", "deleted", "started", "completed")


@dataclass(frozen=True, slots=True)
class WireFormat:
    """One wire format: the media types of resources and of the event channel, and the writer.

    The event channel answers in XML only where its own media type is accepted.
    """

    media_type: str
    events_media_type: str
    write: Callable[[Body], bytes]

    def request(
        self, method: str, url: httpx.URL, token: str = "", body: Body | None = None
    ) -> httpx.Request:
        """A request for a resource, with a bearer *token* and a *body* where they are given."""
        headers = {"Accept": self.media_type}
        content = b""
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = self.media_type
            content = self.write(body)
        return httpx.Request(method, url, headers=headers, content=content)


def _write_json(body: Body) -> bytes:
    """Write *body* as the vendor's samples do: with slashes escaped, which dates require."""
    return json.dumps(body, default=_json_date).replace("/", r"\/").encode("ascii")


def _json_date(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError("not a value of UCWA")
    return f"/Date({round(value.timestamp() * 1000)})/"


def _write_xml(body: Body) -> bytes:
    """Write *body* as ``input`` with its properties; None is left out."""
    properties = [_property(name, value) for name, value in body.items() if value is not None]
    return xml.write(tree("input", *properties, attributes={"xmlns": NAMESPACE}))


def _property(name: str, value: object) -> Element:
    if isinstance(value, list):
        items = [tree("item", _xml_text(item)) for item in value]
        return tree("propertyList", *items, attributes={"name": name})
    return tree("property", _xml_text(value), attributes={"name": name})


def _xml_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    return str(value).lower() if isinstance(value, bool) else str(value)


JSON = WireFormat("application/json", "application/json", _write_json)
XML = WireFormat("application/xml", "application/vnd.microsoft.com.ucwa+xml", _write_xml)
FORMATS = {"json": JSON, "xml": XML}


def read_format(options: Options) -> WireFormat:
    """The format that the option ``format`` names; JSON where it is missing or unknown."""
    return FORMATS.get(options.get("format", "").strip().lower(), JSON)


def read_body(response: httpx.Response) -> Mapping[str, Any]:
    """Read the body of *response* in the format of its Content-Type; ValueError if it cannot be."""
    if "xml" not in response.headers.get("content-type", "").lower():
        return read_json(response)
    root = xml.read(response.content)
    match _name(root):
        case "resource":
            return _resource(root)
        case "events":
            return _events(root)
        case "reason":
            return _reason(root)
    raise ValueError("XML with another root element")


def _resource(element: Element) -> dict[str, Any]:
    body: dict[str, Any] = {}
    embedded: dict[str, list[Any]] = {}
    for child in element:
        match _name(child):
            case "property":
                body[child.get("name", "")] = child.text or ""
            case "propertyList":
                body[child.get("name", "")] = [item.text or "" for item in child]
            case "resource":
                embedded.setdefault(child.get("rel", ""), []).append(_resource(child))
    return {**body, "_links": _links(element), "_embedded": embedded}


def _links(element: Element) -> dict[str, list[dict[str, str]]]:
    href = element.get("href", "")
    links = {"self": [{"href": href}]} if href else {}
    for child in element:
        if _name(child) == "link":
            links.setdefault(child.get("rel", ""), []).append({"href": child.get("href", "")})
    return links


def _events(root: Element) -> dict[str, Any]:
    senders = [
        {
            "rel": sender.get("rel", ""),
            "href": sender.get("href", ""),
            "events": [_event(child) for child in sender if _name(child) in _EVENT_TYPES],
        }
        for sender in root
        if _name(sender) == "sender"
    ]
    return {"_links": _links(root), "sender": senders}


def _event(element: Element) -> dict[str, Any]:
    """An event: the element's name is its type, the attributes say which resource it is about."""
    event: dict[str, Any] = {
        "type": _name(element),
        "link": {"rel": element.get("rel", ""), "href": element.get("href", "")},
        "status": element.get("status", ""),
    }
    for child in element:
        match _name(child):
            case "in":
                event["in"] = {"rel": child.get("rel", ""), "href": child.get("href", "")}
            case "reason":
                event["reason"] = _reason(child)
            case "resource":
                embedded = event.setdefault("_embedded", {})
                embedded.setdefault(child.get("rel", ""), []).append(_resource(child))
    return event


def _reason(element: Element) -> dict[str, Any]:
    """An error: a child for each property, and ``parameters`` with a name each."""
    reason: dict[str, Any] = {_name(child): child.text or "" for child in element}
    reason["parameters"] = {
        parameter.get("name", "") or _name(parameter): parameter.text or ""
        for child in element
        if _name(child) == "parameters"
        for parameter in child
    }
    return reason


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


_JSON_DATE = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_moment(text: str) -> datetime | None:
    """Read ``/Date(ms)/`` or ISO 8601, without a zone as UTC; None where it is neither."""
    try:
        if match := _JSON_DATE.fullmatch(text):
            return _EPOCH + timedelta(milliseconds=int(match[1]))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
