"""An ordinary message reaches its place once, as one step of a run."""

from collections.abc import Callable
from datetime import datetime

from handlers.replay import Run
from handlers.show import POST_SETTLE
from handlers.talk import (
    JSON,
    CannotPostHere,
    Conversation,
    Place,
    SlackRefused,
    Whisper,
)
from handlers.tell_words import again


async def say(
    run: Run,
    conversation: Conversation,
    place: Place,
    said: Callable[[], Whisper],
    step: str = "say",
) -> None:
    """Post what *said* returns, which is asked only when it is about to be posted.

    After a lost answer the message is looked for by its marker; where nobody lets us look it is
    posted again, and says that it may have come before. Raises ``NotSaid``.
    """
    repeated = False

    async def post(marker: str) -> JSON:
        message = again(said()) if repeated else said()
        posted = await conversation.say(place, message, marker)
        return {"ts": posted.ts}

    async def find(marker: str, begun_at: datetime) -> JSON:
        nonlocal repeated
        try:
            posted = await conversation.find_post(place, marker, begun_at)
        except (CannotPostHere, SlackRefused):
            repeated = True  # better twice than never
            return None
        return {"ts": posted.ts} if posted else None

    await run.do(step, post, find=find, settle=POST_SETTLE)
