"""Groups ping nobody on a card, in a reminder or a title, and are told by one click alone."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.bot.in_process import ADA, BO, MALLORY
from tests.handlers.bot_with_service import JITSI, bot_with, is_card, labels, value_of

PING = re.compile(r"<!(?!date\^)")
DEVS = "<!subteam^S0DEVS0001|@devs>"


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


def pings(messages):
    """Those that notify a group."""
    return [m for m in messages if PING.search(" ".join([m.text, *mrkdwn(m.blocks)]))]


def mrkdwn(part):
    """The texts in *part* in which Slack looks for mentions; plain text has none."""
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return own + [text for inner in part.values() for text in mrkdwn(inner)]
    return [text for inner in part for text in mrkdwn(inner)] if isinstance(part, list) else []


def others(bot):
    """Everybody of #general but Ada and bots."""
    space = bot.sandbox.slack.workspace
    members = space.conversations["C0GENERAL1"].members
    return {m for m in members if m != ADA and not space.people[m].is_bot}


def invited(bot):
    """Who has a card of their own."""
    cards = [post for post in bot.messages() if is_card(post) and post.channel.startswith("D")]
    space = bot.sandbox.slack.workspace
    return [
        next(m for m in space.conversations[card.channel].members if not space.people[m].is_bot)
        for card in cards
    ]


async def test_here_is_told_by_one_click_and_each_of_them_once(bot):
    await bot.sandbox.slack.type("ada", "general", "/meet now design sync with @here")
    card = await bot.until(bot.card)
    assert "@here" in str(card.blocks)
    offered = await bot.ephemeral_with("I have not told @here")
    [label] = [label for label in labels(offered) if label.startswith("Tell")]
    assert label == f"Tell {len(others(bot))} people"
    assert not invited(bot)
    action, value = value_of(offered, label)
    await bot.press(label, ts=offered.ts)
    await bot.ephemeral_with(f"I am inviting {len(others(bot))} people")
    await bot.until(lambda: len(invited(bot)) >= len(others(bot)))
    assert sorted(invited(bot)) == sorted(others(bot))
    await bot.press_as_it_was("ada", card, action, value)
    await bot.ephemeral_with("They are all invited already.")
    assert sorted(invited(bot)) == sorted(others(bot))
    assert not pings(bot.messages())


async def test_a_group_that_slack_does_not_count_is_mentioned_by_one_click(bot):
    await bot.sandbox.slack.type("ada", "general", f"/meet now design sync with {DEVS}")
    card = await bot.until(bot.card)
    assert "@devs" in str(card.blocks)
    offered = await bot.ephemeral_with("I have not told @devs")
    assert not pings(bot.messages())
    action, value = value_of(offered, "Tell everyone in @devs")
    await bot.press_as_it_was("ada", offered, action, value)
    await bot.ephemeral_with("I have told them")
    await bot.press_as_it_was("ada", offered, action, value)  # it works once on its message
    await bot.answer_to("help")
    [told] = pings(bot.messages())
    assert "<!subteam^S0DEVS0001> <@U0ADA00001> asks you to join *design sync*" in told.text
    assert card.blocks[-1] != told.blocks[-1]


async def test_what_was_scheduled_with_groups_pings_nobody_until_the_click(bot):
    shown = await bot.request(f"on jitsi retro with @channel and {DEVS} tomorrow at 3pm")
    assert "I tell @channel and @devs only if you press a button" in shown.text
    await bot.press("Schedule it", ts=shown.ts)
    offered = await bot.ephemeral_with("I have not told @channel and @devs")
    assert "Tell everyone in @devs" in labels(offered)
    [label] = [label for label in labels(offered) if label.endswith("people")]
    assert not pings(bot.messages())
    await bot.press(label, ts=offered.ts)
    await bot.ephemeral_with("I am inviting")
    await bot.until(lambda: set(invited(bot)) == others(bot))
    assert not pings(bot.messages())


async def test_a_title_and_an_agenda_ping_nobody(bot):
    await bot.sandbox.slack.type("ada", "general", '/meet "stop <!channel> <!subteam^S0DEVS0001>"')
    await bot.until(bot.card)
    shown = await bot.request('"ask <!here> @here" tomorrow at 3pm')
    await bot.press("Change", ts=shown.ts)
    await bot.until(lambda: bot.sandbox.slack.workspace.open_view(ADA))
    values = {"agenda": "<!everyone> <!subteam^S0DEVS0001|@devs> come", "people": [BO]}
    sent = await bot.sandbox.slack.submit("ada", values=values)
    assert not sent["errors"]
    await bot.until(lambda: BO in invited(bot))
    await bot.request("move ask to tomorrow 4pm")
    await bot.press("Move")
    await bot.post_with("has moved")
    await bot.request("list")
    await bot.request("cancel ask")
    await bot.press("Cancel meeting")
    await bot.post_with("has cancelled")
    assert not pings([*bot.messages(), *bot.messages(ADA), *bot.messages(BO)])


async def test_more_than_twenty_people_are_asked_about_first(bot):
    many = " ".join(f"<@U0MANY{number:04}>" for number in range(21))
    await bot.sandbox.slack.type("ada", "general", f"/meet now all hands with {many}")
    card = await bot.until(bot.card)
    assert "U0MANY" not in str(card.blocks) + card.text
    offered = await bot.ephemeral_with("I have not told 21 people")
    assert "Tell 21 people" in labels(offered)
    assert not invited(bot)
    await bot.answer_to("settings")
    shown = await bot.request(f"all hands with {many} tomorrow at 3pm")
    assert "That invites 21 people." in shown.text


async def test_nobody_but_the_organizer_tells_a_group(bot):
    await bot.sandbox.slack.type("ada", "general", f"/meet now design sync with {DEVS}")
    card = await bot.until(bot.card)
    offered = await bot.ephemeral_with("I have not told @devs")
    value = next(
        element["value"]
        for block in offered.blocks
        for element in block.get("elements", [])
        if element.get("action_id", "").startswith("parley.tell_group")
    )
    await bot.press_as_it_was("mallory", card, "parley.tell_group:0", value)
    await bot.ephemeral_with("I can't find that meeting among yours", MALLORY)
    assert not pings(bot.messages())


async def test_a_group_that_is_added_later_is_shown_in_words(bot):
    await bot.schedule("retro tomorrow at 3pm")
    await bot.request(f"add {DEVS} to retro")
    await bot.press("Add")
    await bot.until(lambda: "@devs" in str(bot.card().blocks))
    assert not pings([*bot.messages(), *bot.messages(ADA)])


async def test_a_group_whose_name_slack_does_not_say_is_a_user_group(bot):
    await bot.sandbox.slack.type("ada", "general", "/meet now sync with <!subteam^S0DEVS0001>")
    card = await bot.until(bot.card)
    assert "with a user group" in str(card.blocks)
    assert not pings(bot.messages())


async def test_an_old_meetings_group_pings_nobody_either(bot):
    """The version before stored the group's id among the people."""
    await bot.schedule("retro tomorrow at 3pm with <@U0BO000001>")
    with closing(sqlite3.connect(bot.folder / "parley.db")) as database:
        database.execute("update meeting set people = ?", ('["U0BO000001", "S0DEVS0001"]',))
        database.commit()
    await bot.request("rename retro to retrospective")
    await bot.press("Rename")
    await bot.until(lambda: "a user group" in str(bot.card().blocks))
    assert not pings([*bot.messages(), *bot.messages(ADA)])
