"""The Slack conversations, as handlers use them; ``bot/`` implements this port."""

from datetime import datetime
from typing import Protocol

from handlers.slack_types import (
    ConversationMember,
    Destination,
    MeetingCard,
    Message,
    Person,
    Postable,
    Posted,
    SlackRequest,
)


class Conversation(Protocol):
    """The Slack conversations. Everything here may raise ``NotDelivered``."""

    async def post(self, place: Destination, message: Postable, marker: str) -> Posted:
        """Post *message* for everyone there; *marker* travels with it, unseen."""

    async def find_post(self, place: Destination, marker: str, since: datetime) -> Posted | None:
        """Look for a message with *marker*; ``SlackRefused`` where the bot may not look."""

    async def update(self, posted: Posted, message: Postable) -> None:
        """Replace the message at *posted*; ``MessageGone`` if it is not there any more."""

    async def answer_all(self, request: SlackRequest, card: MeetingCard) -> None:
        """Show *card* to the conversation by the answer address: it needs no membership."""

    async def post_ephemeral(self, request: SlackRequest, message: Message) -> None:
        """Tell the person who asked, and nobody else."""

    async def clear(self, request: SlackRequest) -> None:
        """Remove the ephemeral message whose button was pressed."""

    async def email(self, person: str) -> str:
        """The person's address, for a service that takes it; empty where Slack does not tell it."""

    async def verified_email(self, team: str, person: str) -> str:
        """The address that *person* of the workspace *team* has confirmed; empty for all others.

        Others are bots, people of other workspaces, and those who have left.
        """

    async def who(self, team: str, person: str) -> Person:
        """Who that is; a stand-in with the zone UTC where Slack would not say."""

    async def members(self, channel: str, most: int) -> list[ConversationMember]:
        """At most so many people in *channel*; none where Slack would not say."""

    async def people_in(self, channel: str, group: str, most: int) -> list[str] | None:
        """The people of a user group, or of *channel*, without bots.

        None where Slack would not say, and where there are more than *most*.
        """

    async def is_admin(self, person: str) -> bool:
        """Whether that person runs the workspace, asked again; False where Slack would not say."""
