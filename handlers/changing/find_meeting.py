"""Which meeting a person means by a title: one that is coming up, theirs or this conversation's."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from handlers.replay import Run
from handlers.route import shifted
from handlers.slack_types import Message, SlackRequest
from handlers.words import plain
from storage.meetings import Meetings, StoredMeeting

MOST = 500
"""Meetings that are looked through: whoever has more to come names theirs by its card."""

AskToMove: TypeAlias = Callable[[Run, SlackRequest, str, str, datetime], Awaitable[Message]]
"""``Move.asked``."""

AskToCancel: TypeAlias = Callable[[Run, SlackRequest, str], Awaitable[Message]]
"""``Cancel.asked``."""

_TO = re.compile(r"\s+to\s+", re.IGNORECASE)
_FROM = re.compile(r"\s+from\s+", re.IGNORECASE)


async def coming_up(
    meetings: Meetings, request: SlackRequest, now: datetime
) -> list[StoredMeeting]:
    """What runs or is to come, of the person and of the conversation, the soonest first."""
    return await meetings.upcoming(request.team, [request.person, request.channel], now, None, MOST)


def called(typed: str) -> str:
    """The title that was typed, without what Slack and the person put around it."""
    return plain(typed).strip('"“”„»« ')


def fitting(meetings: Sequence[StoredMeeting], typed: str) -> list[StoredMeeting]:
    """Those with that title; else those that begin with it; else those with all its words."""
    wanted = _alike(called(typed))
    if not wanted:
        return []
    titles = [(one, _alike(one.title)) for one in meetings]
    same = [one for one, title in titles if title == wanted]
    beginning = [one for one, title in titles if title.startswith(wanted)]
    holding = [one for one, title in titles if all(word in title for word in wanted.split())]
    return same or beginning or holding


def title_and_time(
    meetings: Sequence[StoredMeeting], typed: str
) -> tuple[list[StoredMeeting], str, str]:
    """Read ``<title> to <time>`` or ``<title> an hour later``: who fits, title and time as typed.

    A title may have a "to" of its own: the longest one that fits a meeting is meant, and else the
    longest one at all.
    """
    first = ("", "")
    for title, time in _split(typed):
        first = first if first[0] else (title, time)
        for shorter in (title, _FROM.split(title)[0]):  # "stand-up from 3pm to 4pm"
            if found := fitting(meetings, shorter):
                return found, called(shorter), time
    return [], called(first[0]), first[1]


def _split(typed: str) -> Iterator[tuple[str, str]]:
    """Title and time at each "to", the last one first; or title and how much later."""
    for to in reversed(list(_TO.finditer(typed))):
        yield typed[: to.start()], typed[to.end() :]
    if shift := shifted(typed):
        yield shift


def _alike(text: str) -> str:
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
