"""`parley doctor` looks at everything, and what it marks as wrong can be mended as it says."""

import asyncio
import sys

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.bot_process import bot_environment, running_bot

pytestmark = pytest.mark.journey


@pytest.fixture
async def sandbox():
    async with Environment(slack=Slack(burst=None)) as sandbox:
        yield sandbox


async def doctor(settings):
    """The status and the words of the doctor."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "doctor", env=settings, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, printed.decode()


async def test_a_good_installation_is_said_to_be_good(sandbox, tmp_path):
    status, printed = await doctor(bot_environment(sandbox, tmp_path))
    assert status == 0, printed
    assert "All is well" in printed
    assert "127.0.0.1 answers" in printed


async def test_a_running_bot_is_no_fault(sandbox, tmp_path):
    async with running_bot(sandbox, tmp_path):
        status, printed = await doctor(bot_environment(sandbox, tmp_path))
    assert status == 0, printed
    assert "in use by a running bot" in printed


async def test_missing_scopes_are_told_apart(sandbox, tmp_path):
    sandbox.slack.workspace.scopes -= {"users:read", "channels:history"}
    status, printed = await doctor(bot_environment(sandbox, tmp_path))
    assert status == 1
    wrong = [line for line in printed.splitlines() if line.startswith("wrong")]
    assert len(wrong) == 1
    assert "users:read" in wrong[0]
    assert "note   slack: scope channels:history" in printed


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ({"PARLEY_JITSI__URL": "http://127.0.0.1:9"}, "Jitsi"),
        ({"PARLEY_DATABASE": "/proc/parley.db"}, "/proc/parley.db"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "127.0.0.1:9"),
    ],
    ids=str,
)
async def test_what_is_wrong_is_named(sandbox, tmp_path, changed, named):
    status, printed = await doctor(bot_environment(sandbox, tmp_path, **changed))
    assert status == 1
    assert any(named in line for line in printed.splitlines() if line.startswith("wrong")), printed
    assert "xoxb-wrong" not in printed


async def test_a_service_that_is_not_there_is_said_to_the_person_who_runs_the_bot(
    sandbox, tmp_path
):
    nothing_there = {"PARLEY_JITSI__URL": "http://127.0.0.1:9"}
    _, printed = await doctor(bot_environment(sandbox, tmp_path, **nothing_there))
    assert "wrong  Jitsi: cannot be reached at 127.0.0.1 (" in printed
    assert "Try again in a minute" not in printed, "that is for people in Slack"
    private = {"PARLEY_JITSI__URL": "https://localhost", "PARLEY_ALLOW_PRIVATE": "0"}
    _, printed = await doctor(bot_environment(sandbox, tmp_path, **private))
    assert "(an address that is not public): PARLEY_ALLOW_PRIVATE=1 allows" in printed


async def test_a_service_that_has_no_address_to_ask_is_named_too(sandbox, tmp_path):
    by_domains = {"PARLEY_SKYPE__DOMAINS": "contoso.example"}
    _, printed = await doctor(bot_environment(sandbox, tmp_path, **by_domains))
    assert "note   Skype for Business: is set up. Its server is found when" in printed
