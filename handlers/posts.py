"""A message reaches Slack once, as one step of a run; a card by other ways where Slack refuses.

After a lost answer the message is looked for by its marker. Where Slack does not let the bot look,
it is posted again and says that it may have come before: better twice than never.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from handlers import words
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import (
    CannotPost,
    Destination,
    MeetingCard,
    Postable,
    Posted,
    SlackRequest,
)
from storage import payloads
from storage.ledger import Write

CONSISTENCY_DELAY = timedelta(seconds=3)
"""How long after a lost answer a message must have shown in Slack's history."""

Rows: TypeAlias = Callable[[Posted], Sequence[Write]]


@dataclass(slots=True)
class Tried:
    """What became of the tries to post one message.

    *before*: an earlier one, which cannot be looked for, may have reached Slack. *just_now*: one of
    this run was sent. *rows_may_wait*: nothing reads its rows before the job's next write.
    """

    before: bool = False
    just_now: bool = False
    rows_may_wait: bool = False


class NothingToSay(Exception):
    """What was to be said is not true any more."""


async def post_once(  # noqa: PLR0913 - what is posted where, and what belongs to it
    run: Run,
    conversation: Conversation,
    destination: Destination,
    message: Callable[[], Postable],
    *,
    step: str = "say",
    also: Rows | None = None,
    tried: Tried | None = None,
) -> bool:
    """Post what *message* returns, which is called only when it is about to be posted.

    True: just now. False: in an earlier run, perhaps another message. *also* are rows to be written
    with its place. Raises what ``Conversation.post`` does, and ``NothingToSay`` where *message*
    does, only when it has surely not been posted before.
    """
    tried = tried or Tried()

    async def post_marked(marker: str) -> Posted:
        await run.before_answer()
        shown, tried.just_now = (_repeated(message()) if tried.before else message()), True
        return await conversation.post(destination, shown, marker)

    async def find(marker: str) -> Posted | None:
        try:
            return await conversation.find_post(destination, marker, run.begun_at(step))
        except CannotPost:
            tried.before = True
        return None

    await run.effect(
        step,
        post_marked,
        find=find,
        consistency_delay=CONSISTENCY_DELAY,
        also=also,
        load=partial(payloads.load, kind=Posted),
        with_next=also is None or tried.rows_may_wait,
    )
    return tried.just_now


async def show_card(
    run: Run,
    conversation: Conversation,
    request: SlackRequest,
    card: MeetingCard,
    *,
    also: Rows | None = None,
    tried: Tried | None = None,
) -> bool:
    """Post *card*; where Slack refuses, by the answer address; where that fails, in private.

    True: *card* has been posted just now; False: otherwise, or in an earlier run. The rest is as in
    ``post_once``.
    """
    tried = tried or Tried()

    async def answer_all(_marker: str) -> None:
        # It cannot be brought up to date there, so it holds no more than the way in.
        await run.before_answer()
        await conversation.answer_all(request, replace(card, again=tried.before, meeting=""))

    async def cannot_look(_marker: str) -> None:
        tried.before = True

    async def in_private(_marker: str) -> None:
        message = words.link_in_private(card.title, card.join_url, card.passcode)
        await run.before_answer()
        await conversation.post_ephemeral(request, message)

    try:
        to = request.destination
        return await post_once(
            run, conversation, to, lambda: card, step="post", also=also, tried=tried
        )
    except CannotPost:
        try:
            await run.effect("answer-all", answer_all, find=cannot_look)
        except CannotPost:
            await run.effect("in-private", in_private)
    return False


def _repeated(message: Postable) -> Postable:
    """*message*, which says that an earlier copy of it may have arrived."""
    if isinstance(message, MeetingCard):
        return replace(message, again=True)
    return replace(message, text=f"{message.text}\n{words.MAY_HAVE_COME}")
