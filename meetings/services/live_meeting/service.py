"""The Live Meeting service: what it asks, what it can do, and its conversations."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from meetings import xml
from meetings.errors import NotPossible
from meetings.model import Attendance, Capability, Credentials, Meeting, NewMeeting, ServiceInfo
from meetings.service import Exchange, Options, done
from meetings.services.live_meeting import creating, search
from meetings.services.live_meeting.account import QUESTIONS, answered, try_out
from meetings.services.live_meeting.errors import NAME, TITLE, refuse
from meetings.services.live_meeting.faults import NO_MATCH, WRONG_STATE, Fault
from meetings.services.live_meeting.kept import Kept
from meetings.services.live_meeting.listing import by, one_meeting
from meetings.services.live_meeting.places import read_places
from meetings.services.live_meeting.polls import Poll, list_polls
from meetings.services.live_meeting.result import meeting as meeting_of
from meetings.services.live_meeting.result import presenter_link
from meetings.services.live_meeting.session import Session
from meetings.services.live_meeting.strings import shown
from meetings.services.live_meeting.visits import attendance
from meetings.services.live_meeting.wish import CHOICES, check, modification, plan

NOT_CHANGED = "a series or a personal place is changed in its own pages"
NOT_CANCELLED = "a personal place stays: it is emptied or deleted in its own pages"
LONGEST_INVITATION = 8000


class LiveMeeting:
    """A conference center, by the Live Meeting service API 4.0."""

    info = ServiceInfo(
        name=NAME,
        title=TITLE,
        questions=QUESTIONS,
        abilities=frozenset(
            {
                Capability.SCHEDULE,
                Capability.READ,
                Capability.LIST,
                Capability.CHANGE,
                Capability.CANCEL,
                Capability.HOST_LINK,
                Capability.ATTENDANCE,
            }
        ),
        choices=CHOICES,
        own_key=True,
        consistency_delay=timedelta(0),
    )

    def __init__(self, options: Options) -> None:
        self._places = read_places(options)

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Read the person's own profile, by what they typed."""
        session = Session(self._places, answered(answers))
        kept = yield from try_out(session)
        return kept.credentials()

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Nothing expires: each message carries the password."""
        return done(credentials)

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """CreateMeeting, under a name of ours: asked twice, it is one meeting."""
        return (yield from creating.create(self._session(credentials), wanted))

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """ListMeetings by that name."""
        return (yield from creating.find(self._session(credentials), wanted))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """ListMeetings by its mid: there is no GetMeeting."""
        session = self._session(credentials)
        found = yield from one_meeting(session, by("mid", meeting_id))
        return (yield from meeting_of(session, found))

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """ListMeetings by the time at which they begin."""
        return (yield from search.upcoming(self._session(credentials), until))

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """ModifyMeeting: title, times, seats, way in; for administrators the owner as well."""
        check(wanted)
        if _shared(meeting):
            raise refuse(NotPossible, NOT_CHANGED)
        session = self._session(credentials)
        planned = yield from plan(session, wanted)
        reply = yield from session.call(modification(meeting.id, wanted, planned))
        found = creating.only_meeting(reply)
        return (yield from meeting_of(session, found, planned.notes))

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """DeleteMeeting. What is deleted already, or not there, counts as done."""
        if meeting.data.get("kind") == "MeetNow":
            raise refuse(NotPossible, NOT_CANCELLED)
        request = xml.tree("DeleteMeetingRequest", by("mid", meeting.id))
        told = yield from self._session(credentials).try_(request, word_will_do=True)
        if isinstance(told, Fault) and not told.under(WRONG_STATE, *NO_MATCH):
            raise told.error()

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """The presenter's entry link, with the password as it is now."""
        session = self._session(credentials)
        fields = ("name", "presenterPassword")
        found = yield from one_meeting(session, by("mid", meeting.id), *fields)
        return (yield from presenter_link(session, found))

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """ListConnectedVisitors and ListVisitors."""
        return (yield from attendance(self._session(credentials), meeting))

    def polls(self, meeting: Meeting, credentials: Credentials) -> Exchange[Sequence[Poll]]:
        """ListPolls: each question, and its choices with their votes."""
        return (yield from list_polls(self._session(credentials), meeting.id))

    def invitations(self, meeting: Meeting, credentials: Credentials) -> Exchange[tuple[str, str]]:
        """The center's own invitation texts, for the audience and for presenters.

        It mails neither. Each may be empty, and holds the password that lets its readers in.
        """
        fields = ("audienceInviteText", "presenterInviteText")
        session = self._session(credentials)
        found = yield from one_meeting(session, by("mid", meeting.id), *fields)
        audience, presenter = (_lines(found.text(name)) for name in fields)
        return audience, presenter

    def search(
        self, field: search.Searched, text: str, credentials: Credentials
    ) -> Exchange[Sequence[Meeting]]:
        """ListMeetings by name, owner, billing or title; ``%`` and ``_`` are wildcards."""
        return (yield from search.search(self._session(credentials), field, text))

    def held(
        self, since: datetime, until: datetime, credentials: Credentials
    ) -> Exchange[Sequence[Meeting]]:
        """ListMeetings by when somebody was in them."""
        return (yield from search.held(self._session(credentials), since, until))

    def restore(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """RestoreMeeting, for administrators: a deleted or expired meeting is there again."""
        request = xml.tree("RestoreMeetingRequest", by("mid", meeting.id))
        yield from self._session(credentials).call(request, word_will_do=True)

    def _session(self, credentials: Credentials) -> Session:
        return Session(self._places, Kept.read(credentials))


def _shared(meeting: Meeting) -> bool:
    return meeting.data.get("kind") in ("MeetNow", "Recurring")


def _lines(text: str) -> str:
    """An invitation line by line, each fit to be shown; XML may have joined them to one."""
    return "\n".join(shown(line, 1000) for line in text[:LONGEST_INVITATION].splitlines()).strip()
