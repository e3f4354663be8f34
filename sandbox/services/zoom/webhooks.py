"""Sends notifications to the bot: signed, once or again later, and the challenge before them.

Source: reference, section 2.7. 200 and 204 within 3 s are right; after a 5xx and after silence it
is tried again, three times, after 5, 20 and 60 minutes of the clock; after anything else it is not.
Six failed challenges switch the subscription off. ASSUMED: each attempt has a time and a signature
of its own; the pauses count from the attempt before; a redirect is a refusal.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.zoom.people import ZoomApp
from sandbox.services.zoom.switches import ZoomSwitches

PATIENCE = 3.0  # seconds for the bot to answer
MOST_FAILURES = 6
VALIDATED_EVERY = 72 * 3600.0
LOOK_EVERY = 0.2  # seconds between two looks at what is due


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The value of ``x-zm-signature``."""
    base = b"v0:%b:%b" % (timestamp.encode(), body)
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@dataclass(slots=True, eq=False)
class WebhookSubscription:
    """Where an app wants its notifications; *on* after a challenge that was answered."""

    app: ZoomApp
    url: str
    on: bool = False
    failures: int = 0
    validated_at: float = 0


@dataclass(slots=True, eq=False)
class QueuedNotice:
    """One notification on its way, to wherever the app wants it by then."""

    app: ZoomApp
    event: Mapping[str, Any]
    due: float
    attempts: int = 0


@dataclass(slots=True)
class Webhooks:
    """The subscriptions, and what is still to be sent."""

    switches: ZoomSwitches
    clock: SandboxClock
    book: Book
    _subscriptions: dict[str, WebhookSubscription] = field(default_factory=dict)
    _queue: list[QueuedNotice] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None
    _sending: asyncio.Task[None] | None = None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def close(self) -> None:
        """Stop sending."""
        if self._sending is not None:
            self._sending.cancel()
            with suppress(asyncio.CancelledError):
                await self._sending
        if self._session is not None:
            await self._session.close()

    async def subscribe(self, app: ZoomApp, url: str) -> bool:
        """Save a subscription: the challenge is sent; returns whether it was answered rightly."""
        subscription = WebhookSubscription(app, url)
        self._subscriptions[app.client_id] = subscription
        return await self._challenge(subscription)

    def send(self, app: ZoomApp, event: Mapping[str, Any]) -> None:
        """Queue a notification for *app*; it leaves at once, unless they are to be scrambled."""
        subscription = self._subscriptions.get(app.client_id)
        if subscription is None or not subscription.on:
            return
        self._queue.append(QueuedNotice(app, event, self.clock.now()))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.get_running_loop().create_task(self._send_all())

    async def deliver(self) -> None:
        """Send what is due by the clock, the challenge included; scrambled: twice, last first."""
        async with self._one_at_a_time:
            now = self.clock.now()
            for each in [*self._subscriptions.values()]:
                if each.on and now >= each.validated_at + VALIDATED_EVERY:
                    await self._challenge(each)
            due = [notice for notice in self._queue if notice.due <= now]
            self._queue = [notice for notice in self._queue if notice.due > now]
            if self.switches.scramble:
                due = [*reversed(due), *reversed(due)]
            for notice in due:
                await self._attempt(notice)

    async def _send_all(self) -> None:
        """Deliver until the queue is empty."""
        while self._queue:
            if self.switches.scramble:
                await asyncio.sleep(LOOK_EVERY)  # so that there is more than one to mix up
            await self.deliver()
            if self._queue:
                await asyncio.sleep(LOOK_EVERY)

    async def _attempt(self, notice: QueuedNotice) -> None:
        notice.attempts += 1
        status, _ = await self._post(self._subscriptions[notice.app.client_id], notice.event)
        pauses = self.switches.notification_retries
        if (status == 0 or status >= 500) and notice.attempts <= len(pauses):
            notice.due = self.clock.now() + pauses[notice.attempts - 1]
            self._queue.append(notice)

    async def _challenge(self, subscription: WebhookSubscription) -> bool:
        plain = secrets.token_urlsafe(16)
        secret = subscription.app.webhook_secret
        stamp = int(self.clock.now() * 1000)
        event = {
            "event": "endpoint.url_validation",
            "event_ts": stamp,
            "payload": {"plainToken": plain},
        }
        status, answer = await self._post(subscription, event)
        sealed = hmac.new(secret.encode(), plain.encode(), hashlib.sha256).hexdigest()
        wanted = {"plainToken": plain, "encryptedToken": sealed}
        right = status == 200 and answer == wanted
        subscription.failures = 0 if right else subscription.failures + 1
        subscription.on = right or (subscription.on and subscription.failures < MOST_FAILURES)
        subscription.validated_at = self.clock.now()
        return right

    async def _post(
        self, subscription: WebhookSubscription, event: Mapping[str, Any]
    ) -> tuple[int, Any]:
        """The status, 0 for none, and the body if it is JSON."""
        body = json.dumps(event).encode()
        headers = {"Content-Type": "application/json", **self._signed(subscription.app, body)}
        kind = "organization" if subscription.app.account else "personal"
        entry = self.book.write("notification", app=kind, event=event["event"], body=dict(event))
        if self._session is None:
            limit = aiohttp.ClientTimeout(total=PATIENCE)
            self._session = aiohttp.ClientSession(timeout=limit)
        status, answer = 0, None
        try:
            async with self._session.post(
                subscription.url, data=body, headers=headers, allow_redirects=False
            ) as reply:
                status = reply.status
                answer = json.loads(await reply.text())
        except (TimeoutError, aiohttp.ClientError):
            pass
        except ValueError:
            answer = None
        entry["status"] = status
        return status, answer

    def _signed(self, app: ZoomApp, body: bytes) -> dict[str, str]:
        """The headers that say when *body* was sent, and by whom."""
        now = self.clock.now() if self.switches.stamped_by == "clock" else time.time()
        stamp = str(int(now * 1000 if self.switches.timestamps_in_ms else now))
        secret = "wrong" if self.switches.wrong_signatures else app.webhook_secret
        sealed = signature(secret, stamp, body)
        return {"x-zm-request-timestamp": stamp, "x-zm-signature": sealed}
