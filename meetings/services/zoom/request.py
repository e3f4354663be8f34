"""What a person may choose about a Zoom meeting, and the bodies that create and change one.

What was not chosen is left out, so that the account's own settings hold.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from meetings.errors import UnexpectedReply
from meetings.model import Choice, Meeting, NewMeeting
from meetings.services.zoom.errors import OutsideLimits, refuse
from meetings.services.zoom.moments import in_utc
from meetings.services.zoom.recurrence import (
    SERIES,
    NoWords,
    is_ambiguous,
    is_same_series,
    write_recurrence,
)
from meetings.text import cut_utf16, one_line, without_controls

LONGEST_TITLE = 200
LONGEST_AGENDA = 2_000
LONGEST = timedelta(days=1)
SCHEDULED = 2
UNTITLED = "Meeting"
TITLE_CUT = f"Zoom shows only the first {LONGEST_TITLE} characters of this title."
AGENDA_CUT = "Zoom shows only the beginning of this agenda."
TOO_LONG = "A Zoom meeting lasts 24 hours at most: choose a shorter one"
BAD_PASSCODE = (
    "A passcode at Zoom has at most 10 characters, which are letters, digits, or one of @ - _ *"
)

_MINUTE = timedelta(minutes=1)
_PASSCODE = re.compile(r"[A-Za-z0-9@_*-]{1,10}")
_MARKER = re.compile(r"\[ref ([a-z0-9]{28})\]")
_YES_NO = (("yes", "Yes"), ("no", "No"))

PASSCODE = Choice(name="passcode", label="Passcode (empty: Zoom makes one)", secret=True)
WAITING_ROOM = Choice(name="waiting_room", label="Waiting room", options=_YES_NO)
JOIN_EARLY = Choice(
    name="join_early",
    label="People may join before the host",
    options=(
        ("no", "No"),
        ("any", "At any time"),
        ("5", "5 minutes before the start"),
        ("10", "10 minutes before the start"),
        ("15", "15 minutes before the start"),
    ),
)
MUTE = Choice(name="mute", label="Mute people as they join", options=_YES_NO)
RECORD = Choice(
    name="record",
    label="Record automatically",
    options=(("none", "No"), ("local", "On the host's computer"), ("cloud", "In Zoom's cloud")),
)
CHOICES = (PASSCODE, WAITING_ROOM, JOIN_EARLY, MUTE, RECORD)


@dataclass(frozen=True, slots=True)
class OneSetting:
    """A choice, and the member of ``settings`` that it becomes."""

    choice: Choice
    member: str
    values: Mapping[str, object]


_BOOLEANS: Mapping[str, object] = {"yes": True, "no": False}
SETTINGS = (
    OneSetting(WAITING_ROOM, "waiting_room", _BOOLEANS),
    OneSetting(
        JOIN_EARLY,
        "join_before_host",
        {"no": False, "any": True, "5": True, "10": True, "15": True},
    ),
    OneSetting(JOIN_EARLY, "jbh_time", {"any": 0, "5": 5, "10": 10, "15": 15}),
    OneSetting(MUTE, "mute_upon_entry", _BOOLEANS),
    OneSetting(RECORD, "auto_recording", {"none": "none", "local": "local", "cloud": "cloud"}),
)


def objections(wanted: NewMeeting) -> Sequence[str]:
    """What stands against *wanted* at Zoom, without full stops."""
    found = []
    if wanted.lasts > LONGEST:
        found.append(TOO_LONG)
    passcode = wanted.chosen(PASSCODE)
    if passcode and not _PASSCODE.fullmatch(passcode):
        found.append(BAD_PASSCODE)
    if wanted.recurrence:
        try:
            write_recurrence(wanted)
        except NoWords as why:
            found.append(str(why))
    return found


def check_limits(wanted: NewMeeting) -> None:
    """Raise OutsideLimits for the first objection: nothing has been asked of Zoom by then."""
    for sentence in objections(wanted):
        raise refuse(OutsideLimits, sentence)


def create_body(wanted: NewMeeting, now: datetime | None) -> dict[str, Any]:
    """The body that makes *wanted*; one for "now" is scheduled for *now*, by Zoom's own clock.

    An instant meeting (type 1) is in no list, so after a lost answer it could not be found.
    """
    if wanted.starts_at is None and now is None:
        raise refuse(UnexpectedReply, "a reply without its date, so the time is not known")
    body = {
        "topic": title(wanted),
        "agenda": agenda(wanted, wanted.marker),
        **_time(wanted, wanted.starts_at or now),
        "settings": _settings(wanted),
    }
    return body | _passcode(wanted, or_one_of_zooms=True)


def change_body(wanted: NewMeeting, meeting: Meeting, before: Mapping[str, Any]) -> dict[str, Any]:
    """The body that makes *meeting*, which Zoom has as *before*, be as *wanted*.

    The marker that is there stays. The times of a series are left out where they are the same:
    Zoom may make all its dates again otherwise, and the changed ones with them.
    """
    body: dict[str, Any] = {
        "topic": title(wanted),
        "agenda": agenda(wanted, marker_of(meeting, before) or wanted.marker),
    }
    if wanted.starts_at is not None and not is_same_series(wanted, before):
        body |= _time(wanted, wanted.starts_at)
    if settings := _settings(wanted):
        body["settings"] = settings
    return body | _passcode(wanted, or_one_of_zooms=False)


def occurrence_body(wanted: NewMeeting) -> dict[str, Any]:
    """The body that moves one date of a series."""
    start = {"start_time": in_utc(wanted.starts_at)} if wanted.starts_at else {}
    return {**start, "duration": minutes(wanted.lasts)}


def title(wanted: NewMeeting) -> str:
    """The title on one line, cut to what Zoom keeps."""
    return cut_utf16(one_line(wanted.title), LONGEST_TITLE) or UNTITLED


def agenda(wanted: NewMeeting, marker: str) -> str:
    """The agenda after the marker, which comes first: a list may show the beginning only."""
    text = f"[ref {marker}]\n\n{without_controls(wanted.agenda).strip()}"
    return cut_utf16(text, LONGEST_AGENDA).strip()


def marker_in(text: object) -> str:
    """The marker at the beginning of an agenda; empty where there is none."""
    found = _MARKER.match(text.strip()) if isinstance(text, str) else None
    return found[1] if found else ""


def marker_of(meeting: Meeting, row: Mapping[str, Any]) -> str:
    """The marker with which *meeting* was made."""
    return meeting.data.get("marker", "") or marker_in(row.get("agenda"))


def minutes(lasts: timedelta) -> int:
    """Whole minutes, rounded up."""
    return max(1, -(-lasts // _MINUTE))


def notes(wanted: NewMeeting) -> list[str]:
    """What was cut, for the starter."""
    sentences = []
    if title(wanted) not in (one_line(wanted.title), UNTITLED):
        sentences.append(TITLE_CUT)
    if without_controls(wanted.agenda).strip() not in agenda(wanted, wanted.marker):
        sentences.append(AGENDA_CUT)
    return sentences


def _time(wanted: NewMeeting, starts_at: datetime | None) -> dict[str, Any]:
    """Start, length and repetition. An hour that the clocks show twice is told in UTC."""
    if starts_at is None:
        return {}
    local = starts_at.astimezone(ZoneInfo(wanted.zone))
    in_words = {"start_time": f"{local:%Y-%m-%dT%H:%M:%S}", "timezone": wanted.zone}
    if is_ambiguous(local):
        in_words = {"start_time": in_utc(starts_at), "timezone": "UTC"}
    time = {**in_words, "duration": minutes(wanted.lasts)}
    if wanted.recurrence is None:
        return {"type": SCHEDULED, **time}
    return {"type": SERIES, **time, "recurrence": write_recurrence(wanted)}


def _settings(wanted: NewMeeting) -> dict[str, object]:
    chosen = ((each, wanted.chosen(each.choice)) for each in SETTINGS)
    return {each.member: each.values[value] for each, value in chosen if value in each.values}


def _passcode(wanted: NewMeeting, *, or_one_of_zooms: bool) -> dict[str, object]:
    if own := wanted.chosen(PASSCODE):
        return {"password": own}
    return {"default_password": True} if or_one_of_zooms else {}
