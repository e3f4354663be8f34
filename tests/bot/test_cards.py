"""Cards and messages keep to Slack's limits, and nothing in them notifies or links by itself."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack import cards, messages
from handlers import words
from handlers.slack_types import (
    Button,
    CardState,
    ConfirmDialog,
    MeetingCard,
    MeetingTime,
    Message,
    MessageRow,
    Phone,
)
from sandbox.slack.blocks import check_blocks
from storage import payloads

LINK = "https://meet.example.org/retro-abc#config.subject=%22R%26D%22"


def card(**more):
    given = {
        "title": "R&D <sync>",
        "text": "text",
        "organizer": "U1",
        "service": "Jitsi",
        "join_url": LINK,
    }
    return MeetingCard(**{**given, **more})


def test_the_card_has_title_starter_service_button_and_plain_link():
    made = json.dumps(cards.meeting(card()))
    for part in ("R&D <sync>", "<@U1>", "Jitsi", "meet.example.org", '"parley.join"', "Link: "):
        assert part in made


def test_dial_in_and_passcode_are_shown_where_there_are_any():
    phones = (Phone(number="+49 721 0000", region="DE", code="154428"),)
    made = json.dumps(cards.meeting(card(passcode="s3 `x`", phones=phones)))
    assert "+49 721 0000" in made
    assert "154428" in made
    assert "s3 x" in made
    assert "Phone" not in json.dumps(cards.meeting(card()))


def test_a_second_copy_says_so():
    made = json.dumps(cards.meeting(card(again=True)))
    assert "It is the same meeting" in made


def test_people_who_were_named_are_mentioned_and_groups_cannot_ping():
    made = json.dumps(cards.meeting(card(people=("U2", "<!channel>", "S0TEAM"))))
    assert "<@U2>" in made
    assert "a user group" in made
    assert "<!subteam" not in made
    assert "<!channel>" not in made


NOON = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


def scheduled(state=CardState.UPCOMING, lasts=timedelta(minutes=45), repeats="", **more):
    when = MeetingTime(starts_at=NOON, ends_at=NOON + lasts, zone="Europe/Paris", repeats=repeats)
    return card(state=state, when=when, meeting="jitsi-7", title="Design review", **more)


def labels(shown):
    return [
        element["text"]["text"]
        for block in shown
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def text_of(shown):
    """All text on the card, without its buttons."""
    return "\n".join(
        text["text"]
        for block in shown
        if block["type"] != "actions"
        for text in [block.get("text"), *block.get("elements", [])]
        if text
    )


def test_a_card_to_come_says_when_for_each_reader_and_for_its_organizer():
    made = text_of(
        cards.meeting(scheduled(repeats="every Thursday", agenda="1. R&D", people=("U2",)))
    )
    start, end = int(NOON.timestamp()), int(NOON.timestamp()) + 45 * 60
    fallback = "Thursday 26 November 2026, 16:00 CET (Europe/Paris)"
    assert f"<!date^{start}^{{date_long_pretty}}, {{time}}|{fallback}>" in made
    assert f"<!date^{end}^{{time}}|16:45>" in made
    assert made.splitlines()[-1].endswith("26 November 2026, 16:00 to 16:45 CET (Europe/Paris)")
    for part in ("every Thursday", "1. R&amp;D", "with <@U2>", f"Link: <{LINK}|"):
        assert part in made


def test_a_card_to_come_can_be_joined_moved_cancelled_and_answered():
    shown = cards.meeting(scheduled())
    assert labels(shown) == ["Join", "Move", "Cancel meeting", "Going", "Maybe", "Can't go"]
    [first, second] = [block for block in shown if block["type"] == "actions"]
    join, move, cancel = first["elements"]
    assert join["url"] == LINK
    carried = {"meeting": "jitsi-7", "v": payloads.VERSION}
    assert json.loads(move["value"]) == json.loads(cancel["value"]) == carried
    assert join["style"] == "primary"
    assert "style" not in cancel  # only the question after it is red
    assert cancel["confirm"]["style"] == "danger"
    assert "Design review" in cancel["confirm"]["text"]["text"]
    assert {element["value"] for element in second["elements"]} == {"jitsi-7"}


def test_whoever_cancels_a_series_is_asked_of_which_dates_and_nothing_before_that():
    assert "confirm" not in json.dumps(cards.meeting(scheduled(repeats="every day")))
    assert "confirm" in json.dumps(cards.meeting(scheduled()))


def test_a_running_meeting_says_so_and_asks_nobody_whether_they_come():
    shown = cards.meeting(scheduled(CardState.RUNNING))
    assert "*Running*: <!date^" in text_of(shown)
    assert labels(shown) == ["Join", "Move", "Cancel meeting"]


@pytest.mark.parametrize(
    ("state", "label"), [(CardState.ENDED, "Ended: "), (CardState.CANCELLED, "Cancelled: ")]
)
def test_what_is_over_has_no_way_in_and_nothing_to_press(state, label):
    shown = cards.meeting(
        scheduled(
            state,
            note="<b> cancelled it.",
            passcode="s3cret",
            phones=(Phone(number="+49 721"),),
            answers=(("U2", "going"), ("U3", "cant"), ("U4", "going")),
        )
    )
    made = text_of(shown)
    assert made.startswith(f"{label}Design review\n&lt;b&gt; cancelled it.")
    assert "Going: <@U2>, <@U4> · Can't go: <@U3>" in made
    assert labels(shown) == []
    for gone in (LINK, "meet.example.org", "s3cret", "+49"):
        assert gone not in json.dumps(shown)


def test_a_meeting_past_midnight_says_the_day_on_which_it_ends():
    made = text_of(cards.meeting(scheduled(lasts=timedelta(hours=10))))
    assert "{date_long_pretty}, {time}|Friday 27 November 2026, 02:00 CET" in made


def test_a_meeting_started_at_once_can_only_be_joined():
    assert labels(cards.meeting(card())) == ["Join"]


def test_a_crowd_is_counted_not_listed():
    made = text_of(cards.meeting(card(people=tuple(f"U{n}" for n in range(1, 31)))))
    assert "<@U20> and 10 more" in made


@given(
    note=st.text(max_size=3000),
    agenda=st.text(max_size=6000),
    repeats=st.text(max_size=300),
    answers=st.lists(
        st.tuples(st.text(max_size=90), st.sampled_from(["going", "maybe", "cant"])), max_size=90
    ).map(tuple),
    state=st.sampled_from(CardState),
    title=st.text(min_size=1, max_size=300).map(words.one_line).filter(bool),
)
def test_any_scheduled_card_is_one_that_slack_takes(note, agenda, repeats, answers, state, title):
    made = scheduled(state, repeats=repeats)
    made = replace(made, note=note, agenda=agenda, answers=answers, title=title)
    assert check_blocks(cards.meeting(made)) == []


@given(
    title=st.text(min_size=1, max_size=300).map(words.one_line).filter(bool),
    service=st.text(max_size=80),
    passcode=st.text(max_size=200),
    people=st.lists(st.text(max_size=200), max_size=40).map(tuple),
    number=st.text(max_size=500),
)
def test_any_card_is_one_that_slack_takes(title, service, passcode, people, number):
    shown = cards.meeting(
        card(
            title=title,
            service=service,
            passcode=passcode,
            people=people,
            phones=(Phone(number=number),) * 30,
        )
    )
    assert check_blocks(shown) == []


@pytest.mark.parametrize("length", [10, 3000, 12_000])
def test_any_whisper_is_one_that_slack_takes(length):
    buttons = tuple(Button(action=f"parley.{n}", label="x" * 200, value="v") for n in range(3))
    assert check_blocks(messages.blocks(Message(text="&" * length, buttons=buttons))) == []


def listed(count, buttons=2):
    pressed = tuple(Button(action=f"parley.{n}", label=f"B{n}", value="v") for n in range(buttons))
    return tuple(MessageRow(text=f"*{n}*", plain=f"row {n}", buttons=pressed) for n in range(count))


@pytest.mark.parametrize("buttons", [0, 1, 2, 30])
@pytest.mark.parametrize("rows", [1, 23, 24, 25, 49, 200])
def test_a_list_that_is_too_long_says_how_much_is_missing(rows, buttons):
    message = Message(
        text="All:",
        rows=listed(rows, buttons),
        buttons=(Button(action="parley.page", label="Next", value="2"),),
    )
    shown = messages.blocks(message, "aside-1")
    assert check_blocks(shown) == []
    assert shown[-1]["elements"][0]["text"]["text"] == "Next"
    aloud = messages.plain_text(message)
    written = sum(f"*{n}*" in json.dumps(shown) for n in range(rows))
    assert aloud.count("row ") == written
    missing = f"and {rows - written} more that do not fit"
    assert (missing in aloud) == (missing in json.dumps(shown)) == (written < rows)


def test_each_drawing_of_a_whisper_marks_its_buttons_anew():
    message = Message(text="?", rows=listed(2, 1), buttons=(Button(action="parley.x", label="X"),))
    first, second = (
        {
            message["block_id"]
            for message in messages.blocks(message, messages.ephemeral_block_id())
            if "block_id" in message
        }
        for _ in range(2)
    )
    assert len(first) == len(second) == 3
    assert not first & second
    assert all(map(messages.is_ephemeral_block, first | second))
    assert "block_id" not in json.dumps(messages.blocks(message))


def test_a_question_before_a_press_keeps_to_slacks_limits():
    sure = ConfirmDialog(title="t" * 200, text="x" * 400, yes="y" * 40)
    asked = Button(action="parley.cancel", label="Cancel", danger=True, sure=sure)
    assert check_blocks(messages.blocks(Message(text="?", buttons=(asked,)))) == []


@pytest.mark.parametrize(
    ("text", "end"), [("a<@U123>", "a…"), ("ab&amp;", "ab…"), ("abc defghi", "abc def…")]
)
def test_what_is_cut_ends_in_no_half_mention(text, end):
    assert messages.cut_mrkdwn(text, len(text) - 1 if "d" not in text else 8) == end


@pytest.mark.parametrize("title", ["<!channel>", "<@U0BO000001>", "<https://evil.example|x>"])
def test_a_title_stands_only_where_slack_reads_no_mentions_or_links(title):
    for block in cards.meeting(card(title=title)):
        text = block.get("text", {"type": "plain_text"})
        assert text["type"] == "plain_text" or title not in text["text"]
