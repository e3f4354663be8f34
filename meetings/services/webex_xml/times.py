"""Chooses the time zone that WebEx is told a meeting in, so that no start is an hour off.

The person's own zone is best: WebEx writes it into its mails. But the site's rules for it may be
older than the law, so the site is asked for the offset at that date (WebEx XML API: LstTimeZone,
``gmtOffset`` in minutes, daylight saving included). Where they differ, the meeting is told in UTC;
a series cannot be, since its clock would not change with the person's.

WebEx has 62 zones, ids 0 to 61 in its schema. Their labels are of about 2004 and some are wrong
(Tehran's offset), so only the ids are used.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from meetings.errors import NoSuchMeeting, NotAllowed, NotPossible, Rejected
from meetings.service import Exchange
from meetings.services.webex_xml.errors import DatesRefused, RequestNotUnderstood, refuse
from meetings.services.webex_xml.message import Operation
from meetings.services.webex_xml.session import Session
from meetings.xml import Element, find_all, text, tree

Offsets = Mapping[int, timedelta]

ZONES = (
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
"""Labelled "Greenwich (Casablanca)", but servers treat it as UTC, which Morocco does not keep."""

LAW_CHANGED = frozenset({1, 8, 14, 16, 17, 28, 31, 33, 35, 37, 38, 39, 42, 43, 51, 58, 59, 61})
"""Zones whose law has changed since the table was written: an old server may be an hour off."""

SHOWN_IN_UTC = (
    "WebEx shows this meeting in UTC: its own clock for {zone} is not the one that counts there, "
    "or this hour comes twice that night. The moment is the right one."
)
_DISTRUSTED = "its clocks do not agree with the ones that count, so the hour would be wrong"
_NO_SERIES = "it has no time zone that keeps the clock of {zone} through a series"
_FORMAT = "%m/%d/%Y %H:%M:%S"
_MOST_CANDIDATES = 5
_ANY_YEAR = 2026  # for a meeting now, of which no time is told
_YEARS = range(1971, 9000)  # for which all offsets can be computed


@dataclass(frozen=True, slots=True)
class WebexZone:
    """One of WebEx's time zones, and what the organizer should know about the choice."""

    id: int
    zone: ZoneInfo
    notes: tuple[str, ...] = ()

    def format(self, at: datetime) -> str:
        """The wall-clock time of *at* in this zone, as WebEx writes times."""
        return format_time(at.astimezone(UTC).astimezone(self.zone))


UTC_ZONE = WebexZone(UTC_ID, ZoneInfo("UTC"))


def format_time(wall: datetime) -> str:
    """The wall-clock time *wall* as WebEx writes it: 24 hours, no zone."""
    return wall.strftime(_FORMAT)


def parse_time(written: str) -> datetime:
    """The naive wall-clock time that WebEx wrote; ValueError when it is not one."""
    return datetime.strptime(written, _FORMAT)  # noqa: DTZ007 - the zone is in another element


def zone_for_now(zone: str) -> WebexZone:
    """The zone to show a meeting in that starts now. No time is told, so none can be wrong."""
    ids = (id_ for id_ in _same_clock_ids(_known(zone), _ANY_YEAR) if id_ not in LAW_CHANGED)
    return _webex_zone(next(ids, UTC_ID))


def choose_zone(
    session: Session, starts_at: datetime, zone: str, *, series: bool
) -> Exchange[WebexZone]:
    """Choose the zone to tell *starts_at* in, having asked the site for its offsets."""
    starts_at, zone = starts_at.astimezone(UTC), _known(zone)
    if starts_at.year not in _YEARS:
        raise refuse(DatesRefused, "a year that no calendar holds")
    ids = _same_clock_ids(zone, starts_at.year)[:_MOST_CANDIDATES]
    moments = [starts_at, *_winter_and_summer(starts_at)] if series else [starts_at]
    offsets = []
    for moment in moments:
        offsets.append((moment, (yield from _site_offsets(session, {*ids, UTC_ID}, moment))))
    for id_ in ids:
        ambiguous = _is_ambiguous(starts_at.astimezone(_webex_zone(id_).zone))
        if (series or not ambiguous) and _site_agrees(id_, zone, offsets):
            return _webex_zone(id_)
    if not _site_agrees(UTC_ID, "UTC", offsets):
        raise refuse(NotPossible, _DISTRUSTED)
    if series and not _series_can_be_in_utc(starts_at, zone):
        raise refuse(NotPossible, _NO_SERIES.format(zone=zone))
    return WebexZone(UTC_ID, ZoneInfo("UTC"), (SHOWN_IN_UTC.format(zone=zone),))


def to_utc(session: Session, wall: datetime, zone_id: int) -> Exchange[datetime]:
    """Return the moment that a reply tells as *wall* in *zone_id*.

    Where the law has changed, or the id is not in the table, the site's own offset counts. It is
    asked for once a day of the year: a list can be long.
    """
    zone = _zone(zone_id)
    moment = wall.replace(tzinfo=zone or UTC).astimezone(UTC)
    if zone is not None and zone_id not in LAW_CHANGED:
        return moment
    noon = moment.replace(hour=12, minute=0, second=0)
    if (zone_id, noon) not in session.offsets:
        offsets = yield from _site_offsets(session, {zone_id}, noon)
        if zone_id not in offsets and zone is not None:
            return moment
        session.offsets[zone_id, noon] = offsets[zone_id]
    return (wall - session.offsets[zone_id, noon]).replace(tzinfo=UTC)


def _known(zone: str) -> str:
    """Return *zone* if it is an IANA zone, else raise NotPossible."""
    try:
        return ZoneInfo(zone).key
    except (LookupError, ValueError, OSError):
        raise refuse(NotPossible, f"there is no time zone {zone[:60]}") from None


def _zone(zone_id: int) -> ZoneInfo | None:
    """The IANA zone of *zone_id*, or None where the table has no such id."""
    return ZoneInfo(ZONES[zone_id]) if 0 <= zone_id < len(ZONES) else None


def _webex_zone(zone_id: int) -> WebexZone:
    return WebexZone(zone_id, ZoneInfo(ZONES[zone_id]))


def _site_offsets(session: Session, ids: Collection[int], moment: datetime) -> Exchange[Offsets]:
    """The site's offsets of the zones *ids* at *moment*; empty where it does not tell them."""
    zone_ids = [tree("timeZoneID", str(id_)) for id_ in sorted(ids)]
    date = tree("date", format_time(moment.astimezone(UTC)))
    try:
        success = yield from session.call_idempotent(Operation.ZONES, *zone_ids, date)
    except (NotAllowed, NoSuchMeeting, Rejected, RequestNotUnderstood):
        return {}
    return dict(_site_offset(row) for row in find_all(success.body, "timeZone"))


def _site_offset(row: Element) -> tuple[int, timedelta]:
    return int(text(row, "timeZoneID")), timedelta(minutes=int(text(row, "gmtOffset")))


def _site_agrees(zone_id: int, zone: str, told: Sequence[tuple[datetime, Offsets]]) -> bool:
    """Whether the site's offset of *zone_id* is that of *zone* at each moment.

    A site that tells no offsets is believed where the law has not changed.
    """
    rules = ZoneInfo(zone)
    return all(
        offsets[zone_id] == moment.astimezone(rules).utcoffset()
        if zone_id in offsets
        else not offsets and zone_id not in LAW_CHANGED
        for moment, offsets in told
    )


def _series_can_be_in_utc(starts_at: datetime, zone: str) -> bool:
    """Whether a series in UTC keeps the hours and days of one in *zone*."""
    same_day = starts_at.date() == starts_at.astimezone(ZoneInfo(zone)).date()
    return same_day and len(set(_daily_offsets(zone, starts_at.year))) == 1


def _winter_and_summer(after: datetime) -> list[datetime]:
    """The next 15th of January and of July."""
    middles = [
        datetime(year, month, 15, 12, tzinfo=UTC)
        for year in (after.year, after.year + 1)
        for month in (1, 7)
    ]
    return [middle for middle in middles if middle > after][:2]


def _is_ambiguous(wall: datetime) -> bool:
    """Whether the local time *wall* comes twice that day."""
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


@lru_cache(maxsize=512)
def _same_clock_ids(zone: str, year: int) -> tuple[int, ...]:
    """The ids whose clock is that of *zone* through *year* and the next, its own name first."""
    same = [id_ for id_, name in enumerate(ZONES) if name == zone or _same_clock(zone, name, year)]
    return tuple(sorted(same, key=lambda id_: ZONES[id_] != zone))


def _same_clock(zone: str, other: str, year: int) -> bool:
    one, two = ZoneInfo(zone), ZoneInfo(other)
    middles = [datetime(year, month, 15, tzinfo=UTC) for month in (1, 7)]
    if any(_offset(one, middle) != _offset(two, middle) for middle in middles):
        return False  # the quick answer for most zones
    days = _daily_offsets(zone, year)
    if days != _daily_offsets(other, year):
        return False
    begin = datetime(year, 1, 1, tzinfo=UTC)
    changes = [n for n in range(1, len(days)) if days[n] != days[n - 1]]
    hours = [begin + timedelta(days=n - 1, hours=hour) for n in changes for hour in range(25)]
    return all(_offset(one, hour) == _offset(two, hour) for hour in hours)


@lru_cache(maxsize=256)
def _daily_offsets(zone: str, year: int) -> tuple[timedelta, ...]:
    """The offset at each UTC midnight of *year* and the next, and at the one after."""
    rules, begin = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    days = (datetime(year + 2, 1, 1, tzinfo=UTC) - begin).days
    return tuple(_offset(rules, begin + timedelta(days=n)) for n in range(days + 1))


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
