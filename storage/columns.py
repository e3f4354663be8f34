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


class Codec(NamedTuple):
    """How a field's value is converted to a column, and back."""

    encode: Callable[[Any], SqlValue]
    decode: Callable[[Any], Any]


_CODECS: Mapping[Any, Codec | None] = {  # None: the column holds the value as it is
    str: None,
    int: None,
    int | None: None,
    datetime: Codec(from_moment, to_moment),
    datetime | None: Codec(from_optional_moment, to_optional_moment),
    Mapping[str, str]: Codec(from_json, to_json),
    Sequence[str]: Codec(lambda texts: from_json(list(texts)), lambda text: tuple(to_json(text))),
    Sequence[Mapping[str, str]]: Codec(
        lambda mappings: from_json([dict(mapping) for mapping in mappings]),
        lambda text: tuple(to_json(text)),
    ),
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
            row[column] = plain if codec is None else codec.encode(plain)
        return row

    def params(self, value: T) -> list[SqlValue]:
        """Return the values of the columns, in their order."""
        return list(self.encode(value).values())

    def values(self, row: Row) -> dict[str, Any]:
        """Return the values of the fields, by their names."""
        return {
            field: row[column] if codec is None else codec.decode(row[column])
            for field, column, codec in self._fields
        }

    def decode(self, row: Row) -> T:
        """Return the dataclass that *row* holds."""
        return self._kind(**self.values(row))
