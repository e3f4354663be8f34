"""The pages behind the links: joining, hosting with a one-time ticket, and calendar entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.services.webex_xml.links import SESSION, Links
from sandbox.services.webex_xml.meetings import SiteMeeting, SiteMeetings
from sandbox.services.webex_xml.site import WebexSite

COOKIE = "webex-session"
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | WebEx</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32rem;padding:0 1rem;
background:#f3f7f4;color:#12331f}}</style></head>
<body><main><h1>{title}</h1><p>{words}</p>
<p>This is a loopback: nobody can hear you.</p></main></body></html>"""
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_CALENDAR = "\r\n".join(
    (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//loopback//webex//EN", "METHOD:{method}"),
        *("BEGIN:VEVENT", "UID:{key}@webex", "DTSTAMP:{stamp}", "STATUS:{status}"),
        *("SUMMARY:WebEx meeting {key}", "END:VEVENT", "END:VCALENDAR", ""),
    )
)


@dataclass(slots=True)
class Pages:
    """Answers browsers."""

    site: WebexSite
    meetings: SiteMeetings
    links: Links
    clock: SandboxClock
    book: Book

    async def answer(self, request: Request) -> Response:
        """Answer ``GET /SITE/PAGE.php``."""
        pages: Mapping[str, Callable[[Request], Response]] = {
            "j": self._meeting,
            "e": self._joined,
            "p": self._signs_in,
            "m": self._hosts,
        }
        here = request.path_params["site"].casefold() == self.site.name.casefold()
        page = pages.get(request.path_params["page"])
        if page is None or not here:
            return _page("Not found", "There is no such page.", 404)
        return page(request)

    def _meeting(self, request: Request) -> Response:
        query = request.query_params
        if _number(query.get("ED", "")) is not None:
            return self._calendar(query)
        return self._invited(query.get("MTID", ""))

    def _invited(self, link: str) -> Response:
        meeting = self.meetings.by_link(link)
        if meeting is None:
            return _gone()
        if link == meeting.host_link:
            return _page(meeting.title, "Sign in to host this meeting.")
        return self._inside(meeting, "attendee")

    def _joined(self, request: Request) -> Response:
        query = request.query_params
        meeting = self.meetings.find(_number(query.get("MK", "")))
        if meeting is None:
            return _gone()
        if query.get("AT") == "RG":
            return _page(meeting.title, "Register for this meeting.")
        if query.get("PW", meeting.password) != meeting.password:
            return _page(meeting.title, "The meeting password is wrong.", 403)
        return self._inside(meeting, "attendee")

    def _signs_in(self, request: Request) -> Response:
        """Use up a host link: its holder is signed in, once."""
        query = request.query_params
        spent = self.links.spend(*(query.get(name, "") for name in ("TK", "WID", "MU")))
        meeting = self.meetings.find(spent[0]) if spent else None
        if spent is None or meeting is None:
            return _page("Sign in", "This link was used already, or is too old.", 403)
        response = self._opened(meeting)
        path = f"/{self.site.name}"
        response.set_cookie(COOKIE, spent[1], max_age=SESSION, path=path, httponly=True)
        return response

    def _hosts(self, request: Request) -> Response:
        """The same page again, for a browser that is signed in."""
        meeting = self.meetings.find(_number(request.query_params.get("MK", "")))
        account = self.links.signed_in(request.cookies.get(COOKIE, ""))
        if meeting is None:
            return _gone()
        if account is not meeting.host:
            return _page("Sign in", "Sign in to host this meeting.", 403)
        return self._opened(meeting)

    def _opened(self, meeting: SiteMeeting) -> Response:
        meeting.opened_at = self.clock.moment()
        return self._inside(meeting, "host")

    def _inside(self, meeting: SiteMeeting, role: str) -> Response:
        self.book.write("visit", key=meeting.key, role=role)
        return _page(meeting.title, f"You are in the meeting {meeting.key} as its {role}.")

    def _calendar(self, query: Mapping[str, str]) -> Response:
        cancelled = query.get("ICS") in ("MC", "CMC")
        key = int(query["ED"])
        if not cancelled and self.meetings.find(key) is None:
            return _gone()
        stamp = datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y%m%dT%H%M%SZ")
        entry = _CALENDAR.format(
            method="CANCEL" if cancelled else "REQUEST",
            status="CANCELLED" if cancelled else "CONFIRMED",
            key=key,
            stamp=stamp,
        )
        return Response(entry, media_type="text/calendar", headers=_HEADERS)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() else None


def _gone() -> Response:
    return _page("No such meeting", "The meeting does not exist, or was cancelled.", 404)


def _page(title: str, words: str, status: int = 200) -> Response:
    page = _PAGE.format(title=escape(title), words=escape(words))
    return HTMLResponse(page, status, _HEADERS)
