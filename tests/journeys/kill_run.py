"""Kills the bot at all moments under load, and checks that nothing is lost and nothing doubled.

The client sends signed commands, a part of them twice, and writes down which were acknowledged. A
presser cancels meetings on cards to whose post the bot has no reply yet. The loopbacks keep event
logs. ``Verdict`` comes from these two alone: the bot's database is only read
to count how many kills met a step that had begun.
"""

import asyncio
import hashlib
import hmac
import random
import re
import sqlite3
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

import aiohttp

from tests.journeys.bot_process import (
    bot_environment,
    card_title,
    join_link,
    messages,
    start_bot,
    until,
)
from tests.journeys.presser import Presser

MOST_TRIES = 8
"""Runs without a guard, on other seeds, until one of them notices."""

SLOW = (120, 400)
"""Milliseconds that a call takes at which kills are aimed; half of it after the effect."""

JUST_AFTER = 0.05
"""Seconds after the effect within which an aimed kill falls: before the answer."""


def kill_times(rng, sandbox, client):
    """Coroutines, without end, that each wait for the time of a kill.

    Four kills in a row have four aims, in an order that *rng* chooses.
    """
    aims = [
        None,
        lambda: len(client.acknowledged),
        lambda: sum(len(made) for made in client.workload.made(sandbox).values()),
        lambda: sum(1 for message in messages(sandbox) if card_title(message)),
    ]
    while True:
        rng.shuffle(aims)
        for aim in aims:
            yield just_after(aim, rng) if aim else asyncio.sleep(rng.uniform(0.1, 0.6))


async def just_after(count, rng):
    """Wait until *count* has grown, and hardly longer; three seconds at most."""
    before = count()
    with suppress(AssertionError):  # nothing came: kill now
        await until(lambda: count() > before, within=3, every=0.005)
    await asyncio.sleep(rng.uniform(0, JUST_AFTER))


ENDED = "Ended: "
TITLE = "kill "
"""How the titles begin that the client types."""

FINISH_WITHIN = 20
"""Seconds that the presser has in the end."""

TWICE = 0.3
"""The share of commands that Slack delivers twice."""


@dataclass(slots=True)
class Client:
    """Sends commands without end; *acknowledged* are the titles that the bot took."""

    slack: object
    url: str
    secret: str
    workload: object
    acknowledged: set[str] = field(default_factory=set)
    sent: int = 0
    stopping: bool = False

    async def run(self, session, person, channel, rng):
        """Type as one person, one command after the other."""
        while not self.stopping:
            self.sent += 1
            wanted = f"{TITLE}{self.sent} {channel.lower()}"
            body = self._body(person, channel, wanted)
            copies = 2 if rng.random() < TWICE else 1
            for _ in range(copies):
                if await self._send(session, body):
                    self.acknowledged.add(wanted)
            await asyncio.sleep(rng.uniform(*self.workload.pause))

    def _body(self, person, channel, wanted):
        ticket = self.slack.back.tickets.new_response("commands", person, channel)
        return urlencode(
            {
                "command": "/meet",
                "text": self.workload.typed + wanted,
                "team_id": self.slack.workspace.team_id,
                "channel_id": channel,
                "user_id": person,
                "trigger_id": f"kill.{self.sent}.{rng_hex()}",
                "response_url": self.slack.back.url + ticket.path,
            }
        ).encode()

    async def _send(self, session, body):
        stamp = str(int(time.time()))
        mac = hmac.new(self.secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={mac.hexdigest()}",
        }
        limit = aiohttp.ClientTimeout(total=3)
        try:
            async with session.post(
                f"{self.url}/slack/events", data=body, headers=headers, timeout=limit
            ) as reply:
                return reply.status == 200 and await reply.read() == b""
        except (aiohttp.ClientError, TimeoutError):
            return False


def rng_hex():
    """The random part of a trigger's id."""
    return f"{random.getrandbits(64):016x}"


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What the event logs say about the commands that were acknowledged."""

    kills: int
    begun: int
    acknowledged: int
    lost: list[str]
    doubled: dict[str, int]
    doubled_posts: dict[str, int]
    doubled_answers: dict[str, int]
    stale: list[tuple[str, str]]

    @property
    def good(self):
        """Nothing lost, nothing doubled, nothing answered twice, no card that leads elsewhere."""
        doubled = self.doubled or self.doubled_posts or self.doubled_answers
        return not (self.lost or doubled or self.stale)


def judge(sandbox, client, presser, kills, begun):
    """Compare the acknowledgements with the event logs."""
    # Cards and ephemeral messages are in Slack's log, the meetings in the service's.
    cards = [
        (title, join_link(message))
        for message in messages(sandbox)
        if (title := card_title(message).removeprefix(ENDED)).startswith(TITLE)
    ]
    posts = Counter(name for name, _ in cards)
    made = client.workload.made(sandbox)
    own = client.workload.links(sandbox)
    ended = client.workload.ended(sandbox)
    stale = [
        card
        for card in cards
        if card[0] not in ended and not any(part in card[1] for part in own.get(card[0], ()))
    ]
    stale += [*presser.stale(), *client.workload.stale(sandbox)]
    for name in posts:
        links = {link for title_of, link in cards if title_of == name and link}
        if len(links) > 1:
            made.setdefault(name, set()).update(links)
    ephemerals = Counter(
        name
        for person in {person for person, _ in client.workload.typists}
        for message in messages(sandbox, person=person)
        for name in client.acknowledged
        if f"“{name}”" in message.text and "You are the host" not in message.text
    )
    return Verdict(
        kills=kills,
        begun=begun,
        acknowledged=len(client.acknowledged),
        lost=[name for name in client.acknowledged if not posts[name]],
        doubled={name: len(meetings) for name, meetings in made.items() if len(meetings) > 1},
        doubled_posts={name: count for name, count in posts.items() if count > 1},
        doubled_answers=dict(ephemerals),
        stale=stale,
    )


def steps_begun(database):
    """How many steps a kill left begun."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as rows:
        count = rows.execute("select count(*) from step where state = 'begun'").fetchone()[0]
    rows.close()
    return count


async def kill_run(sandbox, folder, workload, *, kills, seed, command=()):
    """Type, kill and start again *kills* times; then let the rest be done, and judge."""
    rng = random.Random(seed)
    settings = bot_environment(sandbox, folder, PARLEY_LOG_LEVEL="ERROR", **workload.settings)
    bot = await start_at(sandbox, workload, settings, *command)
    client = Client(sandbox.slack, bot.url, sandbox.announced["slack"]["signing_secret"], workload)
    presser, begun = Presser(sandbox), 0
    async with aiohttp.ClientSession() as session:
        await workload.prepare(sandbox, session)
        workload.inject_faults(sandbox)
        sandbox.slack.misbehave(on="chat.postMessage", do="slow", ms=SLOW, next=None)
        typing = [
            asyncio.create_task(each)
            for each in (
                *(
                    client.run(session, *typist, random.Random(rng.random()))
                    for typist in workload.typists
                ),
                workload.meanwhile(sandbox, client, random.Random(seed)),
            )
        ]
        pressing = asyncio.create_task(presser.run())
        try:
            for done, moment in zip(range(kills), kill_times(rng, sandbox, client), strict=False):
                await more_acknowledged(client, done)
                await moment
                await bot.kill()
                begun += steps_begun(folder / "parley.db") > 0
                bot = await start_at(sandbox, workload, settings, *command)
                client.url = bot.url
            client.stopping = presser.stopping = True
            await asyncio.gather(*typing)
            await asyncio.wait({pressing}, timeout=FINISH_WITHIN)
            verdict = partial(judge, sandbox, client, presser, kills, begun)
            await drain(session, client, max(workload.drain, kills), verdict)
            return verdict()
        finally:
            for task in (*typing, pressing):
                task.cancel()
            await bot.kill()


async def start_at(sandbox, workload, settings, *command):
    """Start the bot, and tell Slack and the service where it is."""
    bot = await start_bot(settings, *command)
    sandbox.slack.point_at(bot.url)
    workload.point_at(sandbox, bot.url)
    return bot


async def more_acknowledged(client, kills):
    """Wait, five seconds at most, until enough was acknowledged for that many *kills*."""
    enough = kills * client.workload.each
    with suppress(AssertionError):
        await until(lambda: len(client.acknowledged) > enough, within=5)


async def drain(session, client, within, verdict):
    """Wait until the bot has nothing left to do, or *within* seconds have passed.

    What many kills have left open takes longer, the more so on a busy machine. Where there are
    timers that stay, a good *verdict* is enough.
    """
    end = asyncio.get_running_loop().time() + within
    while asyncio.get_running_loop().time() < end:
        await asyncio.sleep(0.5)  # the last command has surely been stored by then
        async with session.get(f"{client.url}/metrics") as metrics:
            left = re.findall(r'parley_jobs{state="(?:ready|running)"} (\S+)', await metrics.text())
        good = client.workload.timers_stay and verdict().good
        if good or not any(float(count) for count in left):
            return
