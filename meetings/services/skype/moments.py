"""Reads moments as UCWA and HTTP write them: ``/Date(ms)/``, ISO 8601, the Date of a reply."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

_JSON_DATE = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_moment(text: str) -> datetime | None:
    """The moment that a property tells, in either form; none where it tells none."""
    try:
        if found := _JSON_DATE.fullmatch(text):
            return _EPOCH + timedelta(milliseconds=int(found[1]))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def said_at(response: httpx.Response) -> datetime | None:
    """When *response* was given, by the server's own clock, if it tells."""
    try:
        moment = parsedate_to_datetime(response.headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
