"""Every sentence by which people are told what became of a meeting that concerns them."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from handlers.talk import Button, When, Whisper
from handlers.words import full_span, full_time, quote
from meetings.catalog import TITLES
from storage.meetings import KeptMeeting


def told(
    kept: KeptMeeting,
    what: Literal["invited", "moved", "cancelled"],
    by: str,
    zone: str,
    before: When | None,
    when: When | None,
) -> Whisper:
    """What *by* did, for one reader in *zone*, or for a conversation where *zone* is empty."""
    title = f"*{quote(kept.title)}*"
    match what:
        case "invited":
            text = f"<@{by}> invites you to {title}\n{_at(when, zone)}{_on(kept)}{_about(kept)}"
            return Whisper(text=text + _link(kept), buttons=(*_join(kept), *_answers(kept)))
        case "moved":
            text = f"<@{by}> has moved {title}\nfrom {_at(before, zone)}\nto {_at(when, zone)}"
            return Whisper(text=text + _link(kept), buttons=_join(kept))
        case _:
            was = _at(before or when, zone)
            return Whisper(text=f"<@{by}> has cancelled {title}\nIt was to be on {was}")


def again(said: Whisper) -> Whisper:
    """*said*, where an earlier copy of it may have arrived."""
    return replace(said, text=f"{said.text}\n(You may have had this message from me already.)")


def slack_time(moment: datetime, zone: str) -> str:
    """*moment* for whoever reads it, in their own zone; where that fails, in *zone*, in full."""
    fallback = full_time(moment, zone)
    shown = "{date_long_pretty}, {time}"
    return f"<!date^{int(moment.timestamp())}^{shown}|{fallback}>"


def _at(when: When | None, zone: str) -> str:
    if when is None:
        return "an unknown time"
    repeats = f", {when.repeats}" if when.repeats else ""
    if not zone:
        return f"*{slack_time(when.starts_at, when.zone)}*{repeats}"
    kept = ""
    if when.repeats and zone != when.zone:
        kept = f" (it keeps the clock of {when.zone})"
    return f"*{full_span(when.starts_at, when.ends_at, zone)}*{repeats}{kept}"


def _on(kept: KeptMeeting) -> str:
    return f"\nOn {quote(TITLES.get(kept.service, kept.service))}"


def _about(kept: KeptMeeting) -> str:
    return f"\n{quote(kept.agenda)}" if kept.agenda else ""


def _link(kept: KeptMeeting) -> str:
    code = f"\nPasscode: `{quote(kept.passcode).replace('`', '')}`" if kept.passcode else ""
    return f"\nJoin: {quote(kept.join_url)}{code}"


def _join(kept: KeptMeeting) -> tuple[Button, ...]:
    return (Button(action="parley.join", label="Join", url=kept.join_url, primary=True),)


def _answers(kept: KeptMeeting) -> tuple[Button, ...]:
    return (
        Button(action="parley.going", label="Going", value=kept.id),
        Button(action="parley.maybe", label="Maybe", value=kept.id),
        Button(action="parley.cant", label="Can't go", value=kept.id),
    )
