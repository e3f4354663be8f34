"""CreateMeeting, SetMeeting, GetMeeting and DelMeeting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.webex_xml import meeting_rules, zones
from sandbox.services.webex_xml.links import Links
from sandbox.services.webex_xml.meetings import SiteMeeting, SiteMeetings
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.site import SiteAccount, WebexSite

HOST_TYPE = "1019001"

Values = dict[str, Any]
Content = Mapping[str, Any]
_LATE = ("assistService",)  # the one block that a meeting need not have


@dataclass(slots=True)
class Scheduling:
    """Makes, changes, shows and deletes meetings."""

    site: WebexSite
    meetings: SiteMeetings
    links: Links
    clock: SandboxClock
    book: Book

    def create(self, caller: SiteAccount, content: Content) -> Values:
        """CreateMeeting. Raises RequestRefused."""
        elements = {name: value for name, value in content.items() if name != "validateFormat"}
        schedule = elements.get("schedule", {})
        meeting_rules.check_caller(caller, self.site)
        blocks = meeting_rules.merge(meeting_rules.defaults(self.site), elements)
        meeting_rules.check_words(blocks, self.site)
        host = meeting_rules.host(schedule, caller, self.site)
        where = meeting_rules.zone(schedule, host.zone)
        wall = meeting_rules.start(schedule.get("startDate"), where, self.clock)
        meeting_rules.check_length(blocks, self.site)
        meeting_rules.check_repeat(blocks, wall)
        if content.get("validateFormat"):
            return {}
        blocks = meeting_rules.override(blocks, self.site)
        meeting = SiteMeeting(self.meetings.next_key(), caller, host, blocks, wall, where)
        self.meetings.add(meeting)
        self._invite(meeting, elements, mails=True)
        self._note("meeting", meeting)
        return self._created(meeting)

    def change(self, caller: SiteAccount, content: Content) -> Values:
        """SetMeeting. Raises RequestRefused."""
        meeting = self.meetings.own(content["meetingkey"], caller)
        meeting_rules.check_caller(caller, self.site)
        elements = {
            name: content[name] for name in content if name in meeting.blocks or name in _LATE
        }
        schedule = elements.get("schedule", {})
        blocks = meeting_rules.merge(meeting.blocks, elements)
        meeting_rules.check_words(blocks, self.site)
        host = meeting_rules.host(schedule, meeting.host, self.site)
        where = meeting_rules.zone(schedule, meeting.zone)
        wall = meeting.wall
        if schedule.get("startDate", "").strip():
            wall = meeting_rules.start(schedule["startDate"], where, self.clock)
        meeting_rules.check_length(blocks, self.site)
        meeting_rules.check_repeat(blocks, wall)
        if not content.get("validateFormat"):
            meeting.blocks = meeting_rules.override(blocks, self.site)
            meeting.host, meeting.zone, meeting.wall = host, where, wall
            meeting.compute_starts()
            self._invite(meeting, elements, mails=False)
            self._note("changed", meeting)
        return {"iCalendarURL": self.links.calendar(meeting)}

    def read(self, caller: SiteAccount, content: Content) -> Values:
        """GetMeeting. Raises RequestRefused."""
        meeting = self.meetings.own(content["meetingKey"], caller)
        shown = {
            **self.instance(meeting),
            "hostKey": meeting.host_key,
            "eventID": meeting.event_id,
            "guestToken": meeting.guest_token,
            "hostType": HOST_TYPE,
        }
        if self.site.age == "2020":
            shown["meetingLink"] = self.links.invitation(meeting)
        return shown

    def delete(self, caller: SiteAccount, content: Content) -> Values:
        """DelMeeting. Raises RequestRefused."""
        meeting = self.meetings.own(content["meetingKey"], caller)
        if meeting.in_progress(self.clock.moment()):
            raise RequestRefused("000001", "The meeting is in progress")
        self.meetings.remove(meeting)
        self.book.write("deleted", key=meeting.key)
        return {"iCalendarURL": self.links.cancellation(meeting)}

    def instance(self, meeting: SiteMeeting) -> Values:
        """Every block of a meeting with its state, as GetMeeting and LstMeeting show it."""
        blocks = {name: dict(values) for name, values in meeting.blocks.items()}
        invited = [attendee.values for attendee in meeting.attendees]
        blocks["participants"]["attendees"] = {"attendee": invited}
        blocks["schedule"].update(
            startDate=zones.write_date(meeting.wall),
            timeZoneID=meeting.zone.id,
            timeZone=meeting.zone.label,
            hostWebExID=meeting.host.web_ex_id,
        )
        if blocks["telephony"]["telephonySupport"] == "CALLIN":
            blocks["telephony"]["callInNum"] = {"tollNum": self.site.toll_number}
        if self.site.age == "2004":
            _make_older(blocks)
        inside = meeting.in_progress(self.clock.moment())
        state = {
            "meetingkey": meeting.key,
            "status": "INPROGRESS" if inside else "NOT_INPROGRESS",
            "hostJoined": inside,
            "participantsJoined": False,
        }
        newer = {} if self.site.age == "2004" else {"telePresence": False}
        return {**blocks, **state, **newer}

    def _created(self, meeting: SiteMeeting) -> Values:
        reply: Values = {
            "meetingkey": meeting.key,
            "iCalendarURL": self.links.calendar(meeting),
            "guestToken": meeting.guest_token,
        }
        if self.site.age == "2020":
            reply["meetingUUID"] = meeting.uuid
            if meeting.password:
                reply["meetingPassword"] = meeting.password
        return reply

    def _invite(self, meeting: SiteMeeting, content: Content, *, mails: bool) -> None:
        everyone = content.get("attendeeOptions", {}).get("emailInvitations", False)
        invited = content.get("participants", {}).get("attendees", {}).get("attendee", [])
        for each in invited:
            attendee = self.meetings.invite(meeting, each)
            if mails and (everyone or each.get("emailInvitations")):
                self.book.write("mail", to=attendee.email, key=meeting.key)

    def _note(self, kind: str, meeting: SiteMeeting) -> None:
        self.book.write(
            kind,
            key=meeting.key,
            host=meeting.host.web_ex_id,
            title=meeting.title,
            agenda=meeting.blocks["metaData"]["agenda"],
            starts_at=meeting.first.isoformat(),
            timeZoneID=meeting.zone.id,
            startDate=zones.write_date(meeting.wall),
            minutes=meeting.blocks["schedule"]["duration"],
            repeat=meeting.blocks["repeat"],
            options=[name for name, on in meeting.blocks["enableOptions"].items() if on],
            attendees=[attendee.email for attendee in meeting.attendees],
            joinUrl=self.links.invitation(meeting),
        )


def _make_older(blocks: Values) -> None:
    """Take out what replies did not have yet when the schemas were written."""
    blocks["schedule"].pop("firstAttendeeAsPresenter", None)
    for name in ("HQvideo", "HDvideo", "viewVideoThumbs"):
        blocks["enableOptions"].pop(name, None)
