"""Answers to one person alone, and their buttons, through the whole bot."""

import asyncio

import pytest

from tests.bot.in_process import ADA

REQUEST = "design review tomorrow at 3pm for 45 min"


def direct_messages(bot):
    """The bot's messages in its direct conversation with ada that are not deleted."""
    messages = bot.sandbox.slack.workspace.direct(ADA).messages.values()
    return [message for message in messages if not message.deleted and message.author != ADA]


async def asked_in_private(bot):
    """Ada types a request to the bot in a direct message; return its question."""
    await bot.sandbox.slack.type("ada", "@Parley", REQUEST)
    await bot.post_with("Not scheduled yet")
    [message] = direct_messages(bot)
    assert message.only_for is None  # an ordinary message, as nobody else reads it
    return message


async def test_a_question_in_a_direct_message_goes_when_it_is_answered(bot):
    await asked_in_private(bot)
    await bot.press("Never mind")
    await bot.until(
        lambda: all("Schedule it" not in message.text for message in direct_messages(bot))
    )


async def test_an_answer_in_a_direct_message_takes_the_place_of_the_question(bot):
    question = await asked_in_private(bot)
    await bot.press("Schedule it")
    card = await bot.post_with("design review: ")
    await bot.until(lambda: "Schedule it" not in question.text or question.deleted)
    assert card.ts != question.ts


async def test_five_presses_make_one_meeting_and_nothing_is_said_of_the_others(bot):
    await bot.answer_to(REQUEST)
    slack = bot.sandbox.slack
    question = bot.messages(ADA)[-1]
    async with asyncio.TaskGroup() as presses:
        for _ in range(5):
            presses.create_task(slack.click("ada", "Schedule it", message_ts=question.ts))
    await bot.post_with("Join: ")
    await bot.until(lambda: question.deleted or "Schedule it" not in question.text)
    cards = [message for message in bot.messages() if "Join: " in message.text]
    assert len(cards) == 1
    assert not [message for message in bot.messages(ADA) if "a second time" in message.text]


async def test_pressing_on_the_card_leaves_it_to_everyone(bot):
    await bot.answer_to(REQUEST)
    await bot.press("Schedule it")
    card = await bot.post_with("Join: ")
    await bot.press("Going", "bo")
    await bot.until(lambda: "Going: bo" in str(card.blocks))
    await bot.press("Cancel meeting", "mallory", card.ts)
    await bot.until(lambda: bot.messages("U0MALLORY1"))
    assert not card.deleted
    assert "parley.join" in str(card.blocks)


@pytest.mark.parametrize(
    ("service", "says"),
    [
        ("webex", "WebEx is not set up here"),
        ("webex-xml", "Whoever runs the bot can add it"),
        ("teams", "I can't make meetings on Microsoft Teams, so nothing has been started"),
        ("google-meet", "I can't make meetings on Google Meet"),
    ],
)
async def test_only_a_service_that_can_be_added_is_said_to_be(bot, service, says):
    for when in ("", " tomorrow at 3pm"):
        answer = await bot.answer_to(f"on {service} stand-up{when}")
        assert says.lower() in answer.lower()
        assert "Set up here: Jitsi" in answer
        assert ("can add it" in answer) == ("webex" in service)
