"""What buttons and forms carry and bring back: written by the bot, and not to be trusted.

A value says what is meant, never who may: that is checked against the person who presses, whom
Slack's signed payload names.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from storage import payloads

T = TypeVar("T")

_YEARS = range(2000, 2500)
"""Years of moments that are carried: calendars cannot reckon at the ends of time."""


class NotOurs(Exception):
    """What came with a press is nothing that the bot wrote for a button or form."""


def written(value: object) -> str:
    """What a button or form carries: the dataclass *value* as JSON, without what is empty."""
    return payloads.dump_text(value)


def read(text: str, kind: type[T]) -> T:
    """The *kind* that a button or form carried; ``NotOurs`` if it is no such thing."""
    try:
        return payloads.load_text(text, kind)
    except ValueError as problem:
        raise NotOurs(str(problem)) from problem


def checked(moment: datetime | None) -> None:
    """ValueError unless *moment* is aware and in years that calendars can reckon with."""
    if moment is not None and (moment.tzinfo is None or moment.year not in _YEARS):
        raise ValueError("no moment of a meeting")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingButton:
    """Of a button that changes a meeting: the meeting, or the draft that holds the change.

    *version* is the one that the person saw, *here*: cancel it in the bot's database only. *end* is
    the meeting of the button that ends it, *renew* that of a series that is to go on.

    Of a series, *was* is the start of the date that was shown, and *scope* which dates are meant
    from it on, where that was said; *do* is what to do, where the button says only which dates.
    """

    meeting: str = ""
    draft: str = ""
    end: str = ""
    renew: str = ""
    version: int | None = None
    here: bool = False
    was: datetime | None = None
    scope: Literal["", "one", "later"] = ""
    do: Literal["", "move", "change", "cancel"] = ""

    def __post_init__(self) -> None:
        """Check the moment."""
        checked(self.was)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """Of a button of "which one?": the meeting, what to do with it, and the words for that.

    *was* is the start of the date of a series, and *scope* which of its dates are meant.
    """

    do: str
    meeting: str = ""
    to: str = ""
    people: str = ""
    title: str = ""
    length: str = ""
    whole: bool = False
    at: datetime | None = None
    was: datetime | None = None
    scope: Literal["", "one", "later", "all"] = ""

    def __post_init__(self) -> None:
        """Check the moment at which it was typed, and that of the date of a series."""
        checked(self.at)
        checked(self.was)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleButton:
    """Of a button that starts a meeting: its title, and the service's name or nothing."""

    title: str
    service: str = ""

    def __post_init__(self) -> None:
        """Check that there is a title."""
        if not self.title.strip():
            raise ValueError("no title")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPeople:
    """The people of a meeting, by their Slack ids, as a form showed them; nobody is known too."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubjectNames:
    """Of the form of a meeting: its draft; or the meeting, as it was shown.

    *people* is None where they are too many to be carried, or a version before wrote it.
    """

    draft: str = ""
    meeting: str = ""
    version: int | None = None
    was: datetime | None = None
    scope: Literal["", "one", "later"] = ""
    people: ShownPeople | None = None

    def __post_init__(self) -> None:
        """Check when it was to begin."""
        checked(self.was)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormOfSettings:
    """Of the form of settings: whose they are."""

    settings: Literal["me", "channel"]
