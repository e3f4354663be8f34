"""Which meeting a person means by a title: one that is coming up, theirs or this conversation's."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from handlers.command_line import shifted
from handlers.replay import Run
from handlers.slack_types import Message, SlackRequest
from handlers.words import plain
from storage.meetings import Meetings, StoredMeeting

MOST = 500
"""Meetings that are searched. The card of a meeting has buttons to change it, too."""

AskToMove: TypeAlias = Callable[[Run, SlackRequest, str, str, datetime], Awaitable[Message]]
"""``Move.asked``."""

AskToCancel: TypeAlias = Callable[[Run, SlackRequest, str], Awaitable[Message]]
"""``Cancel.asked``."""

_TO = re.compile(r"\s+to\s+", re.IGNORECASE)
_FROM = re.compile(r"\s+from\s+", re.IGNORECASE)


async def coming_up(
    meetings: Meetings, request: SlackRequest, now: datetime
) -> list[StoredMeeting]:
    """Running and upcoming meetings of the person and of the conversation, the soonest first."""
    return await meetings.upcoming(request.team, [request.person, request.channel], now, None, MOST)


def typed_title(typed: str) -> str:
    """The title in *typed*, without the markup of Slack and the quotes of the person."""
    return plain(typed).strip('"“”„»« ')


def fitting(meetings: Sequence[StoredMeeting], typed: str) -> list[StoredMeeting]:
    """Those with that title; else those that begin with it; else those with all its words."""
    wanted = _normalized(typed_title(typed))
    if not wanted:
        return []
    titles = [(meeting, _normalized(meeting.title)) for meeting in meetings]
    same = [meeting for meeting, title in titles if title == wanted]
    beginning = [meeting for meeting, title in titles if title.startswith(wanted)]
    with_words = [
        meeting for meeting, title in titles if all(word in title for word in wanted.split())
    ]
    return same or beginning or with_words


def title_and_time(
    meetings: Sequence[StoredMeeting], typed: str
) -> tuple[list[StoredMeeting], str, str]:
    """Read ``<title> to <time>`` or ``<title> an hour later``: the matches, title and time.

    A title may have a "to" of its own: the longest title that fits a meeting is meant, and if none
    fits the longest one at all.
    """
    longest = ("", "")
    for title, time in _splits(typed):
        longest = longest if longest[0] else (title, time)
        for candidate in (title, _FROM.split(title)[0]):  # "stand-up from 3pm to 4pm"
            if matches := fitting(meetings, candidate):
                return matches, typed_title(candidate), time
    return [], typed_title(longest[0]), longest[1]


def _splits(typed: str) -> Iterator[tuple[str, str]]:
    """Title and time at each "to", the last one first; or title and how much later."""
    for to in reversed(list(_TO.finditer(typed))):
        yield typed[: to.start()], typed[to.end() :]
    if shift := shifted(typed):
        yield shift


def _normalized(text: str) -> str:
    return " ".join(text.split()).casefold()


class PickMeeting:
    """Answers the buttons of the question "which one?", which several fitting titles lead to."""

    def __init__(self, move: AskToMove, cancel: AskToCancel) -> None:
        self._move = move
        self._cancel = cancel

    async def __call__(self, run: Run, request: SlackRequest, value: str) -> Message:
        """Go on with what was asked for; *value* says of which meeting."""
        choice = json.loads(value)
        if choice["do"] == "cancel":
            return await self._cancel(run, request, choice["meeting"])
        asked_at = datetime.fromisoformat(choice["at"])
        return await self._move(run, request, choice["meeting"], choice["to"], asked_at)
