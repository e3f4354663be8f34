"""The promises of a store, tested with every database."""

import asyncio
import threading

import pytest

from storage.store import Store, StoreRefused, Transaction, Work


def put(key: str, body: str = "") -> Work[str]:
    """Return a work that writes one row."""

    def work(tx: Transaction) -> str:
        tx.execute(
            "insert into inbox(key, kind, team, body, received_at) values (?, '', '', ?, 0)",
            (key, body),
        )
        return key

    return work


async def keys(store: Store) -> list[str]:
    return await store.read(
        lambda tx: [row["key"] for row in tx.execute("select key from inbox order by key")]
    )


async def test_what_was_written_is_read_back(store):
    assert await store.write(put("a")) == "a"
    assert await keys(store) == ["a"]


async def test_a_work_that_raises_undoes_itself(store):
    def work(tx: Transaction) -> None:
        put("half")(tx)
        raise KeyError("changed my mind")

    with pytest.raises(KeyError, match="changed my mind"):
        await store.write(work)
    assert await keys(store) == []


async def test_a_work_that_raises_undoes_no_other_work(store):
    started = threading.Event()

    def slow(tx: Transaction) -> None:
        started.wait(5)  # the others are asked for meanwhile, so they share a transaction

    def fails(tx: Transaction) -> None:
        put("undone")(tx)
        put("a")(tx)  # breaks the unique key

    def stops(tx: Transaction) -> None:
        put("stopped")(tx)
        raise StopIteration

    works = [slow, put("a"), fails, put("b"), stops, put("c")]
    writes = [asyncio.create_task(store.write(work)) for work in works]
    await asyncio.sleep(0)
    started.set()
    ends = await asyncio.gather(*writes, return_exceptions=True)
    assert [isinstance(end, Exception) for end in ends] == [False, False, True, False, True, False]
    assert await keys(store) == ["a", "b", "c"]


async def test_a_quick_work_that_raises_undoes_no_other_work(store):
    def fails(tx: Transaction) -> None:
        put("undone")(tx)
        put("a")(tx)  # breaks the unique key

    works = [put("a"), fails, put("b")]
    ends = await asyncio.gather(
        *(store.write(work, quick=True) for work in works), return_exceptions=True
    )
    assert [isinstance(end, Exception) for end in ends] == [False, True, False]
    assert await keys(store) == ["a", "b"]


async def test_works_run_in_the_order_in_which_they_were_asked_for(store):
    order: list[int] = []
    quick = [True, False, True, True, False]
    await asyncio.gather(
        *(
            store.write(lambda _tx, number=number: order.append(number), quick=quick)
            for number, quick in enumerate(quick)
        )
    )
    assert order == [0, 1, 2, 3, 4]


async def test_a_quick_read_sees_what_a_quick_write_has_returned(store):
    await store.write(put("a"), quick=True)
    seen = await store.read(lambda tx: tx.execute("select key from inbox"), quick=True)
    assert [row["key"] for row in seen] == ["a"]


async def test_a_quick_read_cannot_write(store):
    with pytest.raises(StoreRefused):
        await store.read(put("a"), quick=True)
    assert await keys(store) == []


async def test_a_work_can_read_what_it_wrote(store):
    def work(tx: Transaction) -> int:
        put("a")(tx)
        return tx.execute("select count(*) as n from inbox")[0]["n"]

    assert await store.write(work) == 1


async def test_a_statement_returns_what_it_wrote(store):
    insert = "insert into inbox values ('a', '', '', '', 0) on conflict do nothing returning key"
    first = await store.write(lambda tx: tx.execute(insert))
    second = await store.write(lambda tx: tx.execute(insert))
    assert [row["key"] for row in first] == ["a"]
    assert second == []


async def test_works_run_one_after_another(store):
    def count(tx: Transaction) -> int:
        seen = tx.execute("select count(*) as n from inbox")[0]["n"]
        put(str(seen))(tx)
        return seen

    counted = await asyncio.gather(*(store.write(count) for _ in range(100)))
    assert sorted(counted) == list(range(100))


async def test_a_cancelled_caller_affects_no_other(store):
    hold = threading.Event()
    first = asyncio.create_task(store.write(lambda tx: hold.wait(5)))
    second = asyncio.create_task(store.write(put("b")))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    hold.set()
    assert await second == "b"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_loop_that_ended_affects_no_other(store):
    hold = threading.Event()

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await store.write(lambda tx: hold.wait(5))

    await asyncio.to_thread(asyncio.run, give_up())
    hold.set()  # its work ends when its caller is gone
    assert await asyncio.wait_for(store.write(put("a")), 5) == "a"
    assert await keys(store) == ["a"]


async def test_a_read_sees_one_snapshot(store):
    await store.write(put("a"))
    has_read, written = threading.Event(), threading.Event()

    def read_twice(tx: Transaction) -> tuple[int, int]:
        count = "select count(*) as n from inbox"
        before = tx.execute(count)[0]["n"]
        has_read.set()
        written.wait(5)
        return before, tx.execute(count)[0]["n"]

    reading = asyncio.create_task(store.read(read_twice))
    await asyncio.to_thread(has_read.wait, 5)
    await store.write(put("b"))
    written.set()
    assert await reading == (1, 1)
    assert await keys(store) == ["a", "b"]


async def test_a_read_does_not_see_what_is_not_yet_committed(store):
    wrote, go = threading.Event(), threading.Event()

    def half(tx: Transaction) -> None:
        put("a")(tx)
        wrote.set()
        go.wait(5)

    writing = asyncio.create_task(store.write(half))
    await asyncio.to_thread(wrote.wait, 5)
    assert await keys(store) == []
    go.set()
    await writing
    assert await keys(store) == ["a"]


async def test_a_long_read_does_not_make_another_wait(store):
    go = threading.Event()
    long = asyncio.create_task(store.read(lambda tx: go.wait(5)))
    await asyncio.sleep(0)
    assert await asyncio.wait_for(keys(store), 3) == []
    go.set()
    assert await long


async def test_a_read_cannot_write(store):
    with pytest.raises(StoreRefused):
        await store.read(put("a"))
    assert await keys(store) == []


@pytest.mark.parametrize("text", ["a\0b", "\0", "half \ud83d a face"])
async def test_text_that_some_database_would_not_store_is_refused(store, text):
    with pytest.raises(ValueError, match=r"NUL|surrogates"):
        await store.write(put("a", text))
    assert await keys(store) == []


@pytest.mark.parametrize(
    "text", ["", "grüße 👋🏽", "\x01\x7f\u2028\ufeff", "'; drop table inbox; --"]
)
async def test_other_text_comes_back_as_it_was(store, text):
    await store.write(put("a", text))
    rows = await store.read(lambda tx: tx.execute("select body from inbox"))
    assert rows[0]["body"] == text


@pytest.mark.parametrize("quick", [False, True])
async def test_closing_finishes_what_was_asked_for(store, quick):
    writes = [asyncio.create_task(store.write(put(str(n)), quick=quick)) for n in range(5)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*writes) == list("01234")


async def test_a_closed_store_refuses(store):
    await store.close()
    await store.close()
    with pytest.raises(StoreRefused, match="closed"):
        await store.write(put("a"))
    with pytest.raises(StoreRefused, match="closed"):
        await keys(store)
    assert "closed" in await store.problem()


async def test_a_store_that_works_has_no_problem(store):
    assert await store.problem() == ""
