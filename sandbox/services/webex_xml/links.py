"""The addresses that the site gives out, and the one-time tickets in the host's.

Source: captures for the shapes of ``j.php``, ``e.php`` and the cancelling links; the ``p.php``
link with its one-time ticket is put together from what clients find in it.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlencode

from sandbox.clock import SandboxClock
from sandbox.services.webex_xml.meetings import SiteMeeting
from sandbox.services.webex_xml.site import SiteAccount, WebexSite

SESSION = 1800  # seconds that a signed-in browser, and an unused host link, live


@dataclass(frozen=True, slots=True)
class _Entry:
    account: SiteAccount
    key: int
    ends_at: float


@dataclass(slots=True)
class Links:
    """Makes addresses below *base*, and remembers which host links and browsers still count."""

    site: WebexSite
    clock: SandboxClock
    base: str = ""
    _tickets: dict[str, _Entry] = field(default_factory=dict)
    _cookies: dict[str, _Entry] = field(default_factory=dict)

    def calendar(self, meeting: SiteMeeting) -> dict[str, str]:
        """``iCalendarURL``: the host's address and the attendees'."""
        if self.site.age == "2004":
            return {
                "host": self._old_calendar(meeting, "MIFH"),
                "attendee": self._old_calendar(meeting, "MIFA"),
            }
        return {
            "host": self._page("j.php", MTID=meeting.host_link),
            "attendee": self.invitation(meeting),
        }

    def invitation(self, meeting: SiteMeeting) -> str:
        """The address that attendees get."""
        return self._page("j.php", MTID=meeting.attendee_link)

    def cancellation(self, meeting: SiteMeeting) -> dict[str, str]:
        """``iCalendarURL`` of a deleted meeting: calendars cancel their entry by it."""
        start = meeting.wall
        facts = {
            "ED": str(meeting.key),
            "UID": str(meeting.event_id),
            "LD": "1",
            "RD": "2",
            "ST": "1",
            "CN": ":".join(f"{byte:x}" for byte in meeting.title.encode()),
            "STI": _dashed(start),
            "ETI": _dashed(start + meeting.lasts),
            "TD": str(meeting.zone.id),
        }
        return {
            "host": self._page("j.php", ":", **facts, ICS="CMC"),
            "attendee": self._page("j.php", ":", **facts, ICS="MC"),
        }

    def join(self, meeting: SiteMeeting, **prefilled: str) -> str:
        """The address that joins at once, with what is to be filled in."""
        return self._page("e.php", AT="SI", MK=str(meeting.key), **prefilled)

    def register(self, meeting: SiteMeeting) -> str:
        """The address to register at."""
        return self._page("e.php", AT="RG", MK=str(meeting.key))

    def host(self, meeting: SiteMeeting, account: SiteAccount) -> str:
        """An address that signs the host in, once, and opens the meeting."""
        ticket = secrets.token_urlsafe(32)
        self._tickets[ticket] = self._entry(account, meeting.key)
        target = self._page("m.php", AT="HM", MK=str(meeting.key))
        return self._page("p.php", AT="LI", WID=account.web_ex_id, TK=ticket, MU=target)

    def spend(self, ticket: str, person: str, target: str) -> tuple[int, str] | None:
        """Use up a host link: the meeting's key and a cookie; None if it is not valid."""
        entry = self._tickets.pop(ticket, None)
        if entry is None or entry.ends_at <= self.clock.now():
            return None
        if entry.account.web_ex_id != person:
            return None
        if target != self._page("m.php", AT="HM", MK=str(entry.key)):
            return None
        cookie = secrets.token_urlsafe(32)
        self._cookies[cookie] = self._entry(entry.account, entry.key)
        return entry.key, cookie

    def signed_in(self, cookie: str) -> SiteAccount | None:
        """Whose browser this is."""
        entry = self._cookies.get(cookie)
        return entry.account if entry and entry.ends_at > self.clock.now() else None

    def _entry(self, account: SiteAccount, key: int) -> _Entry:
        return _Entry(account, key, self.clock.now() + SESSION)

    def _old_calendar(self, meeting: SiteMeeting, kind: str) -> str:
        uid = f"{meeting.event_id:X}"
        return self._page("j.php", ED=str(meeting.key), UID=uid, ICS=kind, ST="12")

    def _page(self, page: str, raw: str = "", **query: str) -> str:
        """The address of a page; *raw* are characters that are not percent-encoded."""
        parameters = urlencode(query, quote_via=quote, safe=raw)
        return f"{self.base}/{self.site.name}/{page}?{parameters}"


def _dashed(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d-%H-%M-%S")
