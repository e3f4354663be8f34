"""A meeting as this bot remembers it, brought back to what its service knows."""

from handlers.talk import Ask
from meetings.model import Meeting
from storage.meetings import KeptMeeting


def is_organizer(kept: KeptMeeting | None, ask: Ask) -> bool:
    """Whether *ask* comes from the person who had the meeting made."""
    return kept is not None and (kept.team, kept.organizer) == (ask.team, ask.person)


def meeting_of(kept: KeptMeeting) -> Meeting:
    """What the service is told of it."""
    return Meeting(
        id=kept.service_id,
        title=kept.title,
        join_url=kept.join_url,
        starts_at=kept.starts_at or kept.created_at,
        lasts=kept.lasts,
        data=kept.data,
    )
