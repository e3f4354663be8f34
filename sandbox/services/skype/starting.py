"""Starting and joining a meeting at once: the operation that answers 201 and ends in the channel.

Source: startOnlineMeeting, joinOnlineMeeting, onlineMeetingInvitation and "Operation resource".
"""

import asyncio
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.book import Book
from sandbox.services.skype.announcements import Announcer
from sandbox.services.skype.applications import Applications, ServedApplication
from sandbox.services.skype.channel import ServedEvent
from sandbox.services.skype.conferences import (
    Conference,
    Conferences,
    Invitation,
    ServedConversation,
)
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.properties import Property
from sandbox.services.skype.refusals import RequestRefused
from sandbox.services.skype.variations import Manner, Variations

START = {
    "operationId": Property(longest=50),
    "importance": Property(values=("Normal", "Urgent", "Emergency")),
    "subject": Property(longest=250),
    "threadId": Property(),
}
JOIN = {**START, "onlineMeetingUri": Property()}
ADHOC = "adhoc"
_CLASH = {
    "code": "Conflict",
    "subcode": "ThreadIdAlreadyExists",
    "message": "A conversation with this thread ID already exists.",
}


@dataclass(slots=True)
class Starting:
    """Puts people into meetings."""

    deployment: Deployment
    conferences: Conferences
    applications: Applications
    variations: Variations
    book: Book

    async def begin(
        self, application: ServedApplication, properties: Mapping[str, Any]
    ) -> Invitation:
        """Begin the operation; its result comes by the event channel. Raises RequestRefused."""
        conference = self._target(properties.get("onlineMeetingUri", ADHOC))
        clash = self._is_live(application, properties.get("threadId"))
        if clash and self.deployment.thread_clash == "at once":
            raise RequestRefused("ThreadIdAlreadyExists")
        invitation = self._invite(application, properties, conference)
        manner = self.variations.manner()
        work = application.spawn(self._play(application, invitation, manner, clash=clash))
        if manner.early:
            await asyncio.wait([work])
            await asyncio.sleep(self.deployment.step)
        return invitation

    def cancel(self, application: ServedApplication, invitation: Invitation) -> None:
        """Take back an invitation that is still connecting. Raises RequestRefused."""
        if invitation.state != "Connecting":
            raise RequestRefused("NotFound")
        invitation.becomes("Cancelled")
        reason = {"code": "Informational", "subcode": "Canceled", "message": None}
        self._over(application, invitation, Announcer(application), reason)

    def leave(self, application: ServedApplication, conversation: ServedConversation) -> None:
        """Take the person out of the conversation, which ends for them and for nobody else."""
        for invitation in application.invitations.values():
            if invitation.conversation is conversation and invitation.state == "Connecting":
                self.cancel(application, invitation)
                return
        self._drop(application, conversation, Announcer(application))

    def _target(self, uri: str) -> Conference | None:
        """The meeting that *uri* names; None for a new one. Raises RequestRefused."""
        if uri == ADHOC:
            return None
        conference = self.conferences.by_uri(uri)
        if conference is None:
            raise RequestRefused("DestinationNotFound")
        return conference

    def _is_live(self, application: ServedApplication, thread_id: str | None) -> bool:
        """Whether the person is in a conversation of this thread already."""
        theirs = self.applications.of(application.person)
        live = [talk for each in theirs for talk in each.conversations.values()]
        return any(talk.thread_id == thread_id for talk in live)

    def _invite(
        self,
        application: ServedApplication,
        properties: Mapping[str, Any],
        conference: Conference | None,
    ) -> Invitation:
        subject = properties.get("subject", "")
        made = conference is None
        if conference is None:
            person = application.person
            conference = self.conferences.make(person, application.base, {"subject": subject})
        talk = ServedConversation(
            id=str(uuid.uuid4()),
            thread_id=properties.get("threadId") or secrets.token_hex(16),
            subject=subject,
            importance=properties.get("importance", "Normal"),
            conference=conference,
        )
        entry = self.book.write(
            "meeting" if made else "joined",
            person=application.person.address,
            operationId=properties.get("operationId"),
            threadId=talk.thread_id,
            subject=subject,
            importance=talk.importance,
            joinUrl=conference.join_url,
            state="Connecting",
        )
        invitation = Invitation(
            id=secrets.token_hex(16),
            operation_id=properties.get("operationId"),
            conversation=talk,
            entry=entry,
        )
        application.conversations[talk.id] = talk
        application.invitations[invitation.id] = invitation
        return invitation

    async def _play(
        self, application: ServedApplication, invitation: Invitation, manner: Manner, *, clash: bool
    ) -> None:
        """Let the meeting come up, step by step, in its manner."""
        talk = invitation.conversation
        announcer = Announcer(application, manner)
        sender = _EventSender(application, manner, invitation, self.deployment.step)
        if not await sender.goes_on():
            return
        if manner.stranger:
            application.channel.put(announcer.stranger())
        sender.send(announcer.started(invitation), *announcer.conversation(talk, "added"))
        if manner.ends == "never" or not await sender.goes_on():
            return
        if manner.ends == "gone":
            self.applications.end(application, expired=True)
        elif clash or manner.ends == "failure":
            self._fail(application, invitation, announcer, clash=clash)
        else:
            talk.state = "InLobby" if manner.ends == "lobby" else "Conferencing"
            sender.send(*announcer.conversation(talk, "updated"))
            if manner.ends != "lobby" and await sender.goes_on():
                await self._comes_up(invitation, announcer, sender)

    async def _comes_up(
        self, invitation: Invitation, announcer: Announcer, sender: "_EventSender"
    ) -> None:
        talk, manner = invitation.conversation, announcer.manner
        talk.state = "Conferenced"
        invitation.becomes("Connected")
        talk.shows = {"at once": "all", "blank": "blank"}.get(manner.link, "nothing")
        events = [*announcer.conversation(talk, "updated"), *announcer.joined(talk)]
        sender.send(*events, last=announcer.completed(invitation))
        if manner.link == "late":
            await asyncio.sleep(manner.late_ms / 1000)
            talk.shows = "all"
            sender.send(*announcer.conversation(talk, "updated"), *announcer.meeting_added(talk))

    def _fail(
        self,
        application: ServedApplication,
        invitation: Invitation,
        announcer: Announcer,
        *,
        clash: bool,
    ) -> None:
        invitation.becomes("Failed")
        manner = announcer.manner
        reason = {"code": manner.code, "subcode": manner.subcode, "message": "It did not come up."}
        self._over(application, invitation, announcer, _CLASH if clash else reason)

    def _over(
        self,
        application: ServedApplication,
        invitation: Invitation,
        announcer: Announcer,
        reason: dict[str, Any],
    ) -> None:
        """End an operation that came to nothing; a meeting made for it is gone."""
        application.channel.put(announcer.completed(invitation, reason))
        if invitation.entry["kind"] == "meeting":
            self.conferences.delete(invitation.conversation.conference)
        self._drop(application, invitation.conversation, announcer)

    def _drop(
        self, application: ServedApplication, conversation: ServedConversation, announcer: Announcer
    ) -> None:
        conversation.state, conversation.shows = "Disconnected", "nothing"
        application.conversations.pop(conversation.id, None)
        updated = announcer.conversation(conversation, "updated")
        application.channel.put(*updated, *announcer.left(conversation))


@dataclass(slots=True)
class _EventSender:
    """Sends events with pauses between them, leaving out or bundling what the manner says."""

    application: ServedApplication
    manner: Manner
    invitation: Invitation
    step: float
    _bundle: list[ServedEvent] = field(default_factory=list)

    async def goes_on(self) -> bool:
        """Pause; then say whether nobody has cancelled in the meantime."""
        await asyncio.sleep(0 if self.manner.merged else self.step)
        return self.invitation.state == "Connecting"

    def send(self, *events: ServedEvent, last: ServedEvent | None = None) -> None:
        """Send *events*, and *last*, which only silence leaves out."""
        if self.manner.ends == "silence":
            return
        if not self.manner.only_completed:
            self._bundle.extend(events)
        if last is not None:
            self._bundle.append(last)
        done = last is not None or self.invitation.state != "Connecting"
        if self._bundle and (done or not self.manner.merged):
            self.application.channel.put(*self._bundle)
            self._bundle = []
