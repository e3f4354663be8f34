"""Makes scheduled meetings, and reads the person's list of meetings and telephone numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from meetings.errors import MeetingError, UnexpectedReply
from meetings.model import DialIn, Meeting, NewMeeting
from meetings.replies import answered_at
from meetings.service import Exchange
from meetings.services.skype.choices import PROPERTIES, ChoiceProperty
from meetings.services.skype.description import (
    ROOM,
    SCHEDULED,
    Description,
    differences,
    last_segment,
    marker_line,
    read_meeting,
    with_notes,
)
from meetings.services.skype.errors import MayNotSchedule, NotEligible, refuse
from meetings.services.skype.formats import read_moment
from meetings.services.skype.replies import Resource, read_resource
from meetings.services.skype.request import ScheduleRequest, request_notes
from meetings.services.skype.session import Application, Session
from meetings.text import showable

NO_NUMBERS = "Skype for Business did not tell the telephone numbers of this meeting."
_NOT_LISTED = (
    "Skype for Business did not take the list of people, so this meeting was made without it."
)
_LISTED_RELS = {SCHEDULED: "myOnlineMeeting", ROOM: "myAssignedOnlineMeeting"}
_MOST_FETCHED = 50  # members of the list that are fetched one by one, where it only links them
_MOST_NUMBERS = 10
_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{1,30}")


def schedule(application: Application, wanted: NewMeeting) -> Exchange[Meeting]:
    """Make a scheduled meeting. UCWA: myOnlineMeetings, POST; 201, or 200.

    What may not be chosen is refused before anything is made. The request that makes the meeting is
    the last that has to succeed.
    """
    session = application.session
    href = _list_href(application)
    request = ScheduleRequest.of(wanted, session.stored.account)
    yield from check_allowed(application, request.properties)
    body = request.body()
    response = yield from session.call("POST", href, body)
    refusal = session.refusal(response)
    notes: tuple[str, ...] = ()
    if response.status_code == 400 and "attendees" in refusal.parameters and body.get("attendees"):
        notes = (_NOT_LISTED,)
        del body["attendees"]
        response = yield from session.call("POST", href, body)
    if refusal.subcode == "AlreadyExists":
        meeting = yield from find_scheduled(application, wanted)
        if meeting is not None:
            return meeting
    if response.status_code not in (200, 201):
        raise session.error(response)
    resource = read_resource(response)
    if not resource.text("joinUrl"):
        raise refuse(UnexpectedReply, "a scheduled meeting without its link")
    notes = (*notes, *differences(resource, body))
    return (yield from _as_requested(application, wanted, request, resource, notes))


def find_scheduled(application: Application, wanted: NewMeeting) -> Exchange[Meeting | None]:
    """The scheduled meeting that carries the marker of *wanted*, if the person may have any."""
    if not application.link("onlineMeetings", "myOnlineMeetings"):
        return None
    meetings = yield from read_list(application)
    marked = (entry.resource for entry in meetings.entries if entry.has(wanted.marker))
    resource = next(marked, None)
    if resource is None:
        return None
    request = ScheduleRequest.of(wanted, application.session.stored.account)
    notes = differences(resource, request.properties)
    return (yield from _as_requested(application, wanted, request, resource, notes))


def _as_requested(
    application: Application,
    wanted: NewMeeting,
    request: ScheduleRequest,
    resource: Resource,
    notes: Sequence[str],
) -> Exchange[Meeting]:
    """The Meeting that *resource* is, with the times of *wanted*, and its telephone numbers."""
    meeting = read_meeting(resource, SCHEDULED, wanted.title)
    meeting = replace(
        meeting,
        starts_at=wanted.starts_at,
        lasts=wanted.lasts if wanted.starts_at else None,
        notes=(*request_notes(wanted, application.session.stored.account), *notes),
        said_to_all=request.said_to_all,
        data={**meeting.data, "asked": request.write()},
    )
    return (yield from with_dial_in(application, meeting))


def check_allowed(application: Application, asked: Mapping[str, object]) -> Exchange[None]:
    """Raise NotEligible if the server will refuse one of the choices in *asked*.

    UCWA: an application should query eligible values and policies before it sets a property; a
    value that is not permitted makes the request fail.
    """
    chosen = [choice for choice in PROPERTIES if choice.name in asked]
    eligible = policies = Resource({})
    if any(choice.eligible for choice in chosen):
        eligible = yield from _document(application, "onlineMeetingEligibleValues")
    if any(choice.policy and asked[choice.name] == "Enabled" for choice in chosen):
        policies = yield from _document(application, "onlineMeetingPolicies")
    for choice in chosen:
        allowed = _allowed_words(choice, eligible, policies)
        if asked[choice.name] not in allowed:
            defaults = yield from _document(application, "onlineMeetingDefaultValues")
            raise refuse(NotEligible, _explain(choice, allowed, defaults.text(choice.name)))


def _allowed_words(choice: ChoiceProperty, eligible: Resource, policies: Resource) -> Sequence[str]:
    """The words that may be sent, of those that we know; all, where the server does not say."""
    known = choice.words.values()
    allowed = eligible.texts(choice.eligible) or known
    forbidden = "Enabled" if policies.text(choice.policy) == "Disabled" else ""
    return [word for word in known if word in allowed and word != forbidden]


def _explain(choice: ChoiceProperty, allowed: Sequence[str], default: str) -> str:
    options = " or ".join(f"“{choice.label(word)}”" for word in allowed) or "nothing"
    otherwise = f", and is “{choice.label(showable(default))}” if left out" if default else ""
    return f"“{choice.choice.label}” can be {options}{otherwise}"


def _document(application: Application, rel: str) -> Exchange[Resource]:
    """The document *rel* about meetings; an empty one where the server has none."""
    href = application.link("onlineMeetings", rel)
    if not href:
        return Resource({})
    session = application.session
    response = yield from session.call_again("GET", href)
    return Resource({}) if session.missing(response) else session.resource(response)


def with_dial_in(application: Application, meeting: Meeting) -> Exchange[Meeting]:
    """*meeting* with its telephone numbers. UCWA: phoneDialInInformation, GET.

    Where they could not be had, a note says so.
    """
    href = application.link("onlineMeetings", "phoneDialInInformation")
    if not href or not has_code(meeting):
        return meeting
    session = application.session
    try:
        information = session.resource((yield from session.call("GET", href)))
    except MeetingError:
        return without_numbers(meeting)
    numbers = _numbers(information, meeting.data["conference_id"])
    return replace(meeting, dial_in=tuple(numbers)[:_MOST_NUMBERS])


def has_code(meeting: Meeting) -> bool:
    """Whether the meeting can be joined by phone, as far as its own data say."""
    return "conference_id" in meeting.data and meeting.data.get("phones") != "Disabled"


def without_numbers(meeting: Meeting) -> Meeting:
    """*meeting*, with a note that its numbers are missing if it has any."""
    return with_notes(meeting, NO_NUMBERS) if has_code(meeting) else meeting


def _numbers(information: Resource, code: str) -> Iterator[DialIn]:
    """Each region's number, the default region's first."""
    preferred = information.text("defaultRegion")
    regions = information.embedded("dialInRegion")
    for region in sorted(regions, key=lambda region: region.text("name") != preferred):
        number = region.text("number").removeprefix("tel:").strip()
        if _NUMBER.fullmatch(number):
            yield DialIn(number=number, region=showable(region.text("name")), code=code)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One member of the list: what the server shows of it, and which kind it is."""

    kind: str
    resource: Resource

    @property
    def href(self) -> str:
        """Its own address, good as long as the application is."""
        return self.resource.link("self")

    def is_called(self, meeting_id: str) -> bool:
        """Whether it is the meeting that we know as *meeting_id*."""
        own_id = self.resource.text("onlineMeetingId")
        return meeting_id in (own_id, last_segment(self.resource.text("joinUrl")))

    def has(self, marker: str) -> bool:
        """Whether its description carries *marker*."""
        return marker_line(marker) in self.resource.text("description")

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended or expired at *now*; a permanent one never has."""
        if self.kind == ROOM:
            return False
        description = Description.read(self.resource.text("description"))
        ends_at = None if description.repeats else description.ends_at
        expires_at = read_moment(self.resource.text("expirationTime"))
        return any(moment is not None and moment <= now for moment in (ends_at, expires_at))

    def read(self, now: datetime | None) -> Meeting:
        """The meeting, without its time where that is past: a series goes on."""
        meeting = read_meeting(self.resource, self.kind)
        if now is None or meeting.starts_at is None or meeting.lasts is None:
            return meeting
        past = meeting.starts_at + meeting.lasts <= now
        return replace(meeting, starts_at=None, lasts=None) if past else meeting


@dataclass(frozen=True, slots=True)
class MeetingList:
    """The list as it was at *now* by the server's clock, if its reply had a Date."""

    entries: Sequence[ListEntry]
    now: datetime | None

    def called(self, meeting_id: str) -> ListEntry | None:
        """The entry with that id: a scheduled one rather than a permanent one."""
        return next((entry for entry in self.entries if entry.is_called(meeting_id)), None)

    def upcoming(self, until: datetime) -> list[Meeting]:
        """Those that are not over and do not start after *until*, soonest first.

        A meeting that was made elsewhere, and a series past its first meeting, has no time that the
        server knows: these come last, without one.
        """
        now = self.now
        entries = [entry for entry in self.entries if now is None or not entry.is_over(now)]
        meetings = [entry.read(now) for entry in entries]
        timed = [(meeting.starts_at, meeting) for meeting in meetings if meeting.starts_at]
        timed.sort(key=lambda pair: (pair[0], pair[1].id))
        listed = [meeting for starts_at, meeting in timed if starts_at < until]
        return listed + [meeting for meeting in meetings if meeting.starts_at is None]


def read_list(application: Application) -> Exchange[MeetingList]:
    """Read the list. UCWA: myOnlineMeetings, GET. Its members are embedded, or only linked."""
    session = application.session
    response = yield from session.call_again("GET", _list_href(application))
    resource = session.resource(response)
    entries = []
    for kind, rel in _LISTED_RELS.items():
        members = resource.embedded(rel)
        known = {member.link("self") for member in members}
        linked = [href for href in resource.links(rel) if href not in known][:_MOST_FETCHED]
        members += yield from _fetch_all(session, linked)
        entries += [ListEntry(kind, member) for member in members if member.text("joinUrl")]
    return MeetingList(entries, answered_at(response))


def _list_href(application: Application) -> str:
    href = application.link("onlineMeetings", "myOnlineMeetings")
    if not href:
        raise application.session.not_allowed(MayNotSchedule, "no myOnlineMeetings link")
    return href


def _fetch_all(session: Session, hrefs: Sequence[str]) -> Exchange[list[Resource]]:
    """The resources at *hrefs*, without those that are gone."""
    resources = []
    for href in hrefs:
        response = yield from session.call_again("GET", href)
        if response.status_code == 200:
            resources.append(read_resource(response))
        elif not session.missing(response):
            raise session.error(response)
    return resources
