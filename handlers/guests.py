"""The people of a meeting, as meeting services are told about them."""

import re
from collections.abc import Sequence

from handlers.slack_port import Conversation
from meetings.model import Attendee
from meetings.service import ServiceInfo

MOST_INVITED = 50
"""People of a meeting who are looked up: a longer list is a channel."""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,}")


def is_person(named: str) -> bool:
    """Whether *named* is a person's id in Slack, who can be written to there."""
    return _SLACK_ID.fullmatch(named) is not None


async def attendees(
    conversation: Conversation, team: str, people: Sequence[str], info: ServiceInfo
) -> tuple[Attendee, ...]:
    """Everyone who was named, with an e-mail address where the service sends invitations."""
    return tuple(
        [await _attendee(conversation, team, name, info) for name in people[:MOST_INVITED]]
    )


async def _attendee(
    conversation: Conversation, team: str, named: str, info: ServiceInfo
) -> Attendee:
    if _ADDRESS.fullmatch(named):
        return Attendee(name=named, email=named)
    if not is_person(named):
        return Attendee(name=named)
    if not info.invites:
        return Attendee(name=named, slack_id=named)
    person = await conversation.who(team, named)
    email = await conversation.email(named)
    return Attendee(name=person.name, slack_id=named, email=email)
