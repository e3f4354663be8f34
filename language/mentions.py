"""People and channels in a text: Slack's escapes, @names, #names and e-mail addresses."""

import re
from typing import Final

from language.lexicon import Means

_USER: Final = re.compile(r"<@([A-Za-z0-9]+)(?:\|[^>]*)?>")
_GROUP: Final = re.compile(r"<!subteam\^([A-Za-z0-9]+)(?:\|[^>]*)?>")
_CHANNEL: Final = re.compile(r"<#([A-Za-z0-9]+)(?:\|[^>]*)?>")
_MAILTO: Final = re.compile(r"<mailto:([^|>\s]+)(?:\|[^>]*)?>")
_LINK: Final = re.compile(r"<(?:https?|tel):[^>|]*(?:\|([^>]*))?>")
_EVERYONE: Final = ("@here", "@channel", "@everyone")


def person(means: Means, typed: str) -> str | None:
    """Return the person that a term names: a Slack id, ``@name`` or an e-mail address."""
    if "escape" in means:
        for form in (_USER, _GROUP, _MAILTO):
            found = form.fullmatch(typed)
            if found:
                return found[1]
        return None
    if "mail" in means:
        return typed.rstrip(".")
    if "named" in means and typed[0] == "@" and typed.lower() not in _EVERYONE:
        return typed.rstrip(".-")
    return None


def channel(means: Means, typed: str) -> str | None:
    """Return the channel that a term names: a Slack id or ``#name``."""
    if "escape" in means:
        found = _CHANNEL.fullmatch(typed)
        return found[1] if found else None
    if "named" in means and typed[0] == "#":
        return typed
    return None


def everyone(means: Means, typed: str) -> bool:
    """Whether a term calls everyone in a channel, and nobody by name."""
    return ("escape" in means and typed.startswith("<!")) or typed.lower() in _EVERYONE


def without_links(title: str) -> str:
    """Replace each link by its label, if it has one."""
    return _LINK.sub(lambda found: found[1] or "", title)
