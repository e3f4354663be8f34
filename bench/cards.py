"""How many commands a second become cards in their channels, beside a bare slack-bolt app.

Run: python -m bench.cards [--seconds 4] [--rounds 3]

Signed commands go in, and a loopback Slack in this process says when the card of each is posted.
The bare app verifies, acknowledges, posts one fixed card and remembers nothing; the other one is
`parley serve` as it is in service. Each is a process of its own, and they take turns.
"""

import argparse
import asyncio
import itertools
import os
import re
import secrets
import statistics
import sys
import tempfile
import time
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

import aiohttp
import uvloop
from aiohttp import web

from bench import signed
from bench.acknowledge import percentile

ROOT = Path(__file__).parent.parent
IN_FLIGHT = (1, 16)
IDENTITY = {"team_id": signed.TEAM, "user_id": "UBOT", "bot_id": "BBOT"}
USER = {"name": "ada", "tz": "Europe/London", "locale": "en-US", "profile": {"real_name": "Ada"}}
_CARD = re.compile(r"card(\d+)sync")


class LoopbackSlack:
    """Answers at once whatever the apps ask, and knows a card by the number in its title."""

    def __init__(self):
        self.expected = {}

    async def method(self, request):
        body = await request.text()
        if request.match_info["name"] == "auth.test":
            return web.json_response({"ok": True, **IDENTITY})
        if request.match_info["name"] == "users.info":
            return web.json_response({"ok": True, "user": USER})
        self._posted(body)
        return web.json_response({"ok": True, "channel": "C1", "ts": f"{time.time():.6f}"})

    async def answer(self, request):
        self._posted(await request.text())
        return web.Response(text="ok")

    def _posted(self, body):
        for number in _CARD.findall(body):
            if card := self.expected.pop(int(number), None):
                card.set_result(time.perf_counter())

    @property
    def app(self):
        app = web.Application()
        app.router.add_route("*", "/api/{name}", self.method)
        app.router.add_post("/answers", self.answer)
        return app


class Client:
    """Sends commands to one app, and waits for their cards."""

    numbers = itertools.count(1)

    def __init__(self, slack, slack_url, session, port):
        self._slack, self._slack_url, self._session = slack, slack_url, session
        self._url = f"http://127.0.0.1:{port}/slack/events"
        self._run = secrets.token_hex(6)

    async def card(self, connection=None):
        """Send one; seconds until it is acknowledged, and until its card is posted.

        *connection* is held until the acknowledgement.
        """
        number = next(self.numbers)
        card = self._slack.expected[number] = asyncio.get_running_loop().create_future()
        headers, body = signed.parts(
            number,
            self._run,
            text=f"card{number}sync",
            channel_id=f"C{number:09d}",  # where nobody else is starting a meeting
            response_url=f"{self._slack_url}/answers",
        )
        async with connection or nullcontext():
            began = time.perf_counter()
            async with self._session.post(self._url, data=body, headers=headers) as reply:
                await reply.read()
                if reply.status != 200:
                    raise SystemExit(f"not acknowledged: {reply.status}")
            acknowledged = time.perf_counter()
        async with asyncio.timeout(60):
            return acknowledged - began, await card - began

    async def cards(self, seconds, in_flight):
        """Cards a second, and what ``card`` says of each."""
        taken, began = [], time.perf_counter()

        async def one_after_another():
            while time.perf_counter() < began + seconds:
                taken.append(await self.card())

        await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
        return len(taken) / (time.perf_counter() - began), taken


@asynccontextmanager
async def serving(command, environment=()):
    """*command* as a child process; gives the port on which it says that it listens."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *command),
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **dict(environment)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield int((await child.stdout.readline()).rpartition(b":")[2])
    finally:
        child.terminate()
        await child.wait()


def parley(slack_url, folder):
    return {
        "SLACK_BOT_TOKEN": "xoxb-1-bench",
        "SLACK_SIGNING_SECRET": signed.SECRET,
        "SLACK_API_URL": f"{slack_url}/api/",
        "PARLEY_DATABASE": f"{folder}/parley.db",
        "PARLEY_JITSI__URL": "http://127.0.0.1:9/",
        "PARLEY_ALLOW_PRIVATE": "1",
        "PARLEY_LOG_LEVEL": "ERROR",
        "PARLEY_PORT": "0",
    }


@asynccontextmanager
async def both(folder):
    """A client of the bare app and one of Parley, by name; each app is warm."""
    slack = LoopbackSlack()
    runner = web.AppRunner(slack.app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session,
        serving(("bench.ack_servers", "cards", url)) as bare,
        serving(("bot", "serve"), parley(url, folder)) as ours,
    ):
        clients = {
            "bare slack-bolt": Client(slack, url, session, bare),
            "parley": Client(slack, url, session, ours),
        }
        for client in clients.values():
            await client.cards(1, 4)
        yield clients
    await runner.cleanup()


async def compare(args, folder):
    """The rounds of each app, by its name and how many commands were in flight."""
    rounds = {}
    async with both(folder) as clients:
        for in_flight, _, name in itertools.product(IN_FLIGHT, range(args.rounds), clients):
            measured = await clients[name].cards(args.seconds, in_flight)
            rounds.setdefault((in_flight, name), []).append(measured)
    return rounds


def show(rounds):
    print(f"{'in flight':30}{'cards/s':>9}{'ack p50':>9}{'p99':>7}{'card p50':>10}{'p99':>7}  ms")
    for in_flight in IN_FLIGHT:
        both = [(name, many) for (number, name), many in rounds.items() if number == in_flight]
        for name, many in both:
            rate = statistics.median(rate for rate, _ in many)
            acknowledged, cards = zip(
                *(taken for _, all_of in many for taken in all_of), strict=True
            )
            figures = [
                1000 * percentile(a, at) for a in (acknowledged, cards) for at in (0.5, 0.99)
            ]
            print(
                f"{in_flight:3}  {name:25}{rate:9.0f}{{:9.1f}}{{:7.1f}}{{:10.1f}}{{:7.1f}}".format(
                    *figures
                )
            )
        (_, bare), (_, ours) = both
        ratios = [mine[0] / theirs[0] for mine, theirs in zip(ours, bare, strict=True)]
        print(
            f"{in_flight:3}  ratio of cards a second, median of rounds: "
            f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        show(uvloop.run(compare(args, folder)))


if __name__ == "__main__":
    main()
