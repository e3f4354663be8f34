"""A person who cancels meetings on their cards as soon as these show: the bot has no reply yet."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from tests.journeys.bot_process import card_title, join_link, messages, until

PERSON, NAME, CHANNEL = "U0BO000001", "bo", "design"
PATIENT = 75.0


@dataclass(slots=True)
class Presser:
    """Bo, in the channel *design*; *cancelled* are the titles whose cancelling the bot took."""

    sandbox: object
    cancelled: set[str] = field(default_factory=set)
    begun: int = 0
    stopping: bool = False

    async def run(self):
        """One meeting after the other."""
        while not self.stopping:
            self.begun += 1
            with suppress(AssertionError):  # it was not scheduled: then nothing is judged
                await self._schedule_and_cancel(f"press {self.begun}")

    async def _schedule_and_cancel(self, title):
        slack = self.sandbox.slack
        await taken(lambda: slack.type(NAME, CHANNEL, f"/meet {title} tomorrow at 9am"))
        question = await until(lambda: self._question(title), within=PATIENT, every=0.01)
        await taken(lambda: slack.click(NAME, "Schedule it", message_ts=question.ts))
        card = await until(lambda: self._card(title), within=PATIENT, every=0.005)
        await taken(lambda: slack.click(NAME, "Cancel meeting", message_ts=card.ts))
        self.cancelled.add(title)

    def _question(self, title):
        mine = messages(self.sandbox, person=PERSON)
        return next((m for m in mine if title in m.text and "Schedule it" in str(m.blocks)), None)

    def _card(self, title):
        return next((m for m in messages(self.sandbox) if card_title(m) == title), None)

    def stale(self):
        """The cards that do not show that their meeting is cancelled: title and link."""
        cards = [(card_title(message), join_link(message)) for message in messages(self.sandbox)]
        return [(title, link) for title, link in cards if link and title in self.cancelled]


async def taken(deed):
    """Do *deed* until the bot takes it: between its lives it does not."""
    for _ in range(300):
        if (await deed())["ok"]:
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the bot did not come back")
