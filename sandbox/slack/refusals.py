"""How Slack says no: ``{"ok": false, "error": ...}``, with what else the error carries."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """Slack's error code, and further members of the answer."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    def body(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {"ok": False, "error": self.error, **self.more}


class TooManyRequests(SlackError):
    """Too many posts; to be repeated after *retry_after* whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


def invalid(problems: Sequence[str]) -> SlackError:
    """Arguments that do not fit their description."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return SlackError("invalid_arguments", response_metadata={"messages": messages})


def invalid_blocks(problems: Sequence[str]) -> SlackError:
    """Blocks that Block Kit does not know or that are too long."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return SlackError(
        "invalid_blocks", errors=list(problems), response_metadata={"messages": messages}
    )


def missing_scope(needed: str, provided: Sequence[str]) -> SlackError:
    """A scope that the app was not granted."""
    return SlackError("missing_scope", needed=needed, provided=",".join(provided))
