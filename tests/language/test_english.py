"""What people type in English: clock times, ranges, lengths, days, repetitions, zones."""

from datetime import datetime

import pytest

from language import understand
from meetings.catalog import TITLES

WEDNESDAY = datetime.fromisoformat("2026-11-18T10:07")


def read(text, locale="en-US"):
    return understand(text, WEDNESDAY, "America/New_York", locale, tuple(TITLES))


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        ("3p", "15:00"), ("3:30 pm", "15:30"), ("3.30pm", "15:30"), ("15h", "15:00"),
        ("at 1500", "15:00"), ("half past two", "14:30"), ("quarter to nine", "08:45"),
        ("a quarter past 4", "16:15"), ("ten past three", "15:10"), ("noon", "12:00"),
        ("at five", "17:00"), ("three thirty pm", "15:30"), ("3 o'clock", "15:00"),
        ("11 a.m.", "11:00"), ("at 14", "14:00"), ("0815", "08:15"), ("8:15 at night", "20:15"),
        ("7:pm", "19:00"), ("at 4ish", "16:00"), ("3:30 p", "15:30"), ("around 5pm", "17:00"),
        ("@ 2pm", "14:00"),
    ],
)  # fmt: skip
def test_every_usual_form_of_a_clock_time(clock, hour):
    request = read(f"risk review friday {clock}")
    assert request.start.isoformat()[:16] == f"2026-11-20T{hour}"
    assert request.title == "risk review"


def test_midnight_ends_the_day():
    assert read("release friday midnight").start.isoformat()[:16] == "2026-11-21T00:00"


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("9-10am", "09:00", "10:00"), ("11-1", "11:00", "13:00"), ("3-4", "15:00", "16:00"),
        ("from 9:30 to 11", "09:30", "11:00"), ("10 until noon", "10:00", "12:00"),
        ("between 2 and 3:30pm", "14:00", "15:30"), ("1pm - 2pm", "13:00", "14:00"),
        ("11am-1", "11:00", "13:00"), ("0900-0930", "09:00", "09:30"), ("9 to 5", "09:00", "17:00"),
        ("10-3pm", "10:00", "15:00"), ("3pm for 45 min", "15:00", "15:45"),
        ("2 hours from 3pm", "15:00", "17:00"), ("6to8", "18:00", "20:00"),
        ("12.30-1.30", "12:30", "13:30"),
    ],
)  # fmt: skip
def test_ranges_have_both_ends(words, start, end):
    request = read(f"risk review friday {words}")
    assert (request.start.isoformat()[11:16], request.end.isoformat()[11:16]) == (start, end)
    assert request.start.isoformat()[:10] == "2026-11-20"
    assert request.title == "risk review"


@pytest.mark.parametrize(
    ("locale", "text", "start", "end"),
    [
        ("en-US", "sync dec 3, 2026 — 9:00 AM to 10:00 AM", "2026-12-03T09:00", "10:00"),
        ("en-US", "friday 14:30 to 15:15: sync", "2026-11-20T14:30", "15:15"),
        ("en-US", "sync friday from ten to eleven", "2026-11-20T10:00", "11:00"),
        ("pl-PL", "rozmowa w piątek od 10 do 11", "2026-11-20T10:00", "11:00"),
    ],
)
def test_a_range_is_not_taken_for_something_else(locale, text, start, end):
    request = read(text, locale)
    assert (request.start.isoformat()[:16], request.end.isoformat()[11:16]) == (start, end)


def test_a_range_may_pass_midnight():
    request = read("migration friday 11pm-3")
    assert request.end.isoformat()[:16] == "2026-11-21T03:00"


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("45m", 45), ("1h30", 90), ("an hour and a half", 90), ("1.5 hours", 90),
        ("half an hour", 30), ("one and a half hours", 90), ("1h 15m", 75), ("90 min", 90),
        ("three quarters of an hour", 45), ("two hours", 120), ("1 hour 20", 80), ("½ hour", 30),
    ],
)  # fmt: skip
def test_lengths(words, minutes):
    request = read(f"risk review friday 3pm for {words}")
    assert request.minutes == minutes
    assert request.title == "risk review"


def test_a_length_at_the_front_counts_and_an_odd_number_in_a_title_does_not():
    assert read("30 min sync tomorrow 3pm").minutes == 30
    odd = read("7 minute abs challenge tomorrow 3pm")
    assert (odd.minutes, odd.title) == (None, "7 minute abs challenge")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("tomorrow", "2026-11-19"), ("the day after tomorrow", "2026-11-20"),
        ("tomrrow", "2026-11-19"), ("thusday", "2026-11-19"), ("wendesday", "2026-11-25"),
        ("next tuesday", "2026-11-24"), ("a week from monday", "2026-11-30"),
        ("in two weeks", "2026-12-02"), ("in 3 days", "2026-11-21"), ("25 Dec", "2026-12-25"),
        ("Dec 25th", "2026-12-25"), ("the 3rd", "2026-12-03"), ("on the 20th", "2026-11-20"),
        ("2026-12-01", "2026-12-01"), ("12.05.", "2027-05-12"), ("December 3, 2026", "2026-12-03"),
        ("Friday, December 4th", "2026-12-04"), ("friday week", "2026-11-27"),
        ("first monday of march", "2027-03-01"), ("last friday of next month", "2026-12-25"),
        ("3 weeks from friday", "2026-12-11"), ("feb 3rd next year", "2027-02-03"),
    ],
)  # fmt: skip
def test_days(words, day):
    request = read(f"risk review {words} at 2pm")
    assert request.start.isoformat()[:16] == f"{day}T14:00"
    assert request.title == "risk review"


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("in 20 minutes", "10:27"), ("in 15", "10:22"), ("in half an hour", "10:37"),
        ("in an hour", "11:07"), ("2 hours from now", "12:07"), ("in 1h30", "11:37"),
    ],
)  # fmt: skip
def test_a_while_from_now(words, start):
    request = read(f"risk review {words}")
    assert request.start.isoformat()[:16] == f"2026-11-18T{start}"
    assert request.title == "risk review"


@pytest.mark.parametrize(
    ("words", "rule", "first"),
    [
        ("every weekday 9:15", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-19T09:15"),
        ("mondays and thursdays 10am", "FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-19T10:00"),
        ("every other thursday at 4", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-11-19T16:00"),
        ("first monday of the month 10am", "FREQ=MONTHLY;BYDAY=1MO", "2026-12-07T10:00"),
        ("last friday of every month 3pm", "FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27T15:00"),
        ("monthly on the 15th at 9am", "FREQ=MONTHLY;BYMONTHDAY=15", "2026-12-15T09:00"),
        ("daily until dec 31 at 9am", "FREQ=DAILY;UNTIL=20270101T045959Z", "2026-11-19T09:00"),
        ("every monday 9am for 6 weeks", "FREQ=WEEKLY;BYDAY=MO;COUNT=6", "2026-11-23T09:00"),
        ("weekly x10 tuesday 9am", "FREQ=WEEKLY;BYDAY=TU;COUNT=10", "2026-11-24T09:00"),
        ("every 2 weeks on friday 2pm", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-11-20T14:00"),
        ("every day except friday 8am", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,SA,SU", "2026-11-19T08:00"),
        ("mon-fri 9:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-11-19T09:00"),
        ("2nd and 4th tuesday of the month 1pm", "FREQ=MONTHLY;BYDAY=2TU,4TU", "2026-11-24T13:00"),
        ("every year on dec 25 10am", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25", "2026-12-25T10:00"),
        ("biweekly on wednesdays 11am", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-11-18T11:00"),
        ("every 4 hours", "FREQ=HOURLY;INTERVAL=4", None),
    ],
)  # fmt: skip
def test_repetitions_with_their_first_start(words, rule, first):
    request = read(f"risk review {words}")
    assert request.rrule == rule
    assert request.title == "risk review"
    if first:
        assert request.start.isoformat()[:16] == first


@pytest.mark.parametrize(
    ("text", "title", "rule"),
    [
        ("sync every weekday 11am except fridays", "sync", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"),
        ("daily sync 11:00 except weekends", "sync", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("sync mondays and fridays, except fridays, 2pm", "sync", "FREQ=WEEKLY;BYDAY=MO"),
    ],
)
def test_days_left_out_are_left_out(text, title, rule):
    request = read(text)
    assert (request.title, request.rrule) == (title, rule)
    assert "not_read" not in request.uncertain


def test_an_adjective_tells_the_weeks_between_days_that_repeat():
    assert read("biweekly sync on thursdays at 3").rrule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
    assert read("weekly sync thursday at 3").rrule is None


def test_the_english_names_of_meetings_are_no_repetition_elsewhere():
    request = read("Weekly mit dem Vertrieb am Freitag um 13 Uhr", "de-DE")
    assert (request.title, request.rrule) == ("Weekly mit dem Vertrieb", None)
    assert request.start.isoformat()[:16] == "2026-11-20T13:00"


@pytest.mark.parametrize(
    "text",
    [
        "sync every monday 10am except dec 28",
        "sync every day at noon except holidays",
        "sync every friday at noon except fridays",
        "sync monthly on the 3rd at noon except fridays",
    ],
)
def test_what_no_rule_can_leave_out_is_said_to_be_unread(text):
    request = read(text)
    assert request.rrule is not None
    assert "not_read" in request.uncertain


def test_what_is_left_out_of_no_repetition_belongs_to_the_title():
    request = read("everything except finance friday 3pm")
    assert (request.title, request.uncertain) == ("everything except finance", ())


@pytest.mark.parametrize(
    ("words", "start", "zone"),
    [
        ("3pm PT", "15:00:00-08:00", "America/Los_Angeles"),
        ("15:00 CET", "15:00:00+01:00", "Europe/Berlin"),
        ("9am in London", "09:00:00+00:00", "Europe/London"),
        ("4pm Berlin time", "16:00:00+01:00", "Europe/Berlin"),
        ("14:00 UTC+2", "14:00:00+02:00", "Etc/GMT-2"),
        ("9:30 (IST)", "09:30:00+05:30", "Asia/Kolkata"),
    ],
)
def test_a_zone_said_in_words(words, start, zone):
    request = read(f"risk review friday {words}")
    assert request.start.isoformat() == f"2026-11-20T{start}"
    assert request.zone == zone
    assert request.title == "risk review"


def test_the_zone_is_the_speaker_s_where_none_was_said():
    request = read("risk review friday 3pm in the London office")
    assert request.zone == "America/New_York"


def test_people_channels_and_a_service():
    request = read(
        "<@U1|ana> and <@W2> planning friday 3pm on zoom in <#C7|general> with bo@example.org"
    )
    assert request.people == ("U1", "W2", "bo@example.org")
    assert request.channels == ("C7",)
    assert request.service == "zoom"
    assert request.title == "planning"


def test_a_group_is_a_person_and_everyone_is_named_as_typed():
    request = read("planning with <!subteam^S9|@design> and @ana <!here> tomorrow 9am")
    assert request.people == ("S9", "@ana", "@here")
    assert request.title == "planning"


@pytest.mark.parametrize(
    ("text", "services", "service"),
    [
        ("sync via webex tomorrow 3pm", ("webex-xml", "zoom"), "webex-xml"),
        ("sync via webex tomorrow 3pm", ("webex-xml", "webex"), "webex"),
        ("on webex-xml design sync", ("webex-xml", "webex"), "webex-xml"),
        ("sync on teams tomorrow 3pm", ("zoom",), None),
        ("review of the zoom contract tomorrow 3pm", ("zoom",), None),
        ("sync tomorrow 3pm (jitsi)", ("jitsi",), "jitsi"),
    ],
)
def test_a_service_is_one_of_the_names_given(text, services, service):
    request = understand(text, WEDNESDAY, "UTC", "en-US", services)
    assert request.service == service


def test_words_tell_which_of_them_gave_what():
    request = read("design review with <@U1> next Tuesday 3pm for 45 min")
    assert dict(request.words) == {"start": "next Tuesday 3pm", "minutes": "for 45 min"}
    assert request.as_json() == {
        "title": "design review",
        "start": "2026-11-24T15:00:00-05:00",
        "date": None,
        "last_date": None,
        "end": "2026-11-24T15:45:00-05:00",
        "minutes": 45,
        "rrule": None,
        "people": ["U1"],
        "channels": [],
        "service": None,
        "zone": "America/New_York",
        "uncertain": [],
        "other": None,
        "words": {"start": "next Tuesday 3pm", "minutes": "for 45 min"},
    }


@pytest.mark.parametrize(
    ("instant", "start"),
    [
        ("2026-11-24T14:00", "2026-11-24T14:00:00-05:00"),
        ("2026-11-24 14:00", "2026-11-24T14:00:00-05:00"),
        ("2026-11-24T14:00:00Z", "2026-11-24T09:00:00-05:00"),
        ("2026-11-24T14:00+01:00", "2026-11-24T08:00:00-05:00"),
    ],
)
def test_an_instant_written_out(instant, start):
    request = read(f"risk review {instant}")
    assert request.start.isoformat() == start
    assert request.title == "risk review"
