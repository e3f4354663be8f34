"""Writes replies: values become elements in the order and the namespaces of the shapes."""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from sandbox.services.webex_xml.operations import ROOTS, ServedOperation
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.shapes import NAMESPACES, XSI, ShapeGroup

_ADDRESS = re.compile(rb">(https?://[^<]*)<")


def success(
    operation: ServedOperation, values: Mapping[str, Any], *, gsb: str, encoding: str = "UTF-8"
) -> bytes:
    """A reply that says SUCCESS and has *values* as its content."""
    root, body = _envelope(_message(operation), gsb)
    content = etree.SubElement(body, _tag("serv", "bodyContent"), nsmap={"xsi": XSI})
    content.set(f"{{{XSI}}}type", operation.reply_type)
    _fill(content, operation.gives, values)
    return _bytes(root, encoding)


def failure(
    operation: ServedOperation | None, refused: RequestRefused, *, gsb: str, encoding: str = "UTF-8"
) -> bytes:
    """A reply that says FAILURE; its content is empty and has no type."""
    root, body = _envelope(_message(None if refused.unbound else operation), gsb, refused)
    etree.SubElement(body, _tag("serv", "bodyContent"))
    return _bytes(root, encoding)


def as_printed(reply: bytes) -> bytes:
    """The same reply with its addresses as Cisco's page prints them: raw ``&``, a wrapped line."""

    def damaged(match: re.Match[bytes]) -> bytes:
        address = match[1].replace(b"&amp;", b"&")
        middle = len(address) // 2
        return b">" + address[:middle] + b"\n" + b" " * 20 + address[middle:] + b"<"

    return _ADDRESS.sub(damaged, reply)


def _message(operation: ServedOperation | None) -> etree._Element:
    prefixes = ("serv", "com", *(ROOTS[operation.service] if operation else ()))
    nsmap = {prefix: NAMESPACES[prefix] for prefix in prefixes}
    return etree.Element(_tag("serv", "message"), nsmap=nsmap)


def _envelope(
    root: etree._Element, gsb: str, refused: RequestRefused | None = None
) -> tuple[etree._Element, etree._Element]:
    header = etree.SubElement(root, _tag("serv", "header"))
    response = etree.SubElement(header, _tag("serv", "response"))
    _put(response, "result", "FAILURE" if refused else "SUCCESS")
    if refused:
        _put(response, "reason", refused.reason)
    _put(response, "gsbStatus", gsb)
    if refused:
        _put(response, "exceptionID", refused.number)
        _details(response, refused)
    return root, etree.SubElement(root, _tag("serv", "body"))


def _details(response: etree._Element, refused: RequestRefused) -> None:
    if not refused.details:
        return
    errors = etree.SubElement(response, _tag("serv", "subErrors"))
    for number, reason in refused.details:
        error = etree.SubElement(errors, _tag("serv", "subError"))
        _put(error, "exceptionID", number)
        _put(error, "reason", reason)


def _fill(parent: etree._Element, group: ShapeGroup, values: Mapping[str, Any]) -> None:
    if unknown := set(values) - {field.name for field in group.fields}:
        raise KeyError(f"the reply has no {', '.join(sorted(unknown))}")
    for field in group.fields:
        if field.name not in values:
            continue
        value = values[field.name]
        for item in value if field.repeats else [value]:
            element = etree.SubElement(parent, _tag(group.prefix, field.name))
            if isinstance(field.kind, ShapeGroup):
                _fill(element, field.kind, item)
            else:
                element.text = _text(item)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _put(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, _tag("serv", name)).text = value


def _tag(prefix: str, name: str) -> str:
    return f"{{{NAMESPACES[prefix]}}}{name}"


def _bytes(root: etree._Element, encoding: str) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>\n'.encode()
    written: Any = etree.tostring(root, encoding=encoding, xml_declaration=False)
    return declaration + bytes(written)
