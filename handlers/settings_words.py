"""Every sentence that the bot says about settings."""

from collections.abc import Sequence

from handlers.talk import Whisper


def may_not_start(people: Sequence[str] = ()) -> Whisper:
    """Starting meetings here is for others: *people* by their ids, and the workspace's admins."""
    named = ", ".join(f"<@{one}>" for one in people[:10])
    who = f"{named} and the workspace's admins" if named else "the workspace's admins"
    return Whisper(
        text=f"In this conversation only {who} may start or schedule meetings, so I have made "
        "nothing. You can use `/meet` in another conversation, or ask one of them."
    )
