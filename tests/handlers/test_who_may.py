"""Who may: decided by who presses, whom Slack signs for, and never by what the button says."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.bot.in_process import ADA, BO, MALLORY
from tests.handlers.bot_with_service import JITSI, LIVE, bot_with
from tests.handlers.test_hostile_values import at_rest, deliver, rows

STATE = "select id, team, title, state, version, people, answers, starts_at from meeting"
ABROAD = "abroad-1"
"""Our id of a meeting of another workspace: Ada's there too, with the ids of people from here."""


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


async def pressed(bot, card, person, action, value):
    """Press it, and return what that person alone is told of it."""
    who = bot.sandbox.slack.workspace.person(person).id
    told = len(bot.messages(who))
    await deliver(bot, card, {"action_id": f"parley.{action}", "value": value}, person)
    outcomes = await at_rest(bot)
    assert set(outcomes) == {("done", "")}
    return [message.text for message in bot.messages(who)[told:]]


def put_abroad(bot):
    """Copy the one meeting into another workspace."""
    with closing(sqlite3.connect(bot.folder / "parley.db")) as database:
        columns = [row[1] for row in database.execute("pragma table_info(meeting)")]
        changed = {"id": f"'{ABROAD}'", "team": "'T0ABROAD01'", "title": "'merger'"}
        values = ", ".join(changed.get(name, name) for name in columns)
        copied = f"insert into meeting({', '.join(columns)}) select {values} from meeting"  # noqa: S608
        database.execute(copied)
        database.commit()
        [(starts_at,)] = database.execute("select starts_at from meeting where id = ?", (ABROAD,))
    return starts_at


def presses_of(meeting, version, starts_at):
    """Every button by which a meeting is named."""
    named = json.dumps({"meeting": meeting, "version": version, "may": True})
    at = f'"at": "{starts_at}"'
    yield from ((action, named) for action in ("move", "change", "cancel", "cancel:here"))
    yield "confirm", json.dumps({"end": meeting, "version": version})
    yield "confirm:renew", json.dumps({"renew": meeting})
    dated = {"meeting": meeting, "version": version, "was": starts_at}
    for action in ("this_one", "from_here", "all_of_them"):
        for do in ("cancel", "move", "change"):
            yield action, json.dumps(dated | {"do": do})
    yield "cancel", json.dumps(dated | {"scope": "one"})
    yield "cancel", json.dumps(dated | {"scope": "later"})
    yield from ((action, meeting) for action in ("going", "maybe", "cant", "host", "who"))
    yield "snooze", f'{{"meeting": "{meeting}", "starts_at": "{starts_at}", "lead": 600}}'
    bo = {"meeting": meeting, "person": BO, "offered": {BO: "Bo"}}
    yield "add_person", json.dumps(bo)
    for do in ("move", "cancel", "end", "skip", "link", "rename", "host"):
        to = '"to": "5pm", "title": "other"'
        yield "pick", f'{{"do": "{do}", "meeting": "{meeting}", {to}, {at}}}'


async def test_a_meeting_of_another_workspace_is_found_by_no_button(bot):
    card = await bot.schedule("retro tomorrow at 3pm")
    starts_at = put_abroad(bot)
    before = rows(bot, STATE)
    moment = rows(bot, f"select strftime('%Y-%m-%dT%H:%M:%SZ', {starts_at} / 1000, 'unixepoch')")
    for action, value in presses_of(ABROAD, 1, moment[0][0]):
        [answer] = await pressed(bot, card, "ada", action, value)
        assert "merger" not in answer, action
        assert bot.sandbox.slack.workspace.open_view(ADA) is None, action
        assert rows(bot, STATE) == before, action
    assert not rows(bot, "select 1 from job where kind = 'remind' and key like 'snooze:%'")


async def test_that_a_value_says_who_may_opens_no_form(bot):
    card = await bot.schedule("retro tomorrow at 3pm")
    [(meeting,)] = rows(bot, "select id from meeting")
    for action in ("move", "change"):
        value = json.dumps({"meeting": meeting, "may": True})
        [answer] = await pressed(bot, card, "mallory", action, value)
        assert "Only they and workspace admins" in answer
        assert bot.sandbox.slack.workspace.open_view(MALLORY) is None


async def test_nobody_but_its_people_and_its_conversation_answers_or_snoozes(bot):
    await bot.schedule("pay tomorrow at 3pm with <@U0BO000001>", channel="secret")
    before = rows(bot, STATE)
    [(meeting, starts_at)] = rows(
        bot,
        "select id, strftime('%Y-%m-%dT%H:%M:%SZ', starts_at / 1000, 'unixepoch') from meeting",
    )
    elsewhere = await bot.post_in("general")
    snooze = f'{{"meeting": "{meeting}", "starts_at": "{starts_at}", "lead": 600}}'
    for action, value in (("going", meeting), ("cant", meeting), ("snooze", snooze)):
        [answer] = await pressed(bot, elsewhere, "mallory", action, value)
        assert "pay" not in answer
    assert rows(bot, STATE) == before
    assert not rows(bot, "select 1 from job where key like 'snooze:%'")
    assert await pressed(bot, elsewhere, "bo", "going", meeting) == []  # one of its people
    [(answers,)] = rows(bot, "select answers from meeting")
    assert json.loads(answers) == {BO: "going"}


async def test_the_way_in_as_host_is_the_organizers_alone(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, LIVE) as bot:
        card = await bot.schedule("retro tomorrow at 3pm")
        [(meeting,)] = rows(bot, "select id from meeting")
        for action, value in (
            ("host", meeting),
            ("pick", json.dumps({"do": "host", "meeting": meeting})),
        ):
            [answer] = await pressed(bot, card, "mallory", action, value)
            assert "I can't find that meeting among yours" in answer
            [answer] = await pressed(bot, card, "ada", action, value)
            assert "Your host link" in answer


async def test_who_came_is_told_to_the_organizer_alone(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, LIVE) as bot:
        card = await bot.schedule("retro tomorrow at 3pm")
        [(meeting,)] = rows(bot, "select id from meeting")
        [answer] = await pressed(bot, card, "mallory", "who", meeting)
        assert "can't find" in answer
        [answer] = await pressed(bot, card, "ada", "who", meeting)
        assert "retro" in answer


async def test_where_only_admins_start_meetings_nobody_else_does(bot):
    with closing(sqlite3.connect(bot.folder / "parley.db")) as database:
        put = "insert into preference(team, whose, body) values (?, 'C0GENERAL1', ?)"
        database.execute(put, (bot.sandbox.slack.workspace.team_id, '{"starters": "admins"}'))
        database.commit()
    await bot.sandbox.slack.type("mallory", "general", "/meet now stand-up")
    await bot.ephemeral_with("can start", MALLORY)
    assert not bot.messages()
    await bot.make_admin("mallory")
    await bot.sandbox.slack.type("mallory", "general", "/meet now stand-up")
    await bot.post_with("stand-up: meeting started")


async def test_what_a_form_would_hold_is_not_taken_from_a_button(bot):
    """It was not checked, as the fields of a form are."""
    card = await bot.schedule("retro tomorrow at 3pm")
    filled = {"minutes": 99_999, "confirm": "never", "service": "usual", "remind": []}
    value = json.dumps({"carried": '{"settings": "me"}', "filled": filled})
    [answer] = await pressed(bot, card, "ada", "settings", value)
    assert "doesn't work any more" in answer
    assert not rows(bot, "select 1 from preference")


async def test_a_draft_of_somebody_else_is_no_draft(bot):
    shown = await bot.request("retro tomorrow at 3pm")
    [(draft,)] = rows(bot, "select id from draft")
    card = await bot.post_in("general")
    added = {"draft": draft, "person": BO, "offered": {BO: "Bo"}}
    values = {
        "make": draft,
        "other": draft,
        "change": draft,
        "move": json.dumps({"draft": draft}),
        "confirm": json.dumps({"draft": draft}),
        "add_person": json.dumps(added),
        "dismiss": draft,
    }
    before = rows(bot, "select * from draft")
    for action, value in values.items():
        answers = await pressed(bot, card, "mallory", action, value)
        assert len(answers) == (0 if action == "dismiss" else 1), action
        assert "retro" not in str(answers)
        assert bot.sandbox.slack.workspace.open_view(MALLORY) is None
    assert rows(bot, "select * from draft") == before
    await bot.press("Schedule it", ts=shown.ts)
    await bot.post_with("retro:")
