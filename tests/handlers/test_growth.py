"""What is typed costs in proportion to its length, and nothing beyond what is read.

Counted are calls of functions, not seconds; ``make bench ARGS=growth`` times the same.
"""

import sys
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from bench.growth import LONG, SHAPES, SIZES, Read, everything_read, exponent, grown, meeting
from language import prepare

MEETINGS = [meeting(f"{name} {number}") for name in ("x to y", "retro") for number in range(20)]
BEGINNINGS = ("", "move ")
MOST = 1.3
"""The highest exponent: what a longer text reads as is not always the same, so not quite 1."""


def calls(read: Callable[[str], object], text: str) -> int:
    """How many functions are called, ours and built-in ones, when *text* is read a second time."""
    read(text)
    count = 0

    def called(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(called)
    try:
        read(text)
    finally:
        sys.setprofile(None)
    return count


def every_way() -> list[Read]:
    """All that reads what was typed, in English and in a language without spaces."""
    return [way for locale in ("en", "ja") for way in everything_read(locale, MEETINGS)]


@pytest.mark.parametrize("way", every_way(), ids=lambda way: f"{way.name} {way.locale}".strip())
def test_reading_grows_with_the_text_and_no_faster(way):
    prepare(way.locale or "en")
    steep = {}
    for before, shape in product(BEGINNINGS, SHAPES):
        counts = [calls(way.read, grown(before, shape, size)) for size in SIZES]
        slopes = exponent(SIZES, counts), exponent(SIZES[1:], counts[1:])
        if min(slopes) > MOST and counts[-1] > 500:
            steep[before + shape] = (slopes, counts)
    assert not steep


@pytest.mark.parametrize("way", every_way(), ids=lambda way: f"{way.name} {way.locale}".strip())
def test_what_is_not_read_costs_nothing(way):
    prepare(way.locale or "en")
    costly = {}
    for before, shape in product(BEGINNINGS, SHAPES):
        longer, long = (calls(way.read, grown(before, shape, n)) for n in (LONG // 4, LONG))
        if long > 1.1 * longer + 50:
            costly[before + shape] = (longer, long)
    assert not costly
