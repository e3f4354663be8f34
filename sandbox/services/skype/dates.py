"""Dates as they travel: ``/Date(ms)/`` or ISO 8601 in JSON, and ISO 8601 alone in XML.

Source: the examples of myOnlineMeetings in both forms, and "Update an online meeting", which sends
ISO 8601 in JSON.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_JSON_DATE = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,7})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
# The server that wrote the examples is in the Pacific zone and tells XML readers its own time.
_SERVERS_OWN = timezone(timedelta(hours=-7))


class XmlText(str):
    """Text that came in XML, where ``/Date(ms)/`` means nothing."""

    __slots__ = ()


def in_json(moment: datetime) -> str:
    """*moment* in JSON, before its slashes are escaped."""
    return f"/Date({(moment - _EPOCH) // timedelta(milliseconds=1)})/"


def in_xml(moment: datetime) -> str:
    """*moment* in XML: with seven digits of a second, and the server's own offset.

    Like the JSON form it is cut to milliseconds, so that both tell the same.
    """
    local = moment.astimezone(_SERVERS_OWN)
    thousandths = local.microsecond // 1000
    return f"{local:%Y-%m-%dT%H:%M:%S}.{thousandths:03}0000-07:00"


def moment(text: str) -> datetime | None:
    """A date as it may be sent in the form that *text* came in; None if it is no date."""
    match = None if isinstance(text, XmlText) else _JSON_DATE.fullmatch(text)
    try:
        if match:
            return _EPOCH + timedelta(milliseconds=int(match[1]))
        return datetime.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except (OverflowError, ValueError):
        return None
