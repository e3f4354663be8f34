"""The service's rules for strings: what is changed before it is sent, and how its own are shown."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_TITLE = 255  # "string 1-255": counted in UTF-16 units, the stricter reading
LONGEST_ID = 64
LONGEST_EMAIL = 255
UNNAMED = "Meeting"

CUT = "Live Meeting takes titles of up to 255 characters: it shows the beginning of this one."
CLEANED = "Live Meeting takes no control characters: they are left out of the title there."
NAMED = "Live Meeting needs a title: the meeting is called “Meeting” there."

_NOT_IN_IDS = re.compile(r"[,;\t\\\n%<>*]")
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_EMAIL = re.compile(r"[!-~]+@[!-~]+")


def title(wanted: str) -> tuple[str, tuple[str, ...]]:
    """The title as the service takes it, and a sentence for each change that can be seen.

    String Restriction and Transformation: no line breaks, no tabs; trailing spaces are cut off at
    the server, leading ones are kept and harm, so both go.
    """
    printable = "".join(c for c in wanted if c.isspace() or not _hidden(c))
    line = " ".join(printable.split())
    notes = [CLEANED] if len(printable) < len(wanted) else []
    if not line:
        return UNNAMED, (NAMED,)
    units = line.encode("utf-16-le")[: 2 * LONGEST_TITLE]
    short = units.decode("utf-16-le", "ignore").rstrip()
    if short != line:
        notes.append(CUT)
    return short, tuple(notes)


def is_user_id(text: str) -> bool:
    """Whether *text* can be a user ID: 1 to 64 ASCII characters, some of them not allowed."""
    return _ascii(text) and text == text.strip() and not _NOT_IN_IDS.search(text)


def is_password(text: str) -> bool:
    """Whether *text* can be a user's password: 1 to 64 ASCII characters."""
    return _ascii(text)


def is_email(text: str) -> bool:
    """Whether *text* can be an e-mail address there: ASCII, up to 255 characters, no spaces."""
    return len(text) <= LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def shown(text: str, length: int = 300, *, without: Collection[str] = ()) -> str:
    """What came back, fit to be shown: one line, cut, no controls, nothing of *without* in it.

    The service passes on whatever its other clients put there, so it may hold anything.
    """
    for secret in filter(None, without):
        text = text.replace(secret, "…")
    cut = text[: 4 * length]
    kept = (" " if c.isspace() or _hidden(c) else c for c in cut if c not in _DIRECTIONS)
    return " ".join("".join(kept).split())[:length].rstrip()


def _ascii(text: str) -> bool:
    return 1 <= len(text) <= LONGEST_ID and text.isascii() and text.isprintable()


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co")
