"""`parley understand`: what the bot would understand of a text, or of many, as JSON."""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from language import understand
from language.routing import TextSource, route, shortened
from meetings.catalog import TITLES


def answer(
    text: str,
    moment: datetime,
    zone: str,
    locale: str,
    *,
    via: TextSource = TextSource.COMMAND,
    known: Collection[str] = (),
) -> dict[str, Any]:
    """Return what is understood of *text*, with every service that the catalog names.

    *via* is the way it came in, *known* the titles of meetings that are coming up. Raises
    ValueError, KeyError or OSError where *zone* is no IANA name.
    """
    line = shortened(text, via)
    request = understand(line, moment, zone, locale, tuple(TITLES))
    decision = route(line, request, via=via, known=known, services=TITLES, locale=locale)
    return {**request.as_json(), "does": decision.does.value}


def answer_lines(stream: Iterable[str]) -> Iterator[str]:
    """Answer each line of *stream* in order; a bad one gives ``{"error": ...}``.

    A line is ``{"text", "reference", "zone", "locale", "via", "known"}``: *reference* is ISO 8601,
    local to *zone* (default UTC) if it has no offset; *locale* is en-US by default, *via* is
    "command", *known* is empty. An empty line is a bad line.
    """
    for line in stream:
        try:
            reply = _answer_line(json.loads(line))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError, OSError) as error:
            reply = {"error": _sentence(error)}
        yield json.dumps(reply, ensure_ascii=False)


def _answer_line(line: Any) -> dict[str, Any]:
    """Answer one line, as JSON gave it."""
    if not isinstance(line, dict):
        raise TypeError("a line must be a JSON object")
    text, reference = _string(line, "text"), _string(line, "reference")
    zone, locale = _string(line, "zone", "UTC"), _string(line, "locale", "en-US")
    via, known = TextSource(_string(line, "via", "command")), line.get("known", [])
    if not isinstance(known, list) or not all(isinstance(title, str) for title in known):
        raise TypeError("known must be a list of strings")
    moment = datetime.fromisoformat(reference)
    return answer(text, moment, zone, locale, via=via, known=known)


def _string(line: dict[str, Any], name: str, default: str | None = None) -> str:
    """Return a field of a line."""
    value = line.get(name, default)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string")
    return value


def _sentence(error: Exception) -> str:
    """Say what is wrong with a line, in one line."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg}"
    sentence = str(error.args[0]) if error.args else type(error).__name__
    return " ".join(sentence.split())[:200]
