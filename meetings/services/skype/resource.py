"""Reads one resource of the server without trust: properties, links, embedded resources."""

from collections.abc import Mapping

import httpx

from meetings.errors import UnexpectedReply
from meetings.services.skype.errors import refuse
from meetings.services.skype.forms import read_body

_TEXT_LIMIT = 4_000
_LIST_LIMIT = 1_000


class Resource:
    """A resource as UCWA writes it: properties, ``_links`` and ``_embedded``.

    What is missing or of a wrong type reads as empty: the caller says what it cannot do without.
    """

    __slots__ = ("_body",)

    def __init__(self, body: Mapping[str, object]) -> None:
        self._body = body

    def text(self, name: str) -> str:
        """A property that is a string, else an empty one."""
        value = self._body.get(name)
        return value if isinstance(value, str) and len(value) <= _TEXT_LIMIT else ""

    def texts(self, name: str) -> list[str]:
        """A property that is a list of strings; what is none in it is left out."""
        value = self._body.get(name)
        every = value[:_LIST_LIMIT] if isinstance(value, list) else []
        return [each for each in every if isinstance(each, str) and len(each) <= _TEXT_LIMIT]

    @property
    def properties(self) -> Mapping[str, object]:
        """Every property as it came, to be played back: links and what is embedded left out."""
        return {
            name: value for name, value in self._body.items() if name not in ("_links", "_embedded")
        }

    def part(self, name: str) -> "Resource":
        """A property that is an object, such as an event's ``link`` or ``reason``."""
        return Resource(_mapping(self._body.get(name)))

    def parts(self, name: str) -> "list[Resource]":
        """A property that is a list of objects; a single object counts as a list of one."""
        return _several(self._body.get(name))

    def link(self, rel: str) -> str:
        """The href of the link *rel*, or of the first of several."""
        return next(iter(self.links(rel)), "")

    def links(self, rel: str) -> list[str]:
        """The hrefs of all links *rel*: one object or a list of them."""
        found = _several(_mapping(self._body.get("_links")).get(rel))
        return [href for each in found if (href := each.text("href"))]

    def embedded(self, rel: str) -> "list[Resource]":
        """The embedded resources *rel*: one object or a list of them."""
        return _several(_mapping(self._body.get("_embedded")).get(rel))

    def __bool__(self) -> bool:
        """Whether anything is there at all."""
        return bool(self._body)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _several(value: object) -> list[Resource]:
    members = value if isinstance(value, list) else [value]
    return [Resource(each) for each in members[:_LIST_LIMIT] if isinstance(each, dict)]


def read(response: httpx.Response) -> Resource:
    """Read a reply that has to be a resource or a pack of events, or raise UnexpectedReply."""
    try:
        return Resource(read_body(response))
    except ValueError:
        raise refuse(UnexpectedReply, f"HTTP {response.status_code}, not a resource") from None
