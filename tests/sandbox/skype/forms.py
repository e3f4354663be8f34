"""Answers and requests in both forms, read and written by hand, and brought to one shape."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
from lxml import etree
from lxml.etree import _Element

JSON = "application/json"
XML = "application/xml"
EVENTS_XML = "application/vnd.microsoft.com.ucwa+xml"
NAMESPACE = "http://schemas.microsoft.com/rtc/2012/03/ucwa"
DATES = ("expirationTime", "expires")
Shape = dict[str, Any]


def composed(properties: dict[str, Any], root: str = "input") -> bytes:
    """*properties* as an XML request."""
    element = etree.Element(root, xmlns=NAMESPACE)
    for name, value in properties.items():
        if isinstance(value, list):
            several = etree.SubElement(element, "propertyList", name=name)
            for each in value:
                etree.SubElement(several, "item").text = each
        else:
            etree.SubElement(element, "property", name=name).text = value
    return etree.tostring(element, encoding="utf-8", xml_declaration=True)


def read(answer: httpx.Response) -> Shape:
    """The resource in *answer*, whichever form it came in."""
    kind = answer.headers["content-type"].partition(";")[0]
    if kind in (XML, EVENTS_XML):
        root = etree.fromstring(answer.content)
        assert root.tag == f"{{{NAMESPACE}}}resource", root.tag
        return _xml_resource(root)
    assert kind == JSON
    return _json_resource(answer.json())


def read_pack(answer: httpx.Response) -> Shape:
    """The pack of events in *answer*, whichever form it came in."""
    if answer.headers["content-type"] == EVENTS_XML:
        return _xml_pack(etree.fromstring(answer.content))
    pack = answer.json()
    senders = [_json_sender(each) for each in pack.get("sender", [])]
    return {"links": _json_links(pack["_links"]), "senders": senders}


def read_reason(root: _Element) -> dict[str, Any]:
    """The error in an XML document or event."""
    read = {_name(each): each.text or "" for each in root if not len(each)}
    for parameters in root.iterfind(f"{{{NAMESPACE}}}parameters"):
        read["parameters"] = {each.attrib["name"]: each.text for each in parameters}
    return {name: value for name, value in read.items() if value}


def _json_resource(resource: dict[str, Any]) -> Shape:
    inner = resource.get("_embedded", {})
    return {
        "links": _json_links(resource["_links"]),
        "properties": {
            name: _json_value(name, value)
            for name, value in resource.items()
            if name not in ("_links", "_embedded")
        },
        "inner": {
            rel: [_json_resource(item) for item in _list(each)] for rel, each in inner.items()
        },
    }


def _json_links(links: dict[str, Any]) -> dict[str, Any]:
    return {rel: _list(each) for rel, each in links.items()}


def _json_value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_json_value(name, each) for each in value]
    if name in DATES:
        match = re.fullmatch(r"/Date\((\d+)\)/", value)
        assert match, value
        return datetime.fromtimestamp(int(match[1]) / 1000, UTC)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _json_sender(sender: dict[str, Any]) -> Shape:
    events = []
    for event in sender["events"]:
        reason = {name: each for name, each in event.get("reason", {}).items() if each}
        embedded = {rel: _json_resource(each) for rel, each in event.get("_embedded", {}).items()}
        for each in embedded.values():
            each["properties"].pop("rel")
        known = {name: event[name] for name in ("type", "link", "in", "status") if name in event}
        events.append({**known, "reason": reason, "inner": embedded})
    return {"rel": sender["rel"], "href": sender["href"], "events": events}


def _xml_resource(element: _Element) -> Shape:
    links: dict[str, Any] = {"self": [{"href": element.attrib["href"]}]}
    properties: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    for child in element:
        attributes = dict(child.attrib)
        kind = _name(child)
        if kind == "link":
            links.setdefault(attributes.pop("rel"), []).append(attributes)
        elif kind == "resource":
            inner.setdefault(attributes["rel"], []).append(_xml_resource(child))
        else:
            name = str(attributes.pop("name"))
            assert not attributes
            assert name not in properties
            properties[name] = _xml_value(kind, name, child)
    return {"links": links, "properties": properties, "inner": inner}


def _xml_value(kind: str, name: str, element: _Element) -> Any:
    if kind == "propertyList":
        assert {_name(each) for each in element} <= {"item"}
        return [each.text or "" for each in element]
    assert kind == "property"
    text = element.text or ""
    if name in DATES:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}-07:00", text)
        return datetime.fromisoformat(text).astimezone(UTC)
    return text


def _xml_pack(root: _Element) -> Shape:
    assert _name(root) == "events"
    links: dict[str, Any] = {"self": [{"href": root.attrib["href"]}]}
    senders = []
    for child in root:
        if _name(child) == "link":
            links[str(child.attrib["rel"])] = [{"href": child.attrib["href"]}]
        else:
            assert _name(child) == "sender"
            senders.append({**child.attrib, "events": [_xml_event(each) for each in child]})
    return {"links": links, "senders": senders}


def _xml_event(element: _Element) -> Shape:
    link = dict(element.attrib)
    status = {"status": link.pop("status")} if "status" in link else {}
    shape: Shape = {"type": _name(element), "link": link, **status, "reason": {}, "inner": {}}
    for child in element:
        if _name(child) == "in":
            shape["in"] = dict(child.attrib)
        elif _name(child) == "reason":
            shape["reason"] = read_reason(child)
        else:
            shape["inner"][child.attrib["rel"]] = _xml_resource(child)
    return shape


def _name(element: _Element) -> str:
    name = etree.QName(element)
    assert name.namespace == NAMESPACE
    return name.localname


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
