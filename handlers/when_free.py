"""What a service takes no more of for a while: the person is told until when, or has it done then.

A person's request is not kept for hours in silence. When they are told, nothing was done about it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, TypeVar

from handlers.backoff import LONGEST_ASKED
from handlers.button_values import NotOurs, checked, read, written
from handlers.dates_in_words import full_time
from handlers.replay import Run
from handlers.slack_port import Conversation
from handlers.slack_types import Button, Message, SlackRequest, Via
from handlers.words import quote
from meetings.errors import MeetingError
from storage import payloads
from storage.ledger import NewJob

T = TypeVar("T")

A_PERSON_WAITS: Final = 60.0
"""Seconds that a person's request waits for a service that says how long, without being told."""

ACTION: Final = "parley.when_free"

_DOES = frozenset(
    {"parley.make", "parley.move", "parley.confirm", "parley.cancel", "parley.start_another"}
)
"""What may be done later: buttons whose values mean the same then."""


class FreeLater(Exception):
    """The service does it later than a person waits; nothing was done. *message* tells them."""

    def __init__(self, error: MeetingError, message: Message) -> None:
        super().__init__(str(error))
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenFreeButton:
    """Of the button: what is done at *at*, by the action and the value of another button."""

    action: str
    value: str
    at: datetime

    def __post_init__(self) -> None:
        """ValueError for what no button of ours holds."""
        checked(self.at)
        if self.action.partition(":")[0] not in _DOES:
            raise ValueError("nothing that is done later")


def free_at(error: MeetingError, now: datetime) -> datetime | None:
    """When the service takes it again, on the minute; None where it says nothing of so long."""
    asked = error.retry_after or 0
    if not asked >= A_PERSON_WAITS:
        return None
    at = now + min(timedelta(seconds=min(asked, 1e6)), LONGEST_ASKED)
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def then_button(button: Button, at: datetime) -> Button:
    """Does at *at* what *button* does at once."""
    value = written(WhenFreeButton(action=button.action, value=button.value, at=at))
    return Button(action=ACTION, label="Do it then", value=value, primary=True)


async def busy_until(
    conversation: Conversation,
    request: SlackRequest,
    error: MeetingError,
    at: datetime,
    buttons: Sequence[Button] = (),
) -> Message:
    """Until when the service takes no more of it, with what can be done; nothing has been done."""
    reader = await conversation.who(request.team, request.person)
    return Message(
        text=f"{quote(error.service)} takes no more of that until {full_time(at, reader.clock)}. "
        "Nothing has been done.",
        buttons=tuple(buttons),
    )


class WhenFree:
    """Tells people of it, and does what they want done then."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    async def told(
        self,
        run: Run,
        request: SlackRequest,
        work: Awaitable[T],
        buttons: Callable[[datetime], Sequence[Button]],
    ) -> T:
        """Return what *work* gives; FreeLater where the service takes it later than a person waits.

        *buttons* are what can be done, given when it is free again.
        """
        try:
            return await work
        except MeetingError as error:
            at = free_at(error, run.now)
            if at is None or error.outcome_unknown or await run.unsettled():
                raise
            message = await busy_until(
                self._conversation, request, error, at, [*buttons(at), _NEVER_MIND]
            )
            raise FreeLater(error, message) from error

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Do it then* was pressed."""
        wanted = read(value, WhenFreeButton)
        if wanted.at > run.now + LONGEST_ASKED + timedelta(hours=1):
            raise NotOurs("that is not so far ahead")
        at = max(wanted.at, run.now)
        later = replace(
            request,
            via=Via.CLICK,
            action=wanted.action,
            value=wanted.value,
            asked_at=at,
            answer_url="",
            private=False,
            unattended=True,
        )
        job = NewJob(
            key=f"when-free:{request.team}:{request.person}:{sha256(value.encode()).hexdigest()}",
            kind="ask",
            payload=payloads.dump(later),
            run_at=at,
            person=f"{request.team}/{request.person}",
            channel=f"{request.team}/{request.channel}",
        )
        await run.commit("then", jobs=[job])
        reader = await self._conversation.who(request.team, request.person)
        when = full_time(at, reader.clock)
        return Message(text=f"OK, I will do that on {when}, and write to you directly.")


_NEVER_MIND = Button(action="parley.dismiss", label="Never mind")
