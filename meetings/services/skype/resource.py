"""Reads one JSON resource of the server without trust: properties, links, embedded resources."""

from collections.abc import Mapping

import httpx

from meetings.errors import UnexpectedReply
from meetings.replies import read_json
from meetings.services.skype.errors import refuse

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
    """Read a reply that has to be a JSON object, or raise UnexpectedReply."""
    try:
        return Resource(read_json(response))
    except ValueError:
        raise refuse(UnexpectedReply, f"HTTP {response.status_code}, not a JSON object") from None
