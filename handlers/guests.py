"""The people of a meeting, as the meeting services are told of them."""

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
    conversation: Conversation, team: str, people: Sequence[str], card: ServiceInfo
) -> tuple[Attendee, ...]:
    """Everyone who was named, with an address where the service is given those."""
    named = people[:MOST_INVITED]
    return tuple([await _attendee(conversation, team, one, card) for one in named])


async def _attendee(
    conversation: Conversation, team: str, named: str, card: ServiceInfo
) -> Attendee:
    if _ADDRESS.fullmatch(named):
        return Attendee(name=named, email=named)
    if not is_person(named):
        return Attendee(name=named)
    if not card.invites:
        return Attendee(name=named, slack_id=named)
    person = await conversation.who(team, named)
    email = await conversation.email(named)
    return Attendee(name=person.name, slack_id=named, email=email)
