"""Reads requests: bytes to an envelope, and its content to values, strictly by the shapes.

Both forms of the service are understood. In the java form (``xsi:type`` names a java class) the
elements come in any order, in no namespace or in their own; in the schema form (``xsi:type`` is
a name of the schema) each is in its namespace and in the order of the schema.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from sandbox.services.webex_xml.operations import OPERATIONS, ROOTS, ServedOperation
from sandbox.services.webex_xml.refusals import unbound
from sandbox.services.webex_xml.shapes import (
    NAMESPACES,
    XSI,
    BadValue,
    ShapeField,
    ShapeGroup,
    text,
    whole,
)

CONTEXT = ShapeGroup(
    "com",
    (
        text("webExID"),
        text("password"),
        whole("siteID"),
        text("siteName"),
        text("partnerID"),
        text("email"),
        text("sessionTicket"),
        text("clientID"),
        text("clientSecret"),
        text("webExAccessToken"),
    ),
)
_ENCODINGS = {
    *("utf-8", "us-ascii", "iso-8859-1", "windows-1252"),
    *("big5", "shift_jis", "euc-kr", "gb2312"),
}
_DECLARATION = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_PROLOG = re.compile(rb"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_ROOT = re.compile(rb"<serv:message\b")
_JAVA = re.compile(r"(java:com\.webex\.service\.binding\.)?([a-z]+)\.([A-Za-z]+)")
_BOM = b"\xef\xbb\xbf"
_SHORT = ("site",)  # the one service whose class is also named without its package

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request before its content is looked at. *schema*: it is in the schema form."""

    operation: ServedOperation
    schema: bool
    context: Values
    content: etree._Element

    def values(self) -> Values:
        """What the operation was given. Raises RequestRefused."""
        return _bind(self.content, self.operation.takes, schema=self.schema)


def read(body: bytes) -> Envelope:
    """Read a request. Raises RequestRefused."""
    root = _parse(body)
    if root.tag not in ("message", f"{{{NAMESPACES['serv']}}}message"):
        raise unbound("the root element is not a message")
    header, outer = _parts(root, ("header", "body"))
    [content] = _parts(outer, ("bodyContent",))
    operation, schema = _operation(content)
    if schema:
        _must_be_qualified(root, header, outer, content)
    [context] = _parts(header, ("securityContext",))
    if schema:
        _must_be_qualified(context)
    return Envelope(operation, schema, _bind(context, CONTEXT, schema=schema), content)


def _parse(body: bytes) -> etree._Element:
    """The root; neither a document type nor an entity is ever looked at."""
    data = body.removeprefix(b"XML=").removeprefix(_BOM).lstrip()
    declared = _DECLARATION.match(data)
    if declared and declared[1].decode("ascii", "replace").lower() not in _ENCODINGS:
        raise unbound("the encoding is not supported")
    prolog = _PROLOG.match(data)
    if not data.startswith(b"<") or (prolog and data.startswith(b"<!DOCTYPE", prolog.end())):
        raise unbound("the document is not acceptable")
    if _ROOT.search(data) and b"xmlns:serv" not in data:  # Cisco's own samples leave it out
        data = _ROOT.sub(b'<serv:message xmlns:serv="%s"' % NAMESPACES["serv"].encode(), data, 1)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise unbound(f"the document is not well-formed: {error.msg}") from error


def _parts(parent: etree._Element, names: tuple[str, ...]) -> list[etree._Element]:
    """The children of an envelope's element: exactly these, once each, in any order."""
    children = {}
    for child, name in _children(parent):
        if name not in names or name in children:
            raise _unknown(name, parent)
        if etree.QName(child).namespace not in (None, NAMESPACES["serv"]):
            raise _unknown(name, parent)
        children[name] = child
    if missing := [name for name in names if name not in children]:
        raise unbound(f"{missing[0]} is missing")
    return [children[name] for name in names]


def _children(parent: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for child in parent:
        if not isinstance(child.tag, str):
            raise unbound("entities are not acceptable")
        yield child, etree.QName(child).localname


def _operation(content: etree._Element) -> tuple[ServedOperation, bool]:
    """The operation and whether this is the schema form. Raises RequestRefused."""
    written = re.sub(r"\s+", "", content.get(f"{{{XSI}}}type") or "")
    if java := _JAVA.fullmatch(written):
        package, service, name = java.groups()
        for operation in OPERATIONS:
            known = package or service in _SHORT
            if known and (operation.service, operation.name) == (service, name):
                return operation, False
    prefix, _, name = written.rpartition(":")
    for operation in OPERATIONS:
        namespace = NAMESPACES[ROOTS[operation.service][0]]
        if (content.nsmap.get(prefix or None), name) == (namespace, operation.schema_name):
            return operation, True
    raise unbound(f"unable to find a class for the type '{written[:100]}'")


def _must_be_qualified(*elements: etree._Element) -> None:
    for element in elements:
        if etree.QName(element).namespace != NAMESPACES["serv"]:
            raise unbound(f"{etree.QName(element).localname} is not in its namespace")


def _bind(element: etree._Element, group: ShapeGroup, *, schema: bool) -> Values:
    """The values of *element*, as *group* has them. Raises RequestRefused."""
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        raise unbound(f"{etree.QName(element).localname} has text where elements belong")
    values: Values = {}
    last = 0
    for child, name in _children(element):
        field = group.field(name)
        allowed = {NAMESPACES[group.prefix]} if schema else {NAMESPACES[group.prefix], None}
        if field is None or etree.QName(child).namespace not in allowed:
            raise _unknown(name, element)
        place = group.fields.index(field)
        if schema and place < last:
            raise unbound(f"{name} is not in its place in {etree.QName(element).localname}")
        last = place
        _keep(values, field, _value(child, field, schema=schema))
    for field in group.fields:
        if field.required and field.name not in values:
            raise unbound(f"{field.name} is missing in {etree.QName(element).localname}")
    return values


def _keep(values: Values, field: ShapeField, value: Any) -> None:
    already = values.get(field.name, [])
    if not field.repeats:
        if field.name in values:
            raise unbound(f"{field.name} occurs more than once")
        values[field.name] = value
    elif field.times is not None and len(already) >= field.times:
        raise unbound(f"{field.name} occurs more than {field.times} times")
    else:
        values.setdefault(field.name, []).append(value)


def _value(element: etree._Element, field: ShapeField, *, schema: bool) -> Any:
    if any(not name.startswith(f"{{{XSI}}}") for name in map(str, element.attrib)):
        raise unbound(f"unknown attribute of {field.name}")
    if isinstance(field.kind, ShapeGroup):
        return _bind(element, field.kind, schema=schema)
    if len(element):
        raise unbound(f"{field.name} has elements where text belongs")
    try:
        return field.kind.read(element.text or "", schema=schema)
    except BadValue as error:
        raise unbound(f"{field.name} {error}") from error


def _unknown(name: str, parent: etree._Element) -> Exception:
    owner = etree.QName(parent).localname
    return unbound(f"unable to find FieldDescriptor for {name} in ClassDescriptor of {owner}")
