"""Patterns that a line's first word rules out are not tried, and none of them would have fitted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.lexicon import LANGUAGES
from language.orders import reader
from language.orders.reader import read_line

BEGINNINGS = sorted(
    {
        word
        for name in LANGUAGES.values()
        for words in (reader._compiled(name).beginnings or (), reader._verb_beginnings())
        for word in words
    }
)
WORDS = (
    "design",
    "retro",
    "my",
    "3pm",
    "the",
    "to",
    "by",
    "30",
    "min",
    "who",
    "next",
    "İt",
    "ſkip",
)
FIRST = st.sampled_from(BEGINNINGS) | st.sampled_from(WORDS)
ENDS = st.sampled_from(("", "?", "??", " ?", "!", ", please"))


@pytest.mark.parametrize("locale", ["en-US", "de-DE", "ja-JP", "pl-PL", "pt-BR", "nl-NL"])
@given(data=st.data())
@settings(deadline=None, max_examples=80)
def test_a_line_is_read_as_if_all_patterns_had_been_tried(locale, data):
    first = data.draw(FIRST)
    first = data.draw(st.sampled_from((first, first.upper(), first.title(), f"please {first}")))
    line = " ".join([first, *data.draw(st.lists(st.sampled_from(WORDS), max_size=4))])
    line += data.draw(ENDS)
    read = read_line(line, locale)
    orders, begun = [], []
    for language in reader._languages(locale):
        plain = reader._plain(line, language)
        orders += reader._read(plain, language) if plain else ()
        begun += reader._begun(language.verbs, plain)
    begun += reader._begun(reader._verbs_anywhere(), line)
    assert read.order == next(iter(orders), None)
    assert read.begun == next(iter(begun), None)


def test_verbs_of_languages_without_spaces_have_no_ascii_letters():
    for name in LANGUAGES.values():
        words = reader._words(name)
        if not words.spaced:
            assert not any(
                letter.isascii() for letter in "".join(words.verbs.values()) if letter.isalnum()
            )


def test_verbs_of_languages_with_spaces_are_plain_words():
    for name in LANGUAGES.values():
        words = reader._words(name)
        if words.spaced:
            plain = "".join(words.verbs.values()).replace("|", "").replace(" ", "").replace("-", "")
            assert plain.isalpha()
            assert not words.verb_last
