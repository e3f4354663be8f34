"""What most journeys begin with: a Slack that repeats quickly, and a file for the bot's errors."""

from pathlib import Path

import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack


@pytest.fixture
async def sandbox():
    async with Environment(slack=Slack(burst=None, retry_scale=0.02)) as sandbox:
        yield sandbox


@pytest.fixture
def errors(tmp_path):
    with Path(tmp_path, "errors").open("w+") as errors:
        yield errors
