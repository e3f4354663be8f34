"""A ticket serves one person, at one service, once, for ten minutes and three refusals."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.accounts import Accounts, StoredAccount
from storage.entries import NewJob
from storage.sqlite import SqliteStore
from storage.tickets import ATTEMPTS, TicketGone, Tickets

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
SOON, LATE = NOW + timedelta(minutes=9, seconds=59), NOW + timedelta(minutes=10)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await SqliteStore.open(tmp_path / "parley.db")
    yield opened
    await opened.close()


def written(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def account(number: int) -> StoredAccount:
    return StoredAccount(
        team="T1",
        person="U1",
        service="skype",
        id=str(number),
        state="pending",
        kid="k1",
        sealed={},
        facts={},
        connected_at=NOW,
    )


def job(number: int) -> NewJob:
    return NewJob(key=f"sign-in:{number}", kind="ask", payload={}, run_at=NOW)


async def issued(tickets: Tickets) -> str:
    return await tickets.issue("T1", "U1", "Ada", "skype", {"channel": "C1"}, NOW)


async def test_a_ticket_says_what_it_is_for_however_often_it_is_looked_at(
    store: SqliteStore,
) -> None:
    tickets = Tickets(store)
    ticket = await issued(tickets)
    for _ in range(20):
        found = await tickets.get(ticket, SOON)
        assert found is not None
        assert (found.team, found.person, found.name, found.service) == ("T1", "U1", "Ada", "skype")
        assert (found.asked, found.left) == ({"channel": "C1"}, 3)


async def test_it_ends_after_ten_minutes(store: SqliteStore) -> None:
    tickets = Tickets(store)
    ticket = await issued(tickets)
    assert await tickets.get(ticket, LATE) is None
    assert await tickets.attempt(ticket, LATE) is None


async def test_it_can_be_used_once(store: SqliteStore) -> None:
    tickets = Tickets(store)
    ticket = await tickets.attempt(await issued(tickets), NOW)
    assert ticket is not None
    redeemed = await asyncio.gather(
        *(tickets.redeem(ticket, account(n), job(n), NOW) for n in range(5)),
        return_exceptions=True,
    )
    assert [type(one) for one in redeemed if one is not None] == [TicketGone] * 4
    waiting = await Accounts(store).of("T1", "U1")
    jobs = await store.read(lambda tx: tx.execute("select key from job"))
    assert [f"sign-in:{one.id}" for one in waiting] == [row["key"] for row in jobs]


async def test_the_third_refusal_ends_it_even_where_all_come_at_once(store: SqliteStore) -> None:
    tickets = Tickets(store)
    ticket = await issued(tickets)
    taken = await asyncio.gather(*(tickets.attempt(ticket, NOW) for _ in range(10)))
    assert sorted(one.left for one in taken if one) == [0, 1, 2]
    assert await tickets.get(ticket, NOW) is None


async def test_what_was_not_judged_is_no_refusal_but_cannot_go_on_for_ever(
    store: SqliteStore,
) -> None:
    tickets = Tickets(store)
    ticket = await issued(tickets)
    for _ in range(ATTEMPTS):
        attempt = await tickets.attempt(ticket, NOW)
        assert attempt is not None
        assert attempt.left == 2
        await tickets.refund(attempt)
    assert await tickets.attempt(ticket, NOW) is None


async def test_four_refusals_of_one_person_are_borne_by_whatever_tickets(
    store: SqliteStore,
) -> None:
    tickets = Tickets(store)
    first, second, third = [await issued(tickets) for _ in range(3)]
    other = await tickets.issue("T1", "U1", "Ada", "webex-xml", {}, NOW)
    taken = await asyncio.gather(
        *(tickets.attempt(one, NOW) for one in (first, second, third) for _ in range(3))
    )
    assert sum(1 for one in taken if one) == 4
    found = await tickets.get(third, NOW)
    assert found is not None
    assert (found.left, found.again_at) == (0, NOW + timedelta(minutes=25))
    assert await tickets.attempt(other, NOW) is not None
    await tickets.void("T1", "U1", "skype")
    for moment, borne in ((timedelta(minutes=24), False), (timedelta(minutes=25), True)):
        fresh = await tickets.issue("T1", "U1", "Ada", "skype", {}, NOW + moment)
        assert (await tickets.attempt(fresh, NOW + moment) is not None) is borne


async def test_what_was_not_judged_counts_for_no_other_ticket(store: SqliteStore) -> None:
    tickets = Tickets(store)
    ticket = await issued(tickets)
    for _ in range(7):
        attempt = await tickets.attempt(ticket, NOW)
        assert attempt is not None
        await tickets.refund(attempt)
    found = await tickets.get(await issued(tickets), NOW)
    assert found is not None
    assert (found.left, found.again_at) == (3, None)


async def test_the_database_does_not_know_the_ticket(store: SqliteStore, tmp_path: Path) -> None:
    ticket = await issued(Tickets(store))
    assert len(ticket) >= 43  # 32 bytes
    assert ticket.encode() not in written(tmp_path)


@pytest.mark.parametrize("ticket", ["", "x", "\0", "\ud800", "é" * 1000])
async def test_what_is_no_ticket_opens_nothing(store: SqliteStore, ticket: str) -> None:
    await issued(Tickets(store))
    assert await Tickets(store).get(ticket, NOW) is None


async def test_a_person_s_tickets_for_a_service_can_be_ended(store: SqliteStore) -> None:
    tickets = Tickets(store)
    first, second = await issued(tickets), await issued(tickets)
    other = await tickets.issue("T1", "U2", "Bo", "skype", {}, NOW)
    await tickets.void("T1", "U1", "skype")
    looked = [await tickets.get(one, NOW) is not None for one in (first, second, other)]
    assert looked == [False, False, True]


async def test_old_tickets_are_forgotten(store: SqliteStore) -> None:
    tickets = Tickets(store)
    await issued(tickets)
    await tickets.issue("T1", "U1", "Ada", "skype", {}, NOW + timedelta(hours=1))
    rows = await store.read(lambda tx: tx.execute("select * from ticket"))
    assert len(rows) == 1
