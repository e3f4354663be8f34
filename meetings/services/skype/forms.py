"""The two forms in which UCWA's resources travel: JSON and XML, written from and read to one shape.

The shape is the JSON one: properties, ``_links``, ``_embedded``, and ``sender`` in what the event
channel says. UCWA: Payload format; the XML namespace and the elements are from its own samples.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

import httpx

from meetings import xml
from meetings.replies import read_json
from meetings.service import Options
from meetings.xml import Element, tree

Body: TypeAlias = Mapping[str, object]
"""What is sent: texts, lists of texts, moments; and what was read, to be played back as it was."""

NAMESPACE = "http://schemas.microsoft.com/rtc/2012/03/ucwa"
_CHANGES = ("added", "updated", "deleted", "started", "completed")


@dataclass(frozen=True, slots=True)
class Form:
    """One form: the media type of resources, that of the event channel's answers, and the writer.

    The event channel speaks XML only to those who ask for its own type.
    """

    name: str
    kind: str
    events: str
    write: Callable[[Body], bytes]


def _write_json(body: Body) -> bytes:
    """Write *body* as the vendor's samples do: slashes escaped, as dates have to have them."""
    return json.dumps(body, default=_json_date).replace("/", r"\/").encode("ascii")


def _json_date(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError("not a value that UCWA has")
    return f"/Date({round(value.timestamp() * 1000)})/"


def _write_xml(body: Body) -> bytes:
    """Write *body* as ``input`` with its properties; what is null is left out."""
    inside = [_property(name, value) for name, value in body.items() if value is not None]
    return xml.write(tree("input", *inside, attributes={"xmlns": NAMESPACE}))


def _property(name: str, value: object) -> Element:
    if isinstance(value, list):
        items = [tree("item", _xml_text(each)) for each in value]
        return tree("propertyList", *items, attributes={"name": name})
    return tree("property", _xml_text(value), attributes={"name": name})


def _xml_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    return str(value).lower() if isinstance(value, bool) else str(value)


JSON = Form("json", "application/json", "application/json", _write_json)
XML = Form("xml", "application/xml", "application/vnd.microsoft.com.ucwa+xml", _write_xml)
FORMS = {form.name: form for form in (JSON, XML)}


def read_form(options: Options) -> Form:
    """The form that ``format`` sets; JSON where it sets none that there is."""
    return FORMS.get(options.get("format", "").strip().lower(), JSON)


def read_body(response: httpx.Response) -> Mapping[str, Any]:
    """Read what *response* holds, in whichever form it says that it is; ValueError if in none."""
    if "xml" not in response.headers.get("content-type", "").lower():
        return read_json(response)
    root = xml.read(response.content)
    match _name(root):
        case "resource":
            return _resource(root)
        case "events":
            return _pack(root)
        case "reason":
            return _reason(root)
    raise ValueError("XML of another kind")


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


def _pack(root: Element) -> dict[str, Any]:
    senders = [
        {
            "rel": sender.get("rel", ""),
            "href": sender.get("href", ""),
            "events": [_event(each) for each in sender if _name(each) in _CHANGES],
        }
        for sender in root
        if _name(sender) == "sender"
    ]
    return {"_links": _links(root), "sender": senders}


def _event(element: Element) -> dict[str, Any]:
    """An event: its type is the element's name, and what it is about stands in its attributes."""
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
    """An error: children named after what they hold, and parameters with a name each."""
    reason: dict[str, Any] = {_name(child): child.text or "" for child in element}
    parameters = [child for child in element if _name(child) == "parameters"]
    reason["parameters"] = {
        each.get("name", "") or _name(each): each.text or "" for one in parameters for each in one
    }
    return reason


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
