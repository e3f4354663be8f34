"""SIGKILL under load: acknowledged is answered, nothing lost, nothing doubled; and the run notices.

PARLEY_KILLS is the number of kills of each run. By default it is 50 on the first service and 12 on
the others, whose journal and look-ups are the same; `PARLEY_KILLS=50` is the full run. Without one
of the guards a few kills are enough to be noticed.
"""

import os

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.kill_run import MOST_TRIES, kill_run
from tests.journeys.workloads import (
    JitsiWorkload,
    LiveMeetingWorkload,
    SkypeWorkload,
    WebexWorkload,
)

pytestmark = pytest.mark.journey
KILLS = os.environ.get("PARLEY_KILLS", "")
FEW = 4


@pytest.mark.parametrize(
    ("workload", "kills"),
    [
        (JitsiWorkload(), 50),
        (SkypeWorkload(), 12),
        (LiveMeetingWorkload(), 12),
        (WebexWorkload(), 12),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
async def test_nothing_is_lost_or_doubled(tmp_path, workload, kills):
    kills = int(KILLS or kills)
    services = tuple(dict.fromkeys(("jitsi", workload.name)))
    async with Environment(slack=Slack(burst=None), services=services) as sandbox:
        verdict = await kill_run(sandbox, tmp_path, workload, kills=kills, seed=1)
    assert verdict.good, verdict
    assert verdict.acknowledged >= kills, verdict
    assert verdict.begun >= 0.6 * kills, verdict


@pytest.mark.parametrize("guard", ["write-first", "begun", "unique-key", "look-up", "catch-up"])
async def test_without_one_guard_the_same_run_goes_red(tmp_path, guard):
    command = ("tests.journeys.saboteur", guard)
    verdicts = []
    for seed in range(MOST_TRIES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        async with Environment(slack=Slack(burst=None)) as sandbox:
            verdict = await kill_run(
                sandbox, folder, JitsiWorkload(), kills=FEW, seed=seed, command=command
            )
        if not verdict.good:
            return
        verdicts.append(verdict)
    pytest.fail(f"nobody noticed: {verdicts}")
