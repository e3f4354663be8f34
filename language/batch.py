"""Many texts at once: JSON lines in, one JSON line out for each, whatever is wrong with one."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from language import understand


def lines(stream: Iterable[str]) -> Iterator[str]:
    """Answer each line of *stream* in order; a bad one gives ``{"error": ...}``.

    A line is ``{"text", "reference", "zone", "locale"}``: *reference* is ISO 8601, local to *zone*
    (default UTC) if it has no offset; *locale* is en-US by default. An empty line is a bad line.
    """
    for line in stream:
        try:
            answer = _answer(json.loads(line))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError, OSError) as wrong:
            answer = {"error": _sentence(wrong)}
        yield json.dumps(answer, ensure_ascii=False)


def _answer(asked: Any) -> dict[str, Any]:
    """Read one request."""
    if not isinstance(asked, dict):
        raise TypeError("a line must be a JSON object")
    text, reference = _string(asked, "text"), _string(asked, "reference")
    zone, locale = _string(asked, "zone", "UTC"), _string(asked, "locale", "en-US")
    return understand(text, datetime.fromisoformat(reference), zone, locale).as_json()


def _string(asked: dict[str, Any], name: str, default: str | None = None) -> str:
    """Return a field of a line."""
    value = asked.get(name, default)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string")
    return value


def _sentence(wrong: Exception) -> str:
    """Say what is wrong with a line, in one line."""
    if isinstance(wrong, json.JSONDecodeError):
        return f"not JSON: {wrong.msg}"
    said = str(wrong.args[0]) if wrong.args else type(wrong).__name__
    return " ".join(said.split())[:200]
