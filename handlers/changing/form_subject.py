"""What the meeting form is about, and what it shows and carries: a draft, or a stored meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendars.occurrences import Occurrence
from handlers.button_values import FormSubjectNames, ShownPeople, written
from handlers.changing.change import Scope
from handlers.changing.change_dates import date_shown
from handlers.changing.meeting_fields import MeetingFormState
from handlers.dates_in_words import Clock
from handlers.guests import is_person
from handlers.making.draft import Draft
from handlers.meeting.standing import standing
from handlers.slack_types import MeetingTime
from storage.meetings import StoredMeeting


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubject:
    """What a form is about: a draft, or a stored meeting.

    *state* is what the form shows; *carried* is JSON that comes back with it, and names the draft
    or the meeting. *scope*: for which dates of a series it is, from the one that it shows on.
    """

    carried: str
    state: MeetingFormState
    draft: Draft | None = None
    meeting: StoredMeeting | None = None
    scope: Scope = ""


def of_draft(draft_id: str, draft: Draft) -> FormSubject:
    """A form for a meeting that is to be made."""
    day = draft.day
    kept = None if draft.repeats else _on(day, draft.zone)  # a series has days of its own
    hint = ""
    if day:
        hint = (
            "Please check the time." if kept else f"You named a day: {Clock(draft.zone).day(day)}."
        )
    state = MeetingFormState(
        title=draft.title,
        starts_at=draft.starts_at or kept,
        minutes=draft.minutes,
        zone=draft.zone,
        repeats=draft.repeats,
        people=draft.people,
        service=draft.service,
        agenda=draft.agenda,
        choices=draft.choices,
        hint=hint,
    )
    carried = written(FormSubjectNames(draft=draft_id, people=_shown(draft.people)))
    return FormSubject(carried=carried, state=state, draft=draft)


_OFFERED_TIME = time(9)
"""What the form opens with where only the day was said."""


def _on(day: date | None, zone: str) -> datetime | None:
    """A time on *day* to begin with where only the day is known: the form asks to check it."""
    return datetime.combine(day, _OFFERED_TIME, ZoneInfo(zone)) if day else None


def of_meeting(
    meeting: StoredMeeting, now: datetime, was: datetime | None = None, scope: Scope = ""
) -> FormSubject:
    """A form for the current or next occurrence, or for the date *was* where that is its scope."""
    when: MeetingTime | Occurrence | None = standing(meeting, now)[0]
    lasts = meeting.lasts
    if scope and (date := date_shown(meeting, was, now)):
        when, lasts = date, date.ends_at - date.starts_at
    state = MeetingFormState(
        title=meeting.title,
        starts_at=when.starts_at if when else None,
        minutes=lasts // timedelta(minutes=1) if lasts else None,
        zone=meeting.zone,
        repeats=meeting.repeats,
        people=tuple(meeting.people),
        service=meeting.service,
        agenda=meeting.agenda,
        choices=meeting.choices,
    )
    was = when.starts_at if when else None
    shown = FormSubjectNames(
        meeting=meeting.id,
        version=meeting.version,
        was=was,
        scope=scope,
        people=None if scope else _shown(meeting.people),
    )
    return FormSubject(carried=written(shown), state=state, meeting=meeting, scope=scope)


_MOST_CARRIED = 2000
"""Characters of people that a form carries: Slack takes 3000 in all."""


def _shown(people: Sequence[str]) -> ShownPeople | None:
    """The people whom the form lets the person take off; None where they are too many."""
    ids = tuple(filter(is_person, people))
    size = sum(len(person) + len('\\"\\",') for person in ids)  # as JSON in JSON
    return ShownPeople(ids=ids) if size <= _MOST_CARRIED else None


def seen_people(names: FormSubjectNames, state: MeetingFormState) -> tuple[str, ...] | None:
    """The people whom the person saw; those of no Slack id cannot be taken off in a form."""
    outside = [person for person in state.people if not is_person(person)]
    return (*names.people.ids, *outside) if names.people else None
