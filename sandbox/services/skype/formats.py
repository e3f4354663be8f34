"""The two forms, JSON and XML: written by what ``Accept`` asks, read by what ``Content-Type`` says.

Source: "Payload format". Events come in XML only where the long type is asked for (see "Event
channel details"). A resource is a dict in hypertext form (``rel``,
``_links``, ``_embedded``, properties), so that in JSON only its dates need writing. The XML form is
in ``xml_form``.
"""

import json
import re
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.services.skype import dates, xml_form
from sandbox.services.skype.refusals import RequestRefused

_WRITTEN_DATE = re.compile(r'"/(Date\(-?\d+\))/"')


def json_text(resource: Any) -> str:
    """*resource* in JSON, with the slashes of its dates escaped."""
    written = json.dumps(resource, default=_json_date, ensure_ascii=False, separators=(",", ":"))
    return _WRITTEN_DATE.sub(r'"\\/\1\\/"', written)


def _json_date(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is no part of a resource")
    return dates.in_json(value)


def read_json(body: bytes) -> dict[str, Any]:
    """The properties in *body*. Raises ValueError unless it is an object that can be written."""
    try:
        properties = json.loads(body, object_pairs_hook=_once_each)
        json.dumps(properties, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(properties, dict):
        raise ValueError("not an object")  # noqa: TRY004 - the sender's mistake, not the caller's
    return properties


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = {name.lower() for name, _ in pairs}
    if len(names) < len(pairs):
        raise ValueError("a property was given twice")
    return dict(pairs)


_XML_OF_EVENTS = "application/vnd.microsoft.com.ucwa+xml"
JSON_TYPES = ("application/json", "application/vnd.microsoft.com.ucwa+json")
XML_TYPES = ("application/xml", _XML_OF_EVENTS)
EVENT_TYPES = (*JSON_TYPES, _XML_OF_EVENTS)
LARGEST_BODY = 64 * 1024


def chosen(request: Request, types: tuple[str, ...] = (*JSON_TYPES, *XML_TYPES)) -> str:
    """The type that the client reads best of those that can be written; empty if there is none."""
    for each in _accepted(request.headers.get("accept", "*/*")):
        if each in types:
            return each
        if each in ("*/*", "application/*"):
            return types[0]
    return ""


def written(
    request: Request, resource: Any, status: int = 200, *, plain: bool = False, rel: str = ""
) -> Response:
    """*resource* in the form asked for; *plain*: without naming the charset.

    *rel* is for resources that do not name themselves in JSON and have to in XML.
    """
    kind = chosen(request) or JSON_TYPES[0]
    body = xml_form.resource(resource, rel) if kind in XML_TYPES else json_text(resource)
    return _response(body, status, kind, plain=plain)


def pack(request: Request, content: Any) -> Response:
    """A pack of events in the form asked for."""
    kind = chosen(request, EVENT_TYPES)
    body = xml_form.events(content) if kind in XML_TYPES else json_text(content)
    return _response(body, 200, kind, plain=True)


def reason(request: Request, error: Any, status: int) -> Response:
    """An error in the form asked for, or in JSON where none can be given."""
    kind = chosen(request) or JSON_TYPES[0]
    body = xml_form.reason(error) if kind in XML_TYPES else json_text(error)
    return _response(body, status, kind, plain=False)


def in_its_form(request: Request, response: Response) -> Response:
    """*response*, an error in JSON of somebody who knows no other form, as *request* wants it."""
    if chosen(request) not in XML_TYPES or response.media_type != JSON_TYPES[0]:
        return response
    try:
        error = read_json(bytes(response.body))
    except ValueError:
        return response
    return reason(request, error, response.status_code) if "code" in error else response


async def properties(request: Request) -> dict[str, Any]:
    """The properties in the request's body; empty for an empty one. Raises RequestRefused."""
    body = await request.body()
    if not body:
        return {}
    kind = _kind(request)
    if kind not in (*JSON_TYPES, *XML_TYPES):
        raise RequestRefused("UnsupportedMediaType")
    if len(body) > LARGEST_BODY:
        raise RequestRefused("EntityTooLarge")
    try:
        return _read(kind, body)
    except ValueError:
        raise RequestRefused("DeserializationFailure") from None


async def shown(request: Request) -> Any:
    """The body of *request* as the book keeps it: properties where there are any, else text."""
    body = await request.body()
    try:
        return _read(_kind(request), body) if body else None
    except ValueError:
        return body[:1000].decode(errors="replace")


def _read(kind: str, body: bytes) -> dict[str, Any]:
    return xml_form.read_input(body) if kind in XML_TYPES else read_json(body)


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _response(body: str | bytes, status: int, kind: str, *, plain: bool) -> Response:
    return Response(body, status, {"Content-Type": kind if plain else f"{kind}; charset=utf-8"})


def _accepted(header: str) -> list[str]:
    """The types in *header*, best first, without those of quality 0."""
    worth: list[tuple[float, str]] = []
    for part in header.lower().split(","):
        kind, *parameters = (each.strip() for each in part.split(";"))
        quality = [each.removeprefix("q=") for each in parameters if each.startswith("q=")]
        worth.append((_number(quality[0]) if quality else 1, kind))
    return [kind for value, kind in sorted(worth, key=lambda each: -each[0]) if value > 0]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0
