"""One conversation with a conference center: the posting URL is asked for, then messages are sent.

There is no signing in and no session at the server: each message carries the credentials.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from meetings import xml
from meetings.errors import ServiceBusy, UnexpectedReply
from meetings.service import Exchange, ask
from meetings.services.live_meeting.errors import (
    CannotActFor,
    InTrouble,
    NotAdministrator,
    WrongAddress,
    refuse,
)
from meetings.services.live_meeting.faults import AUTHENTICATION, Fault, read_fault
from meetings.services.live_meeting.kept import Kept
from meetings.services.live_meeting.places import Places
from meetings.services.live_meeting.strings import LONGEST_ID
from meetings.xml import Element

ROOT = "PlaceWareConfCenter"
CLIENT = "Parley-0-1"
TICKET_SECONDS = 300  # CreateTicketRequest: 1 to 300


class Session:
    """The center's address and the account's credentials, for as long as a conversation lasts."""

    def __init__(self, places: Places, kept: Kept) -> None:
        self.places = places
        self.kept = kept
        self.now: datetime | None = None
        self._posting = ""
        self._ticket = ""

    def call(self, request: Element, *, word_will_do: bool = False) -> Exchange[Element]:
        """Send *request* and return its reply; a fault is raised as the error that it is."""
        told = yield from self.try_(request, word_will_do=word_will_do)
        if isinstance(told, Fault):
            raise told.error()
        return told

    def try_(self, request: Element, *, word_will_do: bool = False) -> Exchange[Element | Fault]:
        """Send *request* and return its reply, or the fault that came in its place.

        *word_will_do*: the reply holds nothing, so an ``InfoWarn`` in its place is as good.
        """
        if not self._posting:
            yield from self._discover()
        if self.kept.acts_for and not self._ticket:
            yield from self._get_ticket()
        told = yield from self._post(request, word_will_do=word_will_do)
        if self._ticket and isinstance(told, Fault) and told.under(AUTHENTICATION):
            raise refuse(CannotActFor, told.code)
        return told

    def join_base(self) -> Exchange[str]:
        """What comes before ``/join`` in a link to a meeting of this center."""
        if not self._posting:
            yield from self._discover()
        return self.places.join_base(self._posting)

    def tell_time(self) -> Exchange[datetime | None]:
        """The present by the center's own clock, as HTTP's Date has it; none where it is silent."""
        if not self._posting:
            yield from self._discover()
        return self.now

    def _discover(self) -> Exchange[None]:
        """GetPostingURL: a GET of a special address, without credentials."""
        reply = yield from ask(httpx.Request("GET", self.places.discovery))
        root = _document(reply)
        if root is None:
            raise _unreadable(reply, WrongAddress)
        if fault := read_fault(root, ()):
            raise fault.error()
        url = xml.find(root, "GetPostingURLReply").get("url", "")
        self._posting = self.places.posting(url)
        self.now = _date(reply)

    def _get_ticket(self) -> Exchange[None]:
        """CreateTicket: an administrator acts for somebody without knowing their password.

        Tickets are for one use unless it is said otherwise.
        """
        request = xml.tree(
            "CreateTicketRequest",
            xml.tree("GeneralLoginContext", attributes={"userID": self.kept.acts_for}),
            attributes={"duration": str(TICKET_SECONDS), "oneTimeTicket": "False"},
        )
        told = yield from self._post(request)
        if isinstance(told, Fault):
            if told.under("Client.Authorization"):
                raise refuse(NotAdministrator, told.code)
            raise told.error()
        ticket = told.get("ticket", "")
        if not (re.fullmatch("[!-~]+", ticket) and len(ticket) <= LONGEST_ID):
            raise refuse(UnexpectedReply, "no ticket came")
        self._ticket = ticket

    def _post(self, request: Element, *, word_will_do: bool = False) -> Exchange[Element | Fault]:
        """One message: the request in, a Reply or a Fault out."""
        body = _written(xml.tree(ROOT, request, attributes=self._signed()))
        headers = {"Content-Type": "application/xml"}
        reply = yield from ask(httpx.Request("POST", self._posting, headers=headers, content=body))
        root = _document(reply)
        if root is None:
            raise _unreadable(reply, UnexpectedReply)
        if fault := read_fault(root, (self.kept.password, self._ticket)):
            return fault
        name = request.tag.removesuffix("Request") + "Reply"
        answers = xml.find_all(root, name)
        if word_will_do and not answers:
            answers = xml.find_all(root, "InfoWarn")
        if len(answers) != 1:
            raise refuse(UnexpectedReply, f"{len(answers)} of {name}")
        return answers[0]

    def _signed(self) -> dict[str, str]:
        """Name and password, or a ticket: never both."""
        if self._ticket:
            return {"authTicket": self._ticket, "clientAppId": CLIENT}
        return {
            "authUser": self.kept.user,
            "authPassword": self.kept.password,
            "clientAppId": CLIENT,
        }


def _written(root: Element) -> bytes:
    """*root* in plain ASCII, whatever else is in it as hexadecimal references.

    Using non-ASCII Characters in the Live Meeting service API.
    """
    plain = xml.write(root, encoding="us-ascii", declaration=False)
    return re.sub(rb"&#(\d+);", lambda found: b"&#x%X;" % int(found[1]), plain)


def _document(reply: httpx.Response) -> Element | None:
    """The document that *reply* holds, whatever its status; none where it holds no such thing.

    Faults come with 200 as far as is known; a server that thinks otherwise is heard as well.
    """
    if reply.headers.get("content-type", "").partition(";")[0].strip().lower() not in (
        "application/xml",
        "text/xml",
    ):
        return None
    root = xml.read(reply.content)
    return root if root.tag == ROOT else None


def _unreadable(reply: httpx.Response, kind: type[UnexpectedReply]) -> Exception:
    """What a reply means that is none of the service's documents."""
    status = reply.status_code
    if status in (429, 503):
        return refuse(ServiceBusy, f"HTTP {status}")
    if status >= 500:
        return refuse(InTrouble, f"HTTP {status}")
    return refuse(kind, f"HTTP {status}, no {ROOT}")


def _date(reply: httpx.Response) -> datetime | None:
    try:
        at = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
