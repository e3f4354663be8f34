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
    named = ", ".join(f"<@{person}>" for person in people[:10])
    return f"{named} and the workspace's admins" if named else "the workspace's admins"


def settings(
    user: UserSettings, channel: ChannelSettings | None, default: str, zone: str, *, may: bool
) -> Message:
    """What holds, and the buttons to change it. *channel* None: in a direct message."""
    lines = ["*For you*", *_of_person(user, default, zone)]
    buttons = [Button(action=ME, label="For me")]
    if channel is not None:
        lines += ["*In this conversation*", *_of_channel(channel)]
    if channel is not None and may:
        buttons.append(Button(action=CHANNEL, label="For this channel"))
    return Message(text="\n".join(lines), buttons=tuple(buttons))


def user_settings_saved(user: UserSettings, default: str, zone: str) -> Message:
    """What holds for a person, after they changed it."""
    lines = ["Done. From now on this holds for you:", *_of_person(user, default, zone)]
    return Message(text="\n".join(lines))


def channel_settings_saved(channel: ChannelSettings) -> Message:
    """What holds in a conversation, after somebody changed it."""
    lines = ["Done. From now on this holds in this conversation:", *_of_channel(channel)]
    return Message(text="\n".join(lines))


def _of_person(user: UserSettings, default: str, zone: str) -> list[str]:
    usual = f"{TITLES.get(default, default)}, as everywhere here" if default else "none is set up"
    shown = "always" if user.confirm == ALWAYS else "only when I am unsure"
    agenda = f"at {user.agenda} ({zone})" if user.agenda else "off"
    return [
        f"• Service: {quote(TITLES.get(user.service, user.service) or usual)}",
        f"• A meeting lasts {user.minutes} minutes, where you do not say how long",
        f"• Reminders: {in_words(user.leads)}",
        f"• I show what I understood before I change anything: {shown}",
        f"• Daily agenda: {agenda}",
    ]


def _of_channel(channel: ChannelSettings) -> list[str]:
    service = TITLES.get(channel.service, channel.service) or "as each person likes"
    leads = "as each organizer likes" if channel.leads is None else in_words(channel.leads)
    return [
        f"• Service: {quote(service)}",
        f"• Who may start and schedule meetings: {_who(channel)}",
        f"• Reminders: {leads}",
    ]


def _who(channel: ChannelSettings) -> str:
    if channel.starters == EVERYONE:
        return "everyone"
    return _named(() if channel.starters == ADMINS else tuple(channel.starters))


def reminders(user: UserSettings) -> Message:
    """The lead times of a person, and how to change them."""
    return Message(text=f"{_reminders(user)} {_HOW}")


def reminders_saved(user: UserSettings) -> Message:
    """The same after they were changed, which goes for upcoming meetings too."""
    return Message(
        text=f"Done. {_reminders(user)} That goes for the meetings that are coming already as "
        "well, except where a conversation has settled its own."
    )


def _reminders(user: UserSettings) -> str:
    if not user.leads:
        return "I remind you of no meetings."
    return f"I remind you of meetings {in_words(user.leads)}."


def not_understood(typed: str, user: UserSettings) -> Message:
    """Lead times that cannot be read: nothing is changed."""
    return Message(
        text=f"I could not read “{quote(typed[:100])}” as times before a meeting, so I have "
        f"changed nothing. {_reminders(user)} {_HOW}"
    )


def direct_message_has_none() -> Message:
    """A direct message has no settings of its own."""
    return Message(text="A direct message has no settings of its own, so I have changed nothing.")
