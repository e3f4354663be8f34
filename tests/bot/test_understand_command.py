"""Many requests at once: one answer a line, in order, whatever is wrong with one."""

import json

import pytest

from bot.cli.understand import answer_lines

GOOD = {"text": "retro tomorrow 3pm", "reference": "2026-11-18T10:07", "zone": "Europe/Berlin"}


def answers(*lines):
    return [json.loads(line) for line in answer_lines(lines)]


def test_a_line_is_answered_as_the_contract_says():
    (answer,) = answers(json.dumps(GOOD))
    assert answer["title"] == "retro"
    assert answer["start"] == "2026-11-19T15:00:00+01:00"
    assert list(answer)[:13] == [
        "title", "start", "date", "last_date", "end", "minutes", "rrule", "people", "channels",
        "service",
        "zone", "uncertain", "other",
    ]  # fmt: skip


def test_a_reference_with_an_offset_is_an_instant():
    asked = {**GOOD, "reference": "2026-11-18T23:30:00-05:00"}
    (answer,) = answers(json.dumps(asked))
    assert answer["start"] == "2026-11-20T15:00:00+01:00"


def test_zone_and_locale_may_be_left_out():
    (answer,) = answers(json.dumps({"text": "retro 5/6 3pm", "reference": "2026-01-01T00:00"}))
    assert answer["start"] == "2026-05-06T15:00:00+00:00"


def test_bad_lines_do_not_stop_the_rest():
    bad = [
        "not json", "[]", "{}", "null", "", "\x00", "1e999",
        json.dumps({**GOOD, "zone": "No/Where"}), json.dumps({**GOOD, "zone": "../../etc/passwd"}),
        json.dumps({**GOOD, "reference": "yesterday"}), json.dumps({**GOOD, "text": 7}),
        json.dumps({**GOOD, "locale": []}), "[" * 100_000,
    ]  # fmt: skip
    lines = answers(*bad, json.dumps(GOOD))
    assert all(set(answer) == {"error"} for answer in lines[:-1])
    assert all("\n" not in answer["error"] for answer in lines[:-1])
    assert lines[-1]["title"] == "retro"


@pytest.mark.parametrize(
    ("text", "more", "does"),
    [
        ("design review", {}, "start"),
        ("retro tomorrow 3pm", {}, "schedule"),
        ("cancel design review", {}, "order"),
        ("when is my next meeting?", {}, "answer"),
        ("canel design review", {}, "unsure"),
        ("@Parley retro tomorrow 3pm", {"via": "mention"}, "schedule"),
        ("design review", {"via": "dm"}, "answer"),
        ("close interview", {}, "start"),
        ("close interview", {"known": ["interview"]}, "order"),
    ],
)
def test_a_line_says_what_the_bot_would_do(text, more, does):
    (answer,) = answers(json.dumps({**GOOD, "text": text, **more}))
    assert answer["does"] == does


@pytest.mark.parametrize("more", [{"via": "letter"}, {"known": "retro"}, {"known": [7]}])
def test_what_is_known_has_to_be_titles_and_the_way_one_that_there_is(more):
    (answer,) = answers(json.dumps({**GOOD, **more}))
    assert set(answer) == {"error"}
