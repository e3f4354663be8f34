"""The meetings of the site: one record each, and all of them by key."""

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.repeats import occurrences
from sandbox.services.webex_xml.site import SiteAccount
from sandbox.services.webex_xml.zones import SiteZone

FIRST_KEY = 123456789
FIRST_ATTENDEE = 29281003

Values = dict[str, Any]


@dataclass(slots=True)
class SiteAttendee:
    """Somebody who is invited; *values* are the elements, the address in lower case."""

    id: int
    values: Values
    register_id: int | None = None

    @property
    def email(self) -> str:
        """The address."""
        return str(self.values["person"]["email"])

    @property
    def web_ex_id(self) -> str:
        """The user name, if one was told."""
        return str(self.values["person"].get("webExId", ""))


@dataclass(slots=True)
class SiteMeeting:
    """A meeting, or a series of them. *blocks*: its final elements, all but the attendees.

    *scheduler* made it, to be hosted by the *host*. *wall* is the start as clocks in *zone*
    show it. *opened_at* is when the host came in.
    """

    key: int
    scheduler: SiteAccount
    host: SiteAccount
    blocks: Values
    wall: datetime
    zone: SiteZone
    attendees: list[SiteAttendee] = field(default_factory=list)
    opened_at: datetime | None = None
    uuid: str = field(default_factory=lambda: uuid.uuid4().hex + "b")
    host_link: str = field(default_factory=lambda: f"m{secrets.token_hex(16)}")
    attendee_link: str = field(default_factory=lambda: f"m{secrets.token_hex(16)}")
    guest_token: str = field(default_factory=lambda: secrets.token_hex(16))
    host_key: str = field(default_factory=lambda: f"{secrets.randbelow(10**6):06}")
    event_id: int = field(default_factory=lambda: 10**8 + secrets.randbelow(10**8))
    starts: tuple[datetime, ...] = ()

    def compute_starts(self) -> None:
        """Work out again when it takes place."""
        walls = occurrences(self.blocks["repeat"], self.wall)
        self.starts = tuple(self.zone.instant(wall) for wall in walls)

    @property
    def title(self) -> str:
        """What the meeting is called."""
        return str(self.blocks["metaData"]["confName"])

    @property
    def password(self) -> str:
        """The password that attendees need; empty if none."""
        return str(self.blocks["accessControl"].get("meetingPassword", ""))

    @property
    def lasts(self) -> timedelta:
        """How long it is planned to last."""
        return timedelta(minutes=self.blocks["schedule"]["duration"])

    @property
    def first(self) -> datetime:
        """When it first takes place, in UTC."""
        return self.starts[0]

    def in_progress(self, now: datetime) -> bool:
        """Whether the host is in the meeting."""
        return self.opened_at is not None and self.opened_at <= now < self.opened_at + self.lasts

    def attendee(self, email: str) -> SiteAttendee | None:
        """Who is invited at that address."""
        wanted = email.strip().lower()
        return next((attendee for attendee in self.attendees if attendee.email == wanted), None)

    def concerns(self, account: SiteAccount) -> bool:
        """Whether the person hosts it or is invited."""
        ids = {account.web_ex_id.casefold(), account.email.casefold()}
        invited = {
            word.casefold()
            for attendee in self.attendees
            for word in (attendee.email, attendee.web_ex_id)
        }
        return account in self.keepers or bool(ids & invited)

    @property
    def keepers(self) -> tuple[SiteAccount, SiteAccount]:
        """Who may read, change and delete it."""
        return self.scheduler, self.host


@dataclass(slots=True)
class SiteMeetings:
    """Every meeting that was not deleted, by key; a key is never given twice."""

    _meetings: dict[int, SiteMeeting] = field(default_factory=dict)
    _next_key: int = FIRST_KEY
    _next_attendee: int = FIRST_ATTENDEE

    def __iter__(self) -> Iterator[SiteMeeting]:
        return iter(self._meetings.values())

    def next_key(self) -> int:
        """A key that was never given."""
        key = self._next_key
        self._next_key += 1
        return key

    def add(self, meeting: SiteMeeting) -> None:
        """Add a new meeting."""
        meeting.compute_starts()
        self._meetings[meeting.key] = meeting

    def remove(self, meeting: SiteMeeting) -> None:
        """Remove a meeting."""
        del self._meetings[meeting.key]

    def find(self, key: int | None) -> SiteMeeting | None:
        """The meeting of that key."""
        return self._meetings.get(key) if key is not None else None

    def by_link(self, link: str) -> SiteMeeting | None:
        """The meeting that an attendee's or the host's link leads to."""
        links = ((meeting, (meeting.host_link, meeting.attendee_link)) for meeting in self)
        return next((meeting for meeting, both in links if link in both), None)

    def own(self, key: int | None, caller: SiteAccount) -> SiteMeeting:
        """The meeting of that key, if the caller made or hosts it. Raises RequestRefused."""
        meeting = self.find(key)
        if meeting is None:
            raise RequestRefused("060001")
        if caller not in meeting.keepers:
            raise RequestRefused("000001")
        return meeting

    def invite(self, meeting: SiteMeeting, content: Values) -> SiteAttendee:
        """Add an attendee, or change one who is invited already."""
        person = {**content["person"], "email": content["person"]["email"].strip().lower()}
        if known := meeting.attendee(person["email"]):
            known.values = {
                **known.values,
                **content,
                "person": {**known.values["person"], **person},
            }
            return known
        attendee = SiteAttendee(self._next_attendee, {**content, "person": person})
        self._next_attendee += 1
        if meeting.blocks["attendeeOptions"]["registration"]:
            attendee.register_id = 100_000 + secrets.randbelow(900_000)
        meeting.attendees.append(attendee)
        return attendee
