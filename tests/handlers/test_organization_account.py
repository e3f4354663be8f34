"""The organization's account: nobody signs in, and nobody sees or changes what is another's."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import structlog

from bot.cli import doctor
from storage.seal import new_key
from tests.bot.in_process import BO, serving
from tests.handlers.bot_with_service import BotWithService, ServiceSetup, bot_with, labels
from tests.handlers.guild import SECRET, add_guild
from tests.journeys.bot_process import bot_environment

GUILD = ServiceSetup(name="guild", options=lambda announced: announced["settings"])
ADDRESSES = {"ada": "ada@contoso.example", "bo": "bo@contoso.example"}


@pytest.fixture
async def bot(tmp_path, monkeypatch) -> AsyncIterator[BotWithService]:
    """A bot with the guild, at which Ada and Bo each have a meeting that was made elsewhere."""
    add_guild(monkeypatch)
    async with bot_with(tmp_path, monkeypatch, GUILD) as bot:
        for person, address in ADDRESSES.items():
            bot.service.add(f"Secret of {person}", address, datetime.now(UTC) + timedelta(hours=2))
        yield bot


async def test_a_meeting_is_made_for_who_asked_and_nobody_signs_in(bot: BotWithService) -> None:
    await bot.start("Stand-up", service="guild", person="bo")
    await bot.ephemeral_with("You are the host of", BO)
    [made] = [row for row in bot.service.meetings.values() if row["title"] == "Stand-up"]
    assert made["host"] == "bo@contoso.example"
    assert "Guild" in await bot.answer_to("accounts", "bo")
    assert "bo@contoso.example" in await bot.answer_to("accounts", "bo")
    for command in ("connect guild", "disconnect guild"):
        assert "nothing to connect or disconnect" in await bot.answer_to(command, "bo")


@pytest.mark.parametrize(("person", "other"), [("ada", "bo"), ("bo", "ada")])
async def test_a_list_shows_ones_own_alone(bot: BotWithService, person: str, other: str) -> None:
    shown = (await bot.request("list", person)).text
    assert f"Secret of {person}" in shown
    assert f"Secret of {other}" not in shown


async def test_what_somebody_else_has_stored_is_not_shown_to_whom_it_was_listed(
    bot: BotWithService,
) -> None:
    """A service that lists too much: what the bot has made for another person stays out."""
    await bot.schedule("Payroll tomorrow 3pm")
    [row] = [row for row in bot.service.meetings.values() if row["title"] == "Payroll"]
    row["host"] = ADDRESSES["bo"]
    typed = await bot.sandbox.slack.type("bo", "lobby", "hm")
    await bot.sandbox.slack.type("bo", "lobby", "/meet list")
    shown = await bot.ephemeral_with("Secret of bo", BO, typed["ts"])
    assert "Payroll" not in shown.text


async def test_host_link_and_who_are_for_the_organizer(bot: BotWithService) -> None:
    await bot.start("Stand-up", service="guild")
    offered = await bot.ephemeral_with("You are the host of")
    await bot.press("Join as host", "ada", offered.ts)
    assert "/host" in str((await bot.ephemeral_with("Your host link")).blocks)
    assert "Grace" in await bot.answer_to("who stand-up")
    assert "Grace" not in await bot.answer_to("who stand-up", "bo")
    elsewhere = await bot.post_in("general")
    await bot.press_as_it_was("bo", elsewhere, "parley.host", str(bot.row()["id"]))
    await bot.ephemeral_with("among yours", BO)


async def test_a_meeting_that_is_anothers_at_the_service_stays_closed(bot: BotWithService) -> None:
    await bot.start("Stand-up", service="guild")
    [row] = [row for row in bot.service.meetings.values() if row["title"] == "Stand-up"]
    row["host"] = ADDRESSES["bo"]  # given away at the service
    await bot.ephemeral_with("You are the host of")
    assert "not yours" in await bot.answer_to("host stand-up")
    assert "not yours" in await bot.answer_to("who stand-up")


async def test_another_person_who_may_cancels_it_as_the_organizer_would(
    bot: BotWithService,
) -> None:
    await bot.schedule("Stand-up tomorrow 3pm")
    await bot.make_admin("bo")
    asked = await bot.request("cancel stand-up", "bo")
    await bot.press("Cancel meeting", "bo", asked.ts)
    await bot.ephemeral_with("Cancelled: ", BO)
    assert not [row for row in bot.service.meetings.values() if row["title"] == "Stand-up"]


async def test_a_meeting_of_somebody_who_left_is_not_touched_there(bot: BotWithService) -> None:
    await bot.schedule("Stand-up tomorrow 3pm")
    await bot.make_admin("bo")
    await bot.sandbox.slack.administration.change_person("ada", left=True)
    bot.clock.ahead = timedelta(minutes=10)
    before = len(bot.service.asked)
    asked = await bot.request("cancel stand-up", "bo")
    await bot.press("Cancel meeting", "bo", asked.ts)
    refused = await bot.ephemeral_with("no verified e-mail address of theirs", BO)
    assert "Cancel it here only" in labels(refused)
    assert len(bot.service.asked) == before


NOT_PROVEN: Mapping[str, Mapping[str, Any]] = {
    "not confirmed": {"confirmed": False},
    "no address": {"email": ""},
    "of another workspace": {"home": "T0OTHER001"},
    "has left": {"left": True},
}


@pytest.mark.parametrize("how", NOT_PROVEN.values(), ids=NOT_PROVEN)
async def test_without_a_verified_address_nothing_is_asked(
    bot: BotWithService, how: Mapping[str, Any]
) -> None:
    await bot.sandbox.slack.administration.change_person("bo", **how)
    told = await bot.request("on guild stand-up", "bo")
    assert "verified e-mail address" in told.text
    assert "dministrator" in told.text
    assert "Secret" not in (await bot.request("list", "bo")).text
    assert bot.service.asked == []


async def test_without_the_scope_nothing_is_asked(bot: BotWithService) -> None:
    slack = bot.sandbox.slack
    await slack.administration.grant([*(slack.workspace.scopes - {"users:read.email"})])
    assert "users:read.email" in (await bot.request("on guild stand-up")).text
    assert bot.service.asked == []


async def test_an_ended_token_is_renewed_and_one_meeting_made(bot: BotWithService) -> None:
    await bot.start("First", service="guild")
    bot.service.tokens.clear()
    await bot.start("Second", service="guild")
    titles = [row["title"] for row in bot.service.meetings.values()]
    assert titles.count("Second") == 1


async def test_a_token_is_renewed_before_it_ends(bot: BotWithService) -> None:
    await bot.start("First", service="guild")
    await bot.ephemeral_with("You are the host of")
    assert len(bot.service.tokens) == 1
    bot.clock.ahead = timedelta(minutes=59, seconds=30)
    bot.service.asked.clear()
    await bot.start("Second", service="guild")
    assert len(bot.service.tokens) == 2
    assert all(account for _, account in bot.service.asked), "no token was sent that had ended"


async def test_the_account_of_other_settings_is_not_used(bot: BotWithService) -> None:
    await bot.start("First", service="guild")
    await bot.stop()
    options = {**bot.settings.services["guild"], "account": "fabrikam", "secret": "f"}
    other = replace(bot.settings, services={"guild": options})
    bot.service.asked.clear()
    async with AsyncExitStack() as running:
        await running.enter_async_context(serving(other, bot.clock))
        await bot.start("Second", service="guild")
        await bot.request("list", "bo")
    assert {account for _, account in bot.service.asked} == {"fabrikam"}


async def test_a_wrong_secret_is_the_administrators_fault(bot: BotWithService) -> None:
    bot.service.accounts["contoso"] = "another"
    counted = 'parley_administrator_faults_total{fault="AppRefused",service="guild"}'
    before = await metric(bot, counted)
    with structlog.testing.capture_logs() as logs:
        for person in ADDRESSES:
            told = (await bot.request("on guild stand-up", person)).text
            assert "does not accept this bot" in told
            assert "connect guild" not in told
        bot.clock.ahead = timedelta(hours=2)
        await bot.request("on guild retro")
    tasks = [line["task"] for line in logs if line["event"] == "the administrator has to act"]
    assert len(tasks) == 2  # one an hour
    assert "Set the client id, the secret" in tasks[0]
    assert await metric(bot, counted) == before + 3


async def metric(bot: BotWithService, name: str) -> float:
    """What the metric *name* counts."""
    async with httpx.AsyncClient() as browser:
        text = (await browser.get(f"{bot.url}/metrics")).text
    return next((float(line.split()[-1]) for line in text.splitlines() if name in line), 0)


async def test_a_token_that_is_never_taken_sends_nobody_to_sign_in(bot: BotWithService) -> None:
    bot.service.takes_tokens = False
    told = (await bot.request("on guild stand-up")).text
    assert "does not accept this bot" in told
    assert "/meet connect" not in told


async def test_the_database_holds_no_address_and_no_open_secret(bot: BotWithService) -> None:
    await bot.start("First", service="guild")
    await bot.stop()
    stored = b"".join(path.read_bytes() for path in bot.folder.glob("parley.db*"))
    assert b"First" in stored
    for secret in (SECRET, *bot.service.tokens, *ADDRESSES.values()):
        assert secret.encode() not in stored


async def examined(bot: BotWithService, **more: str) -> list[str]:
    """What the doctor says of an installation like this one."""
    lines: list[str] = []
    settings = {"PARLEY_KEY": new_key("k1"), **more}
    settings = bot_environment(bot.sandbox, bot.folder / "none", **settings)
    await doctor.examine(settings, lines.append)
    return lines


async def test_the_doctor_tries_the_account_and_needs_the_scope(bot: BotWithService) -> None:
    assert "ok     Guild: takes the settings of the organization's account" in await examined(bot)
    bot.sandbox.slack.workspace.scopes -= {"users:read.email"}
    lines = await examined(bot, PARLEY_GUILD__SECRET="another")
    [wrong] = [line for line in lines if line.startswith("wrong  Guild")]
    assert "Set the client id, the secret" in wrong
    assert "It said: invalid_client." in wrong
    [scope] = [line for line in lines if "scope users:read.email" in line]
    assert scope.startswith("wrong")


async def test_without_a_key_the_account_cannot_be_kept(bot: BotWithService) -> None:
    lines = await examined(bot, PARLEY_KEY="")
    assert any("the organization's account at Guild is sealed with it" in line for line in lines)
