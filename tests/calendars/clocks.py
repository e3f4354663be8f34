"""The clocks of a zone, looked at minute by minute: the independent reckoning of these tests."""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Australia/Lord_Howe",  # steps of half an hour
    "Pacific/Apia",  # skipped 30 December 2011
    "Pacific/Chatham",
    "America/Sao_Paulo",  # stepped over midnight
    "America/Nuuk",  # steps over midnight, since 2024
    "Africa/Casablanca",  # stops summer time for Ramadan
)
FROM, TO = datetime(2011, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(text: str) -> datetime:
    """A wall-clock time, from its ISO form."""
    return datetime.fromisoformat(text)


def shown(moment: datetime, zone: str) -> datetime:
    """What the clocks show at a moment."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@cache
def changes(zone: str) -> list[datetime]:
    """The first minute after each change of the clocks, found by looking every six hours."""
    found, step, moment = [], timedelta(hours=6), FROM
    place = ZoneInfo(zone)
    while moment < TO:
        early, moment = moment, moment + step
        late, offset = moment, early.astimezone(place).utcoffset()
        if late.astimezone(place).utcoffset() == offset:
            continue
        while late - early > MINUTE:
            middle = early + (late - early) // MINUTE // 2 * MINUTE
            same = middle.astimezone(place).utcoffset() == offset
            early, late = (middle, late) if same else (early, middle)
        found.append(late)
    return found


def walked(wall: datetime, zone: str) -> tuple[list[datetime], datetime | None]:
    """Walk the minutes around *wall*: those that show it, and the step that left it out, if any."""
    moment = wall.replace(tzinfo=UTC) - timedelta(hours=27)
    showing: list[datetime] = []
    for _ in range(54 * 60):
        before, moment = shown(moment, zone), moment + MINUTE
        now = shown(moment, zone)
        if now == wall:
            showing.append(moment)
        if before < wall < now:
            return [], moment
    return showing, None
