"""Reads replies, also those whose ampersands were sent bare, without losing a letter of a link.

The vendor's page prints a reply with bare ampersands and with links broken over two lines, and some
servers are said to send such. What is well-formed is never touched; what is not is read strictly
once more, with each ampersand that begins no reference escaped.
"""

import re

from meetings import xml
from meetings.xml import Element

_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_ADDRESS = re.compile(r"\{[^}]*\}(?:\w*URL|\w*Link)")
_PAIR = re.compile(r"\{[^}]*\}iCalendarURL")


def read(document: bytes) -> Element:
    """Return the root of *document*; ValueError where it is no XML even when mended."""
    try:
        return xml.read(document)
    except ValueError:
        mended = escaped(document) if len(document) <= xml.BIGGEST else document
        if mended == document:
            raise
    root = xml.read(mended)
    for element in _addresses(root):
        element.text = "".join((element.text or "").split())
    return root


def escaped(document: bytes) -> bytes:
    """Return *document* with its bare ampersands escaped; a CDATA section is left as it is."""
    done, at = bytearray(), 0
    while (opens := document.find(b"<![CDATA[", at)) >= 0:
        closes = document.find(b"]]>", opens)
        if closes < 0:
            break
        done += _BARE.sub(b"&amp;", document[at:opens]) + document[opens:closes]
        at = closes
    return bytes(done) + _BARE.sub(b"&amp;", document[at:])


def _addresses(root: Element) -> list[Element]:
    """The elements that hold a link, known by their names."""
    named = [one for one in root.iter() if _ADDRESS.fullmatch(str(one.tag))]
    pairs = [half for one in named if _PAIR.fullmatch(str(one.tag)) for half in one]
    return [one for one in (*named, *pairs) if len(one) == 0]
