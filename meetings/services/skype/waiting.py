"""Waits for the link of a started meeting: at the event channel or, that failing, by looking."""

from email.utils import parsedate_to_datetime

import httpx

from meetings.service import Exchange, Sleep
from meetings.services.skype.application import Application
from meetings.services.skype.channel import Pack, read_pack
from meetings.services.skype.resource import Resource, read
from meetings.services.skype.session import Session
from meetings.services.skype.watch import Watch

LONGEST = 40.0  # seconds of waiting in a start, which has 60 in all
_POLL = 20.0
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 1.0
_ANSWER = 0.5  # what an answer counts, so that a server which never stops talking is left
_RESET = 3.0
_STUMBLES = 3
_PASSING = (408, 500, 502, 503, 504)
_GONE = (404, 410)
_SIGNED_OUT = ("ApplicationNotFound", "InactiveApplicationExpired")  # and so out of all meetings


class Patience:
    """How long a wait has lasted, told without a clock: by our own silences or the Date headers."""

    def __init__(self, seconds: float) -> None:
        self._limit = seconds
        self._waited = 0.0
        self._began: float | None = None
        self._latest = 0.0

    @property
    def left(self) -> float:
        """Seconds."""
        passed = self._latest - self._began if self._began is not None else 0.0
        return self._limit - max(self._waited, passed)

    def waited(self, seconds: float) -> None:
        """Take off what was waited on purpose."""
        self._waited += seconds

    def at_most(self, seconds: float) -> None:
        """Wait no longer than *seconds* from here."""
        self._limit -= max(self.left - seconds, 0.0)

    def heard(self, response: httpx.Response) -> None:
        """Take the time from a reply, if it tells one."""
        try:
            now = parsedate_to_datetime(response.headers.get("date", "")).timestamp()
        except (ValueError, TypeError, OverflowError):
            return
        self._began = now if self._began is None else self._began
        self._latest = max(now, self._latest)


class Wait:
    """The wait for one start, or for what an earlier one may have made."""

    def __init__(
        self, session: Session, application: Application, watch: Watch, seconds: float = LONGEST
    ) -> None:
        self.watch = watch
        self.deaf = False  # the channel is of no use: look instead
        self._session = session
        self._application = application
        self._patience = Patience(seconds)
        self._stumbles = 0
        self._pause_next = _FIRST_PAUSE

    def link(self) -> Exchange[Resource | None]:
        """Return the onlineMeeting with its joinUrl, or none when time is up or all is over."""
        watch = self.watch
        while self._patience.left > 0 and not watch.over:
            idle = yield from self._listen()
            yield from self._read_unread()
            if idle or watch.promising:
                found = yield from self.look()
                if found is not None:
                    return found
        return None

    def look(self) -> Exchange[Resource | None]:
        """Ask for the invitation, the conversation and the onlineMeeting themselves."""
        watch = self.watch
        if watch.readable is not None or watch.over:
            return watch.readable
        if not watch.conversation:
            yield from self._read_invitation(watch.invitation)
        if watch.conversation and not watch.meeting:
            yield from self._read_conversation()
        if not watch.meeting or watch.over:
            return None
        meeting = yield from self._get(watch.meeting)
        return meeting if meeting is not None and meeting.text("joinUrl") else None

    def _listen(self) -> Exchange[bool]:
        """Hear what the channel has, and say whether it was nothing."""
        if self.deaf or self.watch.connected:
            yield from self._pause()
            return True
        seconds = min(_POLL, max(self._patience.left, 0.5))
        response = yield from self._session.poll(self._application.events, seconds)
        if response is None:
            self._patience.waited(seconds)  # the same address again: nothing was acknowledged
            return True
        self._patience.heard(response)
        self._patience.waited(_ANSWER)
        if response.status_code == 200:
            return (yield from self._take(read_pack(read(response))))
        return (yield from self._trouble(response))

    def _take(self, pack: Pack) -> Exchange[bool]:
        self._application.events = self._session.follow(pack.follow)
        for event in pack.events:
            self.watch.note(event)
        if pack.how == "resume":  # conversations were closed: most likely ours as well
            self._patience.at_most(_RESET)
        if pack.how == "resync":
            self._count()
        elif not pack.events:
            yield from self._pause()
        return pack.how == "resume" or not pack.events

    def _trouble(self, response: httpx.Response) -> Exchange[bool]:
        """The channel refused. UCWA: failures of the event channel."""
        refusal = self._session.refusal(response)
        if not refusal.spoken:
            raise refusal.error()
        if response.status_code in _PASSING:
            yield from self._stumble()
        elif response.status_code == 409:  # somebody else listens there: do not fight over it
            self.deaf = True
        elif response.status_code in _GONE:
            self.deaf = True
            self.watch.ended = refusal.subcode in _SIGNED_OUT
        else:
            raise refusal.error()
        return True

    def _stumble(self) -> Exchange[None]:
        """What passes by itself: the same address again, but not for ever."""
        self._count()
        yield from self._pause()

    def _count(self) -> None:
        self._stumbles += 1
        self.deaf = self._stumbles > _STUMBLES

    def _pause(self) -> Exchange[None]:
        yield Sleep(self._pause_next)
        self._patience.waited(self._pause_next)
        self._pause_next = min(2 * self._pause_next, _LONGEST_PAUSE)

    def _read_unread(self) -> Exchange[None]:
        """Fetch the invitations that events named and did not show."""
        watch = self.watch
        while watch.unread and not watch.over:
            event = watch.unread.pop(0)
            invitation = yield from self._get(event.href)
            if invitation is not None:
                watch.note_invitation(event, invitation)

    def _read_invitation(self, href: str) -> Exchange[None]:
        if not href:
            return
        invitation = yield from self._get(href)
        if invitation is not None:
            self.watch.read_state(invitation)

    def _read_conversation(self) -> Exchange[None]:
        conversation = yield from self._get(self.watch.conversation)
        if conversation is None:
            self.watch.ended = True
        else:
            self.watch.read_conversation(conversation)

    def _get(self, href: str) -> Exchange[Resource | None]:
        """The resource at *href*; none when it is not there, or not yet."""
        response = yield from self._session.call_again("GET", self._session.follow(href))
        self._patience.heard(response)
        if self._session.absent(response):
            return None
        return self._session.resource(response)
