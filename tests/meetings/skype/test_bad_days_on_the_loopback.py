"""Scheduled meetings on bad days, over real sockets and in both forms: nothing lost or doubled."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    ServiceBusy,
)
from meetings.model import Attendee
from meetings.service import Exchange
from tests.meetings.skype.company import Company
from tests.meetings.skype.later import DELETE, GET, POST, PUT, SPRING, changed, later

HOUR = timedelta(hours=1)
CHRIS = Attendee(name="Chris", email="chris@contoso.example")
BO = Attendee(name="Bo", email="bo@fabrikam.example")


async def test_two_updates_at_once_are_both_there(either: Company) -> None:
    wanted = later(agenda="Demo")
    made = await either.create(wanted)
    other = Company(either._wire, either.url, either.pool, "json")
    other.ada = either.ada
    either.pool.misbehave(on=PUT, do="slow", ms=100, next=2)
    accounts = [("ada", either, {"title": "Moved"}), ("ada elsewhere", other, {"agenda": "Cake"})]
    steps = [
        one.service.change(made, replace(wanted, **what), either.ada) for _, one, what in accounts
    ]
    await asyncio.gather(
        *(
            either._wire.run(each, service=either.service.info, account=name)
            for each, (name, _, _) in zip(steps, accounts, strict=True)
        )
    )
    kept = await either.shown()
    assert kept["subject"] == "Moved"
    assert kept["description"].startswith("Cake\n\nWhen: ")
    assert either.times(PUT) == 3  # one of them found that the other was faster, and read again


async def test_somebody_who_was_faster_loses_nothing(either: Company) -> None:
    wanted = later(agenda="Demo")
    made = await either.create(wanted)
    either.pool.misbehave(on=PUT, do="change", said={"description": "Bring cake"})
    await changed(either, made, wanted, title="Moved", starts_at=SPRING + HOUR)
    kept = await either.shown()
    assert kept["subject"] == "Moved"
    assert kept["description"].startswith("Bring cake\n\nWhen: 2027-03-02 17:00")
    either.pool.misbehave(on=PUT, do="change", said={"subject": "Theirs"}, next=None)
    with pytest.raises(ServiceBusy, match=r"."):
        await changed(either, made, wanted, title="Moved again")


LOST: dict[str, dict[str, Any]] = {
    "cut": {"do": "cut"},
    "500": {"do": "status", "status": 500},
    "garbage": {"do": "garbage"},
}


@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize("on", [POST, PUT, DELETE])
async def test_a_lost_answer_is_one_meeting_one_change_one_end(
    either: Company, on: str, effect: bool
) -> None:
    wanted = later()
    if on == POST:
        either.pool.misbehave(on=on, do="cut", effect=effect)
        with pytest.raises(MeetingError) as caught:
            await either.create(wanted)
        assert caught.value.outcome_unknown
        found = await either.find(wanted)
        assert (found is not None) is effect
        assert either.meetings(wanted) == int(effect)
        return
    made = await either.create(wanted)
    either.pool.misbehave(on=on, do="cut", effect=effect)
    talk = {
        PUT: lambda: either.service.change(made, replace(wanted, title="Moved"), either.ada),
        DELETE: lambda: either.service.cancel(made, either.ada),
    }
    with pytest.raises(MeetingError):
        await either.run(talk[on]())
    await either.run(talk[on]())
    listed = await either.run(either.service.upcoming(SPRING + HOUR, either.ada))
    assert [one.title for one in listed[:-1]] == ([] if on == DELETE else ["Moved"])


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
async def test_a_meeting_whose_answer_was_lost_is_found(
    either: Company, fault: dict[str, Any]
) -> None:
    wanted = later()
    either.pool.misbehave(on=POST, **fault)
    with pytest.raises(MeetingError) as caught:
        await either.create(wanted)
    assert caught.value.outcome_unknown
    assert await either.find(wanted)
    assert either.meetings(wanted) == 1


BOTH = ("AlreadyExists", "TooManyGroups", "None", "CannotRedirect", "Forbidden")
ROWS = [
    *((POST, row) for row in ("TooManyOnlineMeetings", "CallbackChannelError", *BOTH)),
    *((GET, row) for row in ("InvalidExchangeServerVersion", *BOTH)),
    *((PUT, row) for row in ("InvalidExchangeServerVersion", "CannotRedirect", "Forbidden")),
    *((DELETE, row) for row in ("CannotRedirect", "Forbidden")),
]


@pytest.mark.parametrize(("on", "row"), ROWS)
async def test_every_row_has_a_sentence_and_did_nothing(either: Company, on: str, row: str) -> None:
    wanted = later()
    made = await either.create(later("Other"))
    either.pool.misbehave(on=on, do="refuse", row=row)
    service = either.service
    talk: dict[str, Callable[[], Exchange[Any]]] = {
        POST: lambda: service.create(wanted, either.ada),
        GET: lambda: service.upcoming(SPRING, either.ada),
        PUT: lambda: service.change(made, wanted, either.ada),
        DELETE: lambda: service.cancel(made, either.ada),
    }
    with pytest.raises(MeetingError) as caught:
        await either.run(talk[on]())
    assert "Skype for Business" in caught.value.message
    assert not caught.value.outcome_unknown
    assert (await either.shown())["subject"] == "Other"


@pytest.mark.parametrize("on", ["GET myOnlineMeetings", POST, "GET phoneDialInInformation"])
@pytest.mark.parametrize("what", ["application", "token"])
async def test_what_expires_in_between_is_made_again(either: Company, on: str, what: str) -> None:
    wanted = later()
    made = await either.create(wanted)
    either.pool.misbehave(on=on, do="expire", what=what)
    assert await either.create(later("Another"))
    assert await either.find(wanted) in (made, replace(made, dial_in=(), notes=made.notes))
    moved = await changed(either, made, wanted, title="Moved")
    assert moved.id == made.id


async def test_a_cancel_in_an_application_that_has_gone_is_a_cancel(either: Company) -> None:
    made = await either.create(later())
    either.pool.misbehave(on=DELETE, do="expire", what="application")
    await either.run(either.service.cancel(made, either.ada))
    with pytest.raises(NoSuchMeeting):
        await either.run(either.service.read(made.id, either.ada))
