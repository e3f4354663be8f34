"""What was asked in a meeting's polls, and how people voted: ListPolls."""

from collections import Counter
from collections.abc import Sequence

from meetings import xml
from meetings.service import Exchange
from meetings.services.live_meeting.listing import by
from meetings.services.live_meeting.session import Session
from meetings.services.live_meeting.strings import shown
from meetings.xml import Element

LONGEST_TEXT = 200

Poll = tuple[str, Sequence[tuple[str, int]]]
"""A question, and each choice with its votes."""


def list_polls(session: Session, mid: str) -> Exchange[Sequence[Poll]]:
    """The polls of a meeting, in the order in which the server tells them."""
    reply = yield from session.call(xml.tree("ListPollsRequest", by("mid", mid)))
    return [_poll(one) for one in xml.find_all(reply, "Poll")]


def _poll(poll: Element) -> Poll:
    """A voter's last vote counts; choice 0 is no choice, and counts for nothing."""
    votes = Counter(
        cast[-1].get("choice", "")
        for voter in xml.find_all(poll, "Voters/Voter")
        if (cast := xml.find_all(voter, "Vote"))
    )
    counted = [
        (shown(one.get("text", ""), LONGEST_TEXT), votes[one.get("choice", "")])
        for one in xml.find_all(poll, "Choices/Choice")
    ]
    return shown(poll.get("question", ""), LONGEST_TEXT), counted
