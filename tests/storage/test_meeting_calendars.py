"""A listing shows what is on the calendars that were asked for, page by page, and nothing else."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.columns import from_moment
from storage.meetings import Meetings, StoredMeeting, upcoming_rows
from storage.store import Store, Transaction

HOUR = timedelta(hours=1)


class Calendars:
    """Meetings that are saved and listed, by their ids."""

    def __init__(self, store: Store, meeting: StoredMeeting, now: datetime) -> None:
        self.store, self.meetings, self.meeting, self.now = store, Meetings(store), meeting, now

    def of(self, name: str, begins: float = 1, hours: float = 1, **what) -> StoredMeeting:
        """A meeting that begins so many hours from now."""
        starts_at = self.now + begins * HOUR
        times = {"starts_at": starts_at, "ends_at": starts_at + hours * HOUR}
        return replace(self.meeting, id=name, **times | what)

    async def save(self, *meetings: StoredMeeting) -> None:
        writes = [self.meetings.save(meeting) for meeting in meetings]

        def work(tx: Transaction) -> None:
            for write in writes:
                write(tx)

        await self.store.write(work)

    async def listed(self, *whose: str, until: float | None = None, limit: int = 50) -> list[str]:
        to = None if until is None else self.now + until * HOUR
        page = await self.meetings.upcoming("T1", whose, self.now, to, limit)
        return [meeting.id for meeting in page]

    async def pages(self, whose: Sequence[str], limit: int) -> list[list[StoredMeeting]]:
        pages, after = [], None
        while True:
            page = await self.meetings.upcoming("T1", whose, self.now, None, limit, after)
            if not page:
                return pages
            pages.append(page)
            assert after is None or after < (page[-1].starts_at, page[-1].id), "it goes in circles"
            after = (page[-1].starts_at, page[-1].id)

    async def rows(self) -> list[tuple[str, str, int, int]]:
        sql = "select meeting, whose, starts_at, ends_at from calendar order by meeting, whose"
        rows = await self.store.read(lambda tx: tx.execute(sql))
        return [tuple(row) for row in rows]


@pytest.fixture
def calendar(store, meeting, now) -> Calendars:
    return Calendars(store, meeting, now)


async def test_a_meeting_is_on_everyone_s_calendar_who_is_in_it(calendar):
    named = ("U2AA", "W3AA", "@bo", "cy@example.org", "U1AA")
    await calendar.save(calendar.of("a", people=named))
    for whose in ("U1AA", "U2AA", "W3AA", "C1"):
        assert await calendar.listed(whose) == ["a"]
    for whose in ("@bo", "cy@example.org", "U4AA", "C2", ""):
        assert await calendar.listed(whose) == []
    assert await calendar.listed() == []


async def test_a_listing_gives_the_meetings_as_they_are_stored(calendar, now):
    meeting = calendar.of("a", people=("U2AA",), title="Retro")
    await calendar.save(meeting)
    assert await calendar.meetings.upcoming("T1", ["U2AA"], now, None, 5) == [meeting]


async def test_meetings_of_others_are_not_seen(calendar, now):
    others = [
        calendar.of("b", organizer="U9AA", channel="C9"),
        calendar.of("c", team="T2"),
    ]
    await calendar.save(calendar.of("a"), *others)
    assert await calendar.listed("U1AA", "C1") == ["a"]
    assert await calendar.listed("C9") == ["b"]


async def test_a_meeting_on_several_calendars_is_listed_once(calendar):
    mine = calendar.of("mine", 1, channel="C7")
    ours = calendar.of("ours", 2, people=("U2AA",))
    theirs = calendar.of("theirs", 3, organizer="U2AA")
    await calendar.save(theirs, ours, mine)
    assert await calendar.listed("U1AA", "C1", "U2AA", "U1AA") == ["mine", "ours", "theirs"]


async def test_a_page_holds_the_earliest_of_all_calendars(calendar):
    mine = [calendar.of(f"mine {n}", n, channel="C7") for n in (1, 4, 5)]
    theirs = [calendar.of(f"theirs {n}", n, organizer="U2AA") for n in (2, 3, 6)]
    await calendar.save(*mine, *theirs)
    pages = await calendar.pages(["C7", "U2AA"], 2)
    expected = [["mine 1", "theirs 2"], ["theirs 3", "mine 4"], ["mine 5", "theirs 6"]]
    assert [[meeting.id for meeting in page] for page in pages] == expected


async def test_what_runs_is_listed_and_what_has_ended_is_not(calendar):
    await calendar.save(
        calendar.of("days", -50, 51),
        calendar.of("runs", -0.5),
        calendar.of("over", -1),
        calendar.of("long over", -60, 0.5),
        calendar.of("next", 0),
    )
    assert await calendar.listed("C1") == ["days", "runs", "next"]


async def test_what_begins_at_the_end_or_later_is_not_listed(calendar):
    await calendar.save(calendar.of("a", 1), calendar.of("b", 2), calendar.of("c", 3))
    assert await calendar.listed("C1", until=2) == ["a"]
    assert await calendar.listed("C1", until=2.01) == ["a", "b"]


async def test_what_has_no_time_or_was_cancelled_is_not_listed(calendar):
    await calendar.save(
        replace(calendar.meeting, id="now"),
        calendar.of("off", state="cancelled"),
        calendar.of("on"),
    )
    assert await calendar.listed("C1") == ["on"]


async def test_ten_thousand_are_paged_without_loss_or_repetition(calendar, now):
    chance = random.Random(7)
    starts = [chance.randrange(-3, 400) / 2 for _ in range(10_000)]  # many at the same time
    await calendar.save(
        *(calendar.of(f"m{n}", begins, people=("U2AA",)) for n, begins in enumerate(starts))
    )
    expected = sorted(
        (now + begins * HOUR, f"m{n}") for n, begins in enumerate(starts) if begins > -1
    )
    pages = await calendar.pages(["U2AA", "C1"], 250)
    assert [len(page) for page in pages[:-1]] == [250] * (len(pages) - 1)
    assert [(meeting.starts_at, meeting.id) for page in pages for meeting in page] == expected


async def test_a_page_goes_on_where_the_last_one_ended_though_that_one_is_gone(calendar, now):
    await calendar.save(*(calendar.of(name, begins) for begins, name in enumerate("abcd")))
    after = (now + HOUR, "b")
    await calendar.store.write(calendar.meetings.cancel(calendar.of("b"), "Off."))
    page = await calendar.meetings.upcoming("T1", ["C1"], now, None, 2, after)
    assert [meeting.id for meeting in page] == ["c", "d"]


async def test_an_old_page_s_next_one_begins_with_what_has_not_ended(calendar, now):
    await calendar.save(calendar.of("over", -3), calendar.of("runs", -0.5), calendar.of("next"))
    page = await calendar.meetings.upcoming("T1", ["C1"], now, None, 5, (now - 9 * HOUR, "x"))
    assert [meeting.id for meeting in page] == ["runs", "next"]


async def test_a_change_moves_it_on_every_calendar(calendar, now):
    await calendar.save(calendar.of("a", people=("U2AA", "U3AA")))
    changed = calendar.of("a", 5, people=("U3AA", "U4AA"))
    await calendar.store.write(calendar.meetings.change(changed))
    assert await calendar.listed("U2AA") == []
    for whose in ("U1AA", "U3AA", "U4AA", "C1"):
        assert await calendar.listed(whose, until=5) == []
        assert await calendar.listed(whose) == ["a"]


async def test_a_cancelled_meeting_leaves_every_calendar(calendar):
    await calendar.save(calendar.of("a", people=("U2AA",)))
    await calendar.store.write(calendar.meetings.cancel(calendar.of("a"), "Off."))
    assert await calendar.rows() == []


async def test_the_timers_move_it_on_and_take_it_off(calendar, now):
    await calendar.save(calendar.of("a", -1, people=("U2AA",)))
    advance = calendar.meetings.advance
    later = {"starts_at": now + 23 * HOUR, "ends_at": now + 24 * HOUR}
    await calendar.store.write(advance("a", tick=1, at=now, **later))
    assert await calendar.listed("U2AA") == ["a"]
    await calendar.store.write(advance("a", tick=1, at=now, starts_at=None, ends_at=None))
    assert await calendar.rows() == []
    assert (await calendar.meetings.by_id("a")).starts_at == now + 23 * HOUR


async def test_timers_do_not_bring_back_what_was_cancelled(calendar, now):
    await calendar.save(calendar.of("a"))
    await calendar.store.write(calendar.meetings.cancel(calendar.of("a"), "Off."))
    times = {"starts_at": now + HOUR, "ends_at": now + 2 * HOUR}
    await calendar.store.write(calendar.meetings.advance("a", tick=2, at=now, **times))
    assert await calendar.rows() == []


async def test_after_any_writes_the_calendars_agree_with_the_meetings(calendar, now):
    chance = random.Random(11)
    people = [f"U{n}AA" for n in range(2, 6)]
    stored: dict[str, StoredMeeting] = {}
    for _ in range(300):
        name = f"m{chance.randrange(12)}"
        begins = chance.randrange(-5, 50)
        changed = calendar.of(name, begins, people=tuple(chance.sample(people, 2)))
        row = stored.get(name)
        if row is None:
            write = calendar.meetings.save(changed)
        elif chance.random() < 0.1:
            write = calendar.meetings.cancel(row, "Off.")
        elif chance.random() < 0.5:
            write = calendar.meetings.change(replace(changed, version=row.version, tick=row.tick))
        else:
            times = {"starts_at": changed.starts_at, "ends_at": changed.ends_at}
            write = calendar.meetings.advance(name, tick=row.tick, at=now, **times)
        await calendar.store.write(write)
        stored[name] = await calendar.meetings.by_id(name)
    expected = {
        (meeting.id, whose, meeting.starts_at, meeting.ends_at)
        for meeting in stored.values()
        if meeting.state == "made"
        for whose in ("U1AA", "C1", *meeting.people)
    }
    rows = await calendar.rows()
    by_moment = {from_moment(at): at for _, _, *times in expected for at in times}
    assert {(m, w, by_moment.get(s), by_moment.get(e)) for m, w, s, e in rows} == expected


@pytest.mark.parametrize("after", [None, "page"])
async def test_a_listing_reads_along_the_index(calendar, now, after):
    await calendar.save(*(calendar.of(f"m{n}", n) for n in range(50)))
    plans: list[str] = []
    page = None if after is None else (now + 3 * HOUR, "m3")
    listing = upcoming_rows("T1", ["U1AA", "C1"], now, now + 9 * HOUR, 5, page)

    def work(tx: Transaction) -> None:
        listing(_Explained(tx, plans))

    await calendar.store.read(work)
    assert plans == 2 * [
        "SEARCH calendar USING COVERING INDEX calendar_longest (team=? AND whose=?)",
        "SEARCH calendar USING COVERING INDEX calendar_listed "
        "(team=? AND whose=? AND (starts_at,meeting)>(?,?) AND starts_at<?)",
        "SEARCH meeting USING INDEX sqlite_autoindex_meeting_1 (id=?)",
    ]


class _Explained:
    """A transaction that writes down the plan of each statement before it runs it."""

    def __init__(self, tx: Transaction, plans: list[str]) -> None:
        self._tx, self._plans = tx, plans

    def execute(self, sql, params=()):
        plan = self._tx.execute(f"explain query plan {sql}", params)
        self._plans += [row["detail"] for row in plan]
        return self._tx.execute(sql, params)
