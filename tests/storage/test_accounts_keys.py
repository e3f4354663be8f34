"""Keys that do not fit the accounts in the database are found out, and named."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.accounts import Accounts, StoredAccount
from storage.keys import KeyProofs
from storage.seal import CellContext, Keys, KeysWrong, new_key
from storage.sqlite import SqliteStore

OLD, NEW = new_key("old"), new_key("new")
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "parley.db")
    yield opened
    await opened.close()


async def sealed(store: SqliteStore, keys: Keys, person: str = "U1") -> None:
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


async def test_the_right_keys_are_found_right(store: SqliteStore) -> None:
    await sealed(store, Keys.read(OLD))
    await KeyProofs(store).check(Keys.read(OLD))
    await KeyProofs(store).check(Keys.read(f"{NEW},{OLD}"))


async def test_a_key_that_is_missing_is_named(store: SqliteStore) -> None:
    await sealed(store, Keys.read(OLD))
    await sealed(store, Keys.read(OLD), "U2")
    with pytest.raises(KeysWrong, match="2 accounts are in this database sealed with the key old"):
        await KeyProofs(store).check(Keys.read(NEW))


async def test_another_key_of_the_same_name_is_found_wrong(store: SqliteStore) -> None:
    await sealed(store, Keys.read(OLD))
    with pytest.raises(KeysWrong, match="another key called old"):
        await KeyProofs(store).check(Keys.read(new_key("old")))


async def test_a_name_may_be_used_again_once_no_account_needs_the_old_key(
    store: SqliteStore,
) -> None:
    await KeyProofs(store).add(Keys.read(OLD))
    again = Keys.read(new_key("old"))
    await KeyProofs(store).check(again)
    await sealed(store, again)
    await KeyProofs(store).check(again)
    with pytest.raises(KeysWrong):
        await KeyProofs(store).check(Keys.read(OLD))


async def test_an_empty_database_takes_any_key(store: SqliteStore) -> None:
    await KeyProofs(store).check(Keys.read(NEW))
