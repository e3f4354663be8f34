"""Other people's words become safe to show, and our own sentences say what to do."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import words


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


def test_a_time_is_said_in_full_with_its_zone():
    moment = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    text = words.full_time(moment, "America/New_York")
    assert text == "Friday 20 November 2026, 09:05 EST (America/New_York)"


def test_a_title_in_a_question_cannot_ping():
    asked = words.join_or_another("U2", "<!channel> & co", "https://meet.example/x", "v")
    assert "<!channel>" not in asked.text
    assert "&lt;!channel&gt; &amp; co" in asked.text
