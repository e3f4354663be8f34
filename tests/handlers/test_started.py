"""A meeting that was started at once has a card that lives like all others, until it is ended."""

from datetime import timedelta

import pytest

from tests.bot.in_process import ADA, BO
from tests.handlers.bot_with_service import JITSI, bot_with, labels
from tests.journeys.bot_process import join_link


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


async def test_what_was_started_is_listed_while_it_runs_and_ended_by_words(bot):
    link = await bot.start("design sync", "jitsi")
    shown = await bot.request("list")
    assert "design sync" in shown.text
    assert "since " in shown.text
    assert "End meeting" in labels(shown)
    assert {"Move", "Cancel meeting"}.isdisjoint(labels(shown))
    others = await bot.request("list", "bo")
    assert "design sync" in others.text
    await bot.request("end design sync")
    await bot.press("End meeting", ts=(await bot.ephemeral_with("Not ended yet")).ts)
    card = await bot.until(lambda: (c := bot.card()) and "ended" in c.text and c)
    assert "design sync" in card.text
    assert link not in f"{card.text}{card.blocks}"
    await bot.ephemeral_with("Ended: *design sync*")
    assert "design sync" not in (await bot.request("list")).text
    assert "is over" not in (await bot.request("who design sync")).text


async def test_only_its_organizer_ends_it(bot):
    link = await bot.start("design sync", "jitsi")
    refused = await bot.request("end design sync", "mallory")
    assert "is <@U0ADA00001>'s meeting" in refused.text
    assert join_link(bot.card()) == link


async def test_nothing_but_its_end_can_be_changed(bot):
    await bot.start("design sync", "jitsi")
    answer = await bot.answer_to("move design sync to tomorrow 3pm")
    assert "no set time to change" in answer


async def test_who_is_added_is_shown_on_its_card(bot):
    await bot.sandbox.slack.type("ada", "general", "/meet design sync with Bo")
    await bot.press("Add @Bo Tanaka", ts=(await bot.ephemeral_with("nobody was invited")).ts)
    await bot.until(lambda: f"<@{BO}>" in f"{bot.card().blocks}")
    assert ADA in f"{bot.card().blocks}"


async def test_after_an_hour_it_is_not_listed_any_more(bot):
    link = await bot.start("design sync", "jitsi")
    bot.clock.ahead += timedelta(minutes=61)
    assert "design sync" not in (await bot.request("list")).text
    assert join_link(bot.card()) == link  # nobody knows whether it has ended


async def test_what_ended_before_slack_took_its_card_is_shown_as_ended(bot):
    bot.sandbox.slack.misbehave(on="chat.postMessage", do="slow", ms=(2500, 2600))
    await bot.sandbox.slack.type("ada", "general", "/meet design sync")
    await bot.until(lambda: bot._rows("select 1 from meeting"))
    await bot.request("end design sync")
    await bot.press("End meeting", ts=(await bot.ephemeral_with("Not ended yet")).ts)
    await bot.ephemeral_with("Ended: *design sync*")
    assert not bot._rows("select 1 from meeting where card_ts <> ''")
    await bot.until(lambda: (c := bot.card()) and "ended" in c.text)
