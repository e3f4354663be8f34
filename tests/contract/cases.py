"""Each service of the catalog as the contract suite tests it: one case a service, or one a form.

To add a service, say what it must be able to do and how to count the meetings that it made. The
rest is what its loopback announces: the settings that lead to it, and what ada, who may do
everything, and mallory, who may not, answer when they connect.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from meetings.service import Capability
from sandbox.environment import build
from sandbox.serving import served


@dataclass(frozen=True, kw_only=True)
class ServiceCase:
    """One service with its loopback.

    *service* is the catalog's name for it, *capabilities* what it must claim. *made* counts the
    meetings in the loopback's book, as ``GET /sandbox/book`` answers it. *does_without*: a meeting
    is made even where a reply is nonsense, and its notes say what is missing. *own_key*: asked
    twice with one marker, the service makes one meeting. *options* are set beside those that the
    loopback announces. *organization*: it is asked with the account of the whole organization.
    *renews_twice*: a renewal whose answer was lost is asked for once more. *has_no* names what the
    service does not have: ``agenda``, ``passcode``, or ``running`` where its list leaves out what
    has begun.

    *setup*, *expiry*, *busy*, *broken*, *small_pages* and *wrong_app* are rules of the loopback
    (``/sandbox/misbehave``): what holds from the start; every sign-in ends; the next request is one
    too many, in the vendor's own words; a meeting is made and then the vendor's own words speak of
    a failure of its own; a page of a list holds *page* meetings; the vendor knows the bot's own id
    and secret no more. Each is empty where there is no such thing, and *page* is 0 where lists come
    whole.

    *texts* are samples for the choices that are free text, *unseen* the choices that leave nothing
    behind in the meeting, *apart* those that do not go with all others.
    """

    service: str
    capabilities: frozenset[Capability]
    made: Callable[[Mapping[str, Any]], int]
    does_without: bool = False
    own_key: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    setup: Sequence[Mapping[str, Any]] = ()
    organization: bool = False
    renews_twice: bool = False
    has_no: frozenset[str] = frozenset()
    expiry: Mapping[str, Any] = field(default_factory=dict)
    busy: Mapping[str, Any] = field(default_factory=dict)
    broken: Mapping[str, Any] = field(default_factory=dict)
    small_pages: Mapping[str, Any] = field(default_factory=dict)
    page: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    wrong_app: Mapping[str, Any] = field(default_factory=dict)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Mapping[str, Any]]:
        """The loopback, served until the block ends; gives its *url* and what it announces."""
        loopback = build(self.service)
        async with served(loopback.app) as url:
            told = loopback.announce(url)
            settings = told["organization" if self.organization else "settings"]
            yield {"url": url, **told, "settings": settings.get("settings", settings)}
        await loopback.close()


def _rooms(book: Mapping[str, Any]) -> set[str]:
    """The rooms that were opened or telephoned."""
    mapped = {row["conference"].partition("@")[0] for row in book["mapped"]}
    return mapped | {visit["room"] for visit in book["visits"]}


# It keeps no times and no series; who came, and a way in for hosts alone, it does not tell.
_SKYPE_CAPABILITIES = frozenset(
    {Capability.READ, Capability.LIST, Capability.CHANGE, Capability.CANCEL}
)
_SKYPE_BROKEN = {"on": "POST myOnlineMeetings", "do": "status", "status": 500}
_SKYPE_TEXTS = {"leaders": "grace@contoso.example"}


def _made_by_skype(book: Mapping[str, Any]) -> int:
    return len(book["meetings"]) + len(book["scheduleds"])


def _zoom(*, organization: bool) -> ServiceCase:
    return ServiceCase(
        service="zoom",
        capabilities=frozenset(Capability),
        made=lambda book: len(book["meetings"]),
        organization=organization,
        renews_twice=not organization,
        setup=({"do": "account", "who": "contoso", "per_second": False, "creates_a_day": None},),
        has_no=frozenset({"running"}),  # what has begun is no more among the upcoming ones
        expiry={"do": "expire", "what": "access"},
        busy={"on": "*", "do": "ratelimit"},
        broken={
            "on": "create",
            "do": "refuse",
            "status": 503,
            "code": 1010,
            "message": "Service unavailable.",
            "effect": True,
        },
        small_pages={"do": "switch", "largest_page": 2},
        page=2,
        wrong_app={
            "do": "app",
            "app": "organization" if organization else "personal",
            "client_secret": "of-another-app",
        },
        texts={"passcode": "Tea-4-two"},
    )


CASES: Mapping[str, ServiceCase] = {
    "jitsi": ServiceCase(
        service="jitsi",
        capabilities=frozenset(),  # a room is an address, and no server keeps a list of them
        made=lambda book: len(_rooms(book)),
        does_without=True,
        own_key=True,
        has_no=frozenset({"agenda", "passcode"}),
    ),
    "skype": ServiceCase(
        service="skype",
        capabilities=_SKYPE_CAPABILITIES,
        made=_made_by_skype,
        does_without=True,  # with its link known, a meeting that cannot be left is one
        expiry={"do": "expire", "what": "token"},
        broken=_SKYPE_BROKEN,
        texts=_SKYPE_TEXTS,
        unseen=frozenset({"importance"}),
        has_no=frozenset({"passcode"}),
    ),
    "skype in XML": ServiceCase(
        service="skype",
        capabilities=_SKYPE_CAPABILITIES,
        made=_made_by_skype,
        does_without=True,
        options={"format": "xml"},
        expiry={"do": "expire", "what": "token"},
        broken=_SKYPE_BROKEN,
        texts=_SKYPE_TEXTS,
        unseen=frozenset({"importance"}),
        has_no=frozenset({"passcode"}),
    ),
    "webex-xml": ServiceCase(
        service="webex-xml",
        capabilities=frozenset(Capability)
        - {Capability.ATTENDANCE},  # its meeting service does not tell who came
        made=lambda book: len(book["meetings"]),
        does_without=True,  # with its link known, a meeting that is not shown again is one
        expiry={"do": "expire", "what": "tickets"},
        busy={"on": "*", "do": "ratelimit"},
        broken={"on": "CreateMeeting", "do": "refuse", "number": "999999", "effect": True},
        small_pages={"do": "pages", "of": 2},
        page=2,
        texts={
            "password": "Tea-4-two",
            "meeting_type": "214",
            "most_people": "12",
            "phone_text": "Ask at the desk",
        },
        unseen=frozenset({"mail"}),
        apart=frozenset({"end_to_end"}),
    ),
    "live-meeting": ServiceCase(
        service="live-meeting",
        capabilities=frozenset(Capability)
        - {Capability.REPEAT},  # no document is left that says how to repeat
        made=lambda book: len(book["meetings"]),
        does_without=True,  # with its link known, a meeting whose end cannot be set is one
        own_key=True,
        has_no=frozenset({"agenda"}),
        broken={"on": "CreateMeeting", "do": "fault", "code": "Server", "effect": True},
        page=100,
        texts={"seats": "33"},  # the other, an owner, is the administrators'
        apart=frozenset({"place"}),
    ),
    "zoom": _zoom(organization=False),
    "zoom for an organization": _zoom(organization=True),
}
