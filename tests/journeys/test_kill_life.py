"""SIGKILL at all moments of meetings' lives: made, moved, cancelled, each once, and told once.

People type, press and wait as people do: what the bot did not take is done again. The verdict is
read from the books of Slack and of the service alone. PARLEY_KILLS is the number of kills, on each
service.
"""

import asyncio
import os
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.handlers.at_services import SKYPE, WEBEX
from tests.journeys.loads import OneAccount
from tests.journeys.running import said, start, surroundings, title, until

pytestmark = pytest.mark.journey
KILLS = int(os.environ.get("PARLEY_KILLS", "") or 0)
ADA = "U0ADA00001"
PATIENT = 75.0
WHEN = re.compile(r"When: (\S+ \S+ \S+) \(")


class Scheduled(OneAccount):
    """Ada schedules on a service whose answers are late, and some of them lost after the effect."""

    kills: int
    changing: tuple[str, ...]

    def misbehave(self, street):
        """Creating, changing and deleting are done in silence now and then."""
        service = street.services[self.name]
        for operation in self.changing:
            service.misbehave(on=operation, do="cut", effect=True, next=None, every=5)
        service.misbehave(on="*", do="slow", ms=[0, 120], next=None)


class OnWebex(Scheduled):
    """WebEx, which knows when its meetings are."""

    name = "webex-xml"
    kills = KILLS or 12
    changing = ("CreateMeeting", "SetMeeting", "DelMeeting")

    def standing(self, street):
        """Title and start of each meeting there."""
        return WEBEX.standing(street.services[self.name])


class OnSkype(Scheduled):
    """Skype for Business, where the start stands in the description, for people."""

    name = "skype"
    kills = KILLS or 6
    changing = ("POST myOnlineMeetings", "PUT myOnlineMeeting", "DELETE myOnlineMeeting")

    def standing(self, street):
        """Title and start of each meeting there."""
        service = street.services[self.name]
        every = service.conferences._all.values()
        said = [(one.said["subject"], one.said.get("description", "")) for one in every]
        found = [(name, WHEN.search(text)) for name, text in said if name]
        assert len(found) == len(SKYPE.standing(service))
        return [
            (name, datetime.strptime(when[1], "%Y-%m-%d %H:%M %z").astimezone(UTC))
            for name, when in found
        ]


@dataclass(slots=True)
class Lives:
    """What people have brought about: each title with the hours it was given, and whether it is."""

    slack: object
    street: object
    load: object
    hours: dict[str, list[int]] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    begun: int = 0
    stopping: bool = False

    async def live(self, channel, rng):
        """One meeting after the other."""
        while not self.stopping:
            self.begun += 1
            await self._one(f"life {self.begun} {channel}", channel, rng)

    async def _one(self, name, channel, rng):
        """It is made; most are moved then, some are cancelled."""
        await self._type(channel, f"/meet on {self.load.name} {name} with @bo tomorrow at 9am")
        await self._press(name, "Make it")
        await until(lambda: self._card(name), within=PATIENT)
        self.hours[name] = [9]
        if rng.random() < 0.7:
            await self._type(channel, f"/meet move {name} to 11am")
            await self._press(name, "Move")
            await until(lambda: self._told(name, "Moved: ", "done already"), within=PATIENT)
            self.hours[name].append(11)
        if rng.random() < 0.5:
            await self._type(channel, f"/meet cancel {name}")
            await self._press(name, "Cancel meeting")
            await until(
                lambda: self._told(name, "Cancelled: ", "cancelled already"), within=PATIENT
            )
            self.cancelled.add(name)

    async def _type(self, channel, text):
        """Type it until the bot takes it."""
        await taken(lambda: self.slack.type("ada", channel, text))

    async def _press(self, name, label):
        """Wait for the question, and press its button until the bot takes it."""

        def asked():
            whispers = said(self.street, person=ADA)
            found = (m for m in whispers if f"*{name}*" in m.text and label in str(m.blocks))
            return next(found, None)

        question = await until(asked, within=PATIENT)
        await taken(lambda: self.slack.click("ada", label, message_ts=question.ts))

    def _told(self, name, *how):
        """Whether Ada has read that it is done.

        Her second click, where the bot died over the first, may have changed the words.
        """
        mine = [m.text for m in said(self.street, person=ADA) if f"*{name}*" in m.text]
        return any(words in text for text in mine for words in how)

    def _card(self, name):
        return any(title(m) == name and m.channel.startswith("C") for m in said(self.street))


async def taken(deed):
    """Do it again until the bot takes it: there are moments when it is dead."""
    for _ in range(300):
        if (await deed())["ok"]:
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the bot did not come back")


async def killed(street, folder, lives, seed=7):
    """Let two rooms of meetings live, and kill the bot now and then."""
    load, rng = lives.load, random.Random(seed)
    settings = surroundings(street, folder, PARLEY_LOG_LEVEL="ERROR", **load.settings)
    bot = await start(settings)
    street.slack.point_at(bot.url)
    async with aiohttp.ClientSession() as session:
        await load.prepare(street, session)
        load.misbehave(street)
        street.slack.misbehave(on="chat.postMessage", do="slow", ms=[0, 250], next=None)
        street.slack.misbehave(on="chat.update", do="slow", ms=[0, 250], next=None)
        living = [
            asyncio.create_task(lives.live(channel, random.Random(rng.random())))
            for channel in ("general", "design")
        ]
        try:
            for _ in range(load.kills):
                await asyncio.sleep(rng.uniform(0.3, 1.6))
                await bot.kill()
                bot = await start(settings)
                street.slack.point_at(bot.url)
            lives.stopping = True
            await asyncio.gather(*living)
            await until(lambda: not wrong(street, lives), within=30, every=0.5)
            await asyncio.sleep(1)  # what would be said twice is said by then
        except AssertionError:
            pass  # the verdict says more than that it did not come true
        finally:
            for task in living:
                task.cancel()
            await bot.kill()


def wrong(street, lives):
    """Everything in the books that is not as it should be."""
    standing = Counter(lives.load.standing(street))
    messages = said(street)
    found = []
    for name, hours in lives.hours.items():
        gone = name in lives.cancelled
        at = {when: n for (one, when), n in standing.items() if one == name}
        if at != ({} if gone else {tomorrow(hours[-1]): 1}):
            found.append((name, "at the service", at))
        for where, cards in (("channel", 1), ("direct", 1)):
            here = [m for m in messages if m.channel.startswith("D") == (where == "direct")]
            headed = ("Cancelled: " if gone else "") + name
            if [title(m) for m in here if title(m).endswith(name)] != [headed] * cards:
                found.append((name, where, [title(m) for m in here if name in title(m)]))
            for word, times in (("moved", len(hours) - 1), ("cancelled", int(gone))):
                told = [m for m in here if f"has {word} *{name}*" in m.text]
                if len(told) != times:
                    found.append((name, where, word, len(told)))
    return found


def tomorrow(hour):
    """That hour tomorrow in London, in UTC."""
    day = datetime.now(ZoneInfo("Europe/London")) + timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.mark.parametrize("load", [OnWebex(), OnSkype()], ids=lambda load: load.name)
async def test_nothing_is_lost_doubled_or_told_twice(tmp_path, load):
    async with Environment(slack=Slack(burst=None), services=("jitsi", load.name)) as street:
        lives = Lives(street.slack, street, load)
        await killed(street, tmp_path, lives)
        assert wrong(street, lives) == [], lives
        assert len(lives.hours) >= load.kills / 4
