"""A message reaches its place once, as one step of a run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from handlers.meeting.tell_words import again
from handlers.replay import Run
from handlers.show import POST_SETTLE
from handlers.slack_port import Conversation
from handlers.slack_types import (
    JSON,
    CannotPost,
    Destination,
    MeetingCard,
    Postable,
    Posted,
)
from storage.ledger import Write


class NothingToSay(Exception):
    """What was to be said is not true any more."""


async def say(
    run: Run,
    conversation: Conversation,
    place: Destination,
    said: Callable[[], Postable],
    step: str = "say",
    also: Callable[[Posted], Sequence[Write]] | None = None,
) -> None:
    """Post what *said* returns, which is asked only when it is about to be posted.

    After a lost answer the message is looked for by its marker; where nobody lets us look it is
    posted again, and says that it may have come before. *also* are rows to be written with the
    knowledge of where it stands. Raises ``NotSaid``, and ``NothingToSay`` where *said* does: only
    after it is sure that it has not been said before.
    """
    repeated = False

    async def post(marker: str) -> JSON:
        posted = await conversation.post(place, _again(said()) if repeated else said(), marker)
        return {"channel": posted.channel, "ts": posted.ts}

    async def find(marker: str) -> JSON:
        nonlocal repeated
        try:
            posted = await conversation.find_post(place, marker, run.begun_at(step))
        except CannotPost:
            repeated = True  # better twice than never
            return None
        return {"channel": posted.channel, "ts": posted.ts} if posted else None

    def standing(found: JSON) -> Sequence[Write]:
        at = cast("Mapping[str, str]", found)
        return also(Posted(channel=at["channel"], ts=at["ts"])) if also else ()

    await run.effect(step, post, find=find, consistency_delay=POST_SETTLE, also=standing)


def _again(message: Postable) -> Postable:
    """*message*, where an earlier copy of it may have arrived."""
    if isinstance(message, MeetingCard):
        return replace(message, again=True)
    return again(message)
