"""Applications: one client's session of one person, its links, its event channel and its end."""

import asyncio
import secrets
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.services.skype.channel import EventChannel
from sandbox.services.skype.conferences import Invitation, ServedConversation, digits
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.links import Seal
from sandbox.services.skype.people import Colleague
from sandbox.services.skype.properties import Property
from sandbox.services.skype.refusals import RequestRefused

APPLICATION = {
    "culture": Property(required=True, longest=100),
    "endpointId": Property(required=True, longest=100),
    "userAgent": Property(required=True, longest=100),
    "instanceId": Property(longest=100),
    "type": Property(longest=100),
}


@dataclass(slots=True, kw_only=True, eq=False)
class ServedApplication:
    """A running application; *path* is its own address, *base* the host's as its client sees it."""

    id: str
    person: Colleague
    path: str
    base: str
    properties: dict[str, Any]
    seen_at: float
    channel: EventChannel = field(init=False)
    seal: Seal = field(default_factory=Seal)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(9) + "=")
    etag: str = field(default_factory=lambda: digits(9))
    marker_name: str = field(default_factory=lambda: str(uuid.uuid4()))
    invitations: dict[str, Invitation] = field(default_factory=dict)
    conversations: dict[str, ServedConversation] = field(default_factory=dict)
    available: bool = False
    polled: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def href(self, natural: str = "") -> str:
        """The address of the resource *natural*, such as ``communication``."""
        return f"{self.path}/{self.seal.over(natural)}/{natural}" if natural else self.path

    def events_href(self, number: int) -> str:
        """The address of the pack *number* of the event channel."""
        key = self.key.replace("=", "%3D")
        return f"{self.href('events')}?ack={number}&key={key}-{self.id}-"

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do *work* in the background, for as long as the application lives."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def close(self, reason: Exception) -> None:
        """End it: the pending poll reads *reason*, conversations and invitations are gone."""
        for task in list(self._tasks):
            task.cancel()
        self.channel.end(reason)
        self.conversations.clear()
        self.invitations.clear()

    def reset(self) -> None:
        """Lose all passing state, as a crashed server does: the channel says ``resume``."""
        for task in list(self._tasks):
            task.cancel()
        self.conversations.clear()
        self.channel.drop_conversations()


@dataclass(slots=True)
class Applications:
    """Who runs which applications."""

    deployment: Deployment
    clock: SandboxClock
    running: dict[str, ServedApplication] = field(default_factory=dict)
    _expired: dict[str, Colleague] = field(default_factory=dict)

    def create(
        self,
        person: Colleague,
        properties: dict[str, Any],
        address: Callable[[str], tuple[str, str]],
    ) -> tuple[ServedApplication, bool]:
        """The application of this endpoint and whether it is new; *address* gives base and path.

        Raises RequestRefused.
        """
        self._sweep()
        if properties["userAgent"] in self.deployment.refused_agents:
            raise RequestRefused("UserAgentNotAllowed")
        theirs = self.of(person)
        for each in theirs:
            if each.properties["endpointId"] == properties["endpointId"]:
                return each, False
        if len(theirs) >= self.deployment.applications_each:
            raise RequestRefused("TooManyApplications")
        number = digits(12)
        base, path = address(number)
        application = ServedApplication(
            id=number,
            person=person,
            path=path,
            base=base,
            properties=properties,
            seen_at=self.clock.now(),
        )
        application.channel = EventChannel(application.events_href, self.deployment)
        self.running[number] = application
        return application, True

    def of(self, person: Colleague) -> list[ServedApplication]:
        """The running applications of *person*."""
        return [each for each in self.running.values() if each.person == person]

    def find(self, application_id: str, person: Colleague) -> ServedApplication:
        """The running application of *person* with this id. Raises RequestRefused."""
        self._sweep()
        application = self.running.get(application_id)
        if application and application.person == person:
            return application
        if self._expired.get(application_id) == person:
            raise RequestRefused(self.deployment.expired)
        raise RequestRefused("ApplicationNotFound")

    def end(self, application: ServedApplication, *, expired: bool = False) -> None:
        """End *application*; *expired*: it was not its user's wish."""
        if self.running.pop(application.id, None) is None:
            return
        if expired:
            self._expired[application.id] = application.person
        application.close(RequestRefused("ApplicationNotFound"))

    def expires_at(self, application: ServedApplication) -> datetime:
        """When *application* ends if nothing is heard of it."""
        return datetime.fromtimestamp(application.seen_at + self.deployment.idle_lasts, UTC)

    def _sweep(self) -> None:
        """End what has been idle for too long."""
        oldest = self.clock.now() - self.deployment.idle_lasts
        for each in list(self.running.values()):
            if each.seen_at < oldest and not each.channel.waiting:
                self.end(each, expired=True)
