"""The loopback Slack as one object: its state, and what can be done there as Python methods."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.fault_injection import FaultInjector
from sandbox.slack.administration import Administration
from sandbox.slack.answers import ResponseUrls
from sandbox.slack.backend import Backend, Pace
from sandbox.slack.cast import ALL_SCOPES, new_workspace
from sandbox.slack.composer import Composer
from sandbox.slack.delivery import BotAnswer, BotDelivery
from sandbox.slack.payloads import message_event
from sandbox.slack.pressing import Pressing
from sandbox.slack.socket_mode import SocketModeServer
from sandbox.slack.tickets import TriggersAndUrls
from sandbox.slack.web_api import WebApiServer
from sandbox.slack.workspace import Json

DEFAULT_BURST = 20
DEFAULT_SHORTCUTS = {"Meet about this": "meet_about"}  # message shortcuts: name, callback_id


class Slack:
    """One workspace; *burst* None switches the rate limit off, *retry_scale* shortens pauses.

    What people do (``type``, ``click``, ``choose``, ``submit``, ``dismiss``, ``shortcut``) is
    described at ``Composer`` and ``Pressing``.
    """

    def __init__(
        self,
        *,
        clock: SandboxClock | None = None,
        scopes: Iterable[str] = ALL_SCOPES,
        burst: int | None = DEFAULT_BURST,
        retry_scale: float = 1.0,
        commands: tuple[str, ...] = ("/meet",),
        shortcuts: Mapping[str, str] | None = None,
    ) -> None:
        self.shortcuts = dict(DEFAULT_SHORTCUTS if shortcuts is None else shortcuts)
        self.clock = clock or SandboxClock()
        self.book = Book(self.clock)
        self.workspace = new_workspace(self.clock, scopes)
        self.back = Backend(
            clock=self.clock,
            book=self.book,
            workspace=self.workspace,
            tickets=TriggersAndUrls(self.clock, self.workspace.team_id),
            pace=Pace(self.clock, burst),
            commands=commands,
        )
        self.faults = FaultInjector(self.book)
        self.sockets = SocketModeServer(self.back)
        self.delivery = BotDelivery(self.back, self.sockets, retry_scale)
        self.answers = ResponseUrls(self.back, self.faults)
        pressing = Pressing(self.back, self.delivery)
        self.type = Composer(self.back, self.delivery, self.answers).type
        self.click, self.choose = pressing.click, pressing.choose
        self.submit, self.dismiss = pressing.submit, pressing.dismiss
        self.shortcut = pressing.shortcut
        self.administration = Administration(self.back, self.delivery)
        self.web_api = WebApiServer(self.back, self.faults)
        self.web_api.after = self._hear_itself

    def _hear_itself(self, method: str, answer: Json) -> None:
        """An app that reads direct messages hears what it says there itself, too."""
        if method != "chat.postMessage" or "im:history" not in self.workspace.scopes:
            return
        conversation = self.workspace.conversations[answer["channel"]]
        listening = self.delivery.bot_url is not None or self.sockets.connected
        if conversation.kind == "im" and listening:
            message = conversation.messages[answer["ts"]]
            event = message_event(self.workspace, message, "message")
            self.delivery.in_background(self.delivery.event(event))

    def announce(self, url: str) -> Json:
        """Learn the public address; gives what a bot must know to work here."""
        self.back.url = url
        people = [
            {
                "id": p.id,
                "name": p.name,
                "real_name": p.real_name,
                "zone": p.zone,
                "locale": p.locale,
            }
            for p in self.workspace.people.values()
            if not p.is_bot
        ]
        return {
            "slack": url,
            "api": f"{url}/api/",
            "token": self.back.token,
            "signing_secret": self.back.signing_secret,
            "app_token": self.back.app_token,
            "team_id": self.workspace.team_id,
            "people": people,
        }

    async def close(self) -> None:
        """Cancel pending deliveries."""
        await self.delivery.close()

    def point_at(self, bot_url: str) -> None:
        """The bot listens at *bot_url*, with or without ``/slack/events``."""
        self.delivery.point_at(bot_url)

    async def redeliver(self, n: int) -> BotAnswer:
        """Send request number *n* of the book once more; KeyError if there is none."""
        entry = next((e for e in self.book.read("request") if e["n"] == n), None)
        if entry is None:
            raise KeyError(f"the book has no request {n}")
        return await self.delivery.redeliver(entry["what"], entry["payload"])

    def misbehave(self, **rule: Any) -> None:
        """Misbehave by *rule*; see sandbox/fault_injection.py."""
        self.faults.ask(**rule)
