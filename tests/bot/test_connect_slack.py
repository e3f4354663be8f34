"""Accounts in Slack: what can be connected, what waits for an account, and forgetting one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.services.skype.people import PEOPLE
from tests.bot.browser_user import browsing
from tests.bot.in_process import ADA, ADDRESS, MALLORY, PASSWORD, serving

ADA_SIGNS_IN = {"username": ADDRESS, "password": PASSWORD}


def link_in(message):
    return message.text.splitlines()[-1]


def skype(bot):
    return bot.sandbox.services["skype"]


def passwords(bot):
    return [entry["outcome"] for entry in skype(bot).book.read("sign_in")]


async def test_connect_alone_lists_what_there_is(bot):
    answer = await bot.answer_to("connect")
    assert "*Skype for Business*: not connected" in answer
    assert "No account is needed for Jitsi" in answer
    await bot.press("Connect Skype for Business")
    assert link_in(await bot.ephemeral_with("/connect/")).startswith(bot.url)


@pytest.mark.parametrize(
    ("service", "says"),
    [
        ("jitsi", "needs no account"),
        ("webex-xml", "WebEx is not set up here, so you can't connect it. Whoever runs"),
        ("teams", "I don't work with Microsoft Teams"),
        ("SKYPE", "/connect/"),
    ],
)
async def test_connect_names_its_service(bot, service, says):
    assert says in await bot.answer_to(f"connect {service}")


async def test_the_link_is_in_the_button_and_in_the_text_for_that_person_alone(bot):
    await bot.answer_to("connect skype")
    message = bot.messages(ADA)[-1]
    [button] = message.blocks[1]["elements"]
    assert (button["action_id"], button["text"]["text"]) == ("parley.connect", "Connect")
    assert button["url"] == link_in(message)
    assert [message for message in bot.messages() if "/connect/" in message.text] == []


async def test_opening_the_link_from_its_button_takes_nothing_away(bot):
    link = await bot.connect_link()
    await bot.press("Connect")
    async with browsing(link) as browser_user:
        assert browser_user.reply.status_code == 200
    assert not bot.messages(ADA)[-1].deleted


async def test_a_request_waits_for_the_account_and_is_taken_up(bot):
    await bot.sandbox.slack.type("ada", "general", "/meet on skype design sync")
    asked = await bot.ephemeral_with("You have not connected Skype for Business yet")
    assert bot.messages() == []
    await bot.connect("skype", link_in(asked), **ADA_SIGNS_IN)
    card = await bot.post_with("design sync: meeting started by ada")
    assert f"Join: {bot.sandbox.urls['skype']}" in card.text
    assert len([message for message in bot.messages() if "design sync" in message.text]) == 1


async def test_what_waited_longer_than_a_quarter_of_an_hour_is_not_made(bot):
    await bot.sandbox.slack.type("ada", "general", "/meet on skype design sync")
    await bot.ephemeral_with("You have not connected")
    bot.clock.ahead = timedelta(minutes=16)
    await bot.connect("skype", **ADA_SIGNS_IN)
    message = await bot.ephemeral_with("more than 15 minutes ago")
    assert "design sync" in message.text
    assert bot.messages() == []


async def test_one_account_takes_up_only_what_waited_for_it(bot):
    for person in ("ada", "mallory"):
        await bot.sandbox.slack.type(person, "general", f'/meet on skype "talk {person}"')
    asked = await bot.ephemeral_with("You have not connected", ADA)
    await bot.ephemeral_with("You have not connected", MALLORY)
    await bot.connect("skype", link_in(asked), **ADA_SIGNS_IN)
    await bot.post_with("talk ada: meeting started")
    assert [message for message in bot.messages() if "talk mallory" in message.text] == []


async def test_a_waiting_start_bars_nobody_s_way(bot):
    await bot.sandbox.slack.type("ada", "general", "/meet on skype design sync")
    await bot.ephemeral_with("You have not connected")
    await bot.sandbox.slack.type("bo", "general", "/meet on jitsi design sync")
    await bot.post_with("design sync: meeting started by bo")


async def test_what_waits_outlives_a_stop(bot, tmp_path):
    await bot.sandbox.slack.type("ada", "general", "/meet on skype design sync")
    asked = await bot.ephemeral_with("You have not connected")
    await bot.stop()
    async with serving(bot.settings, bot.clock):
        await bot.connect("skype", link_in(asked), **ADA_SIGNS_IN)
        await bot.post_with("design sync: meeting started by ada")


async def test_somebody_who_may_not_hold_meetings_is_told_what_to_do(bot):
    mallory = {"username": "mallory@contoso.example", "password": "Let-me-in-2"}
    await bot.connect("skype", person="mallory", **mallory)
    answer = await bot.answer_to("on skype design sync", "mallory")
    assert "Skype for Business" in answer
    assert "Ask" in answer
    assert bot.messages() == []


async def test_a_password_that_is_refused_later_is_never_sent_again_by_itself(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    skype(bot).tickets.people = [replace(person, password="new") for person in PEOPLE]
    skype(bot).misbehave(do="expire", what="token")
    answer = await bot.answer_to("on skype design sync")
    assert "no longer accepts your sign-in" in answer
    wrong = passwords(bot).count("wrong")
    assert wrong == 1
    for title in ("retro", "planning"):
        await bot.answer_to(f"on skype {title}")
    assert passwords(bot).count("wrong") == wrong
    assert "no longer accepted" in await bot.answer_to("accounts")


async def test_accounts_says_what_where_since_when(bot):
    assert "not connected anything" in await bot.answer_to("accounts")
    await bot.connect("skype", **ADA_SIGNS_IN)
    answer = await bot.answer_to("accounts")
    since = bot.clock()
    assert (
        f"*Skype for Business*: `{ADDRESS}`, since {since.day} {since:%B %Y}: connected" in answer
    )
    assert "*Skype for Business*: connected" in await bot.answer_to("connect")
    assert "not connected anything" in await bot.answer_to("accounts", "bo")


async def test_disconnect_signs_out_there_and_forgets_here(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await bot.sandbox.slack.type("ada", "general", "/meet on skype design sync")
    await bot.post_with("design sync")
    left = await bot.connect_link()
    assert (
        await bot.answer_to("disconnect skype")
        == "Your Skype for Business account is disconnected, and I have deleted what I stored."
    )
    assert skype(bot).applications.running == {}
    assert "not connected anything" in await bot.answer_to("accounts")
    async with browsing(left) as browser_user:
        assert browser_user.reply.status_code == 410
    assert "not connected" in await bot.answer_to("disconnect skype")
    assert "not connected" in await bot.answer_to("on skype retro")


async def test_disconnect_forgets_even_where_signing_out_fails(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await bot.sandbox.slack.type("ada", "general", "/meet on skype design sync")
    await bot.post_with("design sync")
    skype(bot).misbehave(on="*", do="cut", effect=False, next=100)
    assert "could not sign out" in await bot.answer_to("disconnect skype")
    assert "not connected anything" in await bot.answer_to("accounts")


async def test_disconnect_alone_asks_which(bot):
    assert "nothing to disconnect" in await bot.answer_to("disconnect")
    await bot.connect("skype", **ADA_SIGNS_IN)
    assert "Which account" in await bot.answer_to("disconnect")
    await bot.press("Disconnect Skype for Business")
    await bot.ephemeral_with("Your Skype for Business account is disconnected")


async def test_never_mind_elsewhere_just_goes(bot):
    await bot.answer_to("lists")
    question = bot.messages(ADA)[-1]
    assert "Did you mean" in question.text
    await bot.press("Never mind")
    await bot.sandbox.slack.type("ada", "general", "/meet help")
    await bot.ephemeral_with("Start a meeting")
    assert question.deleted


@pytest.mark.parametrize("where", ["dm", "mention", "outside"])
async def test_wherever_it_is_asked_only_its_person_reads_link_and_question(bot, where):
    slack = bot.sandbox.slack
    typed = {
        "dm": ("dm", "connect skype"),
        "mention": ("design", "@Parley connect skype"),
        "outside": ("leads", "/meet connect skype"),
    }
    await slack.type("ada", *typed[where])
    seen = bot.messages if where == "dm" else lambda: bot.messages(ADA)
    asked = await bot.until(lambda: next((m for m in seen() if "/connect/" in m.text), None))
    async with browsing(link_in(asked)) as browser_user:
        assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200
    for text, label in (("Was that you?", "Yes, that was me"), ("is connected as", "")):
        await bot.until(lambda: any(text in m.text for m in [*seen(), *bot.messages(ADA)]))  # noqa: B023 - called at once
        if label:
            await bot.press(label)
    private = slack.workspace.direct(ADA).id
    assert {m.channel for m in bot.messages() if "skype" in m.text.lower()} <= {private}
