"""How a meeting repeats, as a field of a form: the usual ways by name, any other as it is."""

from datetime import datetime

from calendars.recurrence import WEEKDAYS
from calendars.wording import in_words
from handlers.form import Field, Kind

ONCE = "once"
AS_IT_IS = "as-it-is"

_ANY_DAY = datetime(2000, 1, 3)  # noqa: DTZ001 - a wall clock's, as every start here
_WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


def field(repeats: str, wall: datetime | None, zone: str, value: str = "") -> Field:
    """The field for a meeting that now *repeats* and is to start at *wall*, naive, in *zone*.

    *value* is what is chosen already; without it, what *repeats* says.
    """
    chosen = value or chosen_for(repeats, wall)
    options = [(ONCE, "Does not repeat"), *((name, _named(name, wall)) for name in _RULES)]
    if chosen == AS_IT_IS or (repeats and chosen_for(repeats, wall) == AS_IT_IS):
        options.append((AS_IT_IS, _as_it_is(repeats, wall, zone)))
    return Field(
        name="repeat",
        label="Repeat",
        kind=Kind.CHOICE,
        value=chosen,
        options=tuple(options),
    )


def chosen_for(repeats: str, wall: datetime | None) -> str:
    """Which option *repeats* is, for a meeting that starts at *wall*."""
    if not repeats:
        return ONCE
    if wall is None:
        return AS_IT_IS
    return next((name for name in _RULES if rule(name, wall) == repeats), AS_IT_IS)


def rule(chosen: str, wall: datetime) -> str | None:
    """The rule for a meeting that starts at *wall*; none: as it is, moved with its start."""
    if chosen == AS_IT_IS:
        return None
    return _RULES.get(chosen, "").format(day=WEEKDAYS[wall.weekday()], number=wall.day)


def fits(chosen: str, wall: datetime) -> bool:
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
