"""One exchange with a conference center: the posting URL is discovered, then messages are posted.

There is no sign-in and no session at the server: each message carries the credentials.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

import httpx

from meetings import xml
from meetings.errors import MeetingError, ServiceBusy, UnexpectedReply
from meetings.model import Credentials
from meetings.replies import answered_at, retry_after
from meetings.service import Exchange, ask, harmless, refused
from meetings.services.live_meeting import values
from meetings.services.live_meeting.endpoints import Endpoints
from meetings.services.live_meeting.errors import (
    AUTHENTICATION,
    AUTHORIZATION,
    NOT_IMPLEMENTED,
    CannotActFor,
    Fault,
    MemberOnly,
    NotAdministrator,
    ServerFault,
    WrongAddress,
    read_fault,
    refuse,
)
from meetings.services.live_meeting.values import LONGEST_ID, OptionValues, is_user_id
from meetings.xml import Element

ADMINISTRATOR = "Administrator"
ROOT = "PlaceWareConfCenter"
CLIENT = "Parley-0-1"
TICKET_SECONDS = 300  # CreateTicketRequest: 1 to 300
_HARMLESS = ("Get", "List", "CreateTicket")  # how the names of requests begin that change nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCredentials:
    """What is stored of one account.

    *user* signs in; *acts_for*, where it is not empty, is the user ID whose meetings are made.
    *account* is that user ID as the service writes it; *role* is ``Administrator``, ``Organizer``
    or empty where the service did not tell it; *seats* is what the person's profile gives a new
    meeting, 0 where it does not say.
    """

    user: str
    password: str = field(repr=False)
    acts_for: str = ""
    account: str = ""
    role: str = ""
    seats: int = 0

    @property
    def owner(self) -> str:
        """The user ID whose meetings these are."""
        return self.account or self.acts_for or self.user

    def dump(self) -> Credentials:
        """What to store."""
        facts = {
            "account": self.owner,
            "user": self.user,
            "acts_for": self.acts_for,
            "role": self.role,
            "seats": str(self.seats),
        }
        return Credentials(secrets={"password": self.password}, facts=facts)

    @classmethod
    def load(cls, credentials: Credentials) -> Self:
        """Read what was stored."""
        facts = credentials.facts
        return cls(
            user=facts["user"],
            password=credentials.secrets["password"],
            acts_for=facts["acts_for"],
            account=facts["account"],
            role=facts["role"],
            seats=int(facts["seats"]),
        )


class Session:
    """The center's addresses and the account's credentials, for one exchange."""

    def __init__(self, endpoints: Endpoints, credentials: StoredCredentials) -> None:
        self.endpoints = endpoints
        self.credentials = credentials
        self.now: datetime | None = None  # by the center's clock, once the posting URL is known
        self._posting_url = ""
        self._ticket = ""

    def call(self, request: Element, *, empty_reply: bool = False) -> Exchange[Element]:
        """Send *request* and return its reply; a fault is raised as the error that it is."""
        reply = yield from self.send(request, empty_reply=empty_reply)
        if isinstance(reply, Fault):
            raise reply.error()
        return reply

    def send(self, request: Element, *, empty_reply: bool = False) -> Exchange[Element | Fault]:
        """Send *request* and return its reply, or the fault that came in its place.

        *empty_reply*: the reply holds nothing, so an ``InfoWarn`` in its place is as good.
        """
        yield from self._discover()
        if self.credentials.acts_for and not self._ticket:
            yield from self._get_ticket()
        reply = yield from self._post(request, empty_reply=empty_reply)
        if self._ticket and isinstance(reply, Fault) and reply.is_under(AUTHENTICATION):
            raise refuse(CannotActFor, reply.code)
        return reply

    def join_base(self) -> Exchange[str]:
        """What comes before ``/join`` in a link to a meeting of this center."""
        yield from self._discover()
        return self.endpoints.join_base(self._posting_url)

    def get_time(self) -> Exchange[datetime | None]:
        """The time by the center's clock, from HTTP's Date; None where it does not send one."""
        yield from self._discover()
        return self.now

    def _discover(self) -> Exchange[None]:
        """GetPostingURL, once: a GET of a special address, without credentials."""
        if self._posting_url:
            return
        reply = yield from ask(httpx.Request("GET", self.endpoints.discovery))
        root = _document(reply)
        if root is None:
            raise _http_error(reply, WrongAddress)
        if fault := read_fault(root, ()):
            raise fault.error()
        url = xml.find(root, "GetPostingURLReply").get("url", "")
        self._posting_url = self.endpoints.check_posting_url(url)
        self.now = answered_at(reply)

    def _get_ticket(self) -> Exchange[None]:
        """CreateTicket: an administrator acts for another user without their password.

        Tickets are for one use unless the request says otherwise.
        """
        request = xml.tree(
            "CreateTicketRequest",
            xml.tree("GeneralLoginContext", attributes={"userID": self.credentials.acts_for}),
            attributes={"duration": str(TICKET_SECONDS), "oneTimeTicket": "False"},
        )
        reply = yield from self._post(request)
        if isinstance(reply, Fault):
            if reply.is_under(AUTHORIZATION):
                raise refuse(NotAdministrator, reply.code)
            raise reply.error()
        ticket = reply.get("ticket", "")
        if not (re.fullmatch("[!-~]+", ticket) and len(ticket) <= LONGEST_ID):
            raise refuse(UnexpectedReply, "no ticket came")
        self._ticket = ticket

    def _post(self, request: Element, *, empty_reply: bool = False) -> Exchange[Element | Fault]:
        """Post one message; return the Reply or the Fault."""
        content = _encode(xml.tree(ROOT, request, attributes=self._authentication()))
        headers = {"Content-Type": "application/xml"}
        message = httpx.Request("POST", self._posting_url, headers=headers, content=content)
        changes = not request.tag.startswith(_HARMLESS)
        reply = yield from ask(message if changes else harmless(message))
        root = _document(reply)
        if root is None:
            raise _http_error(reply, UnexpectedReply)
        if fault := read_fault(root, (self.credentials.password, self._ticket)):
            if not fault.error().outcome_unknown:
                refused(reply)
            return fault
        name = request.tag.removesuffix("Request") + "Reply"
        replies = xml.find_all(root, name)
        if empty_reply and not replies:
            replies = xml.find_all(root, "InfoWarn")
        if len(replies) != 1:
            raise refuse(UnexpectedReply, f"{len(replies)} of {name}")
        return replies[0]

    def _authentication(self) -> dict[str, str]:
        """Name and password, or a ticket: never both."""
        if self._ticket:
            return {"authTicket": self._ticket, "clientAppId": CLIENT}
        return {
            "authUser": self.credentials.user,
            "authPassword": self.credentials.password,
            "clientAppId": CLIENT,
        }


def read_profile(session: Session) -> Exchange[StoredCredentials]:
    """GetUserProfile: the credentials to store. Raises MemberOnly for those who may not schedule.

    The newer form of the request tells more, and old centers do not have it.
    """
    reply = yield from session.send(xml.tree("GetUserProfile7Request"))
    if isinstance(reply, Fault) and reply.is_under(NOT_IMPLEMENTED):
        reply = yield from session.send(xml.tree("GetUserProfileRequest"))
    if isinstance(reply, Fault):
        raise refuse(MemberOnly, reply.code) if reply.is_under(AUTHORIZATION) else reply.error()
    user = xml.find(reply, "User")
    profile = values.read(user)
    user_id, seats = user.get("userID", ""), profile.number("meetingSize") or 0
    return replace(
        session.credentials,
        account=user_id if is_user_id(user_id) else "",
        role=_role(profile),
        seats=seats if seats <= 10_000 else 0,
    )


def _role(profile: OptionValues) -> str:
    if profile.flag("isAdministrator"):
        return ADMINISTRATOR
    organizer = profile.flag("isOrganizer")
    if organizer is False:
        raise refuse(MemberOnly, "isOrganizer is False")
    return "Organizer" if organizer else ""


def _encode(root: Element) -> bytes:
    """*root* in ASCII, with hexadecimal references for everything else.

    Using non-ASCII Characters in the Live Meeting service API.
    """
    document = xml.write(root, encoding="us-ascii", declaration=False)
    return re.sub(rb"&#(\d+);", lambda match: b"&#x%X;" % int(match[1]), document)


def _document(reply: httpx.Response) -> Element | None:
    """The root of the document in *reply*, whatever its status; None where it has none.

    Faults come with status 200 as far as is known; with another status they are read as well.
    """
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/xml", "text/xml"):
        return None
    root = xml.read(reply.content)
    return root if root.tag == ROOT else None


def _http_error(reply: httpx.Response, otherwise: type[UnexpectedReply]) -> MeetingError:
    """The error for a reply that is none of the service's documents."""
    status = reply.status_code
    if status in (429, 503):
        busy = refuse(ServiceBusy, f"HTTP {status}")
        busy.retry_after = retry_after(reply)
        return busy
    if status >= 500:
        return refuse(ServerFault, f"HTTP {status}")
    return refuse(otherwise, f"HTTP {status}, no {ROOT}")
