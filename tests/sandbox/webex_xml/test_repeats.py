"""Recurrence: which days a series has, and which combinations make no sense."""

from datetime import datetime

import pytest
from lxml import etree

from sandbox.services.webex_xml import WebexXmlServer
from sandbox.services.webex_xml.repeats import occurrences
from tests.sandbox.webex_xml.visitor import Visitor, meeting

START = datetime(2027, 6, 1, 9, 0)  # noqa: DTZ001 - a wall-clock time; a Tuesday


def days(*names: str) -> dict[str, list[str]]:
    return {"day": list(names)}


@pytest.mark.parametrize(
    ("repeat", "expected"),
    [
        ({}, ["06/01"]),
        ({"repeatType": "NO_REPEAT"}, ["06/01"]),
        (
            {"repeatType": "DAILY", "interval": 2, "afterMeetingNumber": 3},
            ["06/01", "06/03", "06/05"],
        ),
        (
            {
                "repeatType": "DAILY",
                "dayInWeek": days("MONDAY", "FRIDAY"),
                "afterMeetingNumber": 4,
            },
            ["06/01", "06/04", "06/07", "06/11"],
        ),
        (
            {
                "repeatType": "WEEKLY",
                "interval": 2,
                "dayInWeek": days("SUNDAY", "TUESDAY"),
                "expirationDate": "06/29/2027 23:59:59",
            },
            ["06/01", "06/13", "06/15", "06/27", "06/29"],
        ),
        (
            {"repeatType": "MONTHLY", "interval": 1, "dayInMonth": 31, "afterMeetingNumber": 4},
            ["06/01", "07/31", "08/31", "10/31"],
        ),
        (
            {
                "repeatType": "MONTHLY",
                "interval": 1,
                "weekInMonth": 2,
                "dayInWeek": days("TUESDAY"),
                "afterMeetingNumber": 3,
            },
            ["06/01", "06/08", "07/13"],
        ),
        (
            {
                "repeatType": "MONTHLY",
                "weekInMonth": 5,
                "dayInWeek": days("MONDAY"),
                "afterMeetingNumber": 3,
            },
            ["06/01", "06/28", "07/26"],
        ),
        (
            {"repeatType": "YEARLY", "monthInYear": 7, "dayInMonth": 4, "afterMeetingNumber": 3},
            ["06/01", "07/04", "07/04"],
        ),
        (
            {
                "repeatType": "YEARLY",
                "monthInYear": 6,
                "weekInMonth": 1,
                "dayInWeek": days("TUESDAY"),
                "afterMeetingNumber": 2,
            },
            ["06/01", "06/06"],
        ),
        (
            {"repeatType": "YEARLY", "dayInYear": 152, "afterMeetingNumber": 2},
            ["06/01", "05/31"],
        ),
        ({"repeatType": "CONSTANT", "expirationDate": "12/31/2027 00:00:00"}, ["06/01"]),
    ],
)
def test_the_days_of_a_series(repeat: dict[str, object], expected: list[str]) -> None:
    starts = occurrences(repeat, START)
    assert [moment.strftime("%m/%d") for moment in starts] == expected
    assert {(moment.hour, moment.minute) for moment in starts} == {(9, 0)}


def test_a_series_without_end_goes_on_for_ten_years_at_most() -> None:
    weekly = occurrences({"repeatType": "WEEKLY", "dayInWeek": days("TUESDAY")}, START)
    assert len(weekly) == 522
    assert len(occurrences({"repeatType": "DAILY", "interval": 1}, START)) == 999


def written(**values: object) -> str:
    inside = "".join(
        f"<{name}>{value}</{name}>"
        if name != "dayInWeek"
        else f"<{name}><day>{value}</day></{name}>"
        for name, value in values.items()
    )
    return f"<repeat>{inside}</repeat>"


SAMPLES = [
    written(
        repeatType="WEEKLY", interval=1, dayInWeek="MONDAY", expirationDate="12/31/2027 23:59:59"
    ),
    written(repeatType="DAILY", interval=1, afterMeetingNumber=10),
    written(
        repeatType="MONTHLY", interval=1, afterMeetingNumber=6, dayInWeek="TUESDAY", weekInMonth=2
    ),
    written(repeatType="MONTHLY", interval=1, expirationDate="06/30/2027 00:00:00", dayInMonth=15),
    written(repeatType="YEARLY", afterMeetingNumber=3, dayInMonth=4, monthInYear=7),
]


@pytest.mark.parametrize("repeat", SAMPLES)
async def test_a_series_comes_back_as_it_was_told(visitor: Visitor, repeat: str) -> None:
    key = await visitor.create(more=repeat)
    read = await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    request, shown = etree.fromstring(repeat), next(read.root.iter("{*}repeat"))
    assert facts(shown) == facts(request)


def facts(element: etree._Element) -> list[tuple[str, str]]:
    return sorted((etree.QName(each).localname, each.text or "") for each in element.iter())


@pytest.mark.parametrize(
    ("repeat", "number"),
    [
        (written(repeatType="WEEKLY", interval=1), "999999"),
        (written(repeatType="DAILY"), "999999"),
        (written(repeatType="MONTHLY", interval=1), "999999"),
        (written(repeatType="MONTHLY", weekInMonth=1), "999999"),
        (written(repeatType="MONTHLY", dayInMonth=1, weekInMonth=1), "999999"),
        (written(repeatType="YEARLY", dayInMonth=4), "999999"),
        (written(repeatType="YEARLY", interval=1, dayInMonth=4, monthInYear=7), "999999"),
        (written(repeatType="CONSTANT"), "999999"),
        (written(repeatType="NO_REPEAT", interval=1), "999999"),
        (written(interval=1), "999999"),
        (written(repeatType="DAILY", interval=1, monthInYear=1), "999999"),
        (written(repeatType="DAILY", interval=1, afterMeetingNumber=1000), "999999"),
        (written(repeatType="MONTHLY", dayInMonth=32), "999999"),
        (
            written(
                repeatType="DAILY",
                interval=1,
                afterMeetingNumber=3,
                expirationDate="12/31/2027 00:00:00",
            ),
            "999999",
        ),
        (written(repeatType="DAILY", interval=1, expirationDate="never"), "009008"),
        (written(repeatType="DAILY", interval=1, expirationDate="05/30/2027 00:00:00"), "009009"),
    ],
)
async def test_a_series_that_makes_no_sense(visitor: Visitor, repeat: str, number: str) -> None:
    (await visitor.ask("meeting.CreateMeeting", meeting(more=repeat))).refused(number)


async def test_a_changed_series_is_told_whole(visitor: Visitor) -> None:
    key = await visitor.create(more=SAMPLES[0])
    changed = f"<meetingkey>{key}</meetingkey>{SAMPLES[1]}"
    (await visitor.ask("meeting.SetMeeting", changed)).ok()
    read = await visitor.ask("meeting.GetMeeting", f"<meetingKey>{key}</meetingKey>")
    assert read.names("repeat") == ["repeatType", "interval", "afterMeetingNumber"]


async def test_a_series_keeps_its_clock_time_across_the_change(
    visitor: Visitor, webex: WebexXmlServer
) -> None:
    weekly = written(repeatType="WEEKLY", dayInWeek="SUNDAY", afterMeetingNumber=2)
    await visitor.create(start="10/24/2027 10:00:00", zone=25, more=weekly)
    [series] = webex.meetings
    assert [start.strftime("%m/%d %H:%M") for start in series.starts] == [
        "10/24 08:00",
        "10/31 09:00",
    ]
