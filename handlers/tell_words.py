"""Every sentence by which people are told what became of a meeting that concerns them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from handlers.talk import When, Whisper
from handlers.words import bare, full_span, full_time, quote

Report: TypeAlias = Literal["moved", "cancelled", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What *by* did to a meeting: when it was, when it is; its link, where that is another one."""

    title: str
    what: Report
    by: str
    before: When | None
    now: When | None
    new_link: str = ""


def told(change: Change, zone: str) -> Whisper:
    """The change, for one reader in *zone*, or for a conversation where *zone* is empty.

    A link is in it only where it changed: the cards hold it, and lose it when it leads nowhere.
    """
    title, by, before = f"*{bare(change.title)}*", f"<@{change.by}>", change.before
    if change.what == "cancelled":
        was = _at(before or change.now, zone)
        return Whisper(text=f"{by} has cancelled {title}\nIt was to be on {was}")
    if change.what == "dropped":
        on = _at(change.now, zone)
        return Whisper(text=f"{by} has taken you off {title}\nIt is on {on}, without you.")
    text = f"{by} has moved {title}\nfrom {_at(before, zone)}\nto {_at(change.now, zone)}"
    link = f"\nIts link has changed: {quote(change.new_link)}" if change.new_link else ""
    return Whisper(text=text + link)


def could_not_tell(channel: str, said: Whisper) -> Whisper:
    """*said* to whoever did it, because the conversation could not be told."""
    why = (
        f"I could not say so in <#{channel}>, because I am not in that conversation or may not "
        "post there. Please tell them yourself; to have me there, type `/invite` and my name in it."
    )
    return replace(said, text=f"{said.text}\n{why}")


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
