"""The Slack middleware: Bolt verifies and parses, and nothing is acknowledged before it is stored.

One middleware takes what Slack delivers, right after Bolt has verified it: one durable write, one
answer, no call to a service, and none to Slack but to open or redraw a form, for which Slack leaves
no time to wait. Listeners would cost a third of the whole acknowledgement
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

from bot import metrics
from bot.slack import deliveries, modals
from bot.slack.deliveries import Payload, SlackDelivery
from bot.slack.forms import SlackForms
from bot.slack.manifest import MEET_ABOUT
from handlers.button_values import NotOurs
from handlers.slack_types import Via
from handlers.words import NO_SUCH_BUTTON
from storage import payloads
from storage.ledger import Inbound, Ledger, NewJob
from storage.store import StoreRefused

NOT_ACCEPTED = (
    "Not accepted, please try again in a minute: I could not save your request, so nothing "
    "has been started. If it keeps happening, tell the administrator of this bot to check its disk."
)
NOT_READY = (
    "Not accepted, please try again in a minute: I have just started and have not reached "
    "Slack yet. Nothing has been started."
)
NOT_SERVED = "This bot does not serve this workspace, so nothing has been started."

Identity = Callable[[], AuthorizeResult | None]
Next = Callable[[], Awaitable[BoltResponse]]
Read = Callable[[Payload, datetime], SlackDelivery | None]

log = structlog.get_logger(__name__)
bolt_log = logging.getLogger("slack_bolt.parley")
bolt_log.setLevel(logging.ERROR)  # it warns that it uses the client it is given, as intended


class SlackMiddleware(AsyncMiddleware):
    """Stores what Slack delivers for our workspace in the ledger, and answers it.

    Without *forms* no click opens a form: each goes into the ledger.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Callable[[], datetime],
        identity: Identity,
        forms: SlackForms | None = None,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._identity = identity
        self._forms = forms

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Next,  # noqa: A002 - Bolt's own name for it
    ) -> BoltResponse | None:
        """Store it, then answer 200. If the store refuses: 503 for an event, else a sentence."""
        body, team = req.body, req.context.team_id
        if team is None:
            return await next()  # url_verification, which Bolt answers
        if (identity := self._identity()) is None:
            log.warning("not ready: Slack has not said yet who the bot is")
            _count(body, "not ready")
            return _not_accepted(body, NOT_READY)
        if team != identity.team_id:
            log.warning("workspace not served", team=team)
            _count(body, "workspace not served")
            return _reply(body, NOT_SERVED)
        try:
            return await self._answer(body)
        except (LookupError, TypeError, AttributeError, ValueError, NotOurs) as fault:
            log.warning("delivery without its fields", fault=type(fault).__name__)
            _count(body, "without its fields")
            return _unreadable(body)
        except StoreRefused as refusal:
            log.warning("delivery not stored", reason=str(refusal))
            _count(body, "not stored")
            return _not_accepted(body, NOT_ACCEPTED)

    async def _answer(self, body: Payload) -> BoltResponse:
        if body.get("type") == "view_submission":
            return await self._form_submitted(body)
        if body.get("type") == "block_actions" and "view" in body:
            await self._form_changed(body)
        elif delivery := (
            deliveries.slash_command(body, self._clock())
            if "command" in body
            else await self._delivery(body)
        ):
            await self._store(delivery)
            return BoltResponse(status=200, body="")
        _count(body, "nothing to store")
        return BoltResponse(status=200, body="")

    async def _delivery(self, body: Payload) -> SlackDelivery | None:
        """What goes into the ledger: nothing of a click that has opened a form."""
        read = _reads(body)
        delivery = read(body, self._clock()) if read else None
        if delivery is None or delivery.request.via is not Via.CLICK or self._forms is None:
            return delivery
        request = await self._forms.clicked(delivery.request, body["trigger_id"])
        if request is None:
            return None
        if request is delivery.request:
            return delivery
        return deliveries.unopened(request, body["trigger_id"])

    async def _form_submitted(self, body: Payload) -> BoltResponse:
        """Answer with what is wrong in the form, or store it and let Slack close it."""
        view = body["view"]
        if self._forms is None:
            return BoltResponse(status=200, body="")
        delivery = deliveries.form(body, self._clock())
        if problems := await self._forms.problems(delivery.request):
            _count(body, "sent back")
            return _in_form(view, problems)
        await self._store(delivery)
        return BoltResponse(status=200, body="")

    async def _form_changed(self, body: Payload) -> None:
        view = body["view"]
        if self._forms:
            _, origin = modals.carried(view)
            await self._forms.redraw(deliveries.form(body, self._clock()).request, view, origin)

    async def _store(self, delivery: SlackDelivery) -> None:
        now, request = self._clock(), delivery.request
        job = NewJob(
            key=delivery.key,
            kind="ask",
            payload=payloads.dump(request),
            run_at=now,
            person=f"{request.team}/{request.person}",
            channel=f"{request.team}/{request.channel}",
        )
        inbound = Inbound(
            key=delivery.key, kind=delivery.kind, team=request.team, body="", received_at=now
        )
        fresh = await self._ledger.accept(inbound, job, now=now)
        metrics.REQUESTS.labels(delivery.kind, "accepted" if fresh else "delivered again").inc()
        if not fresh:
            log.info("delivered again", kind=delivery.kind, reference=delivery.key)


_KINDS = {
    "block_actions": "click",
    "event_callback": "event",
    "message_action": "shortcut",
    "view_submission": "form",
}


def _count(body: Payload, outcome: str) -> None:
    """Count a delivery of which no job was made."""
    kind = "command" if "command" in body else _KINDS.get(str(body.get("type")), "other")
    metrics.REQUESTS.labels(kind, outcome).inc()


def _reads(body: Payload) -> Read | None:
    """What reads this kind of delivery, no command; None for a kind that the bot does not use."""
    match body.get("type"):
        case "block_actions":
            return deliveries.click
        case "message_action" if body["callback_id"] == MEET_ABOUT:
            return deliveries.shortcut
        case "event_callback":
            return deliveries.event
    return None


def _not_accepted(body: Payload, sentence: str) -> BoltResponse:
    """503 for an event, which Slack then delivers again; *sentence* for a person."""
    if body.get("type") == "event_callback":
        return BoltResponse(status=503, body="")
    return _reply(body, sentence)


def _reply(body: Payload, sentence: str) -> BoltResponse:
    if body.get("type") == "view_submission":
        return _in_form(body["view"], {"": sentence})
    return BoltResponse(status=200, body=sentence)


def _unreadable(body: Payload) -> BoltResponse:
    """What Slack delivered cannot be read: in a form that is said; elsewhere there is no place."""
    if body.get("type") not in ("view_submission", "block_actions"):
        return BoltResponse(status=400, body="")
    try:
        return _in_form(body["view"], {"": NO_SUCH_BUTTON})
    except (LookupError, TypeError, AttributeError):
        return BoltResponse(status=200, body="")


def _in_form(view: Payload, problems: Mapping[str, str]) -> BoltResponse:
    """The form stays open and shows *problems*; without a field it can only show that it failed."""
    errors = modals.errors(view, problems)
    return BoltResponse(status=200 if errors else 503, body=errors or "")


class _KnownIdentity(AsyncAuthorize):
    """Authorizes without a call: Slack was asked who the bot is once, at the start."""

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
    middleware: SlackMiddleware, client: AsyncWebClient, signing_secret: str, identity: Identity
) -> AsyncApp:
    """Bolt with our *middleware*. *identity* gives who the bot is, once Slack has said so."""
    return AsyncApp(
        name="parley",
        logger=bolt_log,
        client=client,
        signing_secret=signing_secret,
        process_before_response=True,
        authorize=cast("Callable[..., Awaitable[AuthorizeResult]]", _KnownIdentity(identity)),
        before_authorize=middleware,
        ignoring_self_events_enabled=False,  # deliveries.event leaves out the bot's own messages
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
