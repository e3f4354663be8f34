"""What stands against a meeting at its service, said before anything is asked of it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from calendars.recurrence import optional_recurrence
from meetings.abilities import TellsLimits
from meetings.model import NewMeeting
from meetings.service import Capability, MeetingService, ServiceInfo
from storage.meetings import StoredMeeting


def keeps_series(info: ServiceInfo) -> bool:
    """Whether a series is possible: the service has them, or has no times and the bot has them."""
    return Capability.REPEAT in info.capabilities or Capability.SCHEDULE not in info.capabilities


def objections(service: MeetingService | None, wanted: NewMeeting) -> list[str]:
    """What the service has against *wanted*, in sentences that say what to change."""
    if service is None or not isinstance(service, TellsLimits):
        return []
    if not keeps_series(service.info):
        wanted = replace(wanted, recurrence=None)  # the first date alone is made
    return list(service.objections(wanted))


def to_change(
    service: MeetingService | None, before: StoredMeeting, after: StoredMeeting
) -> list[str]:
    """What it has against a meeting that is to be as *after*, and not against *before*."""
    already = objections(service, as_wanted(before))
    return [each for each in objections(service, as_wanted(after)) if each not in already]


def by_field(service: MeetingService | None, wanted: NewMeeting, choice: str) -> Mapping[str, str]:
    """The objections by the form's field that would mend each; *choice* begins those of choices."""
    without = {
        "repeat": replace(wanted, recurrence=None),
        "minutes": replace(wanted, lasts=timedelta(minutes=30)),
        "title": replace(wanted, title="Meeting"),
        "agenda": replace(wanted, agenda=""),
        **{
            f"{choice}{name}": replace(wanted, choices={**wanted.choices, name: ""})
            for name in wanted.choices
        },
    }
    found: dict[str, str] = {}
    for sentence in objections(service, wanted):
        mended = (
            name for name, other in without.items() if sentence not in objections(service, other)
        )
        found.setdefault(next(mended, "title"), sentence)
    return found


def as_wanted(row: StoredMeeting) -> NewMeeting:
    """What the service was asked for, apart from its people and the marker."""
    return NewMeeting(
        title=row.title,
        marker="",
        starts_at=row.starts_at,
        lasts=row.lasts or timedelta(),
        zone=row.zone,
        recurrence=optional_recurrence(row.repeats),
        agenda=row.agenda,
        choices=row.choices,
    )
