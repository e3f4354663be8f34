"""People who are offered because their names were typed without @: they are in the conversation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.button_values import written
from handlers.slack_port import Conversation
from handlers.slack_types import Button, ConversationMember
from handlers.words import plain

MOST_LOOKED_AT: Final = 30
"""Members of a conversation whose names are looked up."""

MOST_OFFERED: Final = 2
"""Buttons that add a person, on one message."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_BEFORE_NAMES: Final = frozenset(
    ["with", "and", "mit", "und", "avec", "et", "con", "y", "e", "com", "met", "en", "z", "i"]
)
"""Words that a name may follow in small letters."""

_COMMON: Final = frozenset(
    {
        "april",
        "art",
        "august",
        "bill",
        "bot",
        "call",
        "catch",
        "chat",
        "demo",
        "design",
        "dev",
        "faith",
        "frank",
        "friday",
        "grace",
        "grant",
        "hope",
        "joy",
        "june",
        "mark",
        "may",
        "meet",
        "meeting",
        "monday",
        "parley",
        "plan",
        "planning",
        "project",
        "retro",
        "review",
        "rich",
        "rose",
        "saturday",
        "slackbot",
        "sunday",
        "sync",
        "talk",
        "team",
        "test",
        "thursday",
        "tuesday",
        "wednesday",
        "weekly",
        "will",
    }
)
"""Words of titles, some of which are names too: alone they are no reason to offer a person."""


def possible_names(title: str) -> list[str]:
    """The words of *title* that could be names, casefolded, each once."""
    typed = _WORD.findall(title)
    before = ["", *(word.casefold() for word in typed)]
    names = [
        word.casefold()
        for word, previous in zip(typed, before, strict=False)
        if len(word) > 1 and (word[0].isupper() or previous in _BEFORE_NAMES)
    ]
    return [name for name in dict.fromkeys(names) if name not in _COMMON]


def fitting(title: str, members: Sequence[ConversationMember]) -> list[ConversationMember]:
    """Return the *members* whose first, last or display name is in *title*, two at most.

    Who is named in full comes first, and leaves these words to nobody else.
    """
    open_words = possible_names(title)
    line = f" {' '.join(_words(title))} "
    in_full = [
        member
        for member in members
        if len(names := _words(member.name)) > 1
        and f" {' '.join(names)} " in line
        and {*names} & {*open_words}
    ]
    taken = {name for member in in_full for name in _words(member.name)}
    fits = [
        member
        for word in open_words
        if word not in taken
        for member in members
        if word in _names(member)
    ]
    return list({member.id: member for member in (*in_full, *fits)}.values())[:MOST_OFFERED]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _names(member: ConversationMember) -> list[str]:
    """First, last and display name; nobody is meant by what is between the first and the last."""
    names = _words(member.name)
    return [*names[:1], *names[-1:], *_words(member.display_name)]


async def suggested(
    conversation: Conversation, channel: str, title: str, known: Sequence[str]
) -> list[ConversationMember]:
    """Members of the conversation who are named in *title*, and are none of the *known* people.

    Slack is asked only where a word of the title could be a name.
    """
    if not possible_names(title):
        return []
    members = await conversation.members(channel, MOST_LOOKED_AT)
    return fitting(title, [member for member in members if member.id not in known])


@dataclass(frozen=True, slots=True, kw_only=True)
class AddButton:
    """Of *Add @Bo Tanaka*: the person, all who are *offered* by id, and what they are added to."""

    person: str
    offered: Mapping[str, str]
    draft: str = ""
    meeting: str = ""


def add_buttons(subject: Mapping[str, str], names: Mapping[str, str]) -> tuple[Button, ...]:
    """A button for each of the people in *names*, by id.

    *subject* is what they are added to: ``{"draft": id}`` or ``{"meeting": id}``.
    """
    return tuple(
        Button(
            action=f"parley.add_person:{person}",
            label=f"Add @{plain(name, 60)}",
            value=written(AddButton(**subject, person=person, offered=names)),
        )
        for person, name in names.items()
    )
