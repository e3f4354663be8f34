"""The kill run on Zoom: answers are lost, tokens rotate, notifications come twice and last first.

People come to the meetings and leave, some of these end, and Zoom tells the bot whenever it lives.
What it cannot deliver it delivers again. In the end each card shows what Zoom has.
"""

import asyncio
import sqlite3
from contextlib import closing
from types import MappingProxyType

import httpx

from tests.journeys.bot_process import card_title, messages, until
from tests.journeys.kill_run import ENDED, SLOW
from tests.journeys.presser import taken
from tests.journeys.workloads import ADA, ANA, DESIGN, GENERAL, LEADS, Workload

NAMES = {ADA: "ada", ANA: "ana"}
AGAIN = 0.3
"""Seconds until Zoom delivers again what the bot did not take."""


class ZoomWorkload(Workload):
    """Ada and Ana, each with an account of their own; Ada's starts run one at a time."""

    name = "zoom"
    typed = "on zoom "
    typists = ((ADA, GENERAL), (ANA, DESIGN), (ADA, LEADS))
    pause = (1.2, 2.4)
    each = 1
    drain = 80.0
    timers_stay = True
    settings = MappingProxyType({"PARLEY_KEY": "test:" + "A" * 43})

    def __init__(self):
        self.url = ""
        self.held = {}

    def point_at(self, sandbox, url):
        """Zoom delivers to where the bot is now."""
        self.url = url
        for subscription in sandbox.services["zoom"].webhooks._subscriptions.values():
            subscription.url = f"{url}/hooks/zoom"

    async def prepare(self, sandbox, session):
        """Both connect by the consent page; Zoom is told where the bot is."""
        for name in NAMES.values():
            await connect(sandbox, name)
        assert await sandbox.services["zoom"].control.webhook(url=f"{self.url}/hooks/zoom")

    def inject_faults(self, sandbox):
        """Answers of create and of renewals are lost; all are late, and tokens are short-lived."""
        zoom = sandbox.services["zoom"]
        zoom.switches.scramble = True
        zoom.switches.old_refresh_life = 60.0  # as measured: it works for a while
        zoom.switches.notification_retries = (AGAIN,) * 500
        zoom.misbehave(on="create", do="cut", effect=True, next=None, every=7)
        zoom.misbehave(on="token", do="cut", effect=True, next=None, every=9)
        zoom.misbehave(on="*", do="slow", ms=[0, SLOW[0]], next=None)

    async def meanwhile(self, sandbox, client, rng):
        """Meetings are held, and access tokens expire before their time."""
        zoom, ticks = sandbox.services["zoom"], 0
        while not client.stopping:
            await asyncio.sleep(0.15)
            ticks += 1
            if ticks % 20 == 0:
                zoom.misbehave(do="expire", what="access")
            for entry in zoom.book.read("meeting"):
                await self._go_on(zoom, entry["id"], rng)

    async def _go_on(self, zoom, number, rng):
        """Let one thing happen to a meeting: it begins, two come, one leaves, half of them end."""
        step = self.held.setdefault(number, 0)
        if step > 4 or rng.random() < 0.7:
            return
        self.held[number] = step + 1
        match step:
            case 0:
                await zoom.control.do("start", {"meeting": number})
            case 1 | 2:
                await zoom.control.do("join", {"meeting": number, "name": f"guest {step}"})
            case 3:
                await zoom.control.do("leave", {"meeting": number, "name": "guest 1"})
            case 4 if number % 2:
                await zoom.control.do("end", {"meeting": number})

    def made(self, sandbox):
        """Each title with its meetings."""
        numbers = {}
        for entry in sandbox.services["zoom"].book.read("meeting"):
            numbers.setdefault(entry["topic"], set()).add(entry["id"])
        return numbers

    def links(self, sandbox):
        """Each title with the part of the guests' link that is its meeting's own."""
        return {
            topic: {f"/j/{number}?" for number in numbers}
            for topic, numbers in self.made(sandbox).items()
        }

    def ended(self, sandbox):
        """What has ended there."""
        return {each.topic for each in sandbox.services["zoom"].meetings if _state(each)[0]}

    def stale(self, sandbox):
        """The cards that do not say whether the meeting runs, and with how many people."""
        there = {each.topic: _state(each) for each in sandbox.services["zoom"].meetings}
        shown = {card_title(m).removeprefix(ENDED): m.text for m in messages(sandbox)}
        return [
            (topic, shown[topic])
            for topic, (ended, people, begun) in there.items()
            if topic in shown and not _says(shown[topic], ended, people, begun=begun)
        ]


def _state(meeting):
    """Whether it has ended, how many are in it, and whether it has begun."""
    if not meeting.sessions:
        return False, 0, False
    last = meeting.sessions[-1]
    guests = [each for each in last.attendees if each.name.startswith("guest")]
    there = sum(each.left_at is None for each in guests)  # Zoom does not tell of the host
    return last.ended_at is not None, there, True


def _says(text, ended, people, *, begun):
    if ended:
        return "ended after" in text
    if not begun:
        return "in progress" not in text and "ended" not in text
    count = {0: "in progress, since", 1: "in progress, 1 person,"}
    return count.get(people, f"in progress, {people} people,") in text


def accounts(folder):
    """The state of each account in the bot's database."""
    with closing(sqlite3.connect(f"file:{folder}/parley.db?mode=ro", uri=True)) as rows:
        return [state for (state,) in rows.execute("select state from account order by id")]


async def connect(sandbox, name):
    """Go from Slack to the consent page and back, and say that it was oneself."""
    slack = sandbox.slack
    person = slack.workspace.person(name).id
    await taken(lambda: slack.type(name, "general", "/meet connect zoom"))
    page = await until(lambda: _button(sandbox, person, "parley.connect"))
    async with httpx.AsyncClient(follow_redirects=False) as browser:
        shown = await browser.get(page["url"])
        csrf = shown.text.partition('name="csrf" value="')[2].partition('"')[0]
        origin = "/".join(page["url"].split("/")[:3])
        left = await browser.post(page["url"], data={"csrf": csrf}, headers={"origin": origin})
        vendor = httpx.URL(left.headers["location"])
        hint = vendor.copy_merge_params({"login_hint": f"{name}@contoso.example"})
        back = await browser.get(hint)
        assert (await browser.get(back.headers["location"])).status_code == 200
    await until(lambda: _button(sandbox, person, "parley.confirm_account"))
    await taken(lambda: slack.click(name, "Yes, that was me"))
    await until(lambda: not _button(sandbox, person, "parley.confirm_account"))


def _button(sandbox, person, action):
    """The newest button with *action* that *person* alone is shown."""
    elements = (
        element
        for message in reversed(messages(sandbox, person=person))
        for block in message.blocks
        for element in block.get("elements", ())
    )
    return next((element for element in elements if element.get("action_id") == action), None)
