"""SIGKILL at all moments of meetings' lives: made, moved, cancelled, each once, and told once.

People type, press and wait as people do: what the bot did not take is done again. The verdict comes
from the event logs of Slack and of the service alone. PARLEY_KILLS is the number of kills for each
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
from tests.handlers.bot_with_service import SKYPE, WEBEX
from tests.journeys.bot_process import bot_environment, card_title, messages, start_bot, until
from tests.journeys.workloads import OneAccountWorkload

pytestmark = pytest.mark.journey
KILLS = int(os.environ.get("PARLEY_KILLS", "") or 0)
ADA = "U0ADA00001"
PATIENT = 75.0
WHEN = re.compile(r"When: (\S+ \S+ \S+) \(")


class Scheduled(OneAccountWorkload):
    """Ada schedules on a service whose answers are late, and some of them lost after the effect."""

    kills: int
    changing: tuple[str, ...]

    def inject_faults(self, sandbox):
        """Creating, changing and deleting are done and not answered now and then."""
        service = sandbox.services[self.name]
        for operation in self.changing:
            service.misbehave(on=operation, do="cut", effect=True, next=None, every=5)
        service.misbehave(on="*", do="slow", ms=[0, 120], next=None)


class ScheduledOnWebex(Scheduled):
    """WebEx, which knows when its meetings are."""

    name = "webex-xml"
    kills = KILLS or 12
    changing = ("CreateMeeting", "SetMeeting", "DelMeeting")

    def at_service(self, sandbox):
        """Title and start of each meeting there."""
        return WEBEX.meetings_there(sandbox.services[self.name])


class ScheduledOnSkype(Scheduled):
    """Skype for Business, where the start is in the description, for people."""

    name = "skype"
    kills = KILLS or 6
    changing = ("POST myOnlineMeetings", "PUT myOnlineMeeting", "DELETE myOnlineMeeting")

    def at_service(self, sandbox):
        """Title and start of each meeting there."""
        service = sandbox.services[self.name]
        conferences = service.conferences._all.values()
        texts = [(c.settings["subject"], c.settings.get("description", "")) for c in conferences]
        starts = [(name, WHEN.search(text)) for name, text in texts if name]
        assert len(starts) == len(SKYPE.meetings_there(service))
        return [
            (name, datetime.strptime(when[1], "%Y-%m-%d %H:%M %z").astimezone(UTC))
            for name, when in starts
        ]


@dataclass(slots=True)
class Lives:
    """What people have done: each title with the hours it was given, and which are cancelled."""

    slack: object
    sandbox: object
    workload: object
    hours: dict[str, list[int]] = field(default_factory=dict)
    cancelled: set[str] = field(default_factory=set)
    begun: int = 0
    stopping: bool = False

    async def live(self, channel, rng):
        """One meeting after the other."""
        while not self.stopping:
            self.begun += 1
            await self._live_one(f"life {self.begun} {channel}", channel, rng)

    async def _live_one(self, name, channel, rng):
        """It is made; most are moved then, some are cancelled."""
        await self._type(channel, f"/meet on {self.workload.name} {name} with @bo tomorrow at 9am")
        await self._press(name, "Schedule it")
        await until(lambda: self._card(name), within=PATIENT)
        self.hours[name] = [9]
        if rng.random() < 0.7:
            await self._type(channel, f"/meet move {name} to 11am")
            await self._press(name, "Move")
            await until(lambda: self._confirmed(name, "Moved: ", "already done"), within=PATIENT)
            self.hours[name].append(11)
        if rng.random() < 0.5:
            await self._type(channel, f"/meet cancel {name}")
            await self._press(name, "Cancel meeting")
            await until(
                lambda: self._confirmed(name, "Cancelled: ", "already cancelled"), within=PATIENT
            )
            self.cancelled.add(name)

    async def _type(self, channel, text):
        """Type it until the bot takes it."""
        await taken(lambda: self.slack.type("ada", channel, text))

    async def _press(self, name, label):
        """Wait for the question, and press its button until the bot takes it."""

        def asked():
            questions = (
                m
                for m in messages(self.sandbox, person=ADA)
                if f"*{name}*" in m.text and label in str(m.blocks)
            )
            return next(questions, None)

        question = await until(asked, within=PATIENT)
        await taken(lambda: self.slack.click("ada", label, message_ts=question.ts))

    def _confirmed(self, name, *how):
        """Whether Ada has read that it is done.

        Her second click, where the bot died over the first, may have changed the words.
        """
        mine = [m.text for m in messages(self.sandbox, person=ADA) if f"*{name}*" in m.text]
        return any(words in text for text in mine for words in how)

    def _card(self, name):
        return any(
            card_title(m) == name and m.channel.startswith("C") for m in messages(self.sandbox)
        )


async def taken(deed):
    """Do *deed* until the bot takes it: between its lives it does not."""
    for _ in range(300):
        if (await deed())["ok"]:
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the bot did not come back")


async def killed(sandbox, folder, lives, seed=7):
    """Let people make meetings in two channels, and kill the bot now and then."""
    workload, rng = lives.workload, random.Random(seed)
    settings = bot_environment(sandbox, folder, PARLEY_LOG_LEVEL="ERROR", **workload.settings)
    bot = await start_bot(settings)
    sandbox.slack.point_at(bot.url)
    async with aiohttp.ClientSession() as session:
        await workload.prepare(sandbox, session)
        workload.inject_faults(sandbox)
        sandbox.slack.misbehave(on="chat.postMessage", do="slow", ms=[0, 250], next=None)
        sandbox.slack.misbehave(on="chat.update", do="slow", ms=[0, 250], next=None)
        living = [
            asyncio.create_task(lives.live(channel, random.Random(rng.random())))
            for channel in ("general", "design")
        ]
        try:
            for _ in range(workload.kills):
                await asyncio.sleep(rng.uniform(0.3, 1.6))
                await bot.kill()
                bot = await start_bot(settings)
                sandbox.slack.point_at(bot.url)
            lives.stopping = True
            await asyncio.gather(*living)
            await until(lambda: not problems_of(sandbox, lives), within=30, every=0.5)
            await asyncio.sleep(1)  # a second copy would have come by then
        except AssertionError:
            pass  # the problems say more than this error
        finally:
            for task in living:
                task.cancel()
            await bot.kill()


def problems_of(sandbox, lives):
    """Everything in the event logs that is not as it should be."""
    at_service = Counter(lives.workload.at_service(sandbox))
    posts = messages(sandbox)
    problems = []
    for name, hours in lives.hours.items():
        gone = name in lives.cancelled
        at = {when: n for (title, when), n in at_service.items() if title == name}
        if at != ({} if gone else {tomorrow(hours[-1]): 1}):
            problems.append((name, "at the service", at))
        for where in ("channel", "direct"):
            in_place = [m for m in posts if m.channel.startswith("D") == (where == "direct")]
            headed = ("Cancelled: " if gone else "") + name
            cards = [card_title(m) for m in in_place if card_title(m).endswith(name)]
            # Nobody is invited to what was cancelled before the invitation left.
            if cards != [headed] and not (gone and where == "direct" and cards == []):
                problems.append((name, where, cards))
            for word, times in (("moved", len(hours) - 1), ("cancelled", int(gone))):
                notices = [m for m in in_place if f"has {word} *{name}*" in m.text]
                # Nor told that it has moved: that it is cancelled is the last word.
                untold = gone and word == "moved" and not notices
                if len(notices) != times and not untold:
                    problems.append((name, where, word, len(notices)))
    return problems


def tomorrow(hour):
    """That hour tomorrow in London, in UTC."""
    day = datetime.now(ZoneInfo("Europe/London")) + timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


@pytest.mark.parametrize(
    "workload", [ScheduledOnWebex(), ScheduledOnSkype()], ids=lambda workload: workload.name
)
async def test_nothing_is_lost_doubled_or_told_twice(tmp_path, workload):
    async with Environment(slack=Slack(burst=None), services=("jitsi", workload.name)) as sandbox:
        lives = Lives(sandbox.slack, sandbox, workload)
        await killed(sandbox, tmp_path, lives)
        assert problems_of(sandbox, lives) == [], lives
        assert len(lives.hours) >= workload.kills / 4
