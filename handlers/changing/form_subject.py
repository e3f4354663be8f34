"""What a meeting form is about: a draft, or a meeting that was made; and what becomes of either."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendars.occurrences import occurrence
from calendars.recurrence import Recurrence
from calendars.rescheduling import reschedule
from handlers.changing.change import Change
from handlers.changing.meeting_fields import Sheet
from handlers.changing.target import Problem, target_of
from handlers.making.draft import Draft
from handlers.meeting import living_card
from handlers.slack_types import CardState
from storage.meetings import StoredMeeting

ITS_DAYS = "The start is on none of its days: choose another start, or how it repeats from then on."


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """*sheet* is what stands in the form; *carried* names the draft, or else the meeting."""

    carried: str
    sheet: Sheet
    draft: Draft | None = None
    kept: StoredMeeting | None = None


def can_be_changed(kept: StoredMeeting, now: datetime) -> bool:
    """Whether it has a time, and that is not over."""
    when, state = living_card.standing(kept, now)
    return when is not None and state not in (CardState.CANCELLED, CardState.ENDED)


def of_draft(name: str, draft: Draft) -> Subject:
    """A form for the draft that is called *name*."""
    day = draft.day
    hint = f"You said {day:%A} {day.day} {day:%B %Y}, and no time." if day else ""
    sheet = Sheet(
        title=draft.title,
        starts_at=draft.starts_at,
        minutes=draft.minutes,
        zone=draft.zone,
        repeats=draft.repeats,
        people=draft.people,
        service=draft.service,
        agenda=draft.agenda,
        choices=draft.choices,
        hint=hint,
    )
    return Subject(carried=json.dumps({"draft": name}), sheet=sheet, draft=draft)


def of_meeting(kept: StoredMeeting, now: datetime) -> Subject:
    """A form for the occurrence that runs or comes next."""
    when, _ = living_card.standing(kept, now)
    sheet = Sheet(
        title=kept.title,
        starts_at=when.starts_at if when else None,
        minutes=kept.lasts // timedelta(minutes=1) if kept.lasts else None,
        zone=kept.zone,
        repeats=kept.repeats,
        people=tuple(kept.people),
        service=kept.service,
        agenda=kept.agenda,
        choices=kept.choices,
    )
    was = when.starts_at.isoformat() if when else ""
    carried = json.dumps({"meeting": kept.id, "version": kept.version, "was": was})
    return Subject(carried=carried, sheet=sheet, kept=kept)


def drafted(draft: Draft, sheet: Sheet) -> Draft:
    """The draft as it was filled in; ValueError without a start, which is not taken."""
    if sheet.starts_at is None or sheet.minutes is None:
        raise ValueError("a form without a start or a length was taken")
    return replace(
        draft.at(sheet.starts_at),
        title=sheet.title,
        minutes=sheet.minutes,
        repeats=_rule_of(draft, sheet) or "",
        people=sheet.people,
        service=sheet.service,
        agenda=sheet.agenda,
        choices=sheet.choices,
    )


def _rule_of(draft: Draft, sheet: Sheet) -> str | None:
    """The rule of what is to be made; none: the days of the draft do not go with another start."""
    if sheet.rule is not None or sheet.starts_at is None or sheet.minutes is None:
        return sheet.rule
    if draft.starts_at is None:
        return (
            draft.repeats
            if sheet.wall and Recurrence.parse(draft.repeats).names_day(sheet.wall)
            else None
        )
    first = occurrence(draft.plan, draft.starts_at - timedelta(minutes=1))
    length = timedelta(minutes=sheet.minutes)
    plan = reschedule(draft.plan, first, sheet.starts_at, length) if first else None
    return plan.repeats if plan else None


def changed(subject: Subject, sheet: Sheet) -> Change:
    """The change of a meeting that was filled in; ValueError as for ``drafted``."""
    if sheet.starts_at is None or sheet.minutes is None:
        raise ValueError("a form without a start or a length was taken")
    carried = json.loads(subject.carried)
    return Change(
        meeting=carried["meeting"],
        version=carried["version"],
        was=datetime.fromisoformat(carried["was"]),
        starts_at=sheet.starts_at,
        minutes=sheet.minutes,
        repeats=sheet.rule,
        title=sheet.title,
        people=sheet.people,
        agenda=sheet.agenda,
        choices=sheet.choices,
    )


def wrong_days(subject: Subject, sheet: Sheet, now: datetime) -> dict[str, str]:
    """What is wrong with a repetition that is to stay as it is, from another day on."""
    if subject.draft:
        clash = _rule_of(subject.draft, sheet) is None
    else:
        clash = subject.kept is not None and (
            target_of(subject.kept, changed(subject, sheet), now) is Problem.SEVERAL_DAYS
        )
    return {"repeat": ITS_DAYS} if clash else {}
