"""The door to Slack: Bolt verifies and sorts; nothing is acknowledged before it is written down.

A listener here does one durable write and answers; it never calls Slack or a service. The hot
listeners come first: every listener tried before the right one costs time.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltError
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import deliveries
from bot.deliveries import Delivery, Payload
from storage.ledger import Inbound, Ledger, NewJob
from storage.store import StoreRefused

NOT_ACCEPTED = (
    "Not accepted, please try again in a minute: I could not write your request down, so nothing "
    "has been started. If it stays so, tell whoever runs this bot that its disk refuses."
)
NOT_READY = (
    "Not accepted, please try again in a minute: I have only just come up and have not reached "
    "Slack yet. Nothing has been started."
)
NOT_SERVED = "This workspace is not one that this bot serves, so nothing has been started."

log = structlog.get_logger(__name__)


class Door:
    """Takes what Slack delivers into the ledger."""

    def __init__(self, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._clock = clock

    async def command(self, body: Payload) -> BoltResponse:
        """A slash command."""
        return await self._take(body, deliveries.command)

    async def click(self, body: Payload) -> BoltResponse:
        """A button."""
        return await self._take(body, deliveries.click)

    async def shortcut(self, body: Payload) -> BoltResponse:
        """The message shortcut."""
        return await self._take(body, deliveries.shortcut)

    async def event(self, body: Payload) -> BoltResponse:
        """A mention or a direct message; Slack repeats an event that is answered with 503."""
        return await self._take(body, deliveries.event, refused=BoltResponse(status=503, body=""))

    async def _take(
        self,
        body: Payload,
        read: Callable[[Payload, datetime], Delivery | None],
        refused: BoltResponse | None = None,
    ) -> BoltResponse:
        now = self._clock()
        try:
            delivery = read(body, now)
        except (LookupError, TypeError, AttributeError):
            log.warning("delivery without its fields", kind=str(body.get("type", "command")))
            return BoltResponse(status=400, body="")
        if delivery is None:
            return BoltResponse(status=200, body="")
        try:
            await self._write(delivery, now)
        except StoreRefused as refusal:
            log.warning("delivery not written down", kind=delivery.kind, reason=str(refusal))
            return refused or BoltResponse(status=200, body=NOT_ACCEPTED)
        return BoltResponse(status=200, body="")

    async def _write(self, delivery: Delivery, now: datetime) -> None:
        ask = delivery.ask
        job = NewJob(key=delivery.key, kind="ask", payload=ask.as_json(), run_at=now)
        inbound = Inbound(
            key=delivery.key, kind=delivery.kind, team=ask.team, body="", received_at=now
        )
        fresh = await self._ledger.accept(inbound, job, now=now)
        log.info("taken" if fresh else "repeated", kind=delivery.kind, reference=delivery.key)


class _OneWorkspace(AsyncMiddleware):
    """Lets requests of our own workspace through; any other is told so, and nothing is made."""

    def __init__(self, identity: Callable[[], AuthorizeResult | None]) -> None:
        self._identity = identity

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's own name for it
    ) -> BoltResponse | None:
        identity, team = self._identity(), req.context.team_id
        if team is None or (identity is not None and team == identity.team_id):
            return await next()
        if identity is None:
            log.warning("not ready: Slack has not said yet who the bot is")
            event = req.body.get("type") == "event_callback"
            return BoltResponse(status=503 if event else 200, body="" if event else NOT_READY)
        log.warning("workspace not served", team=team)
        return BoltResponse(status=200, body=NOT_SERVED)


def bolt_app(
    door: Door,
    client: AsyncWebClient,
    signing_secret: str,
    identity: Callable[[], AuthorizeResult | None],
) -> AsyncApp:
    """Bolt with our listeners. *identity* is who the bot is, asked of Slack once, at the start."""

    async def authorize(**_: Any) -> AuthorizeResult:
        known = identity()
        if known is None:  # requests of a team have been answered by _OneWorkspace
            raise BoltError("a request of no workspace")
        return known

    app = AsyncApp(
        name="parley",
        client=client,
        signing_secret=signing_secret,
        process_before_response=True,
        authorize=authorize,
        before_authorize=_OneWorkspace(identity),
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.command(re.compile("^/"))(door.command)
    app.action(re.compile("^parley\\."))(door.click)
    app.event("app_mention")(door.event)
    app.event("message")(door.event)
    app.shortcut("meet_about")(door.shortcut)
    app.event(re.compile("."))(_nothing)
    return app


async def _nothing() -> BoltResponse:
    """Events that the app is sent and has no use for: Slack need not send them again."""
    return BoltResponse(status=200, body="")
