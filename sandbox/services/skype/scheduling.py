"""Scheduled meetings: made, listed, read, changed and deleted without the event channel.

Source: myOnlineMeetings, myOnlineMeeting, and "Payload format" for the rules of PUT.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.book import Book
from sandbox.services.skype.applications import Application
from sandbox.services.skype.conferences import MARKER, Conference, Conferences, digits
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.given import Addresses, Moment, Property, read
from sandbox.services.skype.links import links
from sandbox.services.skype.policies import ELIGIBLE, assigned
from sandbox.services.skype.refusals import Refused, invalid
from sandbox.services.skype.representations import Resource

MEETING: dict[str, Property] = {
    # "None" is documented as a value and means "not initialised".
    "accessLevel": Property(nullable=True, values=(*ELIGIBLE["accessLevel"], "None")),
    "attendees": Addresses(),
    "description": Property(),
    "expirationTime": Moment(nullable=True),
    "leaders": Addresses(),
    "subject": Property(longest=250),
    # Sent by Microsoft's own articles; it is no property of the resource and does nothing.
    "attendanceAnnouncementsStatus": Property(ignored=True),
    **{
        name: Property(nullable=True, values=values)
        for name, values in ELIGIBLE.items()
        if name != "accessLevel"
    },
}
PLAYED_BACK = (
    *("conferenceId", "etag", "joinUrl", "legacyOnlineMeetingUri", "onlineMeetingId"),
    *("onlineMeetingRel", "onlineMeetingUri", "organizerUri", "rel"),
)
_EARLIEST, _LATEST = timedelta(days=365), timedelta(days=3653)
_AT = "onlineMeetings/myOnlineMeetings"


def representation(conference: Conference, application: Application) -> Resource:
    """A myOnlineMeeting, or the myAssignedOnlineMeeting."""
    rel = "myOnlineMeeting" if conference.scheduled else "myAssignedOnlineMeeting"
    return {
        **conference.properties(),
        conference.marker_name: MARKER,
        "_links": links(self=application.href(f"{_AT}/{conference.id}")),
        "rel": rel,
        "etag": conference.etag,
    }


@dataclass(slots=True)
class Scheduling:
    """Keeps everybody's scheduled meetings."""

    deployment: Deployment
    conferences: Conferences
    book: Book

    def create(self, application: Application, given: Mapping[str, Any]) -> Conference:
        """A new meeting with what was *given*. Raises Refused."""
        said = self._checked(given)
        if len(self.conferences.scheduled_by(application.person)) >= self.deployment.meetings_each:
            raise Refused("TooManyOnlineMeetings")
        made = self.conferences.make(application.person, application.base, said, scheduled=True)
        self.book.write(
            "scheduled",
            person=application.person.address,
            subject=said.get("subject", ""),
            description=said.get("description", ""),
            onlineMeetingId=made.id,
            joinUrl=made.join_url,
        )
        return made

    def everything(self, application: Application) -> Resource:
        """The list: each kind is an array, and is left out when it is empty."""
        mine = self.conferences.scheduled_by(application.person)
        found = {"myOnlineMeeting": [representation(each, application) for each in mine]}
        if assigned(application, self.deployment):
            room = self.conferences.room_of(application.person, application.base)
            found["myAssignedOnlineMeeting"] = [representation(room, application)]
        told: Resource = {"rel": "myOnlineMeetings", "_links": links(self=application.href(_AT))}
        if embedded := {rel: each for rel, each in found.items() if each}:
            told["_embedded"] = embedded
        return told

    def find(self, application: Application, meeting_id: str) -> Conference:
        """The person's meeting with this id: a sealed link to it was given. Raises Refused."""
        if meeting_id == application.person.room and assigned(application, self.deployment):
            return self.conferences.room_of(application.person, application.base)
        found = self.conferences.find(meeting_id)
        if found is None:
            raise Refused("NotFound")
        return found

    def change(self, conference: Conference, given: Mapping[str, Any], if_match: str) -> None:
        """Make *conference* be as *given*; a writable property that was left out is reset.

        Raises Refused.
        """
        if not if_match:
            raise Refused("PreconditionRequired")
        if if_match != f'"{conference.etag}"':
            raise Refused("PreconditionFailed")
        if given.get(conference.marker_name) != MARKER:
            raise invalid(**{conference.marker_name: "Please pass this in a PUT request."})
        own = {"_links", "_embedded", conference.marker_name, *PLAYED_BACK}
        kept = {name: value for name, value in given.items() if name not in own}
        said = self._checked(kept)
        conference.expires_at = said.pop("expirationTime", None) or conference.expires_at
        conference.said = said
        conference.etag = digits(10)

    def _checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        said = read(MEETING, given)
        for name in ("attendees", "leaders"):
            if any(not self._ours(each) for each in said.get(name, [])):
                raise invalid(**{name: "Each entry has to be part of the organization."})
        expires: datetime | None = said.get("expirationTime")
        now = self.conferences.clock.moment()
        if expires and not now - _EARLIEST <= expires <= now + _LATEST:
            raise invalid(expirationTime="Between one year ago and ten years from now.")
        return said

    def _ours(self, uri: str) -> bool:
        return uri.casefold().endswith(f"@{self.deployment.domain}")
