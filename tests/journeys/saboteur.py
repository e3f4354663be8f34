"""The bot with one of its guards switched off, to show that the kill run would notice.

Run: python -m tests.journeys.saboteur write-first|begun|unique-key|look-up|catch-up
"""

import asyncio
import dataclasses
import secrets
import sys

from bot.__main__ import main
from bot.slack.conversation import SlackConversation
from handlers import replay
from handlers.making import make
from handlers.meeting import living_card
from storage import payloads
from storage.ledger import Ledger, Prevented, StepEnd

accept = Ledger.accept


async def acknowledge_first(self, inbound, job, *, now):
    """Say yes now, and write a little later."""

    async def write():
        await asyncio.sleep(0.2)
        await accept(self, inbound, job, now=now)

    self.promised = getattr(self, "promised", set())
    self.promised.add(asyncio.create_task(write()))
    return True


async def forget_the_key(self, inbound, job, *, now):
    """Take every delivery for a new one."""
    key = f"{inbound.key}.{secrets.token_hex(4)}"
    fresh = dataclasses.replace(inbound, key=key), dataclasses.replace(job, key=key)
    return await accept(self, *fresh, now=now)


async def do_before_it_is_written(
    self,
    name,
    effect,
    *,
    find=None,
    consistency_delay=None,
    also=None,
    jobs=None,
    load=None,
    with_next=False,
    unless=None,
):
    """Have the effect first, and write the step down when it is done."""
    step = (await self._ledger.steps(self.job.id)).get(name)
    if step is not None and step.done:
        return load(step.result) if load else step.result
    if unless is not None and (obstacle := await self._ledger._store.write(unless)):
        raise Prevented(obstacle)
    result = await effect(replay.new_marker())
    await self._ledger.begin(
        self.job.id, name, self.now, replay.new_marker(), ends=self._take_unwritten()
    )
    also, jobs = also(result) if also else (), jobs(result) if jobs else ()
    end = StepEnd(name, payloads.as_plain(result), also=also, jobs=jobs)
    await self._ledger.end(self.job.id, end)
    return result


async def look_nowhere(self, ask, marker, since):
    """Find nothing."""
    return


async def never_catch_up(run, meetings, meeting_id, shown):
    """Take a card for true as it was posted."""


def switch_off(guard):
    """Switch *guard* off, for this process."""
    match guard:
        case "write-first":
            Ledger.accept = acknowledge_first
        case "unique-key":
            Ledger.accept = forget_the_key
        case "begun":
            replay.Run.effect = do_before_it_is_written
        case "look-up":
            SlackConversation.find_post = look_nowhere
        case "catch-up":
            make.catch_up = living_card.catch_up = never_catch_up
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    switch_off(sys.argv[1])
    main(["serve"])
