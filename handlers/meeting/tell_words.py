"""Every sentence by which people are told what became of a meeting that concerns them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from handlers.button_values import MeetingButton, written
from handlers.dates_in_words import Clock, full_span, full_time
from handlers.slack_types import Button, MeetingTime, Message
from handlers.words import bare, one_line, quote
from meetings.catalog import TITLES
from storage.meetings import StoredMeeting

Report: TypeAlias = Literal[
    "moved", "cancelled", "dropped", "renewed", "unseen", "unmade", "ending", "deleted"
]


Dates: TypeAlias = Literal[
    "date_moved", "date_cancelled", "date_back", "later_moved", "later_cancelled"
]
"""Of a series, one date was changed, or one and those after it."""

NoticeKind: TypeAlias = Literal["invited"] | Report | Dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one *place*, a person or a conversation, is told: what *by* did to a meeting.

    *before* is when it was, *now* when it is, at that *version* of it; *new_link* its link, where
    that has changed. *why* is what the service said, and *trying* whether it is asked again: for
    what the bot does by itself, which is told to the organizer alone where it failed.
    """

    meeting: str
    what: NoticeKind
    by: str
    version: int
    place: str
    before: MeetingTime | None = None
    now: MeetingTime | None = None
    new_link: str = ""
    why: str = ""
    trying: bool = False


def told(meeting: StoredMeeting, change: Notice, clock: Clock | None) -> Message:
    """The change, for one reader with *clock*, or for a conversation without one.

    A link is in it only where it changed: the cards hold it, and lose it when it leads nowhere.
    """
    title, before = f"*{bare(meeting.title)}*", change.before
    service = TITLES.get(meeting.service, meeting.service)
    by = f"<@{change.by}>" if change.by else f"Somebody at {service}"
    if change.what == "cancelled":
        was = _at(before or change.now, clock)
        return Message(text=f"{by} has cancelled {title}\nIt was planned for: {was}")
    if change.what == "dropped":
        on = _at(change.now, clock)
        return Message(text=f"{by} has removed you from {title}\nIt takes place on {on}.")
    if change.what == "ending":
        return _ending(meeting, change, clock)
    if dates := _dates(change, title, clock):
        return Message(text=f"{by} {dates}")
    if change.what != "moved":
        return Message(text=_looked_after(meeting, change, title, clock))
    text = f"{by} {_moved(before, change.now, title, clock)}"
    link = f"\nIts link has changed: {quote(change.new_link)}" if change.new_link else ""
    return Message(text=text + link)


def _moved(
    before: MeetingTime | None, now: MeetingTime | None, title: str, clock: Clock | None
) -> str:
    """From when to when; where it begins as before, how long it is or how it repeats."""
    if before and now and before.starts_at == now.starts_at:
        was, is_ = _whole(before, clock), _whole(now, clock)
        return f"has changed {title} (same start)\nfrom {was}\nto {is_}"
    return f"has moved {title}\nfrom {_at(before, clock)}\nto {_at(now, clock)}"


def _ending(meeting: StoredMeeting, change: Notice, clock: Clock | None) -> Message:
    """The series ends, and can go on."""
    renew = Button(
        action="parley.confirm:renew",
        label="Renew",
        value=written(MeetingButton(renew=meeting.id)),
        primary=True,
    )
    return Message(
        text=f"*{bare(meeting.title)}* ends: its last date is {_at(change.now, clock)}.\nPress "
        "Renew to see how it could go on. Nothing changes before you have agreed.",
        buttons=(renew,),
    )


def _dates(change: Notice, title: str, clock: Clock | None) -> str:
    """What was changed of some dates of a series; empty for any other change."""
    before, now = _at(change.before, clock), _at(change.now, clock)
    return {
        "date_moved": f"has moved one date of {title}\nfrom {before}\nto {now}\n{_REST}",
        "date_cancelled": f"has cancelled one date of {title}: {before}\n{_REST}",
        "date_back": f"has put one date of {title} back: it takes place on {now}",
        "later_moved": f"has moved {title} from one date on\nfrom {before}\nto {now}\n"
        "Earlier dates stay as they are.",
        "later_cancelled": f"has ended {title}: the first date that is cancelled is {before}\n"
        "Earlier dates stay as they are.",
    }.get(change.what, "")


_REST = "Its other dates stay as they are."


def _looked_after(meeting: StoredMeeting, change: Notice, title: str, clock: Clock | None) -> str:
    """What the bot found at the service before the meeting, and what it did about it."""
    service, on = TITLES.get(meeting.service, meeting.service), _at(change.now, clock)
    if change.what == "deleted":
        return (
            f"{title}, which was planned for {on}, was deleted at {service}, so I have cancelled "
            "it here: nobody is reminded of it any more, and its card says so. To hold it all the "
            "same, schedule it again."
        )
    gone = f"{service} no longer has that meeting: it expired or was deleted there."
    if change.what == "renewed":
        return (
            f"{title} has a new link: {quote(change.new_link)}\n{gone} The old link no longer "
            f"works. The time has not changed: {on}"
        )
    reason = quote(one_line(change.why, 500))
    if change.what == "unseen":
        finding = f"I could not check {title} on {on}: {reason}"
        instead = "If its link no longer works by then"
    else:
        finding = f"{title} has no working link for {on}.\n{gone} I have no new one yet: {reason}"
        instead = "If you need one now"
    again = "I will keep trying until it starts." if change.trying else "I have stopped trying."
    typed = f"`/meet on {meeting.service} {bare(meeting.title)}`"
    return f"{finding}\n{again} {instead}, type {typed}."


def could_not_tell(channel: str, message: Message) -> Message:
    """*message* for the person who did it, because the conversation could not be told."""
    why = (
        f"I could not post this in <#{channel}>: I am not a member or may not post there. "
        "Please tell them yourself. To add me, type `/invite` and my name there."
    )
    return replace(message, text=f"{message.text}\n{why}")


def slack_time(moment: datetime, clock: Clock) -> str:
    """*moment* in the clock of each reader; where that fails, on *clock*, in full."""
    fallback = full_time(moment, clock)
    shown = "{date_long_pretty}, {time}"
    return f"<!date^{int(moment.timestamp())}^{shown}|{fallback}>"


def _whole(when: MeetingTime, clock: Clock | None) -> str:
    """With its end, in the clock of each reader."""
    if clock:
        return _at(when, clock)
    local = when.ends_at.astimezone(ZoneInfo(when.zone))
    end = f"<!date^{int(when.ends_at.timestamp())}^{{time}}|{local:%H:%M}>"
    repeats = f", {when.repeats}" if when.repeats else ""
    return f"*{slack_time(when.starts_at, Clock(when.zone))} – {end}*{repeats}"


def _at(when: MeetingTime | None, clock: Clock | None) -> str:
    if when is None:
        return "an unknown time"
    repeats = f", {when.repeats}" if when.repeats else ""
    if clock is None:
        return f"*{slack_time(when.starts_at, Clock(when.zone))}*{repeats}"
    repeats = f", {when.repeats_for(clock)}" if when.repeats else ""
    return f"*{full_span(when.starts_at, when.ends_at, clock)}*{repeats}"
