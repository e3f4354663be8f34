"""Reads the person's list of meetings: those scheduled, and the permanent ones of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.skype.application import Application
from meetings.services.skype.errors import MayNotSchedule
from meetings.services.skype.made import ROOM, SCHEDULED, meeting
from meetings.services.skype.marks import Description, reference
from meetings.services.skype.moments import read_moment, said_at
from meetings.services.skype.resource import Resource, read
from meetings.services.skype.session import Session

_MOST = 50  # members that are fetched one by one, where the list only names them
_RELS = {SCHEDULED: "myOnlineMeeting", ROOM: "myAssignedOnlineMeeting"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of the list: what the server shows of it, and which kind it is."""

    kind: str
    shown: Resource

    @property
    def href(self) -> str:
        """Its own address, good as long as the application is."""
        return self.shown.link("self")

    def is_called(self, meeting_id: str) -> bool:
        """Whether it is the meeting that we know as *meeting_id*."""
        shown = self.shown
        return meeting_id in (shown.text("onlineMeetingId"), _last(shown.text("joinUrl")))

    def has(self, marker: str) -> bool:
        """Whether its description carries *marker*."""
        return reference(marker) in self.shown.text("description")

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended or expired at *now*; a permanent one never has."""
        if self.kind == ROOM:
            return False
        said = Description.read(self.shown.text("description"))
        ends_at = None if said.repeats else said.ends_at
        expires_at = read_moment(self.shown.text("expirationTime"))
        return any(moment is not None and moment <= now for moment in (ends_at, expires_at))

    def meeting(self, now: datetime | None) -> Meeting:
        """The meeting, without its time where that is past: a series goes on."""
        one = meeting(self.shown, self.kind)
        ends_at = one.starts_at + one.lasts if one.starts_at and one.lasts else None
        past = now is not None and ends_at is not None and ends_at <= now
        return replace(one, starts_at=None, lasts=None) if past else one


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as it was at *now* by the server's clock, if that told."""

    entries: Sequence[Entry]
    now: datetime | None

    def called(self, meeting_id: str) -> Entry | None:
        """The entry of that name: a scheduled one rather than a permanent one."""
        return next((one for one in self.entries if one.is_called(meeting_id)), None)

    def upcoming(self, until: datetime) -> list[Meeting]:
        """Those that are not over and do not start after *until*, soonest first.

        One that was made elsewhere, and a series past its first meeting, has no time that the
        server knows: these come last, without one.
        """
        now = self.now
        left = [one for one in self.entries if now is None or not one.is_over(now)]
        found = [one.meeting(now) for one in left]
        timed = [(one.starts_at, one) for one in found if one.starts_at is not None]
        soonest = sorted(timed, key=lambda pair: (pair[0], pair[1].id))
        listed = [one for starts_at, one in soonest if starts_at < until]
        return listed + [one for one in found if one.starts_at is None]


def read_list(session: Session, application: Application) -> Exchange[Listing]:
    """Read the list. UCWA: myOnlineMeetings, GET. Its members are embedded, or only linked."""
    href = application.link("onlineMeetings", "myOnlineMeetings")
    if not href:
        raise session.not_allowed(MayNotSchedule, "no myOnlineMeetings link")
    response = yield from session.call_again("GET", session.follow(href))
    every = session.resource(response)
    entries = []
    for kind, rel in _RELS.items():
        embedded = every.embedded(rel)
        known = {one.link("self") for one in embedded}
        linked = [one for one in every.links(rel) if one not in known][:_MOST]
        embedded += yield from _fetched(session, linked)
        entries += [Entry(kind, one) for one in embedded if one.text("joinUrl")]
    return Listing(entries, said_at(response))


def find_marked(
    session: Session, application: Application, wanted: NewMeeting
) -> Exchange[Resource | None]:
    """The scheduled meeting that carries the marker of *wanted*, if the person may have any."""
    if not application.link("onlineMeetings", "myOnlineMeetings"):
        return None
    listing = yield from read_list(session, application)
    return next((one.shown for one in listing.entries if one.has(wanted.marker)), None)


def _fetched(session: Session, hrefs: Sequence[str]) -> Exchange[list[Resource]]:
    """What is at *hrefs*, without what is not there any more."""
    found = []
    for href in hrefs:
        response = yield from session.call_again("GET", session.follow(href))
        if response.status_code == 200:
            found.append(read(response))
        elif not session.missing(response):
            raise session.error(response)
    return found


def _last(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]
