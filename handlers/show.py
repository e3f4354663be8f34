"""The card of a meeting reaches its conversation, or else the person who asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from handlers import words
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import (
    JSON,
    CannotPost,
    MeetingCard,
    Posted,
    SlackRequest,
)
from storage.ledger import Write

POST_SETTLE = timedelta(seconds=3)
"""How long after a lost answer a card must have shown in Slack's history."""


class Showing:
    """Shows one card, as part of one run: posted, or as the command's answer, or in private.

    *also* are rows to be written with the knowledge of where the card stands.
    """

    def __init__(
        self,
        conversation: Conversation,
        run: Run,
        request: SlackRequest,
        card: MeetingCard,
        also: Callable[[Posted], Sequence[Write]] | None = None,
    ) -> None:
        self._conversation = conversation
        self._run = run
        self._request = request
        self._card = card
        self._also = also
        self._again = False

    async def show(self) -> None:
        """Post the card; where Slack refuses, by the answer address; where that fails, whisper."""
        try:
            await self._run.effect(
                "post",
                self._post,
                find=self._find,
                consistency_delay=POST_SETTLE,
                also=self._standing,
            )
        except CannotPost:
            try:
                await self._run.effect("answer-all", self._answer_all, find=self._cannot_look)
            except CannotPost:
                await self._run.effect("in-private", self._in_private)

    def _standing(self, posted: JSON) -> Sequence[Write]:
        """What belongs to the knowledge of where the card stands."""
        at = cast("Mapping[str, str]", posted)
        return self._also(Posted(channel=at["channel"], ts=at["ts"])) if self._also else ()

    async def _post(self, marker: str) -> JSON:
        card = replace(self._card, again=self._again)
        posted = await self._conversation.post(self._request.place, card, marker)
        return {"channel": posted.channel, "ts": posted.ts}

    async def _find(self, marker: str) -> JSON:
        try:
            posted = await self._conversation.find_post(
                self._request.place, marker, self._run.begun_at("post")
            )
        except CannotPost:
            # Nobody lets us look: better a second card than none, and it says what it is.
            return await self._cannot_look(marker)
        return {"channel": posted.channel, "ts": posted.ts} if posted else None

    async def _cannot_look(self, _marker: str) -> JSON:
        self._again = True
        return None

    async def _answer_all(self, _marker: str) -> JSON:
        # It cannot be brought up to date there, so it holds no more than the way in.
        card = replace(self._card, again=self._again, meeting="")
        await self._conversation.answer_all(self._request, card)
        return None

    async def _in_private(self, _marker: str) -> JSON:
        card = self._card
        message = words.link_in_private(card.title, card.join_url, card.passcode)
        await self._conversation.post_ephemeral(self._request, message)
        return None
