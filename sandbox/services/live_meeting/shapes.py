"""The ways in which a reply can be odd: harmless ones that the documents show, and hostile ones.

Harmless: ``declared`` (an XML declaration), ``charset`` (in the content type), ``name_first``
(attributes the other way round), ``lower_release``, ``strange`` (options, attributes and elements
that nobody knows), ``merged`` (all visits in one Visitor, as a sample has it), ``spaced``.
Hostile: ``doctype``, ``bomb`` (entities within entities), ``outside`` (an entity from a file),
``huge`` and ``deep`` (of as many bytes), ``empty``, ``bare`` (no envelope), ``other`` (the reply
of another request), ``twice``, ``namespace``, ``json``, ``half`` (cut in the middle).

Values can also be planted in every place of a field, and fields left out. XML has no control
characters; one goes through the writer as one of the characters that Unicode leaves to private
use, and becomes itself in the bytes.
"""

import re
from collections.abc import Callable, Collection, Mapping

from lxml.etree import _Element

Shape = Callable[[bytes, int], tuple[bytes, str]]

XML = "application/xml"
_ROOT = b"<PlaceWareConfCenter>"
_END = b"</PlaceWareConfCenter>"
_BOMB = b"".join(
    b'<!ENTITY b%d "%s">' % (level, b"&b%d;" % (level - 1) * 10 if level else b"boom")
    for level in range(9)
)
_STRANGE = (
    b'<OptionList><ShoeOption name="shoe" size="44"/><StringOption name="frozzle" value="1"/>'
    b'<StringOption name="blank"/><PrintingOption name="print" value="x"><Ink/></PrintingOption>'
)


def _xml(change: Callable[[bytes, int], bytes]) -> Shape:
    return lambda content, size: (change(content, size), XML)


def _with_type(kind: bytes) -> Callable[[bytes, int], bytes]:
    return lambda content, _: kind + content.replace(_ROOT, _ROOT + b"&b8;", 1)


def _name_first(content: bytes, _: int) -> bytes:
    return re.sub(rb'(value="[^"]*") (name="[^"]*")', rb"\2 \1", content)


def _strange(content: bytes, _: int) -> bytes:
    odd = content.replace(b"<OptionList>", _STRANGE)
    odd = re.sub(rb"(</\w+Reply>)", rb"<Odd><Even/></Odd>\1", odd)
    return re.sub(rb"<(\w+Reply)(?=[ />])", rb'<\1 mood="good"', odd)


def _huge(content: bytes, size: int) -> bytes:
    return content.replace(_END, b"<!--" + b"x" * size + b"-->" + _END)


def _deep(content: bytes, size: int) -> bytes:
    levels = size // 7
    return content.replace(_END, b"<a>" * levels + b"</a>" * levels + _END)


def _renamed(content: bytes, _: int) -> bytes:
    return re.sub(rb"(</?)\w+?(Reply[ />])", rb"\1Somebody\2", content)


def _bare(content: bytes, _: int) -> bytes:
    return content.removeprefix(_ROOT).removesuffix(_END)


def _twice(content: bytes, _: int) -> bytes:
    inner = content.removeprefix(_ROOT).removesuffix(_END)
    return _ROOT + inner + inner + _END


SHAPES: Mapping[str, Shape] = {
    "declared": _xml(
        lambda content, _: b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content
    ),
    "charset": lambda content, _: (content, f"{XML}; charset=utf-8"),
    "name_first": _xml(_name_first),
    "lower_release": _xml(lambda content, _: content.replace(b" Release=", b" release=")),
    "strange": _xml(_strange),
    "merged": _xml(lambda content, _: content.replace(b"</Visitor><Visitor>", b"")),
    "spaced": _xml(lambda content, _: content.replace(b"><", b">\n  <")),
    "doctype": _xml(lambda content, _: b"<!DOCTYPE PlaceWareConfCenter>" + content),
    "bomb": _xml(_with_type(b"<!DOCTYPE PlaceWareConfCenter [" + _BOMB + b"]>")),
    "outside": _xml(
        _with_type(b'<!DOCTYPE x [<!ENTITY b8 SYSTEM "file:///etc/hostname">]>'),
    ),
    "huge": _xml(_huge),
    "deep": _xml(_deep),
    "empty": _xml(lambda _content, _size: b""),
    "bare": _xml(_bare),
    "other": _xml(_renamed),
    "twice": _xml(_twice),
    "namespace": _xml(
        lambda content, _: content.replace(_ROOT, b'<PlaceWareConfCenter xmlns="urn:x">')
    ),
    "json": lambda _content, _size: (b'{"ok": true}', "application/json"),
    "half": _xml(lambda content, _: content[: len(content) // 2]),
}


_PRIVATE = 0xE000
_CONTROLS = [code for code in range(32) if chr(code) not in "\t\n\r"]
_DISGUISED = {code: chr(_PRIVATE + code) for code in _CONTROLS}


def disguised(text: str) -> str:
    """*text* as it can travel through the writer. Raises ValueError if even so it cannot."""
    text.encode()
    if "\ufffe" in text or "\uffff" in text:
        raise ValueError("no document can hold this character")
    return text.translate(_DISGUISED)


def plant(root: _Element, plants: Mapping[str, str]) -> None:
    """Put each value, disguised, in every option, attribute and element of its name."""
    for element in root.iter():
        _plant_option(element, plants)
        for name in element.attrib:
            if str(name) in plants and not _is_option(element):
                element.set(name, plants[str(name)])
        if str(element.tag) in plants:
            element.text = plants[str(element.tag)]


def _plant_option(element: _Element, plants: Mapping[str, str]) -> None:
    name = element.get("name", "")
    if not _is_option(element) or name not in plants:
        return
    if element.get("value") is not None:
        element.set("value", plants[name])
    for child in element:
        if child.tag == "String":
            child.text = plants[name]


def omit(root: _Element, fields: Collection[str]) -> None:
    """Take every option, attribute and element of these names out."""
    for element in list(root.iter()):
        parent = element.getparent()
        named = {str(element.tag), element.get("name", "") if _is_option(element) else ""}
        if parent is not None and named & set(fields):
            parent.remove(element)
            continue
        for name in set(fields) & {str(each) for each in element.attrib}:
            if not _is_option(element):
                del element.attrib[name]


def with_controls(content: bytes) -> bytes:
    """The bytes, with control characters undisguised."""
    if _DISGUISED[0][0].encode()[:2] not in content:
        return content
    for code, disguise in _DISGUISED.items():
        content = content.replace(disguise.encode(), bytes([code]))
    return content


def _is_option(element: _Element) -> bool:
    return str(element.tag).endswith("Option")
