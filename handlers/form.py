"""Forms that a person fills in, apart from Slack: ``bot/slack`` makes modals of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from handlers.slack_types import JSON, SlackRequest


class Kind(Enum):
    """What one field of a form takes, and the type in which its value comes and goes.

    An empty field comes back as "" for a text, [] for a list and None for the rest; what was typed
    for a number and is none comes back as a text.
    """

    TEXT = "text"  # str
    LINES = "lines"  # str
    MOMENT = "moment"  # int, seconds since 1970; the reader's own zone is shown
    NUMBER = "number"  # int
    CHOICE = "choice"  # str, one of the options
    SEVERAL = "several"  # list of str, of the options
    PEOPLE = "people"  # list of Slack ids
    TIME = "time"  # str, "HH:MM"
    NOTE = "note"  # nothing is entered: the label is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form. *options* are (value, label); *redraws*: other fields depend on it."""

    name: str
    label: str
    kind: Kind
    value: JSON = None
    options: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    hint: str = ""
    redraws: bool = False
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A modal: ``parley.meeting`` or ``parley.settings``; *carried* comes back with it."""

    name: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    carried: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """A form as it came back: what it *carried*, and what was *filled* in, by the field's name."""

    carried: str
    filled: Mapping[str, Any]


class Forms(Protocol):
    """The forms of one kind. Slack waits for each answer: only the database is read.

    Each *request* has the conversation of the click that opened the form; *carried* is what the
    form carries for itself.
    """

    async def asked(self, request: SlackRequest) -> Form | None:
        """The form that this click opens; None: the click opens none, and goes to the ledger."""

    async def redrawn(
        self, request: SlackRequest, name: str, carried: str, filled: Mapping[str, JSON]
    ) -> Form | None:
        """The form after a change of a field with *redraws*; None: it stays as it was."""

    async def wrong(
        self, request: SlackRequest, name: str, carried: str, filled: Mapping[str, JSON]
    ) -> Mapping[str, str]:
        """What is wrong, a sentence by the name of the field; empty: the form is accepted.

        It then goes to the ledger as a request with ``Via.FORM``, the form's name as its action,
        and a ``SentForm`` as its value.
        """
