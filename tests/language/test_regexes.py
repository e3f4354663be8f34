"""No regular expression that reads what was typed steps back more often than the text is long."""

import json
import re
import subprocess
import sys

import pytest

from tests.regex_steps import Counter, TooManySteps, pumped

WHOLE = ("language.orders", "language.routing", "language.numbers", "handlers.guests")
"""Modules whose patterns have to fit from the first character on; others are searched for."""
SHORT, LONG = 25, 75
"""Characters of a repetition, in two texts for one pattern."""

COLLECT = """
import importlib, json, pkgutil, re, sys
from datetime import datetime
compile, patterns = re.compile, {}
def noting(pattern, flags=0):
    made, by = compile(pattern, flags), sys._getframe(1)
    patterns[made.pattern, int(made.flags)] = by.f_globals["__name__"]
    return made
re.compile = noting
import language, handlers.changing.orders, handlers.words, bot.slack.deliveries
for module in pkgutil.walk_packages(language.__path__, "language."):
    importlib.import_module(module.name)
from language.lexicon import LANGUAGES
from meetings.catalog import TITLES
for code in LANGUAGES:
    language.prepare(code)
    language.understand("x on zoom", datetime(2026, 1, 1), "UTC", code, tuple(TITLES))
ours = ("language.", "handlers.", "bot.slack.")
rows = [(*key, by) for key, by in patterns.items() if by.startswith(ours)]
print(json.dumps([row for row in rows if row[2] != "language.grammar"]))
"""
"""Prints every pattern of ours; those of the grammar run over kinds of words, and are bounded."""


@pytest.fixture(scope="module")
def patterns():
    """Each pattern, its flags, and the module that made it, as a fresh process makes them."""
    made = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", COLLECT], capture_output=True, check=True
    )
    return json.loads(made.stdout)


def steep(pattern, how):
    """A text for which the steps grow faster than its length, if there is one."""
    counter = Counter(pattern)
    for before, repeated in sorted(set(pumped(counter.parsed))):
        # Lines are read with one space between words; what stands at the end, nothing expects.
        text = before + repeated * LONG
        short, long = (" ".join(text[: len(before) + size].split()) + "☃" for size in (SHORT, LONG))
        try:
            counter.steps(how, long, most=5 * counter.steps(how, short, most=10_000) + 300)
        except TooManySteps:
            return long
    return None


def test_every_pattern_takes_steps_in_proportion_to_the_text(patterns):
    assert len(patterns) > 900
    found = {}
    for pattern, flags, module in patterns:
        how = "fullmatch" if module.startswith(WHOLE) else "search"
        if text := steep(re.compile(pattern, flags), how):
            found[pattern] = (module, text)
    assert not found


@pytest.mark.parametrize(
    "pattern", [r"(?:a|aa)+$", r"[a,]*(?:please)$", r"(\d+)\s*h", r"x.+? .+ zeit", r"x[^>]*>"]
)
def test_a_pattern_that_steps_back_is_found(pattern):
    assert steep(re.compile(pattern), "search")
