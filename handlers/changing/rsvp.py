"""*Going*, *Maybe*, *Can't go*: who comes is stored, and shown on the card."""

from handlers.changing import change_words as words
from handlers.meeting import living_card
from handlers.meeting.standing import standing
from handlers.replay import Run
from handlers.slack_types import CardState, Message, SlackRequest
from handlers.stored_meetings import concerns
from storage.meetings import Meetings

ACTIONS = {"parley.going": "going", "parley.maybe": "maybe", "parley.cant": "cant"}
"""The buttons by action, and the answers that they stand for."""


class RecordAnswer:
    """Stores the answer of one of a meeting's people, or of anybody in its conversation."""

    def __init__(self, meetings: Meetings) -> None:
        self._meetings = meetings

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """*value* is our id of the meeting. No message: every copy of the card shows the answer."""
        meeting = await self._meetings.in_team(request.team, value)
        if meeting is None or not concerns(meeting, request):
            return words.unknown()
        match standing(meeting, run.now)[1]:
            case CardState.CANCELLED:
                return words.cancelled_already(meeting)
            case CardState.ENDED:
                return words.over(meeting)
        answer = ACTIONS[request.action.partition(":")[0]]
        run.note("invitation answered", meeting=meeting.id, by=request.person, answer=answer)
        # Written even where it is what we have read: an earlier press may be being written.
        await run.commit(
            "answered",
            writes=[self._meetings.set_answer(meeting.id, request.person, answer)],
            jobs=[living_card.job(meeting.id, run.now)],
        )
        return None
