"""Which of several meetings was meant: its button goes on with what was asked for."""

import json
from datetime import datetime

from handlers.changing.cancel import Cancel
from handlers.changing.move import Move
from handlers.replay import Run
from handlers.slack_types import Message, SlackRequest


class Pick:
    """Answers the buttons of "which one?"."""

    def __init__(self, move: Move, cancel: Cancel) -> None:
        self._move = move
        self._cancel = cancel

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*value* says which one, and for what."""
        wanted = json.loads(value)
        if wanted["do"] == "cancel":
            return await self._cancel.asked(run, request, wanted["meeting"])
        said_at = datetime.fromisoformat(wanted["at"])
        return await self._move.asked(run, request, wanted["meeting"], wanted["to"], said_at)
