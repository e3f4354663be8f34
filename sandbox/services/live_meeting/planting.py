"""Hostile replies: values planted in every place of a field, fields left out, control characters.

XML has no control characters; one goes through the writer as one of the characters
that Unicode leaves to private use, and becomes itself in the bytes.
"""

from collections.abc import Collection, Mapping

from lxml.etree import _Element

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
