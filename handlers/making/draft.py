"""What was understood of a request to schedule, while it waits for a click."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.occurrences import MeetingPlan
from calendars.recurrence import optional_recurrence
from handlers.making.groups import named
from handlers.slack_types import SlackRequest
from language import MeetingRequest
from meetings.model import NewMeeting

LONGEST = timedelta(hours=24)
"""A longer meeting is several, or a mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A meeting as it would be made. *starts_at* is aware, and None where no clock time is known.

    *day* is then the day, if one is known. *zone* is the zone whose wall clock the meeting keeps;
    *minutes* its length; *repeats* an RRULE. *service* is a name; *people* as in
    ``MeetingRequest``, with groups as they are called: *groups* are they by id, and are told by a
    click alone. *channels* were named too, and are not invited. *uncertain* are the codes of
    ``MeetingRequest``, and ``zone`` where the person's own is not known; *other* is the other
    defensible start. *channel* and *thread* are where its card will be posted.
    """

    title: str
    starts_at: datetime | None = None
    day: date | None = None
    zone: str = "UTC"
    minutes: int = 30
    repeats: str = ""
    people: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    service: str = ""
    agenda: str = ""
    choices: Mapping[str, str] = field(default_factory=dict, repr=False)
    uncertain: tuple[str, ...] = ()
    other: datetime | None = None
    channel: str = ""
    thread: str = ""

    def __post_init__(self) -> None:
        """Its moments are in its zone: their offsets tell which of a repeated hour they mean."""
        zone = ZoneInfo(self.zone)
        for name in ("starts_at", "other"):
            if moment := getattr(self, name):
                object.__setattr__(self, name, moment.astimezone(zone))

    @property
    def lasts(self) -> timedelta:
        """How long it is."""
        return timedelta(minutes=self.minutes)

    @property
    def plan(self) -> MeetingPlan:
        """When it takes place; ValueError while that is open."""
        if self.starts_at is None:
            raise ValueError("it is not known yet when it starts")
        return MeetingPlan.at(self.starts_at, self.zone, self.lasts, self.repeats)

    @property
    def wanted(self) -> NewMeeting:
        """What the service is asked for, apart from its people and the marker."""
        return NewMeeting(
            title=self.title,
            marker="",
            starts_at=self.starts_at,
            lasts=self.lasts,
            zone=self.zone,
            recurrence=optional_recurrence(self.repeats),
            agenda=self.agenda,
            choices=self.choices,
        )

    def at(self, starts_at: datetime) -> "Draft":
        """This, starting at *starts_at*, which somebody has chosen: nothing about it is open."""
        return replace(self, starts_at=starts_at, day=None, uncertain=(), other=None)


def drafted(
    wanted: MeetingRequest, *, title: str, service: str, minutes: int, request: SlackRequest
) -> Draft:
    """Return the draft of what was *wanted*, which holds a time."""
    known = named([name for name in wanted.people if name != request.person], request.text)
    draft = Draft(
        title=title,
        starts_at=wanted.start,
        day=wanted.date,
        zone=wanted.zone,
        minutes=minutes,
        repeats=wanted.rrule or "",
        people=known.people,
        groups=known.groups,
        channels=wanted.channels,
        service=service,
        uncertain=wanted.uncertain,
        other=wanted.other,
        channel=request.channel,
        thread=request.thread,
    )
    try:
        _ = draft.at(request.asked_at).plan
    except ValueError:  # no calendar can hold such a repetition, or such a length
        return replace(draft, repeats="", uncertain=(*draft.uncertain, "not_read"))
    return draft
