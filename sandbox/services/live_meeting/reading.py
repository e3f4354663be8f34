"""Parts of requests: children in their order, field lists, and attributes of each type."""

from dataclasses import dataclass
from datetime import datetime

from lxml.etree import _Element

from sandbox.book import Book
from sandbox.services.live_meeting import values
from sandbox.services.live_meeting.center import Center
from sandbox.services.live_meeting.envelope import stray_text
from sandbox.services.live_meeting.faults import malformed
from sandbox.services.live_meeting.options import check_attributes, plain_text
from sandbox.services.live_meeting.people import Role, User

Parts = dict[str, _Element]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that was let in: its element, its caller, and where and when it is answered.

    *links* is the address under which people enter this center's meetings.
    """

    center: Center
    caller: User
    element: _Element
    now: datetime
    links: str
    book: Book

    @property
    def administrator(self) -> bool:
        """Whether the caller may do everything."""
        return self.caller.role is Role.ADMINISTRATOR

    def is_caller(self, user_id: str) -> bool:
        """Whether *user_id* is the caller's."""
        return user_id.casefold() == self.caller.user_id.casefold()


def parts(element: _Element, attributes: tuple[str, ...], *children: str) -> Parts:
    """The children of a request by their tags, in the order of *children*.

    A child whose name ends in ``?`` may be missing. Raises ServedFault.
    """
    check_attributes(element, attributes)
    if stray_text(element):
        raise malformed(str(element.tag), "there is text between its elements")
    left = list(element)
    elements: Parts = {}
    for child in children:
        tag = child.removesuffix("?")
        if left and left[0].tag == tag:
            elements[tag] = left.pop(0)
        elif tag == child:
            raise malformed(tag, "it is missing, or not in its place")
    if left:
        raise malformed(str(left[0].tag), "it may not be here")
    for each in elements.values():
        if stray_text(each):
            raise malformed(str(each.tag), "there is text between its elements")
    return elements


def names(element: _Element | None) -> list[str]:
    """The names in a FieldList or RemoveList; each at most once. Raises ServedFault."""
    if element is None:
        return []
    tag = str(element.tag)
    check_attributes(element, ())
    if not len(element) or any(child.tag != "Name" for child in element):
        raise malformed(tag, "it holds Name elements, one at least")
    texts = [plain_text(child, tag).strip() for child in element]
    if len(set(texts)) < len(texts):
        raise malformed(tag, "a name stands in it twice")
    if not all(1 <= len(each) <= 255 for each in texts):
        raise malformed(tag, "a name has 1 to 255 characters")
    return texts


def switch(element: _Element, name: str, *, usual: bool = False) -> bool:
    """An attribute that is True or False. Raises ServedFault."""
    text = element.get(name)
    return usual if text is None else values.boolean(name, text)


def number(element: _Element, name: str, least: int = 1, most: int = values.LARGEST) -> int | None:
    """An attribute that is a number, if it is there. Raises ServedFault."""
    text = element.get(name)
    return None if text is None else values.decimal(name, text, least, most)
