"""The WebEx service: what it asks of people, what it can do, and its exchanges."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from meetings.errors import MeetingError, NoSuchMeeting, NotAllowed, SignInRefused, UnexpectedReply
from meetings.model import Attendance, Credentials, Meeting, NewMeeting, check_link
from meetings.service import (
    AccountKind,
    Capability,
    Exchange,
    Options,
    Question,
    ServiceInfo,
    not_possible,
)
from meetings.services.webex_xml import request
from meetings.services.webex_xml.errors import NAME, TITLE, DeletionRefused, LinkMissing, refuse
from meetings.services.webex_xml.meetings import (
    MeetingSummary,
    find_meeting,
    get_details,
    get_join_url,
    is_key,
    list_meetings,
    read_meeting,
    with_calendar_links,
)
from meetings.services.webex_xml.message import Operation
from meetings.services.webex_xml.session import Session, StoredCredentials, read_site
from meetings.services.webex_xml.times import WebexZone, choose_zone, zone_for_now
from meetings.xml import Element, text, tree

NOT_SHOWN = (
    "WebEx did not show the meeting after making it: look there whether all is as you want it."
)
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
    """Cisco WebEx through its XML service (URL XML API, Meeting Service)."""

    info = ServiceInfo(
        name=NAME,
        title=TITLE,
        account=AccountKind.PERSONAL,
        questions=_QUESTIONS,
        capabilities=frozenset(Capability) - {Capability.ATTENDANCE},
        choices=request.CHOICES,
        consistency_delay=timedelta(seconds=15),
        concurrency=4,
        invites=True,
    )

    def __init__(self, options: Options) -> None:
        self._site = read_site(options)

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """Exchange the answers for a ticket; where the site gives none, try them as they are."""
        session = Session(self._site, _read_answers(answers), connecting=True)
        yield from session.connect()
        return session.credentials.dump()

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """Ask for a new ticket."""
        session = self._session(credentials)
        yield from session.renew()
        return session.credentials.dump()

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """CreateMeeting, then its link, then the meeting as the site made it.

        The only way to start a meeting now is to schedule one for now.
        """
        session = self._session(credentials)
        if wanted.recurrence and wanted.starts_at is None:
            return (yield from not_possible(self.info, "a series needs its first start"))
        zone = yield from _zone(session, wanted)
        password = request.password_for(wanted)
        content = request.create_content(wanted, zone, password)
        success = yield from session.call(Operation.CREATE, *content)
        key = text(success.body, "meetingkey")
        if not is_key(key):
            raise refuse(UnexpectedReply, "made without a key")
        try:
            link = yield from get_join_url(session, key)
        except MeetingError as error:
            if error.outcome_unknown:
                raise
            raise refuse(LinkMissing, error.detail) from None
        meeting = _as_created(wanted, success.body, link, password)
        meeting = yield from _as_shown(session, meeting, wanted)
        if wanted.starts_at:
            meeting = with_calendar_links(meeting, success.body)
        return replace(meeting, notes=(*request.notes(wanted), *zone.notes, *meeting.notes))

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """Look among the account's meetings for the one with our marker in its agenda."""
        return (yield from find_meeting(self._session(credentials), wanted))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """GetMeeting, and GetjoinurlMeeting for its link."""
        return (yield from read_meeting(self._session(credentials), meeting_id))

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """LstsummaryMeeting for those that overlap the span, and the link of each of the first."""
        session = self._session(credentials)
        now = yield from session.now()
        rows = yield from list_meetings(
            session, starts_before=until + _DAY, ends_after=now - _DAY if now else None
        )
        coming: list[tuple[datetime, MeetingSummary]] = []
        for row in rows:
            starts_at = yield from row.starts_at(session)
            if starts_at < until and (now is None or starts_at + row.lasts > now):
                coming.append((starts_at, row))
        coming.sort(key=lambda pair: (pair[0], pair[1].key))
        meetings = []
        for starts_at, row in coming[:_MOST_LISTED]:
            link = yield from get_join_url(session, row.key)
            meetings.append(
                Meeting(
                    id=row.key,
                    title=row.title,
                    join_url=link,
                    starts_at=starts_at,
                    lasts=row.lasts,
                )
            )
        return meetings

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """SetMeeting. It adds people, and never removes them."""
        session = self._session(credentials)
        zone = (yield from _zone(session, wanted)) if wanted.starts_at else None
        content = request.set_content(meeting.id, wanted, zone)
        success = yield from session.call_idempotent(Operation.SET, *content)
        details = yield from get_details(session, meeting.id)
        changed = details.meeting(meeting.id, (yield from get_join_url(session, meeting.id)))
        changed = with_calendar_links(changed, success.body)
        zone_notes = zone.notes if zone else ()
        notes = (*request.notes(wanted), *zone_notes, *details.differences(wanted))
        return replace(changed, notes=(*notes, *changed.notes))

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """DelMeeting. A meeting that is running cannot be deleted."""
        session = self._session(credentials)
        try:
            yield from session.call_idempotent(Operation.DELETE, tree("meetingKey", meeting.id))
        except NoSuchMeeting:
            return
        except NotAllowed as error:
            raise refuse(DeletionRefused, error.detail) from None

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """GethosturlMeeting. The link holds a ticket for one use: it is never stored."""
        session = self._session(credentials)
        content = tree("sessionKey", meeting.id)
        success = yield from session.call_idempotent(Operation.HOST_URL, content)
        return check_link(text(success.body, "hostMeetingURL"))

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """Not possible."""
        return not_possible(self.info, "its meeting service does not tell who came")

    def _session(self, credentials: Credentials) -> Session:
        return Session(self._site, StoredCredentials.load(credentials))


def _read_answers(answers: Mapping[str, str]) -> StoredCredentials:
    """What the person typed; SignInRefused where it is too little to try."""
    username = answers.get("username", "").strip()
    password = answers.get("password", "")
    token = answers.get("token", "").strip()
    token = token[7:].strip() if token.lower().startswith("bearer ") else token
    if not username or not (password or token):
        raise refuse(SignInRefused, "a name, and a password or a token, are needed")
    return StoredCredentials(username=username, password="" if token else password, token=token)


def _zone(session: Session, wanted: NewMeeting) -> Exchange[WebexZone]:
    if wanted.starts_at is None:
        return zone_for_now(wanted.zone)
    series = bool(wanted.recurrence)
    return (yield from choose_zone(session, wanted.starts_at, wanted.zone, series=series))


def _as_created(wanted: NewMeeting, body: Element, link: str, password: str) -> Meeting:
    """The meeting as far as CreateMeeting's reply tells it."""
    return Meeting(
        id=text(body, "meetingkey"),
        title=request.title(wanted),
        join_url=link,
        passcode=text(body, "meetingPassword") or password,
        starts_at=wanted.starts_at,
        lasts=wanted.lasts,
        data={"guest_token": text(body, "guestToken")},
    )


def _as_shown(session: Session, created: Meeting, wanted: NewMeeting) -> Exchange[Meeting]:
    """*created* completed by GetMeeting; where that fails, with a note that says so."""
    try:
        details = yield from get_details(session, created.id)
        shown = details.meeting(created.id, created.join_url)
    except (MeetingError, LookupError, ValueError, ArithmeticError):
        return replace(created, notes=(NOT_SHOWN,))
    data = {**created.data, **{name: value for name, value in shown.data.items() if value}}
    return replace(
        shown,
        title=created.title,
        passcode=shown.passcode or created.passcode,
        data=data,
        notes=(*details.differences(wanted), *shown.notes),
    )
