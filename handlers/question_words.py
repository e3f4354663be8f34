"""The sentences that answer questions about meetings."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from handlers.changing.change_words import MOST_NAMED, time_of, title_of
from handlers.coming.upcoming import ListedMeeting, Upcoming, Window
from handlers.coming.words import rows
from handlers.dates_in_words import Clock, full_span
from handlers.slack_types import Button, Message, Person
from handlers.words import mention, plain, quote
from storage.meetings import StoredMeeting

_SLACK_ID = re.compile(r"<@([UW][A-Z0-9]+)")

MOST_SHOWN = 8
"""Meetings that are shown at once."""

_ONLY = "I can see the meetings that I made and the calendars of accounts that you connected."
_ANSWERS = {"going": "Going", "maybe": "Maybe", "cant": "Can't go"}


def next_meeting(meetings: Sequence[ListedMeeting], reader: Person, now: datetime) -> Message:
    """The meeting that runs, and the one after it; or that there is none."""
    if not meetings:
        return Message(text=f"You have no upcoming meetings. {_ONLY}")
    return Message(text="*Your next meeting*", rows=tuple(rows(meetings, reader, now)))


def on_day(
    day: date, upcoming: Upcoming, reader: Person, now: datetime, *, week: bool = False
) -> Message:
    """What is on that day, or in the rest of that *week*."""
    named = f"{'in the week of' if week else 'on'} {reader.clock.day(day)}"
    meetings = upcoming.meetings[:MOST_SHOWN]
    if not meetings:
        return Message(text=f"Nothing {named}, for you or this conversation.")
    more = len(upcoming.meetings) - len(meetings)
    left = f" {more} more are not shown." if more else ""
    return Message(
        text=f"Your meetings and this conversation's {named}.{left}",
        rows=tuple(rows(meetings, reader, now)),
    )


def when(meetings: Sequence[StoredMeeting], now: datetime, clock: Clock) -> Message:
    """When the meetings are that may be meant."""
    shown = meetings[:MOST_NAMED]
    return Message(
        text="\n".join(f"{title_of(meeting)}: {time_of(meeting, now, clock)}" for meeting in shown),
        buttons=_join(shown[0]) if len(shown) == 1 else (),
    )


def who_comes(meetings: Sequence[StoredMeeting], now: datetime, clock: Clock) -> Message:
    """Who is coming to the meetings that may be meant."""
    return Message(text="\n".join(_who(meeting, now, clock) for meeting in meetings[:MOST_NAMED]))


def _who(meeting: StoredMeeting, now: datetime, clock: Clock) -> str:
    lines = [f"{title_of(meeting)}, {time_of(meeting, now, clock)}"]
    for answer, label in _ANSWERS.items():
        people = [person for person, given in meeting.answers.items() if given == answer]
        if people:
            lines.append(f"{label}: {', '.join(mention(person) for person in people)}")
    waiting = [person for person in meeting.people if person not in meeting.answers]
    if waiting:
        lines.append(f"No answer yet: {', '.join(mention(person) for person in waiting)}")
    if len(lines) == 1:
        lines.append("Nobody was invited by name, and nobody has answered yet.")
    lines.append(f"Organized by {mention(meeting.organizer)}")
    return "\n".join(lines)


def free(
    meetings: Sequence[ListedMeeting], window: Window, reader: Person, now: datetime
) -> Message:
    """What the person has in that time, as far as is known."""
    until = window.until or window.since
    span = full_span(window.since, until, reader.clock)
    if not meetings:
        return Message(text=f"You look free on {span}. {_ONLY}")
    return Message(
        text=f"You have this on {span}. {_ONLY}",
        rows=tuple(rows(meetings[:MOST_SHOWN], reader, now)),
    )


def when_free() -> Message:
    """The time was not said or not read."""
    return Message(
        text="When? Type the day and time, for example `/meet am I free tomorrow at 3pm?`."
    )


def others_calendars(people: str) -> Message:
    """Somebody else's free time was asked for."""
    ids = [match[1] for match in _SLACK_ID.finditer(people)]
    who = " and ".join(map(mention, ids)) or f"“{quote(plain(people, 60))}”"
    return Message(
        text=f"I can't see whether {who} is free, only whether you are: "
        "try `/meet am I free tomorrow at 3pm?`."
    )


def cannot_find_times() -> Message:
    """Finding a time for several people is not there yet."""
    return Message(
        text="I can't look for a free time yet. Try `/meet am I free tomorrow at 3pm?`, "
        "or `/meet week` for your next seven days."
    )


def services(titles: Sequence[str], accounts: Message | None) -> Message:
    """The services that are set up here, and the person's accounts."""
    here = f"Set up here: {', '.join(titles)}." if titles else "No service is set up here yet."
    if accounts is None:
        return Message(text=here)
    return Message(text=f"{here}\n{accounts.text}", rows=accounts.rows, buttons=accounts.buttons)


def _join(meeting: StoredMeeting) -> tuple[Button, ...]:
    return (Button(action="parley.join", label="Join", url=meeting.join_url, primary=True),)
