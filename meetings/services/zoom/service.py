"""The Zoom service: whose account it takes, what it can do, and its exchanges."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from meetings.abilities import Notification
from meetings.errors import NoSuchMeeting, Rejected
from meetings.model import Attendance, Credentials, Meeting, MeetingEvent, NewMeeting, check_link
from meetings.service import (
    AccountKind,
    AuthorizationCode,
    Capability,
    Consent,
    Exchange,
    Options,
    ServiceInfo,
    not_possible,
)
from meetings.services.zoom import request, sign_in
from meetings.services.zoom.endpoints import DEFAULTS, OAuthApp
from meetings.services.zoom.errors import NAME, TITLE, refuse
from meetings.services.zoom.meetings import find_meeting, list_upcoming, read_meeting, read_wanted
from meetings.services.zoom.notifications import read_notification
from meetings.services.zoom.past import events_so_far, who_came
from meetings.services.zoom.recurrence import find_date
from meetings.services.zoom.session import Session, meeting_path

BASIC_PLAN = "Your Zoom account is on the free Basic plan: Zoom ends a meeting after 40 minutes."
_CREATE = "meeting:write:meeting"
_DELETE = "meeting:delete:meeting"
_UPDATE = "meeting:update:meeting"
_END = "meeting:update:status"

PERSONAL = ServiceInfo(
    name=NAME,
    title=TITLE,
    account=AccountKind.PERSONAL,
    consent=Consent(authorize_url=DEFAULTS["authorize_url"], parameters={}),
    capabilities=frozenset(Capability),
    choices=request.CHOICES,
    concurrency=8,
)


class Zoom:
    """Zoom through one app: a user-managed one, or a server-to-server one of an organization."""

    info = PERSONAL

    def __init__(self, options: Options) -> None:
        self._app = app = OAuthApp.read(options)
        consent = Consent(authorize_url=app.authorize_url, parameters={"client_id": app.client_id})
        self.info = replace(PERSONAL, consent=consent)
        if app.is_organization:
            self.info = replace(PERSONAL, account=AccountKind.ORGANIZATION, consent=None)

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        """The organization's token; people sign in at Zoom instead."""
        if not self._app.is_organization:
            return not_possible(self.info, "people sign in on its own page")
        return sign_in.organization_token(self._app)

    def redeem(self, code: AuthorizationCode) -> Exchange[Credentials]:
        """Exchange the code for tokens, then ask whose they are."""
        credentials = yield from sign_in.redeem(self._app, code)
        person = yield from Session(self._app, credentials).person()
        facts = {**credentials.facts, **sign_in.describe_person(person)}
        return replace(credentials, facts=facts)

    def try_settings(self) -> Exchange[str]:
        """Ask for a token with a code that cannot be right, which only a known app is told."""
        yield from sign_in.try_app(self._app)
        return "takes the client id and the secret"

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        """New tokens for the refresh token, or the organization's token once more."""
        if self._app.is_organization:
            return sign_in.organization_token(self._app)
        return sign_in.refresh(self._app, credentials)

    def revoke(self, credentials: Credentials) -> Exchange[None]:
        """POST to /oauth/revoke."""
        return sign_in.revoke(self._app, credentials)

    def objections(self, wanted: NewMeeting) -> Sequence[str]:
        """What Zoom cannot keep, in sentences."""
        return [f"{sentence}." for sentence in request.objections(wanted)]

    def create(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting]:
        """POST /users/.../meetings. For "now" Zoom is asked for the time before, by its date."""
        request.check_limits(wanted)
        session, plan = self._session(credentials), credentials.facts.get("plan", "")
        if wanted.starts_at is None or self._app.is_organization:
            plan = sign_in.describe_person((yield from session.person()))["plan"]
        body = request.create_body(wanted, session.now)
        row = yield from session.post(f"users/{session.user}/meetings", _CREATE, body)
        meeting = read_wanted(row, wanted, session.now)
        basic = [BASIC_PLAN] if plan == sign_in.BASIC_PLAN else []
        return replace(meeting, notes=(*meeting.notes, *basic))

    def find(self, wanted: NewMeeting, credentials: Credentials) -> Exchange[Meeting | None]:
        """Look through the person's meetings for the one with our marker in its agenda."""
        return (yield from find_meeting(self._session(credentials), wanted))

    def read(self, meeting_id: str, credentials: Credentials) -> Exchange[Meeting]:
        """GET /meetings/..."""
        session = self._session(credentials)
        row = yield from session.meeting(meeting_id)
        return read_meeting(row, session.now)

    def upcoming(self, until: datetime, credentials: Credentials) -> Exchange[Sequence[Meeting]]:
        """GET /users/.../meetings, all pages."""
        return (yield from list_upcoming(self._session(credentials), until))

    def change(
        self, meeting: Meeting, wanted: NewMeeting, credentials: Credentials
    ) -> Exchange[Meeting]:
        """PATCH what is different, and read the meeting again: its link may be another one."""
        request.check_limits(wanted)
        session = self._session(credentials)
        before = yield from session.meeting(meeting.id)
        body = request.change_body(wanted, meeting, before)
        yield from session.change("PATCH", meeting_path(meeting.id), _UPDATE, body)
        row = yield from session.meeting(meeting.id)
        return read_wanted(row, wanted, session.now)

    def cancel(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """DELETE /meetings/..., with all dates of a series; one that is gone counts as done."""
        session = self._session(credentials)
        try:
            if session.sees_all:
                yield from session.meeting(meeting.id)  # NotTheirs for another person's
            path = meeting_path(meeting.id)
            yield from session.change("DELETE", path, _DELETE, schedule_for_reminder="false")
        except NoSuchMeeting:
            return

    def host_link(self, meeting: Meeting, credentials: Credentials) -> Exchange[str]:
        """The start_url, which signs who opens it in as the host. It is never stored."""
        row = yield from self._session(credentials).meeting(meeting.id)
        return check_link(str(row["start_url"]))

    def attendance(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[Attendance]]:
        """The participants of the past sessions, all pages."""
        return (yield from who_came(self._session(credentials), meeting))

    def change_occurrence(
        self,
        meeting: Meeting,
        original_start: datetime,
        wanted: NewMeeting,
        credentials: Credentials,
    ) -> Exchange[None]:
        """PATCH /meetings/...?occurrence_id=..., in UTC: one date has no time zone of its own."""
        request.check_limits(replace(wanted, recurrence=None))
        session = self._session(credentials)
        row = yield from session.meeting(meeting.id, show_previous_occurrences="true")
        date = find_date(row, original_start)
        if date is None or date.is_deleted:
            raise refuse(NoSuchMeeting)
        body = request.occurrence_body(wanted)
        path = meeting_path(meeting.id)
        yield from session.change("PATCH", path, _UPDATE, body, occurrence_id=date.id)

    def cancel_occurrence(
        self, meeting: Meeting, original_start: datetime, credentials: Credentials
    ) -> Exchange[None]:
        """DELETE /meetings/...?occurrence_id=..., never without one: that is the whole series."""
        session = self._session(credentials)
        try:
            row = yield from session.meeting(meeting.id, show_previous_occurrences="true")
            date = find_date(row, original_start)
            if date is None or date.is_deleted or not date.id:
                return
            yield from session.change(
                "DELETE",
                meeting_path(meeting.id),
                _DELETE,
                occurrence_id=date.id,
                schedule_for_reminder="false",
            )
        except NoSuchMeeting:
            return

    def end(self, meeting: Meeting, credentials: Credentials) -> Exchange[None]:
        """PUT /meetings/.../status; one that does not run, or is gone, counts as ended."""
        session = self._session(credentials)
        try:
            if session.sees_all:
                yield from session.meeting(meeting.id)
            path = f"{meeting_path(meeting.id)}/status"
            yield from session.change("PUT", path, _END, {"action": "end"})
        except NoSuchMeeting:
            return
        except Rejected:
            row = yield from session.meeting(meeting.id)
            if row.get("status") == "started":
                raise

    @property
    def is_notified(self) -> bool:
        """Whether there is a secret token to check notifications with."""
        return bool(self._app.webhook_secret)

    def notification(
        self, headers: Mapping[str, str], body: bytes, received_at: datetime
    ) -> Notification:
        """What Zoom sent to /hooks/zoom, once its signature is checked."""
        app = self._app
        return read_notification(app.webhook_secret, app.client_id, headers, body, received_at)

    def progress(
        self, meeting: Meeting, credentials: Credentials
    ) -> Exchange[Sequence[MeetingEvent]]:
        """Whether it runs or has ended, for where no notification comes."""
        return (yield from events_so_far(self._session(credentials), meeting))

    def _session(self, credentials: Credentials) -> Session:
        return Session(self._app, credentials)
