"""Single values as messages hold them: moments, numbers, booleans, and rules of strings."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.services.live_meeting.faults import bad_character, malformed

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DECIMAL = re.compile(r"-?[0-9]{1,19}")
_PLAIN = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*[].@-_'!#$%&+/=?^{|}~`"
)
LARGEST = 2**31 - 1


def moment(field: str, text: str) -> datetime:
    """``yyyy-mm-ddThh:mm:ssZ`` as an aware datetime. Raises ServedFault."""
    if not _MOMENT.fullmatch(text):
        raise malformed(field, "a time is yyyy-mm-ddThh:mm:ssZ")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise malformed(field, "there is no such time") from None


def shown_moment(value: datetime) -> str:
    """A moment as it is written, in UTC."""
    at = value.astimezone(UTC)
    return f"{at.year:04}-{at:%m-%dT%H:%M:%SZ}"


def decimal(field: str, text: str, least: int = 1, most: int = LARGEST) -> int:
    """A number in decimal digits within its limits. Raises ServedFault."""
    if not _DECIMAL.fullmatch(text) or not least <= int(text) <= most:
        raise malformed(field, f"a number from {least} to {most}")
    return int(text)


def boolean(field: str, text: str) -> bool:
    """``True`` or ``False``, in this very spelling. Raises ServedFault."""
    if text not in ("True", "False"):
        raise malformed(field, "True or False")
    return text == "True"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRule:
    """What a string may hold.

    *spaces*: between other characters too (before them they always may be); *foreign*: beyond
    ASCII; *plain*: only the characters that the documents list; *refused*: these not at all.
    """

    longest: int = 255
    shortest: int = 1
    spaces: bool = False
    foreign: bool = False
    plain: bool = True
    refused: str = ""

    def read(self, field: str, text: str, index: int | None = None) -> str:
        """*text* as it is stored: without spaces at its end. Raises ServedFault."""
        value = text.rstrip(" ")
        if not self.shortest <= len(value) <= self.longest:
            raise malformed(field, f"{self.shortest} to {self.longest} characters")
        for character in value.lstrip(" "):
            if not self._takes(character):
                raise bad_character(field, character, value, index)
        return value

    def _takes(self, character: str) -> bool:
        if not character.isprintable() and character.isascii():
            return False
        if character in self.refused:
            return False
        if character == " ":
            return self.spaces
        if not character.isascii():
            return self.foreign
        return not self.plain or character in _PLAIN


NAME = ValueRule(longest=32, refused='"<>&\\%?#/;,:*', plain=False)
USER_ID = ValueRule(longest=64, refused=",;\\%<>*", plain=False)
PASSWORD = ValueRule(longest=64)
DESCRIPTION = ValueRule(spaces=True, foreign=True, plain=False)
ASCII_TEXT = ValueRule(spaces=True, plain=False)
ADDRESS = ValueRule(plain=False)
LONG = ValueRule(longest=4000, spaces=True, foreign=True, plain=False)
