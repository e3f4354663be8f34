"""Zoom with the organization's account: neither of two people sees or changes the other's."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.services.zoom.meetings import HostedMeeting
from tests.bot.in_process import BO
from tests.handlers.bot_with_service import BotWithService, ServiceSetup, bot_with, labels

ZOOM = ServiceSetup(name="zoom", options=lambda announced: announced["organization"]["settings"])


@pytest.fixture
async def bot(tmp_path, monkeypatch) -> AsyncIterator[BotWithService]:
    """A bot with Zoom for the organization, where Ada and Bo each have a meeting of their own."""
    async with bot_with(tmp_path, monkeypatch, ZOOM) as bot:
        for number, person in enumerate(("ada", "bo")):
            host = bot.service.people.user(f"{person}@contoso.example", bot_account(bot))
            bot.service.meetings.add(
                HostedMeeting(
                    id=81_000_000_000 + number,
                    uuid=f"uuid{number}",
                    host=host,
                    topic=f"Secret of {person}",
                    type=2,
                    created_at=datetime.now(UTC),
                    timezone="Europe/London",
                    starts_at=datetime.now(UTC) + timedelta(hours=2),
                )
            )
        yield bot


def bot_account(bot: BotWithService):
    return bot.service.people.organization_app.account


def hosts(bot: BotWithService, topic: str) -> list[str]:
    """Who hosts the meetings with that topic that are there."""
    every = [each for each in bot.service.meetings if each.topic == topic and not each.deleted]
    return [each.host.email for each in every]


async def test_a_start_is_hosted_by_who_asked(bot: BotWithService) -> None:
    await bot.start("Stand-up", service="zoom", person="bo")
    assert hosts(bot, "Stand-up") == ["bo@contoso.example"]


@pytest.mark.parametrize(("person", "other"), [("ada", "bo"), ("bo", "ada")])
async def test_a_list_shows_ones_own_alone(bot: BotWithService, person: str, other: str) -> None:
    await bot.request("list", person)
    who = bot.sandbox.slack.workspace.person(person).id
    shown = (await bot.ephemeral_with(f"Secret of {person}", who)).text
    assert f"Secret of {other}" not in shown


async def test_host_link_and_who_are_the_organizers(bot: BotWithService) -> None:
    await bot.start("Stand-up", service="zoom")
    offered = await bot.ephemeral_with("You are the host of")
    await bot.press("Join as host", "ada", offered.ts)
    await bot.ephemeral_with("Your host link")
    elsewhere = await bot.post_in("general")
    await bot.press_as_it_was("bo", elsewhere, "parley.host", str(bot.row()["id"]))
    await bot.ephemeral_with("among yours", BO)
    assert "Stand-up" not in await bot.answer_to("who stand-up", "bo")


async def test_an_admin_moves_and_cancels_it_for_the_organizer(bot: BotWithService) -> None:
    await bot.schedule("Stand-up in 3 days at 3pm")
    await bot.make_admin("bo")
    before = bot.row()["starts_at"]
    await bot.request("move stand-up to 4pm London time", "bo")
    shown = await bot.ephemeral_with("Not moved yet", BO)
    await bot.press("Move", "bo", shown.ts)
    await bot.until(lambda: bot.row()["starts_at"] == before + 3_600_000)
    await bot.request("cancel stand-up", "bo")
    asked = await bot.ephemeral_with("Not cancelled yet", BO)
    await bot.press("Cancel meeting", "bo", asked.ts)
    await bot.ephemeral_with("Cancelled: ", BO)
    assert hosts(bot, "Stand-up") == []


async def test_without_a_verified_address_zoom_is_not_asked(bot: BotWithService) -> None:
    await bot.sandbox.slack.administration.change_person("bo", confirmed=False)
    asked = len(bot.service.book)
    assert "verified e-mail address" in (await bot.request("on zoom stand-up", "bo")).text
    assert "Secret" not in (await bot.request("list", "bo")).text
    assert len(bot.service.book) == asked


async def test_a_series_over_its_limits_is_said_before_anything_is_made(
    bot: BotWithService,
) -> None:
    asked = len(bot.service.book)
    shown = await bot.request("on zoom stand-up every day 9:15 for 99 times")
    assert "60" in shown.text
    assert "Schedule it" not in labels(shown)
    assert len(bot.service.book) == asked
