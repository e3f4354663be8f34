"""A conference center: one customer's people, meetings, tickets and settings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.services.live_meeting import people
from sandbox.services.live_meeting.faults import ServedFault, senseless
from sandbox.services.live_meeting.meetings import HeldMeetings, token
from sandbox.services.live_meeting.people import User


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTicket:
    """Who it is for, until when, and whether for one use only."""

    user_id: str
    until: datetime
    one_time: bool


@dataclass(slots=True)
class IssuedTickets:
    """The tickets that a center has given out."""

    _given: dict[str, SessionTicket] = field(default_factory=dict, repr=False)

    def give(self, user_id: str, lasts: timedelta, now: datetime, *, one_time: bool) -> str:
        """A new ticket."""
        text = token(12)
        self._given[text] = SessionTicket(user_id=user_id, until=now + lasts, one_time=one_time)
        return text

    def use(self, text: str, now: datetime) -> str | None:
        """Whom the ticket is for; None if it is not valid. A one-time ticket is used up."""
        ticket = self._given.get(text)
        if ticket is None or ticket.until <= now:
            return None
        if ticket.one_time:
            del self._given[text]
        return ticket.user_id

    def withdraw(self) -> None:
        """Invalidate all tickets."""
        self._given.clear()


_SPECIALS = "`~!@#$%^&*()_+-={}|[]\\:\";'<>?,./"


@dataclass(slots=True, kw_only=True)
class Center:
    """What can be set; a test may change it while the server runs.

    *seats*: all that may be reserved at one moment; *largest*: the seats of one meeting;
    *schedule*: how many meetings may be scheduled. *ongoing*: whether a meeting may go without
    an end; *restores*: whether a deleted meeting can be restored, for *buffer*; *complex_keys*:
    entry codes need all classes of characters, *own_keys*: they may be chosen at all.
    *plain_titles*: the documents' list of characters holds for titles too. *most_listed*: what
    an unpaged list is cut at (0: nothing). *any_time*: whether people may enter before and after.
    *maintenance*: when the center is down. *lock_after* wrong passwords an account is locked for
    *locked_for*; *lag*: how long after its end a visit stays unlisted.
    """

    name: str
    users: list[User]
    seats: int = 100_000
    largest: int = 1250
    schedule: int = 20_000
    ongoing: bool = True
    restores: bool = True
    buffer: timedelta = timedelta(days=90)
    complex_keys: bool = False
    own_keys: bool = True
    plain_titles: bool = False
    most_listed: int = 0
    any_time: bool = True
    maintenance: Sequence[tuple[datetime, datetime]] = ()
    lock_after: int = 5
    locked_for: timedelta = timedelta(minutes=30)
    lag: timedelta = timedelta(0)
    meetings: HeldMeetings = field(default_factory=HeldMeetings)
    tickets: IssuedTickets = field(default_factory=IssuedTickets)

    def user(self, user_id: str) -> User | None:
        """Somebody by ID, without regard to case."""
        wanted = user_id.casefold()
        return next((each for each in self.users if each.user_id.casefold() == wanted), None)

    def strangers(self, ids: Sequence[str]) -> list[str]:
        """Those of *ids* that no account has."""
        return [each for each in ids if self.user(each) is None]

    def check_key(self, field_name: str, key: str, meeting_name: str) -> None:
        """Whether a chosen entry code keeps the policy. Raises ServedFault."""
        if not self.own_keys:
            raise senseless(field_name, "the conference center makes the entry codes")
        if not self.complex_keys:
            return
        classes = (str.isdigit, str.isupper, str.islower, _SPECIALS.__contains__)
        strong = len(key) >= 8 and all(any(map(each, key)) for each in classes)
        ends = key[0].isalnum() and key[-1].isalnum()
        if not strong or not ends or meeting_name.casefold() in key.casefold():
            raise senseless(field_name, "the entry code is too weak")

    def check_open(self, starts_at: datetime, ends_at: datetime | None) -> None:
        """Whether there is no maintenance at that time. Raises ServedFault."""
        for begins, over in self.maintenance:
            if starts_at < over and (ends_at is None or begins < ends_at):
                raise ServedFault("Client.ServiceLimit.ScheduledMaintenance")


def usual() -> dict[str, Center]:
    """The centers of this server; fabrikam restores nothing and allows few choices."""
    return {
        "contoso": Center(name="contoso", users=people.contoso()),
        "fabrikam": Center(
            name="fabrikam",
            users=people.fabrikam(),
            seats=100,
            largest=50,
            ongoing=False,
            restores=False,
            complex_keys=True,
        ),
    }
