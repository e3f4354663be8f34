"""Invitations and conversations: the passing state of an application whose user is in a meeting."""

from dataclasses import dataclass
from typing import Any

from sandbox.services.skype.conferences import Conference


@dataclass(slots=True, kw_only=True, eq=False)
class ServedConversation:
    """Somebody's part in a meeting. *shows* says how much of the meeting can be seen.

    ``nothing`` (no link to it), ``blank`` (the meeting, without its joinUrl) or ``all``.
    """

    id: str
    thread_id: str
    subject: str
    importance: str
    conference: Conference
    state: str = "Connecting"
    shows: str = "nothing"

    @property
    def natural(self) -> str:
        """Its address below the application."""
        return f"communication/conversations/{self.id}"


@dataclass(slots=True, kw_only=True, eq=False)
class Invitation:
    """The operation that puts somebody into a meeting; *entry* is its line in the book."""

    id: str
    operation_id: str | None
    conversation: ServedConversation
    entry: dict[str, Any]
    state: str = "Connecting"

    @property
    def natural(self) -> str:
        """Its address below the application."""
        return f"communication/onlineMeetingInvitations/{self.id}"

    def becomes(self, state: str) -> None:
        """Go on to *state*, in the book too."""
        self.state = self.entry["state"] = state
