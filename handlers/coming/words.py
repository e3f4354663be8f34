"""Every sentence of the lists of upcoming meetings, and of the reminders."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.occurrences import Occurrence
from handlers.coming.lead_times import length
from handlers.coming.upcoming import SERVICES_AHEAD, ListedMeeting, UntimedMeeting
from handlers.meeting.tell_words import slack_time
from handlers.slack_types import Button, ConfirmDialog, Message, MessageRow, Person
from handlers.words import bare, full_span, full_time, one_line, quote
from storage.meetings import StoredMeeting

MOST_TIMELESS = 10
"""Meetings without a known time that are shown: people make many and never clear them away."""

_CALLED = {
    "list": "Coming up",
    "today": "Today",
    "tomorrow": "Tomorrow",
    "week": "The next seven days",
    "agenda": "Today and tomorrow",
}
_NOTHING = {
    "list": "Nothing is coming up",
    "today": "Nothing more is on today",
    "tomorrow": "Nothing is on tomorrow",
    "week": "Nothing is on in the next seven days",
    "agenda": "Nothing more is on today or tomorrow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a list for *reader*. *first* and *more* are what the buttons for pages carry.

    *asked* are the services whose calendars were looked at, as far ahead as that is done. *cut*:
    there are so many meetings that some were not looked at.
    """

    view: str
    reader: Person
    entries: Sequence[ListedMeeting]
    timeless: Sequence[UntimedMeeting] = ()
    asked: Sequence[str] = ()
    missing: Sequence[tuple[str, str]] = ()
    cut: bool = False
    first: str = ""
    more: str = ""


def listed(page: ListPage, now: datetime) -> Message:
    """The page, or that there is nothing on it."""
    beside = "".join(f"\n{line}" for line in _beside(page))
    turns = (("From the start", page.first), ("Show more", page.more))
    buttons = [_turn(label, value) for label, value in turns if value]
    timeless = tuple(_without_time(page.timeless))
    if not page.entries:
        return Message(text=_nothing(page) + beside, rows=timeless, buttons=tuple(buttons))
    heading = f"*{_CALLED[page.view]}*, yours and this conversation's. "
    return Message(
        text=f"{heading}Times are those of {page.reader.zone}.{beside}",
        rows=(*rows(page.entries, page.reader, now), *timeless),
        buttons=tuple(buttons),
    )


def _beside(page: ListPage) -> Iterator[str]:
    """What the page does not show, or not all of."""
    for title, why in page.missing:
        yield _missing(title, why)
    if page.asked:
        there = " and ".join(quote(title) for title in page.asked)
        yield f"I look {SERVICES_AHEAD.days} days ahead into your own calendar at {there}."
    if page.cut:
        yield "There are too many to look at all of them; `/meet list` shows every one."


def _without_time(timeless: Sequence[UntimedMeeting]) -> Iterator[MessageRow]:
    """Those that stand at a service, which does not know when they are."""
    if timeless:
        yield MessageRow(text="*Without a known time*")
    for one in timeless[:MOST_TIMELESS]:
        yield MessageRow(
            text=f"*{bare(one.title)}* · {quote(one.service)}",
            plain=f"{bare(one.title)}: its time is not known. Join: {quote(one.join_url)}",
            buttons=(Button(action="parley.join", label="Join", url=one.join_url),),
        )
    if (left := len(timeless) - MOST_TIMELESS) > 0:
        yield MessageRow(text=f"{left} more of these are not shown here.")


def agenda(entries: Sequence[ListedMeeting], found: int, reader: Person, now: datetime) -> Message:
    """The meetings of one person's day; *found* of them, of which these are the first."""
    count = "one meeting" if found == 1 else f"{found} meetings"
    more = f" These are the first {len(entries)}." if found > len(entries) else ""
    return Message(
        text=f"*Your day*: {count}. Times are those of {reader.zone}.{more} "
        "To have this at another time, or not at all, type `/meet settings`.",
        rows=tuple(rows(entries, reader, now)),
    )


def _nothing(page: ListPage) -> str:
    if page.first:
        return "There is nothing more after that."
    return (
        f"{_NOTHING[page.view]}, neither for you nor in this conversation. To schedule a meeting, "
        "type for example `/meet design review tomorrow at 3pm for 45 min`."
    )


def _turn(label: str, value: str) -> Button:
    return Button(action=f"parley.page:{label.split()[0].lower()}", label=label, value=value)


def _missing(title: str, why: str) -> str:
    because = why or f"{title} did not answer in time."
    return f"{quote(because)} What only {quote(title)} knows of is missing here."


def rows(entries: Sequence[ListedMeeting], reader: Person, now: datetime) -> Iterator[MessageRow]:
    """The *entries*, each day under its name, each with what its reader may do."""
    here = ZoneInfo(reader.zone)
    today, shown = now.astimezone(here).date(), None
    for one in entries:
        day = one.starts_at.astimezone(here).date()
        if day != shown:
            shown = day
            yield MessageRow(text=f"*{_day(day, today)}*")
        yield MessageRow(
            text=_line(one, reader, now),
            plain=f"{bare(one.title)}: {full_span(one.starts_at, one.ends_at, reader.zone)}"
            f"{_running(one, now)}. Join: {quote(one.join_url)}",
            buttons=_buttons(one, reader),
        )


def _day(day: date, today: date) -> str:
    named = {timedelta(): "Today, ", timedelta(days=1): "Tomorrow, "}.get(day - today, "")
    return f"{named}{day:%A} {day.day} {day:%B %Y}"


def _line(one: ListedMeeting, reader: Person, now: datetime) -> str:
    here = ZoneInfo(reader.zone)
    start, end = one.starts_at.astimezone(here), one.ends_at.astimezone(here)
    over_night = "" if start.date() == end.date() else f" on {end:%A}"
    # The clocks may change in between: then each time says on which side it is.
    sides = (f" {start:%Z}", f" {end:%Z}") if start.utcoffset() != end.utcoffset() else ("", "")
    times = f"{start:%H:%M}{sides[0]}–{end:%H:%M}{sides[1]}{over_night}"
    about = [quote(one.service)]
    if one.repeats:
        about.append(quote(one.repeats))
    if one.organizer and one.organizer != reader.id:
        about.append(f"by <@{one.organizer}>")
    return f"{times}  *{bare(one.title)}*{_running(one, now)} · {' · '.join(about)}"


def _running(one: ListedMeeting, now: datetime) -> str:
    return " (in progress)" if one.starts_at <= now < one.ends_at else ""


def _buttons(one: ListedMeeting, reader: Person) -> tuple[Button, ...]:
    """Join for everybody; to change it is its organizer's."""
    join = Button(action="parley.join", label="Join", url=one.join_url)
    if not one.meeting or one.organizer != reader.id:
        return (join,)
    value = json.dumps({"meeting": one.meeting, "version": one.version})
    whole = " This cancels the whole series." if one.repeats else ""
    sure = ConfirmDialog(
        title="Cancel this meeting?",
        text=f"“{one_line(one.title, 120)}” will be cancelled for everyone.{whole}",
        yes="Cancel meeting",
        no="Keep it",
    )
    return (
        join,
        Button(action="parley.move", label="Move", value=value),
        Button(action="parley.cancel", label="Cancel meeting", value=value, danger=True, sure=sure),
    )


def reminder(
    meeting: StoredMeeting, when: Occurrence, now: datetime, *, again: str, zone: str
) -> Message:
    """The meeting, how soon it is, its time and its link; for one reader in *zone*, or for all.

    *again* is the value of the button that snoozes it.
    """
    span = full_span(when.starts_at, when.ends_at, zone) if zone else _for_all(meeting, when)
    code = f"\nPasscode: `{quote(meeting.passcode).replace('`', '')}`" if meeting.passcode else ""
    return Message(
        text=f"*{bare(meeting.title)}* {how_soon(when.starts_at, now)}\n{span}\n"
        f"Join: {quote(meeting.join_url)}{code}",
        buttons=(
            Button(action="parley.join", label="Join", url=meeting.join_url, primary=True),
            Button(action="parley.snooze", label="Snooze", value=again),
        ),
    )


def _for_all(meeting: StoredMeeting, when: Occurrence) -> str:
    """For readers in many zones: Slack shows each their own, and the meeting's is beside it."""
    own = full_time(when.starts_at, meeting.zone)
    return f"{slack_time(when.starts_at, meeting.zone)} ({own})"


def how_soon(starts_at: datetime, now: datetime) -> str:
    """How long it is until then, or has been since, as a person would say it."""
    if now < starts_at:
        soon = length(starts_at - now)
        return f"starts in {soon}" if soon else "starts now"
    since = length(now - starts_at)
    return f"started {since} ago" if since else "starts now"


def could_not_post(channel: str, said: Message) -> Message:
    """*said* to the organizer alone, because the conversation could not be told."""
    why = (
        f"I could not remind <#{channel}> of this meeting, because I am not in that conversation "
        "or may not post there. Nobody else was reminded. To have me there the next time, type "
        "`/invite` and my name in it."
    )
    return replace(said, text=f"{said.text}\n{why}")


def snoozed(title: str, at: datetime, starts_at: datetime, now: datetime) -> Message:
    """When the person is told again."""
    when = "when it starts" if at == starts_at else f"in {length(at - now) or 'a moment'}"
    return Message(text=f"All right: I remind you of *{bare(title)}* by direct message {when}.")


def nothing_to_snooze() -> Message:
    """It is over, nearly over, cancelled or moved."""
    return Message(
        text="There is nothing left to remind you of: that meeting is over, nearly over, "
        "cancelled, or at another time now. `/meet list` shows what is coming."
    )
