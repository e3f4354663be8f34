"""Names typed without @: a button offers who is meant, and nobody is told before it is pressed."""

import json

import pytest

from handlers.making.suggestions import fitting, possible_names
from handlers.slack_types import ConversationMember
from sandbox.slack.cast import ALL_SCOPES
from sandbox.slack.cast import BO as BO_TANAKA
from tests.handlers.bot_with_service import JITSI, bot_with, labels, value_of

BO = ConversationMember(id="U1", name="Bo Tanaka", display_name="botan")
BO_TOO = ConversationMember(id="U2", name="Bo Ek", display_name="")
PRESSED = "select 1 from job where payload like '%parley.add_person%'"
WILL = ConversationMember(id="U3", name="Will Rose", display_name="will")


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("design sync", []),
        ("Bo and the others", ["bo", "the"]),
        ("call with bo", ["bo"]),
        ("1:1 Bo/Tanaka", ["bo", "tanaka"]),
        ("Plan of Berlin for Q3", ["berlin", "q3"]),
        ("Will we meet in May", []),
    ],
)
def test_words_that_could_be_names(title, names):
    assert possible_names(title) == names


@pytest.mark.parametrize(
    ("title", "offered"),
    [
        ("sync with Bo", ["U1", "U2"]),
        ("sync with Bo Tanaka", ["U1"]),
        ("sync with tanaka", ["U1"]),
        ("sync with Botan", ["U1"]),
        ("sync tanaka", []),
        ("Bob's sync", []),
        ("Will we meet", []),
        ("sync with Ek and Tanaka", ["U2", "U1"]),
    ],
)
def test_who_fits(title, offered):
    assert [member.id for member in fitting(title, [BO, BO_TOO, WILL])] == offered


def posts_to_bo(bot):
    return [post for post in bot.messages() if "invites you" in post.text]


async def test_a_draft_offers_who_is_named_and_adds_them_once(bot):
    shown = await bot.request("design sync with Bo tomorrow at 3pm")
    assert labels(shown) == ["Schedule it", "Change", "Never mind", "Add @Bo Tanaka"]
    assert "*design sync with Bo*" in shown.text
    assert value_of(shown, "Add @Bo Tanaka")[0].startswith("parley.add_person")
    before = shown.text
    await bot.press("Add @Bo Tanaka", ts=shown.ts)
    await bot.until(lambda: shown.text != before)
    assert "Asia/Tokyo" in shown.text
    assert labels(shown) == ["Schedule it", "Change", "Never mind"]
    assert bot.messages() == []
    await bot.press("Schedule it", ts=shown.ts)
    invitation = await bot.post_with("invites you. design sync with Bo:")
    assert invitation.channel.startswith("D")
    assert json.loads(bot.row()["people"]) == [BO_TANAKA.id]


async def test_a_meeting_that_started_offers_it_in_private_and_tells_once(bot):
    shown = await bot.request("design sync with Bo")
    assert labels(shown) == ["Add @Bo Tanaka"]
    assert posts_to_bo(bot) == []
    action, value = value_of(shown, "Add @Bo Tanaka")
    await bot.press_as_it_was("mallory", shown, action, value)
    await bot.until(lambda: "I can't find that meeting" in shown.text)
    assert posts_to_bo(bot) == []
    await bot.press_as_it_was("ada", shown, action, value)
    await bot.until(lambda: "Bo Tanaka is invited" in shown.text)
    invitation = await bot.post_with("invites you. design sync with Bo:")
    assert invitation.channel.startswith("D")
    await bot.press_as_it_was("ada", shown, action, value)
    await bot.until(lambda: len(bot._rows(PRESSED)) == 3)
    await bot.until(lambda: not bot._rows("select 1 from job where state in ('ready', 'running')"))
    assert len(posts_to_bo(bot)) == 1
    assert json.loads(bot.row()["people"]) == [BO_TANAKA.id]


async def test_the_button_of_a_draft_is_its_persons_alone(bot):
    shown = await bot.request("design sync with Bo tomorrow at 3pm")
    action, value = value_of(shown, "Add @Bo Tanaka")
    make, draft = value_of(shown, "Schedule it")
    await bot.press_as_it_was("mallory", shown, action, value)
    await bot.until(lambda: "I no longer have that request" in shown.text)
    await bot.press_as_it_was("ada", shown, make, draft)
    await bot.post_with("design sync with Bo:")
    assert json.loads(bot.row()["people"]) == []
    assert posts_to_bo(bot) == []


async def test_the_second_name_stays_on_offer(bot):
    shown = await bot.request("Bo and Ana")
    assert labels(shown) == ["Add @Bo Tanaka", "Add @Ana Ruiz"]
    await bot.press("Add @Ana Ruiz", ts=shown.ts)
    await bot.until(lambda: "Ana Ruiz is invited" in shown.text)
    assert labels(shown) == ["Add @Bo Tanaka"]


@pytest.mark.parametrize(
    "command", ["design sync with Bob tomorrow at 3pm", "design sync with the team tomorrow at 3pm"]
)
async def test_nothing_is_offered_where_nobody_fits(bot, command):
    shown = await bot.request(command)
    assert labels(shown) == ["Schedule it", "Change", "Never mind"]


async def test_slack_is_not_asked_where_no_word_could_be_a_name(bot):
    await bot.request("design sync tomorrow at 3pm")
    assert members_calls(bot) == 0
    await bot.request("design sync with Bo tomorrow at 4pm")
    assert members_calls(bot) == 1


def members_calls(bot):
    """How often Slack was asked who is in a conversation."""
    calls = bot.sandbox.slack.book.read("call")
    return sum(call["method"] == "conversations.members" for call in calls)


async def test_without_the_scope_nothing_is_offered(bot):
    await bot.sandbox.slack.administration.grant(ALL_SCOPES - {"channels:read"})
    shown = await bot.request("design sync with Bo tomorrow at 3pm")
    assert labels(shown) == ["Schedule it", "Change", "Never mind"]
