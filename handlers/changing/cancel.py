"""`/meet cancel design review`: off the calendars, at its service too, and everybody told once."""

import json
from dataclasses import dataclass, replace

from handlers.changing import change_words
from handlers.changing import change_words as words
from handlers.changing.at_service import GaveUp, ServiceRetry, TooOld, still_wanted
from handlers.changing.change_guard import ChangeGuard, ChangeOutcome, once
from handlers.changing.find_meeting import called, coming_up, fitting
from handlers.meeting import living_card, tell
from handlers.remembered import is_organizer, meeting_of
from handlers.replay import Run
from handlers.services import AccountOwner, Services
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, Message, Person, SlackRequest
from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    NotConnected,
    SignInExpired,
    SignInRefused,
)
from meetings.model import Capability
from meetings.service import MeetingService
from storage.meetings import Meetings, StoredMeeting

NO_ACCOUNT = (NotConnected, SignInExpired, SignInRefused)
"""What only the organizer can mend, by signing in."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a button says: the meeting, its version if one was seen, and where to cancel it."""

    meeting: str
    version: int = 0
    here: bool = False


class Cancel:
    """Cancels meetings that this bot has made. Replayed from its top."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        meetings: Meetings,
        changeable: ChangeGuard,
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._meetings = meetings
        self._changeable = changeable

    async def __call__(self, run: Run, request: SlackRequest, rest: str) -> Message:
        """`cancel design review`: which one, and what it would mean. Nothing is cancelled yet."""
        coming = await coming_up(self._meetings, request, run.now)
        found = fitting(coming, rest)
        person = await self._conversation.who(request.team, request.person)
        if not found:
            return change_words.none_fits(
                called(rest), f"cancel {rest}", coming, run.now, person.zone
            )
        if len(found) > 1:
            offered = [
                (one, change_words.button_value(do="cancel", meeting=one.id)) for one in found
            ]
            return change_words.which_one(called(rest), offered, run.now, person.zone)
        return await self.asked(run, request, found[0].id)

    async def asked(self, run: Run, request: SlackRequest, meeting: str) -> Message:
        """Show what would be cancelled."""
        kept = await self._changeable.look(run, request, meeting)
        if isinstance(kept, Message):
            return kept
        person = await self._conversation.who(request.team, request.person)
        service = self._services.named(kept.service)
        card = service.info if service else None
        jobs = tell.jobs(kept, "cancelled", request.person, run.now)
        places = tell.places(kept, jobs)
        return words.cancel_this(kept, places, card, run.now, person.zone)

    async def pressed(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Cancel meeting* was pressed, on a card, in a list or in private."""
        carried = json.loads(value)
        wanted = _Wanted(
            carried["meeting"], carried.get("version", 0), here=carried.get("here", False)
        )

        async def work() -> ChangeOutcome:
            return await self._cancel(run, request, wanted)

        return await once(run, "cancel", work)

    async def _cancel(self, run: Run, request: SlackRequest, wanted: _Wanted) -> ChangeOutcome:
        kept = await self._changeable.look(run, request, wanted.meeting)
        if isinstance(kept, Message):
            return ChangeOutcome(said=kept)
        person = await self._conversation.who(request.team, request.person)
        held = await self._changeable.hold(run, request, kept, wanted.version or kept.version)
        if isinstance(held, Message):
            return ChangeOutcome(said=held)
        if held:
            return ChangeOutcome(said=words.changed_meanwhile(held, run.now, person.zone))
        try:
            there = await self._there(run, request, kept, person, here=wanted.here)
        except TooOld:
            there = words.too_old_to_cancel(kept, run.now, person.zone)
        if isinstance(there, Message):
            return ChangeOutcome(said=there)
        return self._done(run, kept, person, there)

    def _done(self, run: Run, kept: StoredMeeting, person: Person, there: str) -> ChangeOutcome:
        note, by = words.cancelled_note(person.name), person.id
        after = replace(
            kept, state="cancelled", note=note, version=kept.version + 1, tick=kept.tick + 1
        )
        before, _ = living_card.standing(kept, run.now)
        return ChangeOutcome(
            said=words.cancelled(kept, there, run.now, person.zone),
            writes=[self._meetings.cancel(kept, note)],
            jobs=[
                living_card.job(kept.id, run.now),
                *tell.jobs(after, "cancelled", by, run.now, before=before),
            ],
        )

    async def _there(
        self, run: Run, request: SlackRequest, kept: StoredMeeting, person: Person, *, here: bool
    ) -> str | Message:
        """Cancel it at its service: a sentence about it, or what to say where that failed."""
        service = self._services.named(kept.service)
        if service is None and not here:
            return words.no_longer_there(kept, run.now, person.zone)
        if service is None or here or Capability.CANCEL not in service.info.abilities:
            await still_wanted(run, request)
            return words.not_deleted_there(kept) if here else words.link_goes_on(kept)
        return await self._at_service(run, request, kept, person, service)

    async def _at_service(
        self,
        run: Run,
        request: SlackRequest,
        kept: StoredMeeting,
        person: Person,
        service: MeetingService,
    ) -> str | Message:
        patience = ServiceRetry(
            run,
            self._conversation,
            request,
            lambda: words.meanwhile(kept, run.now, person.zone),
            lambda: self._meetings.release_now(run.job.id),
        )
        try:
            return await patience.have(lambda: self._delete(run, request, kept, service))
        except GaveUp:
            return words.gave_up_cancelling(kept, run.now, person.zone)
        except NO_ACCOUNT:
            if is_organizer(kept, request):
                raise  # they are asked to sign in, and then it goes on
            said = change_words.not_theirs(kept, run.now, person.zone)
            return words.only_here(said, kept)
        except MeetingError as error:
            return words.not_cancelled_there(kept, error.message, run.now, person.zone)

    async def _delete(
        self, run: Run, request: SlackRequest, kept: StoredMeeting, service: MeetingService
    ) -> str:
        """Delete it there with the organizer's account. It bears repeating: gone is gone."""
        owner = AccountOwner(kept.team, kept.organizer, kept.service)
        may_have_begun = False

        async def cancel(_marker: str) -> JSON:
            if not may_have_begun:
                await still_wanted(run, request)
            try:
                await self._services.cancel(service, meeting_of(kept), owner)
            except NoSuchMeeting:
                return words.gone_there(kept)
            return words.deleted_there(kept)

        async def begun_before(_marker: str) -> JSON:
            nonlocal may_have_begun
            may_have_begun = True
            return None

        return str(await run.effect("cancel-at-service", cancel, find=begun_before))
