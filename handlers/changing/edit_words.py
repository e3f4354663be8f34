"""The sentences about orders in other words: what is to be changed, and what cannot be done."""

from collections.abc import Sequence
from datetime import datetime

from handlers.button_values import MeetingButton, written
from handlers.changing.change_dates import date_shown
from handlers.changing.change_words import (
    MOST_NAMED,
    NEVER_MIND,
    at,
    cancel_button,
    time_of,
    title_of,
    whole_series,
)
from handlers.changing.find_meeting import Match
from handlers.changing.move_words import ShownChange, confirm_button
from handlers.dates_in_words import Clock, full_span
from handlers.slack_types import Button, Message, MessageRow
from handlers.words import bare, mention, plain, quote
from storage.meetings import StoredMeeting


def change_this(shown: ShownChange, after: StoredMeeting, verb: str) -> Message:
    """What would be changed, and the button that does it. *after* is the meeting then."""
    meeting, clock = shown.meeting, shown.clock
    added = [name for name in after.people if name not in meeting.people]
    removed = [name for name in meeting.people if name not in after.people]
    lines = [f"{verb} {title_of(meeting)}?"]
    if verb == "Undo":
        lines = [f"Undo your last change of {title_of(meeting)}?"]
        lines += [f"Its title: {title_of(after)}"] if after.title != meeting.title else []
        lines += [f"Invited again: {_names(added)}"] if added else []
        lines += [f"No longer invited: {_names(removed)}"] if removed else []
    elif after.title != meeting.title:
        lines[0] = f"Rename {title_of(meeting)} to {title_of(after)}?"
    elif added:
        lines[0] = f"Add {_names(added)} to {title_of(meeting)}, {at(shown.before, clock)}?"
    elif removed:
        lines[0] = f"Remove {_names(removed)} from {title_of(meeting)}, {at(shown.before, clock)}?"
    if shown.before != shown.after:
        lines += [f"From {at(shown.before, clock)}", f"To {at(shown.after, clock)}"]
    lines.append(whole_series(meeting))
    lines.append("Not changed yet.")
    text = "\n".join(line for line in lines if line)
    return Message(text=text, buttons=(confirm_button(meeting, shown.draft, verb), NEVER_MIND))


def _names(people: Sequence[str]) -> str:
    *others, last = [mention(person) for person in people]
    return f"{', '.join(others)} and {last}" if others else last


def _change(meeting: StoredMeeting) -> tuple[Button, Button]:
    value = written(MeetingButton(meeting=meeting.id))
    return Button(action="parley.change", label="Change", value=value), NEVER_MIND


def what_title(meeting: StoredMeeting) -> Message:
    """No new title was given."""
    return Message(
        text=f"What is the new title of {title_of(meeting)}? For example "
        f"`/meet rename {bare(meeting.title)} to design sync`, or press Change.",
        buttons=_change(meeting),
    )


def what_length(meeting: StoredMeeting) -> Message:
    """How much longer or shorter was not said, or not read."""
    return Message(
        text=f"By how much? For example `/meet extend {bare(meeting.title)} by 15 min`, or "
        "press Change. Nothing has changed.",
        buttons=_change(meeting),
    )


def wrong_length(meeting: StoredMeeting, verb: str) -> Message:
    """The new length is none, or goes the other way."""
    return Message(
        text=f"I can't {verb} {title_of(meeting)} to that. Nothing has changed. Type it "
        "again, or press Change.",
        buttons=_change(meeting),
    )


def who_is_that(typed: str, *, add: bool) -> Message:
    """No person was named in a way that can be read."""
    who = f" “{quote(plain(typed, 60))}” is" if typed else " that is"
    example = "add @bo to design review" if add else "remove @bo from design review"
    return Message(
        text=f"I don't know who{who}. Nothing has changed. Type the name with an @, such as "
        f"`/meet {example}`."
    )


def all_named(meeting: StoredMeeting, people: Sequence[str]) -> Message:
    """Everybody is invited already."""
    text = f"Already invited to {title_of(meeting)}: {_names(people)}. Nothing has changed."
    return Message(text=text)


def none_named(meeting: StoredMeeting, people: Sequence[str]) -> Message:
    """Nobody of them is invited."""
    text = f"Not invited to {title_of(meeting)}: {_names(people)}. Nothing has changed."
    return Message(text=text)


def end_this(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """A running meeting would be ended."""
    value = written(MeetingButton(end=meeting.id, version=meeting.version))
    button = Button(action="parley.confirm", label="End meeting", value=value, danger=True)
    return Message(
        text=f"End {title_of(meeting)}, {time_of(meeting, now, clock)}?\nIts card will say that it "
        "has ended. Not ended yet.",
        buttons=(button, NEVER_MIND),
    )


def not_begun(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """It has not started, so it cannot be ended; it can be cancelled."""
    return Message(
        text=f"{title_of(meeting)} has not started: it is on {time_of(meeting, now, clock)}. "
        "Nothing has changed. You can cancel it instead.",
        buttons=(cancel_button(meeting), NEVER_MIND),
    )


def ends_not(meeting: StoredMeeting) -> Message:
    """The series has no end by now."""
    return Message(text=f"{title_of(meeting)} has no end any more. Nothing has changed.")


def ends_alone(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """A date of a series is running: it ends by itself, and cannot be ended alone."""
    return Message(
        text=f"{title_of(meeting)} is a series ({time_of(meeting, now, clock)}). I can't end one "
        "of its dates while it runs; it ends by itself. You can move or cancel its other dates.",
        buttons=(_move_form(meeting), cancel_button(meeting), NEVER_MIND),
    )


def skip_one(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """A single meeting that is to be skipped."""
    return Message(
        text=f"{title_of(meeting)} takes place only once, on {time_of(meeting, now, clock)}. To "
        "skip it, cancel it.",
        buttons=(cancel_button(meeting), NEVER_MIND),
    )


def _move_form(meeting: StoredMeeting) -> Button:
    value = written(MeetingButton(meeting=meeting.id, version=meeting.version))
    return Button(action="parley.move", label="Move", value=value)


def ended(meeting: StoredMeeting, at_service: str) -> Message:
    """It was ended; *at_service* is a sentence about its service."""
    return Message(text=f"Ended: {title_of(meeting)}. {at_service}")


def ended_note(name: str) -> str:
    """What the card says of it."""
    return f"Ended by {name}."


def nothing_to_undo() -> Message:
    """The last change is too old, or there was none."""
    return Message(
        text="Nothing to undo. You can undo your last change of a meeting for 10 minutes."
    )


def changed_since(meeting: StoredMeeting) -> Message:
    """Somebody has changed it after the person did."""
    return Message(
        text=f"{title_of(meeting)} has been changed again since then, so I can't undo your change. "
        "`/meet list` shows how it is now."
    )


def cannot_undo_end(meeting: StoredMeeting | None) -> Message:
    """The last change was an end."""
    which = title_of(meeting) if meeting else "That meeting"
    return Message(text=f"{which} has ended, and I can't undo that. `/meet` starts a new one.")


def cancel_each(match: Match, typed: str, now: datetime, clock: Clock) -> Message:
    """Several would be cancelled: each has its own button; of a series it is the date that day."""
    meetings = match.meetings
    shown = meetings[:MOST_NAMED]
    count = "One meeting matches" if len(meetings) == 1 else f"{len(meetings)} meetings match"
    which = "To cancel it, press" if len(meetings) == 1 else "To cancel one, press its"
    more = f" Here are the first {len(shown)}." if len(shown) < len(meetings) else ""
    return Message(
        text=f"{count} “{quote(plain(typed, 100))}”.{more} {which} "
        "Cancel meeting. Not cancelled yet.",
        rows=tuple(
            _cancel_row(meeting, match.dates.get(meeting.id), now, clock) for meeting in shown
        ),
        buttons=(NEVER_MIND,),
    )


def _cancel_row(
    meeting: StoredMeeting, starts_at: datetime | None, now: datetime, clock: Clock
) -> MessageRow:
    date = date_shown(meeting, starts_at, now) if meeting.repeats and starts_at else None
    if date is None:
        text = f"{title_of(meeting)}, {time_of(meeting, now, clock)}. {whole_series(meeting)}"
        return MessageRow(text=text, buttons=(cancel_button(meeting),))
    span = full_span(date.starts_at, date.ends_at, clock)
    return MessageRow(
        text=f"{title_of(meeting)}, {span}. Only this date; the series goes on.",
        buttons=(cancel_button(meeting, date.starts_at),),
    )


def nothing_to_cancel(typed: str) -> Message:
    """None of the person's own meetings is meant."""
    return Message(
        text=f"None of your meetings matches “{quote(plain(typed, 100))}”. Nothing has been "
        "cancelled. `/meet list` shows what is coming up."
    )


def link(meeting: StoredMeeting, now: datetime, clock: Clock) -> Message:
    """The card's link again, for one person."""
    return Message(
        text=f"{title_of(meeting)}, {time_of(meeting, now, clock)}\n"
        f"Join: {quote(meeting.join_url)}",
        buttons=(Button(action="parley.join", label="Join", url=meeting.join_url, primary=True),),
    )


def reminders() -> Message:
    """Reminders come by themselves."""
    return Message(
        text="By default I remind you 10 minutes before a meeting. To change that, type "
        "`/meet settings remind 5m`, for example. I can't remind you of anything else yet."
    )
