"""The parts from which Block Kit's limits are built: a check is a function.

A check looks at a value and its JSON pointer and yields what is wrong with it, in Slack's words.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Check = Callable[[Any, str], Iterator[str]]

_URL = re.compile(r"^(https?://[^\s/]|mailto:|tel:|slack://)\S*$", re.ASCII)


def wrong(sentence: str, pointer: str) -> str:
    """One complaint, such as ``missing required field: text [json-pointer:/blocks/0]``."""
    return f"{sentence} [json-pointer:{pointer}]"


def string(most: int, least: int = 1) -> Check:
    """A string of *least* to *most* characters."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must be a string", pointer)
        elif len(value) > most:
            yield wrong(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            yield wrong(f"must be more than {least - 1} characters", pointer)

    return check


def url(most: int = 3000) -> Check:
    """An address that a browser can open."""
    length = string(most)

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from length(value, pointer)
        if isinstance(value, str) and not _URL.match(value):
            yield wrong("must be a valid url", pointer)

    return check


def matching(pattern: str, what: str) -> Check:
    """A string of a certain form."""
    form = re.compile(pattern)

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str) or not form.fullmatch(value):
            yield wrong(f"must be {what}", pointer)

    return check


def whole(least: int, most: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield wrong("must be an integer", pointer)
        elif not least <= value <= most:
            yield wrong(f"must be between {least} and {most}", pointer)

    return check


def boolean(value: Any, pointer: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield wrong("must be a boolean", pointer)


def anything(_value: Any, _pointer: str) -> Iterator[str]:
    """A value that this sandbox does not look into."""
    yield from ()


def one_of(*allowed: str) -> Check:
    """One of a few strings."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield wrong(f"must be one of {', '.join(allowed)}", pointer)

    return check


def array(item: Check, least: int, most: int) -> Check:
    """A list of *least* to *most* items."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must provide an array", pointer)
            return
        if len(value) > most:
            yield wrong(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield wrong(f"must provide at least {least} items", pointer)
        for place, entry in enumerate(value):
            yield from item(entry, f"{pointer}/{place}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these members and no other."""
    known = {**required, **optional}

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", pointer)
            return
        for name in required:
            if name not in value:
                yield wrong(f"missing required field: {name}", pointer)
        for name, member in value.items():
            if name in known:
                yield from known[name](member, f"{pointer}/{name}")
            elif name != "type":
                yield wrong(f"invalid additional property: {name}", pointer)

    return check


def typed(kinds: Mapping[str, Check], allowed: Sequence[str] | None = None) -> Check:
    """An object that says by its ``type`` which of several it is."""
    fitting = set(kinds if allowed is None else allowed)

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            yield wrong("missing required field: type", pointer)
        elif not isinstance(kind, str) or kind not in fitting:
            yield wrong(f"unsupported type: {kind}", f"{pointer}/type")
        else:
            yield from kinds[kind](value, pointer)

    return check
