"""What is shown once more or waits its turn: a lost question, and forgetting what is in use."""

from datetime import timedelta

import pytest

from tests.bot.joined import ADA, ADDRESS, PASSWORD, joined
from tests.bot.visitor import visiting


@pytest.fixture
async def here(tmp_path, monkeypatch):
    async with joined(tmp_path, monkeypatch) as here:
        yield here


async def signed_in(here):
    """Somebody signed in; return the time of the question, which Slack then loses."""
    async with visiting(await here.ask_for_link()) as visitor:
        assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200
    question = await here.whispered("Was that you?")
    question.deleted = True
    return question.ts


def labels(message):
    blocks = (block for block in message.blocks if block["type"] == "actions")
    return [element["text"]["text"] for block in blocks for element in block["elements"]]


@pytest.mark.parametrize("command", ["accounts", "connect skype", "on skype design sync"])
async def test_a_question_that_was_lost_is_asked_again(here, command):
    before = await signed_in(here)
    await here.street.slack.type("ada", "general", f"/meet {command}")
    asked = await here.whispered("Was that you?", after=before)
    assert {"Yes, that was me", "Never mind"} <= {*labels(asked)}
    assert ADDRESS in asked.text
    await here.press("Yes, that was me")
    await here.whispered("Skype for Business is connected as", after=before)
    assert ": connected" in await here.told("accounts")


async def test_asked_again_it_can_be_denied_and_the_link_is_there_too(here):
    await signed_in(here)
    link = await here.ask_for_link()
    assert labels(here.said(ADA)[-1]) == ["Yes, that was me", "Never mind", "Connect"]
    await here.press("Never mind")
    await here.whispered("thrown that sign-in away")
    assert "not connected anything" in await here.told("accounts")
    async with visiting(link) as visitor:
        assert visitor.reply.status_code == 200


async def test_after_an_hour_it_is_not_asked_any_more(here):
    await signed_in(here)
    here.clock.ahead = timedelta(minutes=61)
    assert "Was that you?" not in await here.told("accounts")
    assert "Was that you?" not in await here.told("connect skype")


async def test_what_is_under_way_is_done_before_the_account_is_forgotten(here):
    await signed_in(here)
    await here.told("accounts")
    await here.press("Yes, that was me")
    await here.whispered("is connected as")
    skype = here.street.services["skype"]
    skype.misbehave(on="POST startOnlineMeeting", do="slow", ms=1200)
    await here.street.slack.type("ada", "general", "/meet on skype design sync")
    await here.until(lambda: skype.book.read("injected_fault"))
    assert "I have forgotten" in await here.told("disconnect skype")
    asked = len(skype.book.read("request"))
    assert len(skype.book.read("meeting")) == 1
    assert skype.applications.running == {}
    await here.posted("design sync: meeting started by ada")
    assert len(skype.book.read("request")) == asked
