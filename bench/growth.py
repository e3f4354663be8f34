"""How the time of reading grows with a text, for texts that are made to be costly.

Run: python -m bench.growth [--most EXPONENT]

Each of the shapes below is repeated to several lengths, behind words that begin orders, and handed
to everything that reads what a person typed. The time is that of the processor, the least of
several tries, over 200 to 600 characters (what is read) and at 12,000 (what is cut). Printed is the
exponent with which it grows: 1 is linear. It fails where one is above the most allowed.
"""

import argparse
import math
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from handlers.changing.find_meeting import Asker, find
from handlers.changing.title_and_time import title_and_time
from handlers.slack_types import Person
from handlers.words import bare, plain
from language import prepare, understand, understand_move
from language.lexicon import LANGUAGES
from language.orders import reader
from language.request import MOST_READ
from language.routing import TextSource, route, shortened
from meetings.catalog import TITLES
from storage.meetings import StoredMeeting

NOW = datetime(2026, 11, 18, 10, 7, tzinfo=UTC)
SIZES = (200, 300, 450, 600)
WORTH_FITTING = 0.001
"""Seconds: what takes less is too short to be fitted."""
LONG = 12_000
"""Characters of the longest text that Slack's door takes."""

SHAPES = (
    "x to ", "at ", "\u00a0", "x\u00a0", "\u0301", "a\u0301\u0323", "1", "1 ", "every ", ",", ", ",
    '"', "'", "“", "「", "`", "(", "( ", ")", "[", "🦄", ":x:", ":", "<@U000000001> ", "<@", "<",
    "<https://a.example/b|c> ", "https://a.example/", "月", "明天", "のに", "あ", "把从", "غدا ",
    "שלום ", "\n", "x\n", "-", "1-", "1:", "1.", "1/", "/", "from 3 to ", "mon tue ", "\u200b",
    "a\u200b", "\u202e", "\ud800", "\x01", "&amp;", "a.", "a@b.", "@a ", "#", "and ", "a", "a ",
    "please ", "can you ", "thanks ", "hey, ", "my ", "the ", "with @", "3pm ", ". ", "! ", "?",
    "!", "_", "*", "$1", "half ", "by ", "an hour later ", "move ", "add ", "on zoom ", "Aa1", "İ",
    "ß", "in 20 min ", "jan 1 ", "1st ", "2026-12-01 ", "zu ", "x am ", "à ", "1 h ", "を に", "吗",
)  # fmt: skip
"""What is repeated."""

USUAL = "move design review to tomorrow at 3pm"
"""The yardstick: what the longest text costs is printed as a multiple of it."""

BEGINNINGS = ("", "move ", "when is ", "把")
"""What stands before it."""


class Read(NamedTuple):
    """One way in which a text is read."""

    name: str
    locale: str
    read: Callable[[str], object]


def meeting(title: str) -> StoredMeeting:
    """A meeting that is coming up."""
    return StoredMeeting(
        id=title,
        job=1,
        team="T1",
        channel="C1",
        organizer="U1",
        service="jitsi",
        service_id=title,
        title=title,
        join_url="https://a.example/x",
        zone="UTC",
        created_at=NOW,
    )


def everything_read(locale: str, meetings: list[StoredMeeting]) -> list[Read]:
    """All that reads what was typed, in a locale."""
    asker = Asker(person=Person(id="U1", name="ada", zone="UTC", locale=locale), now=NOW)

    def routed(text: str) -> None:
        reader.forget()
        for via in TextSource:
            line = shortened(text, via)
            wanted = understand(line, NOW, "UTC", locale, tuple(TITLES))
            route(line, wanted, via=via, services=TITLES, locale=locale)

    every = [
        Read("understand", locale, lambda text: understand(text, NOW, "UTC", locale)),
        Read("move", locale, lambda text: understand_move(text, NOW, 30, NOW, "UTC", locale)),
        Read("routing and orders", locale, routed),
        Read("find_meeting", locale, lambda text: find(meetings, text, asker)),
    ]
    if locale == "en":
        every += [
            Read("title_and_time", "", lambda text: title_and_time(meetings, text)),
            Read("cleaning", "", lambda text: (plain(text), bare(text))),
        ]
    return every


def exponent(sizes: tuple[int, ...], costs: list[float]) -> float:
    """The slope of the straight line through the logarithms: least squares."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(cost, 1e-9)) for cost in costs]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum(
        (a - x) ** 2 for a in xs
    )


def least(read: Callable[[str], object], text: str, tries: int = 3) -> float:
    """The processor's seconds of the quickest of several tries."""
    taken = []
    for _ in range(tries):
        begun = time.thread_time()
        read(text)
        taken.append(time.thread_time() - begun)
    return min(taken)


def grown(before: str, shape: str, size: int) -> str:
    """A text of so many characters."""
    return (before + shape * size)[:size]


def measured(way: Read, text: Callable[[int], str], most: float) -> tuple[float, float, float]:
    """The exponent, the seconds for all that is read, and those for the longest text."""
    for tries in (1, 4, 16):  # more where something else may have been in the way
        costs = [least(way.read, text(size), tries) for size in SIZES]
        slope = exponent(SIZES, costs) if costs[-1] > WORTH_FITTING else 0.0
        if slope <= most:
            break
    return slope, costs[-1], least(way.read, text(LONG), 1)


def main():
    """Measure, print the worst of each, and fail where something is not linear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=float, default=1.5, help="the highest exponent allowed")
    most, failed = parser.parse_args().most, []
    meetings = [meeting(f"{name} {number}") for name in ("x to y", "retro") for number in range(50)]
    print("| reads | locale | highest exponent | most ms at 600 | at 12,000 | beside the usual |")
    print("|---|---|---|---|---|---|")
    for locale in LANGUAGES:
        prepare(locale)
        for way in everything_read(locale, meetings):
            figures = {
                before + shape: measured(way, partial(grown, before, shape), most)
                for before in BEGINNINGS
                for shape in SHAPES
            }
            slopes, reads, longs = zip(*figures.values(), strict=True)
            row = f"{max(slopes):.2f} | {max(reads) * 1000:.1f} | {max(longs) * 1000:.1f}"
            usual = least(way.read, USUAL, 9)
            row += f" | {max(longs) / usual:.0f} |"
            print(f"| {way.name} | {way.locale} | {row}", flush=True)
            failed += [
                (way, text, figure[0]) for text, figure in figures.items() if figure[0] > most
            ]
    print(f"{len(SHAPES)} shapes behind {len(BEGINNINGS)} beginnings; read are {MOST_READ}")
    for way, text, slope in failed:
        print(f"not linear: {way.name} {way.locale} {text!r}: {slope:.2f}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
