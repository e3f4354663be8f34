"""Says until when a meeting's link is needed: to its end, or to the end of its series.

The service deletes a meeting some time after its expirationTime, and knows no series.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from meetings.model import NewMeeting

MARGIN = timedelta(days=1)
"""What a link outlives its meeting by: people stay on, and come back for what they forgot."""

LONGEST = timedelta(days=5 * 365)
"""What a series gets at most; the service takes ten years from now, starts that lie ahead too."""

_PERIODS: Mapping[str, timedelta] = {
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(weeks=1),
    "MONTHLY": timedelta(days=31),
    "YEARLY": timedelta(days=366),
}
_UNTIL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?")


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
    if not wanted.repeats or wanted.starts_at is None:
        return timedelta()
    rule = dict(part.partition("=")[::2] for part in wanted.repeats.upper().split(";"))
    if until := _UNTIL.fullmatch(rule.get("UNTIL", "")):
        return _until(wanted.starts_at, *map(int, until.groups()))
    period, count = _PERIODS.get(rule.get("FREQ", "")), rule.get("COUNT", "")
    interval = rule.get("INTERVAL", "1")
    if (
        period is None
        or not re.fullmatch(r"\d{1,4}", count)
        or not re.fullmatch(r"\d{1,4}", interval)
    ):
        return LONGEST + MARGIN
    return period * int(count) * int(interval)


def _until(starts_at: datetime, year: int, month: int, day: int) -> timedelta:
    try:
        return max(datetime(year, month, day, tzinfo=UTC) + MARGIN - starts_at, timedelta())
    except ValueError:
        return LONGEST + MARGIN
