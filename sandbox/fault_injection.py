"""Faults on demand: a loopback that is slow, cut off, wrong, full or silent when told so.

A rule is JSON, sent to ``POST /sandbox/misbehave``::

    {"on": "chat.postMessage", "do": "cut", "effect": true, "next": 3, "every": 2}

``on``      the name of the call it concerns; ``*`` is every call
``do``      ``slow`` (the effect in the middle of the wait), ``status``, ``ratelimit``, ``hang``,
            ``cut``, ``garbage``, ``html``, ``truncate``, ``wrong_json``
``effect``  whether the call takes effect before it fails (default true)
``next``    how many calls it concerns (default 1; null: until cleared); ``every``: each k-th call
``status``, ``retry_after`` (s), ``ms`` (a number, or [least, most] for a random wait)
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.book import Book
from sandbox.serving import cut, until_gone

Effect = Callable[[], Awaitable[Response]]

KINDS = (
    "slow",
    "status",
    "ratelimit",
    "hang",
    "cut",
    "garbage",
    "html",
    "truncate",
    "wrong_json",
)
_HTML = "<!DOCTYPE html><html><head><title>Server error</title></head><body>oops</body></html>"


class BadRule(ValueError):
    """The rule is not valid; the argument says why."""


@dataclass(slots=True, kw_only=True)
class CallRule:
    """Which calls a rule concerns, and how often it still does (*left* None: until cleared)."""

    on: str
    left: int | None = 1
    every: int = 1
    seen: int = 0

    def concerns(self, name: str) -> bool:
        """Whether the rule concerns this call; counts it."""
        if self.on not in ("*", name) or self.left == 0:
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        if self.left is not None:
            self.left -= 1
        return True


@dataclass(slots=True, kw_only=True)
class FaultRule(CallRule):
    """One way to misbehave."""

    do: str
    effect: bool = True
    status: int = 500
    retry_after: int = 1
    least_ms: float = 0
    most_ms: float = 0
    body: Mapping[str, Any] | None = None

    def half_wait(self) -> float:
        """Half of the wait in seconds, drawn again for each call."""
        return random.uniform(self.least_ms, self.most_ms) / 2000  # noqa: S311 - no secret


def read_rule(values: Mapping[str, Any]) -> FaultRule:
    """Read one rule; raises BadRule."""
    known = {"on", "do", "effect", "next", "every", "status", "retry_after", "ms", "body"}
    if unknown := set(values) - known:
        raise BadRule(f"unknown: {', '.join(sorted(unknown))}")
    if values.get("do") not in KINDS:
        raise BadRule(f"do must be one of {', '.join(KINDS)}")
    if not isinstance(values.get("effect", True), bool):
        raise BadRule("effect must be true or false")
    wait = values.get("ms", 0)
    least, most = wait if isinstance(wait, list | tuple) else (wait, wait)
    return FaultRule(
        on=values.get("on", "*"),
        do=values["do"],
        effect=values.get("effect", True),
        left=values.get("next", 1),
        every=max(1, values.get("every", 1)),
        status=values.get("status", 500),
        retry_after=values.get("retry_after", 1),
        least_ms=least,
        most_ms=most,
        body=values.get("body"),
    )


def apply_rules(rules: Any, misbehave: Callable[..., None], behave: Callable[[], None]) -> Response:
    """Answer ``POST /sandbox/misbehave``: a rule, a list of rules, or {"clear": true}."""
    try:
        if isinstance(rules, dict) and rules.get("clear"):
            behave()
        else:
            for rule in rules if isinstance(rules, list) else [rules]:
                misbehave(**rule)
    except (ValueError, TypeError, LookupError) as error:
        return JSONResponse({"ok": False, "error": str(error)}, 400)
    return JSONResponse({"ok": True})


async def take_rules(
    request: Request, misbehave: Callable[..., None], behave: Callable[[], None]
) -> Response:
    """The same, from the request itself."""
    try:
        rules = await request.json()
    except ValueError as error:
        return JSONResponse({"ok": False, "error": str(error)}, 400)
    return apply_rules(rules, misbehave, behave)


class FaultInjector:
    """The rules of one loopback; wraps each of its calls."""

    def __init__(self, book: Book) -> None:
        self._rules: list[FaultRule] = []
        self._book = book

    def ask(self, **rule: Any) -> None:
        """Misbehave by *rule* (see the top of this file); raises BadRule."""
        self._rules.append(read_rule(rule))

    def clear(self) -> None:
        """Remove all rules."""
        self._rules.clear()

    def control(self, rules: Any) -> Response:
        """Answer ``POST /sandbox/misbehave`` with these *rules*."""
        return apply_rules(rules, self.ask, self.clear)

    async def around(self, name: str, request: Request, effect: Effect) -> Response:
        """Answer the call *name*: by *effect*, unless a rule says otherwise."""
        if not self._rules:
            return await effect()
        rules = [rule for rule in self._rules if rule.concerns(name)]
        pause = sum(rule.half_wait() for rule in rules if rule.do == "slow")
        failure = next((rule for rule in rules if rule.do != "slow"), None)
        for rule in rules:
            self._book.write("injected_fault", on=name, do=rule.do, effect=rule.effect)
        await request.body()  # it has arrived, even if the caller gives up before the effect
        await asyncio.sleep(pause)
        response = await self._answer(failure, request, effect)
        await asyncio.sleep(pause)
        return response

    async def _answer(self, rule: FaultRule | None, request: Request, effect: Effect) -> Response:
        if rule is None:
            return await effect()
        if rule.do == "ratelimit":
            return _ratelimited(rule)
        response = await effect() if rule.effect else JSONResponse({"ok": True})
        if rule.do == "cut":
            cut(request.scope)
            await asyncio.sleep(0)
        elif rule.do == "hang":
            await until_gone(request)
        return _spoil(rule, response)


def _ratelimited(rule: FaultRule) -> Response:
    headers = {"Retry-After": str(rule.retry_after)}
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)


def _spoil(rule: FaultRule, response: Response) -> Response:
    if rule.do == "status":
        body = rule.body if rule.body is not None else {"ok": False, "error": "internal_error"}
        return JSONResponse(body, rule.status)
    if rule.do == "garbage":
        return Response(b"\x00\xff\xfe garbage \x80", media_type="application/json")
    if rule.do == "html":
        return Response(_HTML, media_type="text/html")
    if rule.do == "truncate":
        whole = bytes(response.body)
        return Response(whole[: len(whole) // 2], response.status_code, media_type="text/plain")
    if rule.do == "wrong_json":
        return JSONResponse([1, {"two": None}], response.status_code)
    return response
