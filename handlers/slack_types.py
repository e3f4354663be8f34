"""What a person asked, what they can be answered, and how an answer can fail to arrive.

Handlers speak in these nouns; ``bot/`` turns them into Slack's payloads and back.

* NotDelivered            an answer did not (surely) arrive
  x SlackBusy        Slack asked us to come back later: nothing was posted
  x CannotPost       this cannot be posted there: nothing was posted
    x NotInConversation  the bot is not in that conversation
    x MessageGone        the message that was to be changed is not there any more
    x SlackRefused       Slack said no for another reason
  x SlackSilent      no answer, or one that is no answer: it may have been posted
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from calendars.wording import in_words_for
from handlers.dates_in_words import Clock

JSON: TypeAlias = "bool | int | float | str | list[JSON] | Mapping[str, JSON] | None"


class NotDelivered(Exception):
    """An answer did not (surely) arrive."""

    outcome_unknown = False


class SlackBusy(NotDelivered):
    """Slack asked us to come back in *retry_after* seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"again in {retry_after:g} s")
        self.retry_after = retry_after


class CannotPost(NotDelivered):
    """This cannot be posted there, and trying again does not help."""


class NotInConversation(CannotPost):
    """The bot is not in that conversation, or may not speak there."""


class MessageGone(CannotPost):
    """The message that was to be changed is not there any more, or cannot be changed."""


class SlackRefused(CannotPost):
    """Slack said no; the argument is its error code."""


class SlackSilent(NotDelivered):
    """No answer, or one that is no answer: it may have been posted all the same."""

    outcome_unknown = True


class Via(Enum):
    """How a request reached the bot."""

    COMMAND = "command"
    MENTION = "mention"
    MESSAGE = "message"
    SHORTCUT = "shortcut"
    CLICK = "click"
    PAGE = "page"  # something that they did in a browser
    FORM = "form"  # a modal that they filled in and sent


@dataclass(frozen=True, slots=True)
class Destination:
    """Where something is posted. *channel* may be a person's id: a direct message to them."""

    team: str
    channel: str
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackRequest:
    """One thing that one person asked, as the ledger stores it.

    *text* is what was typed, Slack's escapes included; *thread* the ``ts`` of the thread to answer
    in, or empty; *answer_url* Slack's short-lived address for answers, or empty; *action* and
    *value* say which button was pressed, or which form was sent and what was filled in; *about* is
    the text of the message that a shortcut was used on. *private*: the button stood on a
    message for one person alone, which the answer may replace or remove. *unattended*: it is done
    later than it was asked, when the person may look elsewhere: they are written to directly.
    """

    via: Via
    team: str
    channel: str = ""
    person: str
    asked_at: datetime
    text: str = ""
    thread: str = ""
    about: str = field(default="", repr=False)
    action: str = ""
    value: str = ""
    answer_url: str = field(default="", repr=False)
    private: bool = False
    unattended: bool = False

    @property
    def destination(self) -> Destination:
        """Where it was asked, and is answered."""
        return Destination(self.team, self.channel, self.thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationMember:
    """A person of a conversation: the full *name*, and the *display_name* if they have one."""

    id: str
    name: str
    display_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in Slack: display name, IANA zone, locale.

    Not *known*: Slack did not answer, and this is a stand-in whose zone means nothing.
    """

    id: str
    name: str
    zone: str = "UTC"
    locale: str = "en-US"
    known: bool = True

    @property
    def clock(self) -> Clock:
        """How they read times."""
        return Clock(self.zone, self.locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmDialog:
    """What Slack asks before it passes a press of the button on. Plain text.

    *danger*: the yes is drawn as one that cannot be taken back.
    """

    title: str
    text: str
    yes: str
    no: str = "Never mind"
    danger: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press: *action* is ours, *value* comes back with the click, *url* is a page."""

    action: str
    label: str
    value: str = ""
    url: str = ""
    primary: bool = False
    danger: bool = False
    sure: ConfirmDialog | None = None


IN_MENUS = frozenset({"parley.move", "parley.pick", "parley.who", "parley.host"})
"""Actions that a menu of a row may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One part of a longer answer: a sentence in Slack's mrkdwn, and the buttons that go with it.

    *more* are up to five more that one menu holds: each has an action of ``IN_MENUS``, and a value
    of 130 characters at most. *plain* is what stands for the row where only text is read; the
    sentence itself if it is empty.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()
    plain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the bot says: sentences in Slack's mrkdwn, rows of a list if any, buttons at the end.

    Most are for one person alone. Whoever builds one escapes what people and services wrote
    (``words.quote``).
    """

    text: str
    buttons: tuple[Button, ...] = ()
    rows: tuple[MessageRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone way in, as the card shows it."""

    number: str
    region: str = ""
    code: str = ""


class CardState(Enum):
    """Where a meeting stands in its life, as its card shows it."""

    NOW = "now"  # started as soon as it was made
    UPCOMING = "upcoming"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingTime:
    """When a meeting takes place: aware times, the zone that it keeps, and how it repeats.

    *repeats* is in words, as in its own zone ("every Tuesday"); *rule* is the RRULE, and *wall* one
    of its times on the clocks of the zone, naive.
    """

    starts_at: datetime
    ends_at: datetime
    zone: str
    repeats: str = ""
    rule: str = ""
    wall: datetime | None = None

    def repeats_for(self, clock: Clock) -> str:
        """How it repeats on the days of a reader: a Tuesday here may be a Wednesday there."""
        if self.wall is None or clock.zone == self.zone:
            return self.repeats
        return in_words_for(self.rule, self.wall, self.zone, clock.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingProgress:
    """How a meeting is held: since when, with how many *people* (0: not told), until when."""

    began_at: datetime
    ended_at: datetime | None = None
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCard:
    """The card of a meeting, for everyone in the conversation. All its texts are plain text.

    *text* stands alone beside the blocks: title, full date, time, zone and the join link.
    *meeting* is our name for it, which the card's buttons carry; without it there is only Join.
    *note* is a sentence about what became of it, *said_to_all* what its service has to say of it.
    *answers* says who comes: (person, "going", "maybe" or "cant"), with *names* as they are shown.
    *progress* is how it is held, or was the last time, as its service tells. *clock* is the
    organizer's, the meeting's zone where there is none. *again* says that an earlier
    copy of this card may have arrived.
    """

    title: str
    text: str
    organizer: str
    service: str
    join_url: str
    passcode: str = ""
    phones: tuple[Phone, ...] = ()
    people: tuple[str, ...] = ()
    again: bool = False
    meeting: str = ""
    state: CardState = CardState.NOW
    when: MeetingTime | None = None
    agenda: str = ""
    note: str = ""
    said_to_all: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    progress: MeetingProgress | None = None
    clock: Clock | None = None


Postable: TypeAlias = Message | MeetingCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a card stands: the channel and Slack's ``ts``; no *ts* where Slack does not tell it."""

    channel: str
    ts: str = ""
