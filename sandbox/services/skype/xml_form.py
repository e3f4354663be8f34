"""The XML form: resources, packs of events and errors written; what clients send read strictly.

Source: "Payload format", the XML examples of myOnlineMeetings and startOnlineMeeting, "Event
channel details", "Errors and informational messages". A client sends ``input`` with properties and
lists of them, or a resource as it was read, ``link`` and ``resource`` elements included. Not
documented: where an event keeps its ``status`` (here an attribute), its ``in`` and its ``reason``
(children), and how ``parameters`` look (as properties).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from lxml import etree
from lxml.etree import _Element

from sandbox.services.skype import dates
from sandbox.services.skype.dates import XmlText

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


_ROOTS = {"input": set[str](), "resource": {"rel", "href"}}
# What a body that is sent back also holds, by the names that it has in JSON.
_PLAYED_BACK = {"link": "_links", "resource": "_embedded"}


def read_input(body: bytes) -> dict[str, Any]:
    """The properties in *body*: text and lists of text. Raises ValueError."""
    root = _parsed(body)
    kind = _local(root)
    if kind not in _ROOTS or not set(root.attrib) <= _ROOTS[kind]:
        raise ValueError(f"the root is {root.tag}")
    _check_no_text(root)
    properties: dict[str, Any] = {}
    for child in root:
        if known := _PLAYED_BACK.get(_local(child)):
            properties[known] = {}
            continue
        name = _name(child)
        if name.lower() in {each.lower() for each in properties}:
            raise ValueError(f"{name} was given twice")
        properties[name] = _value(child)
    return properties


def _parsed(body: bytes) -> _Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from None
    docinfo: Any = root.getroottree().docinfo  # lxml's stubs do not know that it has a doctype
    if docinfo.doctype:
        raise ValueError("there is a document type")
    return root


def _local(element: _Element) -> str:
    """The name of *element*; empty for one of another namespace."""
    tag = etree.QName(element)
    return tag.localname if tag.namespace == NAMESPACE else ""


def _name(element: _Element) -> str:
    if set(element.attrib) != {"name"}:
        raise ValueError(f"{element.tag} has a name and nothing else")
    return str(element.attrib["name"])


def _value(element: _Element) -> Any:
    if _local(element) == "property":
        return _plain_text(element)
    if _local(element) != "propertyList":
        raise ValueError(f"there is no {element.tag}")
    _check_no_text(element)
    if any(_local(item) != "item" or item.attrib for item in element):
        raise ValueError("a list has items and nothing else")
    return [_plain_text(item) for item in element]


def _plain_text(element: _Element) -> XmlText:
    if len(element):
        raise ValueError(f"{element.tag} holds text and nothing else")
    return XmlText(element.text or "")


def _check_no_text(element: _Element) -> None:
    texts = [element.text, *(child.tail for child in element)]
    if any(text and text.strip() for text in texts):
        raise ValueError(f"there is text in {element.tag}")
