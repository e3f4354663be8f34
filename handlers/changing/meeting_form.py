"""The form `parley.meeting`: for a draft that is to become a meeting, and for a stored meeting."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from calendars.occurrences import occurrence
from calendars.recurrence import Recurrence, optional_recurrence
from calendars.rescheduling import reschedule
from handlers.button_values import (
    FormSubjectNames,
    MeetingButton,
    NotOurs,
    read,
)
from handlers.changing import change_words, meeting_fields, move_words
from handlers.changing.apply_change import ApplyChange
from handlers.changing.change import (
    ChangeDraft,
    MeetingChange,
    Problem,
    Scope,
    people_after,
    plan_change,
)
from handlers.changing.change_dates import is_first, plan_dates
from handlers.changing.form_subject import FormSubject, of_draft, of_meeting, seen_people
from handlers.changing.meeting_fields import MeetingFormState
from handlers.changing.series import SeriesDates
from handlers.form import Form, SentForm
from handlers.making import schedule_words
from handlers.making.draft import Draft
from handlers.meeting.standing import standing
from handlers.objections import as_wanted, by_field, keeps_series, objections
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_types import JSON, CardState, Message, SlackRequest
from meetings.model import NewMeeting
from meetings.service import ServiceInfo
from storage import payloads
from storage.drafts import Drafts
from storage.meetings import Meetings, StoredMeeting

NAME = "parley.meeting"

SCOPES: Mapping[str, Scope] = {
    "parley.this_one": "one",
    "parley.from_here": "later",
    "parley.all_of_them": "",
}
"""For which dates of a series a button is, by its action."""

_TITLES: Mapping[Scope, str] = {
    "": "Change a meeting",
    "one": "Change one date",
    "later": "Change later dates",
}

NOT_ON_ITS_DAYS = "The meeting does not take place on that day. Choose another start or repetition."


class MakeMeeting(Protocol):
    """``handlers.making.make.MakeDraft``."""

    async def __call__(
        self, run: Run, request: SlackRequest, draft_id: str, draft: Draft
    ) -> Message | None:
        """Make a meeting of *draft*."""


class MeetingForm:
    """Fills, checks and applies the form; it is a ``handlers.form.Forms``."""

    def __init__(
        self,
        services: Services,
        meetings: Meetings,
        drafts: Drafts,
        series: SeriesDates,
        make: MakeMeeting,
        apply_change: ApplyChange,
    ) -> None:
        self._services = services
        self._meetings = meetings
        self._drafts = drafts
        self._series = series
        self._make = make
        self._apply_change = apply_change

    async def asked(self, request: SlackRequest) -> Form | None:
        """*Change*, and *Move* on a card or in a list, open it for people who may change it."""
        action = request.action.partition(":")[0]
        scope = SCOPES.get(action, "")
        if action not in ("parley.change", "parley.move", *SCOPES):
            return None
        if not request.value.startswith("{"):
            draft = await self._draft(request, request.value) if action == "parley.change" else None
            return self._form(of_draft(request.value, draft)) if draft else None
        pressed = read(request.value, MeetingButton)
        meeting = await self._meeting(request, pressed.meeting)
        if meeting is None or not _opens(action, pressed, meeting, request.asked_at):
            return None
        if not await self._series.guard.may_change(request, meeting):
            return None
        if scope == "later" and pressed.was and is_first(meeting, pressed.was, request.asked_at):
            scope = ""  # there is no earlier date
        subject = of_meeting(meeting, request.asked_at, pressed.was, scope)
        return self._form(await self._with_change(request, subject, pressed.draft))

    async def redrawn(
        self, request: SlackRequest, name: str, carried: str, filled: Mapping[str, JSON]
    ) -> Form | None:
        """Another service has other choices, another start other names for its repetition."""
        subject = await self._subject(request, carried)
        if subject is None:
            return None
        if subject.meeting and not await self._series.guard.may_change(request, subject.meeting):
            return None
        return self._form(self._filled(subject, filled))

    async def wrong(
        self, request: SlackRequest, name: str, carried: str, filled: Mapping[str, JSON]
    ) -> Mapping[str, str]:
        """What has to be put right before the form is accepted, by the name of the field."""
        subject = await self._subject(request, carried)
        if subject is None:
            return {"": "It has since been scheduled, cancelled or changed. Look at its card."}
        now = request.asked_at
        current_start = subject.state.starts_at if subject.meeting else None
        state = self._filled(subject, filled).state
        info = self._info(state)
        wrong = meeting_fields.wrong_in(state, info, now, may_start_at=current_start)
        if not wrong and info and state.rule != "" and not keeps_series(info):
            wrong["repeat"] = f"I can't make {info.title} meetings repeat."
        return wrong or _wrong_days(subject, state, now) or self._against(subject, state)

    def _against(self, subject: FormSubject, state: MeetingFormState) -> Mapping[str, str]:
        """What the service has against it, by the name of the field."""
        service = self._services.get(state.service)
        wanted = NewMeeting(
            title=state.title,
            marker="",
            starts_at=state.starts_at,
            lasts=timedelta(minutes=state.minutes or 0),
            zone=state.zone,
            recurrence=optional_recurrence(state.repeats if state.rule is None else state.rule),
            agenda=state.agenda,
            choices=state.choices,
        )
        found = by_field(service, wanted, meeting_fields.CHOICE)
        if subject.meeting is None:
            return found
        already = objections(service, as_wanted(subject.meeting))
        return {name: each for name, each in found.items() if each not in already}

    async def sent(self, run: Run, request: SlackRequest, value: str) -> Message | None:
        """The form was filled in and sent: make the meeting, or change it."""
        form = read(value, SentForm)
        subject = await self._subject(request, form.carried, sent=True)
        if subject is None:
            return schedule_words.gone()
        state = self._filled(subject, form.filled).state
        if subject.draft:
            names = read(form.carried, FormSubjectNames)
            draft, draft_id = _filled_draft(subject.draft, names, state), names.draft
            body = payloads.dump(draft)
            await self._drafts.put(draft_id, request.team, request.person, body, run.now)
            return await self._make(run, request, draft_id, draft)
        change, draft_id = _change(subject, state), f"change-{run.job.id}"
        body = payloads.dump(ChangeDraft(change=change))
        await self._drafts.put(draft_id, request.team, request.person, body, run.now)
        return await self._apply_change(run, request, change, draft_id)

    async def not_opened(self, run: Run, request: SlackRequest, value: str) -> Message:
        """*Change* was pressed, and there is no form for that: say why, or what else there is."""
        if not value.startswith("{"):
            draft = await self._draft(request, value, made=True)
            return schedule_words.already(draft) if draft else schedule_words.gone()
        pressed = read(value, MeetingButton)
        meeting = await self._series.guard.look(run, request, pressed.meeting)
        if isinstance(meeting, Message):
            return meeting
        if meeting.repeats and not pressed.draft:
            return await self._series.which(run, request, meeting, "change", pressed.was)
        return move_words.for_admin(meeting)

    async def unopened(self, run: Run, request: SlackRequest, value: str) -> Message:
        """Slack did not open the form of a button: show the button again."""
        return change_words.unopened(request.action.partition(":")[2], value)

    async def _subject(
        self, request: SlackRequest, carried: str, *, sent: bool = False
    ) -> FormSubject | None:
        """What the form is about, as it is now; a meeting only while it can be changed.

        Once the form was *sent*, whether it can be changed is checked when that is done.
        """
        names = read(carried, FormSubjectNames)
        if names.draft:
            draft = await self._draft(request, names.draft, made=sent)
            return replace(of_draft(names.draft, draft), carried=carried) if draft else None
        meeting = await self._meeting(request, names.meeting)
        if meeting is None or not (sent or _can_be_changed(meeting, request.asked_at)):
            return None
        subject = of_meeting(meeting, request.asked_at, names.was, names.scope)
        return replace(subject, carried=carried)

    async def _meeting(self, request: SlackRequest, meeting_id: str) -> StoredMeeting | None:
        """The meeting, if it is of this workspace."""
        return await self._meetings.in_team(request.team, meeting_id)

    async def _draft(
        self, request: SlackRequest, draft_id: str, *, made: bool = False
    ) -> Draft | None:
        """The draft, if it is this person's; one that became a meeting only if *made*."""
        row = await self._drafts.own(draft_id, request.team, request.person)
        if row is None or (row.state == "made" and not made):
            return None
        return payloads.load(row.body, Draft)

    async def _with_change(
        self, request: SlackRequest, subject: FormSubject, draft_id: str
    ) -> FormSubject:
        """*subject* with the time of the change that the draft holds, if there is that draft."""
        row = await self._drafts.own(draft_id, request.team, request.person) if draft_id else None
        if row is None:
            return subject
        change = payloads.load(row.body, ChangeDraft).change
        state = replace(subject.state, starts_at=change.starts_at, minutes=change.minutes)
        return replace(subject, state=state)

    def _filled(self, subject: FormSubject, filled: Mapping[str, JSON]) -> FormSubject:
        name = str(filled.get("service") or subject.state.service)
        service = self._services.get(name)
        info = service.info if service else None
        state = meeting_fields.filled_in(subject.state, filled, info)
        if subject.scope:  # of single dates it asks for the time alone
            state = replace(subject.state, starts_at=state.starts_at, minutes=state.minutes)
        return replace(subject, state=state)

    def _info(self, state: MeetingFormState) -> ServiceInfo | None:
        service = self._services.get(state.service)
        return service.info if service else None

    def _form(self, subject: FormSubject) -> Form:
        is_new = subject.meeting is None
        services = [service.info for service in self._services] if is_new else []
        fields = meeting_fields.fields(subject.state, self._info(subject.state), services)
        if subject.scope:
            fields = tuple(field for field in fields if field.name in ("starts_at", "minutes"))
        return Form(
            name=NAME,
            title="Schedule a meeting" if is_new else _TITLES[subject.scope],
            submit="Schedule it" if is_new else "Change it",
            fields=fields,
            carried=subject.carried,
        )


def _opens(action: str, pressed: MeetingButton, meeting: StoredMeeting, now: datetime) -> bool:
    """Whether a form is opened: not where it moves at once, or is asked first for which dates."""
    if pressed.draft and action != "parley.change":
        return False
    if action in SCOPES:
        known = pressed.do in ("move", "change")
    else:
        known = not meeting.repeats or bool(pressed.draft)
    return known and _can_be_changed(meeting, now)


def _can_be_changed(meeting: StoredMeeting, now: datetime) -> bool:
    """Whether it has a time, and is neither cancelled nor over."""
    when, state = standing(meeting, now)
    return when is not None and state not in (CardState.CANCELLED, CardState.ENDED)


def _filled_draft(draft: Draft, names: FormSubjectNames, state: MeetingFormState) -> Draft:
    """The draft as it was filled in; ValueError without a start or a length: it was not checked."""
    if state.starts_at is None or state.minutes is None:
        raise ValueError("a form without a start or a length was taken")
    return replace(
        draft.at(state.starts_at),
        title=state.title,
        minutes=state.minutes,
        repeats=_rule_of(draft, state) or "",
        people=people_after(draft.people, state.people, seen_people(names, state)),
        service=state.service,
        agenda=state.agenda,
        choices=state.choices,
    )


def _rule_of(draft: Draft, state: MeetingFormState) -> str | None:
    """The rule of what is to be made; None: the days of the draft do not go with another start."""
    if state.rule is not None or state.starts_at is None or state.minutes is None:
        return state.rule
    if draft.starts_at is None:
        recurrence = Recurrence.parse(draft.repeats)
        return draft.repeats if state.wall and recurrence.names_day(state.wall) else None
    first = occurrence(draft.plan, draft.starts_at - timedelta(minutes=1))
    length = timedelta(minutes=state.minutes)
    plan = reschedule(draft.plan, first, state.starts_at, length) if first else None
    return plan.repeats if plan else None


def _change(subject: FormSubject, state: MeetingFormState) -> MeetingChange:
    """The change that was filled in; ValueError as for ``_filled_draft``."""
    if state.starts_at is None or state.minutes is None:
        raise ValueError("a form without a start or a length was taken")
    shown = read(subject.carried, FormSubjectNames)
    if shown.was is None:
        raise NotOurs("it does not say when the meeting was to begin")
    times = MeetingChange(
        meeting=shown.meeting,
        version=shown.version or 0,
        was=shown.was,
        starts_at=state.starts_at,
        minutes=state.minutes,
        scope=shown.scope,
    )
    if shown.scope:
        return times
    return replace(
        times,
        repeats=state.rule,
        title=state.title,
        people=state.people,
        shown=seen_people(shown, state),
        agenda=state.agenda,
        choices=state.choices,
    )


def _wrong_days(subject: FormSubject, state: MeetingFormState, now: datetime) -> dict[str, str]:
    """What is wrong with a repetition that is to stay as it is, from another day on."""
    if subject.draft:
        clash = _rule_of(subject.draft, state) is None
    else:
        change = _change(subject, state)
        plan = plan_dates if change.scope else plan_change
        found = plan(subject.meeting, change, now) if subject.meeting else None
        if found is Problem.TAKEN:
            return {"starts_at": "The series has another date at that time. Choose another one."}
        if found is Problem.SEVERAL_DAYS and change.scope:
            return {"starts_at": "It takes place on several days: choose a time on the same day."}
        clash = found is Problem.SEVERAL_DAYS
    return {"repeat": NOT_ON_ITS_DAYS} if clash else {}
