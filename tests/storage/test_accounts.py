"""Accounts are pending, active, changed and deleted; nobody else's change is overwritten."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storage.accounts import Accounts, NothingPending, StoredAccount
from storage.store import Store

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


async def connected(store: Store) -> Accounts:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    await store.write(accounts.confirm("T1", "U1", "first"))
    return accounts


async def test_a_pending_account_becomes_active_when_confirmed(store: Store) -> None:
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
async def test_nobody_else_can_say_yes(store: Store, team: str, person: str, which: str) -> None:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    with pytest.raises(NothingPending):
        await store.write(accounts.confirm(team, person, which))
    assert not await accounts.dismiss(team, person, which)
    assert await accounts.of("T1", "U1") == [ADA]


async def test_a_pending_account_leaves_the_active_one_alone(store: Store) -> None:
    accounts = await connected(store)
    new = replace(ADA, id="second", facts={"account": "lovelace@contoso.example"})
    await store.write(accounts.save_pending(new))
    assert await accounts.get("T1", "U1", "skype") == ACTIVE
    await store.write(accounts.confirm("T1", "U1", "second"))
    assert await accounts.of("T1", "U1") == [replace(new, state="active", version=2)]


async def test_a_second_sign_in_replaces_the_pending_one(store: Store) -> None:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    await store.write(accounts.save_pending(replace(ADA, id="second")))
    with pytest.raises(NothingPending):
        await store.write(accounts.confirm("T1", "U1", "first"))
    assert [account.id for account in await accounts.of("T1", "U1")] == ["second"]


async def test_what_was_dismissed_cannot_be_confirmed(store: Store) -> None:
    accounts = Accounts(store)
    await store.write(accounts.save_pending(ADA))
    assert await accounts.dismiss("T1", "U1", "first")
    with pytest.raises(NothingPending):
        await store.write(accounts.confirm("T1", "U1", "first"))


async def test_of_many_changes_at_the_same_time_one_is_written(store: Store) -> None:
    accounts = await connected(store)
    changes = [
        accounts.update(replace(ACTIVE, sealed={"token": f"k1.{n}"}, version=3), 2)
        for n in range(8)
    ]
    assert sorted(await asyncio.gather(*changes)) == [False] * 7 + [True]


async def test_a_change_of_a_replaced_account_is_not_written(store: Store) -> None:
    accounts = await connected(store)
    await store.write(accounts.save_pending(replace(ADA, id="second")))
    await store.write(accounts.confirm("T1", "U1", "second"))
    assert not await accounts.update(replace(ACTIVE, state="refused", version=3), 2)
    active = await accounts.get("T1", "U1", "skype")
    assert active is not None
    assert active.state == "active"


async def test_new_cells_are_written_only_where_the_old_ones_are_unchanged(store: Store) -> None:
    accounts = await connected(store)
    changed = replace(ACTIVE, sealed={"password": "k1.def"}, version=3)
    assert await accounts.update(changed, 2)
    assert not await accounts.reseal(ACTIVE, "k2", {"password": "k2.abc"})
    assert await accounts.reseal(changed, "k2", {"password": "k2.def"})
    assert await accounts.get("T1", "U1", "skype") == replace(
        changed, kid="k2", sealed={"password": "k2.def"}
    )
    assert await accounts.count_by_key() == {"k2": 1}


async def test_forgetting_takes_all_of_one_service_and_nothing_else(store: Store) -> None:
    accounts = await connected(store)
    await store.write(accounts.save_pending(replace(ADA, id="second")))
    other = replace(ADA, id="other", service="webex-xml")
    await store.write(accounts.save_pending(other))
    assert await accounts.forget("T1", "U1", "skype")
    assert await accounts.of("T1", "U1") == [other]
    assert not await accounts.forget("T1", "U1", "skype")


async def test_what_is_pending_too_long_is_deleted(store: Store) -> None:
    accounts = await connected(store)
    await store.write(accounts.save_pending(replace(ADA, id="second")))
    await accounts.prune(NOW)
    assert len(await accounts.of("T1", "U1")) == 2
    await accounts.prune(NOW + timedelta(seconds=1))
    assert await accounts.of("T1", "U1") == [ACTIVE]


async def test_all_accounts_can_be_read_one_after_another(store: Store) -> None:
    accounts = Accounts(store)
    ids = [f"{n:02}" for n in range(7)]
    for sign_in in ids:
        await store.write(accounts.save_pending(replace(ADA, id=sign_in, person=f"U{sign_in}")))
    read: list[str] = []
    while page := await accounts.page_after(read[-1] if read else "", 3):
        read += [account.id for account in page]
    assert read == ids


def test_neither_cells_nor_facts_are_shown() -> None:
    assert "k1.abc" not in repr(ADA)
    assert "contoso" not in repr(ADA)
