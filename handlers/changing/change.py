"""What is wanted of a meeting that was made already, while it waits for its person's click."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from handlers.making.draft import LONGEST
from handlers.slack_types import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of *meeting*, as it was when *version* counted; what is none stays as it is.

    *starts_at* is aware: when the occurrence that began, or was to begin, at *was* is to begin.
    *repeats* none: a series moves as a whole. *other* is the other defensible start. *anew*: a new
    meeting is made in place of the old one, with another link.
    """

    meeting: str
    version: int
    was: datetime
    starts_at: datetime
    minutes: int
    repeats: str | None = None
    title: str | None = None
    people: tuple[str, ...] | None = None
    agenda: str | None = None
    choices: Mapping[str, str] | None = field(default=None, repr=False)
    other: datetime | None = None
    anew: bool = False

    @property
    def lasts(self) -> timedelta:
        """How long it is to be."""
        return timedelta(minutes=self.minutes)

    @property
    def fits(self) -> bool:
        """Whether a meeting can be that long."""
        return timedelta() < self.lasts <= LONGEST

    def as_json(self) -> dict[str, JSON]:
        """The form in which it is kept."""
        change: dict[str, JSON] = {
            "meeting": self.meeting,
            "version": self.version,
            "was": self.was.isoformat(),
            "starts_at": self.starts_at.isoformat(),
            "minutes": self.minutes,
            "repeats": self.repeats,
            "title": self.title,
            "people": None if self.people is None else list(self.people),
            "agenda": self.agenda,
            "choices": None if self.choices is None else dict(self.choices),
            "other": None if self.other is None else self.other.isoformat(),
            "anew": self.anew,
        }
        return {"change": change}

    @classmethod
    def from_json(cls, kept: JSON) -> "Change":
        """Read back what ``as_json`` wrote."""
        row = dict(cast("Mapping[str, Any]", kept)["change"])
        people, other = row["people"], row["other"]
        return cls(
            **row
            | {
                "was": datetime.fromisoformat(row["was"]),
                "starts_at": datetime.fromisoformat(row["starts_at"]),
                "other": datetime.fromisoformat(other) if other else None,
                "people": None if people is None else tuple(people),
            }
        )
