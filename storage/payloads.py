"""The one serializer at the ledger's border: dataclasses become plain JSON values, and back.

Moments are RFC 3339 text with their offset, lengths ISO 8601 durations, enums their values. What is
written carries the version of its form under ``v``; what was written before there were versions
carries none, and is brought into today's form by the reader's *upgrade*.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any, TypeAlias, TypeVar, cast

import msgspec

from storage.columns import JSON

T = TypeVar("T")

VERSION = 2
"""Of the form in which payloads are written. What has no version is of the first."""

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
"""NUL, as JSON writes it."""

Upgrade: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Brings a payload of the first version into the form of today."""


def dump(value: object) -> dict[str, JSON]:
    """Return the dataclass *value* as a JSON object."""
    payload: dict[str, JSON] = msgspec.to_builtins(value, enc_hook=_builtin)
    payload["v"] = VERSION
    return payload


def as_plain(value: object) -> JSON:
    """Return *value* as ``dump`` does, or as it is if it is plain JSON."""
    return dump(value) if is_dataclass(value) else cast("JSON", value)


def dump_text(value: object) -> str:
    """Return the dataclass *value* as JSON text, short: without the fields that are empty."""
    fields = {name: field for name, field in dump(value).items() if field or field == 0}
    kept = {name: field for name, field in fields.items() if field is not False}
    return msgspec.json.encode(kept).decode()


def _builtin(value: object) -> object:
    """What msgspec does not know by itself: other mappings, and text of a library's own class."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a {type(value).__name__} cannot be stored")


def load(payload: JSON, kind: type[T], upgrade: Upgrade | None = None) -> T:
    """Return the *kind* that ``dump`` wrote as *payload*; what it does not know is left out.

    ValueError: it is no such thing.
    """
    if upgrade is not None and isinstance(payload, Mapping) and "v" not in payload:
        payload = upgrade(payload)
    return msgspec.convert(payload, kind)


def load_text(text: str, kind: type[T]) -> T:
    """Return the *kind* that ``dump_text`` wrote, or that a version before wrote as JSON.

    ValueError: it is no such thing.
    """
    if _NUL.search(text):
        raise ValueError("text with NUL cannot be kept")
    try:
        return msgspec.json.decode(text, type=kind)
    except RecursionError as problem:
        raise ValueError("nested too deep") from problem
