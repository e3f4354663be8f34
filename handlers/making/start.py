"""`/meet design sync`: a meeting now, and its card in the conversation, in one step."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, cast

from handlers import words
from handlers.guests import attendees
from handlers.remembered import read_back, written
from handlers.replay import Later, Run
from handlers.services import AccountOwner, Services
from handlers.show import Showing
from handlers.slack_port import Conversation
from handlers.slack_types import JSON, MeetingCard, Message, Person, Phone, SlackRequest
from language import MeetingRequest
from meetings.model import Meeting, NewMeeting
from meetings.service import Capability, MeetingService
from storage.ledger import Write
from storage.meetings import Meetings, StoredMeeting
from storage.starts import Reservation, Starts

WAIT_FOR_OTHER = timedelta(seconds=15)
"""How long somebody else's start is waited for before the question is asked without its link."""

STALE = timedelta(minutes=10)
"""A start that lay longer than this, because the bot was away, is asked about, not made."""

LONGEST_WAIT = timedelta(minutes=15)
"""A start that had to wait longer than this, for whatever reason, is not made any more."""


class _TooLate(Exception):
    """The wish is too old to be acted on; nothing has been made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What to start: *title* is clean; *anyway*: beside whatever else is starting here."""

    title: str
    service: MeetingService
    person: Person
    people: tuple[str, ...] = ()
    anyway: bool = False


def wanted_start(
    request: SlackRequest, wish: MeetingRequest, service: MeetingService, person: Person
) -> Start:
    """Read a wish without a time as a start."""
    title = words.one_line(wish.title or "") or words.untitled(person.name)
    people = tuple(name for name in wish.people if name != request.person)
    return Start(title=title, service=service, person=person, people=people)


def packed(title: str, service: str = "") -> str:
    """What a button carries that will start a meeting."""
    return json.dumps({"title": title, "service": service}, ensure_ascii=False)


def unpacked(value: str) -> tuple[str, str]:
    """Title and service, back from a button."""
    carried = json.loads(value)
    return str(carried["title"]), str(carried["service"])


class StartNow:
    """Starts meetings. Replayed from its top after a crash; see ``handlers.replay``."""

    def __init__(
        self, services: Services, conversation: Conversation, starts: Starts, meetings: Meetings
    ) -> None:
        self._services = services
        self._conversation = conversation
        self._starts = starts
        self._meetings = meetings

    async def __call__(self, run: Run, request: SlackRequest, start: Start) -> Message | None:
        """Start it and show the card, or say why not."""
        if run.job.attempts == 1 and run.now - request.asked_at > STALE:
            return words.too_late(start.title)
        planned = await self._planned(run, start)
        if isinstance(planned, Message):
            return planned
        start = planned
        reservation = await self._starts.reserve(
            run.job.id,
            request.team,
            request.channel,
            request.person,
            "" if start.anyway else start.title.casefold(),
            request.asked_at,
            title=start.title,
            anyway=start.anyway,
        )
        if question := self._question(run, request, start, reservation):
            return question
        try:
            meeting = await self._make(run, request, start)
        except _TooLate:
            return words.waited_too_long(start.title)
        showing = Showing(self._conversation, run, request, _card(request, start, meeting))
        await showing.show()
        return words.for_the_starter(meeting.notes, meeting.title, self._hosted(run, start))

    async def _planned(self, run: Run, start: Start) -> Start | Message:
        """What was decided when this was first looked at, whatever would be decided now."""

        async def plan() -> JSON:
            return {
                "title": start.title,
                "service": start.service.info.name,
                "name": start.person.name,
                "zone": start.person.zone,
                "people": list(start.people),
            }

        kept = cast("Mapping[str, Any]", await run.decide("plan", plan))
        service = self._services.get(kept["service"])
        if service is None:
            here = self._services.titles()
            return words.service_not_here(kept["service"], here)
        person = replace(start.person, name=kept["name"], zone=kept["zone"])
        people = tuple(kept["people"])
        return replace(start, title=kept["title"], service=service, person=person, people=people)

    def _question(
        self, run: Run, request: SlackRequest, start: Start, reservation: Reservation
    ) -> Message | None:
        if reservation.verdict == "already":
            return words.already_on_it(start.title, packed(start.title, start.service.info.name))
        if reservation.verdict == "go":
            return None
        if not reservation.join_url and run.now < request.asked_at + WAIT_FOR_OTHER:
            raise Later(
                run.now + timedelta(seconds=0.5), "waiting for another start in this channel"
            )
        again = packed(start.title, start.service.info.name)
        return words.join_or_another(
            reservation.person, reservation.title, reservation.join_url, again
        )

    async def _make(self, run: Run, request: SlackRequest, start: Start) -> Meeting:
        owner = AccountOwner(request.team, request.person, start.service.info.name)
        people = await attendees(self._conversation, request.team, start.people, start.service.info)

        def wanted(marker: str) -> NewMeeting:
            return NewMeeting(
                title=start.title,
                marker=marker,
                zone=start.person.zone,
                people=people,
                conversation=f"{request.team}/{request.channel}/{request.thread}",
            )

        async def create(marker: str) -> JSON:
            if run.now - request.asked_at > LONGEST_WAIT:
                raise _TooLate
            return written(
                await self._services.run(
                    start.service,
                    owner,
                    partial(start.service.create, wanted(marker)),
                )
            )

        async def find(marker: str) -> JSON:
            found = await self._services.run(
                start.service, owner, partial(start.service.find, wanted(marker))
            )
            return written(found) if found else None

        card = start.service.info
        made = await run.effect(
            "create",
            create,
            find=find,
            consistency_delay=card.consistency_delay,
            also=lambda made: self._kept(run, request, start, read_back(made)),
        )
        return read_back(made)

    def _hosted(self, run: Run, start: Start) -> str:
        """What we call the meeting, where its organizer has a way in of their own."""
        has_one = Capability.HOST_LINK in start.service.info.capabilities
        return _name(run, start) if has_one else ""

    def _kept(
        self, run: Run, request: SlackRequest, start: Start, meeting: Meeting
    ) -> Sequence[Write]:
        """What is remembered in the same moment as the answer of the service."""
        kept = StoredMeeting(
            id=_name(run, start),
            job=run.job.id,
            team=request.team,
            channel=request.channel,
            thread=request.thread,
            organizer=request.person,
            service=start.service.info.name,
            service_id=meeting.id,
            title=meeting.title,
            join_url=meeting.join_url,
            zone=start.person.zone,
            data=dict(meeting.data),
            created_at=run.now,
        )
        return [
            self._starts.mark_made(run.job.id, meeting.join_url, meeting.title),
            self._meetings.save(kept),
        ]


def _name(run: Run, start: Start) -> str:
    return f"{start.service.info.name}-{run.job.id}"


def _card(request: SlackRequest, start: Start, meeting: Meeting) -> MeetingCard:
    when = words.full_time(request.asked_at, start.person.zone)
    return MeetingCard(
        title=meeting.title,
        text=words.started(meeting.title, start.person.name, when, meeting.join_url),
        starter=request.person,
        service=start.service.info.title,
        join_url=meeting.join_url,
        passcode=meeting.passcode,
        phones=tuple(Phone(number=d.number, region=d.region, code=d.code) for d in meeting.dial_in),
        people=start.people,
    )
