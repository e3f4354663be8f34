"""A start reaches WebEx on the right clock, or not at all; and is read back from any clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.recurrence import Recurrence
from meetings.errors import NotPossible, Rejected
from meetings.services.webex_xml.times import ZONES
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml.scripted_site import (
    ADA,
    CLOCKS,
    WEBEX,
    ScriptedSite,
    new_meeting,
    working_site,
)

PEOPLE = {"Europe/Berlin": 25, "America/New_York": 11, "Asia/Kolkata": 41, "Australia/Sydney": 55}
SUMMER = datetime(2027, 7, 5, 12, 0, tzinfo=UTC)
YEAR = [datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)]
MINUTES = int((YEAR[1] - YEAR[0]) / timedelta(minutes=1))


def told_start(site: ScriptedSite) -> tuple[datetime, int]:
    """The start that WebEx was told, as a moment, and the zone id that it was told in."""
    [content] = site.bodies("CreateMeeting")
    zone_id = int(content["schedule/timeZoneID"])
    zone = ZoneInfo(CLOCKS[zone_id])
    wall = datetime.strptime(content["schedule/startDate"], "%m/%d/%Y %H:%M:%S").replace(
        tzinfo=zone
    )
    return wall.astimezone(UTC), zone_id


def schedule(
    starts_at: datetime, zone: str, site: ScriptedSite | None = None, **other
) -> ScriptedSite:
    site = site or working_site()
    site.play(WEBEX.create(new_meeting(starts_at=starts_at, zone=zone, **other), ADA))
    return site


@given(st.sampled_from(sorted(PEOPLE)), st.integers(0, MINUTES))
def test_any_minute_of_a_year_arrives_as_itself(zone: str, minute: int) -> None:
    starts_at = YEAR[0] + timedelta(minutes=minute)
    moment, zone_id = told_start(schedule(starts_at, zone))
    assert moment == starts_at
    local = starts_at.astimezone(ZoneInfo(zone))
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    assert zone_id == (20 if twice else PEOPLE[zone])


@pytest.mark.parametrize(
    ("zone", "moment", "wall", "zone_id"),
    [
        ("Europe/Berlin", "2027-03-28T00:59", "03/28/2027 01:59:00", 25),
        ("Europe/Berlin", "2027-03-28T01:00", "03/28/2027 03:00:00", 25),
        ("Europe/Berlin", "2027-10-31T00:30", "10/31/2027 00:30:00", 20),  # 2:30, the first
        ("Europe/Berlin", "2027-10-31T01:30", "10/31/2027 01:30:00", 20),  # 2:30, the second
        ("Europe/Berlin", "2027-10-31T02:00", "10/31/2027 03:00:00", 25),
        ("America/New_York", "2027-03-14T07:00", "03/14/2027 03:00:00", 11),
        ("America/New_York", "2027-11-07T07:00", "11/07/2027 02:00:00", 11),
        ("Asia/Kolkata", "2027-07-05T12:00", "07/05/2027 17:30:00", 41),
        ("Australia/Sydney", "2027-04-03T16:00", "04/03/2027 16:00:00", 20),
        ("Australia/Sydney", "2027-10-02T16:00", "10/03/2027 03:00:00", 55),
        ("Asia/Calcutta", "2027-07-05T12:00", "07/05/2027 17:30:00", 41),
        ("US/Eastern", "2027-07-05T12:00", "07/05/2027 08:00:00", 11),
        ("UTC", "2027-07-05T12:00", "07/05/2027 12:00:00", 20),
        ("Asia/Kathmandu", "2027-07-05T12:00", "07/05/2027 12:00:00", 20),
        ("Asia/Beirut", "2027-07-05T12:00", "07/05/2027 12:00:00", 20),
    ],
)
def test_around_the_changes_of_the_clocks(zone, moment, wall, zone_id) -> None:
    site = schedule(datetime.fromisoformat(moment).replace(tzinfo=UTC), zone)
    [content] = site.bodies("CreateMeeting")
    assert content["schedule/startDate"] == wall
    assert content["schedule/timeZoneID"] == str(zone_id)


def test_the_site_is_asked_about_that_very_date() -> None:
    site = schedule(SUMMER, "Europe/London")
    [content] = site.messages("LstTimeZone")
    ids = [element.text for element in content.iterfind("body/bodyContent/timeZoneID")]
    assert ids == ["20", "21"]
    assert content.findtext("body/bodyContent/date") == "07/05/2027 12:00:00"


def test_a_site_whose_clock_is_older_than_the_law_is_told_in_utc() -> None:
    site = working_site().on("LstTimeZone", doc.zones(_43=360, _20=0))  # Almaty before March 2024
    meeting = site.play(WEBEX.create(new_meeting(starts_at=SUMMER, zone="Asia/Almaty"), ADA))
    assert told_start(site) == (SUMMER, 20)
    assert any("UTC" in note and "Asia/Almaty" in note for note in meeting.notes)


def test_a_site_whose_greenwich_is_casablanca_is_told_nothing() -> None:
    site = working_site().on("LstTimeZone", doc.zones(_43=360, _20=60))
    with pytest.raises(NotPossible):
        schedule(SUMMER, "Asia/Almaty", site)
    assert "CreateMeeting" not in site.names


@pytest.mark.parametrize(
    "answer", [doc.nothing(), doc.failure("000001", "Access denied"), doc.failure("1", "x")]
)
def test_a_site_that_tells_no_clocks_is_believed_where_no_law_changed(answer) -> None:
    site = working_site().on("LstTimeZone", answer)
    assert told_start(schedule(SUMMER, "Europe/Berlin", site)) == (SUMMER, 25)
    site = working_site().on("LstTimeZone", answer)
    assert told_start(schedule(SUMMER, "Asia/Almaty", site)) == (SUMMER, 40)  # Karachi's is as good
    site = working_site().on("LstTimeZone", answer)
    assert told_start(schedule(SUMMER, "Asia/Yakutsk", site)) == (SUMMER, 49)


class TestSeries:
    RULE = Recurrence.parse("FREQ=WEEKLY;COUNT=60")

    def test_the_clock_is_looked_at_in_summer_and_in_winter(self):
        site = schedule(SUMMER, "Europe/Berlin", recurrence=self.RULE)
        dates = [body["date"] for body in site.bodies("LstTimeZone")]
        assert dates == ["07/05/2027 12:00:00", "07/15/2027 12:00:00", "01/15/2028 12:00:00"]
        assert told_start(site) == (SUMMER, 25)

    def test_a_site_that_knows_no_winter_is_not_told_of_it(self):
        always = doc.zones(_25=120, _22=120, _23=120, _24=120, _20=0)
        site = working_site().on("LstTimeZone", always)
        with pytest.raises(NotPossible):
            schedule(SUMMER, "Europe/Berlin", site, recurrence=self.RULE)
        assert "CreateMeeting" not in site.names

    def test_a_clock_that_never_changes_can_be_told_in_utc(self):
        assert told_start(schedule(SUMMER, "Asia/Kathmandu", recurrence=self.RULE)) == (SUMMER, 20)

    @pytest.mark.parametrize(
        ("moment", "zone"),
        [
            (SUMMER, "Asia/Beirut"),  # a clock of its own, with changes
            (SUMMER.replace(hour=22), "Asia/Kathmandu"),  # another weekday at Greenwich
        ],
    )
    def test_one_that_would_slip_is_not_made(self, moment, zone):
        site = working_site()
        with pytest.raises(NotPossible, match=zone):
            schedule(moment, zone, site, recurrence=self.RULE)
        assert "CreateMeeting" not in site.names

    def test_a_series_without_a_start_is_not_made(self):
        site = working_site()
        with pytest.raises(NotPossible):
            site.play(WEBEX.create(new_meeting(recurrence=self.RULE), ADA))
        assert site.requests == []


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "a\x00b"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(NotPossible):
        schedule(SUMMER, zone)


def test_a_year_that_no_calendar_holds_is_refused() -> None:
    with pytest.raises(Rejected):
        schedule(SUMMER.replace(year=9998), "Europe/Berlin")


@pytest.mark.parametrize("zone_id", range(62))
def test_every_zone_is_read_back_in_winter_and_summer(zone_id: int) -> None:
    for wall in ("01/15/2027 10:10:00", "07/15/2027 10:10:00"):
        site = working_site(start=wall, zone=zone_id)
        meeting = site.play(WEBEX.read(doc.KEY, ADA))
        local = meeting.starts_at.astimezone(ZoneInfo(ZONES[zone_id]))
        assert local.strftime("%m/%d/%Y %H:%M:%S") == wall


# Offsets in January and July 2026, in minutes, of ids whose labels mislead, and of some others.
OFFSETS = {
    0: (-720, -720), 4: (-480, -420), 5: (-420, -420), 8: (-360, -360), 11: (-300, -240),
    14: (-240, -240), 15: (-210, -150), 20: (0, 0), 21: (0, 60), 25: (60, 120), 28: (120, 180),
    35: (210, 210), 38: (270, 270), 41: (330, 330), 42: (330, 330), 43: (300, 300),
    51: (540, 540), 52: (630, 570), 55: (660, 600), 57: (660, 600), 60: (780, 720), 61: (720, 720),
}  # fmt: skip


@pytest.mark.parametrize("zone_id", OFFSETS)
def test_the_table_follows_the_law_and_not_the_labels(zone_id: int) -> None:
    zone = ZoneInfo(ZONES[zone_id])
    noons = [datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(zone) for month in (1, 7)]
    minutes = [noon.utcoffset() / timedelta(minutes=1) for noon in noons]
    assert tuple(minutes) == OFFSETS[zone_id]


def test_the_scripted_sites_zones_are_the_tables() -> None:
    assert all(ZONES[id_] == name for id_, name in CLOCKS.items() if id_ != 20)
