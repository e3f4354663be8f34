"""Waits for the link of a started meeting: on the event channel, or by reading the resources.

UCWA: Event channel details; Failures of the event channel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

import httpx

from meetings.errors import MeetingError, UnexpectedReply
from meetings.replies import answered_at
from meetings.service import Exchange, Sleep
from meetings.services.skype.errors import refuse
from meetings.services.skype.replies import (
    TRANSIENT,
    Resource,
    failed_operation,
    read_resource,
)
from meetings.services.skype.session import Application
from meetings.text import showable

ENDED_STATES = ("Disconnected", "Disconnecting")
_FAILED_STATES = ("Failed", "Declined", "Cancelled")
_LONGEST_WAIT = 40.0  # seconds of waiting in a start, which has 60 in all
_POLL_SECONDS = 20.0
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 1.0
_REPLY_SECONDS = 0.5  # what each reply counts, so that a wait with many replies ends as well
_RESUME_SECONDS = 3.0
_MOST_FAILURES = 3
_TRANSIENT_STATUSES = (408, 500, 502, 503, 504)
_GONE_STATUSES = (404, 410)
_SIGNED_OUT = ("ApplicationNotFound", "InactiveApplicationExpired")  # and so out of all meetings


@dataclass(frozen=True, slots=True)
class ChannelEvent:
    """Something that happened to the resource at *href*.

    *kind* is added, updated, deleted, started or completed; *within* the collection or resource it
    happened in; *resource* the resource itself, where the server embedded it.
    """

    kind: str
    rel: str
    href: str
    within: str
    status: str
    reason: Resource
    resource: Resource


@dataclass(frozen=True, slots=True)
class EventBatch:
    """One reply of the channel, in order. *follow* is where to ask next, *rel* the link's rel.

    ``next`` is the normal one; ``resume`` says that conversations may have been closed meanwhile;
    ``resync`` that events were lost. The address stays as the server wrote it, with its ``ack``.
    """

    events: tuple[ChannelEvent, ...]
    follow: str
    rel: str


def read_batch(reply: Resource) -> EventBatch:
    """Read a reply of the channel, or raise UnexpectedReply."""
    for rel in ("resync", "next", "resume"):
        if href := reply.link(rel):
            return EventBatch(tuple(_read_events(reply)), href, rel)
    raise refuse(UnexpectedReply, "events without next, resume and resync")


def _read_events(reply: Resource) -> Iterator[ChannelEvent]:
    for sender in reply.parts("sender"):
        for event in sender.parts("events"):
            link = event.part("link")
            rel = link.text("rel")
            yield ChannelEvent(
                kind=event.text("type"),
                rel=rel,
                href=link.text("href"),
                within=event.part("in").text("href") or sender.text("href"),
                status=event.text("status"),
                reason=event.part("reason"),
                resource=next(iter(event.embedded(rel)), Resource({})),
            )


class StartProgress:
    """What is known of the start with *operation* as its operationId.

    Events are ours by the operationId of the invitation, and by the conversation that it names: a
    threadId proves nothing, since the conversations of earlier starts may have had the same one.
    Any event but ``completed`` may be missing, and all may come before the reply to the start.
    """

    def __init__(self, operation: str, conversation: str = "") -> None:
        self.operation = operation
        self.invitation = ""  # hrefs
        self.conversation = conversation
        self.cancel = ""
        self.connected = False
        self.ended = False  # the server said that we are not in the conversation any more
        self.failure: MeetingError | None = None
        self.may_pass = False  # whether the failure is worth one more try
        self.unread: list[ChannelEvent] = []  # about invitations, without their body
        self._meetings: dict[str, str] = {}  # hrefs, by the key of the conversation
        self._readable: dict[str, Resource] = {}
        self._left: set[str] = set()

    @property
    def over(self) -> bool:
        """Whether waiting for more is of no use."""
        return self.failure is not None or self.ended

    @property
    def meeting(self) -> str:
        """The href of our conversation's onlineMeeting, once an event has shown it."""
        return self._meetings.get(_key(self.conversation), "")

    @property
    def readable(self) -> Resource | None:
        """Our onlineMeeting, if an event brought it with its joinUrl."""
        return self._readable.get(_key(self.conversation))

    @property
    def promising(self) -> bool:
        """Whether there may be a link by now."""
        return self.connected or bool(self.meeting) or self.readable is not None

    def note(self, event: ChannelEvent) -> None:
        """Take in one event."""
        if event.rel == "onlineMeetingInvitation":
            if event.resource or _same(event.href, self.invitation):
                self.note_invitation(event, event.resource)
            elif event.kind in ("started", "completed"):
                self.unread.append(event)
        elif event.rel == "conversation":
            self._note_conversation(event)
        elif event.rel == "onlineMeeting":
            self._note_meeting(event)
        self._note_end()

    def note_invitation(self, event: ChannelEvent, invitation: Resource) -> None:
        """Take in what an event says of an invitation, unless it is another start's."""
        if invitation and invitation.text("operationId") != self.operation:
            return
        self.invitation = event.href or self.invitation
        self._read_links(invitation)
        if event.kind == "completed" and not self.connected:
            self.connected = event.status == "Success"
            if not self.connected:
                self._fail(event.reason)
        self._note_end()

    def read_invitation(self, invitation: Resource) -> None:
        """Take in our invitation as it was fetched, in case no event says how it ended."""
        self._read_links(invitation)
        if invitation.text("state") in _FAILED_STATES and self.failure is None:
            self._fail(invitation.part("reason"))

    def read_conversation(self, conversation: Resource) -> None:
        """Take in our conversation as it was fetched."""
        if conversation.text("state") in ENDED_STATES:
            self.ended = True
        if href := conversation.link("onlineMeeting"):
            self._meetings[_key(self.conversation)] = href

    def _read_links(self, invitation: Resource) -> None:
        self.conversation = invitation.link("conversation") or self.conversation
        self.cancel = invitation.link("cancel") or self.cancel
        self.connected = self.connected or invitation.text("state") == "Connected"

    def _note_conversation(self, event: ChannelEvent) -> None:
        key = _key(event.href)
        if not key:
            return
        if href := event.resource.link("onlineMeeting"):
            self._meetings[key] = href
        if event.kind == "deleted" or event.resource.text("state") in ENDED_STATES:
            self._left.add(key)

    def _note_meeting(self, event: ChannelEvent) -> None:
        key = _key(event.resource.link("conversation") or event.within)
        if not key:
            return
        if event.href:
            self._meetings[key] = event.href
        if event.resource.text("joinUrl"):
            self._readable[key] = event.resource

    def _note_end(self) -> None:
        self.ended = self.ended or (_key(self.conversation) in self._left)

    def _fail(self, reason: Resource) -> None:
        code, subcode = showable(reason.text("code")), showable(reason.text("subcode"))
        self.may_pass = subcode in TRANSIENT
        self.failure = failed_operation(code, subcode, showable(reason.text("message")))


def _key(href: str) -> str:
    """The path and query: what tells two resources apart, whether relative or escaped or not."""
    parts = urlsplit(href)
    return unquote(f"{parts.path}?{parts.query}") if href else ""


def _same(href: str, other: str) -> bool:
    return bool(href) and _key(href) == _key(other)


class Countdown:
    """The seconds left of a wait, told without a clock: by our own pauses and the Date headers."""

    def __init__(self, seconds: float) -> None:
        self._limit = seconds
        self._waited = 0.0
        self._first: datetime | None = None
        self._latest: datetime | None = None

    @property
    def left(self) -> float:
        """Seconds."""
        passed = (self._latest - self._first).total_seconds() if self._latest and self._first else 0
        return self._limit - max(self._waited, passed)

    def waited(self, seconds: float) -> None:
        """Take off what was waited on purpose."""
        self._waited += seconds

    def at_most(self, seconds: float) -> None:
        """Wait no longer than *seconds* from here."""
        self._limit -= max(self.left - seconds, 0.0)

    def read(self, response: httpx.Response) -> None:
        """Take the time from a reply, if it has one."""
        if now := answered_at(response):
            self._first = self._first or now
            self._latest = max(now, self._latest or now)


class LinkWait:
    """The wait for the link of one start, or of what an earlier start may have made.

    *poll* is false where the event channel is of no use: then the resources are read instead.
    """

    def __init__(
        self,
        application: Application,
        progress: StartProgress,
        seconds: float = _LONGEST_WAIT,
        *,
        poll: bool = True,
    ) -> None:
        self._application = application
        self._session = application.session
        self._progress = progress
        self._countdown = Countdown(seconds)
        self._polls = poll
        self._failures = 0
        self._next_pause = _FIRST_PAUSE

    def link(self) -> Exchange[Resource | None]:
        """Return the onlineMeeting with its joinUrl, or None when time is up or all is over."""
        progress = self._progress
        while self._countdown.left > 0 and not progress.over:
            idle = yield from self._listen()
            yield from self._read_unread()
            if idle or progress.promising:
                meeting = yield from self.look()
                if meeting is not None:
                    return meeting
        return None

    def look(self) -> Exchange[Resource | None]:
        """Read the invitation, the conversation and the onlineMeeting themselves."""
        progress = self._progress
        if progress.readable is not None or progress.over:
            return progress.readable
        if progress.invitation and not progress.conversation:
            invitation = yield from self._get(progress.invitation)
            if invitation is not None:
                progress.read_invitation(invitation)
        if progress.conversation and not progress.meeting:
            conversation = yield from self._get(progress.conversation)
            if conversation is None:
                progress.ended = True
            else:
                progress.read_conversation(conversation)
        if not progress.meeting or progress.over:
            return None
        meeting = yield from self._get(progress.meeting)
        return meeting if meeting is not None and meeting.text("joinUrl") else None

    def _listen(self) -> Exchange[bool]:
        """Ask the channel for events; return whether there were none."""
        if not self._polls or self._progress.connected:
            yield from self._pause()
            return True
        seconds = min(_POLL_SECONDS, max(self._countdown.left, 0.5))
        response = yield from self._session.poll(self._application.events, seconds)
        if response is None:
            self._countdown.waited(seconds)  # the same address again: nothing was acknowledged
            return True
        self._countdown.read(response)
        self._countdown.waited(_REPLY_SECONDS)
        if response.status_code == 200:
            return (yield from self._take(read_batch(read_resource(response))))
        yield from self._take_refusal(response)
        return True

    def _take(self, batch: EventBatch) -> Exchange[bool]:
        self._application.events = self._session.follow(batch.follow)
        for event in batch.events:
            self._progress.note(event)
        if batch.rel == "resume":  # conversations were closed: most likely ours as well
            self._countdown.at_most(_RESUME_SECONDS)
        if batch.rel == "resync":
            self._count_failure()
        elif not batch.events:
            yield from self._pause()
        return batch.rel == "resume" or not batch.events

    def _take_refusal(self, response: httpx.Response) -> Exchange[None]:
        """UCWA: Failures of the event channel."""
        refusal = self._session.refusal(response)
        if not refusal.from_server:
            raise refusal.error()
        if response.status_code in _TRANSIENT_STATUSES:  # the same address again, a few times
            self._count_failure()
            yield from self._pause()
        elif response.status_code == 409:  # another client polls there: do not fight over it
            self._polls = False
        elif response.status_code in _GONE_STATUSES:
            self._polls = False
            self._progress.ended = refusal.subcode in _SIGNED_OUT
        else:
            raise refusal.error()

    def _count_failure(self) -> None:
        self._failures += 1
        self._polls = self._failures <= _MOST_FAILURES

    def _pause(self) -> Exchange[None]:
        yield Sleep(self._next_pause)
        self._countdown.waited(self._next_pause)
        self._next_pause = min(2 * self._next_pause, _LONGEST_PAUSE)

    def _read_unread(self) -> Exchange[None]:
        """Fetch the invitations that events named without embedding them."""
        progress = self._progress
        while progress.unread and not progress.over:
            event = progress.unread.pop(0)
            invitation = yield from self._get(event.href)
            if invitation is not None:
                progress.note_invitation(event, invitation)

    def _get(self, href: str) -> Exchange[Resource | None]:
        """The resource at *href*; None when it is not there, or not yet."""
        response = yield from self._session.call_again("GET", href)
        self._countdown.read(response)
        return None if self._session.absent(response) else self._session.resource(response)
