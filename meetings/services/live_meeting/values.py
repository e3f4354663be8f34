"""How values are written and read: typed options, times, and the service's rules for strings."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from meetings import xml
from meetings.text import cut_utf16
from meetings.xml import Element

LONGEST_TITLE = 255  # "string 1-255": counted in UTF-16 units, the stricter reading
LONGEST_ID = 64
LONGEST_EMAIL = 255
UNTITLED = "Meeting"

TITLE_CUT = "Live Meeting takes titles of up to 255 characters: it shows the beginning of this one."
TITLE_CLEANED = "Live Meeting takes no control characters: they are left out of the title there."
TITLE_GIVEN = "Live Meeting needs a title: the meeting is called “Meeting” there."

_NOT_IN_IDS = re.compile(r"[,;\t\\\n%<>*]")
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_EMAIL = re.compile(r"[!-~]+@[!-~]+")


def text(name: str, value: str) -> Element:
    """A StringOption."""
    return _option("StringOption", name, value)


def moment(name: str, at: datetime) -> Element:
    """A TimeOption."""
    return _option("TimeOption", name, format_time(at))


def number(name: str, value: int) -> Element:
    """A DecimalOption."""
    return _option("DecimalOption", name, str(value))


def one_of(name: str, value: str, members: Iterable[str]) -> Element:
    """An EnumerationOption. All its *members*, in order, are part of its type."""
    strings = (xml.tree("String", member) for member in members)
    return xml.tree("EnumerationOption", *strings, attributes={"name": name, "value": value})


def texts(name: str, values: Iterable[str]) -> Element:
    """A StringListOption."""
    strings = (xml.tree("String", value) for value in values)
    return xml.tree("StringListOption", *strings, attributes={"name": name})


def field_list(*names: str) -> Element:
    """The FieldList that asks for these options; the server ignores names that it does not know."""
    return xml.tree("FieldList", *(xml.tree("Name", name) for name in names))


def format_time(at: datetime) -> str:
    """A time as the service writes it, in UTC and whole seconds: ``2007-04-01T18:00:00Z``."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, slots=True)
class OptionValues:
    """The options that came back. One comes only if it was asked for and has a value."""

    _texts: Mapping[str, str]
    _lists: Mapping[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """The value of *name*, empty where it did not come back."""
        return self._texts.get(name, "")

    def has(self, name: str) -> bool:
        """Whether *name* came back, empty or not."""
        return name in self._texts or name in self._lists

    def moment(self, name: str) -> datetime | None:
        """The time *name*, or None where it did not come back; ValueError when it is no time."""
        written = self.text(name)
        if not written:
            return None
        at = datetime.fromisoformat(written.strip())
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)

    def number(self, name: str) -> int | None:
        """The number *name*, or None where it is not one."""
        written = self.text(name).strip()
        small = len(written) <= 10 and written.isascii() and written.isdigit()
        return int(written) if small else None

    def flag(self, name: str) -> bool | None:
        """The Boolean *name*, or None where it did not come back."""
        return self.text(name).strip().lower() == "true" if self.has(name) else None

    def strings(self, name: str) -> tuple[str, ...]:
        """The strings of the list *name*."""
        return self._lists.get(name, ())


def read(element: Element) -> OptionValues:
    """The options of the first OptionList in *element*; none where it has no OptionList."""
    return next(read_each(element), OptionValues({}, {}))


def read_each(element: Element) -> Iterator[OptionValues]:
    """The options of each OptionList in *element*; of options with one name the first counts."""
    for option_list in xml.find_all(element, "OptionList"):
        values: dict[str, str] = {}
        lists: dict[str, tuple[str, ...]] = {}
        for option in option_list:
            name, value = option.get("name"), option.get("value")
            if name is not None and value is not None:
                values.setdefault(name, value)
            elif name is not None:
                strings = (string.text or "" for string in xml.find_all(option, "String"))
                lists.setdefault(name, tuple(strings))
        yield OptionValues(values, lists)


def clean_title(title: str) -> tuple[str, tuple[str, ...]]:
    """The title as the service takes it, and a sentence for each change that can be seen.

    String Restriction and Transformation: no line breaks and no tabs. The server cuts off trailing
    spaces and keeps leading ones, which do harm, so both are left out.
    """
    printable = "".join(c for c in title if c.isspace() or not _is_hidden(c))
    line = " ".join(printable.split())
    notes = [TITLE_CLEANED] if len(printable) < len(title) else []
    if not line:
        return UNTITLED, (TITLE_GIVEN,)
    short = cut_utf16(line, LONGEST_TITLE)
    if short != line:
        notes.append(TITLE_CUT)
    return short, tuple(notes)


def clean(server_text: str, length: int = 300, *, secrets: Collection[str] = ()) -> str:
    """Return *server_text* fit to be shown: one line, cut, without controls and *secrets*.

    The service passes on what its other clients sent, so it may contain anything.
    """
    for secret in filter(None, secrets):
        server_text = server_text.replace(secret, "…")
    cut = (c for c in server_text[: 4 * length] if c not in _DIRECTIONS)
    spaced = "".join(" " if c.isspace() or _is_hidden(c) else c for c in cut)
    return " ".join(spaced.split())[:length].rstrip()


def is_user_id(typed: str) -> bool:
    """Whether *typed* can be a user ID: 1 to 64 ASCII characters, some of them not allowed."""
    return is_password(typed) and typed == typed.strip() and not _NOT_IN_IDS.search(typed)


def is_password(typed: str) -> bool:
    """Whether *typed* can be a user's password: 1 to 64 ASCII characters."""
    return 1 <= len(typed) <= LONGEST_ID and typed.isascii() and typed.isprintable()


def is_email(typed: str) -> bool:
    """Whether *typed* can be an e-mail address there: ASCII, up to 255 characters, no spaces."""
    return len(typed) <= LONGEST_EMAIL and _EMAIL.fullmatch(typed) is not None


def _option(kind: str, name: str, value: str) -> Element:
    return xml.tree(kind, attributes={"name": name, "value": value})


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co")
