"""The online meetings, the page behind a link, and the invitations and conversations about them.

An invitation or a conversation is passing state of an application whose user is in a meeting.
"""

import secrets
import string
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from typing import Any

from starlette.responses import HTMLResponse, Response

from sandbox.book import MeetingRecord
from sandbox.clock import SandboxClock
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.people import Colleague

MARKER = "please pass this in a PUT request"
USUAL_LENGTH = timedelta(hours=8)
_ID_LETTERS = string.ascii_uppercase + string.digits


def digits(count: int) -> str:
    """A random decimal of *count* digits that does not start with 0."""
    return str(10 ** (count - 1) + secrets.randbelow(9 * 10 ** (count - 1)))


@dataclass(slots=True, kw_only=True)
class Conference:
    """One online meeting; *settings* holds all that a client may write, *rel* how it was made."""

    id: str
    organizer: Colleague
    join_url: str
    expires_at: datetime
    settings: dict[str, Any]
    rel: str = "myOnlineMeetings"
    scheduled: bool = False
    phone_code: str = ""
    etag: str = field(default_factory=lambda: digits(10))
    marker_name: str = field(default_factory=lambda: str(uuid.uuid4()))
    legacy_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    extension_id: str = field(default_factory=lambda: digits(6))

    @property
    def uri(self) -> str:
        """The focus URI."""
        return f"{self.organizer.uri};gruu;opaque=app:conf:focus:id:{self.id}"

    @property
    def legacy_uri(self) -> str:
        """The URI for clients that are older than the focus."""
        return f"conf:{self.uri}?conversation-id={self.legacy_id}"

    def change(self, settings: dict[str, Any]) -> None:
        """Take what a client wrote last; a new etag makes other clients read again."""
        self.settings, self.etag = settings, digits(10)

    def record(self) -> MeetingRecord:
        """The meeting as the book shows it: UCWA knows no times but an end, which is no setting."""
        own = ("subject", "description", "attendees", "expirationTime")
        return MeetingRecord(
            id=self.id,
            organizer=self.organizer.address,
            title=self.settings["subject"],
            join_url=self.join_url,
            agenda=self.settings["description"],
            people=[uri.removeprefix("sip:") for uri in self.settings["attendees"]],
            settings={name: value for name, value in self.settings.items() if name not in own},
        )

    def properties(self) -> dict[str, Any]:
        """What every representation of the meeting shows."""
        shown = {
            **self.settings,
            "joinUrl": self.join_url,
            "onlineMeetingId": self.id,
            "onlineMeetingRel": self.rel,
            "onlineMeetingUri": self.uri,
            "organizerUri": self.organizer.uri,
        }
        if self.phone_code:
            shown["conferenceId"] = self.phone_code
        if self.rel == "myOnlineMeetings":
            shown["expirationTime"] = self.expires_at
        return shown


@dataclass(slots=True)
class Conferences:
    """Every meeting that was made and has not run out."""

    deployment: Deployment
    clock: SandboxClock
    _all: dict[str, Conference] = field(default_factory=dict)

    def make(
        self, organizer: Colleague, base: str, settings: dict[str, Any], **more: Any
    ) -> Conference:
        """A new meeting whose link is under *base*; by default it lasts 8 hours."""
        meeting_id = more.pop("id", "") or "".join(secrets.choice(_ID_LETTERS) for _ in range(8))
        conference = Conference(
            id=meeting_id,
            organizer=organizer,
            join_url=f"{base}/meet/{organizer.alias}/{meeting_id}",
            expires_at=self.end_of(settings),
            settings=self.whole(settings),
            phone_code=digits(6) if self.deployment.dial_in else "",
            **more,
        )
        self._all[meeting_id] = conference
        return conference

    def whole(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The *settings* of a meeting, with the presets for the rest."""
        presets = {
            "attendees": [],
            "description": "",
            "leaders": [],
            "phoneUserAdmission": self.deployment.choices["phoneUserAdmission"][-1],
            "subject": "",
            **self.deployment.presets,
        }
        chosen = {name: value for name, value in settings.items() if value is not None}
        return {name: chosen.get(name, preset) for name, preset in presets.items()}

    def end_of(self, settings: Mapping[str, Any]) -> datetime:
        """When a meeting with these *settings* runs out; by default after 8 hours."""
        return settings.get("expirationTime") or self.clock.moment() + USUAL_LENGTH

    def permanent_meeting(self, person: Colleague, base: str) -> Conference:
        """The permanent meeting of *person*, who has one."""
        known = self._all.get(person.permanent_id)
        rel = "myAssignedOnlineMeeting"
        settings = {"accessLevel": "Everyone"}
        return known or self.make(person, base, settings, id=person.permanent_id, rel=rel)

    def find(self, conference_id: str) -> Conference | None:
        """The meeting with this id, unless it has run out."""
        conference = self._all.get(conference_id)
        if (
            conference
            and conference.rel == "myOnlineMeetings"
            and conference.expires_at <= self.clock.moment()
        ):
            return None
        return conference

    def by_uri(self, uri: str) -> Conference | None:
        """The meeting with this focus URI."""
        return next((each for each in self._living() if each.uri == uri), None)

    def scheduled_by(self, person: Colleague) -> list[Conference]:
        """What *person* scheduled and neither deleted nor let run out, the oldest first."""
        return [each for each in self._living() if each.scheduled and each.organizer == person]

    def change_all(self, settings: Mapping[str, Any]) -> None:
        """Change *settings* of every scheduled meeting, as if somebody else had done it."""
        for each in self._living():
            if each.scheduled:
                each.change({**each.settings, **settings})

    def expire_all(self) -> None:
        """Let every scheduled meeting run out now."""
        for each in self._living():
            if each.scheduled:
                each.expires_at = self.clock.moment()

    def made(self) -> list[Conference]:
        """What was started or scheduled and has not run out, the oldest first."""
        return [each for each in self._living() if each.rel == "myOnlineMeetings"]

    def delete(self, conference: Conference) -> None:
        """Delete the meeting."""
        del self._all[conference.id]

    def _living(self) -> Iterable[Conference]:
        return [each for each in self._all.values() if self.find(each.id)]


def page(conference: Conference | None) -> Response:
    """What a browser sees at the join link."""
    if conference is None:
        return HTMLResponse(
            "<!DOCTYPE html><title>Gone</title><p>There is no such meeting.</p>", 404
        )
    subject = escape(conference.properties()["subject"]) or "Meeting"
    host = escape(conference.organizer.name)
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{subject}</title>'
        f"<h1>{subject}</h1><p>A Skype for Business meeting of {host}.</p>"
        f"<p>Meeting id {conference.id}. You are in the sandbox: nobody else is here.</p></html>"
    )


@dataclass(slots=True, kw_only=True, eq=False)
class ServedConversation:
    """Somebody's part in a meeting. *shows* says how much of the meeting can be seen.

    ``nothing`` (no link to it), ``blank`` (the meeting, without its joinUrl) or ``all``.
    """

    id: str
    thread_id: str
    subject: str
    importance: str
    conference: Conference
    state: str = "Connecting"
    shows: str = "nothing"

    @property
    def natural(self) -> str:
        """Its address below the application."""
        return f"communication/conversations/{self.id}"


@dataclass(slots=True, kw_only=True, eq=False)
class Invitation:
    """The operation that puts somebody into a meeting; *entry* is its line in the book."""

    id: str
    operation_id: str | None
    conversation: ServedConversation
    entry: dict[str, Any]
    state: str = "Connecting"

    @property
    def natural(self) -> str:
        """Its address below the application."""
        return f"communication/onlineMeetingInvitations/{self.id}"

    def becomes(self, state: str) -> None:
        """Go on to *state*, in the book too."""
        self.state = self.entry["state"] = state
