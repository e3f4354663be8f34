"""How resources are written and input is read: JSON so far, chosen by Accept and Content-Type.

A resource is a dict in hypertext form (``rel``, ``_links``, ``_embedded``, properties) whose dates
are datetimes, so that another format only needs another writer here.
"""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.services.skype.refusals import Refused

JSON_TYPES = ("application/json", "application/vnd.microsoft.com.ucwa+json")
LARGEST_BODY = 64 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WIRE_DATE = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")


def acceptable(request: Request) -> bool:
    """Whether the client reads something that can be written here."""
    accept = request.headers.get("accept", "*/*")
    asked = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return any(part in (*JSON_TYPES, "*/*", "application/*") for part in asked)


def written(resource: Any, status: int = 200, *, plain: bool = False) -> Response:
    """*resource* as JSON; *plain* leaves out the charset, as events and autodiscovery do."""
    text = json.dumps(resource, default=_wire_date, ensure_ascii=False, separators=(",", ":"))
    escaped = re.sub(r'"/(Date\(-?\d+\))/"', r'"\\/\1\\/"', text)
    kind = "application/json" if plain else "application/json; charset=utf-8"
    return Response(escaped, status, {"Content-Type": kind})


def _wire_date(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is no part of a resource")
    return f"/Date({(value - _EPOCH) // timedelta(milliseconds=1)})/"


def moment(text: str) -> datetime | None:
    """A date as it may be sent: ``/Date(ms)/`` or ISO 8601 with an offset; none if neither."""
    if match := _WIRE_DATE.fullmatch(text):
        try:
            return _EPOCH + timedelta(milliseconds=int(match[1]))
        except OverflowError:
            return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else None


async def properties(request: Request) -> dict[str, Any]:
    """The properties in the request's body; none for an empty one. Raises Refused."""
    body = await request.body()
    if not body:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in JSON_TYPES:
        raise Refused("UnsupportedMediaType")
    if len(body) > LARGEST_BODY:
        raise Refused("EntityTooLarge")
    try:
        given = json.loads(body, object_pairs_hook=_once_each)
    except (ValueError, RecursionError):
        raise Refused("DeserializationFailure") from None
    if not isinstance(given, dict):
        raise Refused("DeserializationFailure")
    return given


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = {name.lower() for name, _ in pairs}
    if len(names) < len(pairs):
        raise ValueError("a property was given twice")
    return dict(pairs)
