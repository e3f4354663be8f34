"""The one place where the rooms are joined, and the only owner of a clock."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

import aiohttp
import structlog
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.accounts import (
    AccountDesk,
    account_desk,
    forget_unconfirmed,
    open_accounts,
    wrong_keys,
)
from bot.jobs.background import BackgroundRunner
from bot.jobs.requests import FailureHooks, RequestRunner
from bot.jobs.worker import Worker
from bot.scheduling import SchedulingDesk, scheduling_desk
from bot.settings import Settings
from bot.slack.api import SlackApi, web_client
from bot.slack.conversation import SlackConversation
from bot.slack.forms import FormDesk
from bot.slack.guard import App, Guard
from bot.slack.identity import Identity
from bot.slack.middleware import SlackMiddleware, bolt_app
from bot.slack.socket_mode import SocketMode
from bot.web import metrics
from bot.web.app import EVENTS, Health, Web, pages
from handlers.accounts.sealed import AccountStatus, SealedAccounts
from handlers.accounts.words import PENDING
from handlers.answer import AnswerRequest
from handlers.help import Help
from handlers.making.schedule import retry
from handlers.making.start import StartNow
from handlers.meeting.host import Host
from handlers.meeting.who import Who
from handlers.replay import Command, Run
from handlers.services import AccountOwner, Services
from handlers.slack_types import Message, SlackRequest
from language import understand
from meetings import catalog
from meetings.client import ServiceClient
from storage.drafts import Drafts
from storage.ledger import Ledger
from storage.meetings import Meetings
from storage.people import People
from storage.sqlite import SqliteStore
from storage.starts import Starts
from storage.store import StoreRefused

SWEEP_EVERY = 3600.0
"""Seconds between two clean-ups of the ledger."""

IDLE = timedelta(minutes=10)
"""How long an account's sign-in at a service is left open after its last use."""

SIGN_OUT_WITHIN = 3.0
"""Seconds, at a stop, for signing out at the services."""

KEPT = timedelta(days=7)
"""How long what is done stays in the ledger; never less than a day, for Slack's late repeats."""

log = structlog.get_logger(__name__)


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot, joined: what it serves over HTTP, its socket to Slack if any, and its worker."""

    web: App
    worker: Worker
    socket: SocketMode | None


@dataclass(frozen=True, slots=True)
class _Floor:
    """What everything else stands on."""

    settings: Settings
    store: SqliteStore
    ledger: Ledger
    client: AsyncWebClient
    api: SlackApi
    conversation: SlackConversation
    accounts: SealedAccounts
    services: Services


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[Bot]:
    """Join the rooms; ``StoreRefused``, ``KeysWrong``, ``TokenRefused``: there is no starting."""
    async with AsyncExitStack() as stack:
        floor = await _floor(stack, settings)
        identity = Identity(floor.api, settings.bot_token)
        await identity.ask_unless_away()
        desk, scheduling = account_desk(floor, now), _scheduling(floor)
        forms = FormDesk(floor.api, scheduling.forms)
        door = SlackMiddleware(floor.ledger, now, lambda: identity.known, forms)
        bolt = bolt_app(door, floor.client, settings.signing_secret, lambda: identity.known)
        # The tables of the grammar are there before the first person types: nobody waits for them.
        understand("design review tomorrow at 3pm", now(), "UTC")
        await floor.ledger.recover(now())
        await _take_up(floor)
        listening = SocketMode(bolt, settings.app_token) if settings.app_token else None
        if listening:
            stack.push_async_callback(listening.close)
        stack.push_async_callback(_sign_out_idle, floor)
        for work in _background(floor, identity):
            _in_background(stack, work)
        guard = Guard(cast("App", AsyncSlackRequestHandler(bolt, path=EVENTS)))
        pages_of_it = _pages(floor, identity, desk, listening)
        yield Bot(Web(guard, pages_of_it), _worker(floor, desk, scheduling), listening)


async def _floor(stack: AsyncExitStack, settings: Settings) -> _Floor:
    store = await SqliteStore.open(settings.database)
    stack.push_async_callback(store.close)
    accounts = await open_accounts(settings, store)
    session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=True))
    wire = await stack.enter_async_context(
        ServiceClient(allow_private=settings.allow_private, ca_file=settings.ca_file)
    )
    client = web_client(settings.bot_token, settings.api_url, session)
    api = SlackApi(client, session, settings.api_url)
    return _Floor(
        settings=settings,
        store=store,
        ledger=Ledger(store, owner="serve"),
        client=client,
        api=api,
        conversation=SlackConversation(api, People(store), now),
        accounts=accounts,
        services=Services(
            catalog.configured(settings.services), wire, accounts, settings.default_service
        ),
    )


def _scheduling(floor: _Floor) -> SchedulingDesk:
    return scheduling_desk(floor.store, floor.conversation, floor.services)


def _worker(floor: _Floor, desk: AccountDesk, scheduling: SchedulingDesk) -> Worker:
    """The worker, and every handler that it may need."""
    services, starts, meetings = floor.services, Starts(floor.store), Meetings(floor.store)
    start = StartNow(services, floor.conversation, starts, meetings)
    who = Who(services, floor.conversation, meetings)
    commands: dict[str, Command] = {
        "help": Help(services),
        "who": who,
        "parley.who": who.chosen,
        "parley.host": Host(services, meetings),
        **desk.commands,
        **scheduling.commands,
        "parley.dismiss": _never_mind(desk, scheduling),
    }
    answer = AnswerRequest(
        floor.conversation, scheduling.choice, start, scheduling.schedule, commands, desk.remedy
    )
    drafts = Drafts(floor.store)
    hooks = FailureHooks(
        failed=lambda job: [starts.mark_failed(job), drafts.free(job), meetings.release(job)],
        waiting=lambda job: [starts.mark_waiting(job)],
        retry=retry,
    )
    attempts = RequestRunner(floor.ledger, floor.conversation, answer, now, hooks)
    errands = BackgroundRunner(floor.ledger, scheduling.errands, now)
    return Worker(floor.ledger, attempts, errands, now)


def _never_mind(desk: AccountDesk, scheduling: SchedulingDesk) -> Command:
    """The one button of both: of a sign-in that waits for a yes, and of every other question."""

    async def never_mind(run: Run, request: SlackRequest, value: str) -> Message | None:
        whose = desk if value.startswith(PENDING) else scheduling
        return await whose.commands["parley.dismiss"](run, request, value)

    return never_mind


def _pages(
    floor: _Floor, identity: Identity, desk: AccountDesk, listening: SocketMode | None
) -> App:
    """Whether the bot is well, for whoever watches over it, and the pages for people."""

    async def checks() -> Sequence[Health]:
        found = [
            Health("database", await floor.store.problem()),
            Health("key", await wrong_keys(floor.settings, floor.accounts, floor.store)),
            Health("slack", identity.wrong),
        ]
        if listening:
            found.append(Health("socket", await listening.wrong()))
        return found

    async def measured() -> str:
        return metrics.text(await floor.ledger.counts(now()))

    return cast("App", pages(checks, measured, desk.routes))


def _background(floor: _Floor, identity: Identity) -> list[Coroutine[None, None, None]]:
    """What goes on beside the requests."""
    return [identity.ask_until_known(), _sweep(floor), _sign_out_when_idle(floor)]


async def _take_up(floor: _Floor) -> None:
    """Take up what waited for an account that is there: a crash may have come between the two."""
    for words in await floor.ledger.waited_for():
        if await floor.accounts.standing(AccountOwner.waited_for(words)) is AccountStatus.GOOD:
            await floor.ledger.unpark(words, now())


async def _sign_out_idle(floor: _Floor, idle: timedelta = timedelta(0)) -> None:
    """Sign out at the services, in a few seconds, unless something there is still to be found."""
    try:
        async with asyncio.timeout(SIGN_OUT_WITHIN):
            if not await floor.ledger.any_unsettled():
                await floor.services.sign_out_idle(idle)
    except (TimeoutError, StoreRefused) as fault:
        log.warning("not signed out everywhere", reason=type(fault).__name__)


async def _sign_out_when_idle(floor: _Floor) -> None:
    """Leave nothing open at a service that nobody has used for a while."""
    while True:
        await asyncio.sleep(IDLE.total_seconds() / 4)
        await _sign_out_idle(floor, IDLE)


async def _sweep(floor: _Floor) -> None:
    """Forget, every hour, what was done long ago and what nobody said yes to."""
    while True:
        try:
            await floor.ledger.sweep(now(), KEPT)
            await forget_unconfirmed(floor.accounts, now())
            await Drafts(floor.store).sweep(now() - KEPT)
        except StoreRefused as refusal:
            log.warning("clean-up failed", reason=str(refusal))
        await asyncio.sleep(SWEEP_EVERY)


def _in_background(stack: AsyncExitStack, work: Coroutine[None, None, None]) -> None:
    """Do *work* beside the rest, and end it with the rest."""
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)
