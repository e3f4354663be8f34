"""What is asked for is not what was wanted, and what was made is told wrong, or tells too much."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Capability, MeetingService, done
from tests.contract.conftest import ServiceUnderTest
from tests.contract.planting import (
    Exchanges,
    Plant,
    answering,
    can,
    copied,
    mistake,
    wanting,
)

HOUR = timedelta(hours=1)


# What was wanted is not what is asked for.
mistake(
    "a series is made as one meeting",
    "a series is a series",
    wanting(lambda wanted: replace(wanted, recurrence=None)),
)
mistake(
    "a series is counted in UTC",
    "a series is a series",
    wanting(lambda wanted: replace(wanted, zone="UTC") if wanted.recurrence else wanted),
)
mistake(
    "the agenda is dropped",
    "the agenda is kept",
    wanting(lambda wanted: replace(wanted, agenda="")),
)
mistake(
    "people are dropped",
    "people are invited",
    wanting(lambda wanted: replace(wanted, people=())),
)
mistake(
    "only the first person is invited",
    "people are invited",
    wanting(lambda wanted: replace(wanted, people=wanted.people[:1])),
)
mistake(
    "choices are ignored",
    "each choice is heard",
    wanting(lambda wanted: replace(wanted, choices={})),
)


def _one_choice_ignored(tested: ServiceUnderTest) -> MeetingService:
    case = tested.case
    heard = [each for each in tested.service.info.choices if each.options]
    last = [each.name for each in heard if each.name not in case.unseen][-1]

    def without(wanted: NewMeeting) -> NewMeeting:
        chosen = {name: value for name, value in wanted.choices.items() if name != last}
        return replace(wanted, choices=chosen)

    return wanting(without)(tested)


mistake("one choice is ignored", "each choice is heard", _one_choice_ignored)
mistake(
    "the start is an hour off",
    "times are kept",
    wanting(lambda wanted: replace(wanted, starts_at=wanted.starts_at and wanted.starts_at + HOUR)),
)
mistake(
    "the length is the vendor's usual one",
    "times are kept",
    wanting(lambda wanted: replace(wanted, lasts=HOUR)),
)
mistake(
    "the zone is lost",
    "times are kept",
    wanting(lambda wanted: replace(wanted, zone="UTC")),
)
mistake(
    "now is a local time taken for UTC",
    "now is now",
    wanting(
        lambda wanted: replace(
            wanted, starts_at=wanted.starts_at or datetime.now(UTC) + timedelta(hours=9)
        )
    ),
)
mistake(
    "the marker stands in the title",
    "the marker is not in the title",
    wanting(lambda wanted: replace(wanted, title=f"{wanted.title} [{wanted.marker}]")),
)


# What was made is told wrong, or tells too much.
def _telling(change: Callable[[Meeting, Credentials], Meeting]) -> Plant:
    def plant(tested: ServiceUnderTest) -> MeetingService:
        def create(wanted: NewMeeting, ada: Credentials) -> Exchanges:
            return change((yield from tested.service.create(wanted, ada)), ada)

        return copied(tested, create=create)

    return plant


def _longest(ada: Credentials) -> str:
    return max(ada.secrets.values(), key=len)


mistake(
    "the passcode is not shown",
    "the passcode is shown",
    _telling(lambda meeting, _: replace(meeting, passcode="")),
)
mistake(
    "an access token is in the meeting's data",
    "no secret is in a meeting",
    _telling(lambda meeting, ada: replace(meeting, data={"token": _longest(ada)})),
)
mistake(
    "an access token is in the meeting's notes",
    "no secret is in a meeting",
    _telling(lambda meeting, ada: replace(meeting, notes=(f"Made with {_longest(ada)}.",))),
)


def _host_link_kept(tested: ServiceUnderTest) -> MeetingService:
    service, links = tested.service, {}

    def create(wanted: NewMeeting, ada: Credentials) -> Exchanges:
        meeting = yield from service.create(wanted, ada)
        links[meeting.id] = yield from service.host_link(meeting, ada)
        return replace(meeting, data={**meeting.data, "start_url": links[meeting.id]})

    def host_link(meeting: Meeting, _: Credentials) -> Exchanges:
        return done(links[meeting.id])

    return copied(tested, create=create, host_link=host_link)


mistake(
    "the host's link is kept in the meeting",
    "no secret is in a meeting",
    _host_link_kept,
    fits=can(Capability.HOST_LINK),
)


def _secret_in_facts(tested: ServiceUnderTest) -> MeetingService:
    method = "connect" if tested.service.info.consent is None else "redeem"

    def told(new: Credentials) -> Credentials:
        return replace(new, facts={**new.facts, "token": _longest(new)})

    return answering(method, told)(tested)


mistake(
    "a secret is among the facts of an account",
    "no secret is in a meeting",
    _secret_in_facts,
)
