"""Joins what belongs to scheduling: its commands, its errands, and the forms to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.changing import change_desk
from bot.slack.conversation import SlackConversation
from handlers.changing.renew import Renewal
from handlers.changing.rsvp import RecordAnswer
from handlers.coming.agenda import DailyAgenda
from handlers.coming.listing import VIEWS, MeetingLists
from handlers.coming.remind import Reminders
from handlers.coming.timers import Timers
from handlers.coming.upcoming import FindUpcoming
from handlers.effective_settings import EffectiveSettings
from handlers.form import Forms
from handlers.making.make import MakeDraft
from handlers.making.schedule import Schedule
from handlers.meeting.living_card import LivingCard
from handlers.meeting.tell import Tell
from handlers.replay import BackgroundJob, Command
from handlers.service_choice import ServiceChoice
from handlers.services import Services
from handlers.settings.command import ChangeSettings
from handlers.settings.form import SettingsForms
from storage.copies import Copies
from storage.drafts import Drafts
from storage.meetings import Meetings
from storage.people import Preferences
from storage.store import Store


@dataclass(frozen=True, slots=True)
class SchedulingDesk:
    """What scheduling adds to the bot."""

    choice: ServiceChoice
    schedule: Schedule
    commands: Mapping[str, Command]
    errands: Mapping[str, BackgroundJob]
    forms: Mapping[str, Forms]


def scheduling_desk(
    store: Store, conversation: SlackConversation, services: Services
) -> SchedulingDesk:
    """Join it."""
    meetings, drafts, copies = Meetings(store), Drafts(store), Copies(store)
    preferences = Preferences(store)
    settings = EffectiveSettings(preferences, conversation)
    make = MakeDraft(services, conversation, settings, drafts, meetings)
    schedule = Schedule(services, conversation, settings, drafts, make)
    reminders = Reminders(conversation, meetings, settings, copies)
    gather = FindUpcoming(services, meetings)
    renewal = Renewal(services, conversation, meetings)
    settling = ChangeSettings(settings, preferences, meetings, services, conversation)
    changing = change_desk(store, conversation, services, make, schedule)
    return SchedulingDesk(
        choice=ServiceChoice(services, settings),
        schedule=schedule,
        commands={
            **_listing(MeetingLists(conversation, gather)),
            **_answering(RecordAnswer(meetings)),
            "parley.dismiss": schedule.dropped,
            "parley.snooze": reminders.snooze,
            "settings": settling.asked,
            "parley.settings": settling.filled,
            **changing.commands,
        },
        errands={
            **_showing(conversation, meetings, copies),
            "tick": Timers(meetings, settings, renewal).tick,
            "renew": renewal,
            "remind": reminders.remind,
            "agenda": DailyAgenda(conversation, settings, gather).post,
        },
        forms={
            "parley.meeting": changing.form,
            "parley.settings": SettingsForms(settings, services),
        },
    )


def _listing(listing: MeetingLists) -> dict[str, Command]:
    return {**{view: listing.verb(view) for view in VIEWS}, "parley.page": listing.page}


def _answering(answers: RecordAnswer) -> dict[str, Command]:
    return {"parley.going": answers, "parley.maybe": answers, "parley.cant": answers}


def _showing(
    conversation: SlackConversation, meetings: Meetings, copies: Copies
) -> dict[str, BackgroundJob]:
    return {
        "card": LivingCard(conversation, meetings, copies),
        "tell": Tell(conversation, meetings, copies),
    }
