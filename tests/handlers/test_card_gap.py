"""What changes between Slack's showing a card and our having its reply is on the card soon after.

So is what changes while an update of the card fails, is lost, or arrives late.
"""

import asyncio

import pytest

from tests.handlers.bot_with_service import JITSI, bot_with, is_card

LATE = {"do": "slow", "ms": 3000}
"""The reply is one and a half seconds late."""

LOST = {"do": "cut", "effect": True}


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


async def schedule_and_see(bot, fault, wanted="retro tomorrow at 3pm"):
    """Have a meeting made, and return its card as soon as Slack shows it, before its reply."""
    shown = await bot.request(wanted)
    bot.sandbox.slack.misbehave(on="chat.postMessage", **fault)
    await bot.press("Schedule it", ts=shown.ts)
    card = await bot.until(bot.card)
    assert bot.row()["card_ts"] == ""
    return card


async def cancel(bot, card):
    await bot.press("Cancel meeting", ts=card.ts)


async def move(bot, card):
    shown = await bot.request("move retro to 4pm")
    await bot.press("Move", ts=shown.ts)


async def rename(bot, card):
    shown = await bot.request("rename retro to planning")
    await bot.press("Rename", ts=shown.ts)


async def answer(bot, card):
    await bot.press("Going", "bo", ts=card.ts)


def buttons(card):
    """The labels of its buttons."""
    rows = (block["elements"] for block in card.blocks if block["type"] == "actions")
    return [element["text"]["text"] for row in rows for element in row]


@pytest.mark.parametrize("fault", [LATE, LOST], ids=["late", "lost"])
@pytest.mark.parametrize(
    ("press", "true"),
    [
        (cancel, lambda card: "cancelled" in card.text and buttons(card) == []),
        (move, lambda card: "16:00 to 16:30" in card.text),
        (rename, lambda card: "planning: " in card.text),
        (answer, lambda card: "Going: bo" in str(card.blocks)),
    ],
    ids=["cancel", "move", "rename", "answer"],
)
async def test_a_press_before_the_reply_to_the_post_is_on_the_card(bot, fault, press, true):
    card = await schedule_and_see(bot, fault)
    await press(bot, card)
    await bot.until(lambda: true(card))
    assert bot.row()["card_ts"] == card.ts


async def test_an_answer_while_an_invitation_is_posted_is_on_the_invitation(bot):
    shown = await bot.request("retro with @bo tomorrow at 3pm")
    card = asyncio.ensure_future(bot.until(bot.card))
    await bot.press("Schedule it", ts=shown.ts)
    card = await card
    bot.sandbox.slack.misbehave(on="chat.postMessage", **LATE)
    invitation = await bot.until(
        lambda: next((m for m in bot.messages() if "invites you" in m.text), None)
    )
    await bot.press("Cancel meeting", ts=card.ts)
    await bot.until(lambda: "cancelled" in card.text)
    await bot.until(lambda: "cancelled" in invitation.text)
    assert buttons(invitation) == []


@pytest.mark.parametrize(
    "fault",
    [
        {"do": "cut", "effect": False, "next": 2},
        {"do": "cut", "effect": True},
        {"do": "status", "status": 500, "effect": False},
        {"do": "ratelimit", "retry_after": 1},
        {"do": "hang", "effect": False},
    ],
    ids=str,
)
async def test_an_update_that_fails_is_made_again(bot, fault):
    card = await bot.schedule("retro tomorrow at 3pm")
    bot.sandbox.slack.misbehave(on="chat.update", **fault)
    await bot.press("Cancel meeting", ts=card.ts)
    await bot.until(lambda: "cancelled" in card.text)


async def test_what_was_shown_before_a_lost_update_is_shown_again_after_it(bot):
    card = await bot.schedule("retro tomorrow at 3pm")
    await bot.press("Going", "bo", ts=card.ts)
    await bot.until(lambda: "Going: bo" in str(card.blocks))
    bot.sandbox.slack.misbehave(on="chat.update", **LOST)
    await bot.press("Maybe", "bo", ts=card.ts)
    await bot.until(lambda: "Maybe: bo" in str(card.blocks))
    await bot.press("Going", "bo", ts=card.ts)
    await bot.until(lambda: "Going: bo" in str(card.blocks))


async def test_an_update_that_arrives_late_is_not_the_last_word(bot):
    card = await bot.schedule("retro tomorrow at 3pm")
    slow = {"do": "slow", "ms": 12_000}
    bot.sandbox.slack.misbehave(on="chat.update", **slow)  # it arrives after six seconds
    await bot.press("Going", "bo", ts=card.ts)
    await asyncio.sleep(0.3)
    await bot.press("Cancel meeting", ts=card.ts)
    await bot.until(lambda: "cancelled" in card.text)
    calls = bot.sandbox.slack.book.read("call")
    late = next(call for call in calls if call["method"] == "chat.update")
    assert late["ok"] is None
    await bot.until(lambda: late["ok"])
    await bot.until(lambda: "cancelled" in card.text)


async def test_where_slack_has_forgotten_the_card_the_others_are_true(bot):
    card = await bot.schedule("retro with @bo tomorrow at 3pm")
    invitation = await bot.until(
        lambda: next((m for m in bot.messages() if "invites you" in m.text), None)
    )
    await bot.sandbox.slack.administration.delete_message(card.ts)
    await bot.press("Going", "bo", ts=invitation.ts)
    await bot.until(lambda: "Going: bo" in str(invitation.blocks))
    shown = await bot.request("cancel retro")
    await bot.press("Cancel meeting", ts=shown.ts)
    await bot.until(lambda: "cancelled" in invitation.text)


async def test_presses_at_once_leave_every_card_true(bot):
    card = await bot.schedule("retro with @bo tomorrow at 3pm")
    bot.sandbox.slack.misbehave(on="chat.update", do="slow", ms=[0, 600], next=None)
    await bot.until(lambda: next((m for m in bot.messages() if "invites you" in m.text), None))
    for label in ("Going", "Maybe", "Can't go", "Going"):
        await asyncio.gather(
            *(bot.press(label, person, ts=card.ts) for person in ("ada", "bo", "ana"))
        )
    cards = [message for message in bot.messages() if is_card(message)]
    assert len(cards) == 2
    names = ("ada", "bo", "ana")
    for shown in cards:
        await bot.until(
            lambda shown=shown: (
                "Maybe:" not in str(shown.blocks)
                and "Can't go:" not in str(shown.blocks)
                and all(name in str(shown.blocks).partition("Going: ")[2] for name in names)
            )
        )


async def test_who_was_removed_before_the_invitation_left_is_not_invited(bot):
    bot.sandbox.slack.misbehave(on="chat.postMessage", do="ratelimit", retry_after=3, next=None)
    shown = await bot.request("retro with @bo tomorrow at 3pm")
    await bot.press("Schedule it", ts=shown.ts)
    await bot.until(lambda: bot._rows("select 1 from meeting"))
    shown = await bot.request("remove @bo from retro")
    await bot.press("Remove", ts=shown.ts)
    await bot.until(lambda: bot.row()["version"] == 2)
    bot.sandbox.slack.faults.clear()
    await bot.until(bot.card)
    await bot.until(
        lambda: (
            not bot._rows("select 1 from job where state in ('ready', 'running') and kind = 'tell'")
        )
    )
    assert not [m for m in bot.messages() if "invites you" in m.text]
