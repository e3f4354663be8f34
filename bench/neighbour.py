"""How long a bystander waits for help while somebody else's 1,500 starts wait on a slow WebEx.

Run: python -m bench.neighbour [--starts 1500] [--slow 4000]

Ada types all of them at once; each request to WebEx takes so many milliseconds. Bo asks for help
all the while. The yardstick is Bo's wait before that, on the same bot when it is quiet. The bot is
a process of its own; Slack and WebEx are loopbacks in this one.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bench.acknowledge import percentile
from bot.cli.demo_connect import connect
from bot.cli.sandbox_environment import SandboxProcesses, service_settings
from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from storage.seal import new_key

ROOT = Path(__file__).parent.parent
AT_ONCE = 50
"""Commands that are delivered at the same time."""


@asynccontextmanager
async def serving(sandbox, folder):
    """`parley serve` on *sandbox* as a child process; gives its address."""
    slack = sandbox.announced["slack"]
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": slack["token"],
        "SLACK_SIGNING_SECRET": slack["signing_secret"],
        "SLACK_API_URL": slack["api"],
        "PARLEY_PORT": "0",
        "PARLEY_DATABASE": f"{folder}/parley.db",
        "PARLEY_ALLOW_PRIVATE": "1",
        "PARLEY_KEY": new_key("bench"),
        "PARLEY_LOG_LEVEL": "ERROR",
        **service_settings(sandbox.announced["webex-xml"]),
    }
    command = (sys.executable, "-m", "bot", "serve")
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, env=environment, stdout=pipe)
    try:
        line = await asyncio.wait_for(child.stdout.readline(), 30)
        yield line.decode().split()[-1]
    finally:
        child.terminate()
        await asyncio.wait_for(child.wait(), 30)


class Workspace:
    """What people type, and what the bot says to them."""

    def __init__(self, sandbox):
        self._slack = sandbox.slack

    def cards(self):
        """How many cards there are."""
        channels = list(self._slack.workspace.conversations.values())
        everything = (m for c in channels for m in c.messages.values())
        return sum(bool(m.blocks) and m.blocks[0]["type"] == "header" for m in everything)

    async def help(self):
        """Seconds until Bo's help is there."""
        channels = self._slack.workspace.conversations.values()
        channel = next(each for each in channels if each.name == "design")
        known, began = set(channel.messages), time.perf_counter()
        await self._slack.type("bo", "design", "/meet help")
        while not any(m.only_for for ts, m in channel.messages.items() if ts not in known):
            await asyncio.sleep(0.002)
            if time.perf_counter() - began > 60:
                raise SystemExit("no help within a minute")
        return time.perf_counter() - began

    async def starts(self, many):
        """Ada's rush; seconds that each acknowledgement took, the loopback's own work included."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def start(number):
            async with gate:
                began = time.perf_counter()
                await self._slack.type("ada", "general", f"/meet on webex-xml sync {number}")
                return time.perf_counter() - began

        return await asyncio.gather(*(start(number) for number in range(many)))


async def measure(args, folder):
    slack = Slack(burst=None)
    async with (
        Environment(slack=slack, services=("webex-xml",)) as sandbox,
        aiohttp.ClientSession() as session,
        serving(sandbox, folder) as url,
    ):
        sandbox.slack.point_at(url)
        announced = sandbox.announced
        loopbacks = ({"service": "webex-xml", **announced["webex-xml"]},)
        processes = SandboxProcesses({"slack": sandbox.slack_url}, loopbacks, session)
        await connect(processes, "ada", "general", "webex-xml", lambda _line: None)
        workspace = Workspace(sandbox)
        for _ in range(5):
            await workspace.help()
        quiet = [await workspace.help() for _ in range(30)]
        sandbox.services["webex-xml"].misbehave(on="*", do="slow", ms=args.slow, next=None)
        rush, noisy = asyncio.create_task(workspace.starts(args.starts)), []
        until = time.perf_counter() + args.seconds
        while not rush.done() or time.perf_counter() < until:
            noisy.append(await workspace.help())
            await asyncio.sleep(0.1)
        acknowledged = await rush
        return quiet, noisy, acknowledged, workspace.cards()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=1500)
    parser.add_argument("--slow", type=int, default=4000, help="milliseconds of each request")
    parser.add_argument("--seconds", type=float, default=20, help="how long to look at least")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        quiet, noisy, acknowledged, cards = asyncio.run(measure(args, folder))
    print(f"{args.starts} starts on a WebEx that takes {args.slow} ms; made meanwhile: {cards}")
    for name, taken in (("quiet", quiet), ("meanwhile", noisy)):
        p50, p99, worst = (f"{1000 * percentile(taken, share):.0f}" for share in (0.5, 0.99, 1))
        print(f"help, {name:10} {len(taken):4} asked: p50 {p50}, p99 {p99}, max {worst} ms")
    print(f"acknowledgements of the starts: p99 {1000 * percentile(acknowledged, 0.99):.0f} ms")
    yardstick = statistics.median(quiet)
    print(
        f"ratio to quiet: median {statistics.median(noisy) / yardstick:.1f}, "
        f"worst {max(noisy) / yardstick:.1f}"
    )


if __name__ == "__main__":
    main()
