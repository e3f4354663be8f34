"""The XML form of what the server says: resources, packs of events, and errors.

Source: "Payload format", the XML examples of myOnlineMeetings, "Event channel details", "Errors and
informational messages". Not documented: where an event keeps its ``status`` (here an attribute),
its ``in`` and its ``reason`` (children), and how ``parameters`` look (as properties).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lxml import etree
from lxml.etree import _Element

from sandbox.services.skype import dates

NAMESPACE = "http://schemas.microsoft.com/rtc/2012/03/ucwa"
_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def resource(content: Mapping[str, Any], rel: str = "") -> bytes:
    """A resource as a document; *rel* is for those whose JSON does not name themselves."""
    return _document(_resource(content, rel or content["rel"], names_itself=True))


def events(pack: Mapping[str, Any]) -> bytes:
    """A pack of the event channel: each event is an element that its type names."""
    root = _root("events", href=pack["_links"]["self"]["href"])
    _add_links(root, pack["_links"])
    for each in pack.get("sender", ()):
        sender = _add(root, "sender", rel=each["rel"], href=each["href"])
        for event in each["events"]:
            _add_event(sender, event)
    return _document(root)


def reason(error: Mapping[str, Any]) -> bytes:
    """An error."""
    root = _root("reason")
    _fill_reason(root, error)
    return _document(root)


def _add_event(sender: _Element, content: Mapping[str, Any]) -> None:
    status = {"status": content["status"]} if "status" in content else {}
    event = _add(sender, content["type"], **content["link"], **status)
    if "in" in content:
        _add(event, "in", **content["in"])
    if "reason" in content:
        _fill_reason(_add(event, "reason"), content["reason"])
    for rel, each in content.get("_embedded", {}).items():
        event.append(_resource(each, rel, names_itself=False))


def _fill_reason(element: _Element, error: Mapping[str, Any]) -> None:
    for name in ("code", "subcode", "message"):
        if name in error:
            _add(element, name).text = _text(error[name])
    _add(element, "debugInfo")
    parameters = _add(element, "parameters")
    for name, why in error.get("parameters", {}).items():
        _add(parameters, "property", name=name).text = _text(why)


def _resource(content: Mapping[str, Any], rel: str, *, names_itself: bool) -> _Element:
    """*names_itself*: by a property too, as in answers and not in events."""
    element = _root("resource", rel=rel, href=content["_links"]["self"]["href"])
    _add_links(element, content["_links"])
    hidden = {"_links", "_embedded"} if names_itself else {"_links", "_embedded", "rel"}
    for name, value in sorted(content.items(), key=lambda each: each[0] != "rel"):
        if name not in hidden:
            _add_property(element, name, value)
    for inner, resources in content.get("_embedded", {}).items():
        for each in _several(resources):
            element.append(_resource(each, inner, names_itself=names_itself))
    return element


def _add_property(element: _Element, name: str, value: Any) -> None:
    if isinstance(value, list | tuple):
        several = _add(element, "propertyList", name=name)
        for each in value:
            _add(several, "item").text = _text(each)
    else:
        _add(element, "property", name=name).text = _text(value)


def _add_links(element: _Element, links: Mapping[str, Any]) -> None:
    """Every link but ``self``, which is the element's own ``href``."""
    for rel, targets in links.items():
        for each in _several(targets):
            if rel != "self":
                _add(element, "link", rel=rel, **each)


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return dates.in_xml(value)
    return _NO_XML.sub("\ufffd", str(value))


def _root(tag: str, **attributes: str) -> _Element:
    names: Any = {None: NAMESPACE}  # the default one, which lxml's stubs do not know
    return etree.Element(f"{{{NAMESPACE}}}{tag}", attributes, nsmap=names)


def _add(parent: _Element, tag: str, **attributes: str) -> _Element:
    clean = {name: _text(value) for name, value in attributes.items()}
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", clean)


def _document(root: _Element) -> bytes:
    etree.cleanup_namespaces(root)
    return _DECLARATION + etree.tostring(root, encoding="utf-8", xml_declaration=False)
