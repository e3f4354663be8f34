"""Six weeks in which clocks change: each reminder comes once, when a calendar by hand says."""

from datetime import UTC, datetime, timedelta

import pytest

from bench.year import judge, scratch, simulate
from bench.year_meetings import DAY, MINUTE, ZONES, InventedMeeting

BEGIN = datetime(2027, 3, 5, tzinfo=UTC)
HALF = timedelta(seconds=0.5)


async def test_every_reminder_comes_once_across_the_changes_of_the_clocks():
    # Nuuk and Berlin go on by an hour on 28 March, Santiago and Lord Howe back a week later
    with scratch() as folder:
        verdict, _ = await simulate(folder, 200, ZONES[:4], BEGIN, BEGIN + 42 * DAY)
    assert verdict.wrong == []
    assert verdict.perfect, str(verdict)
    assert verdict.due == verdict.sent > 500


START = BEGIN + DAY
TEN = START - 10 * MINUTE


@pytest.mark.parametrize(
    ("sent_at", "counts"),
    [
        ([TEN + HALF], {"due": 1, "sent": 1}),
        ([], {"due": 1, "missing": 1}),
        ([TEN, TEN + HALF], {"due": 1, "sent": 2, "twice": 1}),
        ([TEN - HALF], {"due": 1, "sent": 1, "early": 1, "missing": 1}),
        ([TEN, START + DAY], {"due": 1, "sent": 2, "unasked": 1}),
        ([TEN + 2 * MINUTE], {"due": 1, "sent": 1, "unasked": 1, "missing": 1}),
    ],
)
def test_the_verdict_names_what_is_wrong(sent_at, counts):
    meeting = InventedMeeting("one", "UTC", START, 30 * MINUTE, "", [START], BEGIN)
    meeting.leads = {"U1": (10 * MINUTE,)}
    verdict = judge([meeting], [("one", "U1", at) for at in sent_at], START + DAY)
    counted = {name: n for name, n in vars(verdict).items() if isinstance(n, int) and n}
    assert counted == counts
    assert bool(verdict.perfect) == (counts == {"due": 1, "sent": 1})


def test_a_reminder_that_is_late_by_seconds_is_not_perfect():
    meeting = InventedMeeting("one", "UTC", START, 30 * MINUTE, "", [START], BEGIN)
    meeting.leads = {"U1": (10 * MINUTE,)}
    verdict = judge([meeting], [("one", "U1", TEN + 4 * HALF + HALF)], START)
    assert verdict.wrong == []
    assert not verdict.perfect
