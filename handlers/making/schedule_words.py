"""Every sentence about a meeting that was understood and not made yet."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from calendars.wording import in_words
from handlers.dates_in_words import Clock, full_span, full_time, without_zone
from handlers.making.draft import LONGEST, Draft
from handlers.making.groups import MOST_UNASKED
from handlers.slack_types import Button, Message, Person
from handlers.words import bare, mention, one_line, quote

DOUBTS = {
    "next": "“Next” could mean this week or next week. I took next week.",
    "today": "Did you mean today? I took next week.",
    "vague": "That was not exact. Please check the time.",
    "numeric_date": "That date can be read in two ways. Please check it.",
    "hour": "Morning or evening? Please check.",
    "fold": "The clocks go back that night, so that time comes twice. I took the first.",
    "gap": ("The clocks go forward that night and skip that time. I took the next one."),
    "too_long": "That was long, so I read only the beginning.",
    "several": "You named several days or times. I took only the one shown.",
    "length": "Please check how long it lasts.",
    "not_read": "I could not read everything about the time. Please check it.",
    "zone": (
        "Slack does not tell me your time zone, so I used UTC. If that is wrong, type it again "
        "with a zone, such as `3pm Berlin time`, or press Change."
    ),
}
"""A sentence for each thing that a request leaves in doubt (``Draft.uncertain``)."""

MOST_NAMED = 20
"""People and channels that are named: a longer list would push out what matters."""


def doubt_sentences(
    codes: Sequence[str], table: Mapping[str, str], other: datetime | None, clock: Clock
) -> list[str]:
    """A sentence of *table* for each of *codes*; the *other* half of the day is asked about."""
    said = {**table}
    if other is not None:
        said["hour"] = f"Did you mean {_spoken(clock.local(other))}?"
    return [said[code] for code in codes if code in said]


def _spoken(local: datetime) -> str:
    """A time as it is spoken: ``8 in the evening``, ``7:30 in the morning``, ``noon``."""
    if local.minute == 0 and local.hour in (0, 12):
        return "noon" if local.hour else "midnight"
    hour = f"{local.hour % 12 or 12}{f':{local:%M}' if local.minute else ''}"
    if 5 <= local.hour < 22:
        part = "morning" if local.hour < 12 else "afternoon" if local.hour < 18 else "evening"
        return f"{hour} in the {part}"
    return f"{hour} at night"


def open_question(draft: Draft, now: datetime, locale: str = "") -> str:
    """Why *draft* cannot be made as it is; empty where it can."""
    if draft.starts_at is None:
        return _when_is_open(draft, locale)
    if draft.starts_at <= now:
        read = full_time(draft.starts_at, Clock(draft.zone, locale))
        problem = f"That time has passed: {read}."
        if "vague" in draft.uncertain:
            problem = f"You did not say what time, and {read} has passed."
        return f"{problem} Press Change to choose another time, or type it again."
    if not 0 < draft.minutes <= LONGEST.total_seconds() / 60:
        return (
            f"That would last {_length(draft.minutes)}. A meeting can last 24 hours at most. "
            "Press Change to choose how long it lasts."
        )
    return ""


def _to_mend(against: Sequence[str]) -> str:
    return f"{' '.join(map(quote, against))} Press Change to correct it." if against else ""


def _when_is_open(draft: Draft, locale: str) -> str:
    on = f" on {Clock(draft.zone, locale).day(draft.day)}" if draft.day else ""
    if not on and "not_read" in draft.uncertain:
        return (
            "I can't tell when you mean. Press Change to choose a day and time, or type "
            "it again, for example with `tuesday 3pm`."
        )
    return (
        f"What time{on}? Press Change to choose one, or type it again with a "
        "time, such as `at 3pm`."
    )


def understood(  # noqa: PLR0913 - all that is shown, each by its name
    draft: Draft,
    draft_id: str,
    *,
    readers: Sequence[Person],
    service: str,
    left_out: Sequence[str],
    against: Sequence[str] = (),
    now: datetime,
) -> Message:
    """What was understood, for the person alone, and what can be done with it.

    *readers* are that person, and those of the meeting in other zones; *left_out* is what the
    service cannot do, *against* why it would not make the meeting at all.
    """
    reader, *others = readers
    question = open_question(draft, now, reader.locale) or _to_mend(against)
    lines = [f"*{bare(draft.title)}*", *_times(draft, reader)]
    lines += _who(draft, reader, others)
    lines.append(f"On {quote(service)}")
    if draft.agenda:
        lines.append(f"Agenda: {quote(one_line(draft.agenda, 300))}")
    if not question:
        lines += doubt_sentences(draft.uncertain, DOUBTS, draft.other, reader.clock)
    lines += [quote(sentence) for sentence in left_out]
    lines.append(question or "Not scheduled yet.")
    return Message(text="\n".join(lines), buttons=_buttons(draft, draft_id, reader, question, now))


def _times(draft: Draft, reader: Person) -> list[str]:
    if draft.starts_at is None:
        return []
    start, end = draft.starts_at, draft.starts_at + draft.lasts
    lines = [f"*{full_span(start, end, reader.clock)}*"]
    if draft.zone != reader.zone:
        lines.append(
            f"= {full_span(start, end, reader.clock.at(draft.zone))}, the meeting's own time zone"
        )
    if draft.repeats:
        lines.append(f"Repeats: {in_words(draft.repeats, draft.plan.wall, draft.zone)}")
    return lines


def _who(draft: Draft, reader: Person, others: Sequence[Person]) -> list[str]:
    """Who is to come, and who cannot be told of it."""
    people = _people(draft, reader, others)
    more = f" and {len(people) - MOST_NAMED} more" if len(people) > MOST_NAMED else ""
    lines = [f"With {', '.join(people[:MOST_NAMED])}{more}"] if people else []
    groups = {*draft.groups.values()}
    if groups:
        named = quote(" and ".join(draft.groups.values()))
        lines.append(f"I tell {named} only if you press a button for that, once it is scheduled.")
    if len(draft.people) > MOST_UNASKED:
        lines.append(f"That invites {len(draft.people)} people.")
    ats = [name for name in draft.people if name.startswith("@") and name not in groups]
    if unknown := [quote(one_line(name, 40)) for name in ats]:
        named = ", ".join(unknown[:MOST_NAMED])
        lines.append(f"I don't know who {named} is in Slack, so please invite them yourself.")
    if draft.channels:
        named = ", ".join(_channel(name) for name in draft.channels[:MOST_NAMED])
        lines.append(f"I invite people, not channels, so I will not post in {named}.")
    return lines


def _channel(name: str) -> str:
    is_id = name[:1] in "CG" and name.isalnum()
    return f"<#{name}>" if is_id else quote(one_line(name, 80))


def _people(draft: Draft, reader: Person, others: Sequence[Person]) -> list[str]:
    """Who is to come, and what their clocks show where it is something else."""
    zones = {person.id: person.zone for person in others}
    start = draft.starts_at
    return [
        f"{mention(name)} ({_local(start, zones[name], reader.clock)})"
        if start and name in zones
        else mention(name)
        for name in draft.people
    ]


def _local(start: datetime, zone: str, here: Clock) -> str:
    """The time in another zone; with its day only where that is another one."""
    there, mine = here.at(zone).local(start), here.local(start)
    day = "" if there.date() == mine.date() else f"{here.day(there, year=False)}, "
    return f"{day}{here.time(there)} {there:%Z}, {zone}"


def _buttons(
    draft: Draft, draft_id: str, reader: Person, question: str, now: datetime
) -> tuple[Button, ...]:
    make = Button(action="parley.make", label="Schedule it", value=draft_id, primary=True)
    buttons = [] if question else [make]
    if draft.other is not None and not open_question(draft.at(draft.other), now):
        label = without_zone(draft.other, reader.clock)
        buttons.append(Button(action="parley.other", label=label, value=draft_id))
    buttons.append(change_button(draft_id))
    buttons.append(Button(action="parley.dismiss", label="Never mind", value=draft_id))
    return tuple(buttons)


def change_button(draft_id: str) -> Button:
    """Opens the form of a draft."""
    return Button(action="parley.change", label="Change", value=draft_id)


def _length(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{hours} hours" if not rest else f"{hours} hours and {rest} minutes"


def only_once(service: str) -> str:
    """The service keeps no series: what would be made instead."""
    return (
        f"I can't make {service} meetings repeat, so only the first one would be scheduled. "
        "Press Change to choose another service."
    )


def not_written_to(service: str, addresses: Sequence[str]) -> str:
    """People outside Slack, and a service that writes to nobody."""
    named = ", ".join(one_line(address, 80) for address in addresses[:MOST_NAMED])
    return f"{service} sends no invitations. Please send the link to {named} yourself."


def already(draft: Draft) -> Message:
    """The button was pressed before."""
    return Message(
        text=f"“{quote(draft.title)}” is already scheduled, or being scheduled. "
        "I have not scheduled it twice."
    )


def gone() -> Message:
    """The draft was dropped, or is too old."""
    return Message(
        text="I no longer have that request, so nothing was scheduled. Please type it again."
    )


def too_late(draft: Draft) -> Message:
    """The time passed before it could be made."""
    when = full_time(draft.starts_at, Clock(draft.zone)) if draft.starts_at else "that time"
    return Message(
        text=f"“{quote(draft.title)}” was for {when}, and that time has passed. Nothing "
        "has been scheduled. Type it again with another time."
    )


def try_again(draft_id: str, action: str) -> tuple[Button, ...]:
    """What can be done after making it failed."""
    return (
        Button(action=action, label="Try again", value=draft_id, primary=True),
        change_button(draft_id),
        Button(action="parley.dismiss", label="Never mind", value=draft_id),
    )


def said_twice(title: str, draft_id: str) -> Message:
    """The same words of the same person, moments ago, which are being acted on."""
    return Message(
        text=f"I am already on it: you asked for “{quote(title)}” a moment ago. Press "
        "Schedule it if you want a second one.",
        buttons=(
            Button(action="parley.make", label="Schedule it", value=draft_id),
            Button(action="parley.dismiss", label="Never mind", value=draft_id),
        ),
    )
