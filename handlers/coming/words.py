"""Every sentence of the lists of upcoming meetings, and of the reminders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendars.occurrences import Occurrence
from handlers.button_values import MeetingButton, Pick, written
from handlers.coming.lead_times import length
from handlers.coming.upcoming import SERVICES_AHEAD, ListedMeeting, UntimedMeeting
from handlers.dates_in_words import Clock, full_span, full_time
from handlers.meeting.tell_words import slack_time
from handlers.slack_types import Button, Message, MessageRow, Person
from handlers.words import bare, quote
from storage.meetings import StoredMeeting

MOST_UNTIMED = 10
"""Meetings without a known time that are shown: people make many and delete none."""

_CALLED = {
    "list": "Coming up",
    "today": "Today",
    "tomorrow": "Tomorrow",
    "week": "The next seven days",
    "agenda": "Today and tomorrow",
}
_NOTHING = {
    "list": "Nothing is coming up",
    "today": "Nothing more today",
    "tomorrow": "Nothing tomorrow",
    "week": "Nothing in the next seven days",
    "agenda": "Nothing more today or tomorrow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a list for *reader*. *first* and *more* are the values of the buttons for pages.

    *asked* are the titles of services whose calendars were looked at; *missing* and *cut* are as in
    ``Upcoming``.
    """

    view: str
    reader: Person
    meetings: Sequence[ListedMeeting]
    untimed: Sequence[UntimedMeeting] = ()
    asked: Sequence[str] = ()
    missing: Sequence[tuple[str, str]] = ()
    cut: bool = False
    first: str = ""
    more: str = ""


def listed(page: ListPage, now: datetime) -> Message:
    """The page, or that there is nothing on it."""
    notes = "".join(f"\n{line}" for line in _notes(page))
    pages = (("From the start", page.first), ("Show more", page.more))
    buttons = [_page_button(label, value) for label, value in pages if value]
    untimed = tuple(_untimed_rows(page.untimed))
    if not page.meetings:
        return Message(text=_nothing(page) + notes, rows=untimed, buttons=tuple(buttons))
    heading = f"*{_CALLED[page.view]}*, yours and this conversation's. "
    return Message(
        text=f"{heading}Times are those of {page.reader.zone}.{notes}",
        rows=(*rows(page.meetings, page.reader, now), *untimed),
        buttons=tuple(buttons),
    )


def _notes(page: ListPage) -> Iterator[str]:
    """What the page does not show, or not all of."""
    for title, why in page.missing:
        yield _missing(title, why)
    if page.asked:
        services = " and ".join(quote(title) for title in page.asked)
        yield f"From your {services} calendar I show the next {SERVICES_AHEAD.days} days."
    if page.cut:
        yield "There are too many to show here: `/meet list` shows them all."


def _untimed_rows(meetings: Sequence[UntimedMeeting]) -> Iterator[MessageRow]:
    if meetings:
        yield MessageRow(text="*No fixed time*")
    for meeting in meetings[:MOST_UNTIMED]:
        title = bare(meeting.title)
        yield MessageRow(
            text=f"*{title}* · {quote(meeting.service)}",
            plain=f"{title}: no fixed time. Join: {quote(meeting.join_url)}",
            buttons=(_join(meeting.join_url),),
        )
    if (left := len(meetings) - MOST_UNTIMED) > 0:
        yield MessageRow(text=f"{left} more are not shown.")


def agenda(meetings: Sequence[ListedMeeting], total: int, reader: Person, now: datetime) -> Message:
    """The meetings of one person's day; *total* of them, of which these are the first."""
    count = "one meeting" if total == 1 else f"{total} meetings"
    more = f" Here are the first {len(meetings)}." if total > len(meetings) else ""
    return Message(
        text=f"*Your day*: {count}. Times are those of {reader.zone}.{more} "
        "Change or turn this off with `/meet settings`.",
        rows=tuple(rows(meetings, reader, now)),
    )


def _nothing(page: ListPage) -> str:
    if page.first:
        return "That's all."
    return (
        f"{_NOTHING[page.view]}, for you or this conversation. To schedule a meeting, "
        "type for example `/meet design review tomorrow at 3pm for 45 min`."
    )


def _page_button(label: str, value: str) -> Button:
    return Button(action=f"parley.page:{label.split()[0].lower()}", label=label, value=value)


def _missing(title: str, why: str) -> str:
    because = why or f"{title} did not answer in time."
    return f"{quote(because)} Meetings that only {quote(title)} knows are missing here."


def rows(meetings: Sequence[ListedMeeting], reader: Person, now: datetime) -> Iterator[MessageRow]:
    """The meetings, each day under its name, each with what its reader may do."""
    zone = ZoneInfo(reader.zone)
    today, heading_day = now.astimezone(zone).date(), None
    for meeting in meetings:
        day = meeting.starts_at.astimezone(zone).date()
        if day != heading_day:
            heading_day = day
            yield MessageRow(text=f"*{_day(day, today, reader.clock)}*")
        span = _span(meeting, reader.clock)
        yield MessageRow(
            text=_line(meeting, reader, now),
            plain=f"{bare(meeting.title)}: {span}{_in_progress(meeting, now)}. "
            f"Join: {quote(meeting.join_url)}",
            buttons=(_join(meeting.join_url),),
            more=_more(meeting, reader, now),
        )


def _span(meeting: ListedMeeting, clock: Clock) -> str:
    if meeting.started:
        return f"since {full_time(meeting.starts_at, clock)}"
    return full_span(meeting.starts_at, meeting.ends_at, clock)


def _day(day: date, today: date, clock: Clock) -> str:
    named = {timedelta(): "Today, ", timedelta(days=1): "Tomorrow, "}.get(day - today, "")
    return f"{named}{clock.day(day)}"


def _line(meeting: ListedMeeting, reader: Person, now: datetime) -> str:
    clock = reader.clock
    start, end = clock.local(meeting.starts_at), clock.local(meeting.ends_at)
    over_night = "" if start.date() == end.date() else f" on {end:%A}"
    # If the clocks change in between, each time says on which side of the change it is.
    sides = (f" {start:%Z}", f" {end:%Z}") if start.utcoffset() != end.utcoffset() else ("", "")
    times = f"{clock.time(start)}{sides[0]}–{clock.time(end)}{sides[1]}{over_night}"
    if meeting.started:
        times = f"since {clock.time(start)}"
    about = [quote(meeting.service)]
    if meeting.repeats:
        about.append(quote(meeting.repeats))
    if meeting.organizer and meeting.organizer != reader.id:
        about.append(f"by <@{meeting.organizer}>")
    title = f"*{bare(meeting.title)}*{_in_progress(meeting, now)}"
    return f"{times}  {title} · {' · '.join(about)}"


def _join(url: str) -> Button:
    return Button(action="parley.join", label="Join", url=url)


def _in_progress(meeting: ListedMeeting, now: datetime) -> str:
    return " (in progress)" if meeting.starts_at <= now < meeting.ends_at else ""


def _more(meeting: ListedMeeting, reader: Person, now: datetime) -> tuple[Button, ...]:
    """What its organizer may do with it; nobody else may do anything but join."""
    if not meeting.meeting or meeting.organizer != reader.id:
        return ()
    was = meeting.starts_at if meeting.repeats else None
    shown = written(MeetingButton(meeting=meeting.meeting, version=meeting.version, was=was))
    do = "end" if meeting.started else "cancel"
    asked = written(Pick(meeting=meeting.meeting, do=do, was=was))
    begun = meeting.starts_at <= now or meeting.repeats  # of a series, an earlier time may count
    host = Button(action="parley.host", label="Join as host", value=meeting.meeting)
    who = Button(action="parley.who", label="Who came", value=meeting.meeting)
    return (
        *(() if meeting.started else (Button(action="parley.move", label="Move", value=shown),)),
        *((host,) if meeting.has_host else ()),
        *((who,) if meeting.tells_who and begun else ()),
        Button(
            action="parley.pick",
            label="End meeting" if meeting.started else "Cancel meeting",
            value=asked,
        ),
    )


def reminder(
    meeting: StoredMeeting, when: Occurrence, now: datetime, *, again: str, clock: Clock | None
) -> Message:
    """The meeting, how soon it is, its time and link; for one reader with *clock*, None for all.

    *again* is the value of the button that snoozes it.
    """
    span = full_span(when.starts_at, when.ends_at, clock) if clock else _for_all(meeting, when)
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
    """For readers in many zones: Slack shows each their own, followed by the meeting's."""
    own = full_time(when.starts_at, Clock(meeting.zone))
    return f"{slack_time(when.starts_at, Clock(meeting.zone))} ({own})"


def how_soon(starts_at: datetime, now: datetime) -> str:
    """How long it is until then, or has been since, as a person would say it."""
    if now < starts_at:
        soon = length(starts_at - now)
        return f"starts in {soon}" if soon else "starts now"
    since = length(now - starts_at)
    return f"started {since} ago" if since else "starts now"


def could_not_post(channel: str, reminder: Message) -> Message:
    """*reminder* for the organizer, because it could not be posted in the conversation."""
    why = (
        f"I could not post this reminder in <#{channel}>: I am not a member or may not post "
        "there. Nobody else was reminded. To add me, type `/invite` and my name there."
    )
    return replace(reminder, text=f"{reminder.text}\n{why}")


def snoozed(title: str, at: datetime, starts_at: datetime, now: datetime) -> Message:
    """When the person is told again."""
    when = "when it starts" if at == starts_at else f"in {length(at - now) or 'a moment'}"
    return Message(text=f"OK, I will remind you of *{bare(title)}* by direct message {when}.")


def nothing_to_snooze() -> Message:
    """It is over, nearly over, cancelled or moved."""
    return Message(
        text="I can't snooze that: the meeting is over, about to end, cancelled or moved. "
        "`/meet list` shows what is coming up."
    )
