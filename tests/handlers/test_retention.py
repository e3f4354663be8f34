"""Old meetings are deleted each night: after the first weeks neither rows nor the file grow."""

from datetime import timedelta

from bench.retention import live
from bench.year import scratch


async def test_ten_weeks_hold_no_more_than_four():
    with scratch() as folder:
        sizes = [size async for size in live(folder, 70, 4, timedelta(days=14), every=14)]
    settled, last = sizes[1], sizes[-1]
    assert settled.rows > 200
    assert last.rows <= settled.rows * 1.1
    assert last.file <= settled.file * 1.1
