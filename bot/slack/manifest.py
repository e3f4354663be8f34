"""The Slack manifest: command, shortcut, events, and the scopes with the reason for each."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

COMMAND: Final = "/meet"
MEET_ABOUT: Final = "meet_about"
EVENTS: Final = ("app_mention", "app_uninstalled", "message.im", "tokens_revoked")

SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "app_mentions:read": "to answer when somebody types @Parley in a channel or a thread",
        "chat:write": "to post the card with the join link",
        "commands": "to have /meet and the message shortcut",
        "users:read": "to read clock times in the zone of the person who typed them",
    }
)
"""What the bot cannot do without, and why. The reasons are printed in docs/operations.md."""

OPTIONAL_SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "channels:history": "to look, after a lost answer, whether a card is in a public channel",
        "channels:read": "to find who is meant by a name typed without @ in a public channel",
        "groups:history": "the same in a private channel",
        "groups:read": "to find who is meant by a name in a private channel",
        "im:history": "to hear what is typed to the bot in a direct message, and to look there",
        "im:read": "to find who is meant by a name in a direct message",
        "im:write": "to look, after a lost answer, whether a direct message has arrived",
        "mpim:history": "the same as for channels in a group message",
        "mpim:read": "to find who is meant by a name in a group message",
        "usergroups:read": "to say how many people a user group would tell, before it is told",
        "users:read.email": "to put people who were named on the list of a service that has one, "
        "and to use an organization's account for the person who asks, which needs it",
    }
)
"""What an administrator may refuse, and what each is for; the bot says once what is lost."""


def manifest(url: str, command: str = COMMAND, *, socket_mode: bool = False) -> dict[str, object]:
    """Return the manifest of a bot that browsers and Slack reach at *url*.

    *command* is the slash command's name with its slash. With *socket_mode* Slack is given no
    address at all: the bot calls Slack. Raise ValueError where Slack would refuse either.
    (Slack: "App manifest reference".)
    """
    base = url.rstrip("/")
    if not re.fullmatch(r"/[^\s/A-Z]{1,31}", command):
        raise ValueError(f"a slash command is a slash and one short lower-case word: {command!r}")
    if not socket_mode and not base.startswith("https://"):
        raise ValueError(f"Slack calls https addresses only, and this is not one: {url!r}")
    address = {} if socket_mode else {"request_url": f"{base}/slack/events"}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": _introduction(command),
        "features": _features(command, {} if socket_mode else {"url": f"{base}/slack/events"}),
        "oauth_config": {"scopes": _scopes()},
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(manifest: Mapping[str, object]) -> str:
    """Return a manifest as the YAML that Slack's page "Create an app from a manifest" takes."""
    import yaml  # which the running bot does not need

    return yaml.safe_dump(dict(manifest), sort_keys=False, allow_unicode=True, width=100)


def _introduction(command: str) -> dict[str, object]:
    return {
        "name": "Parley",
        "description": "Start and schedule meetings from any conversation",
        "long_description": (
            f"Type {command} and a title in any conversation, and Parley makes a meeting with the "
            "meeting service your company uses and posts the join link where you are. Say when, "
            f"as in {command} design review tomorrow at 3pm, and it schedules one, keeps its card "
            "up to date, tells those who are invited and reminds them. Choose the "
            'shortcut "Meet about this" in the menu of any message to meet about it.'
        ),
        "background_color": "#1f4e5f",
    }


def _features(command: str, address: Mapping[str, str]) -> dict[str, object]:
    return {
        "app_home": {
            "home_tab_enabled": False,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Parley", "always_online": True},
        "shortcuts": [
            {
                "name": "Meet about this",
                "type": "message",
                "callback_id": MEET_ABOUT,
                "description": "Start a meeting about this message",
            }
        ],
        "slash_commands": [
            {
                "command": command,
                **address,
                "description": "Start a meeting now, or schedule one",
                "usage_hint": "[title] [when] | list | move | cancel | settings | help",
                "should_escape": True,
            }
        ],
    }


def _scopes() -> dict[str, list[str]]:
    """No redirect address stands beside them: nobody can install the bot through it yet."""
    return {"bot": sorted(SCOPES), "bot_optional": sorted(OPTIONAL_SCOPES)}
