"""Every sentence that the bot says about settings."""

from collections.abc import Sequence

from handlers.coming.lead_times import in_words
from handlers.effective_settings import ADMINS, ALWAYS, EVERYONE, ChannelSettings, UserSettings
from handlers.slack_types import Button, Message
from handlers.words import quote
from meetings.catalog import TITLES

ME, CHANNEL = "parley.settings:me", "parley.settings:channel"

_HOW = (
    "For example: `/meet settings remind 10m`, `/meet settings remind 1h,10m` or "
    "`/meet settings remind off`. Up to five reminders, at most a week before."
)


def may_not_start(people: Sequence[str] = ()) -> Message:
    """Starting meetings here is for others: *people* by their ids, and the workspace's admins."""
    return Message(
        text=f"Only {_named(people)} can start or schedule meetings in this conversation. "
        "Ask one of them, or use `/meet` in another conversation."
    )


def may_not_change_settings(people: Sequence[str]) -> Message:
    """The settings of a conversation are for those who may start meetings there."""
    return Message(
        text=f"Only {_named(people)} can change the settings of this conversation. "
        "Nothing has changed."
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
    lines = ["Saved. Your settings:", *_of_person(user, default, zone)]
    return Message(text="\n".join(lines))


def channel_settings_saved(channel: ChannelSettings) -> Message:
    """What holds in a conversation, after somebody changed it."""
    lines = ["Saved. The settings of this conversation:", *_of_channel(channel)]
    return Message(text="\n".join(lines))


def _of_person(user: UserSettings, default: str, zone: str) -> list[str]:
    usual = f"{TITLES.get(default, default)} (the default)" if default else "none is set up"
    shown = "always" if user.confirm == ALWAYS else "only when I'm not sure"
    agenda = f"at {user.agenda} ({zone})" if user.agenda else "off"
    return [
        f"• Service: {quote(TITLES.get(user.service, user.service) or usual)}",
        f"• Default length: {user.minutes} minutes",
        f"• Reminders: {in_words(user.leads)}",
        f"• Ask me before scheduling or changing a meeting: {shown}",
        f"• Daily agenda: {agenda}",
    ]


def _of_channel(channel: ChannelSettings) -> list[str]:
    service = TITLES.get(channel.service, channel.service) or "each person's own"
    leads = "each organizer's own" if channel.leads is None else in_words(channel.leads)
    return [
        f"• Service: {quote(service)}",
        f"• Who can start and schedule meetings: {_who(channel)}",
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
        text=f"Saved. {_reminders(user)} This also applies to meetings that are already scheduled, "
        "unless their conversation has its own reminders."
    )


def _reminders(user: UserSettings) -> str:
    if not user.leads:
        return "You get no reminders."
    return f"You get reminders {in_words(user.leads)}."


def not_understood(typed: str, user: UserSettings) -> Message:
    """Lead times that cannot be read: nothing is changed."""
    return Message(
        text=f"I can't read “{quote(typed[:100])}” as reminder times. Nothing has changed. "
        f"{_reminders(user)} {_HOW}"
    )


def direct_message_has_none() -> Message:
    """A direct message has no settings of its own."""
    return Message(text="A direct message has no settings of its own. Nothing has changed.")
