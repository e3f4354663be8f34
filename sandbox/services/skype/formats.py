"""How resources are written and input is read: JSON so far, chosen by Accept and Content-Type.

A resource is a dict in hypertext form (``rel``, ``_links``, ``_embedded``, properties) whose dates
are datetimes: another format needs another writer and another reader here, and nothing elsewhere.
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


def chosen(request: Request) -> str:
    """The type that the client reads best of those that can be written; empty if there is none."""
    asked = request.headers.get("accept", "*/*").lower().split(",")
    for each in (part.partition(";")[0].strip() for part in asked):
        if each in JSON_TYPES:
            return each
        if each in ("*/*", "application/*"):
            return JSON_TYPES[0]
    return ""


def written(request: Request, resource: Any, status: int = 200, *, plain: bool = False) -> Response:
    """*resource* in the form asked for; *plain*, as events are: without naming the charset."""
    text = json.dumps(resource, default=_wire_date, ensure_ascii=False, separators=(",", ":"))
    escaped = re.sub(r'"/(Date\(-?\d+\))/"', r'"\\/\1\\/"', text)
    kind = chosen(request) or JSON_TYPES[0]
    return Response(escaped, status, {"Content-Type": kind if plain else f"{kind}; charset=utf-8"})


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
        given = parsed(body)
    except ValueError:
        raise Refused("DeserializationFailure") from None
    if not isinstance(given, dict):
        raise Refused("DeserializationFailure")
    return given


def parsed(body: bytes) -> Any:
    """*body* as JSON that can be written again. Raises ValueError for anything else."""
    try:
        read = json.loads(body, object_pairs_hook=_once_each)
        json.dumps(read, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return read


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = {name.lower() for name, _ in pairs}
    if len(names) < len(pairs):
        raise ValueError("a property was given twice")
    return dict(pairs)
