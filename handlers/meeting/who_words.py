"""Every sentence that the bot says about who came to a meeting."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from handlers.dates_in_words import Clock, duration, full_time
from handlers.slack_types import Button, Message
from handlers.words import bare, one_line, quote
from meetings.model import Attendance

MOST_BUTTONS = 5
LONGEST = 2800
"""Characters of an answer: Slack takes 3,000."""

STAYS_EACH = 6


def can_be_asked(services: Sequence[str]) -> str:
    """The line of the help: which services tell who came."""
    return f"*Who came*: `/meet who design sync`, for meetings on {', '.join(services)}."


def no_such_meeting(title: str) -> Message:
    """Nothing of that person's fits."""
    called = f" called “{quote(title)}”" if title else ""
    return Message(
        text=f"I can't find a past meeting of yours{called}. Only its organizer can see who "
        "came: check the title, or ask them."
    )


def which_one(title: str, meetings: Sequence[tuple[str, str, datetime]], clock: Clock) -> Message:
    """Several fit: our id, title and time of each, the newest first."""
    shown = meetings[:MOST_BUTTONS]
    several = f"{len(meetings)} of your meetings match “{quote(title)}”. Which one?"
    left = len(meetings) - len(shown)
    more = f" These are the newest {len(shown)}. Type more of the title to find the others."
    return Message(
        text=several + (more if left else ""),
        buttons=tuple(
            Button(
                action=f"parley.who:{number}",
                label=f"{one_line(name, 40)}, {_day(at, clock)}, {_time(at, clock)}",
                value=ours,
            )
            for number, (ours, name, at) in enumerate(shown)
        ),
    )


def cannot_tell(title: str, service: str, *, here: bool) -> Message:
    """The service does not know, or is not set up any more."""
    why = "does not say who came" if here else "is no longer set up here"
    return Message(
        text=f"{quote(service)} {why}, so I can't tell who was in “{quote(title)}”. "
        "Someone who was there may know."
    )


def no_answer(sentence: str) -> Message:
    """The service could not be asked; *sentence* says why, as plain text."""
    return Message(text=quote(sentence))


def heading(title: str, service: str, at: datetime | None, clock: Clock) -> str:
    """Which meeting it is about."""
    when = f", {full_time(at, clock)}" if at else ""
    return f"*{bare(title)}* ({quote(service)}){when}"


def who_came(
    about: str,
    visits: Sequence[Attendance],
    polls: Sequence[tuple[str, Sequence[tuple[str, int]]]] | None,
    now: datetime,
    clock: Clock,
) -> Message:
    """The answer. *polls* is none where they could not be had. Cut to what Slack takes."""
    by_name: dict[str, list[Attendance]] = {}
    for visit in visits:
        by_name.setdefault(visit.name, []).append(visit)
    count = {0: "nobody has come yet", 1: "one person came"}
    lines = [f"{about}: {count.get(len(by_name), f'{len(by_name)} people came')}."]
    lines += (_line(name, stays, now, clock) for name, stays in by_name.items())
    lines += _votes(polls)
    return Message(text=_fitting(lines))


def _votes(polls: Sequence[tuple[str, Sequence[tuple[str, int]]]] | None) -> Iterator[str]:
    if polls is None:
        yield "I could not get the polls of this meeting just now."
    for question, answers in polls or ():
        counted = ", ".join(f"{bare(answer)}: {votes}" for answer, votes in answers)
        yield f"Poll “{bare(question)}”: {counted or 'no answers to choose from'}"


def _line(name: str, stays: Sequence[Attendance], now: datetime, clock: Clock) -> str:
    """One person's line: each stay, and how long they were there in all."""
    days = {clock.local(stay.came_at).date() for stay in stays}
    times = [_stay(stay, clock, dated=len(days) > 1) for stay in stays[:STAYS_EACH]]
    if len(stays) > STAYS_EACH:
        times.append(f"{len(stays) - STAYS_EACH} more times")
    total = sum(
        (max((stay.left_at or now) - stay.came_at, timedelta()) for stay in stays), timedelta()
    )
    return f"• {bare(name) or 'someone without a name'}: {', '.join(times)} ({duration(total)})"


def _stay(visit: Attendance, clock: Clock, *, dated: bool) -> str:
    day = f"{_day(visit.came_at, clock)} " if dated else ""
    if visit.left_at is None:
        return f"{day}since {_time(visit.came_at, clock)}, still there"
    return f"{day}{_time(visit.came_at, clock)}–{_time(visit.left_at, clock)}"


def _fitting(lines: Sequence[str]) -> str:
    """As many of *lines* as there is room for, and how many are left out."""
    text = lines[0]
    for number, line in enumerate(lines[1:], start=1):
        if len(text) + len(line) > LONGEST:
            return f"{text}\n… and {len(lines) - number} more lines"
        text = f"{text}\n{line}"
    return text


def _day(at: datetime, clock: Clock) -> str:
    return clock.day(clock.local(at), weekday=False, year=False)


def _time(at: datetime, clock: Clock) -> str:
    return clock.time(clock.local(at))
