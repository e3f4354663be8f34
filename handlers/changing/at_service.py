"""A meeting is changed at its service: as it is, or by a new one in place of the old."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from calendars.moved import moved
from calendars.plan import Occurrence
from handlers.changing.move_words import old_one_stands
from handlers.changing.patience import still_wanted
from handlers.changing.target import Target, still_to_come
from handlers.guests import attendees
from handlers.making.make import keeps_series
from handlers.remembered import meeting_of, plan_of, read_back, written
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, SlackRequest
from meetings.errors import MeetingError
from meetings.model import Capability, Meeting, NewMeeting, ServiceInfo
from meetings.service import MeetingService
from storage.meetings import StoredMeeting


@dataclass(slots=True, kw_only=True)
class Rearrange:
    """One meeting of one organizer at *service*, to be as *wanted* (given a marker) says.

    What surely has not begun begins only while its new start is to come, and *request* not too old.
    """

    run: Run
    request: SlackRequest
    services: Services
    service: MeetingService
    target: Target
    wanted: Callable[[str], NewMeeting]
    _may_have_begun: bool = False

    @property
    def _kept(self) -> StoredMeeting:
        return self.target.before

    @property
    def _holder(self) -> AccountOwner:
        return AccountOwner(self._kept.team, self._kept.organizer, self._kept.service)

    async def change(self) -> Meeting:
        """Change it there, once; after a crash it is read, and only then changed again.

        ``TooLate``, ``TooOld``: it surely has not been changed, and will not be.
        """

        async def change(marker: str) -> JSON:
            await self._before_it_begins()
            made = await self.services.change(
                self.service, meeting_of(self._kept), self.wanted(marker), self._holder
            )
            return written(made)

        consistency_delay = self.service.info.consistency_delay
        made = await self.run.effect(
            "change-at-service", change, find=self._changed, consistency_delay=consistency_delay
        )
        return read_back(made)

    async def _before_it_begins(self) -> None:
        if not self._may_have_begun:
            still_to_come(self.target, self.run.now)
            await still_wanted(self.run, self.request)

    async def _changed(self, marker: str) -> JSON:
        """The meeting, if it has the new times already; changing it again would do no harm."""
        self._may_have_begun = True
        if Capability.READ not in self.service.info.abilities:
            return None
        found = await self.services.read(self.service, self._kept.service_id, self._holder)
        wanted = self.wanted(marker)
        times = (wanted.starts_at, wanted.lasts)
        same_people = set(self.target.after.people) == set(self._kept.people)
        if not self.target.retimed or wanted.repeats or not same_people:
            return None  # what it shows would not tell whether the rest was changed
        if (found.starts_at, found.lasts) != times:
            return None
        return written(replace(found, said_to_all=self._kept.said_to_all))

    async def make_anew(self) -> Meeting:
        """Make a new one, once, and then cancel the old one; a note says where that failed."""

        async def create(marker: str) -> JSON:
            await self._before_it_begins()
            wanted = self.wanted(marker)
            return written(await self.services.create(self.service, wanted, self._holder))

        async def find(marker: str) -> JSON:
            self._may_have_begun = True
            found = await self.services.find(self.service, self.wanted(marker), self._holder)
            return written(found) if found else None

        consistency_delay = self.service.info.consistency_delay
        made = read_back(
            await self.run.effect(
                "make-anew", create, find=find, consistency_delay=consistency_delay
            )
        )
        why = await self._cancel_old()
        return replace(made, notes=(*made.notes, why)) if why else made

    async def _cancel_old(self) -> str:
        title = self.service.info.title

        async def cancel(_marker: str) -> JSON:
            if Capability.CANCEL not in self.service.info.abilities:
                return old_one_stands(title, "it takes no link back.")
            try:
                await self.services.cancel(self.service, meeting_of(self._kept), self._holder)
            except MeetingError as error:
                return old_one_stands(title, error.message)
            return ""

        return str(await self.run.effect("cancel-old", cancel))


async def wanted_of(
    conversation: Conversation, kept: StoredMeeting, card: ServiceInfo
) -> Callable[[str], NewMeeting]:
    """What the service is asked for, given a marker, so that *kept* is there as it says."""
    people = await attendees(conversation, kept.team, kept.people, card)
    repeats = _from_then_on(kept) if keeps_series(card) else ""

    def wanted(marker: str) -> NewMeeting:
        return NewMeeting(
            title=kept.title,
            marker=marker,
            starts_at=kept.starts_at,
            lasts=kept.lasts or timedelta(),
            zone=kept.zone,
            repeats=repeats,
            people=people,
            agenda=kept.agenda,
            choices=kept.choices,
            conversation=f"{kept.team}/{kept.channel}/{kept.thread}",
        )

    return wanted


def _from_then_on(kept: StoredMeeting) -> str:
    """The rule of the series that begins with the occurrence that runs or comes next.

    The service is told of no other: what is over has been counted already.
    """
    plan = plan_of(kept)
    if plan is None or kept.starts_at is None or kept.ends_at is None:
        return kept.repeats
    coming = Occurrence(starts_at=kept.starts_at, ends_at=kept.ends_at)
    left = moved(plan, coming, coming.starts_at, plan.lasts)
    return left.repeats if left else kept.repeats
