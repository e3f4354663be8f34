"""What tests and the demo can have happen at Zoom.

``POST /sandbox/<name>`` with JSON; a *meeting* is its id, or a topic that only one has::

    start   {"meeting": 857...}                       the host starts it
    join    {"meeting": ..., "name": "Bob", "email": "bo@contoso.example"}    without email: a guest
    leave   {"meeting": ..., "name": "Bob"}
    end     {"meeting": ...}
    attended {"id": ..., "name": "Bob", "minutes": 25}    was there until now; the bot is not told
    rename  {"meeting": ..., "topic": "..."}          at Zoom itself, by the host
    move    {"meeting": ..., "start_time": "2027-06-01T10:00:00Z", "duration": 45}
    delete  {"meeting": ...}
    deauthorize {"user": "ada@contoso.example"}       she removes the app
    webhook {"url": "http://...", "app": "personal"}  saves a subscription, with its challenge;
                                                      "app": "organization" for that app
    deliver {}                                        sends what is due by the clock
    clock   {"advance": 3600}                         and then sends what is due

The answer comes when what is due was sent, unless "wait" is false, or notifications are to be
scrambled: then they leave a moment later, or with ``deliver``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.zoom.holding import Holding
from sandbox.services.zoom.meetings import (
    HeldSession,
    HostedMeeting,
    HostedMeetings,
    Presence,
)
from sandbox.services.zoom.notices import Notices
from sandbox.services.zoom.people import ZoomPeople
from sandbox.services.zoom.tokens import REVOKED, IssuedTokens
from sandbox.services.zoom.values import read_moment
from sandbox.services.zoom.webhooks import Webhooks


@dataclass(slots=True)
class ZoomControl:
    """The controls of one loopback. All raise LookupError, TypeError or ValueError."""

    people: ZoomPeople
    meetings: HostedMeetings
    holding: Holding
    notices: Notices
    webhooks: Webhooks
    tokens: IssuedTokens
    clock: SandboxClock
    book: Book

    async def do(self, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Do what was posted to */sandbox/name*; returns the members of the answer."""
        given = {key: value for key, value in arguments.items() if key != "wait"}
        if name == "webhook":
            return {"validated": await self.webhook(**given)}
        acts: Mapping[str, Callable[..., Any]] = {
            "start": self.start,
            "join": self.join,
            "leave": self.leave,
            "end": self.end,
            "attended": self.attended,
            "rename": self.rename,
            "move": self.move,
            "delete": self.delete,
            "deauthorize": self.deauthorize,
            "deliver": lambda: None,
            "clock": lambda advance: self.clock.advance(advance),
        }
        result = acts[name](**given)
        mixed = self.webhooks.switches.scramble and name != "deliver"
        if arguments.get("wait", not mixed):
            await self.webhooks.deliver()
        return {"uuid": result} if isinstance(result, str) else {}

    def meeting(self, which: int | str) -> HostedMeeting:
        """The meeting of that id or topic."""
        standing = [each for each in self.meetings if not each.deleted]
        found = [each for each in standing if str(which) in (str(each.id), each.topic)]
        if len(found) != 1:
            raise LookupError(f"there are {len(found)} meetings {which}")
        return found[0]

    def start(self, meeting: int | str) -> str:
        """The host starts a meeting; returns the uuid."""
        return self.holding.start(self.meeting(meeting))

    def join(self, meeting: int | str, name: str, email: str = "") -> str:
        """Somebody comes; returns their uuid."""
        return self.holding.join(self.meeting(meeting), name, email)

    def leave(self, meeting: int | str, name: str) -> None:
        """Somebody goes."""
        self.holding.leave(self.meeting(meeting), name)

    def end(self, meeting: int | str) -> None:
        """A meeting ends."""
        self.holding.end(self.meeting(meeting))

    def attended(self, id: int | str, name: str, minutes: float) -> None:  # noqa: A002 - JSON's word
        """Somebody was there for so many *minutes*, and the meeting is over now."""
        target, now = self.meeting(id), self.clock.moment().replace(microsecond=0)
        came_at = now - timedelta(minutes=minutes)
        if not target.sessions:
            target.sessions.append(HeldSession(target.uuid, came_at))
        session = target.sessions[-1]
        session.started_at, session.ended_at = min(session.started_at, came_at), now
        number, uuid = self.holding.numbers.participant()
        session.attendees.append(Presence(number, uuid, name, came_at, left_at=now))

    def rename(self, meeting: int | str, topic: str) -> None:
        """The host gives a meeting another topic at Zoom."""
        target = self.meeting(meeting)
        before, target.topic = target.facts(), topic
        self.book.write("changed", fields=["topic"], **target.facts())
        self.notices.updated(target, before)

    def move(self, meeting: int | str, start_time: str, duration: int = 0) -> None:
        """The host moves a meeting that is no series."""
        target = self.meeting(meeting)
        if target.dates:
            raise ValueError("a series is changed by the API")
        before = target.facts()
        target.starts_at = read_moment(start_time, target.timezone)
        target.duration = duration or target.duration
        self.book.write("changed", fields=["start_time"], **target.facts())
        self.notices.updated(target, before)

    def delete(self, meeting: int | str) -> None:
        """The host deletes a meeting at Zoom."""
        target = self.meeting(meeting)
        target.deleted = True
        self.book.write("deleted", occurrence_id=None, **target.facts())
        self.notices.deleted(target, None)

    def deauthorize(self, user: str) -> None:
        """Somebody removes the app that each user connects."""
        target = self.people.user(user)
        if target is None:
            raise LookupError(f"there is no {user}")
        self.tokens.end_grants(target, REVOKED)
        self.notices.deauthorized(target, self.people.personal_app)

    async def webhook(self, url: str, app: str = "personal") -> bool:
        """Save where an app wants its notifications; returns whether the challenge was right."""
        apps = {
            "personal": self.people.personal_app,
            "organization": self.people.organization_app,
        }
        return await self.webhooks.subscribe(apps[app], url)
