"""What a person typed, turned into a meeting request; pure, without a clock or a disk."""

from collections.abc import Collection
from datetime import datetime

from language.moves import CurrentMeeting
from language.reading import is_prepared, move, prepare, read
from language.request import MeetingRequest

__all__ = ["MeetingRequest", "is_prepared", "prepare", "understand", "understand_move"]


def understand(
    text: str,
    moment: datetime,
    zone: str,
    locale: str = "en-US",
    services: Collection[str] = (),
) -> MeetingRequest:
    """Read *text*, said at *moment* by someone whose clock shows *zone*.

    *moment* is aware, or local to *zone*, an IANA name (ZoneInfoNotFoundError if it is none).
    *locale* chooses the language read beside English, and the order of a date's figures. *services*
    are the names of those that the text may ask for. Any text gives a request; what could not be
    read is said in ``uncertain``.
    """
    return read(text, moment, zone, locale, services)


def understand_move(
    text: str,
    starts_at: datetime,
    minutes: int,
    moment: datetime,
    zone: str,
    locale: str = "en-US",
) -> MeetingRequest:
    """Read the new time of a meeting that now *starts_at* an aware time and lasts *minutes*.

    A day alone ("to friday") keeps the clock time of the meeting in *zone*, a clock time alone
    ("to 4pm") its day, a length alone ("to 45 minutes") its start. A shift ("an hour later", "-15
    min", "by a week") is counted in wall-clock time, a range gives a new length. The other
    arguments are as in ``understand``; so is the request, but it has no title and invites nobody,
    and its *minutes* and *end* are always set where its *start* is. Where no time was read, *start*
    is None and ``not_read`` in *uncertain*; a start that has passed is flagged ``past``.
    """
    return move(text, CurrentMeeting(starts_at, minutes), moment, zone, locale)
