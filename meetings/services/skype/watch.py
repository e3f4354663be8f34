"""Picks out of all events those of one start, and draws together what they say of it."""

from urllib.parse import unquote, urlsplit

from meetings.errors import MeetingError
from meetings.services.skype.channel import Event
from meetings.services.skype.refusals import PASSING, clean, failed_operation
from meetings.services.skype.resource import Resource

_ENDED = ("Disconnected", "Disconnecting")
_FAILED = ("Failed", "Declined", "Cancelled")


class Watch:
    """What is known of the start with *operation* as its operationId.

    Events are ours by the operationId of the invitation, and by the conversation that it names:
    a thread is no proof, since the conversations of earlier starts may have had the same one. Any
    event but ``completed`` may be missing, and all may come before the answer to the start.
    """

    def __init__(self, operation: str) -> None:
        self.operation = operation
        self.invitation = ""  # hrefs
        self.conversation = ""
        self.cancel = ""
        self.connected = False
        self.ended = False  # the server said that we are not in the conversation any more
        self.failure: MeetingError | None = None
        self.passing = False  # whether the failure is worth one more try
        self.unread: list[Event] = []  # invitations that came without their body
        self._meetings: dict[str, str] = {}
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
        """Whether the link may be had by now."""
        return self.connected or bool(self.meeting) or self.readable is not None

    def note(self, event: Event) -> None:
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
        self.ended = self.ended or (_key(self.conversation) in self._left)

    def note_invitation(self, event: Event, invitation: Resource) -> None:
        """Take in what an event says of an invitation; others' are left alone."""
        ours = invitation.text("operationId") == self.operation if invitation else True
        if not ours:
            return
        self.invitation = event.href or self.invitation
        self.read_invitation(invitation)
        if event.kind == "completed" and not self.connected:
            self.connected = event.status == "Success"
            if not self.connected:
                self._fail(event.reason)
        self.ended = self.ended or (_key(self.conversation) in self._left)

    def read_invitation(self, invitation: Resource) -> None:
        """Take in the invitation itself."""
        self.conversation = invitation.link("conversation") or self.conversation
        self.cancel = invitation.link("cancel") or self.cancel
        self.connected = self.connected or invitation.text("state") == "Connected"

    def read_state(self, invitation: Resource) -> None:
        """Take in the invitation as it was fetched, when no event had to say how it ended."""
        self.read_invitation(invitation)
        if invitation.text("state") in _FAILED and self.failure is None:
            self._fail(invitation.part("reason"))

    def read_conversation(self, conversation: Resource) -> None:
        """Take in our conversation as it was fetched."""
        if conversation.text("state") in _ENDED:
            self.ended = True
        if href := conversation.link("onlineMeeting"):
            self._meetings[_key(self.conversation)] = href

    def _note_conversation(self, event: Event) -> None:
        key = _key(event.href)
        if not key:
            return
        if href := event.resource.link("onlineMeeting"):
            self._meetings[key] = href
        if event.kind == "deleted" or event.resource.text("state") in _ENDED:
            self._left.add(key)

    def _note_meeting(self, event: Event) -> None:
        key = _key(event.resource.link("conversation") or event.within)
        if not key:
            return
        if event.href:
            self._meetings[key] = event.href
        if event.resource.text("joinUrl"):
            self._readable[key] = event.resource

    def _fail(self, reason: Resource) -> None:
        code, subcode = clean(reason.text("code")), clean(reason.text("subcode"))
        self.passing = subcode in PASSING
        self.failure = failed_operation(code, subcode, clean(reason.text("message")))


def _key(href: str) -> str:
    """What tells two resources of one pool apart, however their addresses are written."""
    parts = urlsplit(href)
    return unquote(f"{parts.path}?{parts.query}") if href else ""


def _same(one: str, other: str) -> bool:
    return bool(one) and _key(one) == _key(other)
