"""The bot with one of its guards switched off, to show that the kill run would notice.

Run: python -m tests.journeys.saboteur write-first|begun|unique-key|look-up
"""

import asyncio
import dataclasses
import secrets
import sys

from bot.__main__ import main
from bot.slack.conversation import SlackConversation
from handlers import replay
from storage.ledger import Ledger, StepEnd

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
    self, name, effect, *, find=None, consistency_delay=None, also=None, jobs=None
):
    """Have the effect first, and write the step down when it is done."""
    kept = await self._ledger._store.read(
        lambda tx: tx.execute(
            "select result from step where job = ? and name = ? and state = 'done'",
            (self.job.id, name),
        )
    )
    if not kept:
        result = await effect(replay.new_marker())
        await self._ledger.begin(self.job.id, name, self.now, replay.new_marker())
        also, jobs = also(result) if also else (), jobs(result) if jobs else ()
        await self._ledger.end(self.job.id, StepEnd(name, result, also=also, jobs=jobs))
    step = await self._ledger.begin(self.job.id, name, self.now, replay.new_marker())
    return step.result


async def look_nowhere(self, ask, marker, since):
    """Find nothing."""
    return


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
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    switch_off(sys.argv[1])
    main(["serve"])
