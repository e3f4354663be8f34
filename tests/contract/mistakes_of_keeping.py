"""What is found, listed, changed and cancelled is not all of it, or not that."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Capability, MeetingService, done
from tests.contract.conftest import TOMORROW, ServiceUnderTest
from tests.contract.planting import (
    Exchanges,
    Plant,
    answering,
    can,
    copied,
    first_request_of_a_kind,
    mistake,
)

HOUR = timedelta(hours=1)


# What is found, listed, changed and cancelled is not all, or not that.
def _find_one_page(tested: ServiceUnderTest) -> MeetingService:
    def find(wanted: NewMeeting, ada: Credentials) -> Exchanges:
        return first_request_of_a_kind(tested.service.find(wanted, ada))

    return copied(tested, find=find)


mistake("find reads one page only", "find looks at all pages", _find_one_page)


def _find_by_title(tested: ServiceUnderTest) -> MeetingService:
    service = tested.service

    def find(wanted: NewMeeting, ada: Credentials) -> Exchanges:
        listed = yield from service.upcoming(TOMORROW + HOUR, ada)
        return next((meeting for meeting in listed if meeting.title == wanted.title), None)

    return copied(tested, find=find)


mistake(
    "find goes by the title",
    "find goes by the marker alone",
    _find_by_title,
    fits=can(Capability.LIST),
)
mistake(
    "upcoming reads one page only",
    "upcoming lists all pages",
    lambda tested: answering("upcoming", lambda listed: listed[: tested.case.page])(tested),
    fits=lambda tested: bool(tested.case.small_pages),
)
mistake(
    "upcoming tells another length",
    "upcoming tells what was made",
    answering("upcoming", lambda listed: [replace(each, lasts=2 * HOUR) for each in listed]),
    fits=can(Capability.SCHEDULE),
)


def _listing_all(tested: ServiceUnderTest) -> MeetingService:
    """A service that forgets nothing it made, whoever asks."""
    service = tested.service
    everything: list[Meeting] = []

    def create(wanted: NewMeeting, who: Credentials) -> Exchanges:
        everything.append((yield from service.create(wanted, who)))
        return everything[-1]

    def upcoming(until: datetime, who: Credentials) -> Exchanges:
        yield from service.upcoming(until, who)
        return everything

    return copied(tested, create=create, upcoming=upcoming)


def _anybodys(*methods: str) -> Plant:
    """Do for whoever asks what only the organizer may: as an organization's account could."""

    def plant(tested: ServiceUnderTest) -> MeetingService:
        service = tested.service
        organizers: dict[str, Credentials] = {}

        def create(wanted: NewMeeting, who: Credentials) -> Exchanges:
            meeting = yield from service.create(wanted, who)
            organizers[meeting.id] = who
            return meeting

        def of_its_organizer(method: str) -> Callable[..., Exchanges]:
            def run(meeting: Meeting, *rest: Any) -> Exchanges:
                return getattr(service, method)(meeting, *rest[:-1], organizers[meeting.id])

            return run

        planted = {method: of_its_organizer(method) for method in methods}
        return copied(tested, create=create, **planted)

    return plant


for method, capability in (
    ("host_link", Capability.HOST_LINK),
    ("attendance", Capability.ATTENDANCE),
    ("change", Capability.CHANGE),
    ("cancel", Capability.CANCEL),
):
    mistake(
        f"{method} is for anybody's meetings",
        "other peoples meetings are left alone",
        _anybodys(method),
        fits=can(capability),
    )
mistake("upcoming shows other people's meetings", "upcoming is ones own", _listing_all)
mistake("upcoming shows what is over", "upcoming ends with the meeting", _listing_all)


def _cancel_reads_first(tested: ServiceUnderTest) -> MeetingService:
    service = tested.service

    def cancel(meeting: Meeting, ada: Credentials) -> Exchanges:
        yield from service.read(meeting.id, ada)
        yield from service.cancel(meeting, ada)

    return copied(tested, cancel=cancel)


mistake(
    "cancelling a meeting that is gone is an error",
    "cancel takes away that one",
    _cancel_reads_first,
    fits=can(Capability.READ),
)
mistake(
    "cancelling does nothing",
    "cancel takes away that one",
    lambda tested: copied(tested, cancel=lambda meeting, ada: done(None)),
)


def _changing(change: Callable[[NewMeeting], NewMeeting]) -> Plant:
    def plant(tested: ServiceUnderTest) -> MeetingService:
        def changed(meeting: Meeting, wanted: NewMeeting, ada: Credentials) -> Exchanges:
            return tested.service.change(meeting, change(wanted), ada)

        return copied(tested, change=changed)

    return plant


mistake(
    "a change drops the agenda",
    "change leaves the rest",
    _changing(lambda wanted: replace(wanted, agenda="")),
    fits=lambda tested: "agenda" not in tested.case.has_no,
)
mistake(
    "a change sets the choices back",
    "change leaves the rest",
    _changing(
        lambda wanted: replace(
            wanted, choices={name: _other(value) for name, value in wanted.choices.items()}
        )
    ),
    fits=lambda tested: any(
        {"yes", "no"} == dict(each.options).keys() for each in tested.service.info.choices
    ),
)
mistake(
    "a change makes one meeting of a series",
    "change keeps a series one",
    _changing(lambda wanted: replace(wanted, recurrence=None)),
)
mistake(
    "a change moves the start and not the end",
    "change moves it",
    _changing(lambda wanted: replace(wanted, lasts=HOUR)),
)


def _other(value: str) -> str:
    return {"yes": "no", "no": "yes"}.get(value, value)


def _change_makes_another(tested: ServiceUnderTest) -> MeetingService:
    def change(_: Meeting, wanted: NewMeeting, ada: Credentials) -> Exchanges:
        return tested.service.create(wanted, ada)

    return copied(tested, change=change)


mistake("a change makes a second meeting", "change moves it", _change_makes_another)


def _whole_series(tested: ServiceUnderTest) -> MeetingService:
    service = tested.service

    def change_occurrence(
        meeting: Meeting, _: datetime, wanted: NewMeeting, ada: Credentials
    ) -> Exchanges:
        yield from service.change(meeting, wanted, ada)

    return copied(tested, change_occurrence=change_occurrence)


mistake("moving one date moves the series", "one date of a series is one date", _whole_series)
mistake(
    "cancelling one date cancels the series",
    "one date of a series is one date",
    lambda tested: copied(
        tested, cancel_occurrence=lambda meeting, _, ada: tested.service.cancel(meeting, ada)
    ),
)
mistake(
    "nothing is said against what the vendor cannot do",
    "what is not objected to is kept",
    lambda tested: copied(tested, objections=lambda _: ()),
    fits=lambda tested: hasattr(tested.service, "objections"),
)
mistake(
    "attendance is always empty",
    "who came is told",
    answering("attendance", lambda _: []),
)
mistake(
    "attendance tells wrong times",
    "who came is told",
    answering(
        "attendance",
        lambda stays: [replace(stay, came_at=stay.came_at + HOUR) for stay in stays],
    ),
)
