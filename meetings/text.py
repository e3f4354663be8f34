"""Cleans texts: what a person typed before it is sent, a service's before it is shown."""

import unicodedata
from collections.abc import Collection


def is_control(character: str) -> bool:
    """Whether *character* is a control character or half of a surrogate pair."""
    return unicodedata.category(character) in ("Cc", "Cs")


def one_line(text: str) -> str:
    """*text* without control characters, each run of white space as one space."""
    return " ".join("".join(" " if is_control(c) else c for c in text).split())


def without_controls(text: str) -> str:
    """*text* without control characters; its line feeds stay."""
    return "".join(c for c in text if c == "\n" or not is_control(c))


def cut_utf16(text: str, units: int) -> str:
    """The beginning of *text* that fits into so many UTF-16 units, in which many servers count."""
    return text.encode("utf-16-le", "ignore")[: 2 * units].decode("utf-16-le", "ignore").rstrip()


def showable(text: str, secrets: Collection[str] = (), *, length: int = 300) -> str:
    """A service's *text* fit to be shown: one printable line, cut, without *secrets*."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "...")
    printable = "".join(c if c.isprintable() else " " for c in text[: 4 * length])
    return " ".join(printable.split())[:length].rstrip()
