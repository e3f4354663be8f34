"""The new time of a meeting: what was not said of it stays as it is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from language import understand, understand_move

ZONE = "America/New_York"
NEW_YORK = ZoneInfo(ZONE)


def at(iso):
    return datetime.fromisoformat(iso).replace(tzinfo=NEW_YORK)


WEDNESDAY = at("2026-11-18T10:07")
TUESDAY = at("2026-11-24T15:00")


def move(text, starts_at=TUESDAY, locale="en-US", minutes=45):
    return understand_move(text, starts_at, minutes, WEDNESDAY, ZONE, locale)


def local(moment):
    return moment.isoformat()[:16] if moment else None


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("tomorrow", "2026-11-19T15:00"),
        ("to tomorrow", "2026-11-19T15:00"),
        ("monday", "2026-11-23T15:00"),
        ("the 25th", "2026-11-25T15:00"),
        ("dec 24", "2026-12-24T15:00"),
        ("in two weeks", "2026-12-02T15:00"),
        ("same time tomorrow", "2026-11-19T15:00"),
    ],
)
def test_a_day_alone_keeps_the_clock_time(text, start):
    request = move(text)
    assert (local(request.start), request.uncertain, request.minutes) == (start, (), 45)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("4pm", "2026-11-24T16:00"),
        ("to 4pm", "2026-11-24T16:00"),
        ("4", "2026-11-24T16:00"),
        ("14:30", "2026-11-24T14:30"),
        ("noon", "2026-11-24T12:00"),
        ("half past two", "2026-11-24T14:30"),
    ],
)
def test_a_clock_time_alone_keeps_the_day(text, start):
    request = move(text)
    assert (local(request.start), request.uncertain, request.other) == (start, (), None)
    assert local(request.end)[:13] == f"{start[:11]}{request.end.hour}"
    assert (request.end - request.start).total_seconds() == 45 * 60


def test_a_day_and_a_clock_time_are_both_taken():
    assert local(move("thursday 4pm", at("2026-11-18T15:00")).start) == "2026-11-19T16:00"


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("an hour later", "2026-11-24T16:00"),
        ("half an hour later", "2026-11-24T15:30"),
        ("30 minutes earlier", "2026-11-24T14:30"),
        ("to an hour earlier", "2026-11-24T14:00"),
        ("1h30 later", "2026-11-24T16:30"),
        ("an hour and a half earlier", "2026-11-24T13:30"),
        ("earlier by 15 min", "2026-11-24T14:45"),
        ("15 min before", "2026-11-24T14:45"),
        ("+30m", "2026-11-24T15:30"),
        ("-1h", "2026-11-24T14:00"),
        ("two days later", "2026-11-26T15:00"),
        ("a week later", "2026-12-01T15:00"),
        ("a month later", "2026-12-24T15:00"),
        ("an hour later on thursday", "2026-11-19T16:00"),
    ],
)
def test_a_shift_is_counted_from_the_meeting_not_from_now(text, start):
    request = move(text)
    assert local(request.start) == start
    assert "vague" not in request.uncertain
    assert request.minutes == 45


@pytest.mark.parametrize(
    ("text", "start", "other"),
    [
        ("by an hour", "2026-11-24T16:00", "2026-11-24T14:00"),
        ("by 15", "2026-11-24T15:15", "2026-11-24T14:45"),
        ("back 30 min", "2026-11-24T15:30", "2026-11-24T14:30"),
        ("forward by 1h", "2026-11-24T14:00", "2026-11-24T16:00"),
    ],
)
def test_a_shift_without_a_direction_offers_the_other(text, start, other):
    request = move(text)
    assert (local(request.start), local(request.other), request.uncertain) == (
        start,
        other,
        ("vague",),
    )


def test_what_is_told_from_now_is_not_told_from_the_meeting():
    assert local(move("in 20 minutes").start) == "2026-11-18T10:27"
    assert local(move("2 hours from now").start) == "2026-11-18T12:07"


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [
        ("3-4pm", "2026-11-24T15:00", 60),
        ("friday 10-11:30", "2026-11-20T10:00", 90),
        ("friday at 4 for an hour", "2026-11-20T16:00", 60),
        ("30 minutes", "2026-11-24T15:00", 30),
        ("", None, 45),
    ],
)
def test_a_range_or_a_length_is_the_new_length(text, start, minutes):
    request = move(text)
    assert (local(request.start), request.minutes) == (start, minutes)
    if request.start:
        assert (request.end - request.start).total_seconds() == minutes * 60


def test_next_week_is_the_same_day_of_next_week_and_vague():
    request = move("next week", at("2026-11-19T09:30"))
    assert (local(request.start), request.uncertain) == ("2026-11-26T09:30", ("vague",))


@pytest.mark.parametrize(
    ("text", "start", "other", "flag"),
    [
        ("friday", "2026-11-20T20:00", "2027-01-15T20:00", "next"),
        ("the 12th", "2026-12-12T20:00", "2027-01-12T20:00", "vague"),
    ],
)
def test_a_later_meeting_may_mean_a_day_of_its_own_week_or_month(text, start, other, flag):
    request = move(text, at("2027-01-11T20:00"))
    assert (local(request.start), local(request.other), request.uncertain) == (
        start,
        other,
        (flag,),
    )


def test_an_open_hour_is_the_one_nearer_to_the_meeting_s_own():
    evening, morning = move("8", at("2026-11-20T19:00")), move("8", at("2026-11-20T09:00"))
    assert (local(evening.start), evening.uncertain) == ("2026-11-20T20:00", ("hour",))
    assert (local(evening.other), local(morning.start)) == ("2026-11-20T08:00", "2026-11-20T08:00")


def test_a_time_that_has_passed_is_flagged_and_the_next_one_offered():
    request = move("9am", at("2026-11-18T11:00"))
    assert (local(request.start), request.uncertain) == ("2026-11-18T09:00", ("past",))
    assert local(request.other) == "2026-11-19T09:00"
    assert "past" in move("3 hours earlier", at("2026-11-18T11:00")).uncertain


@pytest.mark.parametrize("text", ["", "later", "a bit earlier", "room 12", "june 31", "xyz", "?"])
def test_what_tells_no_time_moves_nothing(text):
    request = move(text)
    assert (request.start, request.end, request.uncertain) == (None, None, ("not_read",))


def test_a_clock_change_is_flagged_and_the_wall_clock_kept():
    saturday = at("2027-03-13T02:30")
    assert local(move("a day later", at("2027-03-13T09:00")).start) == "2027-03-14T09:00"
    gap = move("a day later", saturday)
    assert (local(gap.start), gap.uncertain) == ("2027-03-14T03:30", ("gap",))
    fold = move("on nov 7 2027", at("2026-12-01T01:30"))
    assert (local(fold.start), fold.uncertain) == ("2027-11-07T01:30", ("fold",))
    assert fold.other is not None


def test_a_time_in_another_zone_is_on_the_day_that_the_meeting_has_there():
    request = move("9am in tokyo", at("2026-11-24T21:00"))
    assert request.zone == "Asia/Tokyo"
    assert request.start.isoformat() == "2026-11-25T09:00:00+09:00"


def test_a_new_repetition_is_told():
    request = move("every friday at 4")
    assert (local(request.start), request.rrule) == ("2026-11-20T16:00", "FREQ=WEEKLY;BYDAY=FR")


@pytest.mark.parametrize(
    ("locale", "text", "start"),
    [
        ("de-DE", "eine Stunde später", "2026-11-24T16:00"),
        ("de-DE", "um 30 Minuten nach vorne", "2026-11-24T14:30"),
        ("de-DE", "auf morgen", "2026-11-19T15:00"),
        ("de-DE", "um 10 Uhr", "2026-11-24T10:00"),
        ("de-DE", "um 16", "2026-11-24T16:00"),
        ("fr-FR", "30 minutes plus tôt", "2026-11-24T14:30"),
        ("fr-FR", "à demain 16h", "2026-11-19T16:00"),
        ("es-ES", "media hora antes", "2026-11-24T14:30"),
        ("es-ES", "una hora más tarde", "2026-11-24T16:00"),
        ("pt-BR", "uma hora mais tarde", "2026-11-24T16:00"),
        ("it-IT", "mezz'ora prima", "2026-11-24T14:30"),
        ("nl-NL", "een half uur eerder", "2026-11-24T14:30"),
        ("pl-PL", "godzinę później", "2026-11-24T16:00"),
        ("ja-JP", "30分早く", "2026-11-24T14:30"),
        ("ja-JP", "明日", "2026-11-19T15:00"),
        ("zh-CN", "推迟一小时", "2026-11-24T16:00"),
        ("zh-CN", "提前30分钟", "2026-11-24T14:30"),
        ("ru-RU", "завтра", "2026-11-19T15:00"),
        ("de-DE", "an hour later", "2026-11-24T16:00"),
    ],
)
def test_other_languages_move_alike(locale, text, start):
    assert local(move(text, locale=locale).start) == start


def test_a_new_meeting_an_hour_later_is_an_hour_from_now():
    assert local(understand("sync an hour later", WEDNESDAY, ZONE).start) == "2026-11-18T11:07"


def test_nobody_is_invited_and_nothing_is_renamed():
    request = move("friday 4pm with @bo because Ana is away")
    assert (request.title, request.people, local(request.start)) == (None, (), "2026-11-20T16:00")
