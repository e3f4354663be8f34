"""Calls Slack's Web API and response URLs, and tells each way to fail apart.

No call is retried here: slack_sdk's own retries are off, because they post twice when an answer is
lost. Whether to try again is decided by the ledger's jobs.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isfinite
from time import perf_counter
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from handlers.slack_types import (
    NotDelivered,
    NotInConversation,
    SlackBusy,
    SlackRefused,
    SlackSilent,
)

TIME_LIMIT = 10
"""Seconds that one call to Slack may take."""

CALL_TIMEOUT = aiohttp.ClientTimeout(total=TIME_LIMIT)
"""For the session: slack_sdk sets no limit for one that it is given, and aiohttp's is 5 minutes."""

BUSY_FOR = 5.0
"""Seconds to wait if Slack answers 429 without a Retry-After."""

ANSWER_LIMIT = 64 * 1024
"""Bytes read of a response URL's answer."""

_CANNOT_POST = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "user_not_in_channel",
    }
)
_BUSY = frozenset({"ratelimited", "rate_limited"})
_SERVER_ERRORS = frozenset({"fatal_error", "internal_error", "request_timeout"})
_ANSWER_HOST = "hooks.slack.com"
_GET_METHODS = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "users.info",
    }
)
"""Methods that take no arguments in a JSON body (Slack's OpenAPI: consumes)."""

UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What slack_sdk raises if an answer is not the JSON object that it expects."""

Needs: TypeAlias = Mapping[str, type]
"""Members that an answer must have, with their types; a text must not be empty."""

IDENTITY: Needs = MappingProxyType({"team_id": str, "user_id": str})
"""What auth.test must answer."""

log = structlog.get_logger(__name__)


def web_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client over *session*, without retries."""
    client = AsyncWebClient(
        token=token, base_url=api_url, timeout=TIME_LIMIT, session=session, retry_handlers=[]
    )
    client.proxy = _proxy(api_url)  # which slack_sdk would take whatever NO_PROXY says
    return client


class SlackApi:
    """Slack, called by method name; raises the subclasses of ``NotDelivered``."""

    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, api_url: str
    ) -> None:
        self._client = client
        self._session = session
        self._proxies = {
            _origin(address): _proxy(address) for address in (api_url, f"https://{_ANSWER_HOST}/")
        }
        self._warned: set[str] = set()

    async def call(
        self, method: str, needs: Needs = MappingProxyType({}), **arguments: Any
    ) -> Mapping[str, Any]:
        """Call *method* with those *arguments* that are not None.

        An answer that lacks one of *needs* raises ``SlackSilent``: the call may have been done.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        answer, _ = await self._ask(method, needs, given)
        return answer

    async def identity(self) -> tuple[Mapping[str, Any], frozenset[str]]:
        """auth.test: who the bot is (``IDENTITY``), and the scopes granted to its token."""
        answer, headers = await self._ask("auth.test", IDENTITY, {})
        granted = _header(headers, "x-oauth-scopes").split(",")
        return answer, frozenset(scope.strip() for scope in granted if scope.strip())

    async def check_app_token(self) -> None:
        """Ask for a socket's address, which only the app-level token gets, and use it for nothing.

        For a client of that token.
        """
        await self._ask("apps.connections.open", {"url": str}, {})

    async def _ask(
        self, method: str, needs: Needs, given: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        with _timed(method):
            try:
                if method in _GET_METHODS:
                    answer = await self._client.api_call(
                        method, http_verb="GET", params=dict(given)
                    )
                else:
                    answer = await self._client.api_call(method, json=dict(given))
            except SlackApiError as refusal:
                raise self._error(method, refusal) from refusal
            except (SlackClientError, aiohttp.ClientError, TimeoutError, *UNREADABLE) as fault:
                raise SlackSilent(f"{method}: {type(fault).__name__}") from fault
            data = answer.data
            if not isinstance(data, dict) or data.get("ok") is not True:
                raise SlackSilent(f"{method}: no answer that can be read")
            lacking = [
                name
                for name, kind in needs.items()
                if not isinstance(data.get(name), kind) or data[name] == ""
            ]
            if lacking:
                raise SlackSilent(f"{method}: an answer without {', '.join(lacking)}")
            return data, answer.headers

    def _error(self, method: str, refusal: SlackApiError) -> Exception:
        response = refusal.response
        status = getattr(response, "status_code", 200)
        data = getattr(response, "data", None)
        code = str(data.get("error") or "") if isinstance(data, dict) else ""
        if status == 429 or code in _BUSY:
            return SlackBusy(_seconds(getattr(response, "headers", {})))
        if status >= 500 or not code or code in _SERVER_ERRORS:
            return SlackSilent(f"{method}: HTTP {status} {code}".rstrip())
        if code in ("missing_scope", "unknown_method"):
            self._warn_once(method, code, data if isinstance(data, dict) else {})
        if code in _CANNOT_POST:
            return NotInConversation(code)
        return SlackRefused(code)

    def _warn_once(self, method: str, code: str, data: Mapping[str, Any]) -> None:
        """Log, once for each method, that the bot does without it."""
        if method not in self._warned:
            self._warned.add(method)
            log.warning("not available", method=method, reason=code, needed=data.get("needed", ""))

    def may_answer(self, address: str) -> bool:
        """Whether *address* is Slack's: on its API's origin, or on hooks.slack.com."""
        return bool(address) and _origin(address) in self._proxies

    async def answer(self, address: str, payload: Mapping[str, Any]) -> None:
        """Send *payload* to a response URL; it takes five answers in thirty minutes."""
        if not self.may_answer(address):
            raise SlackRefused("not an address of Slack")
        with _timed("answer address"):
            await self._answer(address, payload)

    async def _answer(self, address: str, payload: Mapping[str, Any]) -> None:
        try:
            async with self._session.post(
                address,
                json=payload,
                timeout=CALL_TIMEOUT,
                allow_redirects=False,
                proxy=self._proxies[_origin(address)],
            ) as reply:
                body = (await reply.content.read(ANSWER_LIMIT)).decode(errors="replace")
        except (TimeoutError, aiohttp.ClientError) as fault:
            raise SlackSilent(f"answer address: {type(fault).__name__}") from fault
        if reply.status == 429:
            raise SlackBusy(_seconds(reply.headers))
        if reply.status >= 500:
            raise SlackSilent(f"answer address: HTTP {reply.status}")
        if reply.status != 200 or _refusal(body):
            raise SlackRefused(_refusal(body) or f"HTTP {reply.status}")


@contextmanager
def _timed(method: str) -> Iterator[None]:
    """Time a call to Slack, and tell its outcomes apart."""
    began, outcome = perf_counter(), "silent"
    try:
        yield
        outcome = "ok"
    except SlackBusy:
        outcome = "busy"
        raise
    except SlackSilent:
        raise
    except NotDelivered:
        outcome = "refused"
        raise
    finally:
        metrics.SLACK_CALLS.labels(method, outcome).observe(perf_counter() - began)


def _refusal(body: str) -> str:
    """The error in a response URL's answer, which is ``ok`` or JSON; empty if there is none."""
    if body.strip() in ("", "ok"):
        return ""
    try:
        answer = json.loads(body)
    except ValueError:
        return body.strip()[:40]
    if not isinstance(answer, dict):
        return "refused"
    return "" if answer.get("ok") is not False else str(answer.get("error") or "refused")


def _seconds(headers: Mapping[str, Any]) -> float:
    """Slack's Retry-After, between half a second and two minutes."""
    try:
        seconds = float(_header(headers, "retry-after"))
    except ValueError:
        return BUSY_FOR
    return min(max(seconds, 0.5), 120.0) if isfinite(seconds) else BUSY_FOR


def _header(headers: Mapping[str, Any], lower_case: str) -> str:
    """A header by its name; slack_sdk gives some as lists."""
    value = next((value for name, value in headers.items() if name.lower() == lower_case), "")
    return str(next(iter(value), "") if isinstance(value, list) else value)


def _proxy(address: str) -> str | None:
    """The proxy that the environment names for *address*, if any.

    aiohttp asks the environment, and ``~/.netrc``, in two threads before each request.
    """
    parts = urlsplit(address)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        return ("", "", 0)
    if parts.username is not None or parts.password is not None:
        return ("", "", 0)
    return (parts.scheme, parts.hostname or "", port or (443 if parts.scheme == "https" else 80))
