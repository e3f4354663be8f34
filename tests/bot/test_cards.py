"""Cards and whispers keep to Slack's limits, and nothing in them pings or links by itself."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cards
from handlers import words
from handlers.talk import Button, MeetingCard, Phone, Whisper
from sandbox.slack.blocks import check_blocks

LINK = "https://meet.example.org/retro-abc#config.subject=%22R%26D%22"


def card(**more):
    given = {
        "title": "R&D <sync>",
        "text": "text",
        "starter": "U1",
        "service": "Jitsi",
        "join_url": LINK,
    }
    return MeetingCard(**{**given, **more})


def blocks(shown):
    return [block.to_dict() for block in shown]


def test_the_card_has_title_starter_service_button_and_plain_link():
    made = json.dumps(blocks(cards.meeting(card())))
    for part in ("R&D <sync>", "<@U1>", "Jitsi", "meet.example.org", '"parley.join"', "Link: "):
        assert part in made


def test_dial_in_and_passcode_are_shown_where_there_are_any():
    phones = (Phone(number="+49 721 0000", region="DE", code="154428"),)
    made = json.dumps(blocks(cards.meeting(card(passcode="s3 `x`", phones=phones))))
    assert "+49 721 0000" in made
    assert "154428" in made
    assert "s3 x" in made
    assert "Phone" not in json.dumps(blocks(cards.meeting(card())))


def test_a_second_copy_says_so():
    made = json.dumps(blocks(cards.meeting(card(again=True))))
    assert "one and the same meeting" in made


def test_people_who_were_named_are_mentioned_and_others_cannot_ping():
    made = json.dumps(blocks(cards.meeting(card(people=("U2", "<!channel>", "S0TEAM")))))
    assert "<@U2>" in made
    assert "<!subteam^S0TEAM>" in made
    assert "<!channel>" not in made


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
    assert check_blocks(blocks(shown)) == []


@pytest.mark.parametrize("length", [10, 3000, 12_000])
def test_any_whisper_is_one_that_slack_takes(length):
    buttons = tuple(Button(action=f"parley.{n}", label="x" * 200, value="v") for n in range(3))
    assert check_blocks(blocks(cards.whisper(Whisper(text="&" * length, buttons=buttons)))) == []


@pytest.mark.parametrize("title", ["<!channel>", "<@U0BO000001>", "<https://evil.example|x>"])
def test_a_title_stands_only_where_slack_reads_no_mentions_or_links(title):
    for block in blocks(cards.meeting(card(title=title))):
        text = block.get("text", {"type": "plain_text"})
        assert text["type"] == "plain_text" or title not in text["text"]
