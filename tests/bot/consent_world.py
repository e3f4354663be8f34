"""A bot's sign-in pages, a strict vendor with a consent page, and browsers that go between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.web import connect, consent
from handlers.accounts.accepted import AcceptedSignIns
from handlers.accounts.consent import ConsentSignIn
from handlers.accounts.sealed import SealedAccounts
from handlers.accounts.sign_in import SignIn
from handlers.services import AccountOwner, Left, Services
from meetings.client import ServiceClient
from meetings.model import Meeting, NewMeeting
from sandbox.serving import served
from storage.accounts import Accounts
from storage.consents import Consents
from storage.ledger import Ledger
from storage.seal import Keys, new_key
from storage.sqlite import SqliteStore
from storage.tickets import Tickets
from tests.bot.browser_user import BrowserUser
from tests.handlers.consent_vendor import CLIENT_SECRET, Guild, GuildService

T = TypeVar("T")

ASKED = {"channel": "C1", "thread": "", "answer_url": ""}


@dataclass
class World:
    """The bot's pages at *url*, and the vendor. *stack* closes what the test opens."""

    url: str
    guild: Guild
    services: Services
    service: GuildService
    tickets: Tickets
    accounts: SealedAccounts
    store: SqliteStore
    stack: AsyncExitStack
    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def link(self, person: str = "U1", service: str = "guild") -> str:
        ticket = await self.tickets.issue("T1", person, "Ada", service, ASKED, self.now())
        return f"{self.url}/connect/{ticket}"

    async def browser(self, link: str = "") -> BrowserUser:
        """A new browser, on the page of *link*."""
        client = await self.stack.enter_async_context(httpx.AsyncClient(timeout=30))
        user = BrowserUser(client, link or await self.link())
        await user.look()
        return user

    async def at_the_vendor(self, user: BrowserUser) -> str:
        """Press the button; return the vendor's page that the browser is sent to."""
        assert await user.send() == 303
        return user.reply.headers["location"]

    async def way_back(self, user: BrowserUser) -> str:
        """Press the button, and answer the vendor's page; return where it sends the browser."""
        page = await self.at_the_vendor(user)
        reply = await user.client.get(f"{page}&go=1")
        assert reply.status_code == 302, reply.text
        return reply.headers["location"]

    async def come_back(self, user: BrowserUser, way: str) -> int:
        user.reply = await user.client.get(way)
        return user.reply.status_code

    async def until(self, look: Callable[[], Awaitable[T]], expected: T) -> None:
        """Wait until *look* finds what is *expected*."""
        async with asyncio.timeout(10):
            while await look() != expected:  # noqa: ASYNC110 - the store tells nobody
                await asyncio.sleep(0.01)

    async def connected(self, person: str = "U1", user: str = "ada", *, yes: bool = True) -> str:
        """Have *person* sign in as the vendor's *user*; return the id of the sign-in."""
        self.guild.user = user
        browser = await self.browser(await self.link(person))
        assert await self.come_back(browser, await self.way_back(browser)) == 200
        rows = await self.accounts.rows.of("T1", person)
        [sign_in] = [account.id for account in rows if account.state == "pending"]
        if yes:
            await self.store.write(self.accounts.rows.confirm("T1", person, sign_in))
        return sign_in

    async def make(self, person: str = "U1", services: Services | None = None) -> Meeting:
        """Make a meeting with the account of *person*."""
        wanted = NewMeeting(title="x", marker="m" * 28)
        owner = AccountOwner("T1", person, "guild")
        create = partial(self.service.create, wanted)
        return await (services or self.services).run(self.service, owner, create)  # type: ignore[arg-type]

    async def refresh_token(self, person: str = "U1") -> str:
        """The one that is stored."""
        account = await self.accounts.open(AccountOwner("T1", person, "guild"))
        return account.credentials.secrets["refresh"] if account else ""

    async def disconnect(self, person: str = "U1") -> Left:
        """What is left of it at the vendor."""
        owner = AccountOwner("T1", person, "guild")
        rows = self.accounts.rows

        async def delete() -> None:
            await rows.forget("T1", person, "guild")

        return await self.services.forget(self.service, owner, delete)  # type: ignore[arg-type]

    async def states(self, person: str = "U1") -> list[str]:
        return [account.state for account in await self.accounts.rows.of("T1", person)]


@asynccontextmanager
async def consent_world(
    folder: Path, *, secret: str = CLIENT_SECRET, prefix: str = ""
) -> AsyncIterator[World]:
    """A world in which the bot lives behind the path *prefix*, if there is one."""
    async with AsyncExitStack() as stack:
        store = await SqliteStore.open(folder / "parley.db")
        stack.push_async_callback(store.close)
        keys = Keys.read(new_key("k1"))
        accounts, tickets = SealedAccounts(Accounts(store), keys, lambda: keys), Tickets(store)
        guild = Guild()
        service = GuildService(await stack.enter_async_context(served(guild.app)), secret)
        client = await stack.enter_async_context(ServiceClient(allow_private=True))
        club = GuildService("http://127.0.0.1:9")
        club.info = replace(club.info, name="club", title="Club")
        services = Services(
            {"guild": service, "club": club}, client, accounts, clock=lambda: world.now()
        )
        app = Starlette()
        root = await stack.enter_async_context(served(app))
        url = f"{root}{prefix}"
        world = World(url, guild, services, service, tickets, accounts, store, stack)
        accepted = AcceptedSignIns(tickets, accounts, Ledger(store, "test"), world.now)
        sign_in = SignIn(services, tickets, accepted, world.now)
        by_consent = ConsentSignIn(services, tickets, Consents(store), accepted, url, world.now)
        routes = [
            *connect.routes(sign_in, by_consent, url, ""),
            *consent.routes(by_consent, url, ""),
        ]
        app.router.routes += [Mount(prefix, routes=routes)] if prefix else routes
        guild.redirect_uris.add(f"{url}/oauth/guild")
        yield world
