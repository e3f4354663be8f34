"""Accounts in Slack: what can be connected, what waits for an account, and forgetting one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sandbox.services.skype.people import PEOPLE
from tests.bot.joined import ADA, ADDRESS, MALLORY, PASSWORD, joined, serving
from tests.bot.visitor import visiting


@pytest.fixture
async def here(tmp_path, monkeypatch):
    async with joined(tmp_path, monkeypatch) as here:
        yield here


async def connect(here, link, username=ADDRESS, password=PASSWORD, person="ada"):
    """Sign in on the page and say yes."""
    who = here.street.slack.workspace.person(person).id
    before = max((one.ts for one in here.said(who)), default="")
    async with visiting(link) as visitor:
        assert await visitor.send(username=username, password=password) == 200
    await here.whispered("Was that you?", who, before)
    await here.press("Yes, that was me", person)
    await here.whispered("is connected as", who, before)


def link_in(message):
    return message.text.splitlines()[-1]


def skype(here):
    return here.street.services["skype"]


def passwords(here):
    return [entry["outcome"] for entry in skype(here).book.read("sign_in")]


async def test_connect_alone_lists_what_there_is(here):
    told = await here.told("connect")
    assert "*Skype for Business*: not connected" in told
    assert "No account is needed for Jitsi" in told
    await here.press("Connect Skype for Business")
    assert link_in(await here.whispered("/connect/")).startswith(here.url)


@pytest.mark.parametrize(
    ("service", "says"),
    [("jitsi", "needs no account"), ("zoom", "Zoom is not set up here"), ("SKYPE", "/connect/")],
)
async def test_connect_names_its_service(here, service, says):
    assert says in await here.told(f"connect {service}")


async def test_the_link_is_in_the_button_and_in_the_text_for_that_person_alone(here):
    await here.told("connect skype")
    message = here.said(ADA)[-1]
    [button] = message.blocks[1]["elements"]
    assert (button["action_id"], button["text"]["text"]) == ("parley.connect", "Connect")
    assert button["url"] == link_in(message)
    assert [one for one in here.said() if "/connect/" in one.text] == []


async def test_opening_the_link_from_its_button_takes_nothing_away(here):
    link = await here.ask_for_link()
    await here.press("Connect")
    async with visiting(link) as visitor:
        assert visitor.reply.status_code == 200
    assert not here.said(ADA)[-1].deleted


async def test_a_request_waits_for_the_account_and_is_taken_up(here):
    await here.street.slack.type("ada", "general", "/meet on skype design sync")
    asked = await here.whispered("You have not connected Skype for Business yet")
    assert here.said() == []
    await connect(here, link_in(asked))
    card = await here.posted("design sync: meeting started by ada")
    assert f"Join: {here.street.urls['skype']}" in card.text
    assert len([one for one in here.said() if "design sync" in one.text]) == 1


async def test_what_waited_longer_than_a_quarter_of_an_hour_is_not_made(here):
    await here.street.slack.type("ada", "general", "/meet on skype design sync")
    await here.whispered("You have not connected")
    here.clock.ahead = timedelta(minutes=16)
    await connect(here, await here.ask_for_link())
    told = await here.whispered("more than 15 minutes ago")
    assert "design sync" in told.text
    assert here.said() == []


async def test_one_account_takes_up_only_what_waited_for_it(here):
    for person in ("ada", "mallory"):
        await here.street.slack.type(person, "general", f'/meet on skype "talk {person}"')
    asked = await here.whispered("You have not connected", ADA)
    await here.whispered("You have not connected", MALLORY)
    await connect(here, link_in(asked))
    await here.posted("talk ada: meeting started")
    assert [one for one in here.said() if "talk mallory" in one.text] == []


async def test_a_waiting_start_bars_nobody_s_way(here):
    await here.street.slack.type("ada", "general", "/meet on skype design sync")
    await here.whispered("You have not connected")
    await here.street.slack.type("bo", "general", "/meet on jitsi design sync")
    await here.posted("design sync: meeting started by bo")


async def test_what_waits_outlives_a_stop(here, tmp_path):
    await here.street.slack.type("ada", "general", "/meet on skype design sync")
    asked = await here.whispered("You have not connected")
    await here.stop()
    async with serving(here.settings, here.clock):
        await connect(here, link_in(asked))
        await here.posted("design sync: meeting started by ada")


async def test_somebody_who_may_not_hold_meetings_is_told_what_to_do(here):
    link = await here.ask_for_link("mallory")
    await connect(here, link, "mallory@contoso.example", "Let-me-in-2", "mallory")
    told = await here.told("on skype design sync", "mallory")
    assert "Skype for Business" in told
    assert "Ask" in told
    assert here.said() == []


async def test_a_password_that_is_refused_later_is_never_sent_again_by_itself(here):
    await connect(here, await here.ask_for_link())
    skype(here).tickets.people = [replace(one, password="new") for one in PEOPLE]
    skype(here).misbehave(do="expire", what="token")
    told = await here.told("on skype design sync")
    assert "does not accept the sign-in that I have from you any more" in told
    wrong = passwords(here).count("wrong")
    assert wrong == 1
    for title in ("retro", "planning"):
        await here.told(f"on skype {title}")
    assert passwords(here).count("wrong") == wrong
    assert "not accepted any more" in await here.told("accounts")


async def test_accounts_says_what_where_since_when(here):
    assert "not connected anything" in await here.told("accounts")
    await connect(here, await here.ask_for_link())
    told = await here.told("accounts")
    since = here.clock()
    assert f"*Skype for Business*: `{ADDRESS}`, since {since.day} {since:%B %Y}: connected" in told
    assert "*Skype for Business*: connected" in await here.told("connect")
    assert "not connected anything" in await here.told("accounts", "bo")


async def test_disconnect_signs_out_there_and_forgets_here(here):
    await connect(here, await here.ask_for_link())
    await here.street.slack.type("ada", "general", "/meet on skype design sync")
    await here.posted("design sync")
    left = await here.ask_for_link()
    assert (
        await here.told("disconnect skype") == "I have forgotten your Skype for Business account."
    )
    assert skype(here).applications.running == {}
    assert "not connected anything" in await here.told("accounts")
    async with visiting(left) as visitor:
        assert visitor.reply.status_code == 410
    assert "not connected" in await here.told("disconnect skype")
    assert "not connected" in await here.told("on skype retro")


async def test_disconnect_forgets_even_where_signing_out_fails(here):
    await connect(here, await here.ask_for_link())
    await here.street.slack.type("ada", "general", "/meet on skype design sync")
    await here.posted("design sync")
    skype(here).misbehave(on="*", do="cut", effect=False, next=100)
    assert "could not sign out" in await here.told("disconnect skype")
    assert "not connected anything" in await here.told("accounts")


async def test_disconnect_alone_asks_which(here):
    assert "nothing to forget" in await here.told("disconnect")
    await connect(here, await here.ask_for_link())
    assert "Which account" in await here.told("disconnect")
    await here.press("Disconnect Skype for Business")
    await here.whispered("I have forgotten your Skype for Business account")


async def test_never_mind_elsewhere_just_goes(here):
    await here.told("lists")
    question = here.said(ADA)[-1]
    assert "Did you mean" in question.text
    await here.press("Never mind")
    await here.street.slack.type("ada", "general", "/meet help")
    await here.whispered("Start a meeting")
    assert question.deleted


@pytest.mark.parametrize("where", ["dm", "mention", "outside"])
async def test_wherever_it_is_asked_only_its_person_reads_link_and_question(here, where):
    slack = here.street.slack
    typed = {
        "dm": ("dm", "connect skype"),
        "mention": ("design", "@Parley connect skype"),
        "outside": ("leads", "/meet connect skype"),
    }
    await slack.type("ada", *typed[where])
    seen = here.said if where == "dm" else lambda: here.said(ADA)
    asked = await here.until(lambda: next((m for m in seen() if "/connect/" in m.text), None))
    async with visiting(link_in(asked)) as visitor:
        assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200
    for text, label in (("Was that you?", "Yes, that was me"), ("is connected as", "")):
        await here.until(lambda: any(text in m.text for m in [*seen(), *here.said(ADA)]))  # noqa: B023 - called at once
        if label:
            await here.press(label)
    private = slack.workspace.direct(ADA).id
    assert {m.channel for m in here.said() if "skype" in m.text.lower()} <= {private}
