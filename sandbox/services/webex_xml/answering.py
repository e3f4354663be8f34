"""Answers a request that could be read: who asks, may they, and then the operation itself.

Source of LstTimeZone: Cisco's page about it, which gives the true offsets beside the labels; the
wording of the labels is modelled on other captures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.services.webex_xml.inviting import Inviting, meeting_key
from sandbox.services.webex_xml.links import Links
from sandbox.services.webex_xml.listing import ListRequest
from sandbox.services.webex_xml.meetings import SiteMeetings
from sandbox.services.webex_xml.reading import Envelope
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.scheduling import Scheduling
from sandbox.services.webex_xml.signing_in import SigningIn
from sandbox.services.webex_xml.site import SiteAccount
from sandbox.services.webex_xml.zones import ZONES, SiteZone, read_date, zone

VERSION = {"apiVersion": "WebEx XML API V10.0.0", "trainReleaseVersion": "T31L"}

Values = dict[str, Any]
Content = Mapping[str, Any]


@dataclass(slots=True)
class Answering:
    """Everything that the service can do, by the name of the operation."""

    signing_in: SigningIn
    meetings: SiteMeetings
    links: Links
    scheduling: Scheduling
    listing: ListRequest
    inviting: Inviting

    def answer(self, envelope: Envelope) -> Values:
        """Do what was asked; gives the content of the reply. Raises RequestRefused."""
        if envelope.operation.name == "GetAPIVersion":
            self.signing_in.check_site(envelope.context)
            envelope.values()
            return dict(VERSION)
        caller = self._caller(envelope)
        self.signing_in.count(caller, envelope.operation)
        content = envelope.values()
        return self._does(envelope.operation.name)(caller, content)

    def _caller(self, envelope: Envelope) -> SiteAccount:
        """Who asks; with AuthenticateUser the credential may be in the content."""
        if envelope.operation.name != "AuthenticateUser":
            return self.signing_in.caller(envelope.context)
        content = envelope.values()
        if "samlResponse" in content:
            raise RequestRefused("030002", "The assertion was not accepted")
        return self.signing_in.caller(envelope.context, content.get("accessToken", "").strip())

    def _does(self, name: str) -> Callable[[SiteAccount, Content], Values]:
        does: Mapping[str, Callable[[SiteAccount, Content], Values]] = {
            "AuthenticateUser": self._authenticate,
            "CreateMeeting": self.scheduling.create,
            "SetMeeting": self.scheduling.change,
            "GetMeeting": self.scheduling.read,
            "DelMeeting": self.scheduling.delete,
            "LstsummaryMeeting": self.listing.summaries,
            "LstMeeting": self.listing.instances,
            "GetjoinurlMeeting": self._join,
            "GethosturlMeeting": self._host,
            "CreateMeetingAttendee": self.inviting.add,
            "LstMeetingAttendee": self.inviting.list,
            "DelMeetingAttendee": self.inviting.remove,
            "LstTimeZone": lambda _, content: list_time_zones(content, self.signing_in.clock),
        }
        return does[name]

    def _authenticate(self, caller: SiteAccount, _: Content) -> Values:
        ticket, made_at, life = self.signing_in.ticket(caller)
        return {"sessionTicket": ticket, "createTime": made_at, "timeToLive": life}

    def _join(self, caller: SiteAccount, content: Content) -> Values:
        """GetjoinurlMeeting: the link carries the given values. Raises RequestRefused."""
        meeting = self.meetings.own(meeting_key(content), caller)
        names = {"attendeeName": "AN", "attendeeEmail": "AE", "meetingPW": "PW", "RegID": "RID"}
        filled = {short: content[name] for name, short in names.items() if content.get(name)}
        links = {
            "joinMeetingURL": self.links.join(meeting, **filled),
            "inviteMeetingURL": self.links.invitation(meeting),
        }
        if meeting.blocks["attendeeOptions"]["registration"]:
            links["registerMeetingURL"] = self.links.register(meeting)
        return links

    def _host(self, caller: SiteAccount, content: Content) -> Values:
        """GethosturlMeeting. Raises RequestRefused."""
        meeting = self.meetings.own(meeting_key(content), caller)
        if meeting.host is not caller:
            raise RequestRefused("000001")
        return {"hostMeetingURL": self.links.host(meeting, caller)}


def list_time_zones(content: Content, clock: SandboxClock) -> Values:
    """What LstTimeZone gives; ``date`` is GMT, and now if it is left out. Raises RequestRefused."""
    moment = clock.moment()
    if content.get("date", "").strip():
        moment = read_date(content["date"]).replace(tzinfo=UTC)
    wanted = (
        [zone(number) for number in content["timeZoneID"]] if "timeZoneID" in content else ZONES
    )
    known = [each for each in wanted if each is not None]
    if len(known) < len(wanted):
        raise RequestRefused("000015")
    return {"timeZone": [_row(each, moment) for each in known]}


def _row(each: SiteZone, moment: datetime) -> Values:
    return {
        "timeZoneID": each.id,
        "gmtOffset": each.offset(moment),
        "description": each.label,
        "shortName": each.city,
        "hideTimeZoneName": False,
        "fallInDST": each.summer(moment),
        "standardLabel": f"{each.region} Standard Time",
        "daylightLabel": f"{each.region} Daylight Time",
    }
