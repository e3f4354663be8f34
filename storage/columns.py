"""How values are stored in columns, and dataclasses in rows.

A moment is whole milliseconds since 1970 in UTC; JSON is text.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, get_origin, get_type_hints

from storage.store import Row, SqlValue

T = TypeVar("T")

JSON: TypeAlias = "bool | int | float | str | list[JSON] | Mapping[str, JSON] | None"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def from_moment(moment: datetime) -> int:
    """Return the whole milliseconds from 1970 to *moment*; TypeError if it has no zone."""
    return (moment - _EPOCH) // _MILLISECOND


def from_span(span: timedelta) -> int:
    """Return *span* in whole milliseconds."""
    return span // _MILLISECOND


def to_moment(milliseconds: int) -> datetime:
    """Return the moment, in UTC, that a column holds."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _as_dict(value: object) -> dict[Any, Any]:
    """What the encoder does not know: a mapping that is no dict."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} is not JSON")


# ASCII: whatever text people or services send, even half a character, comes back as it was, from
# every database alike.
from_json: Callable[[JSON], str] = json.JSONEncoder(
    ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=_as_dict
).encode
"""Returns a value as text; ValueError for NaN and infinities, TypeError for what is not JSON."""

to_json: Callable[[str], Any] = json.loads
"""Returns the value that a column holds."""


def _tuple_of(text: str) -> tuple[Any, ...]:
    return tuple(to_json(text))


class Codec(NamedTuple):
    """How a field's value is converted to a column, and back; None is null in any case."""

    encode: Callable[[Any], SqlValue]
    decode: Callable[[Any], Any]


_CODECS: Mapping[Any, Codec | None] = {  # None: the column holds the value as it is
    str: None,
    int: None,
    int | None: None,
    datetime: Codec(from_moment, to_moment),
    datetime | None: Codec(from_moment, to_moment),
    Mapping[str, str]: Codec(from_json, to_json),
    Sequence[str]: Codec(from_json, _tuple_of),
    Sequence[Mapping[str, str]]: Codec(from_json, _tuple_of),
}


class RowCodec(Generic[T]):
    """Converts the dataclass *kind* to a row, and back: each field is a column of its name.

    A field's type says how it is stored; *codecs* says it for a field that is stored otherwise, and
    *names* has the columns that are not called like their field.
    """

    def __init__(
        self,
        kind: type[T],
        *,
        codecs: Mapping[str, Codec] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self._kind = kind
        self._fields: list[tuple[str, str, Codec | None]] = []
        for field, hint in get_type_hints(kind).items():
            plain = str if get_origin(hint) is Literal else hint
            codec = (codecs or {}).get(field) or _CODECS[plain]
            self._fields.append((field, (names or {}).get(field, field), codec))
        self.columns = tuple(column for _, column, _ in self._fields)

    def encode(self, value: T) -> dict[str, SqlValue]:
        """Return the values of the columns, by their names."""
        row: dict[str, SqlValue] = {}
        for field, column, codec in self._fields:
            plain = getattr(value, field)
            row[column] = plain if codec is None or plain is None else codec.encode(plain)
        return row

    def params(self, value: T) -> list[SqlValue]:
        """Return the values of the columns, in their order."""
        return list(self.encode(value).values())

    def values(self, row: Row) -> dict[str, Any]:
        """Return the values of the fields, by their names."""
        values: dict[str, Any] = {}
        for field, column, codec in self._fields:
            value = row[column]
            values[field] = value if codec is None or value is None else codec.decode(value)
        return values

    def decode(self, row: Row) -> T:
        """Return the dataclass that *row* holds."""
        return self._kind(**self.values(row))
