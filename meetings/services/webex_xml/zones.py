"""Knows which clock each of WebEx's 62 time zones keeps, and which of them keep a person's.

WebEx XML API: the schema's time zones, ids 0 to 61. Their labels are of about 2004: that of Tehran
never had the right offset, and many a law has changed since. So only the ids are used, and a label
is never read.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

NAMES = (
    "Etc/GMT+12",
    "Pacific/Pago_Pago",
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Denver",
    "America/Chicago",
    "America/Mexico_City",
    "America/Regina",
    "America/Bogota",
    "America/New_York",
    "America/Indiana/Indianapolis",
    "America/Halifax",
    "America/Caracas",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Etc/GMT+2",
    "Atlantic/Azores",
    "Etc/UTC",
    "Europe/London",
    "Europe/Amsterdam",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Berlin",
    "Europe/Athens",
    "Europe/Bucharest",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Europe/Helsinki",
    "Asia/Jerusalem",
    "Asia/Baghdad",
    "Europe/Moscow",
    "Africa/Nairobi",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Baku",
    "Asia/Kabul",
    "Asia/Yekaterinburg",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Colombo",
    "Asia/Almaty",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Australia/Perth",
    "Asia/Singapore",
    "Asia/Hong_Kong",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Yakutsk",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Brisbane",
    "Australia/Sydney",
    "Pacific/Guam",
    "Australia/Hobart",
    "Asia/Vladivostok",
    "Pacific/Guadalcanal",
    "Pacific/Auckland",
    "Pacific/Fiji",
)
"""The IANA zone of each id, in the order of the ids."""

UTC_ID = 20
"""Labelled "Greenwich (Casablanca)", and kept by everyone as UTC: Morocco's clock is another."""

UNSTEADY = frozenset({1, 8, 14, 16, 17, 28, 31, 33, 35, 37, 38, 39, 42, 43, 51, 58, 59, 61})
"""Zones whose law has changed since the table was written: an old server may be an hour off."""

_FORMAT = "%m/%d/%Y %H:%M:%S"


def written(wall: datetime) -> str:
    """The wall-clock time *wall* as WebEx writes it: 24 hours, no zone."""
    return wall.strftime(_FORMAT)


def read(text: str) -> datetime:
    """A wall-clock time that WebEx wrote, without a zone; ValueError when it is none."""
    return datetime.strptime(text, _FORMAT)  # noqa: DTZ007 - its zone stands in another element


def zone_of(zone_id: int) -> ZoneInfo | None:
    """The clock that *zone_id* keeps; none for an id that the table does not know."""
    return ZoneInfo(NAMES[zone_id]) if 0 <= zone_id < len(NAMES) else None


@lru_cache(maxsize=512)
def candidates(zone: str, year: int) -> tuple[int, ...]:
    """The ids that keep the clock of *zone* through *year* and the next, its own name first."""
    same = [one for one, name in enumerate(NAMES) if name == zone or _alike(zone, name, year)]
    return tuple(sorted(same, key=lambda one: NAMES[one] != zone))


@lru_cache(maxsize=512)
def constant(zone: str, year: int) -> bool:
    """Whether the clock of *zone* is never put forward or back in *year* and the next."""
    return len(set(_days(zone, year))) == 1


def twice(wall: datetime) -> bool:
    """Whether *wall*, with its zone, is a time that comes twice that day."""
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


def _alike(zone: str, other: str, year: int) -> bool:
    one, two = ZoneInfo(zone), ZoneInfo(other)
    ends = [datetime(year, month, 15, tzinfo=UTC) for month in (1, 7)]
    if any(_offset(one, end) != _offset(two, end) for end in ends):
        return False
    days = _days(zone, year)
    if days != _days(other, year):
        return False
    begin = datetime(year, 1, 1, tzinfo=UTC)
    changes = [n for n in range(1, len(days)) if days[n] != days[n - 1]]
    hours = [begin + timedelta(days=n - 1, hours=hour) for n in changes for hour in range(25)]
    return all(_offset(one, hour) == _offset(two, hour) for hour in hours)


@lru_cache(maxsize=256)
def _days(zone: str, year: int) -> tuple[timedelta, ...]:
    """The offset at each UTC midnight of *year* and the next, and at the one after."""
    clock, begin = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    days = (datetime(year + 2, 1, 1, tzinfo=UTC) - begin).days
    return tuple(_offset(clock, begin + timedelta(days=n)) for n in range(days + 1))


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
