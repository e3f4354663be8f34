"""Every sample with something misspelt, missing, added or out of its place is refused.

The request is at fault, so the fault is ``Client.BadSyntax`` or below; a list of fields alone may
name what nobody knows.
"""

from collections.abc import Iterator
from copy import deepcopy
from xml.etree import ElementTree

import pytest

from tests.sandbox.live_meeting.samples import SAMPLES
from tests.sandbox.live_meeting.visitor import Element, Visitor

OPTIONAL_ATTRIBUTES = {
    "name",
    "oneTimeTicket",
    "listDeleted",
    "deletedOK",
    "password",
    "sendWelcomeMessage",
    "roleName",
}
OPTIONAL_CHILDREN = {"CreateMeeting": {"OptionList", "FieldList"}, "GetURL": {"OptionList"}}
OPTIONAL_QUERY = {"ListMeetings", "ListVisitors", "ListConnectedVisitors"}
NAMING = {"name", "fieldName"}


def parsed(name: str) -> Element:
    return ElementTree.fromstring(SAMPLES[name])  # noqa: S314 - our own text


def each_element(root: Element, pick: str = "*") -> Iterator[tuple[int, Element]]:
    return ((at, each) for at, each in enumerate(root.iter()) if pick in ("*", each.tag))


def copy_at(root: Element, at: int) -> tuple[Element, Element]:
    """A copy of the request, and the element *at* in it."""
    copied = deepcopy(root)
    return copied, list(copied.iter())[at]


def misspelt_elements(root: Element) -> Iterator[Element]:
    for at, _ in list(each_element(root))[1:]:
        mutant, element = copy_at(root, at)
        element.tag = f"{element.tag[:-1]}x"
        yield mutant


def misspelt_attributes(root: Element) -> Iterator[Element]:
    for at, each in each_element(root):
        for name in each.attrib:
            mutant, element = copy_at(root, at)
            element.set(f"{name}x", element.attrib.pop(name))
            yield mutant


def unknown_names(root: Element) -> Iterator[Element]:
    for at, each in list(each_element(root))[1:]:
        for name in NAMING & set(each.attrib):
            mutant, element = copy_at(root, at)
            element.set(name, "frozzle")
            yield mutant


def missing_attributes(root: Element) -> Iterator[Element]:
    request = root.tag.removesuffix("Request")
    for at, each in each_element(root):
        for name in each.attrib:
            if each is root and name in OPTIONAL_ATTRIBUTES:
                continue
            if (request, name) in (("GetUser7", "email"), ("GetUser7", "userID")):
                continue
            mutant, element = copy_at(root, at)
            del element.attrib[name]
            yield mutant


def added(root: Element) -> Iterator[Element]:
    for at, _ in each_element(root):
        mutant, element = copy_at(root, at)
        element.set("frozzle", "1")
        yield mutant
        mutant, element = copy_at(root, at)
        ElementTree.SubElement(element, "Frozzle")
        yield mutant


def stray_text(root: Element) -> Iterator[Element]:
    for at, each in each_element(root):
        if each.tag not in ("Name", "String"):
            mutant, element = copy_at(root, at)
            element.text = "frozzle"
            yield mutant


def missing_children(root: Element) -> Iterator[Element]:
    request = root.tag.removesuffix("Request")
    for child in list(root):
        optional = child.tag in OPTIONAL_CHILDREN.get(request, ())
        if optional or (child.tag == "TimeIntervalQuery" and request in OPTIONAL_QUERY):
            continue
        if child.tag == "StringQuery" and request == "ListMeetings":
            continue
        if request == "ModifyUser":
            continue
        mutant = deepcopy(root)
        mutant.remove(next(each for each in mutant if each.tag == child.tag))
        yield mutant


def out_of_place(root: Element) -> Iterator[Element]:
    if len(root) > 1:
        mutant = deepcopy(root)
        mutant[:] = reversed(list(mutant))
        yield mutant
    for at, _ in each_element(root, "EnumerationOption"):
        mutant, element = copy_at(root, at)
        element[:] = reversed(list(element))
        yield mutant


def doubled(root: Element) -> Iterator[Element]:
    for at, each in each_element(root):
        for number, _ in enumerate(each):
            mutant, element = copy_at(root, at)
            element.append(deepcopy(element[number]))
            yield mutant


WAYS = (
    misspelt_elements,
    misspelt_attributes,
    missing_attributes,
    missing_children,
    added,
    stray_text,
    out_of_place,
    doubled,
)


@pytest.mark.parametrize("name", SAMPLES)
async def test_a_mutant_is_refused(admin: Visitor, name: str) -> None:
    root = parsed(name)
    for mutate in WAYS:
        for mutant in mutate(root):
            text = ElementTree.tostring(mutant, encoding="unicode")
            fault = await admin.refused(text)
            assert fault.startswith("Client.BadSyntax"), (mutate.__name__, fault, text)


@pytest.mark.parametrize("name", SAMPLES)
async def test_a_name_that_nobody_knows_is_not_allowed(admin: Visitor, name: str) -> None:
    for mutant in unknown_names(parsed(name)):
        text = ElementTree.tostring(mutant, encoding="unicode")
        assert await admin.refused(text) == "Client.BadSyntax.NotAllowed.Field", text


@pytest.mark.parametrize("name", SAMPLES)
async def test_a_request_that_nobody_knows(admin: Visitor, name: str) -> None:
    root = parsed(name)
    for tag in (root.tag.removesuffix("Request"), f"{root.tag}x", f"X{root.tag}"):
        root.tag = tag
        text = ElementTree.tostring(root, encoding="unicode")
        assert await admin.refused(text) == "Server.OperationUnavailable.NotImplemented"


async def test_a_field_that_nobody_knows_is_passed_over(admin: Visitor) -> None:
    sample = SAMPLES["CreateMeeting, now"].replace("<Name>mid", "<Name>frozzle</Name><Name>mid")
    reply = await admin.gets(sample)
    names = [each.get("name") for each in reply.iter("StringOption")]
    assert names == ["mid", "name", "audiencePassword", "presenterPassword"]
