"""Forms that a person fills in, as handlers speak of them; ``bot/`` makes modals of them."""

from dataclasses import dataclass
from enum import Enum

from handlers.talk import JSON


class Kind(Enum):
    """What one field of a form takes, and the type in which its value comes and goes."""

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
    """One field of a form. *options* are (value, label); *redraws*: the form depends on it."""

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
