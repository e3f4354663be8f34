"""What all parts of the loopback Slack share: the workspace, the book, tickets, pace and tokens."""

import secrets
from dataclasses import dataclass, field

from sandbox.book import Book
from sandbox.clock import SandboxClock
from sandbox.slack.pace import Pace
from sandbox.slack.tickets import TriggersAndUrls
from sandbox.slack.workspace import Workspace


@dataclass(slots=True, kw_only=True)
class Backend:
    """One workspace behind one address; *url* is known once it is served."""

    clock: SandboxClock
    book: Book
    workspace: Workspace
    tickets: TriggersAndUrls
    pace: Pace
    url: str = ""
    token: str = field(default_factory=lambda: f"xoxb-sandbox-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-sandbox-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    commands: tuple[str, ...] = ("/meet",)
    installed: bool = True
    socket_tickets: set[str] = field(default_factory=set)
