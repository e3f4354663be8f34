"""What a button carries is not to be trusted: each malformed value ends as one quiet refusal.

Real requests, signed as Slack signs them, to the whole bot.
"""

import json
import sqlite3
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from sandbox.slack.payloads import message_actions
from tests.bot.in_process import ADA
from tests.handlers.bot_with_service import JITSI, bot_with, is_card

ACTIONS = (
    *("make", "change", "other", "start_another", "start_anyway", "confirm", "run"),
    *("add_person", "tell_group", "more", "move", "cancel", "this_one", "from_here", "all_of_them"),
    *("going", "maybe", "cant", "snooze", "confirm_account", "pick", "page", "who", "host"),
)
"""Those of the contract that do something, and what the bot has beside them."""

DEEP = "[" * 1500 + "]" * 1500
VALUES = (
    *(None, "", " ", "{", "}", "[]", "{}", "null", "true", "0", '"x"', "garbage", "{garbage}"),
    *(7, True, 1.5, [], {}, ["jitsi-1"], {"meeting": "jitsi-1"}),
    *("x" * 2000, "{" * 2000, DEEP, '{"meeting":' * 200, "\ud800", "\0", "a\0b", "\u202e", "💥"),
    *('{"meeting": null}', '{"meeting": 7}', '{"meeting": []}', '{"meeting": {}}'),
    *('{"meeting": true}', '{"meeting": ""}', '{"meeting": "' + "x" * 1500 + '"}'),
    *('{"meeting": "\\ud800"}', '{"meeting": "\\u0000"}', '{"meeting": "nowhere"}'),
    *('{"meeting": "nowhere", "may": true}', '{"meeting": "nowhere", "version": "1"}'),
    *('{"meeting": "nowhere", "version": -1}', '{"meeting": "nowhere", "version": 1e400}'),
    *('{"meeting": "nowhere", "here": "yes"}', '{"end": "nowhere"}', '{"end": 1, "version": 1}'),
    *('{"draft": null}', '{"draft": 7}', '{"draft": []}', '{"draft": "nowhere"}'),
    *('{"draft": "nowhere", "other": true}', '{"title": 7}', '{"title": null}', '{"title": " "}'),
    *('{"title": []}', '{"service": "jitsi"}', '{"line": 7}', '{"line": ""}', '{"line": []}'),
    *('{"do": "move"}', '{"do": "x", "meeting": "y"}', '{"do": 7}', '{"do": "__init__"}'),
    *('{"do": "rename", "meeting": "nowhere"}', '{"do": "move", "meeting": "x", "at": "noon"}'),
    *('{"do": "move", "meeting": "x", "at": "2026-11-20T10:00:00"}', '{"do": "link"}'),
    *('{"do": "move", "meeting": "x", "at": "0001-01-01T00:00:00+23:59"}',),
    *('{"person": "U0BO000001"}', '{"person": "<!channel>", "offered": {"<!channel>": "x"}}'),
    *('{"person": "U0BO000001", "offered": []}', '{"person": 7, "offered": {"7": "x"}}'),
    *('{"person": "U0BO000001", "offered": {"U0BO000001": 7}}',),
    *('{"person": "U0BO000001", "offered": {"U0BO000001": "Bo"}, "draft": "nowhere"}',),
    *('{"view": "secret"}', '{"view": null}', '{"view": "list", "after": "x"}'),
    *('{"view": "list", "after": ["noon", "x"]}', '{"view": "list", "after": [1, 2, 3]}'),
    *('{"meeting": "nowhere", "starts_at": "noon", "lead": 60}',),
    *('{"meeting": "nowhere", "starts_at": "9999-12-31T23:59:59Z", "lead": 60}',),
    *('{"meeting": "nowhere", "starts_at": "2026-11-20T10:00:00Z", "snoozed": -1}',),
    *('{"meeting": "nowhere", "starts_at": "2026-11-20T10:00:00Z", "lead": 60}',),
    *("sign-in:nowhere", "sign-in:", "pending:1", "<!channel>", "<@U0BO000001>", "../../etc"),
)


@pytest.fixture
async def bot(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


async def deliver(bot, card, button, person="ada"):
    """Send the press of *button* on *card* as Slack would."""
    slack = bot.sandbox.slack
    who = slack.workspace.person(person)
    text = {"type": "plain_text", "text": "x"}
    button = {"type": "button", "block_id": "b", "text": text, "action_ts": card.ts, **button}
    await slack.delivery.interaction(message_actions(slack.back, who, card, button, {}))


def rows(bot, sql):
    with closing(sqlite3.connect(bot.folder / "parley.db")) as database:
        return database.execute(sql).fetchall()


async def at_rest(bot):
    """Wait until nothing is to be done, and return how each request ended."""

    def ended():
        open_jobs = "select 1 from job where kind = 'ask' and state in ('ready', 'running')"
        return not rows(bot, open_jobs)

    await bot.until(ended)
    return rows(bot, "select state, error from job where kind = 'ask'")


def test_there_are_enough_of_them():
    assert len({str(value) for value in VALUES}) >= 79


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_malformed_value_ends_as_one_quiet_refusal(bot, action, caplog):
    card = await bot.schedule("retro tomorrow at 3pm")
    before = rows(bot, "select id, title, state, version, people, answers from meeting")
    posts, told = len(bot.messages()), len(bot.messages(ADA))
    with capture_logs() as logged:
        for value in VALUES:
            await deliver(bot, card, {"action_id": f"parley.{action}", "value": value})
        outcomes = await at_rest(bot)
    assert set(outcomes) == {("done", "")}
    assert not [entry for entry in logged if entry["event"] == "bug" or "exc_info" in entry]
    assert not [record for record in caplog.records if record.exc_info]
    answers = [message.text for message in bot.messages(ADA)[told:]]
    assert len(answers) == len(VALUES)
    assert not [answer for answer in answers if "Something went wrong" in answer]
    assert len(bot.messages()) == posts
    assert rows(bot, "select id, title, state, version, people, answers from meeting") == before


@pytest.mark.parametrize("action", ["", "x", "parley.", "parley.x", "parley.meeting", 7, None])
async def test_an_unknown_action_is_refused_to_the_person_alone(bot, action):
    card = await bot.schedule("retro tomorrow at 3pm")
    told = len(bot.messages(ADA))
    with capture_logs() as logged:
        await deliver(bot, card, {"action_id": action, "value": "{}"})
        assert await at_rest(bot)
    assert not [entry for entry in logged if entry["event"] == "bug"]
    assert ["doesn't work any more" in message.text for message in bot.messages(ADA)[told:]] == [
        True
    ]


@pytest.mark.parametrize("block", [None, "", 7, [], {}, "aside-", "aside-" + "x" * 5000, "\ud800"])
async def test_an_odd_block_is_no_reason_to_break(bot, block):
    card = await bot.schedule("retro tomorrow at 3pm")
    told = len(bot.messages(ADA))
    with capture_logs() as logged:
        button = {"action_id": "parley.cancel", "value": "{}", "block_id": block}
        await deliver(bot, card, button)
        assert await at_rest(bot)
    assert not [entry for entry in logged if entry["event"] == "bug"]
    assert len(bot.messages(ADA)[told:]) == 1


async def test_a_malformed_choice_of_a_menu_is_one_quiet_refusal(bot):
    card = await bot.schedule("retro tomorrow at 3pm")
    told, before = len(bot.messages(ADA)), rows(bot, "select state, version from meeting")
    values = (None, 7, "", "x", "parley.cancel", "parley.cancel {", "parley.make x", "x" * 3000)
    options = [None, 7, [], {}, *({"value": value} for value in values)]
    with capture_logs() as logged:
        for option in options:
            pressed = {"action_id": "parley.more", "type": "overflow", "selected_option": option}
            await deliver(bot, card, pressed)
        assert set(await at_rest(bot)) == {("done", "")}
    assert not [entry for entry in logged if entry["event"] == "bug" or "exc_info" in entry]
    assert len(bot.messages(ADA)[told:]) == len(options)
    assert rows(bot, "select state, version from meeting") == before


@pytest.mark.parametrize(
    "changed",
    [
        {"state": None},
        {"state": {"values": None}},
        {"state": {"values": {"title": None}}},
        {"state": {"values": {"title": {"title": {}}}}},
        {"state": {"values": {"title": {"title": {"type": "static_select"}}}}},
        {"private_metadata": ""},
        {"private_metadata": "{"},
        {"private_metadata": "[]"},
        {"private_metadata": DEEP},
        {"private_metadata": '{"carried": 7}'},
        {"private_metadata": '{"carried": "{}"}'},
        {"private_metadata": '{"carried": "{\\"draft\\": \\"nowhere\\"}"}'},
        {"private_metadata": '{"carried": "{\\"meeting\\": \\"nowhere\\"}"}'},
        {"private_metadata": '{"carried": "{\\"meeting\\": 7, \\"may\\": true}"}'},
        {"callback_id": "parley.x"},
        {"callback_id": 7},
        {"callback_id": "parley.settings"},
    ],
    ids=str,
)
async def test_a_malformed_form_is_refused_where_it_stands(bot, changed):
    await bot.schedule("retro tomorrow at 3pm")
    slack = bot.sandbox.slack
    shown = await bot.request("design review tomorrow at 4pm")
    await bot.press("Change", ts=shown.ts)
    view = await bot.until(lambda: slack.workspace.open_view(ADA))
    before = rows(bot, "select count(*) from meeting")
    content = {**view.content, "id": view.id, "hash": view.hash, "state": {"values": {}}, **changed}
    who = {"id": ADA, "team_id": slack.workspace.team_id}
    body = {
        "type": "view_submission",
        "team": {"id": slack.workspace.team_id},
        "user": who,
        "trigger_id": "1.1",
        "view": content,
    }
    with capture_logs() as logged:
        delivered = await slack.delivery.interaction(body)
        await at_rest(bot)
    assert not [entry for entry in logged if entry["event"] == "bug" or "exc_info" in entry]
    answer = json.loads(delivered.body)
    assert answer["response_action"] == "errors"
    assert "Something went wrong" not in str(answer)
    assert rows(bot, "select count(*) from meeting") == before


async def test_a_draft_is_made_once_on_however_many_messages_its_button_stands(bot):
    shown = await bot.request("retro tomorrow at 3pm")
    [(draft,)] = rows(bot, "select id from draft")
    elsewhere = await bot.post_in("general")
    for _ in range(3):
        await deliver(bot, elsewhere, {"action_id": "parley.make", "value": draft})
    await bot.press("Schedule it", ts=shown.ts)
    await at_rest(bot)
    assert rows(bot, "select count(*) from meeting") == [(1,)]
    assert [is_card(message) for message in bot.messages()] == [True]
