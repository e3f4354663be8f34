"""The Skype for Business service: what it asks, what it can do, and its conversations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from meetings.errors import SignInRefused, UnexpectedReply
from meetings.model import Credentials, Meeting, NewMeeting, Question, ServiceCard, Visit
from meetings.service import Options, Steps, not_possible
from meetings.services.skype.application import close_application, open_application
from meetings.services.skype.errors import NAME, TITLE, TokenRefused, refuse
from meetings.services.skype.find import Found, seek
from meetings.services.skype.forms import read_form
from meetings.services.skype.kept import Kept
from meetings.services.skype.places import read_places
from meetings.services.skype.refusals import clean
from meetings.services.skype.result import result, without_us
from meetings.services.skype.schedule import find_scheduled
from meetings.services.skype.session import Session
from meetings.services.skype.sign_in import check_token
from meetings.services.skype.start import Start
from meetings.services.skype.wish import IMPORTANCE

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

    card = ServiceCard(
        name=NAME,
        title=TITLE,
        questions=_QUESTIONS,
        choices=(IMPORTANCE,),
        settle=timedelta(seconds=5),
        at_once=8,
    )

    def __init__(self, options: Options) -> None:
        self._places = read_places(options)
        self._form = read_form(options)

    def connect(self, answers: Mapping[str, str]) -> Steps[Credentials]:
        """Sign in, make an application to see that it is allowed, and sign that out again."""
        session = Session(self._places, _answered(answers), self._form, stored=False)
        yield from session.rediscover()
        application = yield from open_application(session)
        uri = next((me.text("uri") for me in application.resource.embedded("me")), "")
        account = clean(uri.removeprefix("sip:"), session.kept.secrets) or session.kept.account
        session.kept = replace(session.kept, account=account)
        yield from close_application(session)
        return session.kept.credentials()

    def renew(self, credentials: Credentials) -> Steps[Credentials]:
        """Ask for a fresh token with the password. A pasted token cannot be renewed."""
        session = self._session(credentials)
        url = yield from session.applications()
        if not session.discovered:
            yield from session.renew(url)
        return session.kept.credentials()

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Steps[Meeting]:
        """Start an ad-hoc meeting. UCWA: startOnlineMeeting, POST; the link comes by events."""
        if wanted.starts_at is not None or wanted.repeats:
            return not_possible(self.card, "it can only start meetings now")
        return self._create(wanted, credentials)

    def _create(self, wanted: NewMeeting, credentials: Credentials) -> Steps[Meeting]:
        session = self._session(credentials)
        application = yield from open_application(session)
        return (yield from Start(session, application, wanted).run())

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Steps[Meeting | None]:
        """Look in our notes, in the account's application, and among its scheduled meetings."""
        session = self._session(credentials)
        remembered = session.kept.remembered(wanted)
        if remembered is not None:
            return (yield from without_us(session, *remembered))
        application = yield from open_application(session)
        found = yield from seek(session, application, wanted)
        if found is None:
            scheduled = yield from find_scheduled(session, application, wanted)
            found = Found(scheduled, "") if scheduled is not None else None
        return (yield from result(session, wanted, found)) if found is not None else None

    def inherit(self, old: Credentials, new: Credentials) -> Credentials:
        """The new sign-in, with the endpoint and the meetings that the old one is looked up by."""
        before, after = Kept.read(old), Kept.read(new)
        if before.account.casefold() != after.account.casefold() or not before.endpoint:
            return new
        known = replace(after, endpoint=before.endpoint, application=before.application)
        return replace(known, made=before.made).credentials()

    def leave(self, credentials: Credentials) -> Steps[None]:
        """Sign the account's application out, if any: at disconnect, at stop, when idle."""
        return (yield from close_application(self._session(credentials)))

    def read(self, meeting_id: str, credentials: Credentials) -> Steps[Meeting]:
        """Not possible: an ad-hoc meeting that was left cannot be seen from outside."""
        return not_possible(self.card, "it does not show a meeting to those who are not in it")

    def upcoming(self, until: datetime, credentials: Credentials) -> Steps[Sequence[Meeting]]:
        """Not possible yet."""
        return not_possible(self.card, "its list of meetings is not read here")

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Steps[Meeting]:
        """Not possible: an ad-hoc meeting is as it was started."""
        return not_possible(self.card, "a meeting that was started now cannot be changed")

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Steps[None]:
        """Not possible: an ad-hoc meeting ends when its last guest leaves, or expires."""
        return not_possible(self.card, "a meeting that was started now ends by itself")

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Steps[str]:
        """Not possible: the organizer is known by their sign-in."""
        return not_possible(self.card, "everyone joins by the same link")

    def attendance(self, meeting: Meeting, credentials: Credentials) -> Steps[Sequence[Visit]]:
        """Not possible."""
        return not_possible(self.card, "it does not note who came")

    def _session(self, credentials: Credentials) -> Session:
        return Session(self._places, Kept.read(credentials), self._form)


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
