"""Tokens that live: renewed in time, once, kept for all who are one user there, and taken back."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handlers.accounts.sealed import AccountStatus, SealedAccounts
from handlers.services import AccountOwner, Left, Services
from meetings.client import ServiceClient
from meetings.errors import AppRefused, MeetingError, NotConnected, ServiceBusy, SignInExpired
from meetings.model import Credentials
from sandbox.serving import served
from storage.accounts import Accounts
from storage.seal import Keys, new_key
from storage.sqlite import SqliteStore
from tests.bot.consent_world import World, consent_world
from tests.handlers.consent_vendor import Guild

ROOT = Path(__file__).parents[2]
NEARLY_OVER = timedelta(minutes=59)
OVER = timedelta(minutes=61)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with consent_world(tmp_path) as world:
        yield world


def later(world: World, by: timedelta) -> None:
    """Let time pass, for the bot and for the vendor."""
    world.ahead = world.guild.ahead = by


async def status(world: World, person: str = "U1") -> AccountStatus:
    return await world.accounts.status_of(AccountOwner("T1", person, "guild"))


async def test_tokens_are_renewed_before_they_end_and_not_sooner(world: World) -> None:
    await world.connected()
    await world.make()
    assert world.guild.asked["refresh_token"] == 0
    later(world, NEARLY_OVER)
    await world.make()
    await world.make()
    assert world.guild.asked["refresh_token"] == 1
    assert world.guild.asked["meetings"] == 3  # none was refused


async def test_the_clock_of_the_service_counts(world: World) -> None:
    await world.connected()
    world.guild.ahead = NEARLY_OVER
    await world.make()  # its answer says how late it is there
    await world.make()
    assert world.guild.asked["refresh_token"] == 1
    world.ahead = timedelta(hours=9)  # a clock of ours that is wrong
    await world.make()
    assert world.guild.asked["refresh_token"] == 1


async def test_a_vendor_that_is_busy_before_the_end_holds_up_nobody(world: World) -> None:
    await world.connected()
    later(world, NEARLY_OVER)
    world.guild.faults["refresh_token"] = (429, {})
    await world.make()
    assert await status(world) is AccountStatus.GOOD


@pytest.mark.parametrize(("status_code", "error"), [(401, AppRefused), (429, ServiceBusy)])
async def test_what_is_not_the_accounts_fault_marks_no_account(
    world: World, status_code: int, error: type[MeetingError]
) -> None:
    await world.connected()
    later(world, OVER)
    world.guild.faults["refresh_token"] = (status_code, {})
    with pytest.raises(error):
        await world.make()
    assert await status(world) is AccountStatus.GOOD
    world.guild.faults.clear()
    await world.make()


async def test_a_renewal_that_is_refused_is_not_tried_again(world: World) -> None:
    await world.connected()
    later(world, OVER)
    world.guild.refresh.clear()
    with pytest.raises(SignInExpired, match="Guild"):
        await world.make()
    assert await status(world) is AccountStatus.REFUSED
    with pytest.raises(NotConnected):
        await world.make()
    assert world.guild.asked["refresh_token"] == 1


async def test_two_processes_renew_once(world: World) -> None:
    await world.connected()
    await world.connected("U2")
    later(world, OVER)
    async with ServiceClient(allow_private=True) as client:
        other = Services(
            {"guild": world.service},  # type: ignore[dict-item]
            client,
            world.accounts,
            clock=world.now,
        )
        await asyncio.gather(
            world.make(), world.make("U1", other), world.make("U2"), world.make("U2", other)
        )
    assert world.guild.asked["refresh_token"] == 1
    assert world.guild.wrong == []


async def test_what_was_renewed_is_stored_before_it_is_used(world: World) -> None:
    await world.connected()
    later(world, OVER)
    goes_on = world.guild.hold("meetings")
    making = asyncio.create_task(world.make())
    await world.guild.reached.wait()
    assert await world.refresh_token() in world.guild.refresh
    goes_on.set()
    await making


async def test_whoever_leaves_meanwhile_does_not_lose_the_tokens(world: World) -> None:
    await world.connected()
    later(world, OVER)
    goes_on = world.guild.hold("refresh_token")
    making = asyncio.create_task(world.make())
    await world.guild.reached.wait()
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    goes_on.set()
    await world.services.renewals.finish()
    assert await world.refresh_token() in world.guild.refresh
    await world.make()
    assert world.guild.wrong == []


async def test_a_second_sign_in_keeps_the_confirmed_account_alive(world: World) -> None:
    await world.connected("U1")
    sign_in = await world.connected("U2", yes=False)
    later(world, OVER)
    await world.make("U1")
    assert await world.accounts.rows.dismiss("T1", "U2", sign_in)
    later(world, 2 * OVER)
    await world.make("U1")
    assert world.guild.revoked == []
    assert world.guild.wrong == []
    assert await status(world) is AccountStatus.GOOD


async def test_of_one_user_each_renewal_is_for_all(world: World) -> None:
    await world.connected("U1")
    waiting = await world.connected("U2", yes=False)
    await world.connected("U3", user="bo")
    for n, person in enumerate(("U1", "U3", "U1")):
        later(world, (n + 1) * OVER)
        await world.make(person)
    await world.store.write(world.accounts.rows.confirm("T1", "U2", waiting))
    later(world, 5 * OVER)
    await world.make("U2")
    await world.make("U1")
    assert world.guild.made == ["ada", "bo", "ada", "ada", "ada"]
    assert world.guild.wrong == []


async def test_a_sign_in_during_a_renewal_that_it_makes_fail_is_taken(world: World) -> None:
    await world.connected()
    later(world, OVER)
    goes_on = world.guild.hold("refresh_token")
    making = asyncio.create_task(world.make())
    await world.guild.reached.wait()
    await world.connected("U2", yes=False)  # rotates the earlier tokens out
    goes_on.set()
    await making
    assert await status(world) is AccountStatus.GOOD
    later(world, 3 * OVER)
    await world.make()


async def test_disconnecting_takes_the_permission_back_with_the_last_account(world: World) -> None:
    await world.connected("U1")
    await world.connected("U2")
    assert await world.disconnect("U1") is Left.SHARED
    assert world.guild.revoked == []
    await world.make("U2")
    assert await world.disconnect("U2") is Left.NOTHING
    assert world.guild.revoked == ["ada"]


async def test_a_vendor_that_is_away_does_not_keep_an_account_from_being_deleted(
    world: World,
) -> None:
    await world.connected()
    world.guild.faults["revoke"] = (500, {})
    assert await world.disconnect() is Left.PERMISSION
    assert await world.states() == []


async def test_signing_out_when_idle_takes_nothing_back(world: World) -> None:
    await world.connected()
    await world.make()
    await world.services.sign_out_idle()
    assert world.guild.revoked == []


class Killed:
    """A guild, and processes that are killed while they renew the account there."""

    def __init__(self, folder: Path, guild: Guild, url: str) -> None:
        self.guild, self.url = guild, url
        self.database, self.key = folder / "parley.db", new_key("k1")

    async def connect(self) -> None:
        store, accounts = await self.open()
        given = self.guild._tokens("ada")
        tokens = {"access": given["access"], "refresh": given["refresh"]}
        ends_at = datetime.now(UTC) + timedelta(hours=1)
        credentials = Credentials(secrets=tokens, facts={"id": "ada"}, expires_at=ends_at)
        row = accounts.seal(AccountOwner("T1", "U1", "guild"), credentials, "one", ends_at)
        await accounts.rows.put(row)
        await store.close()

    async def open(self) -> tuple[SqliteStore, SealedAccounts]:
        keys = Keys.read(self.key)
        store = await SqliteStore.open(self.database)
        return store, SealedAccounts(Accounts(store), keys, lambda: keys)

    async def process(self) -> asyncio.subprocess.Process:
        command = ["-m", "tests.handlers.renewing_process", self.database, self.key, self.url]
        return await asyncio.create_subprocess_exec(sys.executable, *command, cwd=ROOT)

    async def kill(self) -> None:
        """Kill a process when its renewal has come to the guild, whose answer is then lost."""
        goes_on = self.guild.hold("refresh_token")
        process = await self.process()
        await self.guild.reached.wait()
        process.kill()
        await process.wait()
        rotated = len(self.guild.spent)
        goes_on.set()
        async with asyncio.timeout(10):
            while len(self.guild.spent) == rotated:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.01)
        del self.guild.held["refresh_token"]


@pytest.mark.parametrize("grace", [True, False])
async def test_a_process_killed_while_it_renews_loses_only_what_the_vendor_takes(
    tmp_path: Path, *, grace: bool
) -> None:
    """A vendor that takes the old token once more gets it; another makes the person sign in."""
    guild = Guild(grace=grace)
    async with served(guild.app) as url:
        killed = Killed(tmp_path, guild, url)
        await killed.connect()
        guild.ahead = OVER
        await killed.kill()
        process = await killed.process()
        assert (await process.wait() == 0) is grace
        store, accounts = await killed.open()
        found = await accounts.status_of(AccountOwner("T1", "U1", "guild"))
        await store.close()
    assert found is (AccountStatus.GOOD if grace else AccountStatus.REFUSED)
    assert guild.asked["refresh_token"] == 2
    assert len(guild.made) == grace
