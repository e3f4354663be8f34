"""Scheduled meetings: made, listed, read, changed and deleted without the event channel.

Source: myOnlineMeetings, myOnlineMeeting, and "Payload format" for the rules of PUT.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.book import Book
from sandbox.services.skype.applications import ServedApplication
from sandbox.services.skype.conferences import MARKER, Conference, Conferences
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.given import Addresses, Moment, Property, read
from sandbox.services.skype.links import links
from sandbox.services.skype.policies import assigned
from sandbox.services.skype.refusals import RequestRefused, invalid
from sandbox.services.skype.representations import Resource
from sandbox.services.skype.scheduled_parts import AT, scheduled_resource

_SWITCH = ("Disabled", "Enabled")
# "None" is documented as a value and means "not initialised".
_LEVELS = ("None", "SameEnterprise", "Locked", "Invited", "Everyone")
_LEADING = ("Disabled", "SameEnterprise", "Everyone")
MEETING: dict[str, Property] = {
    "accessLevel": Property(nullable=True, values=_LEVELS),
    "attendees": Addresses(),
    "automaticLeaderAssignment": Property(nullable=True, values=_LEADING),
    "description": Property(),
    "entryExitAnnouncement": Property(nullable=True, values=("Unsupported", *_SWITCH)),
    "expirationTime": Moment(nullable=True),
    "leaders": Addresses(),
    "lobbyBypassForPhoneUsers": Property(nullable=True, values=_SWITCH),
    "phoneUserAdmission": Property(nullable=True, values=_SWITCH),
    "subject": Property(longest=250),
    # Sent by Microsoft's own articles; it is no property of the resource and does nothing.
    "attendanceAnnouncementsStatus": Property(ignored=True),
}
PLAYED_BACK = (
    *("conferenceId", "etag", "joinUrl", "legacyOnlineMeetingUri", "onlineMeetingId"),
    *("onlineMeetingRel", "onlineMeetingUri", "organizerUri", "rel"),
)
_EARLIEST, _LATEST = timedelta(days=365), timedelta(days=3653)


@dataclass(slots=True)
class Scheduling:
    """Keeps everybody's scheduled meetings."""

    deployment: Deployment
    conferences: Conferences
    book: Book

    def create(self, application: ServedApplication, given: Mapping[str, Any]) -> Conference:
        """A new meeting with what was *given*. Raises Refused."""
        said = self._checked(given)
        if len(self.conferences.scheduled_by(application.person)) >= self.deployment.meetings_each:
            raise RequestRefused("TooManyOnlineMeetings")
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

    def shown(self, conference: Conference, application: ServedApplication) -> Resource:
        """*conference* as *application* sees it."""
        return scheduled_resource(conference, application, self.deployment)

    def everything(self, application: ServedApplication) -> Resource:
        """The list: each kind is an array, and is left out when it is empty."""
        mine = self.conferences.scheduled_by(application.person)
        found = {"myOnlineMeeting": [self.shown(each, application) for each in mine]}
        if assigned(application, self.deployment):
            room = self.conferences.room_of(application.person, application.base)
            found["myAssignedOnlineMeeting"] = [self.shown(room, application)]
        told: Resource = {"rel": "myOnlineMeetings", "_links": links(self=application.href(AT))}
        if embedded := {rel: each for rel, each in found.items() if each}:
            told["_embedded"] = embedded
        return told

    def find(self, application: ServedApplication, meeting_id: str) -> Conference:
        """The person's meeting with this id: a sealed link to it was given. Raises Refused."""
        if meeting_id == application.person.room and assigned(application, self.deployment):
            return self.conferences.room_of(application.person, application.base)
        found = self.conferences.find(meeting_id)
        if found is None:
            raise RequestRefused("NotFound")
        return found

    def change(self, conference: Conference, given: Mapping[str, Any], if_match: str) -> None:
        """Make *conference* be as *given*; a writable property that was left out is reset.

        Raises Refused.
        """
        if not if_match:
            raise RequestRefused("PreconditionRequired")
        if if_match != f'"{conference.etag}"':
            raise RequestRefused("PreconditionFailed")
        if given.get(conference.marker_name) != MARKER:
            raise invalid(**{conference.marker_name: "Please pass this in a PUT request."})
        own = {"_links", "_embedded", conference.marker_name, *PLAYED_BACK}
        kept = {name: value for name, value in given.items() if name not in own}
        said = self._checked(kept)
        conference.expires_at = self.conferences.end_of(said)
        conference.change(self.conferences.whole(said))

    def _checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        said = read(MEETING, given)
        self._check_eligible(said)
        for name in ("attendees", "leaders"):
            if any(not self._ours(each) for each in said.get(name, [])):
                raise invalid(**{name: "Each entry has to be part of the organization."})
        expires: datetime | None = said.get("expirationTime")
        now = self.conferences.clock.moment()
        if expires and not now - _EARLIEST <= expires <= now + _LATEST:
            raise invalid(expirationTime="Between one year ago and ten years from now.")
        return said

    def _check_eligible(self, said: Mapping[str, Any]) -> None:
        """Raise Refused where a value is known, and not for this organizer."""
        for name, eligible in self.deployment.choices.items():
            chosen = said.get(name)
            if chosen not in (None, *eligible) and (name, chosen) != ("accessLevel", "None"):
                raise invalid(**{name: f"The organizer may choose {', '.join(eligible)}."})

    def _ours(self, uri: str) -> bool:
        return uri.casefold().endswith(f"@{self.deployment.domain}")
