"""Typed options: how values are written into an OptionList, and read out of one without trust."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from meetings import xml
from meetings.xml import Element


def text(name: str, value: str) -> Element:
    """A StringOption."""
    return _option("StringOption", name, value)


def moment(name: str, at: datetime) -> Element:
    """A TimeOption: UTC, whole seconds, the letter Z."""
    return _option("TimeOption", name, utc(at))


def number(name: str, value: int) -> Element:
    """A DecimalOption."""
    return _option("DecimalOption", name, str(value))


def one_of(name: str, value: str, every: Iterable[str]) -> Element:
    """An EnumerationOption. *every* value and their order are part of its type."""
    listed = (xml.tree("String", one) for one in every)
    return xml.tree("EnumerationOption", *listed, attributes={"name": name, "value": value})


def texts(name: str, values: Iterable[str]) -> Element:
    """A StringListOption."""
    listed = (xml.tree("String", one) for one in values)
    return xml.tree("StringListOption", *listed, attributes={"name": name})


def listed(options: Iterable[Element]) -> Element:
    """The OptionList of a request."""
    return xml.tree("OptionList", *options)


def fields(*names: str) -> Element:
    """The FieldList that asks for these options; the server ignores names that it does not know."""
    return xml.tree("FieldList", *(xml.tree("Name", name) for name in names))


def utc(at: datetime) -> str:
    """A moment as the service writes it: ``2007-04-01T18:00:00Z``."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def read_moment(written: str) -> datetime:
    """A moment that the server wrote; ValueError when it is none."""
    at = datetime.fromisoformat(written.strip())
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Values:
    """The options that came back. One comes only if it was asked for and has a value."""

    _texts: Mapping[str, str]
    _lists: Mapping[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """The value of *name*; empty where there is none."""
        return self._texts.get(name, "")

    def has(self, name: str) -> bool:
        """Whether *name* came back, empty or not."""
        return name in self._texts or name in self._lists

    def moment(self, name: str) -> datetime | None:
        """The moment that *name* is, or none; ValueError when it is something else."""
        written = self.text(name)
        return read_moment(written) if written else None

    def number(self, name: str) -> int | None:
        """The number that *name* is, or none where it is none."""
        written = self.text(name).strip()
        small = len(written) <= 10 and written.isascii() and written.isdigit()
        return int(written) if small else None

    def flag(self, name: str) -> bool | None:
        """The Boolean that *name* is; none where it did not come back."""
        return self.text(name).strip().lower() == "true" if self.has(name) else None

    def several(self, name: str) -> tuple[str, ...]:
        """The strings of the list *name*."""
        return self._lists.get(name, ())


def read(element: Element) -> Values:
    """The options of the first OptionList in *element*; none at all where there is no list."""
    return next(read_each(element), Values({}, {}))


def read_each(element: Element) -> Iterator[Values]:
    """The options of each OptionList in *element*; of options with one name the first counts."""
    for option_list in xml.find_all(element, "OptionList"):
        values: dict[str, str] = {}
        lists: dict[str, tuple[str, ...]] = {}
        for option in option_list:
            name, value = option.get("name"), option.get("value")
            strings = tuple(one.text or "" for one in xml.find_all(option, "String"))
            if name is not None and value is not None:
                values.setdefault(name, value)
            elif name is not None:
                lists.setdefault(name, strings)
        yield Values(values, lists)


def _option(kind: str, name: str, value: str) -> Element:
    return xml.tree(kind, attributes={"name": name, "value": value})
