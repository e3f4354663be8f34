"""The fields of the meeting form: filled in from what is known, read back, and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from calendars.recurrence import WEEKDAYS, Recurrence
from calendars.wording import in_words
from handlers.form import Field, Kind
from handlers.guests import is_person
from handlers.making.draft import LONGEST
from handlers.slack_types import JSON
from handlers.words import TITLE_LENGTH, one_line, plain
from meetings.model import Choice
from meetings.service import ServiceInfo

MOST_MINUTES = int(LONGEST.total_seconds() / 60)
MOST_PEOPLE = 50
LONGEST_AGENDA = 2500
CHOICE = "choice."


ONCE = "once"
AS_IT_IS = "as-it-is"

_ANY_DAY = datetime(2000, 1, 3)  # noqa: DTZ001 - a wall clock's, as every start here

_RULES = {
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY;BYDAY={day}",
    "two-weeks": "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
    "monthly": "FREQ=MONTHLY;BYMONTHDAY={number}",
}
"""The usual repetitions, by option; *day* and *number* are those of the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFormState:
    """What the form shows. *zone* is the one whose clock the meeting keeps.

    *starts_at* is aware, None where it is not known yet; *hint* says what is known then. *repeats*
    is the present rule (an RRULE), *repeat* the chosen option (empty: the one that *repeats* is).
    *minutes* is None where no number was typed.
    """

    title: str
    starts_at: datetime | None
    minutes: int | None
    zone: str
    repeats: str
    repeat: str = ""
    people: tuple[str, ...] = ()
    service: str = ""
    agenda: str = ""
    choices: Mapping[str, str] = field(default_factory=dict, repr=False)
    hint: str = ""

    @property
    def wall(self) -> datetime | None:
        """The start on the clocks of the meeting's zone, naive."""
        if self.starts_at is None:
            return None
        return self.starts_at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    @property
    def rule(self) -> str | None:
        """The chosen rule, an RRULE or ""; None: the present one, moved with the start."""
        if self.wall is None:
            return None
        return rule_for(self.repeat or option_for(self.repeats, self.wall), self.wall)


def fields(
    state: MeetingFormState, info: ServiceInfo | None, services: Sequence[ServiceInfo]
) -> tuple[Field, ...]:
    """The form for *state*; *services* are those that can be chosen, *info* the one that is."""
    people = [person for person in state.people if is_person(person)]
    outside = [person for person in state.people if not is_person(person)]
    choices = info.choices if info else ()
    shown: list[Field | None] = [
        Field(name="title", label="Title", kind=Kind.TEXT, value=state.title, most=TITLE_LENGTH),
        *_times(state),
        repeat_field(state.repeats, state.wall, state.zone, state.repeat),
        _people(people),
        _note(f"Also: {', '.join(outside)}") if outside else None,
        _service(info, services) if services else None,
        *(_choice(choice, state.choices) for choice in choices),
        Field(
            name="agenda",
            label="Agenda",
            kind=Kind.LINES,
            value=state.agenda,
            optional=True,
            most=LONGEST_AGENDA,
        ),
    ]
    return tuple(field for field in shown if field)


def _times(state: MeetingFormState) -> tuple[Field, Field]:
    start = Field(
        name="starts_at",
        label="Starts",
        kind=Kind.MOMENT,
        value=int(state.starts_at.timestamp()) if state.starts_at else None,
        hint=state.hint,
        redraws=True,
    )
    minutes = Field(
        name="minutes",
        label="Minutes",
        kind=Kind.NUMBER,
        value=state.minutes if state.minutes and state.minutes <= MOST_MINUTES else None,
        least=1,
        most=MOST_MINUTES,
    )
    return start, minutes


def _people(ids: Sequence[str]) -> Field:
    return Field(
        name="people",
        label="People",
        kind=Kind.PEOPLE,
        value=list(ids),
        optional=True,
        most=max(MOST_PEOPLE, len(ids)),  # all who are invited already are shown
    )


def _note(label: str) -> Field:
    return Field(name="also", label=plain(label, 500), kind=Kind.NOTE)


def _service(info: ServiceInfo | None, services: Sequence[ServiceInfo]) -> Field:
    return Field(
        name="service",
        label="Service",
        kind=Kind.CHOICE,
        value=info.name if info else None,
        options=tuple((service.name, service.title) for service in services),
        redraws=True,
    )


def _choice(choice: Choice, chosen: Mapping[str, str]) -> Field:
    value = chosen.get(choice.name, choice.default)
    return Field(
        name=f"{CHOICE}{choice.name}",
        label=choice.label,
        kind=Kind.CHOICE if choice.options else Kind.TEXT,
        value=value or None,
        options=choice.options,
        optional=True,
    )


def filled_in(
    state: MeetingFormState, filled: Mapping[str, JSON], info: ServiceInfo | None
) -> MeetingFormState:
    """*state* with what was *filled* in; *info* is of the service whose choices are shown."""
    given = cast("Mapping[str, Any]", filled)
    seconds, minutes = given.get("starts_at"), given.get("minutes")
    starts_at = datetime.fromtimestamp(seconds, ZoneInfo(state.zone)) if seconds else None
    outside = [person for person in state.people if not is_person(person)]
    people = [person for person in given.get("people") or () if is_person(str(person))]
    return replace(
        state,
        title=one_line(str(given.get("title") or "")),
        starts_at=starts_at,
        minutes=minutes if isinstance(minutes, int) else None,
        repeat=str(given.get("repeat") or ONCE),
        people=tuple(dict.fromkeys([*people, *outside])),
        service=str(given.get("service") or state.service),
        agenda=str(given.get("agenda") or "").strip(),
        choices=_chosen(state.choices, given, info),
    )


def _chosen(
    before: Mapping[str, str], given: Mapping[str, Any], info: ServiceInfo | None
) -> Mapping[str, str]:
    """The choices that differ from the service's defaults, or were made explicitly *before*."""
    chosen = {}
    for choice in info.choices if info else ():
        was = before.get(choice.name, "")
        value = str(given.get(f"{CHOICE}{choice.name}", was) or "").strip()
        if value and (value != choice.default or choice.name in before):
            chosen[choice.name] = value
    return chosen


def wrong_in(
    state: MeetingFormState,
    info: ServiceInfo | None,
    now: datetime,
    *,
    may_start_at: datetime | None = None,
) -> dict[str, str]:
    """What is wrong, by the field's name; a running meeting *may_start_at* its present start."""
    wrong = {}
    if not state.title:
        wrong["title"] = "Give it a title."
    if state.starts_at is None:
        wrong["starts_at"] = "Choose a day and a time."
    elif state.starts_at <= now and state.starts_at != may_start_at:
        wrong["starts_at"] = "That time has passed. Choose a later one."
    if not (state.minutes and 0 < state.minutes <= MOST_MINUTES):
        wrong["minutes"] = f"A meeting can last from 1 to {MOST_MINUTES} minutes (24 hours)."
    if state.wall and not can_start_on(state.repeat, state.wall):
        wrong["repeat"] = f"It starts on a {state.wall:%A}, which is not a weekday."
    if len(state.people) > MOST_PEOPLE:
        wrong["people"] = f"I can invite {MOST_PEOPLE} people at most."
    if info is None:
        wrong["service"] = "That service is no longer set up here. Choose another one."
    return wrong


def repeat_field(repeats: str, wall: datetime | None, zone: str, option: str = "") -> Field:
    """The field for a meeting that *repeats* and is to start at *wall*, naive, in *zone*.

    *option* is what is chosen already; without it, what *repeats* is. The options are the usual
    repetitions, and any other that the meeting has.
    """
    present = option_for(repeats, wall)
    chosen = option or present
    options = [(ONCE, "Does not repeat"), *((name, _label(name, wall)) for name in _RULES)]
    if chosen == AS_IT_IS or (repeats and present == AS_IT_IS):
        options.append((AS_IT_IS, _as_it_is(repeats, wall, zone)))
    return Field(
        name="repeat",
        label="Repeat",
        kind=Kind.CHOICE,
        value=chosen,
        options=tuple(options),
    )


def option_for(repeats: str, wall: datetime | None) -> str:
    """Which option *repeats* is, for a meeting that starts at *wall*."""
    if not repeats:
        return ONCE
    if wall is None:
        return AS_IT_IS
    return next((name for name in _RULES if rule_for(name, wall) == repeats), AS_IT_IS)


def rule_for(option: str, wall: datetime) -> str | None:
    """The rule for a meeting that starts at *wall*; None: the present one, moved with its start."""
    if option == AS_IT_IS:
        return None
    return _RULES.get(option, "").format(day=WEEKDAYS[wall.weekday()], number=wall.day)


def can_start_on(option: str, wall: datetime) -> bool:
    """Whether a series can begin on that day: not on a Sunday, if it is for every weekday."""
    return option != "weekdays" or wall.weekday() < 5


def _as_it_is(repeats: str, wall: datetime | None, zone: str) -> str:
    if wall is None and not (repeats and Recurrence.parse(repeats).parts):
        return "As you typed it"  # only its first occurrence tells on which days
    return f"No change: {in_words(repeats, wall or _ANY_DAY, zone)}"


def _label(option: str, wall: datetime | None) -> str:
    on_weekday, on_day = (f" on {wall:%A}", f" on day {wall.day}") if wall else ("", "")
    return {
        "daily": "Every day",
        "weekdays": "Every weekday",
        "weekly": f"Every week{on_weekday}",
        "two-weeks": f"Every two weeks{on_weekday}",
        "monthly": f"Every month{on_day}",
    }[option]
