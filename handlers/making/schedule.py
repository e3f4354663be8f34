"""`/meet design review next tuesday 3pm`: what was understood is shown, and one click makes it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from handlers import words
from handlers.button_values import FormSubjectNames, read
from handlers.effective_settings import UNSURE, EffectiveSettings
from handlers.form import SentForm
from handlers.guests import is_person
from handlers.making import schedule_words
from handlers.making.draft import Draft, drafted
from handlers.making.groups import MOST_UNASKED
from handlers.making.make import MakeDraft
from handlers.making.suggestions import add_buttons, suggested
from handlers.objections import keeps_series, objections
from handlers.replay import Run, new_marker
from handlers.services import Services
from handlers.slack_port import Conversation
from handlers.slack_types import Button, Message, SlackRequest, Via
from language import MeetingRequest
from meetings.catalog import TITLES
from meetings.service import MeetingService
from storage import payloads
from storage.drafts import Drafts
from storage.ledger import Write
from storage.starts import SAME_WORDS

MOST_SHOWN = 10
"""People whose own time is shown: more would hide what matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDraft:
    """A draft and its id."""

    id: str
    draft: Draft


class Schedule:
    """Shows what was understood, and has it made when the person who asked says so."""

    def __init__(
        self,
        services: Services,
        conversation: Conversation,
        settings: EffectiveSettings,
        drafts: Drafts,
        make: MakeDraft,
    ) -> None:
        self._services = services
        self._settings = settings
        self._conversation = conversation
        self._drafts = drafts
        self._make = make

    async def __call__(
        self, run: Run, request: SlackRequest, wanted: MeetingRequest, service: MeetingService
    ) -> Message | None:
        """Show it; or make it at once, for a person who wishes that where nothing is in doubt."""
        user = await self._settings.of_person(request.team, request.person)
        named = await self.understood(run, request, wanted, service)
        if user.confirm == UNSURE and self._sure(named.draft, run.now):
            if await self._drafts.is_repeat(named.id, SAME_WORDS):
                return schedule_words.said_twice(named.draft.title, named.id)
            return await self._make(run, request, named.id, named.draft)
        return await self.shown(request.team, request.person, named.id, named.draft, run.now)

    async def understood(
        self, run: Run, request: SlackRequest, wanted: MeetingRequest, service: MeetingService
    ) -> NamedDraft:
        """Store what was understood as a draft, and return it."""
        person = await self._conversation.who(request.team, request.person)
        user = await self._settings.of_person(request.team, request.person)
        if not person.known and wanted.zone == person.zone:
            wanted = replace(wanted, uncertain=(*wanted.uncertain, "zone"))
        draft = drafted(
            wanted,
            title=words.one_line(wanted.title or "") or words.untitled(person.name),
            service=service.info.name,
            minutes=wanted.minutes or user.minutes,
            request=request,
        )
        return await self._named(run, request, draft)

    async def proposed(self, run: Run, request: SlackRequest, draft: Draft) -> Message:
        """Show a draft that was made of something else than words."""
        named = await self._named(run, request, draft)
        return await self.shown(request.team, request.person, named.id, named.draft, run.now)

    async def _named(self, run: Run, request: SlackRequest, draft: Draft) -> NamedDraft:
        async def name_draft() -> NamedDraft:
            return NamedDraft(id=new_marker(), draft=draft)

        return await run.decide(
            "draft",
            name_draft,
            also=lambda named: [self._row(request, named, run.now)],
            load=partial(payloads.load, kind=NamedDraft),
        )

    async def shown(
        self, team: str, person: str, draft_id: str, draft: Draft, now: datetime
    ) -> Message:
        """What was understood, with what can be done about it."""
        reader = await self._conversation.who(team, person)
        named = [name for name in draft.people if is_person(name)][:MOST_SHOWN]
        others = [await self._conversation.who(team, name) for name in named]
        everyone = (*draft.people, person)
        offers = await suggested(self._conversation, draft.channel, draft.title, everyone)
        understood = schedule_words.understood(
            draft,
            draft_id,
            readers=[reader, *(p for p in others if p.known and p.zone != reader.zone)],
            service=TITLES.get(draft.service, draft.service),
            left_out=self._left_out(draft),
            against=self._against(draft),
            now=now,
        )
        names = {member.id: member.name for member in offers}
        return words.offer(understood, add_buttons({"draft": draft_id}, names))

    async def made(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """*Schedule it* was pressed; *value* is the draft."""
        draft = await self._own(request, value)
        if draft is None:
            return schedule_words.gone()
        return await self._make_or_show(run, request, value, draft)

    async def other(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """The other reading was pressed: that one is made."""
        draft = await self._own(request, value)
        if draft is None or draft.other is None:
            return schedule_words.gone()
        other = draft.at(draft.other)
        return await self._make_or_show(run, request, value, other)

    async def _make_or_show(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft
    ) -> Message | None:
        """Make it, unless it cannot be made as it is: then that is shown."""
        if schedule_words.open_question(draft, request.asked_at) or self._against(draft):
            return await self.shown(request.team, request.person, draft_id, draft, run.now)
        return await self._make(run, request, draft_id, draft)

    async def with_person(
        self, run: Run, request: SlackRequest, draft_id: str, person: str
    ) -> Message | None:
        """Add *person*, whose button was pressed, and show the draft again."""
        row = await self._drafts.own(draft_id, request.team, request.person)
        if row is None:
            return schedule_words.gone()
        draft = payloads.load(row.body, Draft)
        if row.state != "open":
            return schedule_words.already(draft)
        named = NamedDraft(id=draft_id, draft=draft)

        async def add() -> NamedDraft:
            return replace(
                named, draft=replace(draft, people=(*dict.fromkeys((*draft.people, person)),))
            )

        named = await run.decide(
            "add",
            add,
            also=lambda added: [self._row(request, added, run.now)],
            load=partial(payloads.load, kind=NamedDraft),
        )
        return await self.shown(request.team, request.person, draft_id, named.draft, run.now)

    async def dropped(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """*Never mind*: nothing is made of it any more. Other questions carry no draft."""
        if value and await self._own(request, value) is not None:
            await self._drafts.delete(value)
        return None

    async def _own(self, request: SlackRequest, draft_id: str) -> Draft | None:
        """The draft, where it is this person's."""
        row = await self._drafts.own(draft_id, request.team, request.person)
        return payloads.load(row.body, Draft) if row else None

    def _sure(self, draft: Draft, now: datetime) -> bool:
        doubts = draft.uncertain or draft.other or self._left_out(draft) or self._against(draft)
        many = len(draft.people) > MOST_UNASKED
        return not doubts and not many and not schedule_words.open_question(draft, now)

    def _against(self, draft: Draft) -> list[str]:
        """Why the service would not make it as it is."""
        return objections(self._services.get(draft.service), draft.wanted)

    def _left_out(self, draft: Draft) -> list[str]:
        """What the service cannot do of it."""
        service = self._services.get(draft.service)
        if service is None:
            return []
        sentences = []
        if draft.repeats and not keeps_series(service.info):
            sentences.append(schedule_words.only_once(service.info.title))
        addresses = [name for name in draft.people if "@" in name[1:]]
        if addresses and not service.info.invites:
            sentences.append(schedule_words.not_written_to(service.info.title, addresses))
        return sentences

    def _row(self, request: SlackRequest, named: NamedDraft, now: datetime) -> Write:
        body = payloads.dump(named.draft)
        return self._drafts.put_write(named.id, request.team, request.person, body, now)


def retry(request: SlackRequest) -> tuple[Button, ...]:
    """What is offered when what *request* wanted has failed for sure."""
    if request.via is Via.CLICK and request.action in ("parley.make", "parley.other"):
        return (
            ()
            if request.value.startswith("{")
            else schedule_words.try_again(request.value, request.action)
        )
    if request.via is Via.FORM and request.action == "parley.meeting":
        draft = read(read(request.value, SentForm).carried, FormSubjectNames).draft
        return schedule_words.try_again(draft, "parley.make") if draft else ()
    return ()
