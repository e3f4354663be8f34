"""A store to try, of each kind that there is, and a ledger on it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.ledger import Ledger
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
