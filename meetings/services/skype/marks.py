"""Writes and reads a scheduled meeting's description: the agenda, when it is, and our marker.

The service knows no start time. What stands in the description is for people who look there, and
for listing meetings with their times; the bot itself goes by its own diary.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from meetings.model import NewMeeting

LONGEST_AGENDA = 2_000
AGENDA_CUT = "Skype for Business keeps only the first 2,000 characters of this agenda."
_MINUTE = timedelta(minutes=1)
_REPEATED = ", repeated"
_REFERENCE = re.compile(r"\[ref ([a-z0-9]{1,64})\]")
_WHEN = re.compile(
    r"When: (?P<day>\d{4}-\d\d-\d\d) (?P<time>\d\d:\d\d) (?P<offset>[+-]\d\d:\d\d) "
    r"\([^)\n]{0,64}\), (?P<minutes>\d{1,6}) minutes(?P<repeats>, repeated)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a description says. *times* is its line about time, empty where it has none."""

    agenda: str
    marker: str = ""
    times: str = ""

    @classmethod
    def of(cls, wanted: NewMeeting) -> Self:
        """What is to be said of *wanted*."""
        return cls(agenda=agenda(wanted), marker=wanted.marker, times=_times(wanted))

    @classmethod
    def read(cls, text: str) -> Self:
        """Take a description apart. What others wrote around our lines is the agenda."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        references, times = _REFERENCE.findall(text), [one[0] for one in _WHEN.finditer(text)]
        rest = _WHEN.sub("", _REFERENCE.sub("", text)).strip()
        return cls(
            agenda=rest,
            marker=references[-1] if references else "",
            times=times[-1] if times else "",
        )

    def after(self, there: "Description") -> "Description":
        """The same in place of *there*: a time stays known, and a series one."""
        series = there.repeats and bool(self.times) and not self.repeats
        times = f"{self.times}{_REPEATED}" if series else self.times or there.times
        return replace(self, times=times)

    @property
    def text(self) -> str:
        """The description whole, with the marker at its end."""
        lines = "\n".join(filter(None, (self.times, reference(self.marker))))
        return "\n\n".join(filter(None, (self.agenda, lines)))

    @property
    def starts_at(self) -> datetime | None:
        """When it starts, or the first of a series does."""
        said = _WHEN.fullmatch(self.times)
        if said is None:
            return None
        try:
            return datetime.fromisoformat(f"{said['day']}T{said['time']}{said['offset']}")
        except ValueError:
            return None

    @property
    def lasts(self) -> timedelta | None:
        """How long it lasts."""
        said = _WHEN.fullmatch(self.times)
        return int(said["minutes"]) * _MINUTE if said else None

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, or the first of a series does."""
        if self.starts_at is None or self.lasts is None:
            return None
        return self.starts_at + self.lasts

    @property
    def repeats(self) -> bool:
        """Whether it is a series."""
        return self.times.endswith(_REPEATED)


def reference(marker: str) -> str:
    """What marks a meeting as made for the wish with *marker*; empty without one."""
    return f"[ref {marker}]" if marker else ""


def agenda(wanted: NewMeeting) -> str:
    """The agenda as far as it is kept, without halves of surrogate pairs."""
    return _plain(wanted.agenda)[:LONGEST_AGENDA].rstrip()


def notes(wanted: NewMeeting) -> tuple[str, ...]:
    """What the starter should know of it."""
    return (AGENDA_CUT,) if agenda(wanted) != _plain(wanted.agenda) else ()


def _plain(text: str) -> str:
    return text.encode("utf-8", "ignore").decode().strip()


def _times(wanted: NewMeeting) -> str:
    if wanted.starts_at is None:
        return ""
    local = wanted.starts_at.astimezone(ZoneInfo(wanted.zone))
    minutes = max(1, -(-wanted.lasts // _MINUTE))
    when = f"{local:%Y-%m-%d %H:%M} {local.isoformat()[-6:]} ({wanted.zone})"
    return f"When: {when}, {minutes} minutes{_REPEATED if wanted.recurrence else ''}"
