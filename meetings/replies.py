"""Reads what a service answered, with suspicion: JSON, the time of it, and when to come again."""

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import httpx

BIGGEST = 1_000_000  # bytes


def read_json(response: httpx.Response) -> Mapping[str, Any]:
    """Return the object that *response* holds; ValueError when it holds anything else."""
    value = read_json_value(response)
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - what is wrong is the reply
    return value


def read_json_value(response: httpx.Response) -> Any:
    """Return the JSON value that *response* holds, whatever its kind; else raise ValueError.

    At most a megabyte; no NaN, no infinity, no half of a surrogate pair, nothing too deep.
    """
    if len(response.content) > BIGGEST:
        raise ValueError("more than a megabyte of JSON")
    try:
        value = json.loads(response.content, parse_constant=_refuse, parse_float=_finite)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair fails here
    except RecursionError:
        raise ValueError("JSON nested too deep") from None
    return value


def answered_at(response: httpx.Response) -> datetime | None:
    """When *response* was sent, in UTC, by the ``Date`` field of its server; None without one."""
    try:
        moment = parsedate_to_datetime(response.headers.get("date", ""))
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def retry_after(response: httpx.Response) -> float | None:
    """In how many seconds the server wants to be asked again, by its ``Retry-After``, if it says.

    RFC 9110, 10.2.3: a number of seconds, or a date, which is taken by the server's own clock.
    """
    field = response.headers.get("retry-after", "").strip()
    if field.isascii() and field.isdigit() and len(field) <= 6:
        return float(field)
    now = answered_at(response)
    try:
        moment = parsedate_to_datetime(field)
        wait = (moment.replace(tzinfo=moment.tzinfo or UTC) - now) if now else None
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, wait.total_seconds()) if wait is not None else None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number out of range")
    return number
