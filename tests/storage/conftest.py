"""A store of each database, a ledger on it, and a meeting to store."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.ledger import Inbound, Ledger, NewJob
from storage.meetings import StoredMeeting
from storage.sqlite import SqliteStore
from storage.store import Store


@pytest.fixture(params=["sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield store
    await store.close()


@pytest.fixture
def ledger(store: Store) -> Ledger:
    return Ledger(store, owner="test")


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 29, 0, 59, 59, 999_000, tzinfo=UTC)


@pytest.fixture
def meeting(now) -> StoredMeeting:
    """One that was started, without a time."""
    return StoredMeeting(
        id="jitsi-1",
        job=1,
        team="T1",
        channel="C1",
        organizer="U1AA",
        service="jitsi",
        service_id="stand-up-x7",
        title="Grüße <&> 👋🏽",
        join_url="https://meet.example/stand-up-x7",
        zone="Europe/Berlin",
        created_at=now,
    )


@pytest.fixture
def running_job(ledger, now) -> Callable[..., Awaitable[int]]:
    """Return a function that makes a job, claims it, and returns its number."""

    async def make(key: str, person: str = "U1AA") -> int:
        inbound = Inbound(key=key, kind="command", team="T1", body="", received_at=now)
        job = NewJob(key=key, kind="ask", payload={"person": person}, run_at=now)
        await ledger.accept(inbound, job, now=now)
        return (await ledger.claim(now, timedelta(minutes=1))).id

    return make
