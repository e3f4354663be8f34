"""Starts a meeting now: startOnlineMeeting, the wait for its link, and what is done without one."""

from collections.abc import Callable
from typing import TypeAlias

from meetings.errors import MeetingError
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange, Sleep
from meetings.services.skype.application import Application, open_application
from meetings.services.skype.errors import LinkMissing, MayNotStart, refuse
from meetings.services.skype.find import Found, seek, seek_open
from meetings.services.skype.made import with_notes
from meetings.services.skype.result import left, result
from meetings.services.skype.schedule import schedule
from meetings.services.skype.session import Session
from meetings.services.skype.waiting import Wait
from meetings.services.skype.watch import Watch
from meetings.services.skype.wish import own_thread, start_body

_PAUSE = 2.0
_DOUBTFUL = ("AlreadyExists", "CallbackChannelError", "ThreadIdAlreadyExists")
FALLBACK = (
    "Skype for Business gave no link to an instant meeting, so this one is scheduled there: "
    "it stays in your list of meetings for eight hours."
)

Remedy: TypeAlias = Callable[["Start"], Exchange[None]]


class Start:
    """One start, from the request to the link."""

    def __init__(self, session: Session, application: Application, wanted: NewMeeting) -> None:
        self.session = session
        self.application = application
        self.wanted = wanted
        self.body = start_body(wanted)
        self.watch = Watch(wanted.marker)

    def run(self) -> Exchange[Meeting]:
        """Start the meeting and return it.

        Until the server has accepted the start, an error means that nothing was made. From then on
        one means so only where the server said that the start failed.
        """
        for last in (False, True):
            found = yield from self._ask()
            if found is None:
                try:
                    found = yield from self._wait()
                except MeetingError as fault:
                    raise _doubted(fault) from fault
            if found is not None:
                return (yield from result(self.session, self.application, self.wanted, found))
            if self.watch.failure is None:
                break
            if last or not self.watch.passing:
                raise self.watch.failure
            yield Sleep(_PAUSE)
            self.watch = Watch(self.wanted.marker)
        return (yield from self._without_link())

    def _ask(self) -> Exchange[Found | None]:
        """Ask until the start is accepted, mending each thing once; or find that it was before."""
        tried = set()
        while True:
            href = self.application.link("communication", "startOnlineMeeting")
            if not href:
                raise self.session.not_allowed(MayNotStart, "no startOnlineMeeting link")
            response = yield from self.session.call("POST", self.session.follow(href), self.body)
            if response.status_code == 201:
                self.watch.invitation = response.headers.get("location", "")
                return None
            refusal = self.session.refusal(response)
            if refusal.subcode in _DOUBTFUL:
                found = yield from self._seek(refusal.subcode)
                if found is not None:
                    return found
            if refusal.subcode in tried or refusal.subcode not in _REMEDIES:
                raise self.session.error(response)
            tried.add(refusal.subcode)
            yield from _REMEDIES[refusal.subcode](self)

    def _seek(self, subcode: str) -> Exchange[Found | None]:
        """Look before asking again, where the refusal may be about our own meeting.

        A thread that is taken is taken by an open conversation: then it is enough to look there.
        """
        look = seek_open if subcode == "ThreadIdAlreadyExists" else seek
        try:
            return (yield from look(self.session, self.application, self.wanted))
        except MeetingError as fault:
            raise _doubted(fault) from fault

    def _wait(self) -> Exchange[Found | None]:
        wait = Wait(self.session, self.application, self.watch)
        meeting = yield from wait.link()
        if meeting is None:
            meeting = yield from wait.look()
        return Found(meeting, self.watch.conversation) if meeting is not None else None

    def _without_link(self) -> Exchange[Meeting]:
        """Leave what gives no link; only when the server says that we have, schedule instead."""
        try:
            if not self.watch.ended and not (yield from left(self.session, self.watch)):
                raise refuse(LinkMissing, "the start was accepted, and cannot be left")
            application = yield from open_application(self.session)
            meeting = yield from schedule(self.session, application, self.wanted)
            return with_notes(meeting, FALLBACK)
        except MeetingError as fault:
            raise _doubted(fault) from fault


def _doubted(fault: MeetingError) -> MeetingError:
    """The same error if it claims nothing, else one that leaves open what came of the start."""
    return fault if fault.outcome_unknown else refuse(LinkMissing, str(fault))


def _in_its_own_thread(start: Start) -> Exchange[None]:
    """409 ThreadIdAlreadyExists: a conversation of an earlier start is still in that thread."""
    yield from ()
    start.body["threadId"] = own_thread(start.wanted)


def _reopen(start: Start) -> Exchange[None]:
    """404 ApplicationNotFound, 410 InactiveApplicationExpired: the application has gone."""
    start.application = yield from open_application(start.session)


def _later(_: Start) -> Exchange[None]:
    """409 AlreadyExists, AnotherOperationPending, 500 CallbackChannelError: once more, later."""
    yield Sleep(_PAUSE)


_REMEDIES: dict[str, Remedy] = {
    "ThreadIdAlreadyExists": _in_its_own_thread,
    "ApplicationNotFound": _reopen,
    "InactiveApplicationExpired": _reopen,
    "AlreadyExists": _later,
    "AnotherOperationPending": _later,
    "CallbackChannelError": _later,
}
