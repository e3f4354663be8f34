"""Payloads: what is written is read back, and so is what the version before wrote."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from storage import payloads
from storage.columns import from_json, to_json


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    at: datetime
    colour: Colour = Colour.RED
    day: date | None = None
    lasts: timedelta | None = None
    people: tuple[str, ...] = ()
    either: str | tuple[str, ...] = ""
    inner: tuple[Inner, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)


AT = datetime(2026, 10, 26, 2, 30, 0, 123456, tzinfo=ZoneInfo("Europe/Berlin"))

WHOLE = Outer(
    at=AT,
    day=date(2026, 10, 25),
    lasts=timedelta(minutes=90),
    people=("U1", "@bo"),
    either=("U1",),
    inner=(Inner(name="half \ud800 a letter"),),
    data={"a": "b"},
)


@pytest.mark.parametrize("value", [WHOLE, Outer(at=AT, either="all")])
def test_what_is_written_is_read_back(value):
    text = from_json(payloads.dump(value))
    assert text.isascii()
    assert payloads.load(to_json(text), Outer) == value
    assert json.loads(text)["v"] == payloads.VERSION


def test_mappings_and_texts_of_any_class_are_written_as_plain_ones():
    class LibraryText(str):
        __slots__ = ()

    data = MappingProxyType({LibraryText("a"): LibraryText("b")})
    written = payloads.dump(replace(WHOLE, data=data))
    assert written["data"] == {"a": "b"}
    assert payloads.load(to_json(from_json(written)), Outer).data == {"a": "b"}


def test_what_is_no_value_is_not_written():
    with pytest.raises(TypeError, match="cannot be stored"):
        payloads.dump(replace(WHOLE, data=object()))


@pytest.mark.parametrize("fold", [0, 1])
def test_a_repeated_hour_is_the_same_one_when_it_is_read_back(fold):
    at = AT.replace(day=25, fold=fold)
    read = payloads.load(to_json(from_json(payloads.dump(Outer(at=at)))), Outer)
    assert read.at.astimezone(UTC) == at.astimezone(UTC)


def test_a_payload_without_a_version_is_upgraded_and_one_with_a_version_is_not():
    def upgrade(payload):
        return {**payload, "people": [payload["person"]]}

    old = {"at": "2026-10-25T02:30:00+00:00", "person": "U1"}
    assert payloads.load(old, Outer, upgrade).people == ("U1",)
    new = payloads.dump(Outer(at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert payloads.load(new, Outer, upgrade).people == ()


@pytest.mark.parametrize(
    "payload", [None, [], {}, {"at": "noon"}, {"at": AT.isoformat(), "lasts": 5}]
)
def test_what_is_no_such_thing_is_an_error(payload):
    with pytest.raises(ValueError, match=r"Expected|missing|Invalid"):
        payloads.load(payload, Outer)
