"""The fields of the meeting form: filled in from what is known, read back, and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from calendars.recurrence import WEEKDAYS
from calendars.wording import in_words
from handlers.form import Field, Kind
from handlers.guests import is_person
from handlers.making.draft import LONGEST
from handlers.slack_types import JSON
from handlers.words import TITLE_LENGTH, one_line, plain
from meetings.model import Choice, ServiceInfo

MOST_MINUTES = int(LONGEST.total_seconds() / 60)
MOST_PEOPLE = 50
LONGEST_AGENDA = 2500
CHOICE = "choice."


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFormState:
    """What stands in the form. *zone* is the one whose clock the meeting keeps.

    *starts_at* is none where it is not known yet, *hint* then says what is. *repeats* is the rule
    that held until now, *repeat* the option that is chosen (empty: what the rule says). *minutes*
    is none where no number was typed.
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
        """The rule that is chosen; none: the one until now, moved with the start."""
        if self.wall is None:
            return None
        chosen = self.repeat or option_for(self.repeats, self.wall)
        return rule_for(chosen, self.wall)


def fields(
    sheet: MeetingFormState, card: ServiceInfo | None, services: Sequence[ServiceInfo]
) -> tuple[Field, ...]:
    """The form for *sheet*; *services* are those that can be chosen, *card* the one that is."""
    outside = [one for one in sheet.people if not is_person(one)]
    shown: list[Field | None] = [
        Field(name="title", label="Title", kind=Kind.TEXT, value=sheet.title, most=TITLE_LENGTH),
        *_times(sheet),
        repeat_field(sheet.repeats, sheet.wall, sheet.zone, sheet.repeat),
        _people([one for one in sheet.people if is_person(one)]),
        _note(f"Also: {', '.join(outside)}") if outside else None,
        _service(card, services) if services else None,
        *(_choice(one, sheet.choices) for one in (card.choices if card else ())),
        Field(
            name="agenda",
            label="Agenda",
            kind=Kind.LINES,
            value=sheet.agenda,
            optional=True,
            most=LONGEST_AGENDA,
        ),
    ]
    return tuple(one for one in shown if one)


def _times(sheet: MeetingFormState) -> tuple[Field, Field]:
    start = Field(
        name="starts_at",
        label="Starts",
        kind=Kind.MOMENT,
        value=int(sheet.starts_at.timestamp()) if sheet.starts_at else None,
        hint=sheet.hint,
        redraws=True,
    )
    minutes = Field(
        name="minutes",
        label="Minutes",
        kind=Kind.NUMBER,
        value=sheet.minutes if sheet.minutes and sheet.minutes <= MOST_MINUTES else None,
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
        most=max(MOST_PEOPLE, len(ids)),  # nobody is left out unseen
    )


def filled_in(
    sheet: MeetingFormState, filled: Mapping[str, JSON], card: ServiceInfo | None
) -> MeetingFormState:
    """*sheet* with what was *filled* in; *card* is of the service whose choices are shown."""
    given = cast("Mapping[str, Any]", filled)
    seconds, minutes = given.get("starts_at"), given.get("minutes")
    starts_at = datetime.fromtimestamp(seconds, ZoneInfo(sheet.zone)) if seconds else None
    outside = [one for one in sheet.people if not is_person(one)]
    people = [str(one) for one in given.get("people") or ()]
    return replace(
        sheet,
        title=one_line(str(given.get("title") or "")),
        starts_at=starts_at,
        minutes=minutes if isinstance(minutes, int) else None,
        repeat=str(given.get("repeat") or ONCE),
        people=tuple(dict.fromkeys([*people, *outside])),
        service=str(given.get("service") or sheet.service),
        agenda=str(given.get("agenda") or "").strip(),
        choices=_chosen(sheet.choices, given, card),
    )


def wrong_in(
    sheet: MeetingFormState,
    card: ServiceInfo | None,
    now: datetime,
    *,
    keeps: datetime | None = None,
) -> dict[str, str]:
    """What is wrong, by the field's name; *keeps* is a start that may be over: it is running."""
    wrong = {}
    if not sheet.title:
        wrong["title"] = "It needs a title."
    if sheet.starts_at is None:
        wrong["starts_at"] = "Choose a day and a time."
    elif sheet.starts_at <= now and sheet.starts_at != keeps:
        wrong["starts_at"] = "That time is past already. Choose one that is to come."
    if not (sheet.minutes and 0 < sheet.minutes <= MOST_MINUTES):
        wrong["minutes"] = f"A meeting here lasts from 1 to {MOST_MINUTES} minutes (24 hours)."
    if sheet.wall and not can_start_on(sheet.repeat, sheet.wall):
        wrong["repeat"] = f"It starts on a {sheet.wall:%A}, which is no weekday."
    if len(sheet.people) > MOST_PEOPLE:
        wrong["people"] = f"I write to {MOST_PEOPLE} people at most: name a channel instead."
    if card is None:
        wrong["service"] = "That service is not set up here any more: choose another one."
    return wrong


def _note(label: str) -> Field:
    return Field(name="also", label=plain(label, 500), kind=Kind.NOTE)


def _service(card: ServiceInfo | None, services: Sequence[ServiceInfo]) -> Field:
    return Field(
        name="service",
        label="Service",
        kind=Kind.CHOICE,
        value=card.name if card else None,
        options=tuple((one.name, one.title) for one in services),
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


def _chosen(
    before: Mapping[str, str], given: Mapping[str, Any], card: ServiceInfo | None
) -> Mapping[str, str]:
    """What was chosen; what is as the service has it by itself is left to the service."""
    chosen = {}
    for choice in card.choices if card else ():
        was = before.get(choice.name, "")
        value = str(given.get(f"{CHOICE}{choice.name}", was) or "").strip()
        if value and (value != choice.default or choice.name in before):
            chosen[choice.name] = value
    return chosen


ONCE = "once"
AS_IT_IS = "as-it-is"

_ANY_DAY = datetime(2000, 1, 3)  # noqa: DTZ001 - a wall clock's, as every start here
_WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


def repeat_field(repeats: str, wall: datetime | None, zone: str, value: str = "") -> Field:
    """The field for a meeting that now *repeats* and is to start at *wall*, naive, in *zone*.

    *value* is what is chosen already; without it, what *repeats* says.
    """
    chosen = value or option_for(repeats, wall)
    options = [(ONCE, "Does not repeat"), *((name, _named(name, wall)) for name in _RULES)]
    if chosen == AS_IT_IS or (repeats and option_for(repeats, wall) == AS_IT_IS):
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


def rule_for(chosen: str, wall: datetime) -> str | None:
    """The rule for a meeting that starts at *wall*; none: as it is, moved with its start."""
    if chosen == AS_IT_IS:
        return None
    return _RULES.get(chosen, "").format(day=WEEKDAYS[wall.weekday()], number=wall.day)


def can_start_on(chosen: str, wall: datetime) -> bool:
    """Whether a series can begin on that day: not on a Sunday, if it is for every weekday."""
    return chosen != "weekdays" or wall.weekday() < 5


_RULES = {
    "daily": "FREQ=DAILY",
    "weekdays": _WEEKDAYS,
    "weekly": "FREQ=WEEKLY;BYDAY={day}",
    "two-weeks": "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
    "monthly": "FREQ=MONTHLY;BYMONTHDAY={number}",
}


def _as_it_is(repeats: str, wall: datetime | None, zone: str) -> str:
    if wall is None and "BY" not in repeats:
        return "As you said it"  # on which days, only its first one tells
    return f"As it is: {in_words(repeats, wall or _ANY_DAY, zone)}"


def _named(name: str, wall: datetime | None) -> str:
    on, the = (f" on {wall:%A}", f" on day {wall.day}") if wall else ("", "")
    return {
        "daily": "Every day",
        "weekdays": "Every weekday",
        "weekly": f"Every week{on}",
        "two-weeks": f"Every two weeks{on}",
        "monthly": f"Every month{the}",
    }[name]
