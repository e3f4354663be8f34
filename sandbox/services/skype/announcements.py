"""What the event channel tells about a starting, running and ending meeting.

Source: "Events in UCWA", "Operation resource" and the events of conversation and onlineMeeting.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.services.skype.applications import ServedApplication
from sandbox.services.skype.channel import ServedEvent
from sandbox.services.skype.conferences import Invitation, ServedConversation
from sandbox.services.skype.links import link, links
from sandbox.services.skype.representations import (
    Resource,
    conversation_resource,
    invitation_resource,
    meeting_glimpse,
    meeting_resource,
    participant_resource,
    self_in,
)
from sandbox.services.skype.variations import Manner


@dataclass(frozen=True, slots=True)
class Announcer:
    """Makes the events of one application, in one manner."""

    application: ServedApplication
    manner: Manner = field(default_factory=Manner)

    def started(self, invitation: Invitation) -> ServedEvent:
        """The operation has begun."""
        return self._operation(invitation, "started")

    def completed(self, invitation: Invitation, reason: Resource | None = None) -> ServedEvent:
        """The operation has ended: well, or for *reason*."""
        status = {"status": "Failure", "reason": reason} if reason else {"status": "Success"}
        return self._operation(invitation, "completed", status)

    def conversation(self, conversation: ServedConversation, kind: str) -> list[ServedEvent]:
        """A conversation was added, updated or deleted; nothing where the manner leaves it out."""
        if not self.manner.conversation_events:
            return []
        resource = conversation_resource(conversation, self.application)
        href = resource["_links"]["self"]["href"]
        event = {"link": {"rel": "conversation", "href": href}, "type": kind}
        return [
            ServedEvent(self._communication(), self._embed(event, "conversation", resource, kind))
        ]

    def joined(self, conversation: ServedConversation) -> list[ServedEvent]:
        """The person is in the roster, and the meeting can be seen."""
        if not self.manner.conversation_events:
            return []
        me = participant_resource(conversation, self.application)
        name, href = self.application.person.name, me["_links"]["self"]["href"]
        event = {"link": {"rel": "localParticipant", "href": href, "title": name}, "type": "added"}
        sender = self._sender(conversation)
        roster = ServedEvent(sender, self._embed(event, "localParticipant", me, "added"))
        return [roster, *self.meeting_added(conversation)]

    def meeting_added(self, conversation: ServedConversation) -> list[ServedEvent]:
        """The onlineMeeting of the conversation, if it can be seen."""
        if conversation.shows == "nothing" or not self.manner.conversation_events:
            return []
        whole = self.manner.embed == "everything"
        look = meeting_resource if whole else meeting_glimpse
        resource = look(conversation, self.application)
        rel, talk = self._sender(conversation)
        event = {
            "link": {"rel": "onlineMeeting", "href": resource["_links"]["self"]["href"]},
            "in": {"rel": rel, "href": talk},
            "type": "added",
        }
        return [ServedEvent((rel, talk), self._embed(event, "onlineMeeting", resource, "added"))]

    def left(self, conversation: ServedConversation) -> list[ServedEvent]:
        """The person has gone, and the conversation with them."""
        href = self_in(conversation, self.application)
        gone = {"link": {"rel": "localParticipant", "href": href}, "type": "deleted"}
        return [
            ServedEvent(self._sender(conversation), gone),
            *self.conversation(conversation, "deleted"),
        ]

    def stranger(self) -> ServedEvent:
        """Somebody else's invitation, which is none of the client's business."""
        natural = f"communication/onlineMeetingInvitations/{secrets.token_hex(16)}"
        href = self.application.href(natural)
        resource = {
            "direction": "Incoming",
            "importance": "Normal",
            "operationId": secrets.token_hex(16),
            "state": "Cancelled",
            "subject": "Somebody else's meeting",
            "threadId": secrets.token_hex(16),
            "_links": links(self=href),
            "rel": "onlineMeetingInvitation",
        }
        event: dict[str, Any] = {
            "link": {"rel": "onlineMeetingInvitation", "href": href},
            "status": "Failure",
            "reason": {"code": "Informational", "subcode": "Canceled", "message": None},
            "_embedded": {"onlineMeetingInvitation": resource},
            "type": "completed",
        }
        return ServedEvent(self._communication(), event)

    def communication_updated(self, resource: Resource) -> ServedEvent:
        """The communication resource changed."""
        rel, href = self._communication()
        event = {"link": link(href, rel=rel), "type": "updated"}
        return ServedEvent((rel, href), self._embed(event, "communication", resource, "updated"))

    def _operation(
        self, invitation: Invitation, kind: str, more: Resource | None = None
    ) -> ServedEvent:
        resource = invitation_resource(invitation, self.application)
        href = resource["_links"]["self"]["href"]
        event = {"link": {"rel": "onlineMeetingInvitation", "href": href}, **(more or {})}
        event["type"] = kind
        embedded = self._embed(event, "onlineMeetingInvitation", resource, kind)
        return ServedEvent(self._communication(), embedded)

    def _embed(self, event: Resource, rel: str, resource: Resource, kind: str) -> Resource:
        if self.manner.embed == "nothing" or kind == "deleted":
            return event
        return {**event, "_embedded": {rel: resource}}

    def _communication(self) -> tuple[str, str]:
        return "communication", self.application.href("communication")

    def _sender(self, conversation: ServedConversation) -> tuple[str, str]:
        return "conversation", self.application.href(conversation.natural)
