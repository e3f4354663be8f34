"""*Going*, *Maybe*, *Can't go*: who comes, kept and shown on the card."""

from handlers.changing import change_words as words
from handlers.meeting import living_card
from handlers.replay import Run
from handlers.slack_types import JSON, CardState, Message, SlackRequest
from storage.meetings import Meetings, StoredMeeting

ACTIONS = {"parley.going": "going", "parley.maybe": "maybe", "parley.cant": "cant"}
"""The buttons, and what each says of whoever presses it."""


class RecordAnswer:
    """Keeps what people answer; whoever sees the card may."""

    def __init__(self, meetings: Meetings) -> None:
        self._meetings = meetings

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """*value* is what we call the meeting. Nothing is said: every copy of the card shows it."""
        kept = await self._meetings.by_id(value)
        if kept is None or kept.team != request.team:
            return words.unknown()
        if over := _over(run, kept):
            return over
        says = ACTIONS[request.action.partition(":")[0]]

        async def look() -> JSON:
            return kept.answers.get(request.person) != says

        await run.decide(
            "answered",
            look,
            also=lambda new: (
                [self._meetings.set_answer(kept.id, request.person, says)] if new else []
            ),
            jobs=lambda new: [living_card.job(kept.id, run.now)] if new else [],
        )
        return None


def _over(run: Run, kept: StoredMeeting) -> Message | None:
    match living_card.standing(kept, run.now)[1]:
        case CardState.CANCELLED:
            return words.cancelled_already(kept)
        case CardState.ENDED:
            return words.over(kept)
    return None
