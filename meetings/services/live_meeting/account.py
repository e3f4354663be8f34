"""Tries a sign-in by reading the person's own profile, which also tells their role."""

from collections.abc import Mapping
from dataclasses import replace

from meetings import xml
from meetings.model import Question
from meetings.service import Exchange
from meetings.services.live_meeting import options, strings
from meetings.services.live_meeting.errors import MemberOnly, WrongSignIn, refuse
from meetings.services.live_meeting.faults import NOT_THERE, Fault
from meetings.services.live_meeting.kept import ADMINISTRATOR, Kept
from meetings.services.live_meeting.session import Session

QUESTIONS = (
    Question(name="username", label="User ID", hint="As you type it on the conference center."),
    Question(name="password", label="Password", secret=True),
    Question(
        name="acts_for",
        label="Act for",
        required=False,
        hint="Only for administrators: the user ID of somebody whose meetings you make.",
    ),
)


def answered(answers: Mapping[str, str]) -> Kept:
    """What was typed; what can be no sign-in there is refused without being sent."""
    user, acts_for = (answers.get(name, "").strip() for name in ("username", "acts_for"))
    password = answers.get("password", "")
    if not (strings.is_user_id(user) and strings.is_password(password)):
        raise refuse(WrongSignIn, "not the form of a user ID and a password")
    if acts_for and not strings.is_user_id(acts_for):
        raise refuse(WrongSignIn, "not the form of a user ID to act for")
    return Kept(user=user, password=password, acts_for=acts_for)


def try_out(session: Session) -> Exchange[Kept]:
    """GetUserProfile: what is to be kept of the account. A Member, who may not schedule, is told.

    The newer form of the request tells more, and old centers do not have it.
    """
    told = yield from session.try_(xml.tree("GetUserProfile7Request"))
    if isinstance(told, Fault) and told.under(NOT_THERE):
        told = yield from session.try_(xml.tree("GetUserProfileRequest"))
    if isinstance(told, Fault):
        raise refuse(MemberOnly, told.code) if told.under("Client.Authorization") else told.error()
    user = xml.find(told, "User")
    profile = options.read(user)
    account, size = user.get("userID", ""), profile.number("meetingSize") or 0
    return replace(
        session.kept,
        account=account if strings.is_user_id(account) else "",
        role=_role(profile),
        seats=size if size <= 10_000 else 0,
    )


def _role(profile: options.Values) -> str:
    if profile.flag("isAdministrator"):
        return ADMINISTRATOR
    organizer = profile.flag("isOrganizer")
    if organizer is False:
        raise refuse(MemberOnly, "isOrganizer is False")
    return "Organizer" if organizer else ""
