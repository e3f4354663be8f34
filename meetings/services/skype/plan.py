"""What is asked of the server for one scheduled meeting, as properties of myOnlineMeeting."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from meetings.model import NewMeeting
from meetings.services.skype import marks, people, series
from meetings.services.skype.choices import IMPORTANCE, chosen
from meetings.services.skype.forms import Body
from meetings.services.skype.marks import Description
from meetings.services.skype.moments import read_moment
from meetings.services.skype.wish import CUT, line, subject

LISTS = ("attendees", "leaders")
_NOT_URGENT = "Skype for Business knows no importance for a meeting that is not started at once."
_LOCKED = "Callers wait in the lobby all the same: in a locked meeting everyone does."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A wish in the server's words: each property that it says something about.

    *said_to_all* is for the people instead: what they should know of it.
    """

    subject: str
    description: Description
    expires_at: datetime | None
    people: Mapping[str, list[str]]
    said_to_all: str
    settings: Mapping[str, str]

    @classmethod
    def of(cls, wanted: NewMeeting, account: str) -> Self:
        """What *wanted* comes to for the person whose SIP address is *account*."""
        return cls(
            subject=subject(wanted),
            description=Description.of(wanted),
            expires_at=series.expires_at(wanted),
            people={
                "attendees": people.attendees(wanted, account),
                "leaders": people.leaders(wanted, account),
            },
            said_to_all=said_to_all(wanted, account),
            settings=chosen(wanted),
        )

    def body(self) -> dict[str, object]:
        """UCWA: myOnlineMeetings, POST, in the order of its sample. All ten are optional."""
        said: dict[str, object] = {
            **self.people,
            **self.settings,
            "description": self.description.text,
            "expirationTime": self.expires_at,
            "subject": self.subject,
        }
        return {name: said[name] for name in sorted(said) if said[name]}

    def written(self) -> str:
        """The wish in one line, to be kept with the meeting: what a change is told by."""
        said = {**self.body(), "description": self.description.agenda}
        return json.dumps(said, default=lambda moment: moment.isoformat())


def asked_before(written: str) -> Body:
    """What was asked for with a meeting, as it was ``written``; nothing where that is unknown."""
    try:
        said = json.loads(written or "{}")
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    moment = read_moment(str(said.get("expirationTime", "")))
    return {**said, "expirationTime": moment} if moment else said


def said_to_all(wanted: NewMeeting, account: str) -> str:
    """What everyone should know: who hears of it from nobody, and how long its link serves."""
    return " ".join((*people.unreached(wanted, account), *series.notes(wanted)))


def notes(wanted: NewMeeting, account: str) -> tuple[str, ...]:
    """What the starter should know before anything was answered."""
    said = [] if subject(wanted) == line(wanted.title) else [CUT]
    said += [*marks.notes(wanted), *series.notes(wanted), *people.notes(wanted, account)]
    if wanted.choices.get(IMPORTANCE.name, IMPORTANCE.default) != IMPORTANCE.default:
        said.append(_NOT_URGENT)
    settings = chosen(wanted)
    bypass = settings.get("lobbyBypassForPhoneUsers") == "Enabled"
    if bypass and settings.get("accessLevel") == "Locked":
        said.append(_LOCKED)
    return tuple(said)
