"""The moments at which a kill falls: anywhere, or just behind something that the books show.

Where the machine is slow, kills at random all fall into the same part of the work. Those that are
aimed do not: the loopbacks answer late, and the kill falls between an effect and its answer.
"""

import asyncio
from contextlib import suppress

from tests.journeys.running import said, title, until

LATE = (120, 400)
"""How slow what a kill is aimed at is, in ms: half of it lies between the effect and its answer."""

BEHIND = 0.05
"""The seconds behind it within which an aimed kill falls: surely before the answer."""


def moments(rng, street, client):
    """Without end, each a coroutine that waits for the moment of a kill.

    Four kills in a row have four aims, in an order that *rng* chooses.
    """
    aims = [
        None,
        lambda: len(client.acknowledged),
        lambda: sum(len(made) for made in client.load.made(street).values()),
        lambda: sum(1 for message in said(street) if title(message)),
    ]
    while True:
        rng.shuffle(aims)
        for aim in aims:
            yield behind(aim, rng) if aim else asyncio.sleep(rng.uniform(0.1, 0.6))


async def behind(count, rng):
    """Wait until there is one more to *count*, and hardly longer; three seconds at most."""
    before = count()
    with suppress(AssertionError):  # nothing came: then the kill falls here
        await until(lambda: count() > before, within=3, every=0.005)
    await asyncio.sleep(rng.uniform(0, BEHIND))
