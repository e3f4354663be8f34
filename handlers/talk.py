"""What a person asked, what they can be answered, and how an answer can fail to arrive.

Handlers speak in these nouns; ``bot/`` turns them into Slack's payloads and back.

* NotSaid            an answer did not (surely) arrive
  x SlackBusy        Slack asked us to come back later: nothing was posted
  x CannotPostHere   the bot is not in that conversation: nothing was posted
  x SlackRefused     Slack said no for another reason: nothing was posted
  x SlackSilent      no answer, or one that is no answer: it may have been posted
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol, TypeAlias

JSON: TypeAlias = "bool | int | float | str | list[JSON] | Mapping[str, JSON] | None"


class NotSaid(Exception):
    """An answer did not (surely) arrive."""

    outcome_unknown = False


class SlackBusy(NotSaid):
    """Slack asked us to come back in *retry_after* seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"again in {retry_after:g} s")
        self.retry_after = retry_after


class CannotPostHere(NotSaid):
    """The bot is not in that conversation, or may not speak there."""


class SlackRefused(NotSaid):
    """Slack said no; the argument is its error code."""


class SlackSilent(NotSaid):
    """No answer, or one that is no answer: it may have been posted all the same."""

    outcome_unknown = True


class Via(Enum):
    """How a wish reached us."""

    COMMAND = "command"
    MENTION = "mention"
    MESSAGE = "message"
    SHORTCUT = "shortcut"
    CLICK = "click"
    PAGE = "page"  # something that they did in a browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that one person asked, as it lies in the ledger.

    *text* is what was typed, Slack's escapes included; *thread* the ``ts`` of the thread to answer
    in, or empty; *answer_url* Slack's short-lived address for answers, or empty; *action* and
    *value* say which button was pressed; *about* is the text of the message that a shortcut was
    used on.
    """

    via: Via
    team: str
    channel: str
    person: str
    asked_at: datetime
    text: str = ""
    thread: str = ""
    about: str = field(default="", repr=False)
    action: str = ""
    value: str = ""
    answer_url: str = field(default="", repr=False)

    def as_json(self) -> Mapping[str, JSON]:
        """The form in which the ledger keeps it, without what is empty."""
        words = {
            "team": self.team,
            "channel": self.channel,
            "person": self.person,
            "text": self.text,
            "thread": self.thread,
            "about": self.about,
            "action": self.action,
            "value": self.value,
            "answer_url": self.answer_url,
        }
        said: dict[str, JSON] = {name: word for name, word in words.items() if word}
        return said | {"via": self.via.value, "asked_at": self.asked_at.isoformat()}

    @classmethod
    def from_json(cls, payload: Mapping[str, JSON]) -> "Ask":
        """Read back what ``as_json`` wrote."""
        words = {"channel": "", **{name: str(value) for name, value in payload.items()}}
        return cls(
            via=Via(words.pop("via")),
            asked_at=datetime.fromisoformat(words.pop("asked_at")),
            **words,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in Slack: what they are called, their IANA zone and their locale."""

    id: str
    name: str
    zone: str = "UTC"
    locale: str = "en-US"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press: *action* is ours, *value* comes back with the click, *url* is a page."""

    action: str
    label: str
    value: str = ""
    url: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """An answer for one person alone: sentences in Slack's mrkdwn, and buttons below them.

    Whoever builds one escapes what people and services wrote (``words.quote``).
    """

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone way in, as the card shows it."""

    number: str
    region: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCard:
    """The card of a meeting, for everyone in the conversation. All its texts are plain text.

    *text* stands alone beside the blocks: title, full date, time, zone and the join link.
    *again* says that an earlier copy of this card may have arrived.
    """

    title: str
    text: str
    starter: str
    service: str
    join_url: str
    passcode: str = ""
    phones: tuple[Phone, ...] = ()
    people: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a card stands: the channel and Slack's ``ts``; no *ts* where Slack does not tell it."""

    channel: str
    ts: str = ""


class Conversation(Protocol):
    """The Slack conversation that something was asked in. Everything here may raise ``NotSaid``."""

    async def post(self, ask: Ask, card: MeetingCard, marker: str) -> Posted:
        """Post *card* where *ask* was asked; *marker* travels with it, unseen."""

    async def find_post(self, ask: Ask, marker: str, since: datetime) -> Posted | None:
        """Look for a card with *marker*; ``SlackRefused`` where the bot is not allowed to look."""

    async def answer_all(self, ask: Ask, card: MeetingCard) -> None:
        """Show *card* to the conversation by the answer address: it needs no membership."""

    async def whisper(self, ask: Ask, whisper: Whisper) -> None:
        """Tell the person who asked, and nobody else."""

    async def clear(self, ask: Ask) -> None:
        """Take away the whisper whose button was pressed."""

    async def email(self, person: str) -> str:
        """The person's address, for an invitation; empty where Slack does not tell it to us."""

    async def who(self, team: str, person: str) -> Person:
        """Who that is; a stand-in with the zone UTC where Slack would not say."""
