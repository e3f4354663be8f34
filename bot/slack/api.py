"""Calls to Slack's Web API and to answer addresses, with each way to fail told apart.

Nothing here repeats a call: slack_sdk's own retries are off, because they post twice when an answer
is lost. What may be repeated is the ledger's decision.
"""

import json
from collections.abc import Mapping
from math import isfinite
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.slack_types import NotInConversation, SlackBusy, SlackRefused, SlackSilent

TIME_LIMIT = 10
"""Seconds that one call to Slack may take."""

BUSY_FOR = 5.0
"""Seconds to wait where Slack says "too much" without saying how long."""

ANSWER_LIMIT = 64 * 1024
"""Bytes read of what an answer address says back."""

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
_SLACKS_FAULT = frozenset({"fatal_error", "internal_error", "request_timeout"})
_ANSWER_HOST = "hooks.slack.com"
_NO_JSON = frozenset(
    {
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "users.info",
    }
)
"""Methods that read, and that see no argument in a JSON body (Slack's OpenAPI: consumes)."""

MISREAD = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What slack_sdk raises over an answer that is not the JSON object it hopes for."""

Needs: TypeAlias = Mapping[str, type]
"""Members that an answer must have, and what each must be; a text must say something."""

IDENTITY: Needs = MappingProxyType({"team_id": str, "user_id": str})
"""What auth.test must tell."""

log = structlog.get_logger(__name__)


def web_client(token: str, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client on the one shared *session*, which repeats nothing by itself."""
    return AsyncWebClient(
        token=token, base_url=api_url, timeout=TIME_LIMIT, session=session, retry_handlers=[]
    )


class SlackApi:
    """Slack, called by method name; what comes back is a mapping, or one of ``talk.NotSaid``."""

    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, api_url: str
    ) -> None:
        self._client = client
        self._session = session
        self._origin = _origin(api_url)
        self._lost: set[str] = set()

    async def call(
        self, method: str, needs: Needs = MappingProxyType({}), **arguments: Any
    ) -> Mapping[str, Any]:
        """Call *method* with what is not None of *arguments*; the answer has all that it *needs*.

        An answer without it is ``SlackSilent``: what was asked may be done, and nobody can tell.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        answer, _headers = await self._ask(method, needs, given)
        return answer

    async def identity(self) -> tuple[Mapping[str, Any], frozenset[str]]:
        """auth.test: who the bot is (``IDENTITY``), and the scopes that its token was granted."""
        answer, headers = await self._ask("auth.test", IDENTITY, {})
        granted = _header(headers, "x-oauth-scopes").split(",")
        return answer, frozenset(scope.strip() for scope in granted if scope.strip())

    async def _ask(
        self, method: str, needs: Needs, given: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        try:
            if method in _NO_JSON:
                answer = await self._client.api_call(method, http_verb="GET", params=dict(given))
            else:
                answer = await self._client.api_call(method, json=dict(given))
        except SlackApiError as refusal:
            raise self._refused(method, refusal) from refusal
        except (SlackClientError, aiohttp.ClientError, TimeoutError, *MISREAD) as fault:
            raise SlackSilent(f"{method}: {type(fault).__name__}") from fault
        data = answer.data
        if not isinstance(data, dict) or data.get("ok") is not True:
            raise SlackSilent(f"{method}: no answer that can be read")
        if lacking := [name for name, kind in needs.items() if not _is(kind, data.get(name))]:
            raise SlackSilent(f"{method}: an answer without {', '.join(lacking)}")
        return data, answer.headers

    def _refused(self, method: str, refusal: SlackApiError) -> Exception:
        response = refusal.response
        status = getattr(response, "status_code", 200)
        data = getattr(response, "data", None)
        code = str(data.get("error") or "") if isinstance(data, dict) else ""
        if status == 429 or code in _BUSY:
            return SlackBusy(_seconds(getattr(response, "headers", {})))
        if status >= 500 or not code or code in _SLACKS_FAULT:
            return SlackSilent(f"{method}: HTTP {status} {code}".rstrip())
        if code in ("missing_scope", "unknown_method"):
            self._say_what_is_lost(method, code, data if isinstance(data, dict) else {})
        if code in _CANNOT_POST:
            return NotInConversation(code)
        return SlackRefused(code)

    def _say_what_is_lost(self, method: str, code: str, data: Mapping[str, Any]) -> None:
        """Once a method: the bot lives without it, and whoever runs it can read what that costs."""
        if method not in self._lost:
            self._lost.add(method)
            log.warning("not available", method=method, reason=code, needed=data.get("needed", ""))

    def may_answer(self, address: str) -> bool:
        """Whether *address* is one of Slack's own: on its API's origin, or on hooks.slack.com."""
        origin = _origin(address)
        return bool(address) and origin in (self._origin, ("https", _ANSWER_HOST, 443))

    async def answer(self, address: str, said: Mapping[str, Any]) -> None:
        """Send *said* to an answer address; it takes five answers in thirty minutes."""
        if not self.may_answer(address):
            raise SlackRefused("not an address of Slack")
        limit = aiohttp.ClientTimeout(total=TIME_LIMIT)
        try:
            async with self._session.post(
                address, json=said, timeout=limit, allow_redirects=False
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


def _is(kind: type, value: object) -> bool:
    return isinstance(value, kind) and value != ""


def _refusal(body: str) -> str:
    """The error in an answer address's reply: ``ok``, or JSON that says whether it is."""
    if body.strip() in ("", "ok"):
        return ""
    try:
        read = json.loads(body)
    except ValueError:
        return body.strip()[:40]
    if isinstance(read, dict) and read.get("ok") is not False:
        return ""
    return str(read.get("error") or "refused") if isinstance(read, dict) else "refused"


def _seconds(headers: Mapping[str, Any]) -> float:
    """Slack's Retry-After, between half a second and two minutes."""
    try:
        asked = float(_header(headers, "retry-after"))
    except ValueError:
        return BUSY_FOR
    return min(max(asked, 0.5), 120.0) if isfinite(asked) else BUSY_FOR


def _header(headers: Mapping[str, Any], wanted: str) -> str:
    """A header by its name in lower case; slack_sdk gives some as lists."""
    found = next((value for name, value in headers.items() if name.lower() == wanted), "")
    return str(next(iter(found), "") if isinstance(found, list) else found)


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        return ("", "", 0)
    if parts.username is not None or parts.password is not None:
        return ("", "", 0)
    return (parts.scheme, parts.hostname or "", port or (443 if parts.scheme == "https" else 80))
