"""Every sentence about single dates of a series: which are meant, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from calendars.occurrences import Occurrence
from calendars.wording import in_words
from handlers.button_values import MeetingButton, written
from handlers.changing import move_words
from handlers.changing.change import MeetingChange, Problem
from handlers.changing.change_dates import PlannedDates
from handlers.changing.change_words import (
    MOST_NAMED,
    NEVER_MIND,
    WAITED,
    service_of,
    still,
    title_of,
    told,
    whole_button,
)
from handlers.dates_in_words import Clock, full_span
from handlers.slack_types import Button, Message, Person
from handlers.words import one_line, quote
from storage.meetings import StoredMeeting

_LABELS = (
    ("this_one", "This one"),
    ("from_here", "This and later ones"),
    ("all_of_them", "All of them"),
)
_VERBS = {"move": "Move", "change": "Change", "cancel": "Cancel"}


def rule_of(meeting: StoredMeeting) -> str:
    """How the series repeats, in words."""
    if meeting.wall is None or not meeting.repeats:
        return ""
    return in_words(meeting.repeats, meeting.wall, meeting.zone)


def _day(date: Occurrence, clock: Clock) -> str:
    return clock.day(clock.local(date.starts_at))


def which_dates(
    meeting: StoredMeeting,
    date: Occurrence,
    do: Literal["move", "change", "cancel"],
    clock: Clock,
    *,
    draft: str = "",
) -> Message:
    """Which dates are to be moved, changed or cancelled? What each answer would mean."""
    span, day = full_span(date.starts_at, date.ends_at, clock), _day(date, clock)
    done = {"move": "moved", "change": "changed", "cancel": "cancelled"}[do]
    lines = [
        f"{_VERBS[do]} which dates of {title_of(meeting)}, {rule_of(meeting)}?",
        *_meanings(span, day, do),
        f"Not {done} yet.",
    ]
    value = MeetingButton(
        meeting=meeting.id, version=meeting.version, was=date.starts_at, do=do, draft=draft
    )
    return Message(text="\n".join(lines), buttons=(*_scope_buttons(value), NEVER_MIND))


def _meanings(span: str, day: str, do: str) -> list[str]:
    rest = "are cancelled: the series ends before it" if do == "cancel" else "change with it"
    return [
        f"*This one*: {span}. The other dates stay as they are.",
        f"*This and later ones*: {day} and all dates after it {rest}.",
        "*All of them*: all dates that are still to come.",
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDates:
    """A change of some dates as it is shown: *draft* holds it, *places* would be told of it.

    *doubts* are sentences, *other* is the button of the other start that could be meant.
    """

    change: MeetingChange
    clock: Clock
    draft: str = ""
    places: Sequence[str] = ()
    doubts: Sequence[str] = ()
    other: tuple[Button, ...] = ()


def move_which(meeting: StoredMeeting, date: Occurrence, shown: ShownDates) -> Message:
    """A new time was typed, and not for which dates it is."""
    change, clock = shown.change, shown.clock
    span, day = full_span(date.starts_at, date.ends_at, clock), _day(date, clock)
    to = full_span(change.starts_at, change.starts_at + change.lasts, clock)
    lines = [
        f"Move {title_of(meeting)}, {rule_of(meeting)}?",
        f"From {span}",
        f"To {to}",
        _own_zone(meeting, change, clock),
        *shown.doubts,
        "Which dates?",
        *_meanings(span, day, "move"),
        "Not moved yet.",
    ]
    value = MeetingButton(meeting=meeting.id, draft=shown.draft)
    form = replace(value, version=meeting.version, was=date.starts_at)
    buttons = (
        *_scope_buttons(value),
        *shown.other,
        Button(action="parley.change", label="Change", value=written(form)),
    )
    return Message(text="\n".join(filter(None, lines)), buttons=(*buttons, NEVER_MIND))


def _own_zone(meeting: StoredMeeting, change: MeetingChange, clock: Clock) -> str:
    """The new time on the clocks that the series keeps, where the reader's are others."""
    if meeting.zone == clock.zone:
        return ""
    own = full_span(change.starts_at, change.starts_at + change.lasts, clock.at(meeting.zone))
    return f"= {own}, the meeting's own time zone"


def _scope_buttons(value: MeetingButton) -> tuple[Button, ...]:
    danger = value.do == "cancel"
    return tuple(
        Button(action=f"parley.{action}", label=label, value=written(value), danger=danger)
        for action, label in _LABELS
    )


def ask(planned: PlannedDates, shown: ShownDates) -> Message:
    """The words said which dates; what would be done, and the one button that does it."""
    change = shown.change
    own = "" if change.cancels else _own_zone(planned.before, change, shown.clock)
    lines = [_asked(planned, change, shown.clock), own, _others(planned, change), *shown.doubts]
    lines += [told(shown.places, "I will tell"), f"Not {_done_word(change)} yet."]
    button = again_button(planned.before, change, shown.draft)
    text = "\n".join(line for line in lines if line)
    return Message(text=text, buttons=(button, *shown.other, NEVER_MIND))


def _done_word(change: MeetingChange) -> str:
    if change.verb:
        return "changed"
    return "cancelled" if change.cancels else "moved"


def _asked(planned: PlannedDates, change: MeetingChange, clock: Clock) -> str:
    title = title_of(planned.before)
    was = full_span(planned.was.starts_at, planned.was.ends_at, clock) if planned.was else ""
    to = full_span(planned.to.starts_at, planned.to.ends_at, clock) if planned.to else ""
    if change.verb == "Undo":
        back = f"It takes place on {to}" + (f", and no longer on {was}." if was else " again.")
        return f"Undo your last change of {title}?\n{back}"
    rest = " and all later dates" if change.scope == "later" else ""
    if change.cancels:
        return f"Cancel {title} on {was}{rest}?"
    if change.verb:
        return f"{change.verb} {title}?\nFrom {was}\nTo {to}"
    return f"Move {title}{' from one date on' if rest else ''}?\nFrom {was}\nTo {to}"


def _others(planned: PlannedDates, change: MeetingChange) -> str:
    """What becomes of the other dates."""
    rule = rule_of(planned.before)
    if change.scope != "later":
        return f"Only this date. The series ({rule}) stays as it is."
    if planned.later is None:
        return f"Earlier dates stay: {rule_of(planned.after)}."
    return f"From then on: {rule_of(planned.later)}. Earlier dates stay as they are."


def again_button(meeting: StoredMeeting, change: MeetingChange, draft: str) -> Button:
    """Makes that change: *Move*, *Cancel meeting* or *Undo*."""
    if change.verb:
        return move_words.confirm_button(meeting, draft, change.verb)
    if not change.cancels:
        return move_words.confirm_button(meeting, draft, "")
    value = MeetingButton(
        meeting=meeting.id, version=change.version, was=change.was, scope=change.scope
    )
    return Button(action="parley.cancel", label="Cancel meeting", value=written(value), danger=True)


def done(
    planned: PlannedDates,
    change: MeetingChange,
    notes: Sequence[str],
    places: Sequence[str],
    clock: Clock,
) -> Message:
    """It is done, and *places* are told; *notes* are sentences about the service."""
    title = title_of(planned.before)
    was = full_span(planned.was.starts_at, planned.was.ends_at, clock) if planned.was else ""
    to = full_span(planned.to.starts_at, planned.to.ends_at, clock) if planned.to else ""
    rest = " and all later dates" if change.scope == "later" else ""
    if planned.to is None:
        lines = [f"Cancelled: {title} on {was}{rest}."]
    else:
        moved = planned.was is not None and planned.was.starts_at != planned.to.starts_at
        lines = [f"{'Moved' if moved else 'Changed'}: {title} is on {to} now."]
        lines += [f"It was on {was}."] if was else []
    lines += [_others(planned, change), told(places)]
    lines += [quote(one_line(note, 500)) for note in notes]
    return Message(text="\n".join(line for line in lines if line))


def kept_here(service: str) -> str:
    """The service cannot change one date of a series. Plain text."""
    return (
        f"{service} can't change one date of a series through me, so it still shows the old one "
        "there. My card, my lists and my reminders are right."
    )


def old_one_goes_on(service: str, why: str) -> str:
    """A new series was made, and the old one could not be ended. Plain text."""
    return f"I could not end the old series in {service}, so its later dates are still there: {why}"


def dates_lost(service: str, days: Sequence[datetime]) -> str:
    """Dates that were changed alone are as the rule says again at the service. Plain text."""
    named = ", ".join(f"{day.day} {day:%B}" for day in days[:MOST_NAMED])
    return f"{service} shows these dates as if they had not been changed alone: {named}."


def split_off_stays(service: str, why: str) -> str:
    """The series is whole again, and the part that was split off could not be deleted."""
    return f"I could not delete the later series in {quote(service)}: {quote(why)}"


def later_stays(later: StoredMeeting) -> str:
    """The part that was split off was changed since, and is left alone."""
    return f"The later series of {title_of(later)} was changed since, so I have not cancelled it."


def whole_again(person: Person) -> str:
    """What the card of the part that was split off says of it."""
    return f"{person.name} has taken the change back: the series is one again."


def problem(
    problem: Problem, meeting: StoredMeeting, change: MeetingChange, now: datetime, clock: Clock
) -> Message:
    """Why that cannot be done."""
    match problem:
        case Problem.LAST if change.cancels:
            text = f"Nothing of {title_of(meeting)} would be left. Cancel the whole series?"
            return Message(
                text=f"{text} Not cancelled yet.", buttons=(whole_button(meeting), NEVER_MIND)
            )
        case Problem.TAKEN:
            text = f"{title_of(meeting)} has another date at that time already."
            return Message(text=f"{text} {still(meeting, now, clock)} Choose another time.")
        case Problem.ANOTHER:
            text = f"That date of {title_of(meeting)} is over, cancelled or moved by now."
            return Message(text=f"{text} {still(meeting, now, clock)}")
        case Problem.AS_IT_IS:
            return Message(
                text=f"{title_of(meeting)} is already at that time. Nothing has changed."
            )
    return move_words.problem(problem, meeting, now, clock)


def too_old(meeting: StoredMeeting, again: Button, now: datetime, clock: Clock) -> Message:
    """The request waited so long that acting on it would be a surprise."""
    return Message(
        text=f"{WAITED} {still(meeting, now, clock)} Press {again.label} if you still want to.",
        buttons=(again, NEVER_MIND),
    )


def gave_up(meeting: StoredMeeting, again: Button, now: datetime, clock: Clock) -> Message:
    """The service has not answered for an hour."""
    service = service_of(meeting)
    return Message(
        text=f"{service} has not answered for an hour, so I gave up. {still(meeting, now, clock)} "
        f"I don't know whether {service} changed it anyway: look there, or try again.",
        buttons=(again, NEVER_MIND),
    )
