"""A start in a person's own words reaches WebEx as the wall-clock time that they meant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from language import understand
from tests.meetings.webex_xml.test_zones import MINUTES, PEOPLE, YEAR, schedule, told_start

ASKED = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)


@settings(deadline=None)  # the first reading loads the tables of the language
@given(st.sampled_from(sorted(PEOPLE)), st.integers(0, MINUTES - 1))
def test_what_is_typed_is_when_it_is(zone: str, minute: int) -> None:
    wall = YEAR[0].replace(tzinfo=None) + timedelta(minutes=minute)
    typed = f"design review on {wall:%d %B %Y} at {wall:%H:%M}"
    request = understand(typed, ASKED, zone, "en-GB")
    assert request.start is not None
    assert request.title == "design review"
    meant = wall.replace(tzinfo=ZoneInfo(zone))
    if meant.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        assert "gap" in request.uncertain  # that hour is skipped: it is asked, never made unseen
        return
    moment, zone_id = told_start(schedule(request.start, zone))
    assert moment == meant.astimezone(UTC)
    if "fold" not in request.uncertain:
        assert zone_id == PEOPLE[zone]
        assert moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall
