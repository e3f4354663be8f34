"""Every sentence that the bot says about settings."""

from collections.abc import Sequence

from handlers.coming.lead_times import in_words
from handlers.effective_settings import ADMINS, ALWAYS, EVERYONE, ChannelSettings, UserSettings
from handlers.slack_types import Button, Message
from handlers.words import quote
from meetings.catalog import TITLES

ME, CHANNEL = "parley.settings:me", "parley.settings:channel"

_HOW = (
    "Type for example `/meet settings remind 10m`, `/meet settings remind 1h,10m`, or "
    "`/meet settings remind off`: up to five times, a week before at most."
)


def may_not_start(people: Sequence[str] = ()) -> Message:
    """Starting meetings here is for others: *people* by their ids, and the workspace's admins."""
    return Message(
        text=f"In this conversation only {_named(people)} may start or schedule meetings, so I "
        "have made nothing. You can use `/meet` in another conversation, or ask one of them."
    )


def may_not_change_settings(people: Sequence[str]) -> Message:
    """The settings of a conversation are for those who may start meetings there."""
    return Message(
        text=f"Only {_named(people)} may change the settings of this conversation, so I have left "
        "them as they were."
    )


def _named(people: Sequence[str]) -> str:
    named = ", ".join(f"<@{one}>" for one in people[:10])
    return f"{named} and the workspace's admins" if named else "the workspace's admins"


def settings(
    mine: UserSettings, here: ChannelSettings | None, default: str, zone: str, *, may: bool
) -> Message:
    """What holds, and the buttons to change it. *here* none: a direct message has none."""
    lines = ["*For you*", *_of_person(mine, default, zone)]
    buttons = [Button(action=ME, label="For me")]
    if here is not None:
        lines += ["*In this conversation*", *_of_channel(here)]
    if here is not None and may:
        buttons.append(Button(action=CHANNEL, label="For this channel"))
    return Message(text="\n".join(lines), buttons=tuple(buttons))


def user_settings_saved(mine: UserSettings, default: str, zone: str) -> Message:
    """What holds for a person, after they changed it."""
    lines = ["Done. From now on this holds for you:", *_of_person(mine, default, zone)]
    return Message(text="\n".join(lines))


def channel_settings_saved(here: ChannelSettings) -> Message:
    """What holds in a conversation, after somebody changed it."""
    lines = ["Done. From now on this holds in this conversation:", *_of_channel(here)]
    return Message(text="\n".join(lines))


def _of_person(mine: UserSettings, default: str, zone: str) -> list[str]:
    usual = f"{TITLES.get(default, default)}, as everywhere here" if default else "none is set up"
    shown = "always" if mine.confirm == ALWAYS else "only when I am unsure"
    agenda = f"at {mine.agenda} ({zone})" if mine.agenda else "off"
    return [
        f"• Service: {quote(TITLES.get(mine.service, mine.service) or usual)}",
        f"• A meeting lasts {mine.minutes} minutes, where you do not say how long",
        f"• Reminders: {in_words(mine.leads)}",
        f"• I show what I understood before I change anything: {shown}",
        f"• Daily agenda: {agenda}",
    ]


def _of_channel(here: ChannelSettings) -> list[str]:
    service = TITLES.get(here.service, here.service) or "as each person likes"
    leads = "as each organizer likes" if here.leads is None else in_words(here.leads)
    return [
        f"• Service: {quote(service)}",
        f"• Who may start and schedule meetings: {_who(here)}",
        f"• Reminders: {leads}",
    ]


def _who(here: ChannelSettings) -> str:
    if here.starters == EVERYONE:
        return "everyone"
    return _named(() if here.starters == ADMINS else tuple(here.starters))


def reminders(mine: UserSettings) -> Message:
    """What holds about reminders, and how to change it."""
    return Message(text=f"{_reminders(mine)} {_HOW}")


def reminders_saved(mine: UserSettings) -> Message:
    """The same, after they were changed; it says what it does to what is coming already."""
    return Message(
        text=f"Done. {_reminders(mine)} That goes for the meetings that are coming already as "
        "well, except where a conversation has settled its own."
    )


def _reminders(mine: UserSettings) -> str:
    if not mine.leads:
        return "I remind you of no meetings."
    return f"I remind you of meetings {in_words(mine.leads)}."


def not_understood(typed: str, mine: UserSettings) -> Message:
    """Lead times that cannot be read: nothing is changed."""
    return Message(
        text=f"I could not read “{quote(typed[:100])}” as times before a meeting, so I have "
        f"changed nothing. {_reminders(mine)} {_HOW}"
    )


def direct_message_has_none() -> Message:
    """A direct message has no settings of its own."""
    return Message(text="A direct message has no settings of its own, so I have changed nothing.")
