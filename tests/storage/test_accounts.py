"""Accounts wait, count, change and go; nothing that somebody else changed is overwritten."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.accounts import Accounts, NothingPending, StoredAccount
from storage.sqlite import SqliteStore

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
ADA = StoredAccount(
    team="T1",
    person="U1",
    service="skype",
    id="first",
    state="pending",
    kid="k1",
    sealed={"password": "k1.abc"},
    facts={"account": "ada@contoso.example"},
    expires_at=NOW + timedelta(hours=8),
    connected_at=NOW,
)
ACTIVE = replace(ADA, state="active", version=2)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "parley.db")
    yield opened
    await opened.close()


async def connected(store: SqliteStore) -> Accounts:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    await store.write(accounts.confirm("T1", "U1", "first"))
    return accounts


async def test_an_account_waits_and_then_counts(store: SqliteStore) -> None:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    assert await accounts.get("T1", "U1", "skype") is None
    assert await accounts.pending("T1", "U1", "first") == ADA
    await store.write(accounts.confirm("T1", "U1", "first"))
    assert await accounts.get("T1", "U1", "skype") == ACTIVE
    assert await accounts.pending("T1", "U1", "first") is None
    await store.write(accounts.confirm("T1", "U1", "first"))
    assert await accounts.of("T1", "U1") == [ACTIVE]


@pytest.mark.parametrize(
    ("team", "person", "which"),
    [("T2", "U1", "first"), ("T1", "U2", "first"), ("T1", "U1", "other")],
)
async def test_nobody_else_can_say_yes(
    store: SqliteStore, team: str, person: str, which: str
) -> None:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    with pytest.raises(NothingPending):
        await store.write(accounts.confirm(team, person, which))
    assert not await accounts.dismiss(team, person, which)
    assert await accounts.of("T1", "U1") == [ADA]


async def test_what_waits_leaves_the_old_account_alone(store: SqliteStore) -> None:
    accounts = await connected(store)
    new = replace(ADA, id="second", facts={"account": "lovelace@contoso.example"})
    await store.write(accounts.save_pending(new))
    assert await accounts.get("T1", "U1", "skype") == ACTIVE
    await store.write(accounts.confirm("T1", "U1", "second"))
    assert await accounts.of("T1", "U1") == [replace(new, state="active", version=2)]


async def test_a_second_sign_in_takes_the_place_of_one_that_waits(store: SqliteStore) -> None:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    await store.write(accounts.save_pending(replace(ADA, id="second")))
    with pytest.raises(NothingPending):
        await store.write(accounts.confirm("T1", "U1", "first"))
    assert [one.id for one in await accounts.of("T1", "U1")] == ["second"]


async def test_what_was_dismissed_cannot_be_confirmed(store: SqliteStore) -> None:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    assert await accounts.dismiss("T1", "U1", "first")
    with pytest.raises(NothingPending):
        await store.write(accounts.confirm("T1", "U1", "first"))


async def test_of_two_changes_at_the_same_time_one_is_kept(store: SqliteStore) -> None:
    accounts = await connected(store)
    changes = [
        accounts.update(replace(ACTIVE, sealed={"token": f"k1.{n}"}, version=3), 2)
        for n in range(8)
    ]
    assert sorted(await asyncio.gather(*changes)) == [False] * 7 + [True]


async def test_a_change_of_what_was_replaced_is_not_kept(store: SqliteStore) -> None:
    accounts = await connected(store)
    await store.write(accounts.save_pending(replace(ADA, id="second")))
    await store.write(accounts.confirm("T1", "U1", "second"))
    assert not await accounts.update(replace(ACTIVE, state="refused", version=3), 2)
    now = await accounts.get("T1", "U1", "skype")
    assert now is not None
    assert now.state == "active"


async def test_new_seals_are_kept_only_where_the_old_ones_still_are(store: SqliteStore) -> None:
    accounts = await connected(store)
    changed = replace(ACTIVE, sealed={"password": "k1.def"}, version=3)
    assert await accounts.update(changed, 2)
    assert not await accounts.reseal(ACTIVE, "k2", {"password": "k2.abc"})
    assert await accounts.reseal(changed, "k2", {"password": "k2.def"})
    assert await accounts.get("T1", "U1", "skype") == replace(
        changed, kid="k2", sealed={"password": "k2.def"}
    )
    assert await accounts.count_by_key() == {"k2": 1}


async def test_forgetting_takes_all_of_one_service_and_nothing_else(store: SqliteStore) -> None:
    accounts = await connected(store)
    await store.write(accounts.save_pending(replace(ADA, id="second")))
    other = replace(ADA, id="other", service="webex-xml")
    await store.write(accounts.save_pending(other))
    assert await accounts.forget("T1", "U1", "skype")
    assert await accounts.of("T1", "U1") == [other]
    assert not await accounts.forget("T1", "U1", "skype")


async def test_what_waits_too_long_is_deleted(store: SqliteStore) -> None:
    accounts = await connected(store)
    await store.write(accounts.save_pending(replace(ADA, id="second")))
    await accounts.prune(NOW)
    assert len(await accounts.of("T1", "U1")) == 2
    await accounts.prune(NOW + timedelta(seconds=1))
    assert await accounts.of("T1", "U1") == [ACTIVE]


async def test_all_accounts_can_be_read_one_after_another(store: SqliteStore) -> None:
    accounts = Accounts(store)
    ids = [f"{n:02}" for n in range(7)]
    for one in ids:
        await store.write(accounts.save_pending(replace(ADA, id=one, person=f"U{one}")))
    found: list[str] = []
    while some := await accounts.page_after(found[-1] if found else "", 3):
        found += [one.id for one in some]
    assert found == ids


def test_neither_cells_nor_facts_are_shown() -> None:
    assert "k1.abc" not in repr(ADA)
    assert "contoso" not in repr(ADA)
