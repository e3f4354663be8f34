"""*This one*, *This and later ones*, *All of them*: asked of each change of a series, and done."""

from datetime import datetime, timedelta
from functools import partial
from typing import Literal, Protocol

from handlers.button_values import MeetingButton, NotOurs, read
from handlers.changing import series_words as words
from handlers.changing.apply_change import ApplyChange
from handlers.changing.change import MeetingChange, Problem, Scope
from handlers.changing.change_dates import date_shown, is_first, plan_dates
from handlers.changing.change_guard import ChangeGuard
from handlers.changing.change_words import cancel_this, over
from handlers.meeting import tell
from handlers.replay import Command, Run
from handlers.services import Services
from handlers.slack_port import Conversation
from handlers.slack_types import Message, SlackRequest
from storage.meetings import Meetings, StoredMeeting


class CancelWhole(Protocol):
    """``handlers.changing.cancel.Cancel.whole``."""

    async def __call__(self, run: Run, request: SlackRequest, wanted: MeetingButton) -> Message:
        """Cancel the whole series."""


class ApplyDraft(Protocol):
    """``handlers.changing.move.Move.apply_draft``."""

    async def __call__(
        self, run: Run, request: SlackRequest, draft: str, *, scope: Scope | None = None
    ) -> Message:
        """Apply the change that *draft* holds, for the dates of *scope*."""


class SeriesDates:
    """Asks which dates of a series are meant, and cancels some of them."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        meetings: Meetings,
        guard: ChangeGuard,
        apply_change: ApplyChange,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings
        self.guard = guard
        self._apply_change = apply_change

    async def which(
        self,
        run: Run,
        request: SlackRequest,
        meeting: StoredMeeting,
        do: Literal["move", "change", "cancel"],
        was: datetime | None,
    ) -> Message:
        """Ask which dates are meant; *was* is the start of the one that the person saw."""
        clock = (await self._conversation.who(request.team, request.person)).clock
        date = date_shown(meeting, was, run.now)
        return words.which_dates(meeting, date, do, clock) if date else over(meeting)

    async def cancel_shown(
        self,
        run: Run,
        request: SlackRequest,
        meeting: StoredMeeting,
        was: datetime | None,
        scope: Literal["", "one", "later", "all"],
    ) -> Message:
        """Show what cancelling those dates would mean; ask which, where that was not said."""
        date = date_shown(meeting, was, run.now)
        if date is None:
            return over(meeting)
        if scope not in ("one", "later"):
            return await self.which(run, request, meeting, "cancel", was)
        clock = (await self._conversation.who(request.team, request.person)).clock
        change = _cancellation(meeting, date.starts_at, scope, meeting.version)
        told = tell.dates_jobs(meeting, "date_cancelled", request.person, run.now)
        places = tell.places(meeting, told)
        if scope == "later" and is_first(meeting, date.starts_at, run.now):
            service = self._services.get(meeting.service)
            info = service.info if service else None
            return cancel_this(meeting, places, info, run.now, clock)
        planned = plan_dates(meeting, change, run.now)
        if isinstance(planned, Problem):
            return words.problem(planned, meeting, change, run.now, clock)
        shown = words.ShownDates(change=change, clock=clock, places=places)
        return words.ask(planned, shown)

    async def cancel(self, run: Run, request: SlackRequest, wanted: MeetingButton) -> Message:
        """Cancel one date, or one and those after it, as the button says."""
        meeting = await self._meetings.in_team(request.team, wanted.meeting)
        if wanted.was is None or not wanted.scope:
            raise NotOurs("it does not say which date")
        change = _cancellation(meeting, wanted.was, wanted.scope, wanted.version or 0)
        return await self._apply_change(run, request, change, f"change-{run.job.id}")


def _cancellation(
    meeting: StoredMeeting | None, was: datetime, scope: Scope, version: int
) -> MeetingChange:
    lasts = meeting.lasts if meeting and meeting.lasts else timedelta(minutes=1)
    return MeetingChange(
        meeting=meeting.id if meeting else "",
        version=version,
        was=was,
        starts_at=was,
        minutes=lasts // timedelta(minutes=1),
        scope=scope,
        cancels=True,
    )


class PressedDates:
    """The three buttons: done at once where it is known what to do, else a form was opened."""

    def __init__(
        self,
        series: SeriesDates,
        meetings: Meetings,
        cancel_whole: CancelWhole,
        apply_draft: ApplyDraft,
    ) -> None:
        self._series = series
        self._meetings = meetings
        self._guard = series.guard
        self._cancel_whole = cancel_whole
        self._apply_draft = apply_draft

    def commands(self) -> dict[str, Command]:
        """By action."""
        scopes: dict[str, Scope] = {"this_one": "one", "from_here": "later", "all_of_them": ""}
        return {
            f"parley.{action}": partial(self._pressed, scope=scope)
            for action, scope in scopes.items()
        }

    async def _pressed(
        self, run: Run, request: SlackRequest, value: str, *, scope: Scope
    ) -> Message:
        pressed = read(value, MeetingButton)
        if pressed.draft:
            return await self._apply_draft(run, request, pressed.draft, scope=scope)
        if pressed.do == "cancel":
            return await self._cancel(run, request, pressed, scope)
        meeting = await self._guard.look(run, request, pressed.meeting)
        if isinstance(meeting, Message):
            return meeting
        return await self._series.which(run, request, meeting, pressed.do or "move", pressed.was)

    async def _cancel(
        self, run: Run, request: SlackRequest, pressed: MeetingButton, scope: Scope
    ) -> Message:
        async def decide() -> Scope:
            """Where there is no earlier date, all of them are meant."""
            meeting = await self._meetings.in_team(request.team, pressed.meeting)
            if scope != "later" or meeting is None or pressed.was is None:
                return scope
            return "" if is_first(meeting, pressed.was, run.now) else scope

        which = await run.decide("which dates", decide)
        wanted = MeetingButton(
            meeting=pressed.meeting, version=pressed.version, was=pressed.was, scope=which
        )
        if not which:
            return await self._cancel_whole(run, request, wanted)
        return await self._series.cancel(run, request, wanted)
