"""Every sentence about moving a meeting, and about changing anything else of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.button_values import MeetingButton, written
from handlers.changing.change import MeetingChange, Problem
from handlers.changing.change_words import (
    NEVER_MIND,
    WAITED,
    at,
    cancel_button,
    service_of,
    still,
    time_of,
    title_of,
    told,
    whole_series,
)
from handlers.dates_in_words import Clock, full_time, without_zone
from handlers.making.schedule_words import DOUBTS, doubt_sentences
from handlers.slack_types import Button, MeetingTime, Message
from handlers.words import one_line, plain, quote
from storage.meetings import StoredMeeting

DOUBTS_OF_MOVES = DOUBTS | {
    "next": "Did you mean this week or another week?",
    "repeat": "How it repeats stays the same. To change that, press Change.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """A change as it is shown to a reader in *zone*: when the meeting is, and when it would be."""

    meeting: StoredMeeting
    before: MeetingTime
    after: MeetingTime
    draft: str
    clock: Clock


def move_this(
    shown: ShownChange, doubts: Sequence[str], other: datetime | None, at_service: str
) -> Message:
    """What would be moved, from when to when; *at_service*: what it means at the service."""
    meeting, clock = shown.meeting, shown.clock
    lines = [
        f"Move {title_of(meeting)}?",
        f"From {at(shown.before, clock)}",
        f"To {at(shown.after, clock)}",
    ]
    if meeting.zone != clock.zone:
        lines.append(f"= {at(shown.after, clock.at(meeting.zone))}, the meeting's own time zone")
    lines += [whole_series(meeting), *doubt_sentences(doubts, DOUBTS_OF_MOVES, other, clock)]
    lines += [at_service, "Not moved yet."]
    buttons = [_move(meeting, shown.draft), *other_button(meeting, shown.draft, other, clock)]
    buttons += [_change(meeting, shown.draft), NEVER_MIND]
    return Message(text="\n".join(line for line in lines if line), buttons=tuple(buttons))


def past(
    meeting: StoredMeeting, now: datetime, clock: Clock, start: datetime | None = None
) -> Message:
    """The new time, *start* if it is known, is over."""
    why = f"{full_time(start, clock)} has passed." if start else "That time has passed."
    holds = still(meeting, now, clock)
    return _or_change(
        meeting, f"{why} {holds} Press Change to choose another time, or type it again."
    )


def not_read(meeting: StoredMeeting, typed: str, now: datetime, clock: Clock) -> Message:
    """There is no time in what was typed."""
    why = f"I can't read a time in “{quote(plain(typed, 100))}”." if typed else "To when?"
    return _or_change(
        meeting,
        f"{why} {still(meeting, now, clock)}"
        " Try again, for example `to friday 4pm`, or press Change to choose one.",
    )


def problem(
    problem: Problem,
    meeting: StoredMeeting,
    now: datetime,
    clock: Clock,
    start: datetime | None = None,
) -> Message:
    """Why a change cannot be made as it was asked for; *start* is the new one, where it is over."""
    holds = still(meeting, now, clock)
    match problem:
        case Problem.TOO_LONG:
            text = f"A meeting can last from one minute to 24 hours. {holds}"
            return _or_change(meeting, f"{text} Press Change to choose how long it lasts.")
        case Problem.SEVERAL_DAYS:
            text = f"{whole_series(meeting)} I can't tell which days to move it to."
            return _or_change(meeting, f"{text} {holds} Press Change to choose how it repeats.")
        case Problem.AS_IT_IS:
            return as_it_is(meeting, now, clock)
        case Problem.ANOTHER:
            text = f"That occurrence of {title_of(meeting)} is over. {holds}"
            return _or_change(
                meeting, f"{text} Press Change to move the next one, or type it again."
            )
    return past(meeting, now, clock, start)


def too_old(
    meeting: StoredMeeting, draft: str, now: datetime, clock: Clock, verb: str = ""
) -> Message:
    """The request waited so long that acting on it would be a surprise."""
    button = confirm_button(meeting, draft, verb)
    return Message(
        text=f"{WAITED} {still(meeting, now, clock)} Press {button.label} if you still want to.",
        buttons=(button, NEVER_MIND),
    )


def no_series(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """The service cannot repeat a meeting."""
    return _or_change(
        meeting,
        f"I can't make {service_of(meeting)} meetings repeat. {still(meeting, now, clock)} "
        "Choose “Does not repeat”, or schedule a new one on another service.",
    )


def as_it_is(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """There is nothing to change."""
    return Message(
        text=f"{title_of(meeting)} is already on "
        f"{time_of(meeting, now, clock)}. Nothing has changed."
    )


def already(meeting: StoredMeeting | None, now: datetime, clock: Clock) -> Message:
    """The button was pressed before."""
    text = "That is already done, or being done. Nothing is changed twice."
    if meeting is not None and meeting.state != "cancelled":
        text += f" {title_of(meeting)} is on {time_of(meeting, now, clock)}."
    return Message(text=text)


def forgotten() -> Message:
    """The draft is too old, or another person's."""
    return Message(
        text="I no longer have that request, so nothing has changed. Please type it again."
    )


def overtaken(
    meeting: StoredMeeting, draft: str, change: MeetingChange, now: datetime, clock: Clock
) -> Message:
    """It was changed since the question was asked."""
    return Message(
        text=f"{title_of(meeting)} has changed since I asked you: it is on "
        f"{time_of(meeting, now, clock)} now. I have changed nothing for you. Move it to "
        f"{full_time(change.starts_at, clock)} anyway?",
        buttons=(_move(meeting, draft), _change(meeting, draft), NEVER_MIND),
    )


def link_changes(meeting: StoredMeeting, draft: str, now: datetime, clock: Clock) -> Message:
    """The service cannot change a meeting: a new one would replace it."""
    return Message(
        text=f"{service_of(meeting)} can't change an existing meeting. I can make a new one and "
        "cancel this one: *the link changes*, and I will tell everyone the new one. "
        f"{still(meeting, now, clock)}",
        buttons=(_replace(meeting, draft), NEVER_MIND),
    )


def link_would_change(meeting: StoredMeeting) -> str:
    """The same in short, before anything was asked of the service."""
    return f"{service_of(meeting)} would need a new meeting: the link changes. I will ask first."


def gone_there(meeting: StoredMeeting, draft: str, change: MeetingChange, clock: Clock) -> Message:
    """The service does not know the meeting any more."""
    return Message(
        text=f"{service_of(meeting)} no longer has {title_of(meeting)}: it was deleted "
        "there, and its link does not work. Nothing has changed here. Make a new one for "
        f"{full_time(change.starts_at, clock)}, with a new link?",
        buttons=(_replace(meeting, draft), cancel_button(meeting), NEVER_MIND),
    )


def gave_up(
    meeting: StoredMeeting, draft: str, now: datetime, clock: Clock, verb: str = ""
) -> Message:
    """The service has not answered for an hour."""
    service = service_of(meeting)
    return Message(
        text=f"{service} has not answered for an hour, so I gave up. "
        f"{still(meeting, now, clock)} Everyone has been told so. I don't know whether {service} "
        "changed it anyway: look there, or try again.",
        buttons=(confirm_button(meeting, draft, verb), NEVER_MIND),
    )


def done(
    shown: ShownChange,
    *,
    notes: Sequence[str],
    changed_time: bool,
    new_link: str,
    places: Sequence[str],
) -> Message:
    """It is changed, and *places* are told: ids of people and channels."""
    moved = shown.before.starts_at != shown.after.starts_at
    what = f"{'Moved' if moved else 'Changed'}: {title_of(shown.meeting)}"
    is_now = " is on {} now." if changed_time else ", {}."
    lines = [f"{what}{is_now.format(at(shown.after, shown.clock))}"]
    if changed_time:
        lines.append(f"It was on {at(shown.before, shown.clock)}.")
    if new_link:
        lines.append(f"It has a new link: {quote(new_link)}")
    if places:
        lines.append(told(places))
    lines += [quote(one_line(note, 500)) for note in notes]
    return Message(text="\n".join(lines))


def old_one_stands(service: str, why: str) -> str:
    """A new meeting was made, and the old one could not be cancelled. Plain text."""
    return f"I could not cancel the old one in {service}, and its link may still work: {why}"


def for_admin(meeting: StoredMeeting) -> Message:
    """An admin pressed Move on somebody else's meeting."""
    value = written(MeetingButton(meeting=meeting.id))
    change = Button(action="parley.change", label="Change", value=value, primary=True)
    return Message(
        text=f"{title_of(meeting)} is <@{meeting.organizer}>'s meeting. As a workspace admin "
        "you can change it: press Change.",
        buttons=(change, NEVER_MIND),
    )


def note(before: MeetingTime, after: MeetingTime, locale: str) -> str:
    """What the card says of it. Plain text."""
    clock = Clock(after.zone, locale)
    if before.starts_at == after.starts_at:
        return f"Changed: it was on {at(before, clock)}."
    return f"Moved: it was on {full_time(before.starts_at, clock)}."


def _or_change(meeting: StoredMeeting, text: str) -> Message:
    """*text* with the button that opens the form."""
    return Message(text=text, buttons=(_change(meeting), NEVER_MIND))


def confirm_button(meeting: StoredMeeting, draft: str, verb: str) -> Button:
    """Makes the change that the draft holds; *verb* is the label, *Move* where it is empty."""
    if not verb:
        return _move(meeting, draft)
    value = written(MeetingButton(meeting=meeting.id, draft=draft))
    return Button(action="parley.confirm", label=verb, value=value, primary=True)


def _move(meeting: StoredMeeting, draft: str) -> Button:
    value = written(MeetingButton(meeting=meeting.id, draft=draft))
    return Button(action="parley.move", label="Move", value=value, primary=True)


def _replace(meeting: StoredMeeting, draft: str) -> Button:
    value = written(MeetingButton(meeting=meeting.id, draft=draft))
    return Button(action="parley.move:anew", label="Make a new one", value=value, primary=True)


def other_button(
    meeting: StoredMeeting, draft: str, other: datetime | None, clock: Clock
) -> tuple[Button, ...]:
    """The other start that could have been meant, if there is one."""
    if other is None:
        return ()
    value = written(MeetingButton(meeting=meeting.id, draft=draft))
    label = without_zone(other, clock)
    return (Button(action="parley.other", label=label, value=value),)


def _change(meeting: StoredMeeting, draft: str = "") -> Button:
    """Opens the form, for those who may change the meeting."""
    value = written(MeetingButton(meeting=meeting.id, draft=draft))
    return Button(action="parley.change", label="Change", value=value)
