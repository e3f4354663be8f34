"""SIGKILL under load: acknowledged is answered, nothing lost, nothing doubled; and the run notices.

PARLEY_KILLS is the number of kills of each run (50 by default).
"""

import os

import pytest

from sandbox.slack.loopback import Slack
from sandbox.street import Street
from tests.journeys.kill_run import kill_run
from tests.journeys.loads import OnJitsi, OnLiveMeeting, OnSkype

pytestmark = pytest.mark.journey
KILLS = int(os.environ.get("PARLEY_KILLS", "50"))


@pytest.mark.parametrize(
    "load", [OnJitsi(), OnSkype(), OnLiveMeeting()], ids=lambda load: load.name
)
async def test_nothing_is_lost_or_doubled(tmp_path, load):
    services = tuple(dict.fromkeys(("jitsi", load.name)))
    async with Street(slack=Slack(burst=None), services=services) as street:
        verdict = await kill_run(street, tmp_path, load, kills=KILLS, seed=1)
    assert verdict.good, verdict
    assert verdict.acknowledged >= KILLS, verdict
    assert verdict.begun >= 0.6 * KILLS, verdict


@pytest.mark.parametrize("guard", ["write-first", "begun", "unique-key", "look-up"])
async def test_without_one_guard_the_same_run_goes_red(tmp_path, guard):
    command = ("-m", "tests.journeys.saboteur", guard)
    async with Street(slack=Slack(burst=None)) as street:
        verdict = await kill_run(
            street, tmp_path, OnJitsi(), kills=KILLS, seed=2, command=command, until_bad=True
        )
    assert not verdict.good, verdict
