"""Entry URLs: the page by which people enter a meeting, and who is inside."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from starlette.responses import HTMLResponse, Response

from sandbox.book import Book
from sandbox.services.live_meeting.center import Center
from sandbox.services.live_meeting.faults import ServedFault
from sandbox.services.live_meeting.meetings import HeldMeeting, Visit, token

WAYS = ("join", "webjoin", "attend", "present", "view")
_SIDES = {"attend": "audience", "present": "presenter"}
_DETAILS = {"email": 255, "company": 255, "extra1": 128, "extra2": 128, "extra3": 255}
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Live Meeting</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1rem;
background:#f4f6fa;color:#1d2733}}code{{color:#0b5cad}}</style></head>
<body><main><h1>{title}</h1>{text}
<p>This is a loopback: nobody can hear you.</p></main></body></html>"""
_LOG_ON = """<p>Only invited people may enter. Log on.</p><form method="post">
<p><label>User ID <input name="userID"></label></p>
<p><label>Password <input name="password" type="password"></label></p>
<p><button>Log on</button></p></form>"""


def _writable(text: str) -> str:
    """*text* without the characters that XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def page(title: str, text: str, status: int = 200) -> Response:
    """A small page; *text* is HTML."""
    return HTMLResponse(_PAGE.format(title=escape(title), text=text), status)


def refused(fault: ServedFault) -> Response:
    """The page that says why somebody cannot enter, with the code of the fault."""
    text = f"<p>{escape(fault.text)}</p><p><code>{escape(fault.code)}</code></p>"
    missing = fault.code == "Client.BadData.NoSuch.Meeting"
    return page("You cannot enter", text, 404 if missing else 403)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """Somebody at the door: the way and the query of the URL, and what the log-on form said."""

    center: Center
    way: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    browser: str
    address: str
    now: datetime
    book: Book

    def answer(self, *, looks_only: bool) -> Response:
        """The page; somebody who *looks_only* (HEAD) does not enter."""
        try:
            meeting = self._meeting()
            side = _SIDES[self._role()]
            name = self._let_in(meeting, side)
            if not name:
                return page(str(meeting.options["title"]), _LOG_ON)
            self._check_time(meeting)
            self._check_seats(meeting)
        except ServedFault as fault:
            return refused(fault)
        if not looks_only:
            self._enter(meeting, side, name)
        who = (
            f"<p>You are in the meeting <code>{escape(meeting.name)}</code> as {escape(name)}.</p>"
        )
        return page(str(meeting.options["title"]), who)

    def _meeting(self) -> HeldMeeting:
        wanted = self.query.get("id", "")
        meeting = self.center.meetings.named(wanted) if self.way != "view" else None
        if meeting is None:
            same_name = (each.name.casefold() == wanted.casefold() for each in self.center.meetings)
            inactive = self.way != "view" and any(same_name)
            raise ServedFault(
                "Client.Meeting.Inactive" if inactive else "Client.BadData.NoSuch.Meeting"
            )
        owner = self.center.user(meeting.owner)
        if owner is None or owner.expired(self.now):
            raise ServedFault("Client.Meeting.Inactive")
        return meeting

    def _role(self) -> str:
        role = self.way if self.way in _SIDES else self.query.get("role", "")
        if role not in _SIDES:
            raise ServedFault(
                "Client.BadSyntax", "role has to be attend or present.", fieldName="role"
            )
        return role

    def _let_in(self, meeting: HeldMeeting, side: str) -> str:
        """The name under which somebody enters; empty if they have to log on first."""
        control = meeting.options[f"{side}EntryControl"]
        if control == "ACL":
            return self._logged_on(meeting, side)
        key = meeting.options.get(f"{side}Password")
        code = self.query.get("pw", "")
        needs_code = control == "Password" and key is not None
        if needs_code and not secrets.compare_digest(str(key).encode(), code.encode()):
            raise ServedFault("Client.Authorization.BadPassword.Meeting")
        registered = self.query.get("email") and self.query.get("company")
        if meeting.options.get("registration") is True and not registered:
            raise ServedFault("Client.Meeting.NeedsRegistration")
        return _writable(self.query.get("cn", "")).strip()[:255] or "Guest"

    def _logged_on(self, meeting: HeldMeeting, side: str) -> str:
        if not self.form:
            return ""
        user = self.center.user(self.form.get("userID", ""))
        if user is None or user.password != self.form.get("password") or user.expired(self.now):
            raise ServedFault("Client.Authentication")
        listed = meeting.options.get(f"{side}ACL", ())
        invited = [each.casefold() for each in (listed if isinstance(listed, tuple) else ())]
        if user.user_id.casefold() not in (*invited, meeting.owner.casefold()):
            raise ServedFault("Client.Authorization", "You are not invited.")
        return user.name

    def _check_time(self, meeting: HeldMeeting) -> None:
        if self.center.any_time:
            return
        if self.now < meeting.starts_at:
            raise ServedFault("Client.Meeting.Early")
        if meeting.ends_at is not None and meeting.ends_at <= self.now:
            raise ServedFault("Client.Meeting.Late")

    def _check_seats(self, meeting: HeldMeeting) -> None:
        if len(meeting.inside()) >= meeting.seats:
            raise ServedFault("Client.ResourceLimit.Meeting.Full")

    def _enter(self, meeting: HeldMeeting, side: str, name: str) -> None:
        details = {key: _writable(self.query.get(key, ""))[:most] for key, most in _DETAILS.items()}
        details |= {"browser": _writable(self.browser)[:255], "ipAddr": self.address}
        details = {key: text for key, text in details.items() if text}
        visit = Visit(vid=token(13), user_name=name, started_at=self.now, details=details)
        meeting.visits.append(visit)
        self.book.write("visit", mid=meeting.mid, vid=visit.vid, user_name=name, side=side)
