"""Any text gives a request, soon: an exception or a long wait is never the answer."""

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import prepare, understand, understand_move
from language.lexicon import LANGUAGES, lexicon_of

WEDNESDAY = datetime.fromisoformat("2026-11-18T10:07")
FRIDAY = datetime.fromisoformat("2026-11-20T15:00+01:00")
FIGURES = (
    "3", "15", "1500", "9:30", "5/6", "12.05.", "2026-12-01", "9.30", "15h30", "31", "0", "24:00",
    "3rd", "1/2", "1.5", "29.2.", "30/2", "x10", "99999999999", "25:99", "2026-02-30",
    "9999-99-99", "2026-12-01T10:00", "2026-12-01T10:00+99:99", "１５時", "<@U1>", "@bo",
    '"', "&lt;",
)  # fmt: skip


def check(text, locale="en-US"):
    request = understand(text, WEDNESDAY, "Europe/Berlin", locale)
    answer = json.loads(json.dumps(request.as_json()))
    assert answer["zone"]
    if request.start is not None:
        assert request.start.tzinfo is not None
        assert request.date is None
    if request.end is not None:
        assert request.end > request.start or request.end.date() >= request.start.date()
    moved = understand_move(text, FRIDAY, 45, WEDNESDAY, "Europe/Berlin", locale)
    assert (moved.start is None) == (moved.end is None)
    assert moved.start is not None or "not_read" in moved.uncertain


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=150)
def test_any_text(text):
    check(text)


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_any_row_of_words_that_mean_something(data):
    code = data.draw(st.sampled_from(sorted(LANGUAGES)))
    words = st.sampled_from(sorted(lexicon_of(code).words)) | st.sampled_from(FIGURES)
    text = data.draw(st.sampled_from((" ", " ", ""))).join(data.draw(st.lists(words, max_size=10)))
    check(text, code)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n\t\r", "\x00\x07\x1b[31m", "1" * 4000, "1 " * 2000, " " * 4000, "a" * 4000,
        "mon " * 1000, '"' * 4000, "'" * 4000, "<@" * 2000, "at " * 1300, "and , " * 800,
        "1:" * 2000, "1-" * 2000, "@" * 4000, "月" * 4000, "every " * 700, "of the " * 600,
        "\u202etomorrow 3pm\u202c", "غدا الساعة ٣", "明天 tomorrow mañana 3pm", "🦄" * 2000,
        "&amp;" * 800, "3 " * 1900 + "pm", "half " * 800, "from 3 to " * 400, "x" * 100_000,
    ],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
@pytest.mark.parametrize("locale", ["en-US", "ja-JP"])
def test_nothing_takes_long(text, locale):
    prepare(locale)
    took = []
    for _ in range(3):
        begun = time.process_time()
        understand(text, WEDNESDAY, "UTC", locale)
        took.append(time.process_time() - begun)
    assert min(took) < 0.02


def test_a_text_that_is_too_long_is_read_as_far_as_it_goes_and_says_so():
    request = understand("planning tomorrow 3pm " + "blah " * 2000, WEDNESDAY, "UTC")
    assert "too_long" in request.uncertain
    assert request.start.isoformat() == "2026-11-19T15:00:00+00:00"


@pytest.mark.parametrize("plane", range(17))
def test_every_plane_of_unicode(plane):
    points = (plane * 0x10000 + offset for offset in range(0, 0x10000, 97))
    text = "".join(chr(point) for point in points if not 0xD800 <= point < 0xE000)
    check(f"{text[:300]} tomorrow 3pm")


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2100])
def test_a_leap_day_is_found_or_said_to_be_missing(year):
    moment = datetime(year, 1, 15, 9, 0)  # noqa: DTZ001  # local to the zone below
    request = understand("audit on 29 February at 3pm", moment, "UTC")
    leap = year == 2028
    assert (request.start is not None) == leap
    assert ("not_read" in request.uncertain) != leap


@pytest.mark.parametrize("locale", ["ko-KR", "ru-RU", "tr-TR", "xx-XX"])
@pytest.mark.parametrize("text", ["4pm CET", "3pm PT retro", "2026-12-01T15:00Z", "내일 4pm UTC"])
def test_a_zone_in_a_language_without_a_table_is_no_trouble(locale, text):
    request = understand(text, datetime(2026, 11, 20, 10, tzinfo=UTC), "Asia/Seoul", locale)
    assert request.zone
