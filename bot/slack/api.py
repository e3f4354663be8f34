"""Calls Slack's Web API and response URLs, and tells each way to fail apart.

No call is retried here, because that posts twice when an answer is lost. Whether to try again is
decided by the ledger's jobs.
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

_TIMEOUT = aiohttp.ClientTimeout(total=TIME_LIMIT)
_ANSWER = "answer address"
_JSON = {"Content-Type": "application/json;charset=utf-8"}

Replied: TypeAlias = tuple[int, Mapping[str, str], bytes]
"""Status, headers and body of a reply; headers by their names in whatever case."""

Needs: TypeAlias = Mapping[str, type]
"""Members that an answer must have, with their types; a text must not be empty."""

IDENTITY: Needs = MappingProxyType({"team_id": str, "user_id": str})
"""What auth.test must answer."""

log = structlog.get_logger(__name__)


def web_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """slack_sdk's own client, for Bolt, over *session* and without retries."""
    client = AsyncWebClient(
        token=token, base_url=api_url, timeout=TIME_LIMIT, session=session, retry_handlers=[]
    )
    client.proxy = _proxy(api_url)  # which slack_sdk would take whatever NO_PROXY says
    return client


class SlackApi:
    """Slack, called by method name; raises the subclasses of ``NotDelivered``."""

    def __init__(self, token: str, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._url = f"{api_url.rstrip('/')}/"
        self._token = {"Authorization": f"Bearer {token}"}
        self._token_and_json = {**self._token, **_JSON}
        self._proxies = {
            _origin(address): _proxy(address) for address in (api_url, f"https://{_ANSWER_HOST}/")
        }
        self._api_proxy = self._proxies[_origin(api_url)]
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
        granted = headers.get("x-oauth-scopes", "").split(",")
        return answer, frozenset(scope.strip() for scope in granted if scope.strip())

    async def check_app_token(self) -> None:
        """Ask for a socket's address, which only the app-level token gets, and use it for nothing.

        For the app-level token.
        """
        await self._ask("apps.connections.open", {"url": str}, {})

    async def _ask(
        self, method: str, needs: Needs, given: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """Call *method*; the answer and its headers."""
        with _timed(method):
            url = self._url + method
            if method in _GET_METHODS:
                params = {name: _in_address(value) for name, value in given.items()}
                sent: dict[str, Any] = {"method": "GET", "params": params, "headers": self._token}
            else:
                sent = {
                    "method": "POST",
                    "data": json.dumps(given),
                    "headers": self._token_and_json,
                }
            reply = await self._send(method, url=url, proxy=self._api_proxy, **sent)
            status, headers, text = reply
            try:
                data = json.loads(text)
            except (ValueError, RecursionError):
                data = None
            if not isinstance(data, dict):
                data = {}
            if status != 200 or data.get("ok") is not True:
                raise self._error(method, status, headers, data)
            if lacking := [
                name
                for name, kind in needs.items()
                if not isinstance(data.get(name), kind) or data[name] == ""
            ]:
                raise SlackSilent(f"{method}: an answer without {', '.join(lacking)}")
            return data, headers

    async def _send(self, what: str, *, most: int = -1, **request: Any) -> Replied:
        """Send a *request*, called *what* in errors; at most so many bytes of a reply are read."""
        try:
            async with self._session.request(
                **request, timeout=_TIMEOUT, allow_redirects=False
            ) as reply:
                return reply.status, reply.headers, await reply.content.read(most)
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise SlackSilent(f"{what}: {type(fault).__name__}") from fault

    def _error(
        self, method: str, status: int, headers: Mapping[str, str], data: Mapping[str, Any]
    ) -> NotDelivered:
        code = str(data.get("error") or "")
        if status == 429 or code in _BUSY:
            return SlackBusy(_seconds(headers))
        if status >= 500 or not code or code in _SERVER_ERRORS:
            return SlackSilent(f"{method}: HTTP {status} {code}".rstrip())
        if code in ("missing_scope", "unknown_method"):
            self._warn_once(method, code, data)
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
        with _timed(_ANSWER):
            status, headers, reply = await self._send(
                _ANSWER,
                most=ANSWER_LIMIT,
                method="POST",
                url=address,
                data=json.dumps(payload),
                headers=_JSON,
                proxy=self._proxies[_origin(address)],
            )
            if status == 429:
                raise SlackBusy(_seconds(headers))
            if status >= 500:
                raise SlackSilent(f"{_ANSWER}: HTTP {status}")
            reason = _refusal(reply.decode(errors="replace"))
            if status != 200 or reason:
                raise SlackRefused(reason or f"HTTP {status}")


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


def _in_address(value: object) -> str:
    """An argument as Slack reads it from an address: yes and no are 1 and 0."""
    return str(int(value) if isinstance(value, bool) else value)


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


def _seconds(headers: Mapping[str, str]) -> float:
    """Slack's Retry-After, between half a second and two minutes."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return BUSY_FOR
    return min(max(seconds, 0.5), 120.0) if isfinite(seconds) else BUSY_FOR


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
