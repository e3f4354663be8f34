"""The WebEx service: what it asks, what it can do, and its conversations."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    SignInRefused,
    UnexpectedReply,
)
from meetings.model import (
    Attendance,
    Capability,
    Credentials,
    Meeting,
    NewMeeting,
    Question,
    ServiceInfo,
    check_link,
)
from meetings.service import Exchange, Options, not_possible
from meetings.services.webex_xml import wish
from meetings.services.webex_xml.choices import CHOICES
from meetings.services.webex_xml.clocks import Clock, clock_for, clock_for_now
from meetings.services.webex_xml.errors import NAME, TITLE, LinkMissing, MayNotNow, refuse
from meetings.services.webex_xml.find import seek
from meetings.services.webex_xml.kept import Kept
from meetings.services.webex_xml.listing import listed
from meetings.services.webex_xml.made import differences, get, is_key, join_link, with_calendar
from meetings.services.webex_xml.message import Answer, Operation
from meetings.services.webex_xml.session import Session
from meetings.services.webex_xml.settings import read_site
from meetings.xml import text, tree

UNSEEN = "WebEx did not show the meeting after making it: look there whether all is as you want it."
_MOST_LISTED = 50  # each costs a request for its link
_DAY = timedelta(days=1)

_QUESTIONS = (
    Question(
        name="username",
        label="WebEx user name",
        hint="On most sites it is your e-mail address.",
    ),
    Question(name="password", label="Password", secret=True, required=False),
    Question(
        name="token",
        label="Access token",
        secret=True,
        required=False,
        hint="In place of the password, where your company signs in elsewhere (single sign-on): "
        "an OAuth access token with the scope spark:all.",
    ),
)


class WebexXml:
    """Cisco WebEx by its XML service (URL XML API, Meeting Service)."""

    info = ServiceInfo(
        name=NAME,
        title=TITLE,
        questions=_QUESTIONS,
        abilities=frozenset(Capability) - {Capability.ATTENDANCE},
        choices=CHOICES,
        consistency_delay=timedelta(seconds=15),
        at_once=4,
        invites=True,
    )

    def __init__(self, options: Options) -> None:
        self._site = read_site(options)

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Trade what was typed for a ticket; where the site gives none, try it as it is."""
        session = Session(self._site, _answered(answers), stored=False)
        yield from session.connect()
        return session.kept.credentials()

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Ask for a fresh ticket."""
        session = self._session(credentials)
        yield from session.renew()
        return session.kept.credentials()

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """CreateMeeting, then its link, then what the site made of it.

        There is no other way to start a meeting now than to schedule one for now.
        """
        session = self._session(credentials)
        if wanted.recurrence and wanted.starts_at is None:
            return (yield from not_possible(self.info, "a series needs its first start"))
        clock = yield from _clock(session, wanted)
        password = wish.password_for(wanted)
        answer = yield from session.call(
            Operation.CREATE, *wish.create_body(wanted, clock, password)
        )
        key = text(answer.body, "meetingkey")
        if not is_key(key):
            raise refuse(UnexpectedReply, "made without a key")
        try:
            link = yield from join_link(session, key)
        except MeetingError as fault:
            if fault.outcome_unknown:
                raise
            raise refuse(LinkMissing, fault.detail) from None
        made = yield from _seen(session, _unseen(wanted, answer, link, password), wanted)
        made = with_calendar(made, answer.body) if wanted.starts_at else made
        return replace(made, notes=(*wish.notes(wanted), *clock.notes, *made.notes))

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """Look among the account's meetings for the one with our marker in its agenda."""
        return (yield from seek(self._session(credentials), wanted))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """GetMeeting, and GetjoinurlMeeting for its link."""
        return (yield from _read(self._session(credentials), meeting_id))

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """LstsummaryMeeting for those that overlap the span, and the link of each of the first."""
        session = self._session(credentials)
        now = yield from session.now()
        lines = yield from listed(
            session, starts_before=until + _DAY, ends_after=now - _DAY if now else None
        )
        found = []
        for line in lines:
            starts_at = yield from line.starts_at(session)
            if starts_at < until and (now is None or starts_at + line.lasts > now):
                found.append((starts_at, line))
        meetings = []
        for starts_at, line in sorted(found, key=lambda one: (one[0], one[1].key))[:_MOST_LISTED]:
            link = yield from join_link(session, line.key)
            meetings.append(
                Meeting(
                    id=line.key,
                    title=line.title,
                    join_url=link,
                    starts_at=starts_at,
                    lasts=line.lasts,
                )
            )
        return meetings

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """SetMeeting. People are added by it, and never removed."""
        session = self._session(credentials)
        clock = (yield from _clock(session, wanted)) if wanted.starts_at else None
        answer = yield from session.call_again(
            Operation.SET, *wish.set_body(meeting.id, wanted, clock)
        )
        shown = yield from get(session, meeting.id)
        changed = shown.meeting(meeting.id, (yield from join_link(session, meeting.id)))
        said = (*wish.notes(wanted), *(clock.notes if clock else ()), *differences(shown, wanted))
        changed = with_calendar(changed, answer.body)
        return replace(changed, notes=(*said, *changed.notes))

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """DelMeeting. A meeting that is running cannot be deleted."""
        session = self._session(credentials)
        try:
            yield from session.call_again(Operation.DELETE, tree("meetingKey", meeting.id))
        except NoSuchMeeting:
            return
        except NotAllowed as fault:
            raise refuse(MayNotNow, fault.detail) from None

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """GethosturlMeeting. The link holds a ticket for one use: it is never kept."""
        session = self._session(credentials)
        answer = yield from session.call_again(Operation.HOST_URL, tree("sessionKey", meeting.id))
        return check_link(text(answer.body, "hostMeetingURL"))

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """Not possible."""
        return not_possible(self.info, "its meeting service does not tell who came")

    def _session(self, credentials: Credentials) -> Session:
        return Session(self._site, Kept.read(credentials))


def _clock(session: Session, wanted: NewMeeting) -> Exchange[Clock]:
    if wanted.starts_at is None:
        return clock_for_now(wanted.zone)
    series = bool(wanted.recurrence)
    return (yield from clock_for(session, wanted.starts_at, wanted.zone, series=series))


def _read(session: Session, key: str) -> Exchange[Meeting]:
    shown = yield from get(session, key)
    return shown.meeting(key, (yield from join_link(session, key)))


def _unseen(wanted: NewMeeting, answer: Answer, link: str, password: str) -> Meeting:
    """The meeting as far as CreateMeeting tells it."""
    return Meeting(
        id=text(answer.body, "meetingkey"),
        title=wish.title(wanted),
        join_url=link,
        passcode=text(answer.body, "meetingPassword") or password,
        starts_at=wanted.starts_at,
        lasts=wanted.lasts,
        data={"guest_token": text(answer.body, "guestToken")},
    )


def _seen(session: Session, made: Meeting, wanted: NewMeeting) -> Exchange[Meeting]:
    """*made* as GetMeeting shows it. It stands even where that fails."""
    try:
        shown = yield from get(session, made.id)
        seen = shown.meeting(made.id, made.join_url)
    except (MeetingError, LookupError, ValueError, ArithmeticError):
        return replace(made, notes=(UNSEEN,))
    passcode = seen.passcode or made.passcode
    data = {**made.data, **{name: value for name, value in seen.data.items() if value}}
    notes = (*differences(shown, wanted), *seen.notes)
    return replace(seen, title=made.title, passcode=passcode, data=data, notes=notes)


def _answered(answers: Mapping[str, str]) -> Kept:
    """What the person typed, as far as it can be tried at all."""
    username = answers.get("username", "").strip()
    password = answers.get("password", "")
    token = answers.get("token", "").strip()
    token = token[7:].strip() if token.lower().startswith("bearer ") else token
    if not username or not (password or token):
        raise refuse(SignInRefused, "a name, and a password or a token, are needed")
    return Kept(username=username, password="" if token else password, token=token)
