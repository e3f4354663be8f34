"""Somebody who sends the loopback bare messages, with no client of ours."""

from collections.abc import Iterable
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import httpx

TYPES = ("OneTime", "MeetNow", "Recurring")
Element = ElementTree.Element


class Visitor:
    """One user of one conference center."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        url: str,
        user: str,
        password: str,
        *,
        center: str = "contoso",
    ) -> None:
        self.http, self.url, self.user, self.password = http, url, user, password
        self.posting = f"{url}/cc/_XML/{center}/xml/4.0"

    def message(self, inner: str) -> str:
        who = f"authUser={quoteattr(self.user)} authPassword={quoteattr(self.password)}"
        return f"<PlaceWareConfCenter {who}>{inner}</PlaceWareConfCenter>"

    async def post(self, content: bytes | str) -> httpx.Response:
        """Send a whole message."""
        body = content.encode() if isinstance(content, str) else content
        return await self.http.post(self.posting, content=body)

    async def ask(self, inner: str) -> Element:
        """Send a request in an envelope; gives the element that came back in one."""
        return opened(await self.post(self.message(inner)))

    async def gets(self, inner: str) -> Element:
        """Send a request and get its reply, not a fault."""
        element = await self.ask(inner)
        assert element.tag != "Fault", ElementTree.tostring(element)
        return element

    async def refused(self, inner: str) -> str:
        """Send a request and get a fault; gives its code."""
        return code(await self.ask(inner))

    async def create(self, options: str = "", title: str = "Stand-up", **more: str) -> Element:
        """Ask for a meeting and for what identifies it."""
        return await self.ask(creation(options, title=title, **more))

    async def makes(self, options: str = "", **more: str) -> dict[str, str]:
        """Make a meeting; gives what identifies it."""
        element = await self.create(options, **more)
        assert element.tag == "CreateMeetingReply", ElementTree.tostring(element)
        return fields(element[0])

    async def listed(self, *names: str, query: str = "", **attributes: str) -> list[dict[str, str]]:
        """The fields of the meetings that are listed."""
        written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        field_names = field_list(names or ("mid", "name", "title"))
        inner = f"<ListMeetingsRequest{written}>{query}{field_names}</ListMeetingsRequest>"
        return [fields(each) for each in (await self.gets(inner)).iter("MeetingReply")]


def opened(answer: httpx.Response) -> Element:
    """The element in an answer's envelope, which is checked."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/xml"
    root = ElementTree.fromstring(answer.content)  # noqa: S314 - the loopback's own
    assert (root.tag, root.attrib, len(root)) == ("PlaceWareConfCenter", {}, 1)
    return root[0]


def code(element: Element) -> str:
    """The code of a fault, whose shape is checked."""
    assert element.tag == "Fault", ElementTree.tostring(element)
    assert [child.tag for child in element] == ["FaultCode", "FaultString", "OptionList"]
    assert element[1].text
    assert "time" in fields(element)
    return element[0].text or ""


def fields(element: Element) -> dict[str, str]:
    """The options of an element; a list's strings joined by commas."""
    values = {}
    for option in element.findall("OptionList/*"):
        joined = ",".join(each.text or "" for each in option.findall("String"))
        values[option.get("name", "")] = option.get("value", joined)
    return values


def creation(
    options: str = "", *, names: Iterable[str] = ("mid", "name"), **attributes: str
) -> str:
    """A CreateMeetingRequest."""
    given_attributes = {"maxUsers": "10", **attributes}
    written = "".join(f" {name}={quoteattr(value)}" for name, value in given_attributes.items())
    listed = f"<OptionList>{options}</OptionList>" if options else ""
    return f"<CreateMeetingRequest{written}>{listed}{field_list(names)}</CreateMeetingRequest>"


def field_list(names: Iterable[str], tag: str = "FieldList") -> str:
    return f"<{tag}>" + "".join(f"<Name>{each}</Name>" for each in names) + f"</{tag}>"


def option(name: str, value: str, kind: str = "String") -> str:
    return f"<{kind}Option name={quoteattr(name)} value={quoteattr(value)}/>"


def strings(name: str, *values: str) -> str:
    inner = "".join(f"<String>{each}</String>" for each in values)
    return f'<StringListOption name="{name}">{inner}</StringListOption>'


def kind(value: str, listed: Iterable[str] = TYPES, name: str = "meetingType") -> str:
    inner = "".join(f"<String>{each}</String>" for each in listed)
    return f'<EnumerationOption name="{name}" value="{value}">{inner}</EnumerationOption>'


def times(starts: str, ends: str) -> str:
    return option("startTime", starts, "Time") + option("endTime", ends, "Time")


def by(field: str, value: str, operator: str = "=", more: str = "") -> str:
    """A StringQuery."""
    attributes = (
        f"fieldName={quoteattr(field)} operator={quoteattr(operator)} value={quoteattr(value)}"
    )
    return f"<StringQuery {attributes}{more}/>"


def within(field: str, starts: str, ends: str) -> str:
    """A TimeIntervalQuery."""
    inner = f'<TimeInterval startTime="{starts}" endTime="{ends}"/>'
    return f'<TimeIntervalQuery fieldName="{field}">{inner}</TimeIntervalQuery>'
