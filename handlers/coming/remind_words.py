"""Every sentence that announces a meeting which starts soon, or has started."""

from dataclasses import replace
from datetime import datetime

from calendars.occurrences import Occurrence
from handlers.coming.lead_times import length
from handlers.meeting.tell_words import slack_time
from handlers.slack_types import Button, Message
from handlers.words import bare, full_span, full_time, quote
from storage.meetings import StoredMeeting


def reminder(
    kept: StoredMeeting, when: Occurrence, now: datetime, *, again: str, zone: str
) -> Message:
    """The meeting, how soon it is, its time and its link; for one reader in *zone*, or for all.

    *again* is the value of the button that snoozes it.
    """
    span = full_span(when.starts_at, when.ends_at, zone) if zone else _for_all(kept, when)
    code = f"\nPasscode: `{quote(kept.passcode).replace('`', '')}`" if kept.passcode else ""
    return Message(
        text=f"*{bare(kept.title)}* {how_soon(when.starts_at, now)}\n{span}\n"
        f"Join: {quote(kept.join_url)}{code}",
        buttons=(
            Button(action="parley.join", label="Join", url=kept.join_url, primary=True),
            Button(action="parley.snooze", label="Snooze", value=again),
        ),
    )


def _for_all(kept: StoredMeeting, when: Occurrence) -> str:
    """For readers in many zones: Slack shows each their own, and the meeting's is beside it."""
    own = full_time(when.starts_at, kept.zone)
    return f"{slack_time(when.starts_at, kept.zone)} ({own})"


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
