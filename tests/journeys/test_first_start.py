"""The first start: all that is wrong is told at once, and the doctor says how things are."""

import os
import socket

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.architecture.code_map import ROOT
from tests.journeys.bot_process import bot_environment, running_bot
from tests.journeys.connecting import run_parley

pytestmark = pytest.mark.journey


@pytest.fixture
async def sandbox():
    async with Environment(slack=Slack(burst=None)) as sandbox:
        yield sandbox


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


async def test_an_empty_folder_gets_all_that_is_needed_in_one_round(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    alone = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    status, printed = await run_parley(alone, "serve")
    assert status == 1
    for said in ("SLACK_BOT_TOKEN is missing", "SLACK_SIGNING_SECRET is missing", str(tmp_path)):
        assert said in printed
    assert "docs/" not in printed
    _, example = await run_parley(alone, "settings")
    (tmp_path / ".env").write_text(example)
    status, printed = await run_parley(alone, "doctor")
    assert status == 1
    assert "not a setting" not in printed
    assert "SLACK_BOT_TOKEN is missing" in printed
    assert ".env holds secrets, and others on this machine can read it" in printed
    assert [file.name for file in tmp_path.iterdir()] == [".env"]


async def test_settings_key_folder_and_port_are_told_together(sandbox, tmp_path, taken_port):
    wrong = {
        "SLACK_BOT_TOKEN": "xoxp-canary",
        "PARLEY_KEY": "k:canary",
        "PARLEY_PROT": "3000",
        "PARLEY_DATABASE": "/proc/parley.db",
        "PARLEY_PORT": str(taken_port),
    }
    status, printed = await run_parley(bot_environment(sandbox, tmp_path, **wrong), "serve")
    assert status == 1
    assert [name for name in wrong if f"- {name}" not in printed] == []
    assert f"port {taken_port}: Address already in use" in printed
    assert "canary" not in printed
    assert "Traceback" not in printed


async def test_a_second_bot_hears_of_the_database_and_of_the_port(sandbox, tmp_path):
    async with running_bot(sandbox, tmp_path) as bot:
        port = bot.url.rpartition(":")[2]
        again = bot_environment(sandbox, tmp_path, PARLEY_PORT=port)
        status, printed = await run_parley(again, "serve")
    assert status == 1
    assert f"is in use by the process {bot.process.pid}" in printed
    assert f"port {port}: Address already in use" in printed


async def test_the_doctor_makes_no_database_and_names_a_port_that_is_taken(
    sandbox, tmp_path, taken_port
):
    settings = bot_environment(sandbox, tmp_path, PARLEY_PORT=str(taken_port))
    status, printed = await run_parley(settings, "doctor")
    assert status == 1
    assert "is not there yet: the bot makes it at its first start" in printed
    assert f"wrong  address: Cannot listen on 127.0.0.1, port {taken_port}" in printed
    assert list(tmp_path.iterdir()) == []


async def test_the_doctor_tries_the_app_level_token(sandbox, tmp_path):
    good = bot_environment(sandbox, tmp_path, SLACK_APP_TOKEN=sandbox.slack.back.app_token)
    status, printed = await run_parley(good, "doctor")
    assert status == 0, printed
    assert "ok     slack: takes SLACK_APP_TOKEN" in printed
    status, printed = await run_parley(good | {"SLACK_APP_TOKEN": "xapp-canary"}, "doctor")
    assert status == 1
    assert "wrong  slack: refuses SLACK_APP_TOKEN (invalid_auth)" in printed
    assert "canary" not in printed


async def test_the_doctor_says_what_the_running_bot_says_of_itself(sandbox, tmp_path):
    async with running_bot(sandbox, tmp_path) as bot:
        port = bot.url.rpartition(":")[2]
        settings = bot_environment(sandbox, tmp_path, PARLEY_PORT=port)
        status, printed = await run_parley(settings, "doctor")
        assert status == 0, printed
        assert "ok     bot: is running and ready: database, key, slack are good" in printed
        elsewhere = bot_environment(sandbox, tmp_path, PARLEY_PORT="9")
        status, printed = await run_parley(elsewhere, "doctor")
        assert status == 1
        assert "wrong  bot: is running, and does not answer at http://127.0.0.1:9/readyz" in printed


async def test_a_running_bot_that_is_not_ready_is_marked_as_wrong(sandbox, tmp_path):
    away = {"SLACK_API_URL": "http://127.0.0.1:9/api/"}
    async with running_bot(sandbox, tmp_path, **away) as bot:
        port = bot.url.rpartition(":")[2]
        settings = bot_environment(sandbox, tmp_path, PARLEY_PORT=port)
        status, printed = await run_parley(settings, "doctor")
    assert status == 1
    assert "wrong  bot: is running and not ready: slack: Slack" in printed


async def test_the_version_is_told(tmp_path):
    status, printed = await run_parley({"PATH": os.environ["PATH"]}, "--version")
    assert (status, printed.split()[0]) == (0, "parley,")


async def test_a_line_that_cannot_be_read_stops_the_commands_about_keys_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("PARLEY_KEY: k:canary\n")
    alone = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    status, printed = await run_parley(alone, "keys", "check")
    assert status == 1
    assert ".env in this folder, line 1, is not a setting" in printed
    assert "canary" not in printed
