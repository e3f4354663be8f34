"""Each convention has its cases: what is taken for granted, and what is said about it."""

from datetime import datetime
from pathlib import Path

import pytest

from language import understand
from language.conventions import CONVENTIONS

WEDNESDAY = "2026-11-18T10:07"  # in New York

CASES = [
    # convention, text, start or date, flags, the other start
    ("bare hour", "budget sync at 3", "2026-11-18T15:00", [], None),
    ("bare hour", "budget sync tomorrow at 1", "2026-11-19T13:00", [], None),
    ("bare hour", "budget sync tomorrow at 7", "2026-11-19T19:00", ["hour"], "2026-11-19T07:00"),
    ("bare hour", "budget sync tomorrow at 8", "2026-11-19T08:00", ["hour"], "2026-11-19T20:00"),
    ("bare hour", "budget sync tomorrow at 11", "2026-11-19T11:00", ["hour"], "2026-11-19T23:00"),
    ("bare hour", "budget sync tomorrow at 12", "2026-11-19T12:00", [], None),
    ("meal", "team dinner tomorrow at 8", "2026-11-19T20:00", [], None),
    ("meal", "breakfast with the board tomorrow at 7", "2026-11-19T07:00", [], None),
    ("part of day", "launch watch tonight at 8", "2026-11-18T20:00", [], None),
    ("part of day", "launch watch tomorrow at 5 in the morning", "2026-11-19T05:00", [], None),
    ("part of day", "launch watch friday afternoon at 1", "2026-11-20T13:00", [], None),
    ("part alone", "planning tomorrow morning", "2026-11-19T09:00", ["vague"], None),
    ("part alone", "planning friday afternoon", "2026-11-20T14:00", ["vague"], None),
    ("part alone", "planning this evening", "2026-11-18T18:00", ["vague"], None),
    ("weekday", "retro friday 14:00", "2026-11-20T14:00", [], None),
    ("weekday", "retro on monday at 9am", "2026-11-23T09:00", [], None),
    ("today's weekday", "retro wednesday 3pm", "2026-11-25T15:00", ["today"], "2026-11-18T15:00"),
    ("today's weekday", "retro wednesday 9am", "2026-11-25T09:00", [], None),
    ("next weekday", "retro next friday 3pm", "2026-11-27T15:00", ["next"], "2026-11-20T15:00"),
    ("next weekday", "retro next tuesday 3pm", "2026-11-24T15:00", [], None),
    ("next weekday", "retro tuesday next week 3pm", "2026-11-24T15:00", [], None),
    ("this weekday", "retro this friday 3pm", "2026-11-20T15:00", [], None),
    ("this weekday", "retro this wednesday 3pm", "2026-11-18T15:00", [], None),
    ("passed time", "retro 9am", "2026-11-19T09:00", [], None),
    ("passed time", "retro 11am", "2026-11-18T11:00", [], None),
    ("past date", "retro yesterday 3pm", "2026-11-17T15:00", ["past"], None),
    ("past date", "retro today 9am", "2026-11-18T09:00", ["past"], None),
    ("past date", "retro 2025-03-04", "2025-03-04", ["past"], None),
    ("no year", "retro 5 May 3pm", "2027-05-05T15:00", [], None),
    ("no year", "retro Dec 3rd at 10am", "2026-12-03T10:00", [], None),
    ("figures", "retro 5/6 3pm", "2027-05-06T15:00", ["numeric_date"], "2027-06-05T15:00"),
    ("figures", "retro 12/25 3pm", "2026-12-25T15:00", [], None),
    ("clock change", "deploy 14 March 2027 2:30am", "2027-03-14T03:30", ["gap"], None),
    ("clock change", "deploy 1 Nov 2027 1:30am", "2027-11-01T01:30", [], None),
    ("clock change", "deploy 7 Nov 2027 1:30am", "2027-11-07T01:30", ["fold"], None),
    ("business", "wrap-up eod", "2026-11-18T17:00", [], None),
    ("business", "wrap-up by cob friday", "2026-11-20T17:00", [], None),
    ("vague day", "offsite end of next week", "2026-11-27", ["vague", "no_time"], None),
    ("vague day", "offsite next week", "2026-11-23", ["vague", "no_time"], None),
    ("vague day", "offsite this weekend", "2026-11-21", ["vague", "no_time"], None),
    ("title's meal", "dinner menu friday at 9", "2026-11-20T09:00", ["hour"], "2026-11-20T21:00"),
    ("several days", "yoga tue & thu 9:30", "2026-11-19T09:30", ["several"], None),
    ("a choice", "sync friday 3 or 4pm", "2026-11-20T15:00", ["several"], "2026-11-20T16:00"),
    ("days in a row", "offsite 3-5 december", "2026-12-03", ["several"], None),
    ("limit", "sync before 3 tomorrow", "2026-11-19", ["vague"], None),
    ("limit", "sync after 3 tomorrow", "2026-11-19T15:00", ["vague"], None),
    ("midnight", "release friday midnight", "2026-11-21T00:00", ["vague"], "2026-11-20T00:00"),
    ("odd length", "sync friday 5pm-4pm", "2026-11-20T17:00", ["length"], None),
    ("series", "stand-up every weekday 10:30", "2026-11-18T10:30", [], None),
    ("series", "stand-up every weekday 9:15", "2026-11-19T09:15", [], None),
]


@pytest.mark.parametrize(("name", "text", "when", "flags", "other"), CASES)
def test_what_was_left_open_is_read_by_the_convention(name, text, when, flags, other):
    request = understand(text, datetime.fromisoformat(WEDNESDAY), "America/New_York", "en-US")
    found = request.start or request.date
    assert found is not None
    assert found.isoformat()[:16] == when
    assert [flag for flag in request.uncertain if flag in flags] == flags
    if not flags:
        assert request.uncertain == ()
    if other:
        assert request.other is not None
        assert request.other.isoformat()[:16] == other


def test_every_convention_has_a_case():
    assert {name for name, *_ in CASES} == {convention.name for convention in CONVENTIONS}


def test_the_order_of_figures_is_the_locale_s():
    moment = datetime.fromisoformat(WEDNESDAY)
    days = {
        locale: understand("sync 5/6 15:00", moment, "UTC", locale).start.isoformat()[:10]
        for locale in ("en-US", "en-GB", "fr-FR", "ja-JP")
    }
    assert days == {
        "en-US": "2027-05-06",
        "en-GB": "2027-06-05",
        "fr-FR": "2027-06-05",
        "ja-JP": "2027-05-06",
    }


def test_a_skipped_hour_offers_the_other_side_of_the_change():
    moment = datetime.fromisoformat("2027-03-13T10:00")
    request = understand("deploy tomorrow 2:30am", moment, "America/New_York")
    assert request.start.isoformat() == "2027-03-14T03:30:00-04:00"
    assert request.other.isoformat() == "2027-03-14T01:30:00-05:00"
    assert "gap" in request.uncertain


def test_a_repeated_hour_is_the_first_and_offers_the_second():
    moment = datetime.fromisoformat("2026-10-31T10:00")
    request = understand("deploy tomorrow 1:30am", moment, "America/New_York")
    assert request.start.isoformat() == "2026-11-01T01:30:00-04:00"
    assert request.other.isoformat() == "2026-11-01T01:30:00-05:00"
    assert "fold" in request.uncertain


@pytest.mark.parametrize("text", ["sync at 25:00", "sync on June 31", "sync Feb 30 at 3pm"])
def test_a_time_that_does_not_exist_is_never_another_one(text):
    request = understand(text, datetime.fromisoformat(WEDNESDAY), "UTC")
    assert request.start is None
    assert request.date is None
    assert "not_read" in request.uncertain
    assert request.has_time


def test_the_page_prints_every_convention():
    page = (Path(__file__).parents[2] / "docs" / "understanding.md").read_text(encoding="utf-8")
    for rule in CONVENTIONS:
        assert f"| {rule.name} | {rule.says} | {rule.example} | {rule.reads} |" in page


def test_a_weekday_that_is_not_on_that_date_is_flagged():
    request = understand(
        "sync friday nov 19 3pm", datetime.fromisoformat(WEDNESDAY), "America/New_York"
    )
    assert request.start.isoformat()[:10] == "2026-11-19"
    assert request.other.isoformat()[:10] == "2026-11-20"
    assert "vague" in request.uncertain


@pytest.mark.parametrize("text", ["sync 2 days ago 3pm", "sync 5 minutes ago"])
def test_what_is_over_is_never_today(text):
    request = understand(text, datetime.fromisoformat(WEDNESDAY), "America/New_York")
    assert {"past", "not_read"} & set(request.uncertain)
