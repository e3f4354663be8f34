"""Writes what is asked of the server: to start a meeting now, and to schedule one."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from calendars.recurrence import Frequency
from meetings.model import NewMeeting
from meetings.services.skype.choices import (
    IMPORTANCE,
    attendee_notes,
    attendees,
    chosen_properties,
    leaders,
    unreached_notes,
)
from meetings.services.skype.description import Description, agenda_notes
from meetings.services.skype.formats import Body, read_moment
from meetings.text import cut_utf16, one_line

LISTS = ("attendees", "leaders")
LONGEST_SUBJECT = 250  # UTF-16 code units, which the server counts
LINK_MARGIN = timedelta(days=1)
"""How long a link outlives its meeting: people stay on, and return for what they forgot."""
LONGEST_SERIES = timedelta(days=5 * 365)
"""How long the link of a series is kept at most; the server takes ten years from now."""

_IMPORTANCE = {"normal": "Normal", "urgent": "Urgent", "emergency": "Emergency"}
_PERIODS: Mapping[Frequency, timedelta] = {
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(weeks=1),
    Frequency.MONTHLY: timedelta(days=31),
    Frequency.YEARLY: timedelta(days=366),
}
_TITLE_CUT = "Skype for Business shows only the first 250 characters of this title."
_NOT_URGENT = "Skype for Business knows no importance for a meeting that is not started at once."
_LOCKED = "Callers wait in the lobby all the same: in a locked meeting everyone does."


def start_body(wanted: NewMeeting) -> dict[str, str]:
    """UCWA: startOnlineMeeting, POST. All four are optional; an empty one is left out."""
    body = {
        "operationId": wanted.marker,
        "importance": _importance(wanted),
        "subject": subject(wanted),
        "threadId": thread_id(wanted),
    }
    return {name: value for name, value in body.items() if value}


def subject(wanted: NewMeeting) -> str:
    """The title on one line, cut to what the server takes."""
    return cut_utf16(one_line(wanted.title), LONGEST_SUBJECT)


def title_notes(wanted: NewMeeting) -> list[str]:
    """For the starter: whether the title was cut."""
    return [] if subject(wanted) == one_line(wanted.title) else [_TITLE_CUT]


def _importance(wanted: NewMeeting) -> str:
    """The person's choice; without one, urgent if the title begins with that word."""
    chosen = _IMPORTANCE[wanted.chosen(IMPORTANCE)]
    if chosen == "Normal" and re.match(r"\W*urgent\b", wanted.title, re.IGNORECASE):
        return "Urgent"
    return chosen


def thread_id(wanted: NewMeeting) -> str:
    """The threadId of the Slack conversation: 32 hex digits, the same for all its meetings."""
    return _thread_id(wanted.conversation or wanted.marker)


def own_thread_id(wanted: NewMeeting) -> str:
    """A threadId for this meeting alone, for when that of its conversation is taken."""
    return _thread_id(wanted.marker)


def _thread_id(name: str) -> str:
    return hashlib.sha256(f"skype-thread:{name}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRequest:
    """What is asked of the server for one scheduled meeting, as properties of myOnlineMeeting.

    *people* are the attendees and leaders, *properties* the choices. *said_to_all* is for the
    people instead: what they should know about the meeting.
    """

    subject: str
    description: Description
    expires_at: datetime | None
    people: Mapping[str, list[str]]
    said_to_all: str
    properties: Mapping[str, str]

    @classmethod
    def of(cls, wanted: NewMeeting, account: str) -> Self:
        """The request for *wanted*, by the person whose SIP address is *account*."""
        return cls(
            subject=subject(wanted),
            description=Description.of(wanted),
            expires_at=_expires_at(wanted),
            people={
                "attendees": attendees(wanted, account),
                "leaders": leaders(wanted, account),
            },
            said_to_all=" ".join((*unreached_notes(wanted, account), *_series_notes(wanted))),
            properties=chosen_properties(wanted),
        )

    def body(self) -> dict[str, object]:
        """UCWA: myOnlineMeetings, POST, in the order of its sample. All ten are optional."""
        body: dict[str, object] = {
            **self.people,
            **self.properties,
            "description": self.description.text,
            "expirationTime": self.expires_at,
            "subject": self.subject,
        }
        return {name: body[name] for name in sorted(body) if body[name]}

    def write(self) -> str:
        """The request in one line, stored with the meeting: a later change is compared with it."""
        body = {**self.body(), "description": self.description.agenda}
        return json.dumps(body, default=lambda moment: moment.isoformat())


def read_request(text: str) -> Body:
    """What was asked for with a meeting, as ``ScheduleRequest.write`` wrote it; empty if unknown.

    Its description is the agenda alone.
    """
    try:
        body = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    moment = read_moment(str(body.get("expirationTime", "")))
    return {**body, "expirationTime": moment} if moment else body


def request_notes(wanted: NewMeeting, account: str) -> tuple[str, ...]:
    """For the starter of a scheduled meeting: what the server will not do as it was asked."""
    notes = [
        *title_notes(wanted),
        *agenda_notes(wanted),
        *_series_notes(wanted),
        *attendee_notes(wanted, account),
    ]
    if wanted.chosen(IMPORTANCE) != IMPORTANCE.default:
        notes.append(_NOT_URGENT)
    properties = chosen_properties(wanted)
    bypass = properties.get("lobbyBypassForPhoneUsers") == "Enabled"
    if bypass and properties.get("accessLevel") == "Locked":
        notes.append(_LOCKED)
    return tuple(notes)


def _expires_at(wanted: NewMeeting) -> datetime | None:
    """When the server may delete the meeting; None for one that is now, which gets eight hours.

    The server deletes a meeting some time after its expirationTime, and has no series.
    """
    if wanted.starts_at is None:
        return None
    try:
        last_start = wanted.starts_at + min(_span(wanted), LONGEST_SERIES)
        return (last_start + wanted.lasts + LINK_MARGIN).astimezone(UTC)
    except OverflowError:
        return None


def _series_notes(wanted: NewMeeting) -> tuple[str, ...]:
    """For everyone: whether the link does not last as long as the series."""
    end = _expires_at(wanted)
    if end is None or _span(wanted) <= LONGEST_SERIES:
        return ()
    return (
        "Skype for Business keeps no meeting for ever: the link of this series serves until "
        f"{end.day} {end:%B %Y}, and then it needs a new one.",
    )


def _span(wanted: NewMeeting) -> timedelta:
    """From the first start to the last, at most; over LONGEST_SERIES where there is no end."""
    recurrence = wanted.recurrence
    if not recurrence or wanted.starts_at is None:
        return timedelta()
    if recurrence.last is not None:
        day = recurrence.last.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
        return max(day + LINK_MARGIN - wanted.starts_at, timedelta())
    if recurrence.count is None:
        return LONGEST_SERIES + LINK_MARGIN
    return _PERIODS[recurrence.frequency] * recurrence.count * recurrence.interval
