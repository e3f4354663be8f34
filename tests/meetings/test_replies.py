"""What a service answers is read without trust: JSON, its time, and when to come again."""

from datetime import UTC, datetime

import httpx
import pytest

from meetings.replies import answered_at, read_json, read_json_value, retry_after


def answered(content: bytes) -> httpx.Response:
    return httpx.Response(200, content=content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b'{"a": ',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        b'{"a": "' + b"x" * 1_000_000 + b'"}',
    ],
    ids=range(12),
)
def test_what_is_no_sane_json_is_not_read(content):
    with pytest.raises(ValueError):  # noqa: PT011 - whose sentence it is does not matter
        read_json_value(answered(content))


@pytest.mark.parametrize("content", [b"[]", b"null", b'"text"', b"7"])
def test_an_object_is_expected(content):
    with pytest.raises(ValueError, match="not a JSON object"):
        read_json(answered(content))


def test_an_object_is_read():
    content = '\ufeff{"a": [1.5, "é🎉"], "b": "\\ud83c\\udf89"}'.encode()
    assert read_json(answered(content)) == {"a": [1.5, "é🎉"], "b": "🎉"}
    assert read_json_value(answered(b"[7]")) == [7]


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 23 Nov 2026 12:00:00 GMT",
        "Mon, 23 Nov 2026 13:00:00 +0100",
        "Mon, 23 Nov 2026 12:00:00 -0000",
    ],
)
def test_the_server_tells_when_it_answered(date):
    reply = httpx.Response(200, headers={"Date": date})
    assert answered_at(reply) == datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("date", ["", "noon", "Mon, 99 Nov 2026", "Mon, 23 Nov 2026 25:00:00 GMT"])
def test_a_server_may_tell_no_time(date):
    assert answered_at(httpx.Response(200, headers={"Date": date})) is None
    assert answered_at(httpx.Response(200)) is None


DATE = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("field", "seconds"),
    [
        ("7", 7.0),
        ("Mon, 23 Nov 2026 12:01:30 GMT", 90.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("9" * 30, None),
        ("", None),
    ],
)
def test_when_to_come_again(field: str, seconds: float | None) -> None:
    reply = httpx.Response(429, headers={"Date": DATE, "Retry-After": field})
    assert retry_after(reply) == seconds


def test_a_date_to_come_again_needs_the_servers_own() -> None:
    assert retry_after(httpx.Response(429, headers={"Retry-After": DATE})) is None
