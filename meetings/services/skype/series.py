"""Says until when a meeting's link is needed: to its end, or to the end of its series.

The service deletes a meeting some time after its expirationTime, and knows no series.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from calendars.recurrence import Frequency
from meetings.model import NewMeeting

MARGIN = timedelta(days=1)
"""What a link outlives its meeting by: people stay on, and come back for what they forgot."""

LONGEST = timedelta(days=5 * 365)
"""What a series gets at most; the service takes ten years from now, starts that lie ahead too."""

_PERIODS: Mapping[Frequency, timedelta] = {
    Frequency.HOURLY: timedelta(hours=1),
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(weeks=1),
    Frequency.MONTHLY: timedelta(days=31),
    Frequency.YEARLY: timedelta(days=366),
}


def expires_at(wanted: NewMeeting) -> datetime | None:
    """When the server may delete the meeting; none for one that is now: it has eight hours."""
    if wanted.starts_at is None:
        return None
    try:
        last = wanted.starts_at + min(_span(wanted), LONGEST)
        return (last + wanted.lasts + MARGIN).astimezone(UTC)
    except OverflowError:
        return None


def notes(wanted: NewMeeting) -> tuple[str, ...]:
    """What the starter should know, where the link does not last as long as the series."""
    end = expires_at(wanted)
    if end is None or _span(wanted) <= LONGEST:
        return ()
    return (
        "Skype for Business keeps no meeting for ever: the link of this series serves until "
        f"{end.day} {end:%B %Y}, and then it needs a new one.",
    )


def _span(wanted: NewMeeting) -> timedelta:
    """From the first start to the last, at most; longer than the longest where there is no end."""
    recurrence = wanted.recurrence
    if not recurrence or wanted.starts_at is None:
        return timedelta()
    if recurrence.last is not None:
        day = recurrence.last.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
        return max(day + MARGIN - wanted.starts_at, timedelta())
    if recurrence.count is None:
        return LONGEST + MARGIN
    return _PERIODS[recurrence.frequency] * recurrence.count * recurrence.interval
