"""Reads and writes the XML of meeting services: nothing declared, nothing fetched, nothing huge.

Paths are names with slashes between, such as ``header/response/result``; a name without a namespace
means that name in any namespace.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias, cast

from lxml import etree

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml's only name for the type

BIGGEST = 1_000_000  # bytes

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_NAME = re.compile(r"(?<![^/])[\w-][\w.-]*")  # after a slash or at the start; not "." and not ".."


def read(document: bytes) -> Element:
    """Return the root of *document*; ValueError when it is not XML that a service may send."""
    if len(document) > BIGGEST:
        raise ValueError("more than a megabyte of XML")
    try:
        root = etree.fromstring(document, _parser())
    except etree.LxmlError:
        raise ValueError("not XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("XML that declares its own document type")
    return root


def write(root: Element, *, encoding: str = "UTF-8", declaration: bool = True) -> bytes:
    """Return *root* as a document; what *encoding* lacks is written as a character reference."""
    return cast("bytes", etree.tostring(root, encoding=encoding, xml_declaration=declaration))


def tree(
    tag: str,
    *inside: Element | str,
    attributes: Mapping[str, str] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> Element:
    """Return an element with *inside* in it: a text, or elements, or nothing.

    *tag* and the names of *attributes* may carry a namespace, as in ``{urn:x}message``;
    *prefixes* declares short names for namespaces. What XML cannot hold is left out of texts.
    """
    element = etree.Element(tag, nsmap=dict(prefixes or {}))
    for name, value in (attributes or {}).items():
        element.set(name, _UNWRITABLE.sub("", value))
    for part in inside:
        if isinstance(part, str):
            element.text = (element.text or "") + _UNWRITABLE.sub("", part)
        else:
            element.append(part)
    return element


def find(root: Element, path: str) -> Element:
    """Return the first element at *path* below *root*; LookupError when there is none."""
    element = _first(root, path)
    if element is None:
        raise LookupError(f"no {path}")
    return element


def find_all(root: Element, path: str) -> list[Element]:
    """Return every element at *path* below *root*, in order."""
    return root.findall(_anywhere(path))


def text(root: Element, path: str) -> str:
    """Return the text at *path* without white space around it; empty when there is none."""
    element = _first(root, path)
    return "" if element is None else (element.text or "").strip()


def _first(root: Element, path: str) -> Element | None:
    """The first element at *path*; a child is looked for in lxml itself, twice as fast."""
    if "/" in path or "{" in path:
        return root.find(_anywhere(path))
    for child in root.iterchildren("{*}" + path):
        return child
    return None


@lru_cache(maxsize=512)
def _anywhere(path: str) -> str:
    if "{" in path:
        return path
    return _NAME.sub(r"{*}\g<0>", path)


def _parser() -> etree.XMLParser:
    """Return a parser for one document."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
