"""Who is invited while a form or a question is open stays invited when that is sent."""

import json
import sqlite3
from contextlib import closing

import pytest

from handlers.changing.edit import _MOST_PEOPLE
from tests.bot.in_process import ADA, BO
from tests.handlers.bot_with_service import JITSI, bot_with, labels, tomorrow, value_of

ANA = "U0ANA00001"
STRANGER = "U0OUT00001"
"""Who is not in #general."""


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


def people(bot):
    return set(json.loads(bot.row()["people"]))


def others(bot):
    """Everybody of #general but Ada and bots."""
    space = bot.sandbox.slack.workspace
    members = space.conversations["C0GENERAL1"].members
    return {m for m in members if m != ADA and not space.people[m].is_bot}


async def opened(bot, card, person="ada"):
    await bot.press("Move", person, ts=card.ts)
    ids = {"ada": ADA, "bo": BO}
    return await bot.until(lambda: bot.sandbox.slack.workspace.open_view(ids[person]))


async def sent(bot, person="ada", **values):
    assert not (await bot.sandbox.slack.submit(person, values=values))["errors"]


async def offered_group(bot, command):
    """Schedule a meeting with a group: its card, and the question whether to tell it."""
    shown = await bot.request(command)
    await bot.press("Schedule it", ts=shown.ts)
    offered = await bot.ephemeral_with("I have not told @channel")
    return await bot.until(bot.card), offered


async def tell(bot, offered):
    [label] = [label for label in labels(offered) if label.endswith("people")]
    await bot.press(label, ts=offered.ts)
    await bot.ephemeral_with("I am inviting")
    assert others(bot) <= people(bot)


async def test_a_form_keeps_the_group_that_was_told_since_it_was_opened(bot):
    card, offered = await offered_group(bot, "retro with @channel tomorrow at 3pm")
    await opened(bot, card)
    await tell(bot, offered)
    await sent(bot, title="big retro")
    await bot.ephemeral_with("Changed: *big retro*")
    assert others(bot) <= people(bot)
    assert "@channel" in people(bot)
    assert not bot.tellings("has removed you")


async def test_a_form_takes_off_whom_the_person_took_off_in_it(bot):
    card, offered = await offered_group(bot, f"retro with @channel <@{STRANGER}> tomorrow at 3pm")
    await opened(bot, card)
    await tell(bot, offered)
    await sent(bot, people=[])
    await bot.ephemeral_with("Changed: *retro*")
    assert people(bot) == {"@channel", *others(bot)}


async def test_a_form_of_everybody_takes_off_one_of_them(bot):
    card, offered = await offered_group(bot, "retro with @channel tomorrow at 3pm")
    await tell(bot, offered)
    await opened(bot, card)
    await sent(bot, people=sorted(others(bot) - {BO}))
    await bot.post_with("has removed you from *retro*")
    assert people(bot) == {"@channel", *others(bot)} - {BO}


@pytest.mark.parametrize("taken_off", [False, True])
async def test_the_form_of_a_draft_keeps_who_was_added_by_a_button_since(bot, taken_off):
    shown = await bot.request(f"design sync with Bo tomorrow at 3pm with <@{ANA}>")
    before = shown.text
    await bot.press("Change", ts=shown.ts)
    await bot.until(lambda: bot.sandbox.slack.workspace.open_view(ADA))
    await bot.press("Add @Bo Tanaka", ts=shown.ts)
    await bot.until(lambda: shown.text != before)
    await sent(bot, **({"people": []} if taken_off else {}), minutes="45")
    await bot.until(bot.card)
    assert people(bot) == ({BO} if taken_off else {BO, ANA})


async def test_a_form_keeps_who_was_added_and_removed_by_somebody_else(bot):
    card = await bot.schedule(f"retro tomorrow at 3pm with <@{BO}>")
    await bot.make_admin("bo")
    await opened(bot, card)
    await opened(bot, card, "bo")
    await sent(bot, "bo", people=[ANA])
    await bot.until(lambda: people(bot) == {ANA})
    await sent(bot, starts_at=int(tomorrow(16).timestamp()))
    question = await bot.ephemeral_with("has changed since I asked you")
    await bot.press("Move", ts=question.ts)
    await bot.until(lambda: "16:00" in bot.card().text)
    assert people(bot) == {ANA}


@pytest.mark.parametrize(
    ("command", "label", "stay"),
    [
        (f"add <@{STRANGER}> to retro", "Add", {BO, STRANGER}),
        (f"remove <@{BO}> from retro", "Remove", set()),
    ],
)
async def test_a_question_keeps_the_group_that_was_told_since(bot, command, label, stay):
    _, offered = await offered_group(bot, f"retro with @channel <@{BO}> tomorrow at 3pm")
    question = await bot.request(command)
    action, value = value_of(question, label)
    await tell(bot, offered)
    await bot.press_as_it_was("ada", question, action, value)
    await bot.until(lambda: "Changed: " in question.text)
    assert people(bot) == {"@channel", *(others(bot) - {BO}), *stay}


async def test_undo_keeps_the_group_that_was_told_since(bot):
    _, offered = await offered_group(bot, "retro with @channel tomorrow at 3pm")
    renamed = await bot.request("rename retro to big retro")
    await bot.press("Rename", ts=renamed.ts)
    await bot.until(lambda: "Changed: " in renamed.text)
    await tell(bot, offered)
    undone = await bot.request("undo that")
    await bot.press("Undo", ts=undone.ts)
    await bot.until(lambda: bot.row()["title"] == "retro")
    assert others(bot) <= people(bot)


async def test_adding_to_a_large_meeting_removes_nobody(bot):
    await bot.schedule("retro tomorrow at 3pm")
    many = [f"U0MANY{number:04}" for number in range(_MOST_PEOPLE + 10)]
    with closing(sqlite3.connect(bot.folder / "parley.db")) as database:
        database.execute("update meeting set people = ?", (json.dumps(many),))
        database.commit()
    shown = await bot.request(f"add <@{ANA}> to retro")
    assert "Add" not in labels(shown)
    assert people(bot) == set(many)


@pytest.mark.parametrize("count", [133, 134, 300])
async def test_a_form_of_more_people_than_it_can_carry_opens(bot, count):
    card = await bot.schedule("retro tomorrow at 3pm")
    many = [f"U0MANY{number:04}" for number in range(count)]
    with closing(sqlite3.connect(bot.folder / "parley.db")) as database:
        database.execute("update meeting set people = ?", (json.dumps(many),))
        database.commit()
    await opened(bot, card)
    await sent(bot, people=many[:40])
    await bot.until(lambda: people(bot) == set(many[:40]))
