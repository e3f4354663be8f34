"""The service's dates: ``MM/DD/YYYY hh:mm:ss``, wall-clock time with no zone beside it."""

import re
from datetime import datetime

from sandbox.services.webex_xml.refusals import RequestRefused

FIRST_YEAR, LAST_YEAR = 1970, 2999

_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}) ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")


def read(written: str, refusal: str = "009007") -> datetime:
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


def write(wall: datetime) -> str:
    """The same the other way round, always with two digits."""
    return wall.strftime("%m/%d/%Y %H:%M:%S")
