"""A ticket serves one person, at one service, once, for ten minutes and three refusals."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.accounts import Accounts, StoredAccount
from storage.entries import NewJob
from storage.store import Store
from storage.tickets import ATTEMPTS, TicketGone, Tickets

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
SOON, LATE = NOW + timedelta(minutes=9, seconds=59), NOW + timedelta(minutes=10)


def contents(folder: Path) -> bytes:
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


async def issue(tickets: Tickets) -> str:
    return await tickets.issue("T1", "U1", "Ada", "skype", {"channel": "C1"}, NOW)


async def test_a_ticket_says_what_it_is_for_as_often_as_it_is_read(
    store: Store,
) -> None:
    tickets = Tickets(store)
    ticket = await issue(tickets)
    for _ in range(20):
        row = await tickets.get(ticket, SOON)
        assert row is not None
        assert (row.team, row.person, row.name, row.service) == ("T1", "U1", "Ada", "skype")
        assert (row.asked, row.left) == ({"channel": "C1"}, 3)


async def test_it_ends_after_ten_minutes(store: Store) -> None:
    tickets = Tickets(store)
    ticket = await issue(tickets)
    assert await tickets.get(ticket, LATE) is None
    assert await tickets.attempt(ticket, LATE) is None


async def test_it_can_be_used_once(store: Store) -> None:
    tickets = Tickets(store)
    ticket = await tickets.attempt(await issue(tickets), NOW)
    assert ticket is not None
    redeemed = await asyncio.gather(
        *(tickets.redeem(ticket, account(n), job(n), NOW) for n in range(5)),
        return_exceptions=True,
    )
    assert [type(error) for error in redeemed if error is not None] == [TicketGone] * 4
    pending = await Accounts(store).of("T1", "U1")
    jobs = await store.read(lambda tx: tx.execute("select key from job"))
    assert [f"sign-in:{account.id}" for account in pending] == [row["key"] for row in jobs]


async def test_the_third_refusal_ends_it_even_where_all_come_at_once(store: Store) -> None:
    tickets = Tickets(store)
    ticket = await issue(tickets)
    attempts = await asyncio.gather(*(tickets.attempt(ticket, NOW) for _ in range(10)))
    assert sorted(attempt.left for attempt in attempts if attempt) == [0, 1, 2]
    assert await tickets.get(ticket, NOW) is None


async def test_an_unanswered_sign_in_is_no_refusal_but_their_number_is_limited(
    store: Store,
) -> None:
    tickets = Tickets(store)
    ticket = await issue(tickets)
    for _ in range(ATTEMPTS):
        attempt = await tickets.attempt(ticket, NOW)
        assert attempt is not None
        assert attempt.left == 2
        await tickets.refund(attempt)
    assert await tickets.attempt(ticket, NOW) is None


async def test_four_refusals_of_one_person_are_allowed_with_all_tickets_together(
    store: Store,
) -> None:
    tickets = Tickets(store)
    first, second, third = [await issue(tickets) for _ in range(3)]
    other = await tickets.issue("T1", "U1", "Ada", "webex-xml", {}, NOW)
    attempts = await asyncio.gather(
        *(tickets.attempt(ticket, NOW) for ticket in (first, second, third) for _ in range(3))
    )
    assert sum(1 for attempt in attempts if attempt) == 4
    blocked = await tickets.get(third, NOW)
    assert blocked is not None
    assert (blocked.left, blocked.again_at) == (0, NOW + timedelta(minutes=25))
    assert await tickets.attempt(other, NOW) is not None
    await tickets.void("T1", "U1", "skype")
    for moment, allowed in ((timedelta(minutes=24), False), (timedelta(minutes=25), True)):
        fresh = await tickets.issue("T1", "U1", "Ada", "skype", {}, NOW + moment)
        assert (await tickets.attempt(fresh, NOW + moment) is not None) is allowed


async def test_an_unanswered_sign_in_counts_for_no_other_ticket(store: Store) -> None:
    tickets = Tickets(store)
    ticket = await issue(tickets)
    for _ in range(7):
        attempt = await tickets.attempt(ticket, NOW)
        assert attempt is not None
        await tickets.refund(attempt)
    other = await tickets.get(await issue(tickets), NOW)
    assert other is not None
    assert (other.left, other.again_at) == (3, None)


async def test_the_database_does_not_know_the_ticket(store: Store, tmp_path: Path) -> None:
    ticket = await issue(Tickets(store))
    assert len(ticket) >= 43  # 32 bytes
    assert ticket.encode() not in contents(tmp_path)


@pytest.mark.parametrize("ticket", ["", "x", "\0", "\ud800", "é" * 1000])
async def test_what_is_no_ticket_opens_nothing(store: Store, ticket: str) -> None:
    await issue(Tickets(store))
    assert await Tickets(store).get(ticket, NOW) is None


async def test_a_person_s_tickets_for_a_service_can_be_ended(store: Store) -> None:
    tickets = Tickets(store)
    first, second = await issue(tickets), await issue(tickets)
    other = await tickets.issue("T1", "U2", "Bo", "skype", {}, NOW)
    await tickets.void("T1", "U1", "skype")
    valid = [await tickets.get(ticket, NOW) is not None for ticket in (first, second, other)]
    assert valid == [False, False, True]


async def test_old_tickets_are_deleted(store: Store) -> None:
    tickets = Tickets(store)
    await issue(tickets)
    await tickets.issue("T1", "U1", "Ada", "skype", {}, NOW + timedelta(hours=1))
    rows = await store.read(lambda tx: tx.execute("select * from ticket"))
    assert len(rows) == 1
