"""The XML form of what clients send: ``input`` with properties and lists of them, read strictly.

Source: "Payload format" and the XML examples of myOnlineMeetings and startOnlineMeeting. A resource
may be sent back as it was read, ``link`` and ``resource`` elements included.
"""

from typing import Any

from lxml import etree
from lxml.etree import _Element

from sandbox.services.skype.dates import XmlText
from sandbox.services.skype.xml_form import NAMESPACE

_ROOTS = {"input": set[str](), "resource": {"rel", "href"}}
# What a body that is sent back also holds, by the names that it has in JSON.
_PLAYED_BACK = {"link": "_links", "resource": "_embedded"}


def read(body: bytes) -> dict[str, Any]:
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
        return _plain(element)
    if _local(element) != "propertyList":
        raise ValueError(f"there is no {element.tag}")
    _check_no_text(element)
    if any(_local(item) != "item" or item.attrib for item in element):
        raise ValueError("a list has items and nothing else")
    return [_plain(item) for item in element]


def _plain(element: _Element) -> XmlText:
    if len(element):
        raise ValueError(f"{element.tag} holds text and nothing else")
    return XmlText(element.text or "")


def _check_no_text(element: _Element) -> None:
    texts = [element.text, *(child.tail for child in element)]
    if any(text and text.strip() for text in texts):
        raise ValueError(f"there is text in {element.tag}")
