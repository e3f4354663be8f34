"""The timers of a meeting: a chain of ticks, each of which does what is due and sets the next.

A tick belongs to the chain that the meeting's row names; a meeting that is changed begins a new
one. Two ticks of one chain do no harm: whatever a tick leaves behind has a key of its own, and is
there once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from calendars.due import Due, DueKind, due, next_due
from calendars.occurrences import MeetingPlan, Occurrence, occurrence
from handlers.coming import remind
from handlers.effective_settings import EffectiveSettings, Leads
from handlers.meeting import living_card
from handlers.remembered import plan_of
from handlers.replay import Run
from handlers.slack_types import JSON
from storage.ledger import NewJob
from storage.meetings import Meetings, StoredMeeting, VersionConflict

Announced = Mapping[str, Leads]
"""Where a meeting is announced, and how long before."""


def job(kept: StoredMeeting, now: datetime) -> NewJob:
    """The first timer of *kept*, as it stands after it was made or changed at *now*.

    What would have been due before *now* is dropped; where that leaves nothing to announce a
    meeting by, it is announced when it starts.
    """
    return _tick(kept, now, since=now.isoformat())


def job_after_other_change(kept: StoredMeeting, now: datetime) -> NewJob:
    """The next timer of *kept*, which was changed, but not its time: what is due stays due."""
    return _tick(kept, now)


def job_after_new_leads(kept: StoredMeeting, before: Announced, now: datetime) -> NewJob:
    """A timer of *kept* whose lead times, until *now* those of *before*, are others from now on."""
    leads: dict[str, JSON] = {place: [_ms(one) for one in leads] for place, leads in before.items()}
    return _tick(kept, now, since=now.isoformat(), before=leads)


def _tick(kept: StoredMeeting, at: datetime, **more: JSON) -> NewJob:
    key = f"tick:{kept.id}:{kept.tick}:{at.timestamp() * 1000:.0f}"
    payload: Mapping[str, JSON] = {"meeting": kept.id, "tick": kept.tick, **more}
    return NewJob(key=key, kind="tick", payload=payload, run_at=at)


class AvailabilityCheck(Protocol):
    """Who looks whether a meeting still stands at its service, before it is held."""

    def ahead(self, kept: StoredMeeting) -> Leads:
        """How long before a start; nothing where the service does not have to be asked."""

    def job(self, kept: StoredMeeting, found: Occurrence, run_at: datetime) -> NewJob:
        """What looks, once for each occurrence."""


class Timers:
    """The errand of a tick. Nothing leaves the house: it writes what others will do."""

    def __init__(
        self, meetings: Meetings, settings: EffectiveSettings, looks: AvailabilityCheck
    ) -> None:
        self._meetings = meetings
        self._settings = settings
        self._looks = looks

    async def tick(self, run: Run, payload: Mapping[str, JSON]) -> None:
        """Write down what is due now and the next tick; nothing where another chain counts."""
        kept = await self._meetings.by_id(str(payload["meeting"]))
        plan = plan_of(kept) if kept else None
        if kept is None or plan is None or kept.state != "made" or kept.tick != payload["tick"]:
            return
        turn = _turn(kept, plan, await self._settings.announced(kept), payload, run.now)
        ahead = self._looks.ahead(kept)
        now_or_next = occurrence(plan, turn.now)
        ticked = self._meetings.advance(
            kept.id,
            tick=kept.tick,
            at=turn.now,
            starts_at=now_or_next.starts_at if now_or_next else None,
            ends_at=now_or_next.ends_at if now_or_next else None,
        )
        looks = [self._looks.job(kept, one, turn.now) for one in turn.near(ahead)]
        jobs = [*turn.jobs(), *looks, *turn.next_tick(ahead)]
        try:
            await run.commit("tick", writes=[ticked], jobs=jobs)
        except VersionConflict:
            return  # it was changed this very moment, and has another chain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tick:
    """What one tick reckons with: the times up to *ticked_at* are done.

    *since* is when the present lead times, *announced*, began to count; *before* are those until
    then.
    """

    kept: StoredMeeting
    plan: MeetingPlan
    announced: Announced
    before: Announced
    first: bool
    ticked_at: datetime
    since: datetime
    now: datetime

    def jobs(self) -> list[NewJob]:
        """Reminders, and the card at a start or an end."""
        found = [one for place in self.announced for one in self._reminders(place)]
        if due(self.plan, (), self.ticked_at, self.now):  # a start or an end
            found.append(living_card.job(self.kept.id, self.now))
        return found

    def near(self, ahead: Leads) -> Iterator[Occurrence]:
        """Each occurrence that is *ahead* by so much, or was while nobody looked, and not over."""
        for one in due(self.plan, ahead, self.ticked_at, self.now):
            if one.kind is DueKind.REMIND and one.occurrence.ends_at > self.now:
                yield one.occurrence

    def next_tick(self, ahead: Leads) -> list[NewJob]:
        """The next tick, for reminders and what is *ahead* of a start as well; if any is due."""
        leads = {lead for leads in (*self.announced.values(), ahead) for lead in leads}
        after = next_due(self.plan, leads, self.now)
        return [_tick(self.kept, after.at)] if after else []

    def _reminders(self, place: str) -> Iterator[NewJob]:
        """Of what was missed, the latest of each occurrence that is not over."""
        old, new = self.before.get(place, ()), self.announced[place]
        missed = due(self.plan, old, self.ticked_at, min(self.since, self.now))
        missed += due(self.plan, new, max(self.ticked_at, self.since), self.now)
        latest = {
            one.occurrence.starts_at: one
            for one in missed
            if one.kind is DueKind.REMIND and one.occurrence.ends_at > self.now
        }
        for one in latest.values():
            yield remind.job(self.kept, place, one, run_at=self.now)
        if self.first and (last := _at_the_start(self.plan, old, new, self.since)):
            yield remind.job(self.kept, place, last, run_at=last.occurrence.starts_at)


def _turn(
    kept: StoredMeeting,
    plan: MeetingPlan,
    announced: Announced,
    payload: Mapping[str, JSON],
    now: datetime,
) -> _Tick:
    since = payload.get("since")
    ticked_at = kept.ticked_at or kept.created_at
    before = cast("Mapping[str, Sequence[Any]]", payload.get("before") or {})
    return _Tick(
        kept=kept,
        plan=plan,
        announced=announced,
        before={place: tuple(map(_span, leads)) for place, leads in before.items()},
        first=since is not None,
        ticked_at=ticked_at,
        since=datetime.fromisoformat(str(since)) if since else ticked_at,
        now=now,
    )


def _at_the_start(plan: MeetingPlan, old: Leads, new: Leads, since: datetime) -> Due | None:
    """The shortest of *new*, late, where all are past at *since* and nothing was said by *old*."""
    upcoming = occurrence(plan, since)
    if upcoming is None or not new or upcoming.starts_at <= since:
        return None
    if any(upcoming.starts_at - lead > since for lead in new):
        return None
    if any(upcoming.starts_at - lead <= since for lead in old):
        return None
    return Due(at=upcoming.starts_at, kind=DueKind.REMIND, occurrence=upcoming, lead=min(new))


def _ms(lead: timedelta) -> int:
    return lead // timedelta(milliseconds=1)


def _span(milliseconds: int) -> timedelta:
    return timedelta(milliseconds=milliseconds)
