"""JSON from a service is read without trust."""

import httpx
import pytest

from meetings.replies import read_json, read_json_value


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
