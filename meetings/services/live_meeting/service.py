"""The Live Meeting service: what it asks of people, what it can do, and its exchanges."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from meetings import xml
from meetings.errors import NotPossible
from meetings.model import Attendance, Credentials, Meeting, NewMeeting
from meetings.service import AccountKind, Capability, Exchange, Options, Question, ServiceInfo, done
from meetings.services.live_meeting import creating, listing
from meetings.services.live_meeting.attendance import Poll, list_attendance, list_polls
from meetings.services.live_meeting.endpoints import read_endpoints
from meetings.services.live_meeting.errors import (
    NAME,
    NO_MATCH,
    TITLE,
    WRONG_STATE,
    Fault,
    WrongSignIn,
    refuse,
)
from meetings.services.live_meeting.listing import by, get_meeting
from meetings.services.live_meeting.request import CHOICES, check, modification, plan
from meetings.services.live_meeting.session import Session, StoredCredentials, read_profile
from meetings.services.live_meeting.values import clean, is_password, is_user_id

NOT_CHANGED = "a series or a personal place is changed in its own pages"
NOT_CANCELLED = "a personal place stays: it is emptied or deleted in its own pages"
LONGEST_INVITATION = 8000

_QUESTIONS = (
    Question(name="username", label="User ID", hint="As you type it on the conference center."),
    Question(name="password", label="Password", secret=True),
    Question(
        name="acts_for",
        label="Act for",
        required=False,
        hint="Only for administrators: the user ID of somebody whose meetings you make.",
    ),
)


class LiveMeeting:
    """A conference center, by the Live Meeting service API 4.0."""

    info = ServiceInfo(
        name=NAME,
        title=TITLE,
        account=AccountKind.PERSONAL,
        questions=_QUESTIONS,
        capabilities=frozenset(
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
        consistency_delay=timedelta(0),
    )

    def __init__(self, options: Options) -> None:
        self._endpoints = read_endpoints(options)

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Read the person's own profile with what they typed."""
        session = Session(self._endpoints, _read_answers(answers))
        stored = yield from read_profile(session)
        return stored.dump()

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Nothing expires: each message carries the password."""
        return done(credentials)

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """CreateMeeting, with our marker as its name, which makes it idempotent."""
        return (yield from creating.create(self._session(credentials), wanted))

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """ListMeetings by that name."""
        return (yield from creating.find(self._session(credentials), wanted))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """ListMeetings by its mid: there is no GetMeeting."""
        session = self._session(credentials)
        options = yield from get_meeting(session, by("mid", meeting_id))
        return (yield from listing.read_meeting(session, options))

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """ListMeetings by the time at which they begin."""
        return (yield from listing.upcoming(self._session(credentials), until))

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """ModifyMeeting: title, times, seats and entry control; for administrators the owner."""
        check(wanted)
        if meeting.data.get("kind") in ("MeetNow", "Recurring"):
            raise refuse(NotPossible, NOT_CHANGED)
        session = self._session(credentials)
        terms = yield from plan(session, wanted)
        reply = yield from session.call(modification(meeting.id, wanted, terms))
        options = creating.only_meeting(reply)
        return (yield from listing.read_meeting(session, options, terms.notes))

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """DeleteMeeting. A meeting that is deleted already, or not there, counts as done."""
        if meeting.data.get("kind") == "MeetNow":
            raise refuse(NotPossible, NOT_CANCELLED)
        request = xml.tree("DeleteMeetingRequest", by("mid", meeting.id))
        reply = yield from self._session(credentials).send(request, empty_reply=True)
        if isinstance(reply, Fault) and not reply.is_under(WRONG_STATE, *NO_MATCH):
            raise reply.error()

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """The presenter's entry link, with the password as it is now."""
        session = self._session(credentials)
        fields = ("name", "presenterPassword")
        options = yield from get_meeting(session, by("mid", meeting.id), *fields)
        return (yield from listing.presenter_link(session, options))

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """ListConnectedVisitors and ListVisitors."""
        return (yield from list_attendance(self._session(credentials), meeting))

    def polls(self, meeting: Meeting, credentials: Credentials) -> Exchange[Sequence[Poll]]:
        """ListPolls: each question, and its choices with their votes."""
        return (yield from list_polls(self._session(credentials), meeting.id))

    def invitations(self, meeting: Meeting, credentials: Credentials) -> Exchange[tuple[str, str]]:
        """The center's own invitation texts, for the audience and for presenters.

        It mails neither. Each may be empty, and holds the password that lets its readers in.
        """
        fields = ("audienceInviteText", "presenterInviteText")
        session = self._session(credentials)
        options = yield from get_meeting(session, by("mid", meeting.id), *fields)
        audience, presenter = (_lines(options.text(name)) for name in fields)
        return audience, presenter

    def search(
        self, field: listing.StringField, text: str, credentials: Credentials
    ) -> Exchange[Sequence[Meeting]]:
        """ListMeetings by name, owner, billing or title; ``%`` and ``_`` are wildcards."""
        return (yield from listing.search(self._session(credentials), field, text))

    def visited(
        self, since: datetime, until: datetime, credentials: Credentials
    ) -> Exchange[Sequence[Meeting]]:
        """ListMeetings by when they had visitors."""
        return (yield from listing.visited(self._session(credentials), since, until))

    def restore(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """RestoreMeeting, for administrators: a deleted or expired meeting is active again."""
        request = xml.tree("RestoreMeetingRequest", by("mid", meeting.id))
        yield from self._session(credentials).call(request, empty_reply=True)

    def _session(self, credentials: Credentials) -> Session:
        return Session(self._endpoints, StoredCredentials.load(credentials))


def _read_answers(answers: Mapping[str, str]) -> StoredCredentials:
    """What the person typed; WrongSignIn, without a request, where it cannot be a sign-in there."""
    user, acts_for = (answers.get(name, "").strip() for name in ("username", "acts_for"))
    password = answers.get("password", "")
    if not (is_user_id(user) and is_password(password)):
        raise refuse(WrongSignIn, "not the form of a user ID and a password")
    if acts_for and not is_user_id(acts_for):
        raise refuse(WrongSignIn, "not the form of a user ID to act for")
    return StoredCredentials(user=user, password=password, acts_for=acts_for)


def _lines(text: str) -> str:
    """An invitation with each line fit to be shown; XML may have joined them to one."""
    return "\n".join(clean(line, 1000) for line in text[:LONGEST_INVITATION].splitlines()).strip()
