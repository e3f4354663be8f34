"""Scheduled meetings: made, listed, read, changed and deleted without the event channel.

Source: myOnlineMeetings, myOnlineMeeting, "Payload format" for the rules of PUT, and
onlineMeetingExtensions for what is embedded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.book import Book
from sandbox.services.skype.applications import ServedApplication
from sandbox.services.skype.conferences import MARKER, Conference, Conferences
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.links import links
from sandbox.services.skype.policies import assigned
from sandbox.services.skype.properties import Addresses, Moment, Property, read
from sandbox.services.skype.refusals import RequestRefused, invalid
from sandbox.services.skype.representations import Resource

AT = "onlineMeetings/myOnlineMeetings"


def scheduled_resource(
    conference: Conference, application: ServedApplication, deployment: Deployment
) -> Resource:
    """A myOnlineMeeting, or the myAssignedOnlineMeeting."""
    at = f"{AT}/{conference.id}"
    resource: Resource = {
        **conference.properties(),
        conference.marker_name: MARKER,
        "rel": "myOnlineMeeting" if conference.scheduled else "myAssignedOnlineMeeting",
        "etag": conference.etag,
    }
    hrefs = {"self": application.href(at)}
    if deployment.legacy_uris:
        resource["legacyOnlineMeetingUri"] = conference.legacy_uri
    if deployment.extensions:
        hrefs["onlineMeetingExtensions"] = application.href(f"{at}/extensions")
        resource["_embedded"] = _embedded(conference, application)
    return {**resource, "_links": links(**hrefs)}


def extensions_resource(conference: Conference, application: ServedApplication) -> Resource:
    """The onlineMeetingExtensions of a meeting."""
    return {
        "rel": "onlineMeetingExtensions",
        "_links": links(self=application.href(f"{AT}/{conference.id}/extensions")),
        "_embedded": _embedded(conference, application),
    }


def extension_resource(conference: Conference, application: ServedApplication) -> Resource:
    """The one onlineMeetingExtension that each meeting has, made by the server."""
    at = f"{AT}/{conference.id}/extensions/{conference.extension_id}"
    return {
        "rel": "onlineMeetingExtension",
        "id": conference.extension_id,
        "type": "RoamedParticipantData",
        "_links": links(self=application.href(at)),
    }


def _embedded(conference: Conference, application: ServedApplication) -> Resource:
    return {"onlineMeetingExtension": [extension_resource(conference, application)]}


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

    def create(self, application: ServedApplication, properties: Mapping[str, Any]) -> Conference:
        """A new meeting with these *properties*. Raises RequestRefused."""
        settings = self._checked(properties)
        if len(self.conferences.scheduled_by(application.person)) >= self.deployment.meetings_each:
            raise RequestRefused("TooManyOnlineMeetings")
        conference = self.conferences.make(
            application.person, application.base, settings, scheduled=True
        )
        self.book.write(
            "scheduled",
            person=application.person.address,
            subject=settings.get("subject", ""),
            description=settings.get("description", ""),
            onlineMeetingId=conference.id,
            joinUrl=conference.join_url,
        )
        return conference

    def shown(self, conference: Conference, application: ServedApplication) -> Resource:
        """*conference* as *application* sees it."""
        return scheduled_resource(conference, application, self.deployment)

    def everything(self, application: ServedApplication) -> Resource:
        """The list: each kind is an array, and is left out when it is empty."""
        mine = self.conferences.scheduled_by(application.person)
        lists = {"myOnlineMeeting": [self.shown(each, application) for each in mine]}
        if assigned(application, self.deployment):
            permanent = self.conferences.permanent_meeting(application.person, application.base)
            lists["myAssignedOnlineMeeting"] = [self.shown(permanent, application)]
        resource: Resource = {"rel": "myOnlineMeetings", "_links": links(self=application.href(AT))}
        if embedded := {rel: each for rel, each in lists.items() if each}:
            resource["_embedded"] = embedded
        return resource

    def find(self, application: ServedApplication, meeting_id: str) -> Conference:
        """The person's meeting with this id. Raises RequestRefused."""
        if meeting_id == application.person.permanent_id and assigned(application, self.deployment):
            return self.conferences.permanent_meeting(application.person, application.base)
        conference = self.conferences.find(meeting_id)
        if conference is None:
            raise RequestRefused("NotFound")
        return conference

    def change(self, conference: Conference, properties: Mapping[str, Any], if_match: str) -> None:
        """Give *conference* these *properties*; a writable one that is missing is reset.

        Raises RequestRefused.
        """
        if not if_match:
            raise RequestRefused("PreconditionRequired")
        if if_match != f'"{conference.etag}"':
            raise RequestRefused("PreconditionFailed")
        if properties.get(conference.marker_name) != MARKER:
            raise invalid(**{conference.marker_name: "Please pass this in a PUT request."})
        own = {"_links", "_embedded", conference.marker_name, *PLAYED_BACK}
        writable = {name: value for name, value in properties.items() if name not in own}
        settings = self._checked(writable)
        conference.expires_at = self.conferences.end_of(settings)
        conference.change(self.conferences.whole(settings))

    def _checked(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        settings = read(MEETING, properties)
        self._check_eligible(settings)
        for name in ("attendees", "leaders"):
            if any(not self._ours(each) for each in settings.get(name, [])):
                raise invalid(**{name: "Each entry has to be part of the organization."})
        expires: datetime | None = settings.get("expirationTime")
        now = self.conferences.clock.moment()
        if expires and not now - _EARLIEST <= expires <= now + _LATEST:
            raise invalid(expirationTime="Between one year ago and ten years from now.")
        return settings

    def _check_eligible(self, settings: Mapping[str, Any]) -> None:
        """Raise RequestRefused where a value is known, and not for this organizer."""
        for name, eligible in self.deployment.choices.items():
            chosen = settings.get(name)
            if chosen not in (None, *eligible) and (name, chosen) != ("accessLevel", "None"):
                raise invalid(**{name: f"The organizer may choose {', '.join(eligible)}."})

    def _ours(self, uri: str) -> bool:
        return uri.casefold().endswith(f"@{self.deployment.domain}")
