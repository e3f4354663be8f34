"""Every sentence about moving a meeting, and about changing what else there is of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.changing.change import MeetingChange, Problem
from handlers.changing.change_words import (
    NEVER_MIND,
    WAITED,
    at,
    bold,
    button_value,
    service_of,
    still,
    told,
    whole_series,
)
from handlers.making.schedule_words import DOUBTS
from handlers.meeting.living_card import standing
from handlers.slack_types import Button, MeetingTime, Message
from handlers.words import full_time, one_line, plain, quote
from storage.meetings import StoredMeeting

_DOUBTS = DOUBTS | {
    "next": "The day that you named can be this week's or another week's.",
    "repeat": "How it repeats stays as it is: press Change to change that.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A change as it is shown: the meeting as it is, when it would be then, and for whom."""

    kept: StoredMeeting
    before: MeetingTime
    after: MeetingTime
    draft: str
    now: datetime
    zone: str


def move_this(
    shown: ShownChange, doubts: Sequence[str], other: datetime | None, there: str
) -> Message:
    """What would be moved, from when to when; *there*: what it means at the service."""
    kept, zone = shown.kept, shown.zone
    lines = [
        f"Move {bold(kept.title)}?",
        f"From {at(shown.before, zone)}",
        f"To {at(shown.after, zone)}",
    ]
    if kept.zone != zone:
        lines.append(f"= {at(shown.after, kept.zone)}, whose clock the meeting keeps")
    lines += [whole_series(kept), *(_DOUBTS[code] for code in doubts if code in _DOUBTS), there]
    lines.append("Nothing is moved until you press Move.")
    buttons = [_move(kept, shown.draft), *_other(kept, shown.draft, other, zone)]
    buttons += [_change(kept, shown.draft), NEVER_MIND]
    return Message(text="\n".join(line for line in lines if line), buttons=tuple(buttons))


def past(kept: StoredMeeting, now: datetime, zone: str, start: datetime | None = None) -> Message:
    """The time that was wanted is over."""
    said = f"{full_time(start, zone)} is past already." if start else "That time is past already."
    return Message(
        text=f"{said} {still(kept, now, zone)} Press Change to choose another time, or type it "
        "again.",
        buttons=(_change(kept), NEVER_MIND),
    )


def not_read(kept: StoredMeeting, typed: str, now: datetime, zone: str) -> Message:
    """There is no time in what was typed."""
    return Message(
        text=f"I could not read a time in “{quote(plain(typed, 100))}”. {still(kept, now, zone)}"
        " Type it again, such as `to friday 4pm`, or press Change to choose.",
        buttons=(_change(kept), NEVER_MIND),
    )


def too_long(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """Longer than a day, or not at all."""
    return Message(
        text=f"A meeting here lasts from one minute to 24 hours. {still(kept, now, zone)} Press "
        "Change to choose how long.",
        buttons=(_change(kept), NEVER_MIND),
    )


def problem(problem: Problem, kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """Why a change cannot be made as it was said."""
    match problem:
        case Problem.TOO_LONG:
            return too_long(kept, now, zone)
        case Problem.SEVERAL_DAYS:
            return several_days(kept, now, zone)
        case Problem.AS_IT_IS:
            return as_it_is(kept, now, zone)
        case Problem.ANOTHER:
            return another(kept, now, zone)
    return past(kept, now, zone)


def another(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """A series went on since the question was asked."""
    return Message(
        text=f"The one of {bold(kept.title)} that you were asked about is over. "
        f"{still(kept, now, zone)} Press Change for that one, or type it again.",
        buttons=(_change(kept), NEVER_MIND),
    )


def too_old(kept: StoredMeeting, draft: str, now: datetime, zone: str) -> Message:
    """The wish had to wait so long that acting on it would surprise."""
    return Message(
        text=f"{WAITED} {still(kept, now, zone)} Press Move if you still want it.",
        buttons=(_move(kept, draft), NEVER_MIND),
    )


def several_days(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """One day of a series that names several."""
    return Message(
        text=f"{whole_series(kept)} Moving one of these days says nothing about the others. "
        f"{still(kept, now, zone)} Press Change to choose how it repeats from then on.",
        buttons=(_change(kept), NEVER_MIND),
    )


def no_series(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """The service cannot repeat."""
    return Message(
        text=f"{service_of(kept)} cannot repeat a meeting through me. {still(kept, now, zone)} "
        "Choose that it does not repeat, or make a new one on another service.",
        buttons=(_change(kept), NEVER_MIND),
    )


def as_it_is(kept: StoredMeeting, now: datetime, zone: str) -> Message:
    """There is nothing to change."""
    return Message(
        text=f"{bold(kept.title)} is as you want it already: it stands on "
        f"{at(standing(kept, now)[0], zone)}. I have changed nothing."
    )


def already(kept: StoredMeeting | None, now: datetime, zone: str) -> Message:
    """The button was pressed before."""
    said = "That has been done already, or is being done: nothing is changed a second time."
    if kept is None or kept.state == "cancelled":
        return Message(text=said)
    return Message(text=f"{said} {bold(kept.title)} is on {at(standing(kept, now)[0], zone)}.")


def forgotten() -> Message:
    """The question is too old, or not this person's."""
    return Message(
        text="I do not have that request any more, so I have changed nothing: type it again."
    )


def overtaken(
    kept: StoredMeeting, draft: str, change: MeetingChange, now: datetime, zone: str
) -> Message:
    """Somebody else has changed it since the question was asked."""
    when, _ = standing(kept, now)
    return Message(
        text=f"{bold(kept.title)} was changed by somebody since you asked: it is on "
        f"{at(when, zone)} now. I have changed nothing for you. Move it to "
        f"{full_time(change.starts_at, zone)} all the same?",
        buttons=(_move(kept, draft), _change(kept, draft), NEVER_MIND),
    )


def link_changes(kept: StoredMeeting, draft: str, now: datetime, zone: str) -> Message:
    """The service cannot change a meeting: it would be another one."""
    return Message(
        text=f"{service_of(kept)} cannot change a meeting that is made. I can make a new one for "
        "you and cancel this one: then *the link changes*, and everybody is told the new one. "
        f"{still(kept, now, zone)}",
        buttons=(_anew(kept, draft), NEVER_MIND),
    )


def link_would_change(kept: StoredMeeting) -> str:
    """The same, before anything was asked of it."""
    return f"{service_of(kept)} makes a new meeting of it: the link changes. I ask once more."


def gone_there(kept: StoredMeeting, draft: str, change: MeetingChange, zone: str) -> Message:
    """The service does not know it any more."""
    return Message(
        text=f"{service_of(kept)} does not know {bold(kept.title)} any more: it was deleted there, "
        "and its link leads nowhere. I have changed nothing here. Make it anew for "
        f"{full_time(change.starts_at, zone)}, with a new link?",
        buttons=(_anew(kept, draft), _cancel(kept), NEVER_MIND),
    )


def gave_up(kept: StoredMeeting, draft: str, now: datetime, zone: str) -> Message:
    """An hour is over."""
    return Message(
        text=f"{service_of(kept)} has not answered for an hour, and I have given up. "
        f"{still(kept, now, zone)} That is what everybody has been told; whether "
        f"{service_of(kept)} has changed it all the same I do not know: look there, or try again.",
        buttons=(_move(kept, draft), NEVER_MIND),
    )


def done(
    shown: ShownChange,
    *,
    notes: Sequence[str],
    changed_time: bool,
    new_link: str,
    places: Sequence[str],
) -> Message:
    """It is changed, and *places* are told: people and channels."""
    began, begins = shown.before.starts_at, shown.after.starts_at
    what = "Moved" if began != begins else "Changed"
    lines = [f"{what}: {bold(shown.kept.title)} is on {at(shown.after, shown.zone)} now."]
    if changed_time:
        lines.append(f"It was on {at(shown.before, shown.zone)}.")
    if new_link:
        lines.append(f"Its link is another one now: {quote(new_link)}")
    if places:
        lines.append(told(places))
    lines += [quote(one_line(note, 500)) for note in notes]
    return Message(text="\n".join(lines))


def old_one_stands(service: str, why: str) -> str:
    """A new meeting was made, and the old one could not be cancelled. Plain text."""
    return f"The old one could not be cancelled at {service}, and its link may still work: {why}"


def for_whoever_runs_it(kept: StoredMeeting) -> Message:
    """An admin pressed Move on somebody else's meeting."""
    return Message(
        text=f"{bold(kept.title)} is <@{kept.organizer}>'s meeting. You run this workspace, so you "
        "may change it: press Change.",
        buttons=(
            Button(
                action="parley.change",
                label="Change",
                value=button_value(meeting=kept.id, may=True),
                primary=True,
            ),
            NEVER_MIND,
        ),
    )


def note(before: MeetingTime, after: MeetingTime) -> str:
    """What the card says of it. Plain text."""
    if before.starts_at == after.starts_at:
        return f"Changed: it was to be on {at(before, after.zone)}."
    return f"Moved: it was to be on {full_time(before.starts_at, after.zone)}."


def _move(kept: StoredMeeting, draft: str) -> Button:
    value = button_value(meeting=kept.id, draft=draft)
    return Button(action="parley.move", label="Move", value=value, primary=True)


def _anew(kept: StoredMeeting, draft: str) -> Button:
    value = button_value(meeting=kept.id, draft=draft)
    return Button(action="parley.move:anew", label="Make it anew", value=value, primary=True)


def _other(
    kept: StoredMeeting, draft: str, other: datetime | None, zone: str
) -> tuple[Button, ...]:
    if other is None:
        return ()
    value = button_value(meeting=kept.id, draft=draft)
    label = full_time(other, zone).rpartition(" (")[0]
    return (Button(action="parley.other", label=label, value=value),)


def _change(kept: StoredMeeting, draft: str = "") -> Button:
    """Opens the form. Only who may change the meeting is shown it, and is told so by "may"."""
    value = button_value(meeting=kept.id, draft=draft, may=True)
    return Button(action="parley.change", label="Change", value=value)


def _cancel(kept: StoredMeeting) -> Button:
    value = button_value(meeting=kept.id, version=kept.version)
    return Button(action="parley.cancel", label="Cancel meeting", value=value, danger=True)
