"""Other people's words become safe to show, and our own sentences say what to do."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import words
from handlers.dates_in_words import Clock, full_span, full_time
from handlers.making import schedule_words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("R&amp;D &lt;sync&gt;", "R&D <sync>"),
        ("<!channel> retro", "@channel retro"),
        ("<!here|here> retro", "here retro"),
        ("1:1 with <@U1|bo>", "1:1 with @bo"),
        ("about <#C1|general>", "about #general"),
        ("read <https://example.org/a|this page>", "read this page"),
        ("été 🎉", "été 🎉"),
        ("two\nlines\tand\u2028more", "two lines and more"),
        ("bell\x07 zero\x00 esc\x1b[31m", "bell zero esc[31m"),
        ("evil \u202etxt.exe", "evil txt.exe"),
        ("half \ud83d emoji", "half emoji"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_a_title_is_one_clean_line(typed, shown):
    assert words.plain(typed) == shown


def test_a_long_title_is_cut_to_what_a_card_can_hold():
    cut = words.plain("a" * 10_000)
    assert len(cut) == words.TITLE_LENGTH
    assert cut.endswith("…")


@given(st.text(alphabet=st.characters()))
def test_no_text_keeps_controls_or_grows_too_long(text):
    line = words.plain(text)
    assert len(line) <= words.TITLE_LENGTH
    assert not {unicodedata.category(c) for c in line} & {"Cc", "Cs", "Zl", "Zp"}
    line.encode()


@given(st.text())
def test_quoted_text_holds_nothing_that_slack_would_act_on(text):
    assert not set("<>") & set(words.quote(text))


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("", "Friday 20 November 2026, 14:05 EST (America/New_York)"),
        ("en-GB", "Friday 20 November 2026, 14:05 EST (America/New_York)"),
        ("en-US", "Friday, November 20, 2026, 2:05 PM EST (America/New_York)"),
        ("en_us", "Friday, November 20, 2026, 2:05 PM EST (America/New_York)"),
        ("en-AU", "Friday 20 November 2026, 2:05 PM EST (America/New_York)"),
        ("ja-JP", "Friday, November 20, 2026, 14:05 EST (America/New_York)"),
        ("ko-KR", "Friday, November 20, 2026, 2:05 PM EST (America/New_York)"),
        *(
            (locale, "Friday 20 November 2026, 14:05 EST (America/New_York)")
            for locale in ("de-DE", "fr-FR", "es-ES", "it-IT", "pt-BR", "nl-NL", "pl-PL")
        ),
    ],
)
def test_a_time_is_said_in_full_in_the_style_of_the_locale(locale, said):
    moment = datetime(2026, 11, 20, 19, 5, tzinfo=UTC)
    assert full_time(moment, Clock("America/New_York", locale)) == said


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "12:30 AM"), (11, "11:30 AM"), (12, "12:30 PM"), (23, "11:30 PM")]
)
def test_midnight_and_noon_are_twelve_where_days_have_two_halves(hour, said):
    moment = datetime(2026, 11, 20, hour, 30, tzinfo=UTC)
    assert Clock("UTC", "en-US").time(moment) == said


def test_a_span_names_its_day_once():
    start, end = (datetime(2026, 11, 20, 14, minute, tzinfo=UTC) for minute in (5, 50))
    said = full_span(start, end, Clock("UTC", "en-US"))
    assert said == "Friday, November 20, 2026, 2:05 PM to 2:50 PM UTC (UTC)"


def test_an_emoji_in_a_title_stays_and_formatting_does_not():
    said = words.bare("ship :white_check_mark: *now* _x_ :tada:")
    assert said == "ship :white_check_mark: ∗now∗ ＿x＿ :tada:"


def test_a_title_in_a_question_cannot_ping():
    asked = words.join_or_another("U2", "<!channel> & co", "https://meet.example/x", "v")
    assert "<!channel>" not in asked.text
    assert "&lt;!channel&gt; &amp; co" in asked.text


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (20, 0, "8 in the evening"),
        (8, 30, "8:30 in the morning"),
        (15, 0, "3 in the afternoon"),
        (23, 0, "11 at night"),
        (3, 15, "3:15 at night"),
        (12, 0, "noon"),
        (0, 0, "midnight"),
    ],
)
def test_the_other_half_of_the_day_is_asked_about_as_it_is_spoken(hour, minute, said):
    other = datetime(2026, 11, 20, hour, minute, tzinfo=UTC)
    table = schedule_words.DOUBTS
    [asked] = schedule_words.doubt_sentences(("hour",), table, other, Clock("UTC"))
    assert asked == f"Did you mean {said}?"
