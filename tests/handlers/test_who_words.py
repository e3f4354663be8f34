"""Who came, in words: times in the reader's zone, lengths, and nothing that guests could misuse."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.dates_in_words import Clock
from handlers.meeting import who_words as words
from meetings.model import Attendance

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
CLOCK = Clock("America/New_York")
ABOUT = words.heading("stand-up", "Live Meeting", NOW - timedelta(hours=3), CLOCK)


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def visit(name: str, came: datetime, left: datetime | None = None) -> Attendance:
    return Attendance(name=name, came_at=came, left_at=left)


def lines(*visits: Attendance, polls=()) -> list[str]:
    return words.who_came(ABOUT, visits, polls, NOW, CLOCK).text.splitlines()


def test_the_meeting_is_named_with_its_time_in_the_readers_zone():
    assert (
        ABOUT == "*stand-up* (Live Meeting), Friday 20 November 2026, 09:00 EST (America/New_York)"
    )


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ((), "nobody has come yet"),
        ((visit("ken", at(14), at(15)),), "one person came"),
        ((visit("ken", at(14), at(15)), visit("ken", at(16), at(17))), "one person came"),
        ((visit("ken", at(14), at(15)), visit("jo", at(14), at(15))), "2 people came"),
    ],
)
def test_people_are_counted_not_stays(visits, expected):
    assert lines(*visits)[0] == f"{ABOUT}: {expected}."


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ((visit("ken", at(14, 5), at(14, 50)),), "• ken: 09:05–09:50 (45 min)"),
        ((visit("ken", at(14), at(16)),), "• ken: 09:00–11:00 (2 h)"),
        ((visit("ken", at(14), at(15, 18)),), "• ken: 09:00–10:18 (1 h 18 min)"),
        (
            (visit("ken", at(14, 7), at(14, 30)), visit("ken", at(15), at(15, 55))),
            "• ken: 09:07–09:30, 10:00–10:55 (1 h 18 min)",
        ),
        ((visit("ken", at(16, 30)),), "• ken: since 11:30, still there (30 min)"),
        ((visit("ken", at(14), at(14) + timedelta(seconds=20)),), "(less than a minute)"),
        ((visit("ken", at(15), at(14)),), "(less than a minute)"),
        (
            (visit("ken", at(15, 0, 19), at(16, 0, 19)), visit("ken", at(15), at(16))),
            "• ken: 19 November 10:00–11:00, 20 November 10:00–11:00 (2 h)",
        ),
        ((visit("", at(14), at(15)),), "• someone without a name: 09:00–10:00 (1 h)"),
    ],
)
def test_each_person_has_a_line_with_times_and_length(visits, expected):
    assert lines(*visits)[1].endswith(expected)


def test_somebody_who_came_and_went_all_day_has_one_line_all_the_same():
    stays = [visit("ken", at(10, n), at(10, n + 1)) for n in range(0, 20, 2)]
    (_, line) = lines(*stays)
    assert line.endswith("05:10–05:11, 4 more times (10 min)")


def test_more_people_than_slack_takes_are_counted():
    text = words.who_came(
        ABOUT, [visit(f"{n} " + "x" * 60, at(14), at(15)) for n in range(200)], (), NOW, CLOCK
    ).text
    assert len(text) <= 3000
    left = int(text.splitlines()[-1].split()[2])
    assert left + len(text.splitlines()) - 2 == 200


def test_polls_are_told_with_their_votes():
    polls = [("Lunch now?", [("Yes", 2), ("No", 0)]), ("And?", [])]
    assert lines(polls=polls)[1:] == [
        "Poll “Lunch now?”: Yes: 2, No: 0",
        "Poll “And?”: no answers to choose from",
    ]
    assert "could not get the polls" in lines(polls=None)[1]


HOSTILE = ["<!channel>", "<https://evil.example|jo>", "*b* _i_ ~s~ `c`", "a\nb\u202ec"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_guest_can_neither_ping_nor_link_nor_format(text):
    heading = words.heading(text, "Live Meeting", NOW, CLOCK)
    message = words.who_came(
        heading, [visit(text, at(14), at(15))], [(text, [(text, 1)])], NOW, CLOCK
    )
    assert "\u202e" not in message.text
    for line in (message.text, words.no_such_meeting(text).text, words.no_answer(text).text):
        assert "<" not in line
    guest = message.text.splitlines()[1]
    assert not set("*_~`") & set(guest)


def test_which_one_offers_the_newest_with_their_times():
    meetings = [(f"id-{n}", "stand-up", at(14, n)) for n in range(7)]
    asked = words.which_one("stand-up", meetings, CLOCK)
    assert "7 of your meetings" in asked.text
    assert "newest 5" in asked.text
    assert [button.value for button in asked.buttons] == [f"id-{n}" for n in range(5)]
    assert asked.buttons[0].label == "stand-up, 20 November, 09:00"
    assert len({button.action for button in asked.buttons}) == 5
    assert "newest" not in words.which_one("stand-up", meetings[:2], CLOCK).text


@pytest.mark.parametrize("here", [True, False])
def test_a_service_that_cannot_tell_is_named(here):
    text = words.cannot_tell("stand-up", "Jitsi", here=here).text
    assert text.startswith("Jitsi ")
    assert "“stand-up”" in text
