"""A language is ready soon after its first text, and a text is read soon whatever it holds."""

import time

import pytest

from language.lexicon import LANGUAGES, lexicon_of
from language.reading import Reader

MOST = 0.05
"""Seconds that building a language may take, at the best of a few tries: the machine is shared."""


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_language_is_built_soon(code):
    took = []
    for _ in range(5):
        lexicon_of.cache_clear()
        begun = time.process_time()
        Reader(lexicon_of(code))
        took.append(time.process_time() - begun)
    assert min(took) < MOST
