"""Tickets that Slack hands to an app with each interaction: a trigger_id and a response_url.

A trigger_id opens one view within 3 s; a response_url takes 5 posts within 30 minutes.
"""

import secrets
from dataclasses import dataclass, field

from sandbox.clock import SandboxClock
from sandbox.slack.refusals import SlackError
from sandbox.slack.workspace import PostedMessage

TRIGGER_LIFE = 3.0
RESPONSE_LIFE = 1800.0
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """The right to open one view before one person."""

    id: str
    person: str
    made_at: float
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to answer one interaction; *origin* is the message whose button was pressed."""

    path: str
    person: str
    channel: str
    made_at: float
    origin: PostedMessage | None = None
    uses: int = 0
    latest: dict[bool, PostedMessage] = field(default_factory=dict)


class TriggersAndUrls:
    """All tickets handed out so far."""

    def __init__(self, clock: SandboxClock, team_id: str) -> None:
        self._clock = clock
        self._team_id = team_id
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def new_trigger(self, person: str) -> str:
        """Mint a trigger_id, such as 13345224609.738474920.8088930838d88f008e0."""
        now = self._clock.now()
        name = f"{int(now * 1000)}.{secrets.randbelow(10**9):09d}.{secrets.token_hex(16)}"
        self._triggers[name] = Trigger(name, person, now)
        return name

    def use_trigger(self, name: str) -> Trigger:
        """Spend a trigger_id; raises SlackError."""
        trigger = self._triggers.get(name)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if self._clock.now() - trigger.made_at > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        trigger.used = True
        return trigger

    def new_response(
        self, kind: str, person: str, channel: str, origin: PostedMessage | None = None
    ) -> ResponseUrl:
        """Mint a response_url of the *kind* commands, actions or app."""
        number = secrets.randbelow(10**12)
        path = f"/{kind}/{self._team_id}/{number:012d}/{secrets.token_urlsafe(18)}"
        ticket = ResponseUrl(path, person, channel, self._clock.now(), origin)
        self._responses[path] = ticket
        return ticket

    def use_response(self, path: str) -> ResponseUrl:
        """Spend one use of a response_url; raises SlackError."""
        ticket = self._responses.get(path)
        if ticket is None:
            raise SlackError("invalid_token")
        if self._clock.now() - ticket.made_at > RESPONSE_LIFE:
            raise SlackError("expired_url")
        if ticket.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        ticket.uses += 1
        return ticket
