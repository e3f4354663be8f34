"""The door to Slack: Bolt verifies and reads; nothing is acknowledged before it is written down.

What Slack delivers is taken in one middleware, right after Bolt has verified it: one durable write,
one answer, no call to a service, and none to Slack but to open or redraw a form, for which Slack
leaves no time to wait. Listeners would cost a third of the whole acknowledgement
(docs/decisions/0005-one-middleware.md).
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import cast

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import deliveries, modals
from bot.slack.deliveries import Delivery, Payload
from bot.slack.forms import FormDesk
from bot.slack.manifest import MEET_ABOUT
from handlers.slack_types import Via
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

Identity = Callable[[], AuthorizeResult | None]
Next = Callable[[], Awaitable[BoltResponse]]
Read = Callable[[Payload, datetime], Delivery | None]

log = structlog.get_logger(__name__)
bolt_log = logging.getLogger("slack_bolt.parley")
bolt_log.setLevel(logging.ERROR)  # it would warn that it takes the client it is given: as meant


class SlackMiddleware(AsyncMiddleware):
    """Takes what Slack delivers for our workspace into the ledger, and answers it.

    Without a *desk* there is no form: every click is the ledger's.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Callable[[], datetime],
        identity: Identity,
        desk: FormDesk | None = None,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._identity = identity
        self._desk = desk

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - Bolt's own name for it
    ) -> BoltResponse | None:
        """Write it down, then 200. What the store refuses: 503 for an event, else a sentence."""
        body, team = req.body, req.context.team_id
        if team is None:
            return await next()  # url_verification, which Bolt answers
        if (identity := self._identity()) is None:
            log.warning("not ready: Slack has not said yet who the bot is")
            return _not_taken(body, NOT_READY)
        if team != identity.team_id:
            log.warning("workspace not served", team=team)
            return _told(body, NOT_SERVED)
        try:
            return await self._answered(body)
        except (LookupError, TypeError, AttributeError, ValueError) as fault:
            log.warning("delivery without its fields", fault=type(fault).__name__)
            return BoltResponse(status=400, body="")
        except StoreRefused as refusal:
            log.warning("delivery not written down", reason=str(refusal))
            return _not_taken(body, NOT_ACCEPTED)

    async def _answered(self, body: Payload) -> BoltResponse:
        if body.get("type") == "view_submission":
            return await self._form_sent(body)
        if body.get("type") == "block_actions" and "view" in body:
            await self._form_changed(body)
        elif delivery := await self._delivered(body):
            await self._take(delivery)
        return BoltResponse(status=200, body="")

    async def _delivered(self, body: Payload) -> Delivery | None:
        """What is there for the ledger to take: nothing of a click whose form is open."""
        read = _reader(body)
        delivery = read(body, self._clock()) if read else None
        if delivery is None or delivery.request.via is not Via.CLICK or self._desk is None:
            return delivery
        request = await self._desk.clicked(delivery.request, body["trigger_id"])
        if request is None:
            return None
        return (
            delivery
            if request is delivery.request
            else deliveries.unopened(request, body["trigger_id"])
        )

    async def _form_sent(self, body: Payload) -> BoltResponse:
        """An error in the form, or the ledger has it and Slack closes it."""
        view = body["view"]
        if self._desk is None or not view["callback_id"].startswith("parley."):
            return BoltResponse(status=200, body="")
        delivery = deliveries.form(body, self._clock())
        if wrong := await self._desk.wrong(delivery.request):
            return _in_form(view, wrong)
        await self._take(delivery)
        return BoltResponse(status=200, body="")

    async def _form_changed(self, body: Payload) -> None:
        view = body["view"]
        if self._desk and view["callback_id"].startswith("parley."):
            _carried, origin = modals.carried(view)
            await self._desk.redraw(deliveries.form(body, self._clock()).request, view, origin)

    async def _take(self, delivery: Delivery) -> None:
        now, request = self._clock(), delivery.request
        job = NewJob(key=delivery.key, kind="ask", payload=request.as_json(), run_at=now)
        inbound = Inbound(
            key=delivery.key, kind=delivery.kind, team=request.team, body="", received_at=now
        )
        if not await self._ledger.accept(inbound, job, now=now):
            log.info("delivered again", kind=delivery.kind, reference=delivery.key)


def _reader(body: Payload) -> Read | None:
    """What reads this kind of delivery; none for what the bot has no use for."""
    if "command" in body:
        return deliveries.command
    match body.get("type"):
        case "block_actions" if body["actions"][0]["action_id"].startswith("parley."):
            return deliveries.click
        case "message_action" if body["callback_id"] == MEET_ABOUT:
            return deliveries.shortcut
        case "event_callback":
            return deliveries.event
    return None


def _not_taken(body: Payload, sentence: str) -> BoltResponse:
    """Slack delivers an event again that is answered with 503; a person is told to."""
    if body.get("type") == "event_callback":
        return BoltResponse(status=503, body="")
    return _told(body, sentence)


def _told(body: Payload, sentence: str) -> BoltResponse:
    if body.get("type") == "view_submission":
        return _in_form(body["view"], {"": sentence})
    return BoltResponse(status=200, body=sentence)


def _in_form(view: Payload, wrong: Mapping[str, str]) -> BoltResponse:
    """The form stays open and says what is wrong; one without fields can only say that it is."""
    complaint = modals.complaint(view, wrong)
    return BoltResponse(status=200 if complaint else 503, body=complaint or "")


class _Known(AsyncAuthorize):
    """Authorizes without a call: who the bot is was asked once, at the start."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **actor: str | None,
    ) -> AuthorizeResult | None:
        return self._identity()


def bolt_app(
    door: SlackMiddleware, client: AsyncWebClient, signing_secret: str, identity: Identity
) -> AsyncApp:
    """Bolt with our door in it. *identity* is who the bot is, once Slack has said so."""
    return AsyncApp(
        name="parley",
        logger=bolt_log,
        client=client,
        signing_secret=signing_secret,
        process_before_response=True,
        authorize=cast("Callable[..., Awaitable[AuthorizeResult]]", _Known(identity)),
        before_authorize=door,
        ignoring_self_events_enabled=False,  # deliveries.event knows the bot's own voice
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
