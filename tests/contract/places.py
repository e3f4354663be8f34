"""Where each service of the catalog lives in the tests: one entry a service, or one a form of it.

To plug a service in, say how its loopback is opened (a context manager that gives its address),
which options lead there, what ada, who may, and mallory, who may not, answer when they connect, and
how to count the meetings that it made.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.services import live_meeting, skype, webex_xml
from sandbox.services.jitsi import MAPPER, NUMBERS, JitsiServer
from sandbox.serving import served


@dataclass(frozen=True, kw_only=True)
class Place:
    """One service's loopback, and the people it knows.

    *made* counts the meetings in the loopback's book, as ``GET /sandbox/book`` answers it.
    *does_without*: a meeting is made even where a reply is nonsense, and its notes say what is
    missing. *own_key*: asked twice with one marker, the service makes one meeting. *service* is
    the catalog's name for it, where the place has another.
    """

    opens: Callable[[], AbstractAsyncContextManager[str]]
    options: Callable[[str], Mapping[str, str]]
    ada: Mapping[str, str] = field(default_factory=dict)
    mallory: Mapping[str, str] = field(default_factory=dict)
    made: Callable[[Mapping[str, Any]], int]
    does_without: bool = False
    own_key: bool = False
    service: str = ""


@asynccontextmanager
async def _jitsi() -> AsyncIterator[str]:
    async with served(JitsiServer().app) as url:
        yield url


def _rooms(book: Mapping[str, Any]) -> set[str]:
    """The rooms that were opened or telephoned."""
    mapped = {one["conference"].partition("@")[0] for one in book["mapped"]}
    return mapped | {visit["room"] for visit in book["visits"]}


@asynccontextmanager
async def _skype() -> AsyncIterator[str]:
    pool = skype.SkypeServer()
    async with served(pool.app) as url:
        yield url
    await pool.close()


@asynccontextmanager
async def _live_meeting() -> AsyncIterator[str]:
    service = live_meeting.LiveMeetingServer()
    async with served(service.app) as url:
        yield url
    await service.close()


@asynccontextmanager
async def _webex_xml() -> AsyncIterator[str]:
    site = webex_xml.WebexXmlServer()
    async with served(site.app) as url:
        site.announce(url)
        yield url


_SKYPE = Place(
    opens=_skype,
    options=lambda url: {"url": f"{url}/"},
    ada={"username": skype.ADA.address, "password": skype.ADA.password},
    mallory={"username": skype.MALLORY.address, "password": skype.MALLORY.password},
    made=lambda book: len(book["meetings"]) + len(book["scheduleds"]),
    does_without=True,  # with its link known, a meeting that cannot be left is one
)

PLACES: Mapping[str, Place] = {
    "jitsi": Place(
        opens=_jitsi,
        options=lambda url: {
            "url": url,
            "dial_in_numbers": url + NUMBERS,
            "dial_in_mapper": url + MAPPER,
        },
        made=lambda book: len(_rooms(book)),
        does_without=True,
        own_key=True,
    ),
    "skype": _SKYPE,
    "skype in XML": replace(
        _SKYPE, service="skype", options=lambda url: {"url": f"{url}/", "format": "xml"}
    ),
    "webex-xml": Place(
        opens=_webex_xml,
        options=lambda url: {"url": url + webex_xml.PATH, "site": "contoso"},
        ada={"username": webex_xml.ADA_ID, "password": webex_xml.ADA_PASSWORD},
        mallory={"username": webex_xml.MALLORY_ID, "password": webex_xml.MALLORY_PASSWORD},
        made=lambda book: len(book["meetings"]),
        does_without=True,  # with its link known, a meeting that is not shown again is one
    ),
    "live-meeting": Place(
        opens=_live_meeting,
        options=lambda url: {"url": f"{url}/cc/contoso/xml/4.0/GetPostingURLRequest"},
        ada={"username": "ada", "password": live_meeting.ADA_PASSWORD},
        mallory={"username": "mallory", "password": live_meeting.MALLORY_PASSWORD},
        made=lambda book: len(book["meetings"]),
        does_without=True,  # with its link known, a meeting whose end cannot be set is one
        own_key=True,
    ),
}
