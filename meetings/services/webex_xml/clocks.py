"""Chooses the time zone that a meeting is told to WebEx in, and never one that is an hour off.

The person's own zone is best: WebEx writes it into its mails. But the site's idea of it may be
older than the law, so the site itself is asked for the offset at that date (WebEx XML API:
LstTimeZone, ``gmtOffset`` in minutes with daylight saving in it). Where they differ, the meeting is
told in UTC; a series cannot be, since its clock would not change with the person's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from meetings.errors import NoSuchMeeting, NotAllowed, NotPossible, Rejected
from meetings.service import Exchange
from meetings.services.webex_xml.errors import DatesRefused, Misunderstood, refuse
from meetings.services.webex_xml.message import Operation
from meetings.services.webex_xml.session import Session
from meetings.services.webex_xml.zones import (
    UNSTEADY,
    UTC_ID,
    candidates,
    constant,
    twice,
    written,
    zone_of,
)
from meetings.xml import Element, find_all, text, tree

Offsets = Mapping[int, timedelta]

IN_UTC = (
    "WebEx shows this meeting in UTC: its own clock for {zone} is not the one that counts there, "
    "or this hour comes twice that night. The moment is the right one."
)
_DISTRUSTED = "its clocks do not agree with the ones that count, so the hour would be wrong"
_NO_SERIES = "it has no time zone that keeps the clock of {zone} through a series"
_MOST = 5  # time zones to choose from
_A_YEAR = 2026  # for what needs no year of its own
_YEARS = range(1971, 9000)  # in which all clocks can be reckoned with


@dataclass(frozen=True, slots=True)
class Clock:
    """A time zone of WebEx, and what the starter should know about the choice."""

    zone_id: int
    zone: ZoneInfo
    notes: tuple[str, ...] = ()

    def written(self, moment: datetime) -> str:
        """*moment* on this clock, as WebEx writes times."""
        return written(moment.astimezone(UTC).astimezone(self.zone))


IN_GREENWICH = Clock(UTC_ID, ZoneInfo("UTC"))


def clock_for_now(zone: str) -> Clock:
    """The clock that a meeting here and now is shown in. No time is told, so none can be wrong."""
    steady = (one for one in candidates(known(zone), _A_YEAR) if one not in UNSTEADY)
    return _clock(next(steady, UTC_ID))


def clock_for(session: Session, starts_at: datetime, zone: str, *, series: bool) -> Exchange[Clock]:
    """The clock to tell *starts_at* in, having asked the site what it thinks of it."""
    moment, zone = starts_at.astimezone(UTC), known(zone)
    if moment.year not in _YEARS:
        raise refuse(DatesRefused, "a year that no calendar holds")
    ids = candidates(zone, moment.year)[:_MOST]
    asked = [moment, *_winter_and_summer(moment)] if series else [moment]
    told = []
    for one in asked:
        told.append((one, (yield from _offsets(session, {*ids, UTC_ID}, one))))
    for zone_id in ids:
        wall = moment.astimezone(_clock(zone_id).zone)
        if (series or not twice(wall)) and _agrees(zone_id, zone, told):
            return _clock(zone_id)
    if not _agrees(UTC_ID, "UTC", told):
        raise refuse(NotPossible, _DISTRUSTED)
    if series and not _keeps(moment, zone):
        raise refuse(NotPossible, _NO_SERIES.format(zone=zone))
    return Clock(UTC_ID, ZoneInfo("UTC"), (IN_UTC.format(zone=zone),))


def known(zone: str) -> str:
    """Return *zone* if there is such a one, else raise NotPossible."""
    try:
        return ZoneInfo(zone).key
    except (LookupError, ValueError, OSError):
        raise refuse(NotPossible, f"there is no time zone {zone[:60]}") from None


def moment_of(session: Session, wall: datetime, zone_id: int) -> Exchange[datetime]:
    """When *wall* is, which a reply tells in *zone_id*.

    Where its law has changed, or its id is new, it is the site whose clock counts. It is asked once
    for each day: a list can be long.
    """
    zone = zone_of(zone_id)
    moment = wall.replace(tzinfo=zone or UTC).astimezone(UTC)
    if zone is not None and zone_id not in UNSTEADY:
        return moment
    noon = moment.replace(hour=12, minute=0, second=0)
    if (zone_id, noon) not in session.offsets:
        told = yield from _offsets(session, {zone_id}, noon)
        if zone_id not in told and zone is not None:
            return moment
        session.offsets[zone_id, noon] = told[zone_id]
    return (wall - session.offsets[zone_id, noon]).replace(tzinfo=UTC)


def _offsets(session: Session, ids: Collection[int], moment: datetime) -> Exchange[Offsets]:
    """What the site thinks of *ids* at *moment*; nothing where it will not tell."""
    asked = [tree("timeZoneID", str(one)) for one in sorted(ids)]
    date = tree("date", written(moment.astimezone(UTC)))
    try:
        answer = yield from session.call_again(Operation.ZONES, *asked, date)
    except (NotAllowed, NoSuchMeeting, Rejected, Misunderstood):
        return {}
    return dict(_offset(one) for one in find_all(answer.body, "timeZone"))


def _offset(shown: Element) -> tuple[int, timedelta]:
    return int(text(shown, "timeZoneID")), timedelta(minutes=int(text(shown, "gmtOffset")))


def _agrees(zone_id: int, zone: str, told: Sequence[tuple[datetime, Offsets]]) -> bool:
    """Whether the site's clock of *zone_id* shows what *zone* shows, at each moment.

    A site that tells no offsets is believed where the law has not changed for long.
    """
    clock = ZoneInfo(zone)
    return all(
        offsets[zone_id] == moment.astimezone(clock).utcoffset()
        if zone_id in offsets
        else not offsets and zone_id not in UNSTEADY
        for moment, offsets in told
    )


def _keeps(moment: datetime, zone: str) -> bool:
    """Whether a series in UTC stays on the same hours and days as one in *zone*."""
    same_day = moment.date() == moment.astimezone(ZoneInfo(zone)).date()
    return same_day and constant(zone, moment.year)


def _winter_and_summer(moment: datetime) -> list[datetime]:
    """The next 15th of January and of July."""
    middles = [
        datetime(year, month, 15, 12, tzinfo=UTC)
        for year in (moment.year, moment.year + 1)
        for month in (1, 7)
    ]
    return [one for one in middles if one > moment][:2]


def _clock(zone_id: int) -> Clock:
    return Clock(zone_id, zone_of(zone_id) or ZoneInfo("UTC"))
