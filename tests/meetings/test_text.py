"""Texts are cleaned before a service gets them, and a service's before a person sees them."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.text import cut_utf16, one_line, showable, without_controls


def test_what_was_typed_becomes_one_line() -> None:
    assert one_line(" a\x00b\r\n c\t\ud800 d\u00a0e ") == "a b c d e"


def test_lines_stay_where_they_may() -> None:
    assert without_controls("1. a\x07\n2. b\r\ud800\n") == "1. a\n2. b\n"


def test_a_cut_halves_no_character() -> None:
    assert cut_utf16("ab🎉", 4) == "ab🎉"
    assert cut_utf16("ab🎉", 3) == "ab"
    assert cut_utf16("ab \ud800", 9) == "ab"


def test_what_a_service_wrote_is_shown_without_secrets() -> None:
    text = "no\r\n user\u202e with hunter2 and hunter22\x00"
    assert showable(text, ["hunter2", "hunter22", ""]) == "no user with ... and ..."
    assert showable("x" * 999, length=9) == "x" * 9


@given(st.text(st.characters(), max_size=60), st.integers(1, 20))
def test_any_text_is_shown_on_one_short_line(text: str, length: int) -> None:
    shown = showable(text, length=length)
    assert len(shown) <= length
    assert shown.isprintable()
