"""Keys that do not fit the accounts are named; after a rotation the newest key opens everything."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from storage.accounts import Accounts, StoredAccount
from storage.keys import KeyProofs, KeyRotation
from storage.seal import CellContext, Keys, KeysWrong, new_key
from storage.store import Store

OLD, NEW = new_key("old"), new_key("new")
BOTH = Keys.read(f"{NEW},{OLD}")
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def sealed(account: StoredAccount, keys: Keys, **secrets: str) -> StoredAccount:
    cells = {
        name: keys.seal(secret, account.cell_context(name)) for name, secret in secrets.items()
    }
    return replace(account, kid=keys.newest, sealed=cells)


async def connected(store: Store, person: str, keys: Keys) -> StoredAccount:
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


async def secrets_of(store: Store, keys: Keys) -> list[str]:
    return [
        keys.open(cell, account.cell_context(name))
        for account in await Accounts(store).page_after("", 1000)
        for name, cell in sorted(account.sealed.items())
    ]


async def test_the_newest_key_alone_opens_all_afterwards(store: Store) -> None:
    people = [f"U{n:03}" for n in range(250)]
    for person in people:
        await connected(store, person, Keys.read(OLD))
    rotated = await KeyRotation(store, BOTH).rotate()
    assert (rotated.sealed, rotated.left, rotated.unopened) == (250, 0, ())
    expected = [f"{secret} of {person}" for person in people for secret in ("secret", "token")]
    assert await secrets_of(store, Keys.read(NEW)) == expected
    await KeyProofs(store).check(Keys.read(NEW))
    with pytest.raises(KeysWrong):
        await KeyProofs(store).check(Keys.read(OLD))
    again = await KeyRotation(store, BOTH).rotate()
    assert again.sealed == 0


async def test_what_the_bot_stores_during_a_rotation_is_not_lost(store: Store) -> None:
    accounts, people = Accounts(store), [f"U{n:03}" for n in range(40)]
    stored = [await connected(store, person, Keys.read(OLD)) for person in people]

    async def renewed(account: StoredAccount) -> None:
        for number in range(3):
            fresh = sealed(account, BOTH, password=f"renewed {number} of {account.person}")
            fresh = replace(fresh, version=account.version + 1)
            assert await accounts.update(fresh, account.version)
            account = fresh

    await asyncio.gather(KeyRotation(store, BOTH).rotate(), *map(renewed, stored))
    rotated = await KeyRotation(store, BOTH).rotate()
    assert rotated.left == 0
    assert await secrets_of(store, Keys.read(NEW)) == [
        f"renewed 2 of {person}" for person in people
    ]


async def test_what_does_not_open_is_named_and_left_as_it_is(store: Store) -> None:
    accounts = Accounts(store)
    await connected(store, "U1", Keys.read(OLD))
    lost = await connected(store, "U2", Keys.read(new_key("lost")))
    broken = await connected(store, "U3", Keys.read(OLD))
    await accounts.reseal(broken, "old", {**broken.sealed, "token": broken.sealed["password"]})
    rotated = await KeyRotation(store, BOTH).rotate()
    assert rotated.sealed == 1
    assert {unopened.account.person: unopened.why for unopened in rotated.unopened} == {
        "U2": "its key lost is not set",
        "U3": "the cell was changed, or belongs elsewhere",
    }
    assert await accounts.get("T1", "U2", "skype") == lost
    for unopened in rotated.unopened:
        assert await KeyRotation(store, BOTH).delete(unopened)
    assert await KeyRotation(store, Keys.read(NEW)).inspect() == (1, [])


async def seal_account(store: Store, keys: Keys, person: str = "U1") -> None:
    await KeyProofs(store).add(keys)
    account = StoredAccount(
        team="T1",
        person=person,
        service="skype",
        id=person,
        state="pending",
        kid=keys.newest,
        sealed={"password": keys.seal("secret", CellContext("T1", person, "skype", "password"))},
        facts={},
        connected_at=NOW,
    )
    await store.write(Accounts(store).save_pending(account))


async def test_the_right_keys_are_accepted(store: Store) -> None:
    await seal_account(store, Keys.read(OLD))
    await KeyProofs(store).check(Keys.read(OLD))
    await KeyProofs(store).check(Keys.read(f"{NEW},{OLD}"))


async def test_a_key_that_is_missing_is_named(store: Store) -> None:
    await seal_account(store, Keys.read(OLD))
    await seal_account(store, Keys.read(OLD), "U2")
    with pytest.raises(KeysWrong, match="2 accounts are in this database sealed with the key old"):
        await KeyProofs(store).check(Keys.read(NEW))


async def test_another_key_with_the_same_id_is_refused(store: Store) -> None:
    await seal_account(store, Keys.read(OLD))
    with pytest.raises(KeysWrong, match="another key called old"):
        await KeyProofs(store).check(Keys.read(new_key("old")))


async def test_an_id_may_be_used_again_once_no_account_needs_the_old_key(
    store: Store,
) -> None:
    await KeyProofs(store).add(Keys.read(OLD))
    again = Keys.read(new_key("old"))
    await KeyProofs(store).check(again)
    await seal_account(store, again)
    await KeyProofs(store).check(again)
    with pytest.raises(KeysWrong):
        await KeyProofs(store).check(Keys.read(OLD))


async def test_an_empty_database_takes_any_key(store: Store) -> None:
    await KeyProofs(store).check(Keys.read(NEW))
