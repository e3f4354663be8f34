"""The types of options: how each is written in an OptionList, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, TypeAlias

from lxml import etree
from lxml.etree import _Element

from sandbox.services.live_meeting import values
from sandbox.services.live_meeting.faults import malformed, not_allowed
from sandbox.services.live_meeting.values import ValueRule

Value: TypeAlias = str | int | bool | datetime | tuple[str, ...]
Options: TypeAlias = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionType:
    """An option with a single value, as an attribute."""

    tag: ClassVar[str]

    def read(self, name: str, element: _Element) -> Value:
        """The value of the option *name*. Raises ServedFault."""
        check_attributes(element, ("name", "value"))
        if len(element) or (element.text or "").strip():
            raise malformed(name, "it holds nothing but its attributes")
        return self.parsed(name, needed(element, "value", name))

    def parsed(self, name: str, text: str) -> Value:
        """The value from its text. Raises ServedFault."""
        raise NotImplementedError

    def write(self, parent: _Element, name: str, value: Value) -> None:
        """Append the option to *parent*."""
        element = etree.SubElement(parent, self.tag, {"value": shown(value), "name": name})
        element.text = ""  # as the documents print it: not <a/>, but <a></a>


@dataclass(frozen=True, slots=True, kw_only=True)
class String(OptionType):
    """A string that keeps a rule."""

    tag: ClassVar[str] = "StringOption"
    rule: ValueRule = values.DESCRIPTION

    def parsed(self, name: str, text: str) -> Value:
        """The string as it is stored. Raises ServedFault."""
        return self.rule.read(name, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Time(OptionType):
    """A moment in UTC."""

    tag: ClassVar[str] = "TimeOption"

    def parsed(self, name: str, text: str) -> Value:
        """The moment. Raises ServedFault."""
        return values.moment(name, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decimal(OptionType):
    """A whole number."""

    tag: ClassVar[str] = "DecimalOption"
    least: int = 1
    most: int = values.LARGEST

    def parsed(self, name: str, text: str) -> Value:
        """The number. Raises ServedFault."""
        return values.decimal(name, text, self.least, self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boolean(OptionType):
    """True or False."""

    tag: ClassVar[str] = "BooleanOption"

    def parsed(self, name: str, text: str) -> Value:
        """The boolean. Raises ServedFault."""
        return values.boolean(name, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumeration(OptionType):
    """One of a list of strings; the option holds the whole list, in order."""

    tag: ClassVar[str] = "EnumerationOption"
    choices: tuple[str, ...] = ()

    def read(self, name: str, element: _Element) -> Value:
        """The chosen string. Raises ServedFault."""
        check_attributes(element, ("name", "value"))
        if strings(element, name) != list(self.choices):
            raise malformed(name, f"its list has to be {', '.join(self.choices)}")
        chosen = needed(element, "value", name)
        if chosen not in self.choices:
            raise malformed(name, f"one of {', '.join(self.choices)}")
        return chosen

    def write(self, parent: _Element, name: str, value: Value) -> None:
        """Append the option with its list to *parent*."""
        element = etree.SubElement(parent, self.tag, {"value": shown(value), "name": name})
        for choice in self.choices:
            etree.SubElement(element, "String").text = choice


@dataclass(frozen=True, slots=True, kw_only=True)
class StringList(OptionType):
    """A list of strings, each of which keeps a rule."""

    tag: ClassVar[str] = "StringListOption"
    rule: ValueRule = field(default=values.USER_ID)

    def read(self, name: str, element: _Element) -> Value:
        """The strings. Raises ServedFault."""
        check_attributes(element, ("name",))
        items = enumerate(strings(element, name))
        return tuple(self.rule.read(name, text, index) for index, text in items)

    def write(self, parent: _Element, name: str, value: Value) -> None:
        """Append the option to *parent*."""
        element = etree.SubElement(parent, self.tag, {"name": name})
        for text in value if isinstance(value, tuple) else (shown(value),):
            etree.SubElement(element, "String").text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale(OptionType):
    """A language and a country, such as ``en-US``."""

    tag: ClassVar[str] = "LocaleOption"

    def read(self, name: str, element: _Element) -> Value:
        """The locale. Raises ServedFault."""
        check_attributes(element, ("name",))
        if [child.tag for child in element] != ["Locale"]:
            raise malformed(name, "it holds one Locale")
        check_attributes(element[0], ("language", "country"))
        parts = [needed(element[0], each, name) for each in ("language", "country")]
        if not all(len(part) == 2 and part.isalpha() and part.isascii() for part in parts):
            raise malformed(name, "two letters for the language, two for the country")
        return "-".join(parts)

    def write(self, parent: _Element, name: str, value: Value) -> None:
        """Append the option to *parent*."""
        element = etree.SubElement(parent, self.tag, {"name": name})
        language, _, country = shown(value).partition("-")
        etree.SubElement(element, "Locale", {"language": language, "country": country}).text = ""


def read_options(element: _Element | None, known: Mapping[str, OptionType]) -> Options:
    """What an OptionList says; empty without one. Raises ServedFault."""
    if element is None:
        return {}
    check_attributes(element, ())
    elements: dict[str, _Element] = {}
    for each in element:
        name = needed(each, "name", str(each.tag))
        if name in elements:
            raise malformed(name, "it stands here twice")
        if name not in known:
            raise not_allowed(name)
        elements[name] = each
    for name, each in elements.items():
        if each.tag != known[name].tag:
            raise malformed(name, f"it is a {known[name].tag}")
    return {name: known[name].read(name, each) for name, each in elements.items()}


def write_options(
    parent: _Element, known: Mapping[str, OptionType], options: Mapping[str, Value]
) -> None:
    """Append an OptionList with all of *options* to *parent*."""
    element = etree.SubElement(parent, "OptionList")
    for name, value in options.items():
        known[name].write(element, name, value)


def shown(value: Value) -> str:
    """A single value as it is written in an attribute."""
    if isinstance(value, datetime):
        return values.shown_moment(value)
    return str(value)


def strings(element: _Element, name: str) -> list[str]:
    """The texts of an element's String children; there may be no others. Raises ServedFault."""
    if (element.text or "").strip() or any(child.tag != "String" for child in element):
        raise malformed(name, "it holds String elements")
    return [plain_text(child, name) for child in element]


def plain_text(element: _Element, name: str) -> str:
    """The text of an element that has neither attributes nor children. Raises ServedFault."""
    if len(element) or element.attrib or (element.tail or "").strip():
        raise malformed(name, f"{element.tag} holds text")
    return element.text or ""


def needed(element: _Element, attribute: str, name: str = "") -> str:
    """An attribute that has to be there. Raises ServedFault."""
    value = element.get(attribute)
    if value is None:
        raise malformed(name or attribute, f"{attribute} is missing")
    return value


def check_attributes(element: _Element, known: tuple[str, ...]) -> None:
    """No other attributes than the *known* ones. Raises ServedFault."""
    for attribute in element.attrib:
        if attribute not in known:
            raise not_allowed(str(attribute))
