"""A lost question is asked again, and an account in use is forgotten only after that use."""

from datetime import timedelta

import pytest

from tests.bot.browser_user import browsing
from tests.bot.in_process import ADA, ADDRESS, PASSWORD


async def signed_in(bot):
    """Somebody signed in; return the time of the question, which Slack then loses."""
    async with browsing(await bot.connect_link()) as browser_user:
        assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200
    question = await bot.ephemeral_with("Was that you?")
    question.deleted = True
    return question.ts


def labels(message):
    blocks = (block for block in message.blocks if block["type"] == "actions")
    return [element["text"]["text"] for block in blocks for element in block["elements"]]


@pytest.mark.parametrize("command", ["accounts", "connect skype", "on skype design sync"])
async def test_a_question_that_was_lost_is_asked_again(bot, command):
    before = await signed_in(bot)
    await bot.sandbox.slack.type("ada", "general", f"/meet {command}")
    asked = await bot.ephemeral_with("Was that you?", after=before)
    assert {"Yes, that was me", "Never mind"} <= {*labels(asked)}
    assert ADDRESS in asked.text
    await bot.press("Yes, that was me")
    await bot.ephemeral_with("Skype for Business is connected as", after=before)
    assert ": connected" in await bot.answer_to("accounts")


async def test_asked_again_it_can_be_denied_and_the_link_is_there_too(bot):
    await signed_in(bot)
    link = await bot.connect_link()
    assert labels(bot.messages(ADA)[-1]) == ["Yes, that was me", "Never mind", "Connect"]
    await bot.press("Never mind")
    await bot.ephemeral_with("discarded that sign-in")
    assert "not connected anything" in await bot.answer_to("accounts")
    async with browsing(link) as browser_user:
        assert browser_user.reply.status_code == 200


async def test_after_an_hour_it_is_not_asked_any_more(bot):
    await signed_in(bot)
    bot.clock.ahead = timedelta(minutes=61)
    assert "Was that you?" not in await bot.answer_to("accounts")
    assert "Was that you?" not in await bot.answer_to("connect skype")


async def test_what_is_under_way_is_done_before_the_account_is_forgotten(bot):
    await signed_in(bot)
    await bot.answer_to("accounts")
    await bot.press("Yes, that was me")
    await bot.ephemeral_with("is connected as")
    skype = bot.sandbox.services["skype"]
    skype.misbehave(on="POST startOnlineMeeting", do="slow", ms=1200)
    await bot.sandbox.slack.type("ada", "general", "/meet on skype design sync")
    await bot.until(lambda: skype.book.read("injected_fault"))
    assert "I have deleted what I stored" in await bot.answer_to("disconnect skype")
    asked = len(skype.book.read("request"))
    assert len(skype.book.read("meeting")) == 1
    assert skype.applications.running == {}
    await bot.post_with("design sync: meeting started by ada")
    assert len(skype.book.read("request")) == asked
