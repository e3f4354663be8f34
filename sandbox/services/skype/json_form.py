"""The JSON form: resources, packs of events and errors as text, and request bodies read strictly.

Source: "Payload format". A resource is a dict in hypertext form already (``rel``, ``_links``,
``_embedded``, properties); only its dates need writing.
"""

import json
import re
from datetime import datetime
from typing import Any

from sandbox.services.skype import dates

_WRITTEN_DATE = re.compile(r'"/(Date\(-?\d+\))/"')


def text(resource: Any) -> str:
    """*resource* in JSON, with the slashes of its dates escaped."""
    written = json.dumps(resource, default=_date, ensure_ascii=False, separators=(",", ":"))
    return _WRITTEN_DATE.sub(r'"\\/\1\\/"', written)


def _date(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is no part of a resource")
    return dates.in_json(value)


def read(body: bytes) -> dict[str, Any]:
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
