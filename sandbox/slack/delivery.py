"""Delivers what people do to the bot: signed, within 3 s; events again when they did not arrive."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import aiohttp

from sandbox.slack.backend import Backend
from sandbox.slack.socket_mode import SocketModeServer
from sandbox.slack.workspace import Json


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The value of X-Slack-Signature for *body* sent at *timestamp* (seconds since 1970)."""
    base = b"v0:%d:%b" % (timestamp, body)
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


Kind = Literal["slash_commands", "interactive", "events_api", "ssl_check", "url_verification"]

PATIENCE = 3.0  # seconds for the bot to answer
RETRIES = (0.0, 60.0, 300.0)  # seconds before each further attempt at an event
_FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class BotAnswer:
    """The bot's answer; *error* is Slack's word for what went wrong, "" if nothing."""

    status: int = 0
    body: bytes = b""
    error: str = ""
    ms: float = 0.0
    no_retry: bool = False

    def json(self) -> Json | None:
        """The body if it is a JSON object."""
        try:
            read = json.loads(self.body)
        except ValueError:
            return None
        return read if isinstance(read, dict) else None


class BotDelivery:
    """Knows where the bot is and talks to it as Slack does."""

    def __init__(self, back: Backend, sockets: SocketModeServer, retry_scale: float = 1.0) -> None:
        self.bot_url: str | None = None
        self.retry_scale = retry_scale
        self.patience = PATIENCE
        self._back = back
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self._later: set[asyncio.Task[None]] = set()

    def point_at(self, url: str) -> None:
        """The bot is at *url*, given with or without ``/slack/events``."""
        path = urlsplit(url).path.rstrip("/")
        self.bot_url = url if path else url.rstrip("/") + "/slack/events"

    async def close(self) -> None:
        """Cancel pending retries."""
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def command(self, fields: dict[str, str]) -> BotAnswer:
        """A slash command, once."""
        return await self._send("slash_commands", fields, urlencode(fields).encode(), _FORM)

    async def interaction(self, payload: Json) -> BotAnswer:
        """A click, a shortcut or a submitted view, once."""
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self._send("interactive", payload, body, _FORM)

    async def event(self, payload: Json) -> BotAnswer:
        """An event; if it does not arrive it is sent again, up to three times."""
        answer = await self._send_event(payload, 0, "")
        if answer.error and not answer.no_retry:
            self.in_background(self._again(payload, answer.error))
        return answer

    async def redeliver(self, what: str, payload: Json) -> BotAnswer:
        """Send something once more, as a network that repeats itself would; signed again."""
        if what == "slash_commands":
            return await self.command({name: str(value) for name, value in payload.items()})
        if what == "interactive":
            return await self.interaction(payload)
        return await self._send_event(payload, 1, "http_timeout")

    async def ssl_check(self) -> BotAnswer:
        """The check of the certificate: a form, signed like any other."""
        body = urlencode({"ssl_check": "1", "token": TOKEN}).encode()
        return await self._send("ssl_check", {}, body, _FORM)

    async def verify_url(self, challenge: str) -> BotAnswer:
        """The handshake by which an address for events is accepted."""
        payload = {"token": TOKEN, "challenge": challenge, "type": "url_verification"}
        body = json.dumps(payload).encode()
        return await self._send("url_verification", payload, body, "application/json")

    def in_background(self, work: Any) -> None:
        """Let *work* (a coroutine) go on until the sandbox closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _again(self, payload: Json, error: str) -> None:
        for attempt, pause in enumerate(RETRIES, 1):
            await asyncio.sleep(pause * self.retry_scale)
            answer = await self._send_event(payload, attempt, _reason(error))
            if not answer.error or answer.no_retry:
                return
            error = answer.error

    async def _send_event(self, payload: Json, attempt: int, reason: str) -> BotAnswer:
        again = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        body = json.dumps(payload).encode()
        kind = "application/json"
        return await self._send("events_api", payload, body, kind, again if attempt else {})

    async def _send(
        self,
        kind: Kind,
        payload: Json,
        body: bytes,
        content_type: str,
        more: dict[str, str] | None = None,
    ) -> BotAnswer:
        entry = self._back.book.write("request", what=kind, payload=payload, headers=more or {})
        started = time.perf_counter()
        if self._sockets.connected and kind in ("slash_commands", "interactive", "events_api"):
            answer = await self._over_socket(kind, payload, more or {})
        else:
            answer = await self._over_http(body, content_type, more or {})
        answer.ms = (time.perf_counter() - started) * 1000
        entry |= {"status": answer.status, "error": answer.error, "ms": round(answer.ms, 2)}
        entry["answer"] = answer.body.decode("utf-8", "replace")
        return answer

    async def _over_socket(self, kind: Kind, payload: Json, more: dict[str, str]) -> BotAnswer:
        again: Json = {}
        if kind == "events_api":
            again["retry_attempt"] = int(more.get("X-Slack-Retry-Num", 0))
            again["retry_reason"] = more.get("X-Slack-Retry-Reason", "")
        try:
            reply = await self._sockets.deliver(kind, payload, self.patience, **again)
        except TimeoutError:
            return BotAnswer(error="operation_timeout")
        except (RuntimeError, IndexError):
            return BotAnswer(error="dispatch_failed")
        return BotAnswer(200, json.dumps(reply).encode() if reply else b"")

    async def _over_http(self, body: bytes, content_type: str, more: dict[str, str]) -> BotAnswer:
        if self.bot_url is None:
            return BotAnswer(error="dispatch_failed")
        now = int(time.time())
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(now),
            "X-Slack-Signature": signature(self._back.signing_secret, now, body),
            **more,
        }
        try:
            return await self._exchange(self.bot_url, body, headers)
        except TimeoutError:
            return BotAnswer(error="operation_timeout")
        except aiohttp.ClientError:
            return BotAnswer(error="dispatch_failed")

    async def _exchange(self, url: str, body: bytes, headers: dict[str, str]) -> BotAnswer:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        limit = aiohttp.ClientTimeout(total=self.patience)
        post = self._session.post(
            url, data=body, headers=headers, timeout=limit, allow_redirects=False
        )
        async with post as response:
            content = await response.read()
            error = "" if response.status == 200 else _http_error(response.status)
            no_retry = response.headers.get("X-Slack-No-Retry") == "1"
            return BotAnswer(response.status, content, error, no_retry=no_retry)


TOKEN = "gIkuvaNzQIHg97ATvDxqgjtO"  # noqa: S105 - the retired verification token, public by nature


def _http_error(status: int) -> str:
    return "http_client_error" if status < 500 else "http_service_error"


def _reason(error: str) -> str:
    """The word of X-Slack-Retry-Reason."""
    if error == "operation_timeout":
        return "http_timeout"
    return "connection_failed" if error == "dispatch_failed" else "http_error"
