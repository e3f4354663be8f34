"""Many conversations of one account: a token that serves once is renewed once, and none is lost."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest

from handlers.accounts.sealed import AccountStatus, SealedAccounts
from handlers.services import AccountOwner, Services
from meetings.client import ServiceClient
from meetings.errors import MeetingError, NotConnected, ServiceBusy, SignInExpired, SignInRefused
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import AccountKind, Exchange, Question, ServiceInfo, ask
from sandbox.serving import served
from storage.accounts import Accounts
from storage.seal import Keys, new_key
from storage.sqlite import SqliteStore

ADA = AccountOwner("T1", "U1", "club")
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
USES = 5  # an access token serves so often


@dataclass
class Club:
    """A vendor whose refresh tokens serve once; a second use revokes everything, as for a thief."""

    access: dict[str, int] = field(default_factory=dict)
    refresh: str = "first"
    used: set[str] = field(default_factory=set)
    renewals: int = 0
    made: int = 0
    revoked: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope, receive, send) -> None:
        body = json.loads((await receive())["body"])
        await asyncio.sleep(0.001)
        status, said = self._token(body) if scope["path"] == "/token" else await self._make(body)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})

    def _token(self, body):
        self.renewals += 1
        given = body["refresh"]
        if given in self.used:
            self.revoked = True
            self.access.clear()
        if self.revoked or given != self.refresh:
            return 400, {}
        self.used.add(given)
        self.refresh, token = secrets.token_hex(4), secrets.token_hex(4)
        self.access = {token: USES}
        return 200, {"access": token, "refresh": self.refresh}

    async def _make(self, body):
        if body["access"] == "wrong password":
            await self.gate.wait()
            return 403, {}
        if not self.access.get(body["access"]):
            return 401, {}
        self.access[body["access"]] -= 1
        self.made += 1
        return 200, {"id": str(self.made)}


class ClubService:
    """A client for it."""

    info = ServiceInfo(
        name="club",
        title="Club",
        account=AccountKind.PERSONAL,
        questions=(Question(name="token", label="Token", secret=True),),
    )

    def __init__(self, url: str) -> None:
        self.url = url

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        secrets_ = credentials.secrets
        request = httpx.Request("POST", f"{self.url}/make", json={"access": secrets_["access"]})
        reply = yield from ask(request)
        if reply.status_code == 401:
            raise SignInExpired("Club", name="club")
        if reply.status_code == 403:
            raise SignInRefused("Club", name="club")
        return Meeting(id=reply.json()["id"], title=wanted.title, join_url=f"{self.url}/join")

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        refresh = credentials.secrets["refresh"]
        reply = yield from ask(
            httpx.Request("POST", f"{self.url}/token", json={"refresh": refresh})
        )
        if reply.status_code != 200:
            raise SignInExpired("Club", name="club")
        return Credentials(secrets=reply.json())


@dataclass
class Bot:
    """The bot's side, joined."""

    club: Club
    service: ClubService
    services: Services
    accounts: SealedAccounts
    store: SqliteStore

    async def connected(self, sign_in: str = "one", access: str = "old") -> None:
        credentials = Credentials(secrets={"access": access, "refresh": self.club.refresh})
        row = self.accounts.seal(ADA, credentials, sign_in, NOW)
        await self.store.write(self.accounts.rows.save_pending(row))
        await self.store.write(self.accounts.rows.confirm("T1", "U1", sign_in))

    async def make(self) -> Meeting:
        wanted = NewMeeting(title="x", marker="m" * 28)
        return await self.services.run(self.service, ADA, partial(self.service.create, wanted))


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    async with AsyncExitStack() as stack:
        store = await SqliteStore.open(tmp_path / "parley.db")
        stack.push_async_callback(store.close)
        keys = Keys.read(new_key("k1"))
        accounts = SealedAccounts(Accounts(store), keys, lambda: keys)
        club = Club()
        service = ClubService(await stack.enter_async_context(served(club)))
        client = await stack.enter_async_context(ServiceClient(allow_private=True))
        services = Services({"club": service}, client, accounts)
        yield Bot(club, service, services, accounts, store)


async def made_in_turn(bot: Bot) -> Meeting:
    """A meeting, asked for again as long as others of the account are in front."""
    while True:
        try:
            return await bot.make()
        except ServiceBusy:
            await asyncio.sleep(0.01)


async def test_a_token_that_serves_once_is_never_used_twice(bot: Bot) -> None:
    await bot.connected()
    made = await asyncio.gather(*(made_in_turn(bot) for _ in range(60)))
    assert len({meeting.id for meeting in made}) == 60
    assert not bot.club.revoked
    assert bot.club.renewals == 60 / USES


async def test_what_was_renewed_is_what_the_next_start_of_the_bot_finds(bot: Bot) -> None:
    await bot.connected()
    await bot.make()
    account = await bot.accounts.open(ADA)
    assert account is not None
    assert account.credentials.secrets["refresh"] == bot.club.refresh


async def test_a_sign_in_that_cannot_be_renewed_is_not_tried_again_by_itself(bot: Bot) -> None:
    await bot.connected()
    bot.club.revoked = True
    with pytest.raises(SignInExpired):
        await bot.make()
    assert bot.club.renewals == 1
    assert await bot.accounts.status_of(ADA) is AccountStatus.REFUSED
    for _ in range(3):
        with pytest.raises(NotConnected):
            await bot.make()
    assert bot.club.renewals == 1


async def test_a_refusal_of_the_old_account_does_not_touch_a_new_one(bot: Bot) -> None:
    await bot.connected(access="wrong password")
    late = asyncio.create_task(bot.make())
    while not bot.club.gate.is_set() and not late.done():
        await asyncio.sleep(0.01)
        if await bot.accounts.open(ADA):
            await bot.connected("two")
            bot.club.gate.set()
    with pytest.raises(MeetingError):
        await late
    assert await bot.accounts.status_of(ADA) is AccountStatus.GOOD
    await bot.make()


async def test_what_an_old_conversation_stores_does_not_undo_a_new_sign_in(bot: Bot) -> None:
    await bot.connected()
    old = await bot.accounts.open(ADA)
    assert old is not None
    await bot.connected("two", access="new")
    await old.save(Credentials(secrets={"access": "stale", "refresh": "stale"}))
    await old.mark_refused()
    now = await bot.accounts.open(ADA)
    assert now is not None
    assert now.credentials.secrets["access"] == "new"
    assert await bot.accounts.rows.forget("T1", "U1", "club")
    await now.save(Credentials(secrets={"access": "back from the dead"}))
    assert await bot.accounts.open(ADA) is None


async def test_an_account_that_does_not_open_is_told_from_one_that_is_not_there(
    bot: Bot,
) -> None:
    assert await bot.accounts.status_of(ADA) is AccountStatus.NONE
    await bot.connected()
    other = Keys.read(new_key("k1"))
    wrong = SealedAccounts(bot.accounts.rows, other, lambda: other)
    assert await wrong.open(ADA) is None
    assert await wrong.status_of(ADA) is AccountStatus.SEALED


async def test_a_key_that_was_added_since_the_start_is_read_then(bot: Bot) -> None:
    await bot.connected()
    late = bot.accounts.keys
    early = Keys.read(new_key("k0"))
    accounts = SealedAccounts(bot.accounts.rows, early, lambda: late)
    account = await accounts.open(ADA)
    assert account is not None
    assert account.credentials.secrets["access"] == "old"
