"""The site's dates, and its 62 time zones: numbers, labels (five are wrong), the real zone behind.

A date is ``MM/DD/YYYY hh:mm:ss``, wall-clock time with no zone beside it.

Source: the labels are the schema's enumeration, in its order, its misspellings and stale offsets
included; the zone behind a label is what the city in it observes. Number 20 is plain GMT all year.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.services.webex_xml.refusals import RequestRefused


@dataclass(frozen=True, slots=True)
class SiteZone:
    """A time zone as the site knows it; what is true comes from *iana*, not from *label*."""

    id: int
    label: str
    iana: str

    @property
    def info(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.iana)

    def instant(self, wall: datetime) -> datetime:
        """The moment in UTC of a wall-clock time without zone.

        A time that a clock change skips moves forward by the gap; of one that comes twice, it is
        the first.
        """
        return wall.replace(tzinfo=self.info, fold=0).astimezone(UTC)

    def wall(self, moment: datetime) -> datetime:
        """The wall-clock time, without zone, at an aware *moment*."""
        return moment.astimezone(self.info).replace(tzinfo=None, fold=0)

    def offset(self, moment: datetime) -> int:
        """Minutes to add to GMT at *moment*, summer time included."""
        ahead = moment.astimezone(self.info).utcoffset() or timedelta()
        return int(ahead.total_seconds() // 60)

    def summer(self, moment: datetime) -> bool:
        """Whether it is summer time at *moment*."""
        return bool(moment.astimezone(self.info).dst())

    @property
    def city(self) -> str:
        """What the label has in brackets."""
        return self.label.partition("(")[2].rstrip(")")

    @property
    def region(self) -> str:
        """What the label has between offset and brackets."""
        return self.label.partition(", ")[2].partition(" (")[0]


_LABELS = (
    ("GMT-12:00, Dateline (Eniwetok)", "Etc/GMT+12"),
    ("GMT-11:00, Samoa (Samoa)", "Pacific/Pago_Pago"),
    ("GMT-10:00, Hawaii (Honolulu)", "Pacific/Honolulu"),
    ("GMT-09:00, Alaska (Ancorage)", "America/Anchorage"),
    ("GMT-08:00, Pacific (San Jose)", "America/Los_Angeles"),
    ("GMT-07:00, Mountain (Arizona)", "America/Phoenix"),
    ("GMT-07:00, Mountain (Denver)", "America/Denver"),
    ("GMT-06:00, Central (Chicago)", "America/Chicago"),
    ("GMT-06:00, Mexico (Mexico City,Tegucigalpa)", "America/Mexico_City"),
    ("GMT-06:00, Central (Regina)", "America/Regina"),
    ("GMT-05:00, S. America Pacific (Bogota)", "America/Bogota"),
    ("GMT-05:00, Eastern (New York)", "America/New_York"),
    ("GMT-05:00, Eastern (Indiana)", "America/Indiana/Indianapolis"),
    ("GMT-04:00, Atlantic (Halifax)", "America/Halifax"),
    ("GMT-04:00, S. America Western (Caracas)", "America/Caracas"),
    ("GMT-03:30, Newfoundland (Newfoundland)", "America/St_Johns"),
    ("GMT-03:00, S. America Eastern (Brasilia)", "America/Sao_Paulo"),
    ("GMT-03:00, S. America Eastern (Buenos Aires)", "America/Argentina/Buenos_Aires"),
    ("GMT-02:00, Mid-Atlantic (Mid-Atlantic)", "Etc/GMT+2"),
    ("GMT-01:00, Azores (Azores)", "Atlantic/Azores"),
    ("GMT+00:00, Greenwich (Casablanca)", "Etc/UTC"),
    ("GMT+00:00, GMT (London)", "Europe/London"),
    ("GMT+01:00, Europe (Amsterdam)", "Europe/Amsterdam"),
    ("GMT+01:00, Europe (Paris)", "Europe/Paris"),
    ("GMT+01:00, Europe (Prague)", "Europe/Prague"),
    ("GMT+01:00, Europe (Berlin)", "Europe/Berlin"),
    ("GMT+02:00, Greece (Athens)", "Europe/Athens"),
    ("GMT+02:00, Eastern Europe (Bucharest)", "Europe/Bucharest"),
    ("GMT+02:00, Egypt (Cairo)", "Africa/Cairo"),
    ("GMT+02:00, South Africa (Pretoria)", "Africa/Johannesburg"),
    ("GMT+02:00, Northern Europe (Helsinki)", "Europe/Helsinki"),
    ("GMT+02:00, Israel (Tel Aviv)", "Asia/Jerusalem"),
    ("GMT+03:00, Saudi Arabia (Baghdad)", "Asia/Baghdad"),
    ("GMT+03:00, Russian (Moscow)", "Europe/Moscow"),
    ("GMT+03:00, Nairobi (Nairobi)", "Africa/Nairobi"),
    ("GMT+03:00, Iran (Tehran)", "Asia/Tehran"),
    ("GMT+04:00, Arabian (Abu Dhabi, Muscat)", "Asia/Dubai"),
    ("GMT+04:00, Baku (Baku)", "Asia/Baku"),
    ("GMT+04:00, Afghanistan (Kabul)", "Asia/Kabul"),
    ("GMT+05:00, West Asia (Ekaterinburg)", "Asia/Yekaterinburg"),
    ("GMT+05:00, West Asia (Islamabad)", "Asia/Karachi"),
    ("GMT+05:30, India (Bombay)", "Asia/Kolkata"),
    ("GMT+06:00, Columbo (Columbo)", "Asia/Colombo"),
    ("GMT+06:00, Central Asia (Almaty)", "Asia/Almaty"),
    ("GMT+07:00, Bangkok (Bangkok)", "Asia/Bangkok"),
    ("GMT+08:00, China (Beijing)", "Asia/Shanghai"),
    ("GMT+08:00, Australia Western (Perth)", "Australia/Perth"),
    ("GMT+08:00, Singapore (Singapore)", "Asia/Singapore"),
    ("GMT+08:00, Taipei (Hong Kong)", "Asia/Hong_Kong"),
    ("GMT+09:00, Tokyo (Tokyo)", "Asia/Tokyo"),
    ("GMT+09:00, Korea (Seoul)", "Asia/Seoul"),
    ("GMT+09:30, Yakutsk (Yakutsk)", "Asia/Yakutsk"),
    ("GMT+09:30, Australia Central (Adelaide)", "Australia/Adelaide"),
    ("GMT+09:30, Australia Central (Darwin)", "Australia/Darwin"),
    ("GMT+10:00, Australia Eastern (Brisbane)", "Australia/Brisbane"),
    ("GMT+10:00, Australia Eastern (Sydney)", "Australia/Sydney"),
    ("GMT+10:00, West Pacific (Guam)", "Pacific/Guam"),
    ("GMT+10:00, Tasmania (Hobart)", "Australia/Hobart"),
    ("GMT+10:00, Vladivostok (Vladivostok)", "Asia/Vladivostok"),
    ("GMT+11:00, Central Pacific (Solomon Is)", "Pacific/Guadalcanal"),
    ("GMT+12:00, New Zealand (Wellington)", "Pacific/Auckland"),
    ("GMT+12:00, Fiji (Fiji)", "Pacific/Fiji"),
)
ZONES = tuple(SiteZone(number, *row) for number, row in enumerate(_LABELS))


def zone(number: int) -> SiteZone | None:
    """The zone of that number."""
    return ZONES[number] if 0 <= number < len(ZONES) else None


FIRST_YEAR, LAST_YEAR = 1970, 2999

_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}) ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")


def read_date(written: str, refusal: str = "009007") -> datetime:
    """The wall-clock time; numbers may have one digit or two. Raises RequestRefused."""
    if not (match := _DATE.fullmatch(written.strip())):
        raise RequestRefused(refusal)
    month, day, year, hour, minute, second = (int(number) for number in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RequestRefused(refusal)
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone is told elsewhere
    except ValueError as error:
        raise RequestRefused(refusal) from error


def write_date(wall: datetime) -> str:
    """The same the other way round, always with two digits."""
    return wall.strftime("%m/%d/%Y %H:%M:%S")
