"""SIGKILL under load where the bot and Skype for Business talk in XML: nothing lost or doubled."""

import os
from pathlib import Path
from types import MappingProxyType

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.kill_run import kill_run
from tests.journeys.workloads import OneAccountWorkload, SkypeWorkload

pytestmark = pytest.mark.journey
KILLS = int(os.environ.get("PARLEY_KILLS", "") or 6)


class OnSkypeInXml(SkypeWorkload):
    """The same people and the same losses, in the other form."""

    settings = MappingProxyType({**OneAccountWorkload.settings, "PARLEY_SKYPE__FORMAT": "xml"})


async def test_nothing_is_lost_or_doubled_in_xml(tmp_path: Path) -> None:
    async with Environment(slack=Slack(burst=None), services=("jitsi", "skype")) as street:
        verdict = await kill_run(street, tmp_path, OnSkypeInXml(), kills=KILLS, seed=1)
        requests = street.services["skype"].book.read("request")
    assert verdict.good, verdict
    assert verdict.acknowledged >= KILLS, verdict
    assert [request for request in requests if request["name"] == "POST startOnlineMeeting"]
