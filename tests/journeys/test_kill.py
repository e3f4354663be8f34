"""SIGKILL under load: acknowledged is answered, nothing lost, nothing doubled; and the run notices.

PARLEY_KILLS is the number of kills (50 by default).
"""

import os

import pytest

from sandbox.slack.loopback import Slack
from sandbox.street import Street
from tests.journeys.kill_run import kill_run

pytestmark = pytest.mark.journey
KILLS = int(os.environ.get("PARLEY_KILLS", "50"))


@pytest.fixture
async def street():
    async with Street(slack=Slack(burst=None)) as street:
        yield street


async def test_nothing_is_lost_or_doubled(street, tmp_path):
    verdict = await kill_run(street, tmp_path, kills=KILLS, seed=1)
    assert verdict.good, verdict
    assert verdict.acknowledged > 2 * KILLS
    assert verdict.begun >= 0.6 * KILLS


@pytest.mark.parametrize("guard", ["write-first", "begun", "unique-key", "look-up"])
async def test_without_one_guard_the_same_run_goes_red(street, tmp_path, guard):
    command = ("-m", "tests.journeys.saboteur", guard)
    verdict = await kill_run(street, tmp_path, kills=KILLS, seed=2, command=command, until_bad=True)
    assert not verdict.good, verdict
