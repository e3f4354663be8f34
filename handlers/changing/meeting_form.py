"""The form `parley.meeting`: for a meeting that waits to be made, and for one that was made."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from calendars.occurrences import occurrence
from calendars.recurrence import Recurrence
from calendars.rescheduling import reschedule
from handlers.changing import change_words, meeting_fields, move_words
from handlers.changing.apply_change import ApplyChange
from handlers.changing.change import MeetingChange, Problem, plan_change
from handlers.changing.change_guard import ChangeGuard
from handlers.changing.meeting_fields import MeetingFormState
from handlers.form import Form
from handlers.making import schedule_words
from handlers.making.draft import Draft
from handlers.making.make import keeps_series
from handlers.meeting import living_card
from handlers.remembered import is_organizer
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_types import JSON, CardState, Message, SlackRequest
from meetings.model import ServiceInfo
from storage.drafts import Drafts
from storage.meetings import Meetings, StoredMeeting

ITS_DAYS = "The start is on none of its days: choose another start, or how it repeats from then on."


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubject:
    """*sheet* is what stands in the form; *carried* names the draft, or else the meeting."""

    carried: str
    sheet: MeetingFormState
    draft: Draft | None = None
    kept: StoredMeeting | None = None


def can_be_changed(kept: StoredMeeting, now: datetime) -> bool:
    """Whether it has a time, and that is not over."""
    when, state = living_card.standing(kept, now)
    return when is not None and state not in (CardState.CANCELLED, CardState.ENDED)


def of_draft(name: str, draft: Draft) -> FormSubject:
    """A form for the draft that is called *name*."""
    day = draft.day
    hint = f"You said {day:%A} {day.day} {day:%B %Y}, and no time." if day else ""
    sheet = MeetingFormState(
        title=draft.title,
        starts_at=draft.starts_at,
        minutes=draft.minutes,
        zone=draft.zone,
        repeats=draft.repeats,
        people=draft.people,
        service=draft.service,
        agenda=draft.agenda,
        choices=draft.choices,
        hint=hint,
    )
    return FormSubject(carried=json.dumps({"draft": name}), sheet=sheet, draft=draft)


def of_meeting(kept: StoredMeeting, now: datetime) -> FormSubject:
    """A form for the occurrence that runs or comes next."""
    when, _ = living_card.standing(kept, now)
    sheet = MeetingFormState(
        title=kept.title,
        starts_at=when.starts_at if when else None,
        minutes=kept.lasts // timedelta(minutes=1) if kept.lasts else None,
        zone=kept.zone,
        repeats=kept.repeats,
        people=tuple(kept.people),
        service=kept.service,
        agenda=kept.agenda,
        choices=kept.choices,
    )
    was = when.starts_at.isoformat() if when else ""
    carried = json.dumps({"meeting": kept.id, "version": kept.version, "was": was})
    return FormSubject(carried=carried, sheet=sheet, kept=kept)


def drafted(draft: Draft, sheet: MeetingFormState) -> Draft:
    """The draft as it was filled in; ValueError without a start, which is not taken."""
    if sheet.starts_at is None or sheet.minutes is None:
        raise ValueError("a form without a start or a length was taken")
    return replace(
        draft.at(sheet.starts_at),
        title=sheet.title,
        minutes=sheet.minutes,
        repeats=_rule_of(draft, sheet) or "",
        people=sheet.people,
        service=sheet.service,
        agenda=sheet.agenda,
        choices=sheet.choices,
    )


def _rule_of(draft: Draft, sheet: MeetingFormState) -> str | None:
    """The rule of what is to be made; none: the days of the draft do not go with another start."""
    if sheet.rule is not None or sheet.starts_at is None or sheet.minutes is None:
        return sheet.rule
    if draft.starts_at is None:
        return (
            draft.repeats
            if sheet.wall and Recurrence.parse(draft.repeats).names_day(sheet.wall)
            else None
        )
    first = occurrence(draft.plan, draft.starts_at - timedelta(minutes=1))
    length = timedelta(minutes=sheet.minutes)
    plan = reschedule(draft.plan, first, sheet.starts_at, length) if first else None
    return plan.repeats if plan else None


def changed(subject: FormSubject, sheet: MeetingFormState) -> MeetingChange:
    """The change of a meeting that was filled in; ValueError as for ``drafted``."""
    if sheet.starts_at is None or sheet.minutes is None:
        raise ValueError("a form without a start or a length was taken")
    carried = json.loads(subject.carried)
    return MeetingChange(
        meeting=carried["meeting"],
        version=carried["version"],
        was=datetime.fromisoformat(carried["was"]),
        starts_at=sheet.starts_at,
        minutes=sheet.minutes,
        repeats=sheet.rule,
        title=sheet.title,
        people=sheet.people,
        agenda=sheet.agenda,
        choices=sheet.choices,
    )


def wrong_days(subject: FormSubject, sheet: MeetingFormState, now: datetime) -> dict[str, str]:
    """What is wrong with a repetition that is to stay as it is, from another day on."""
    if subject.draft:
        clash = _rule_of(subject.draft, sheet) is None
    else:
        clash = subject.kept is not None and (
            plan_change(subject.kept, changed(subject, sheet), now) is Problem.SEVERAL_DAYS
        )
    return {"repeat": ITS_DAYS} if clash else {}


NAME = "parley.meeting"


class Making(Protocol):
    """What makes a meeting of a draft."""

    async def __call__(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft
    ) -> Message | None:
        """Make it."""


class MeetingForm:
    """Knows the form: ``handlers.form.Forms``; and does what was filled in."""

    def __init__(
        self,
        services: Services,
        meetings: Meetings,
        drafts: Drafts,
        changeable: ChangeGuard,
        make: Making,
        moving: ApplyChange,
    ) -> None:
        self._services = services
        self._meetings = meetings
        self._drafts = drafts
        self._changeable = changeable
        self._make = make
        self._moving = moving

    async def asked(self, request: SlackRequest) -> Form | None:
        """*Change*, and *Move* on a card or in a list, open it for whoever may change it."""
        action = request.action.partition(":")[0]
        if action not in ("parley.change", "parley.move"):
            return None
        if not request.value.startswith("{"):
            draft = await self._draft(request, request.value) if action == "parley.change" else None
            return self._form(of_draft(request.value, draft)) if draft else None
        carried = json.loads(request.value)
        if action == "parley.move" and "draft" in carried:
            return None  # the answer to a question: it moves, and asks no more
        kept = await self._meetings.by_id(carried["meeting"])
        if kept is None or kept.team != request.team or not can_be_changed(kept, request.asked_at):
            return None
        if not (carried.get("may") or is_organizer(kept, request)):
            return None  # who else may is asked of Slack, which takes too long here
        subject = of_meeting(kept, request.asked_at)
        return self._form(await self._read_before(request, subject, carried.get("draft", "")))

    async def redrawn(
        self, request: SlackRequest, name: str, carried: str, filled: Mapping[str, JSON]
    ) -> Form | None:
        """Another service has other choices, another start other names for its repetition."""
        subject = await self._subject(request, carried)
        if subject is None:
            return None
        return self._form(self._filled(subject, filled))

    async def wrong(
        self, request: SlackRequest, name: str, carried: str, filled: Mapping[str, JSON]
    ) -> Mapping[str, str]:
        """What has to be put right before it is taken."""
        subject = await self._subject(request, carried)
        if subject is None:
            return {"": "It has been made, cancelled or changed meanwhile: look at its card."}
        now, started = request.asked_at, subject.sheet.starts_at
        given = self._filled(subject, filled)
        sheet, info = given.sheet, self._card(given)
        running = started if subject.kept else None
        wrong = meeting_fields.wrong_in(sheet, info, now, keeps=running)
        if not wrong and info and sheet.rule != "" and not keeps_series(info):
            wrong["repeat"] = f"{info.title} cannot repeat a meeting through me."
        return wrong or wrong_days(subject, sheet, now)

    async def sent(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """It was filled in and sent: make the meeting, or change it."""
        said = json.loads(value)
        subject = await self._subject(request, said["carried"], sent=True)
        if subject is None:
            return schedule_words.gone()
        given = self._filled(subject, said["filled"])
        carried = json.loads(said["carried"])
        if subject.draft:
            draft = drafted(subject.draft, given.sheet)
            body = payloads.dump(draft)
            await self._drafts.put(carried["draft"], request.team, request.person, body, run.now)
            return await self._make(run, request, carried["draft"], draft)
        change, name = changed(subject, given.sheet), f"change-{run.job.id}"
        body = payloads.dump(ChangeDraft(change=change))
        await self._drafts.put(name, request.team, request.person, body, run.now)
        return await self._moving(run, request, change, name)

    async def not_opened(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Change* was pressed, and there is no form for that: say why, or what else there is."""
        if not value.startswith("{"):
            draft = await self._draft(request, value, made=True)
            return schedule_words.already(draft) if draft else schedule_words.gone()
        kept = await self._changeable.look(run, request, json.loads(value)["meeting"])
        return kept if isinstance(kept, Message) else move_words.for_whoever_runs_it(kept)

    async def unopened(self, run: Run, request: SlackRequest, value: str) -> Message:
        """Slack did not open a form, whichever: the button that asked for it, once more."""
        return change_words.unopened(request.action.partition(":")[2], value)

    async def _subject(
        self, request: SlackRequest, carried: str, *, sent: bool = False
    ) -> FormSubject | None:
        """What the form is about, as it is now; a meeting only while it can be changed.

        Where it was *sent*, that is looked at anew by whoever changes it.
        """
        names = json.loads(carried)
        if "draft" in names:
            draft = await self._draft(request, names["draft"], made=sent)
            return of_draft(names["draft"], draft) if draft else None
        kept = await self._meetings.by_id(names["meeting"])
        if kept is None or kept.team != request.team:
            return None
        if not sent and not can_be_changed(kept, request.asked_at):
            return None
        return replace(of_meeting(kept, request.asked_at), carried=carried)

    async def _draft(self, request: SlackRequest, name: str, *, made: bool = False) -> Draft | None:
        """The draft, if it is this person's, and nothing was *made* of it unless that matters."""
        stored = await self._drafts.own(name, request.team, request.person)
        if stored is None or (stored.state == "made" and not made):
            return None
        return payloads.load(stored.body, Draft)

    async def _read_before(
        self, request: SlackRequest, subject: FormSubject, name: str
    ) -> FormSubject:
        """*subject* with the time that was understood already, if that was kept as *name*."""
        stored = await self._drafts.own(name, request.team, request.person) if name else None
        if stored is None:
            return subject
        change = payloads.load(stored.body, ChangeDraft).change
        read = replace(subject.sheet, starts_at=change.starts_at, minutes=change.minutes)
        return replace(subject, sheet=read)

    def _filled(self, subject: FormSubject, filled: Mapping[str, JSON]) -> FormSubject:
        service = str(filled.get("service") or subject.sheet.service)
        named = self._services.named(service)
        info = named.info if named else None
        return replace(subject, sheet=meeting_fields.filled_in(subject.sheet, filled, info))

    def _card(self, subject: FormSubject) -> ServiceInfo | None:
        service = self._services.named(subject.sheet.service)
        return service.info if service else None

    def _form(self, subject: FormSubject) -> Form:
        of_a_draft = subject.kept is None
        services = [service.info for service in self._services] if of_a_draft else []
        return Form(
            name=NAME,
            title="Schedule a meeting" if of_a_draft else "Change a meeting",
            submit="Make it" if of_a_draft else "Change it",
            fields=meeting_fields.fields(subject.sheet, self._card(subject), services),
            carried=subject.carried,
        )
