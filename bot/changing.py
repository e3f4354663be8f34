"""Joins what changes a meeting that was made: moving, cancelling, and the form for both."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.conversation import SlackConversation
from handlers.changing.apply_change import ApplyChange
from handlers.changing.cancel import Cancel
from handlers.changing.change_guard import ChangeGuard
from handlers.changing.find_meeting import PickMeeting
from handlers.changing.meeting_form import MeetingForm
from handlers.changing.move import Move
from handlers.effective_settings import EffectiveSettings
from handlers.making.make import MakeDraft
from handlers.making.schedule import Schedule
from handlers.replay import Command, Run
from handlers.services import Services
from handlers.slack_types import Message, SlackRequest
from storage.drafts import Drafts
from storage.meetings import Meetings
from storage.people import Preferences
from storage.store import Store


@dataclass(frozen=True, slots=True)
class ChangeDesk:
    """What changing meetings adds to scheduling."""

    commands: Mapping[str, Command]
    form: MeetingForm


def change_desk(
    store: Store,
    conversation: SlackConversation,
    services: Services,
    make: MakeDraft,
    schedule: Schedule,
) -> ChangeDesk:
    """Join it."""
    meetings, drafts = Meetings(store), Drafts(store)
    settings = EffectiveSettings(Preferences(store), conversation)
    changeable = ChangeGuard(conversation, meetings)
    moving = ApplyChange(services, conversation, meetings, drafts, changeable)
    move = Move(conversation, meetings, drafts, settings, changeable, moving)
    cancel = Cancel(services, conversation, meetings, changeable)
    form = MeetingForm(services, meetings, drafts, changeable, make, moving)

    async def other(run: Run, request: SlackRequest, value: str) -> Message | None:
        """The other reading: of a move, which carries more than a name, or of what is to be."""
        reading = move.other if value.startswith("{") else schedule.other
        return await reading(run, request, value)

    commands: dict[str, Command] = {
        "move": move,
        "cancel": cancel,
        "parley.move": move.pressed,
        "parley.cancel": cancel.pressed,
        "parley.other": other,
        "parley.pick": PickMeeting(move.asked, cancel.asked),
        "parley.change": form.not_opened,
        "parley.unopened": form.unopened,
        "parley.meeting": form.sent,
    }
    return ChangeDesk(commands, form)
