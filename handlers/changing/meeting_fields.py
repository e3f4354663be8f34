"""The fields of the meeting form: filled in from what is known, read back, and checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from handlers.changing import repeat_field
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
class Sheet:
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
        chosen = self.repeat or repeat_field.chosen_for(self.repeats, self.wall)
        return repeat_field.rule(chosen, self.wall)


def fields(
    sheet: Sheet, card: ServiceInfo | None, services: Sequence[ServiceInfo]
) -> tuple[Field, ...]:
    """The form for *sheet*; *services* are those that can be chosen, *card* the one that is."""
    outside = [one for one in sheet.people if not is_person(one)]
    shown: list[Field | None] = [
        Field(name="title", label="Title", kind=Kind.TEXT, value=sheet.title, most=TITLE_LENGTH),
        *_times(sheet),
        repeat_field.field(sheet.repeats, sheet.wall, sheet.zone, sheet.repeat),
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


def _times(sheet: Sheet) -> tuple[Field, Field]:
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


def filled_in(sheet: Sheet, filled: Mapping[str, JSON], card: ServiceInfo | None) -> Sheet:
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
        repeat=str(given.get("repeat") or repeat_field.ONCE),
        people=tuple(dict.fromkeys([*people, *outside])),
        service=str(given.get("service") or sheet.service),
        agenda=str(given.get("agenda") or "").strip(),
        choices=_chosen(sheet.choices, given, card),
    )


def wrong_in(
    sheet: Sheet, card: ServiceInfo | None, now: datetime, *, keeps: datetime | None = None
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
    if sheet.wall and not repeat_field.fits(sheet.repeat, sheet.wall):
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
