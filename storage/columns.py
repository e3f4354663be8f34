"""How moments and JSON are stored in a column: whole milliseconds since 1970 in UTC, and text."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | Mapping[str, JSON] | None"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
# ASCII: whatever text people or services send, even half a character, comes back as it was, from
# every database alike.
_encoder = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def from_moment(moment: datetime) -> int:
    """Return the whole milliseconds from 1970 to *moment*; TypeError if it has no zone."""
    return (moment - _EPOCH) // _MILLISECOND


def from_optional_moment(moment: datetime | None) -> int | None:
    """Return the same as ``from_moment``, and None for None."""
    return None if moment is None else from_moment(moment)


def from_span(span: timedelta) -> int:
    """Return *span* in whole milliseconds."""
    return span // _MILLISECOND


def to_moment(milliseconds: int) -> datetime:
    """Return the moment, in UTC, that a column holds."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def to_optional_moment(milliseconds: int | None) -> datetime | None:
    """Return the same as ``to_moment``, and None for None."""
    return None if milliseconds is None else to_moment(milliseconds)


def from_json(value: JSON) -> str:
    """Return *value* as text; ValueError for NaN and infinities, TypeError for what is not JSON.

    A mapping other than a dict may be at the top, not further in.
    """
    return _encoder.encode(dict(value) if isinstance(value, Mapping) else value)


def to_json(text: str) -> Any:
    """Return the value that a column holds."""
    return json.loads(text)
