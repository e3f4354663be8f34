"""`/meet list`, `today`, `tomorrow`, `week`, `agenda`: upcoming meetings of person and channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo

from handlers.button_values import checked, read, written
from handlers.coming import words
from handlers.coming.upcoming import FindUpcoming, Position, Window
from handlers.replay import Command, Run
from handlers.slack_port import Conversation
from handlers.slack_types import Message, SlackRequest

View: TypeAlias = Literal["list", "today", "tomorrow", "week", "agenda"]
VIEWS: Final[tuple[View, ...]] = get_args(View)

PAGE = 8
"""Meetings that are shown at once."""

_DAYS: Final[Mapping[View, tuple[int, int]]] = {
    "today": (0, 1),
    "tomorrow": (1, 2),
    "agenda": (0, 2),
    "week": (0, 7),
}
"""The days of each view: the first, and the first that is not shown, counted from today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageButton:
    """Of a button for a page: the view, and the last meeting before the page."""

    view: View
    after: Position | None = None

    def __post_init__(self) -> None:
        """Check the moment."""
        checked(self.after[0] if self.after else None)


class MeetingLists:
    """Shows a person what is coming, page by page, as ephemeral messages."""

    def __init__(self, conversation: Conversation, find_upcoming: FindUpcoming) -> None:
        self._conversation = conversation
        self._find_upcoming = find_upcoming

    def verb(self, view: View) -> Command:
        """The command of that name."""

        async def listed(run: Run, request: SlackRequest, _rest: str) -> Message:
            return await self._show(run, request, view, None)

        return listed

    async def page(self, run: Run, request: SlackRequest, value: str) -> Message:
        """A button for another page was pressed."""
        view, after = _read_value(value)
        return await self._show(run, request, view, after)

    async def _show(
        self, run: Run, request: SlackRequest, view: View, after: Position | None
    ) -> Message:
        person = await self._conversation.who(request.team, request.person)
        now = run.now
        upcoming = await self._find_upcoming(
            request.team, person, request.channel, window(view, person.zone, now, after), now
        )
        shown, more = upcoming.meetings[:PAGE], len(upcoming.meetings) > PAGE
        return words.listed(
            words.ListPage(
                view=view,
                reader=person,
                meetings=shown,
                untimed=() if more else upcoming.untimed,
                asked=() if more or view != "list" else upcoming.asked,
                missing=upcoming.missing,
                cut=upcoming.cut,
                first=_value(view, None) if after else "",
                more=_value(view, shown[-1].position) if more else "",
            ),
            now,
        )


def window(view: View, zone: str, now: datetime, after: Position | None = None) -> Window:
    """What *view* shows at *now* to somebody in *zone*; what is over already is not shown."""
    if view == "list":
        return Window(since=now, after=after, most=PAGE + 1)
    first, end = _DAYS[view]
    since, until = (midnight(zone, now, days) for days in (first, end))
    return Window(since=max(since, now), until=until, after=after)


def midnight(zone: str, now: datetime, days: int) -> datetime:
    """When the day begins in *zone* that is *days* after today."""
    local = ZoneInfo(zone)
    day = now.astimezone(local).date() + timedelta(days=days)
    return datetime.combine(day, time(), local).astimezone(now.tzinfo)


def _value(view: View, after: Position | None) -> str:
    return written(_PageButton(view=view, after=after))


def _read_value(value: str) -> tuple[View, Position | None]:
    button = read(value, _PageButton)
    return button.view, button.after
