"""SIGKILL under load on Zoom: nothing lost or doubled, no card stale, and no account lost.

PARLEY_KILLS=30 is the full run.
"""

import os

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.kill_run import kill_run
from tests.journeys.zoom_workload import ZoomWorkload, accounts

pytestmark = pytest.mark.journey
KILLS = int(os.environ.get("PARLEY_KILLS", "") or 5)


async def test_zoom_loses_and_doubles_nothing_and_each_card_shows_what_it_has(tmp_path):
    workload = ZoomWorkload()
    async with Environment(slack=Slack(burst=None), services=("jitsi", "zoom")) as sandbox:
        verdict = await kill_run(sandbox, tmp_path, workload, kills=KILLS, seed=1)
        refused = [
            each["status"]
            for each in sandbox.services["zoom"].book.read("notification")
            if each["status"] in (400, 401, 403, 404, 413)
        ]
    assert verdict.good, verdict
    assert verdict.acknowledged >= KILLS, verdict
    assert verdict.begun >= 0.5 * KILLS, verdict
    assert accounts(tmp_path) == ["active", "active"]
    assert refused == []
