"""The one place where the parts of the bot are made and joined, and the only owner of a clock."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import cast

import aiohttp
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot import metrics
from bot.account_keys import keys_problem, open_accounts
from bot.administrator_faults import AdministratorFaults
from bot.clock_watch import ClockWatch
from bot.database_watch import DatabaseWatch
from bot.jobs.runners import BackgroundRunner, FailureHooks, RequestRunner
from bot.jobs.worker import Worker
from bot.loops import in_background, keep_running
from bot.maintenance import Maintenance
from bot.settings import Settings
from bot.slack.api import CALL_TIMEOUT, SlackApi, web_client
from bot.slack.conversation import SlackConversation
from bot.slack.forms import SlackForms
from bot.slack.guard import Guard
from bot.slack.identity import Identity
from bot.slack.middleware import SlackMiddleware, bolt_app
from bot.slack.socket_mode import SocketModeConnection
from bot.web import connect as connect_page
from bot.web import hooks
from bot.web.app import EVENTS, Health, Web, pages
from bot.web.connections import Connections
from bot.web.listener import connection_limit
from handlers.accounts.accepted import AcceptedSignIns
from handlers.accounts.commands import AccountCommands
from handlers.accounts.consent import ConsentSignIn
from handlers.accounts.disconnect import Disconnect
from handlers.accounts.organization import OrganizationAccounts
from handlers.accounts.sealed import SealedAccounts
from handlers.accounts.sign_in import SignIn
from handlers.button_values import Pick
from handlers.changing.apply_change import ApplyChange
from handlers.changing.cancel import Cancel
from handlers.changing.change_guard import ChangeGuard
from handlers.changing.choose import ChooseMeeting, PickMeeting
from handlers.changing.edit import EditMeeting
from handlers.changing.end import EndMeeting
from handlers.changing.last_change import LastChanges
from handlers.changing.meeting_form import MeetingForm
from handlers.changing.move import Move
from handlers.changing.orders import Orders
from handlers.changing.renew import Renewal
from handlers.changing.rsvp import RecordAnswer
from handlers.changing.series import PressedDates, SeriesDates
from handlers.changing.undo import Undo
from handlers.coming.agenda import DailyAgenda
from handlers.coming.listing import VIEWS, MeetingLists
from handlers.coming.remind import Reminders
from handlers.coming.set_back import DecideAgain
from handlers.coming.timers import Timers
from handlers.coming.upcoming import FindUpcoming
from handlers.dispatch import Answers, Dispatcher, Remedy, ServiceChoice
from handlers.effective_settings import EffectiveSettings
from handlers.form import Forms
from handlers.help import Help
from handlers.making.add_person import AddPerson
from handlers.making.groups import TellGroup
from handlers.making.make import MakeDraft
from handlers.making.schedule import Schedule, retry
from handlers.making.start import StartNow
from handlers.meeting.living_card import LivingCard
from handlers.meeting.organizer import Host, Who
from handlers.meeting.tell import Tell
from handlers.notifications.jobs import NotificationJobs
from handlers.places import Places
from handlers.questions import Questions
from handlers.replay import BackgroundJob, Command, Run
from handlers.services import Services
from handlers.settings.command import ChangeSettings
from handlers.settings.form import SettingsForms
from handlers.slack_port import Conversation
from handlers.slack_types import Message, SlackRequest
from handlers.when_free import WhenFree
from meetings import catalog
from meetings.client import ServiceClient
from storage.consents import Consents
from storage.copies import Copies
from storage.drafts import Drafts
from storage.ledger import Ledger
from storage.meetings import Meetings
from storage.people import People, Preferences
from storage.sqlite import SqliteStore
from storage.starts import Starts
from storage.store import Store
from storage.tickets import Tickets

Clock = Callable[[], datetime]


now: Clock = partial(datetime.now, UTC)
"""The present moment."""


@dataclass(frozen=True, slots=True)
class Bot:
    """What the bot serves over HTTP, its connections, its worker, its socket to Slack if any."""

    web: Web
    connections: Connections
    worker: Worker
    socket: SocketModeConnection | None


@asynccontextmanager
async def build(settings: Settings, clock: Clock = now) -> AsyncIterator[Bot]:
    """Open what the bot works with, make its parts, and take up what an earlier run left.

    Raises ``StoreRefused``, ``KeysWrong`` and ``BotTokenRefused``: the bot cannot start.
    """
    async with AsyncExitStack() as stack:
        store = await SqliteStore.open(settings.database)
        stack.push_async_callback(store.close)
        accounts = await open_accounts(settings, store)
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=CALL_TIMEOUT))
        client = await stack.enter_async_context(
            ServiceClient(allow_private=settings.allow_private, ca_file=settings.ca_file)
        )
        client.observe = metrics.count_service_call
        parts = _Parts(settings, clock, store, accounts, session, client)
        await parts.identity.ask_unless_away()
        await parts.ledger.recover(clock())
        await accounts.rows.end_leases()
        await parts.maintenance.unpark_connected()
        bolt = parts.bolt()
        socket = SocketModeConnection(bolt, settings.app_token) if settings.app_token else None
        if socket:
            stack.push_async_callback(socket.close)
        stack.push_async_callback(parts.maintenance.sign_out)
        stack.push_async_callback(parts.services.renewals.finish)
        watches = (DatabaseWatch(store).watch_files, parts.clock_watch.run)
        first = (parts.identity.ask_until_known, *watches)
        for loop in (*first, *parts.maintenance.loops()):
            in_background(stack, keep_running(loop.__qualname__, loop))
        yield Bot(parts.web(bolt, socket), parts.connections, parts.worker(), socket)


class _Parts:
    """The parts of a bot, each made once."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        store: SqliteStore,
        accounts: SealedAccounts,
        session: aiohttp.ClientSession,
        client: ServiceClient,
    ) -> None:
        self._settings, self._clock = settings, clock
        self._store, self._accounts = store, accounts
        self.ledger = Ledger(store, owner="serve")
        self.connections = Connections(connection_limit(), asyncio.get_running_loop().time)
        self._slack_client = web_client(settings.bot_token, settings.api_url, session)
        self._slack = SlackApi(self._slack_client, session, settings.api_url)
        self.identity = Identity(self._slack, settings.bot_token)
        chat = self._conversation = SlackConversation(self._slack, People(store), clock)
        self._places = Places(self.ledger.work_arrived.set)
        services = Services(
            catalog.configured(settings.services),
            client,
            accounts,
            settings.default_service,
            self._places,
            OrganizationAccounts(accounts, chat, settings.services, clock),
            clock,
        )
        services.observe = AdministratorFaults(clock)
        tickets, url = Tickets(store), settings.public_url
        self.services = services
        self._sign_in_routes = sign_in_routes(
            settings, services, store, AcceptedSignIns(tickets, accounts, self.ledger, clock), clock
        )
        self._account_commands = AccountCommands(
            services, chat, accounts, tickets, self.ledger, url
        )
        self._disconnect = Disconnect(services, chat, accounts, tickets, Meetings(store))
        self._handlers = Handlers(store, chat, services)
        self.clock_watch = ClockWatch(DecideAgain(store), clock)
        self.maintenance = Maintenance(self.ledger, accounts, services, store, clock, settings.keep)

    def bolt(self) -> AsyncApp:
        """Slack's library, with the middleware that takes what Slack delivers."""
        forms = SlackForms(self._slack, self._handlers.forms())
        known = partial(getattr, self.identity, "known")
        middleware = SlackMiddleware(self.ledger, self._clock, known, forms)
        secret = self._settings.signing_secret
        return bolt_app(middleware, self._slack_client, secret, known)

    def web(self, bolt: AsyncApp, socket: SocketModeConnection | None) -> Web:
        """What is served over HTTP: Slack's requests, pages for people, health and metrics."""

        async def checks() -> Sequence[Health]:
            checked = [
                Health("database", await self._store.problem()),
                Health("key", await keys_problem(self._settings, self._accounts, self._store)),
                Health("slack", self.identity.problem),
            ]
            return [*checked, Health("socket", await socket.problem())] if socket else checked

        async def metrics_text() -> str:
            return await metrics.exposition(self.ledger, self._clock(), self.connections)

        guard = Guard(cast("ASGIApp", AsyncSlackRequestHandler(bolt, path=EVENTS)))
        hook = hooks.route(self.services, self.ledger, self._clock)
        return Web(guard, pages(checks, metrics_text, [*self._sign_in_routes, hook]))

    def worker(self) -> Worker:
        """The worker, with what runs the jobs of people and those in the background."""
        handlers, ledger, clock = self._handlers, self.ledger, self._clock
        account = self._account_commands
        commands = handlers.commands()
        commands |= {
            "connect": account.connect,
            "disconnect": self._disconnect.typed,
            "accounts": account.accounts,
            "parley.was_that_you": account.was_that_you,
            "parley.confirm_account": account.confirm,
            "parley.dismiss": account.dismiss_or(handlers.schedule.dropped),
            "parley.confirm": self._disconnect.confirmed_or(commands["parley.confirm"]),
        }
        answer = handlers.answer(commands, account.waiting)
        hooks = handlers.failure_hooks()
        places = self._places
        requests = RequestRunner(ledger, self._conversation, answer, clock, hooks, places)
        background = BackgroundRunner(ledger, handlers.background_jobs(), clock, places)
        return Worker(ledger, requests, background, clock, places)


def sign_in_routes(
    settings: Settings, services: Services, store: Store, accepted: AcceptedSignIns, clock: Clock
) -> Sequence[BaseRoute]:
    """The pages on which people sign in, and the one that vendors send them back to."""
    tickets, url = Tickets(store), settings.public_url
    sign_in = SignIn(services, tickets, accepted, clock)
    consent = ConsentSignIn(services, tickets, Consents(store), accepted, url, clock)
    return connect_page.routes(sign_in, consent, url, settings.listening)


class Handlers:
    """What does people's requests about meetings, and what comes due by itself."""

    def __init__(self, store: Store, conversation: Conversation, services: Services) -> None:
        self._conversation, self._services = conversation, services
        self._meetings, self._starts = Meetings(store), Starts()
        self._copies, self._preferences = Copies(store), Preferences(store)
        self.drafts = Drafts(store)
        self._settings = EffectiveSettings(self._preferences, conversation)
        self.choice = ServiceChoice(services, self._settings)
        self._upcoming = FindUpcoming(services, self._meetings)
        self._notified = NotificationJobs(store, services, conversation, self._meetings)
        self._reminders = Reminders(conversation, self._meetings, self._settings, self._copies)
        self._tell_group = TellGroup(conversation, self._meetings)
        stored, tell = (self.drafts, self._meetings), self._tell_group
        self._make = MakeDraft(services, conversation, self._settings, *stored, tell)
        self.schedule = Schedule(services, conversation, self._settings, self.drafts, self._make)
        self._who = Who(services, conversation, self._meetings)
        self._host = Host(services, self._meetings)
        self._help = Help(services, self._preferences)
        self._choose = ChooseMeeting(conversation, self._meetings)
        self._make_changes(services, conversation)

    def _make_changes(self, services: Services, conversation: Conversation) -> None:
        """What changes meetings that were made."""
        meetings, choose, drafts, make = self._meetings, self._choose, self.drafts, self._make
        guard, last_changes = ChangeGuard(conversation, meetings), LastChanges(drafts)
        apply = ApplyChange(services, conversation, meetings, drafts, guard, last_changes)
        series = SeriesDates(services, conversation, meetings, guard, apply)
        self._move = Move(meetings, drafts, self._settings, apply, choose, series)
        self._cancel = Cancel(services, conversation, meetings, choose, last_changes, series)
        self._pressed_dates = PressedDates(
            series, meetings, self._cancel.whole, self._move.apply_draft
        )
        edit = EditMeeting(conversation, drafts, guard, choose, apply)
        end = EndMeeting(services, conversation, meetings, guard, choose, last_changes)
        undo = Undo(meetings, guard, last_changes, edit, self.schedule, services)
        self._orders = Orders(choose, self._move, self._cancel, edit, end, undo)
        self._meeting_form = MeetingForm(services, meetings, drafts, series, make, apply)

    def answer(self, commands: Mapping[str, Command], remedy: Remedy | None = None) -> Dispatcher:
        """What answers a request, with *commands* for words and buttons."""
        start = StartNow(
            self._services,
            self._conversation,
            self._starts,
            self._meetings,
            self._tell_group,
            self._notified.asks,
        )
        questions = Questions(
            self._upcoming,
            self._choose,
            self._who,
            self._help,
            commands,
        )
        answers = Answers(
            known_titles=self._known_titles,
            order=self._orders,
            questions=questions,
            help=self._help,
            commands={**commands, "who": questions.who, "host": questions.host},
        )
        return Dispatcher(self._conversation, self.choice, start, self.schedule, answers, remedy)

    async def _known_titles(self, run: Run, request: SlackRequest) -> list[str]:
        """The titles of what is coming up for the person and in the conversation."""
        return [meeting.title for meeting in await self._choose.coming(run, request)]

    def failure_hooks(self) -> FailureHooks:
        """What is freed when a request fails or waits."""
        starts, drafts, meetings = self._starts, self.drafts, self._meetings
        return FailureHooks(
            failed=lambda job: [starts.mark_failed(job), drafts.free(job), meetings.release(job)],
            waiting=lambda job: [starts.mark_waiting(job)],
            retry=retry,
        )

    def commands(self) -> dict[str, Command]:
        """By a command's word, or a button's or form's action."""
        settings = ChangeSettings(
            self._settings, self._preferences, self._meetings, self._services, self._conversation
        )
        return {
            "parley.confirm": self._orders.confirmed,
            "help": self._help,
            "parley.who": self._who.chosen,
            "parley.host": self._host,
            "settings": settings.asked,
            "parley.settings": settings.sent,
            "parley.dismiss": self.schedule.dropped,
            "parley.add_person": AddPerson(self._services, self._meetings, self.schedule),
            "parley.tell_group": self._tell_group,
            "parley.snooze": self._reminders.snooze,
            "parley.when_free": WhenFree(self._conversation),
            **dict.fromkeys(
                ("parley.going", "parley.maybe", "parley.cant"), RecordAnswer(self._meetings)
            ),
            **self._lists(),
            **self._changes(),
        }

    def _lists(self) -> dict[str, Command]:
        listing = MeetingLists(self._conversation, self._upcoming)
        return {**{view: listing.verb(view) for view in VIEWS}, "parley.page": listing.page}

    def _changes(self) -> dict[str, Command]:
        return {
            "move": self._move,
            "cancel": self._orders.cancel,
            "parley.move": self._move.pressed,
            "parley.cancel": self._cancel.pressed,
            "parley.other": self._other,
            "parley.pick": PickMeeting({**self._orders.picks(), "host": self._host_picked}),
            "parley.change": self._meeting_form.not_opened,
            **self._pressed_dates.commands(),
            "parley.unopened": self._meeting_form.unopened,
            "parley.meeting": self._meeting_form.sent,
        }

    async def _host_picked(self, run: Run, request: SlackRequest, choice: Pick) -> Message:
        return await self._host(run, request, choice.meeting)

    async def _other(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """The other time that was offered: of a move, whose button carries JSON, or of a draft."""
        other = self._move.other if value.startswith("{") else self.schedule.other
        return await other(run, request, value)

    def background_jobs(self) -> dict[str, BackgroundJob]:
        """By the kind of job."""
        renewal = Renewal(self._services, self._conversation, self._meetings)
        return {
            "card": LivingCard(self._conversation, self._meetings, self._copies),
            "tell": Tell(self._conversation, self._meetings, self._copies),
            "tick": Timers(self._meetings, self._settings, renewal, self._notified.asks).tick,
            "renew": renewal,
            **self._notified.kinds,
            "remind": self._reminders.remind,
            "agenda": DailyAgenda(self._conversation, self._settings, self._upcoming).post,
        }

    def forms(self) -> dict[str, Forms]:
        """By the form's name."""
        settings_form = SettingsForms(self._settings, self._services)
        return {"parley.meeting": self._meeting_form, "parley.settings": settings_form}
