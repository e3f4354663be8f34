"""How an element is described: its name, its type, how often it may occur, whether it must.

Source: the primitive types, facets and occurrence limits that Cisco's schema files use.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ROOT = "http://www.webex.com/schemas/2002/06/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES = {
    "serv": f"{ROOT}service",
    "com": f"{ROOT}common",
    "meet": f"{ROOT}service/meeting",
    "att": f"{ROOT}service/attendee",
    "use": f"{ROOT}service/user",
    "ep": f"{ROOT}service/ep",
    "ns1": f"{ROOT}service/site",
    "event": f"{ROOT}service/event",
}
LONG = 2**63

_WHOLE = re.compile(r"[+-]?[0-9]{1,19}")


class BadValue(ValueError):
    """A text is no value of its type; the argument says why."""


@dataclass(frozen=True, slots=True)
class Text:
    """Any text, up to *most* characters."""

    most: int | None = None

    def read(self, written: str, *, schema: bool) -> str:
        """The text as it is, white space and all. Raises BadValue."""
        if self.most is not None and len(written) > self.most:
            raise BadValue(f"is longer than {self.most} characters")
        return written


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds."""

    least: int = -LONG
    most: int = LONG - 1

    def read(self, written: str, *, schema: bool) -> int:
        """The number. Raises BadValue."""
        if not _WHOLE.fullmatch(written.strip()):
            raise BadValue(f"'{written[:40]}' is not a whole number")
        number = int(written)
        if not self.least <= number <= self.most:
            raise BadValue(f"{number} is out of range")
        return number


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false; in any case in the java form, as XML Schema has it in the schema form."""

    def read(self, written: str, *, schema: bool) -> bool:
        """The truth of it. Raises BadValue."""
        word = written.strip()
        known = {"true": True, "false": False, "1": True, "0": False} if schema else _WORDS
        if (value := known.get(word if schema else word.lower())) is None:
            raise BadValue(f"'{word[:40]}' is not a boolean")
        return value


_WORDS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class ShapeChoice:
    """One of some words."""

    words: tuple[str, ...]

    def read(self, written: str, *, schema: bool) -> str:
        """The word. Raises BadValue."""
        word = written.strip()
        if word not in self.words:
            raise BadValue(f"'{word[:40]}' is not one of {', '.join(self.words)}")
        return word


@dataclass(frozen=True, slots=True)
class ShapeGroup:
    """Elements in an order, all in one namespace (the one where their type is defined)."""

    prefix: str
    fields: tuple["ShapeField", ...]

    def field(self, name: str) -> "ShapeField | None":
        """The element of that very name."""
        return next((each for each in self.fields if each.name == name), None)


Kind = Text | Whole | Flag | ShapeChoice | ShapeGroup


@dataclass(frozen=True, slots=True)
class ShapeField:
    """An element. *times*: how often it may occur; None is any number."""

    name: str
    kind: Kind
    required: bool = False
    times: int | None = 1

    @property
    def repeats(self) -> bool:
        """Whether it may occur more than once, and so gives a list."""
        return self.times != 1


def text(name: str, most: int | None = None, *, required: bool = False) -> ShapeField:
    """An element with text in it."""
    return ShapeField(name, Text(most), required)


def whole(
    name: str, least: int = -LONG, most: int = LONG - 1, *, required: bool = False
) -> ShapeField:
    """An element with a whole number in it."""
    return ShapeField(name, Whole(least, most), required)


def flag(name: str) -> ShapeField:
    """An element that is true or false."""
    return ShapeField(name, Flag())


def choice(name: str, *words: str) -> ShapeField:
    """An element with one of some words in it."""
    return ShapeField(name, ShapeChoice(words))


def group(
    name: str, prefix: str, fields: Sequence[ShapeField], *, required: bool = False
) -> ShapeField:
    """An element with elements in it."""
    return ShapeField(name, ShapeGroup(prefix, tuple(fields)), required)


def several(field: ShapeField, times: int | None = None) -> ShapeField:
    """The same element, which may occur up to *times*."""
    return ShapeField(field.name, field.kind, field.required, times)
