"""After a rotation the newest key alone opens everything, whatever went on meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.accounts import Accounts, StoredAccount
from storage.keys import KeyProofs, KeyRotation
from storage.seal import Keys, KeysWrong, new_key
from storage.sqlite import SqliteStore

OLD, NEW = new_key("old"), new_key("new")
BOTH = Keys.read(f"{NEW},{OLD}")
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "parley.db")
    yield opened
    await opened.close()


def sealed(account: StoredAccount, keys: Keys, **secrets: str) -> StoredAccount:
    cells = {
        name: keys.seal(secret, account.cell_context(name)) for name, secret in secrets.items()
    }
    return replace(account, kid=keys.newest, sealed=cells)


async def connected(store: SqliteStore, person: str, keys: Keys) -> StoredAccount:
    account = StoredAccount(
        team="T1",
        person=person,
        service="skype",
        id=f"sign-in of {person}",
        state="pending",
        kid="",
        sealed={},
        facts={},
        connected_at=NOW,
    )
    account = sealed(account, keys, password=f"secret of {person}", token=f"token of {person}")
    await KeyProofs(store).add(keys)
    await store.write(Accounts(store).save_pending(account))
    await store.write(Accounts(store).confirm("T1", person, account.id))
    return replace(account, state="active", version=2)


async def secrets_of(store: SqliteStore, keys: Keys) -> list[str]:
    return [
        keys.open(cell, account.cell_context(name))
        for account in await Accounts(store).page_after("", 1000)
        for name, cell in sorted(account.sealed.items())
    ]


async def test_the_newest_key_alone_opens_all_afterwards(store: SqliteStore) -> None:
    people = [f"U{n:03}" for n in range(250)]
    for person in people:
        await connected(store, person, Keys.read(OLD))
    rotated = await KeyRotation(store, BOTH).rotate()
    assert (rotated.sealed, rotated.left, rotated.unopened) == (250, 0, ())
    expected = [text for one in people for text in (f"secret of {one}", f"token of {one}")]
    assert await secrets_of(store, Keys.read(NEW)) == expected
    await KeyProofs(store).check(Keys.read(NEW))
    with pytest.raises(KeysWrong):
        await KeyProofs(store).check(Keys.read(OLD))
    again = await KeyRotation(store, BOTH).rotate()
    assert again.sealed == 0


async def test_what_the_bot_stores_meanwhile_is_not_lost(store: SqliteStore) -> None:
    accounts, people = Accounts(store), [f"U{n:03}" for n in range(40)]
    kept = [await connected(store, person, Keys.read(OLD)) for person in people]

    async def renewed(account: StoredAccount) -> None:
        for turn in range(3):
            fresh = sealed(account, BOTH, password=f"renewed {turn} of {account.person}")
            fresh = replace(fresh, version=account.version + 1)
            assert await accounts.update(fresh, account.version)
            account = fresh

    _, *_ = await asyncio.gather(KeyRotation(store, BOTH).rotate(), *(renewed(one) for one in kept))
    rotated = await KeyRotation(store, BOTH).rotate()
    assert rotated.left == 0
    assert await secrets_of(store, Keys.read(NEW)) == [f"renewed 2 of {one}" for one in people]


async def test_what_does_not_open_is_named_and_left_as_it_is(store: SqliteStore) -> None:
    accounts = Accounts(store)
    await connected(store, "U1", Keys.read(OLD))
    lost = await connected(store, "U2", Keys.read(new_key("lost")))
    broken = await connected(store, "U3", Keys.read(OLD))
    await accounts.reseal(broken, "old", {**broken.sealed, "token": broken.sealed["password"]})
    rotated = await KeyRotation(store, BOTH).rotate()
    assert rotated.sealed == 1
    assert {one.account.person: one.why for one in rotated.unopened} == {
        "U2": "its key lost is not set",
        "U3": "the cell was changed, or belongs elsewhere",
    }
    assert await accounts.get("T1", "U2", "skype") == lost
    for one in rotated.unopened:
        assert await KeyRotation(store, BOTH).delete(one)
    assert await KeyRotation(store, Keys.read(NEW)).inspect() == (1, [])
