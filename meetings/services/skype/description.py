"""What the server holds of a scheduled meeting: its description, and all of it as our Meeting.

The server has no start time. A line in the description is for people who look there, and for
listing meetings with their times; the bot itself goes by what it has stored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from meetings.errors import UnexpectedReply
from meetings.model import Meeting, NewMeeting
from meetings.services.skype.choices import PROPERTIES, ChoiceProperty
from meetings.services.skype.errors import refuse
from meetings.services.skype.formats import read_moment
from meetings.services.skype.replies import Resource
from meetings.text import showable

INSTANT, SCHEDULED, ROOM = "instant", "scheduled", "room"
"""The kinds of meeting: started at once, scheduled, and the organizer's permanent one."""

LONGEST_AGENDA = 2_000
_AGENDA_CUT = "Skype for Business keeps only the first 2,000 characters of this agenda."
_UNNAMED = {INSTANT: "Meeting", SCHEDULED: "Meeting", ROOM: "Your own meeting room"}
_DATA_PROPERTIES = {
    "uri": "onlineMeetingUri",
    "legacy_uri": "legacyOnlineMeetingUri",
    "conference_id": "conferenceId",
    "organizer": "organizerUri",
    "made_as": "onlineMeetingRel",
    "expires": "expirationTime",
    "phones": "phoneUserAdmission",
}
_MINUTE = timedelta(minutes=1)
_REPEATED = ", repeated"
_MARKER_LINE = re.compile(r"\[ref ([a-z0-9]{1,64})\]")
_TIME_LINE = re.compile(
    r"When: (?P<day>\d{4}-\d\d-\d\d) (?P<time>\d\d:\d\d) (?P<offset>[+-]\d\d:\d\d) "
    r"\([^)\n]{0,64}\), (?P<minutes>\d{1,6}) minutes(?P<repeats>, repeated)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a description says: the agenda, our marker, and the line about time, if it has one."""

    agenda: str
    marker: str = ""
    time_line: str = ""

    @classmethod
    def of(cls, wanted: NewMeeting) -> Self:
        """What is to be said of *wanted*."""
        return cls(agenda=_agenda(wanted), marker=wanted.marker, time_line=_time_line(wanted))

    @classmethod
    def read(cls, text: str) -> Self:
        """Take a description apart. What others wrote around our lines is the agenda."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        markers = _MARKER_LINE.findall(text)
        time_lines = [match[0] for match in _TIME_LINE.finditer(text)]
        return cls(
            agenda=_TIME_LINE.sub("", _MARKER_LINE.sub("", text)).strip(),
            marker=markers[-1] if markers else "",
            time_line=time_lines[-1] if time_lines else "",
        )

    def replacing(self, before: "Description") -> "Description":
        """The same in place of *before*: a time that was there stays, and a series stays one."""
        series = before.repeats and bool(self.time_line) and not self.repeats
        time_line = f"{self.time_line}{_REPEATED}" if series else self.time_line or before.time_line
        return replace(self, time_line=time_line)

    @property
    def text(self) -> str:
        """The whole description, with the marker at its end."""
        lines = "\n".join(filter(None, (self.time_line, marker_line(self.marker))))
        return "\n\n".join(filter(None, (self.agenda, lines)))

    @property
    def starts_at(self) -> datetime | None:
        """When it starts, or the first of a series does."""
        match = _TIME_LINE.fullmatch(self.time_line)
        if match is None:
            return None
        try:
            return datetime.fromisoformat(f"{match['day']}T{match['time']}{match['offset']}")
        except ValueError:
            return None

    @property
    def lasts(self) -> timedelta | None:
        """How long it lasts."""
        match = _TIME_LINE.fullmatch(self.time_line)
        return int(match["minutes"]) * _MINUTE if match else None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, or the first of a series does."""
        if self.starts_at is None or self.lasts is None:
            return None
        return self.starts_at + self.lasts

    @property
    def repeats(self) -> bool:
        """Whether it is a series."""
        return self.time_line.endswith(_REPEATED)


def marker_line(marker: str) -> str:
    """What marks a meeting as made by the request with *marker*; empty without one."""
    return f"[ref {marker}]" if marker else ""


def agenda_notes(wanted: NewMeeting) -> list[str]:
    """For the starter: whether the agenda was cut."""
    return [_AGENDA_CUT] if _agenda(wanted) != _without_surrogates(wanted.agenda) else []


def _agenda(wanted: NewMeeting) -> str:
    return _without_surrogates(wanted.agenda)[:LONGEST_AGENDA].rstrip()


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "ignore").decode().strip()


def _time_line(wanted: NewMeeting) -> str:
    if wanted.starts_at is None:
        return ""
    local = wanted.starts_at.astimezone(ZoneInfo(wanted.zone))
    minutes = max(1, -(-wanted.lasts // _MINUTE))
    when = f"{local:%Y-%m-%d %H:%M} {local.isoformat()[-6:]} ({wanted.zone})"
    return f"When: {when}, {minutes} minutes{_REPEATED if wanted.recurrence else ''}"


def read_meeting(resource: Resource, kind: str, title: str = "") -> Meeting:
    """The Meeting that an onlineMeeting or myOnlineMeeting is.

    UCWA: myOnlineMeeting, onlineMeeting. All but the joinUrl may be missing.
    """
    join_url, uri = resource.text("joinUrl"), resource.text("onlineMeetingUri")
    meeting_id = resource.text("onlineMeetingId") or uri.rpartition(":")[2]
    description = Description.read(resource.text("description") if kind == SCHEDULED else "")
    try:
        return Meeting(
            id=meeting_id or last_segment(join_url),
            title=title or showable(resource.text("subject")) or _UNNAMED[kind],
            join_url=join_url,
            starts_at=description.starts_at,
            lasts=description.lasts,
            data=_data(resource, kind),
        )
    except ValueError:
        raise refuse(UnexpectedReply, "no link that a person may be sent to") from None


def last_segment(url: str) -> str:
    """The last part of the path: a meeting's id, where *url* is its joinUrl."""
    return url.rstrip("/").rpartition("/")[2]


def with_notes(meeting: Meeting, *notes: str) -> Meeting:
    """*meeting* with *notes* added to its own."""
    return replace(meeting, notes=(*meeting.notes, *notes))


def differences(resource: Resource, asked: Mapping[str, object]) -> tuple[str, ...]:
    """The choices that the server set otherwise than *asked*, in sentences for the starter."""
    return tuple(
        _difference(choice_property, word)
        for choice_property in PROPERTIES
        if (word := resource.text(choice_property.name))
        and choice_property.name in asked
        and asked[choice_property.name] != word
    )


def _difference(choice_property: ChoiceProperty, word: str) -> str:
    label = choice_property.choice.label
    if word not in choice_property.words.values():  # "None", "Unsupported": no label for people
        return f"Skype for Business did not keep the choice for “{label}”."
    return f"Skype for Business set “{label}” to “{choice_property.label(word)}”."


def _data(resource: Resource, kind: str) -> dict[str, str]:
    data = {name: showable(resource.text(theirs)) for name, theirs in _DATA_PROPERTIES.items()}
    expires_at = read_moment(data["expires"])
    data["expires"] = expires_at.isoformat() if expires_at else ""
    data["extensions"] = ", ".join(
        f"{showable(extension.text('type'))} {showable(extension.text('id'))}"
        for extension in resource.embedded("onlineMeetingExtension")
    )
    return {"kind": kind, **{name: value for name, value in data.items() if value}}
