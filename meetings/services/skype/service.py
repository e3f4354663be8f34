"""The Skype for Business service: what it asks, what it can do, and its conversations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from meetings.errors import SignInRefused, UnexpectedReply
from meetings.model import (
    Attendance,
    Capability,
    Credentials,
    Meeting,
    NewMeeting,
    Question,
    ServiceInfo,
)
from meetings.service import Exchange, Options, not_possible
from meetings.services.skype.application import (
    Application,
    close_application,
    in_application,
    open_application,
)
from meetings.services.skype.choices import CHOICES, needs_schedule
from meetings.services.skype.errors import NAME, TITLE, ScopeMissing, TokenRefused, refuse
from meetings.services.skype.find import seek
from meetings.services.skype.forms import read_form
from meetings.services.skype.kept import Kept
from meetings.services.skype.listing import read_list
from meetings.services.skype.places import read_places
from meetings.services.skype.refusals import clean
from meetings.services.skype.result import again, result
from meetings.services.skype.schedule import find_scheduled, schedule
from meetings.services.skype.session import Session
from meetings.services.skype.sign_in import check_token
from meetings.services.skype.single import (
    cancel_one,
    change_one,
    check_cancellable,
    check_changeable,
    read_one,
)
from meetings.services.skype.start import Start

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
        questions=_QUESTIONS,
        abilities=frozenset(
            {Capability.READ, Capability.LIST, Capability.CHANGE, Capability.CANCEL}
        ),
        choices=CHOICES,
        consistency_delay=timedelta(seconds=5),
        at_once=8,
        invites=True,
    )

    def __init__(self, options: Options) -> None:
        self._places = read_places(options)
        self._form = read_form(options)

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Sign in, make an application to see that it is allowed, and sign that out again."""
        session = Session(self._places, _answered(answers), self._form, stored=False)
        yield from session.rediscover()
        application = yield from open_application(session)
        uri = next((me.text("uri") for me in application.resource.embedded("me")), "")
        account = clean(uri.removeprefix("sip:"), session.kept.secrets) or session.kept.account
        session.kept = replace(session.kept, account=account)
        yield from close_application(session)
        if session.kept.pasted and not application.has_meetings:
            raise refuse(ScopeMissing, "neither startOnlineMeeting nor myOnlineMeetings")
        return session.kept.credentials()

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Ask for a fresh token with the password. A pasted token cannot be renewed."""
        session = self._session(credentials)
        url = yield from session.applications()
        if not session.discovered:
            yield from session.renew(url)
        return session.kept.credentials()

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
            work = partial(schedule, session, wanted=wanted)
            return (yield from in_application(session, work))
        application = yield from open_application(session)
        return (yield from Start(session, application, wanted).run())

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """Look in our notes, in the account's application, and among its scheduled meetings."""
        session = self._session(credentials)
        remembered = session.kept.remembered(wanted)
        if remembered is not None:
            return (yield from again(session, *remembered))
        return (yield from in_application(session, partial(_find, session, wanted=wanted)))

    def inherit(self, old: Credentials, new: Credentials) -> Credentials:
        """The new sign-in, with the endpoint and the meetings that the old one is looked up by."""
        before, after = Kept.read(old), Kept.read(new)
        if before.account.casefold() != after.account.casefold() or not before.endpoint:
            return new
        known = replace(after, endpoint=before.endpoint, application=before.application)
        return replace(known, made=before.made).credentials()

    def leave(self, credentials: Credentials) -> Exchange[None]:
        """Sign the account's application out, if any: at disconnect, at stop, when idle."""
        return (yield from close_application(self._session(credentials)))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """Read a scheduled meeting, or the person's permanent one. UCWA: myOnlineMeetings, GET."""
        session = self._session(credentials)
        work = partial(read_one, session, meeting_id=meeting_id)
        return (yield from in_application(session, work))

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """The person's list: scheduled meetings, and their permanent one at the end of it."""
        session = self._session(credentials)
        listing = yield from in_application(session, partial(read_list, session))
        return listing.upcoming(until)

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """Change a scheduled meeting. UCWA: myOnlineMeeting, PUT."""
        check_changeable(meeting)
        session = self._session(credentials)
        work = partial(change_one, session, meeting=meeting, wanted=wanted)
        return (yield from in_application(session, work))

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """Delete a scheduled meeting. UCWA: myOnlineMeeting, DELETE; 404 when it is gone."""
        check_cancellable(meeting)
        session = self._session(credentials)
        yield from in_application(session, partial(cancel_one, session, meeting=meeting))

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """Not possible: the organizer is known by their sign-in."""
        return not_possible(self.info, "everyone joins by the same link")

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """Not possible."""
        return not_possible(self.info, "it does not note who came")

    def _session(self, credentials: Credentials) -> Session:
        return Session(self._places, Kept.read(credentials), self._form)


def _find(
    session: Session, application: Application, wanted: NewMeeting
) -> Exchange[Meeting | None]:
    if not needs_schedule(wanted):
        found = yield from seek(session, application, wanted)
        if found is not None:
            return (yield from result(session, application, wanted, found))
    return (yield from find_scheduled(session, application, wanted))


def _answered(answers: Mapping[str, str]) -> Kept:
    """What the person typed, as far as it can be tried at all."""
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
    return Kept(
        username=username,
        password="" if token else password,
        token=token,
        pasted=bool(token),
        account=clean(username, (password, token)),
        endpoint=str(uuid4()),
    )
