"""Two people who mean one meeting do not make two."""

import asyncio
from datetime import datetime, timedelta

import pytest

from storage.columns import from_moment
from storage.ledger import Inbound, Ledger, NewJob, StepEnd
from storage.starts import Starts
from storage.store import Row, Store

LINK = "https://meet.example/stand-up"


class Channel:
    """A channel in which jobs are started: says how each came out."""

    def __init__(self, ledger: Ledger, store: Store, now: datetime) -> None:
        self.ledger, self.store, self.now = ledger, store, now
        self.starts = Starts()

    async def job(self, key: str) -> int:
        inbound = Inbound(key=key, kind="command", team="T1", body="", received_at=self.now)
        job = NewJob(key=key, kind="ask", payload={}, run_at=self.now)
        await self.ledger.accept(inbound, job, now=self.now)
        return (await self.ledger.claim(self.now, timedelta(minutes=1))).id

    async def reserve(self, job: int, person: str, words: str, after: float = 0, **other):
        at = self.now + timedelta(seconds=after)
        where = (other.pop("team", "T1"), other.pop("channel", "C1"))
        return await self.store.write(self.starts.reserve(job, *where, person, words, at, **other))

    async def row(self, job: int) -> Row | None:
        """The start of *job* as it is stored, if there is one."""
        sql = "select * from start where job = ?"
        rows = await self.store.read(lambda tx: tx.execute(sql, (job,)))
        return rows[0] if rows else None


@pytest.fixture
def channel(ledger, store, now) -> Channel:
    return Channel(ledger, store, now)


async def end(channel: Channel, job: int, *also) -> None:
    await channel.ledger.begin(job, "create", channel.now, "mb")
    await channel.ledger.end(job, StepEnd("create", None, also=also))


async def test_a_start_goes_and_goes_again_in_a_replay(channel):
    job = await channel.job("a")
    for after in (0, 0, 3600):
        reservation = await channel.reserve(job, "ada", "stand-up", after, title="Stand-up")
        assert (reservation.verdict, reservation.job, reservation.state, reservation.title) == (
            "go",
            job,
            "open",
            "Stand-up",
        )


@pytest.mark.parametrize("words", ["stand-up", "  Stand-Up ", "STAND-UP"])
async def test_the_same_words_again_are_the_same_request(channel, words):
    first, second = await channel.job("a"), await channel.job("b")
    await channel.reserve(first, "ada", "stand-up")
    reservation = await channel.reserve(second, "ada", words, 9.9)
    assert (reservation.verdict, reservation.job, reservation.person) == ("already", first, "ada")
    assert (await channel.reserve(second, "ada", words, 10)).verdict == "go"


@pytest.mark.parametrize("other", [{"words": "retro"}, {"channel": "C2"}, {"team": "T2"}])
async def test_another_request_goes(channel, other):
    await channel.reserve(await channel.job("a"), "ada", "stand-up")
    request = {"person": "ada", "words": "stand-up", **other}
    assert (await channel.reserve(await channel.job("b"), **request)).verdict == "go"


async def test_no_words_are_like_no_others(channel):
    for key in "ab":
        assert (await channel.reserve(await channel.job(key), "ada", " ")).verdict == "go"


async def test_somebody_else_in_the_channel_is_asked(channel):
    first, second = await channel.job("a"), await channel.job("b")
    await channel.reserve(first, "ada", "stand-up", title="Stand-up")
    reservation = await channel.reserve(second, "bea", "stand-up", 29.9)
    assert (reservation.verdict, reservation.job, reservation.person) == (
        "someone_else",
        first,
        "ada",
    )
    assert (reservation.state, reservation.join_url, reservation.title) == ("open", "", "Stand-up")
    await end(channel, first, channel.starts.mark_made(first, LINK, "Stand-up!"))
    reservation = await channel.reserve(second, "bea", "stand-up", 29.9)
    assert (reservation.state, reservation.join_url, reservation.title) == (
        "made",
        LINK,
        "Stand-up!",
    )
    assert (await channel.reserve(second, "bea", "stand-up", 30)).verdict == "go"


async def test_jobs_in_another_order_are_still_one_request(channel):
    first, second = await channel.job("a"), await channel.job("b")
    await channel.reserve(second, "ada", "stand-up", 2)
    assert (await channel.reserve(first, "ada", "stand-up", 0)).verdict == "already"
    assert (await channel.reserve(first, "bea", "stand-up", 0)).verdict == "someone_else"


async def test_a_start_made_anyway_goes_and_is_seen(channel):
    jobs = [await channel.job(key) for key in "abc"]
    await channel.reserve(jobs[0], "ada", "stand-up")
    assert (await channel.reserve(jobs[1], "bea", "", anyway=True)).verdict == "go"
    reservation = await channel.reserve(jobs[2], "cem", "stand-up", 1)
    assert (reservation.verdict, reservation.person) == ("someone_else", "bea")


async def test_a_start_that_failed_blocks_nobody(channel):
    first, second, third = [await channel.job(key) for key in "abc"]
    await channel.reserve(first, "ada", "stand-up")
    await channel.ledger.finish(first, "no", also=[channel.starts.mark_failed(first)])
    assert (await channel.row(first))["state"] == "failed"
    assert (await channel.reserve(second, "bea", "stand-up", 1)).verdict == "go"
    await end(channel, second, channel.starts.mark_failed(second))
    assert (await channel.reserve(third, "ada", "stand-up", 2)).verdict == "go"


async def test_a_meeting_that_was_made_does_not_fail_afterwards(channel):
    job = await channel.job("a")
    await channel.reserve(job, "ada", "stand-up")
    await end(channel, job, channel.starts.mark_made(job, LINK, "Stand-up"))
    await channel.ledger.finish(job, "not said", also=[channel.starts.mark_failed(job)])
    row = await channel.row(job)
    assert (row["state"], row["join_url"], row["title"]) == ("made", LINK, "Stand-up")
    assert row["at"] == from_moment(channel.now)


async def test_of_many_at_once_one_goes(channel):
    jobs = [await channel.job(str(n)) for n in range(20)]
    reservations = await asyncio.gather(
        *(channel.reserve(job, f"person {job % 5}", "stand-up") for job in jobs)
    )
    assert [reservation.verdict for reservation in reservations].count("go") == 1
    assert {reservation.job for reservation in reservations} == {
        reservation.job for reservation in reservations if reservation.verdict == "go"
    }
