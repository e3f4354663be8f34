"""Join links and host links, and the pages that they lead to.

Source: reference, section 2.3. A host link is another at each GET and is good for 2 h; then a
sign-in page opens. ASSUMED: the pages themselves, and 403 for a link with an old passcode.
"""

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.fault_injection import FaultInjector
from sandbox.services.zoom.consent import html
from sandbox.services.zoom.meetings import HostedMeeting, HostedMeetings

HOST_LINK_LIFE = 7200.0


@dataclass(slots=True)
class ZoomLinks:
    """Makes the links, and answers who follows them."""

    meetings: HostedMeetings
    clock: SandboxClock
    faults: FaultInjector
    book: Book
    base: str = ""
    _host_links: dict[str, tuple[int, float]] = field(default_factory=dict, repr=False)

    def join(self, meeting: HostedMeeting) -> str:
        """The guests' link, with the encrypted passcode."""
        pmi = meeting.settings.get("use_pmi")
        query = {"pwd": meeting.encrypted_password} if meeting.password else {}
        number = meeting.host.pmi if pmi else meeting.id
        return f"{self.base}/j/{number}{'?' if query else ''}{urlencode(query)}"

    def host(self, meeting: HostedMeeting) -> str:
        """A host link, not given out before."""
        now = self.clock.now()
        live = {key: link for key, link in self._host_links.items() if now < link[1]}
        zak = f"eyJ0eXAiOiJKV1Qi{secrets.token_urlsafe(32)}"
        self._host_links = {**live, zak: (meeting.id, now + HOST_LINK_LIFE)}
        return f"{self.base}/s/{meeting.id}?{urlencode({'zak': zak})}"

    def keys_of_host(self, meeting: HostedMeeting) -> list[str]:
        """What the host links of *meeting* that were given out let people in by."""
        return [key for key, (number, _) in self._host_links.items() if number == meeting.id]

    async def answer_guest(self, request: Request) -> Response:
        """Answer ``GET /j/{id}``."""

        async def effect() -> Response:
            return self._guest(request)

        return await self.faults.around("join", request, effect)

    def _guest(self, request: Request) -> Response:
        meeting = self._meeting(request.path_params["id"])
        if meeting is None:
            return html("This meeting link is invalid", "<p>(3,001)</p>", 404)
        passcode = request.query_params.get("pwd")
        right = passcode == meeting.encrypted_password or not meeting.password
        self.book.write("visit", id=meeting.id, host=False, passcode=right)
        if not right and passcode is not None:
            return html("Passcode wrong. Please try again.", "", 403)
        if not right:
            return html("Enter meeting passcode", '<form><input name="passcode"></form>')
        body = "<p>Launch Meeting</p>"
        if meeting.settings.get("waiting_room"):
            body += "<p>The host will let you in soon.</p>"
        return html("Join the meeting", body)

    async def answer_host(self, request: Request) -> Response:
        """Answer ``GET /s/{id}``."""

        async def effect() -> Response:
            return self._host(request)

        return await self.faults.around("start", request, effect)

    def _host(self, request: Request) -> Response:
        meeting = self._meeting(request.path_params["id"])
        known, until = self._host_links.get(request.query_params.get("zak", ""), (0, 0.0))
        if meeting is None:
            return html("This meeting link is invalid", "<p>(3,001)</p>", 404)
        good = known == meeting.id and self.clock.now() < until
        self.book.write("visit", id=meeting.id, host=True, stale=not good)
        return html("You are the host" if good else "Sign in to Zoom", "")

    def _meeting(self, number: str) -> HostedMeeting | None:
        meeting = self.meetings.get(number)
        if meeting is None:
            rooms = (each for each in self.meetings if str(each.host.pmi) == number)
            meeting = next((each for each in rooms if each.settings.get("use_pmi")), None)
        gone = meeting is None or meeting.deleted or meeting.lapsed(self.clock.moment())
        return None if gone else meeting
