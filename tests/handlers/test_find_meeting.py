"""The meeting that a typed title means, and where the title ends and the time begins."""

import pytest

from handlers.changing.find_meeting import fitting
from handlers.changing.title_and_time import title_and_time
from tests.handlers.timed_bot import NOW, stored_meeting

TITLES = ("design review", "Design  Sync", "sync", "intro to Python", "R&D: how to talk to people")
ALL = [stored_meeting(NOW, id=f"m-{n}", title=title) for n, title in enumerate(TITLES)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Design Review", {"design review"}),
        ("  design   review ", {"design review"}),
        ("sync", {"sync"}),
        ("design", {"design review", "Design  Sync"}),
        ("review", {"design review"}),
        ("sync design", {"Design  Sync"}),
        ("“intro to python”", {"intro to Python"}),
        ('"design review"', {"design review"}),
        ("R&amp;D", {"R&D: how to talk to people"}),
        ("retro", set()),
        ('""', set()),
        ("", set()),
    ],
)
def test_a_title_is_known_by_itself_its_beginning_or_its_words(typed, meant):
    assert {meeting.title for meeting in fitting(ALL, typed)} == meant


@pytest.mark.parametrize(
    ("typed", "title", "time"),
    [
        ("design review to friday 4pm", "design review", "friday 4pm"),
        ("intro to python to friday", "intro to Python", "friday"),
        ("r&d: how to talk to people to 3", "R&D: how to talk to people", "3"),
        ("design review from 3pm to 4pm", "design review", "4pm"),
        ("design review TO the day after to", "design review", "the day after to"),
        ('"intro to python" to 9 to 10', "intro to Python", "9 to 10"),
    ],
)
def test_the_longest_title_that_is_a_meetings_is_meant(typed, title, time):
    matches, _, read = title_and_time(ALL, typed)
    assert [meeting.title for meeting in matches] == [title]
    assert read == time


def test_what_is_no_meetings_title_is_given_back_as_it_was_typed():
    assert title_and_time(ALL, "retro to friday to 4pm") == ([], "retro to friday", "4pm")
