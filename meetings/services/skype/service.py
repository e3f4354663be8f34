"""The Skype for Business service: what it asks, what it can do, and its exchanges."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from meetings.errors import SignInRefused, UnexpectedReply
from meetings.model import Attendance, Credentials, Meeting, NewMeeting
from meetings.service import (
    AccountKind,
    Capability,
    Exchange,
    Options,
    Question,
    ServiceInfo,
    not_possible,
)
from meetings.services.skype.changing import (
    NOT_CANCELLABLE,
    NOT_CHANGEABLE,
    cancel_one,
    change_one,
    check_scheduled,
    read_one,
)
from meetings.services.skype.choices import CHOICES, needs_schedule
from meetings.services.skype.credentials import StoredCredentials
from meetings.services.skype.endpoints import read_endpoints
from meetings.services.skype.errors import NAME, TITLE, ScopeMissing, TokenRefused, refuse
from meetings.services.skype.formats import read_format
from meetings.services.skype.scheduled import find_scheduled, read_list, schedule
from meetings.services.skype.session import (
    Application,
    Session,
    close_application,
    in_application,
    open_application,
)
from meetings.services.skype.sign_in import check_token
from meetings.services.skype.starting import (
    MeetingStart,
    find_started,
    finish_start,
    finish_stored,
)
from meetings.text import showable

_QUESTIONS = (
    Question(
        name="username",
        label="Sign-in address",
        hint="Such as dana@example.com, or DOMAIN\\dana where your company uses that.",
    ),
    Question(name="password", label="Password", secret=True, required=False),
    Question(
        name="token",
        label="Access token",
        secret=True,
        required=False,
        hint="Only where your company gave you one in place of the password. It cannot be renewed.",
    ),
)


class Skype:
    """Skype for Business Server, by the Unified Communications Web API (UCWA 2.0)."""

    info = ServiceInfo(
        name=NAME,
        title=TITLE,
        account=AccountKind.PERSONAL,
        questions=_QUESTIONS,
        capabilities=frozenset(
            {Capability.READ, Capability.LIST, Capability.CHANGE, Capability.CANCEL}
        ),
        choices=CHOICES,
        consistency_delay=timedelta(seconds=5),
        concurrency=8,
        invites=True,
    )

    def __init__(self, options: Options) -> None:
        self._endpoints = read_endpoints(options)
        self._format = read_format(options)

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Sign in, make an application to see that it is allowed, and delete that again."""
        session = Session(self._endpoints, _read_answers(answers), self._format, save=False)
        yield from session.rediscover()
        application = yield from open_application(session)
        uri = next((me.text("uri") for me in application.resource.embedded("me")), "")
        stored = session.stored
        account = showable(uri.removeprefix("sip:"), stored.secrets) or stored.account
        session.stored = replace(stored, account=account)
        yield from close_application(session)
        if session.stored.pasted and not application.has_meetings:
            raise refuse(ScopeMissing, "neither startOnlineMeeting nor myOnlineMeetings")
        return session.stored.write()

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Ask for a fresh token with the password. A pasted token cannot be renewed."""
        session = self._session(credentials)
        url = yield from session.applications()
        if not session.discovered:
            yield from session.renew(url)
        return session.stored.write()

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """Start an ad-hoc meeting, or schedule one for later or with choices.

        UCWA: startOnlineMeeting, POST, whose link comes by events; myOnlineMeetings, POST.
        """
        if wanted.recurrence and wanted.starts_at is None:
            return not_possible(self.info, "a series needs its first start")
        return self._create(wanted, credentials)

    def _create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        session = self._session(credentials)
        if needs_schedule(wanted):
            return (yield from in_application(session, partial(schedule, wanted=wanted)))
        application = yield from open_application(session)
        return (yield from MeetingStart(application, wanted).run())

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """Look at what was stored, in the account's application, and at its scheduled meetings."""
        session = self._session(credentials)
        stored = session.stored.find_started(wanted)
        if stored is not None:
            return (yield from finish_stored(session, *stored))
        return (yield from in_application(session, partial(_find, wanted=wanted)))

    def inherit(self, old: Credentials, new: Credentials) -> Credentials:
        """The *new* sign-in with the endpoint and the meetings of an *old* one of the account."""
        before, after = StoredCredentials.read(old), StoredCredentials.read(new)
        if before.account.casefold() != after.account.casefold() or not before.endpoint:
            return new
        return replace(
            after,
            endpoint=before.endpoint,
            application=before.application,
            started=before.started,
        ).write()

    def leave(self, credentials: Credentials) -> Exchange[None]:
        """Delete the account's application, if any: at disconnect, at stop, when idle."""
        return (yield from close_application(self._session(credentials)))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """Read a scheduled meeting, or the person's permanent one. UCWA: myOnlineMeetings, GET."""
        work = partial(read_one, meeting_id=meeting_id)
        return (yield from in_application(self._session(credentials), work))

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """The person's list: scheduled meetings, and their permanent one at the end of it."""
        meetings = yield from in_application(self._session(credentials), read_list)
        return meetings.upcoming(until)

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """Change a scheduled meeting. UCWA: myOnlineMeeting, PUT."""
        check_scheduled(meeting, NOT_CHANGEABLE)
        work = partial(change_one, meeting=meeting, wanted=wanted)
        return (yield from in_application(self._session(credentials), work))

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """Delete a scheduled meeting. UCWA: myOnlineMeeting, DELETE; 404 when it is gone."""
        check_scheduled(meeting, NOT_CANCELLABLE)
        work = partial(cancel_one, meeting=meeting)
        yield from in_application(self._session(credentials), work)

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """Not possible: the organizer is known by their sign-in."""
        return not_possible(self.info, "everyone joins by the same link")

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """Not possible."""
        return not_possible(self.info, "it does not note who came")

    def _session(self, credentials: Credentials) -> Session:
        return Session(self._endpoints, StoredCredentials.read(credentials), self._format)


def _find(application: Application, wanted: NewMeeting) -> Exchange[Meeting | None]:
    if not needs_schedule(wanted):
        instant = yield from find_started(application, wanted)
        if instant is not None:
            return (yield from finish_start(application, wanted, instant))
    return (yield from find_scheduled(application, wanted))


def _read_answers(answers: Mapping[str, str]) -> StoredCredentials:
    """What the person typed; SignInRefused if something is missing or cannot be right."""
    username = answers.get("username", "").strip()
    password = answers.get("password", "")
    token = answers.get("token", "").strip()
    token = token[7:].strip() if token.lower().startswith("bearer ") else token
    if not username or not (password or token):
        raise refuse(SignInRefused, "a name, and a password or a token, are needed")
    if token:
        try:
            check_token(token)
        except UnexpectedReply:
            raise refuse(TokenRefused, "not the form of a token") from None
    return StoredCredentials(
        username=username,
        password="" if token else password,
        token=token,
        pasted=bool(token),
        account=showable(username, (password, token)),
        endpoint=str(uuid4()),
    )
