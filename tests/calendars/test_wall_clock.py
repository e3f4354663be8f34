"""Wall-clock times mean the moments that a walk over the minutes finds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.wall_clock import earliest_of, moment_of, next_at
from tests.calendars.clocks import DAY, FROM, MINUTE, TO, ZONES, at, changes, shown, walked


@st.composite
def walls(draw: st.DrawFn) -> tuple[datetime, str]:
    """A wall-clock time, as a rule near a change of the clocks."""
    zone = draw(st.sampled_from(ZONES))
    moment = draw(st.sampled_from(changes(zone) or [FROM + 400 * DAY]))
    minutes = draw(st.integers(-200, 200) | st.integers(-26 * 60, 26 * 60))
    return shown(moment, zone) + minutes * MINUTE, zone


@settings(max_examples=60, deadline=None)
@given(walls(), st.integers(0, 1))
def test_a_time_is_the_minute_that_shows_it_and_a_skipped_one_moves_on_by_the_gap(
    told: tuple[datetime, str], fold: int
) -> None:
    wall, zone = told
    showing, step = walked(wall, zone)
    moment = moment_of(wall.replace(fold=fold), ZoneInfo(zone))
    if step is None:
        assert moment == showing[min(fold, len(showing) - 1)]
    else:
        gap = shown(step, zone) - shown(step - MINUTE, zone) - MINUTE
        assert shown(moment, zone) == wall + gap
        assert step <= moment < step + gap


@settings(max_examples=60, deadline=None)
@given(walls(), st.integers(0, 3000))
def test_no_later_time_comes_before_the_bound(told: tuple[datetime, str], more: int) -> None:
    wall, zone = told
    for fold in (0, 1):
        later = (wall + more * MINUTE).replace(fold=fold)
        assert earliest_of(wall, ZoneInfo(zone)) <= moment_of(later, ZoneInfo(zone))


@settings(max_examples=60, deadline=None)
@given(walls(), st.integers(0, 24 * 60 - 1))
def test_the_next_clock_time_is_the_first_minute_that_shows_or_steps_over_it(
    told: tuple[datetime, str], minute: int
) -> None:
    wall, zone = told
    clock = (at("2000-01-01T00:00") + minute * MINUTE).time()
    after = moment_of(wall, ZoneInfo(zone))
    day, seen, moment = shown(after, zone).date(), set(), after - 2 * DAY
    while True:
        before, moment = shown(moment, zone), moment + MINUTE
        now = shown(moment, zone)
        wanted = [datetime.combine(day + n * DAY, clock) for n in (-1, 0, 1, 2)]
        reached = [one for one in wanted if before < one <= now and one not in seen]
        seen.update(reached)
        if reached and moment > after:
            break
    assert next_at(f"{clock:%H:%M}", zone, after) == moment


@pytest.mark.parametrize(
    ("clock", "zone", "after", "expected"),
    [
        ("08:00", "Europe/Berlin", "2026-11-20T06:59:59", "2026-11-20T07:00:00"),
        ("08:00", "Europe/Berlin", "2026-11-20T07:00:00", "2026-11-21T07:00:00"),
        ("02:30", "Europe/Berlin", "2027-03-27T12:00:00", "2027-03-28T01:00:00"),
        ("02:30", "Europe/Berlin", "2026-10-24T12:00:00", "2026-10-25T00:30:00"),
        ("02:30", "Europe/Berlin", "2026-10-25T00:30:00", "2026-10-26T01:30:00"),
        ("00:00", "America/Sao_Paulo", "2018-11-03T12:00:00", "2018-11-04T03:00:00"),
        ("23:30", "America/Nuuk", "2027-03-27T12:00:00", "2027-03-28T01:00:00"),
    ],
)
def test_the_agenda_comes_once_a_day(clock: str, zone: str, after: str, expected: str) -> None:
    moment = next_at(clock, zone, datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_an_agenda_at_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match=r"isoformat|hour"):
        next_at("25:00", "Europe/Berlin", TO)
    with pytest.raises(KeyError):
        next_at("08:00", "Europe/Atlantis", TO)


def test_clocks_that_never_change_go_on_every_24_hours() -> None:
    first = next_at("09:30", "Asia/Kolkata", FROM)
    assert next_at("09:30", "Asia/Kolkata", first) - first == timedelta(days=1)
