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
from tests.meetings.skype.account import DELETE, GET, POST, PUT, SPRING, SkypeAccount, later

HOUR = timedelta(hours=1)
CHRIS = Attendee(name="Chris", email="chris@contoso.example")
BO = Attendee(name="Bo", email="bo@fabrikam.example")


async def test_two_updates_at_once_are_both_there(any_skype: SkypeAccount) -> None:
    wanted = later(agenda="Demo")
    meeting = await any_skype.create(wanted)
    other = SkypeAccount(any_skype._client, any_skype.url, any_skype.server, "json")
    other.ada = any_skype.ada
    any_skype.server.misbehave(on=PUT, do="slow", ms=100, next=2)
    accounts = [
        ("ada", any_skype, {"title": "Moved"}),
        ("ada elsewhere", other, {"agenda": "Cake"}),
    ]
    steps = [
        account.service.change(meeting, replace(wanted, **change), any_skype.ada)
        for _, account, change in accounts
    ]
    await asyncio.gather(
        *(
            any_skype._client.run(step, service=any_skype.service.info, account=name)
            for step, (name, _, _) in zip(steps, accounts, strict=True)
        )
    )
    shown = await any_skype.shown()
    assert shown["subject"] == "Moved"
    assert shown["description"].startswith("Cake\n\nWhen: ")
    assert any_skype.times(PUT) == 3  # one of them found that the other was faster, and read again


async def test_somebody_who_was_faster_loses_nothing(any_skype: SkypeAccount) -> None:
    wanted = later(agenda="Demo")
    meeting = await any_skype.create(wanted)
    any_skype.server.misbehave(on=PUT, do="change", said={"description": "Bring cake"})
    await any_skype.change(meeting, wanted, title="Moved", starts_at=SPRING + HOUR)
    shown = await any_skype.shown()
    assert shown["subject"] == "Moved"
    assert shown["description"].startswith("Bring cake\n\nWhen: 2027-03-02 17:00")
    any_skype.server.misbehave(on=PUT, do="change", said={"subject": "Theirs"}, next=None)
    with pytest.raises(ServiceBusy, match=r"."):
        await any_skype.change(meeting, wanted, title="Moved again")


LOST: dict[str, dict[str, Any]] = {
    "cut": {"do": "cut"},
    "500": {"do": "status", "status": 500},
    "garbage": {"do": "garbage"},
}


@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize("on", [POST, PUT, DELETE])
async def test_a_lost_answer_is_one_meeting_one_change_one_end(
    any_skype: SkypeAccount, on: str, effect: bool
) -> None:
    wanted = later()
    if on == POST:
        any_skype.server.misbehave(on=on, do="cut", effect=effect)
        with pytest.raises(MeetingError) as caught:
            await any_skype.create(wanted)
        assert caught.value.outcome_unknown
        found = await any_skype.find(wanted)
        assert (found is not None) is effect
        assert any_skype.meetings(wanted) == int(effect)
        return
    meeting = await any_skype.create(wanted)
    any_skype.server.misbehave(on=on, do="cut", effect=effect)
    exchanges = {
        PUT: lambda: any_skype.service.change(
            meeting, replace(wanted, title="Moved"), any_skype.ada
        ),
        DELETE: lambda: any_skype.service.cancel(meeting, any_skype.ada),
    }
    with pytest.raises(MeetingError):
        await any_skype.run(exchanges[on]())
    await any_skype.run(exchanges[on]())
    listed = await any_skype.run(any_skype.service.upcoming(SPRING + HOUR, any_skype.ada))
    assert [meeting.title for meeting in listed[:-1]] == ([] if on == DELETE else ["Moved"])


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
async def test_a_meeting_whose_answer_was_lost_is_found(
    any_skype: SkypeAccount, fault: dict[str, Any]
) -> None:
    wanted = later()
    any_skype.server.misbehave(on=POST, **fault)
    with pytest.raises(MeetingError) as caught:
        await any_skype.create(wanted)
    assert caught.value.outcome_unknown
    assert await any_skype.find(wanted)
    assert any_skype.meetings(wanted) == 1


BOTH = ("AlreadyExists", "TooManyGroups", "None", "CannotRedirect", "Forbidden")
ROWS = [
    *((POST, row) for row in ("TooManyOnlineMeetings", "CallbackChannelError", *BOTH)),
    *((GET, row) for row in ("InvalidExchangeServerVersion", *BOTH)),
    *((PUT, row) for row in ("InvalidExchangeServerVersion", "CannotRedirect", "Forbidden")),
    *((DELETE, row) for row in ("CannotRedirect", "Forbidden")),
]


@pytest.mark.parametrize(("on", "row"), ROWS)
async def test_every_row_has_a_sentence_and_did_nothing(
    any_skype: SkypeAccount, on: str, row: str
) -> None:
    wanted = later()
    meeting = await any_skype.create(later("Other"))
    any_skype.server.misbehave(on=on, do="refuse", row=row)
    service = any_skype.service
    exchanges: dict[str, Callable[[], Exchange[Any]]] = {
        POST: lambda: service.create(wanted, any_skype.ada),
        GET: lambda: service.upcoming(SPRING, any_skype.ada),
        PUT: lambda: service.change(meeting, wanted, any_skype.ada),
        DELETE: lambda: service.cancel(meeting, any_skype.ada),
    }
    with pytest.raises(MeetingError) as caught:
        await any_skype.run(exchanges[on]())
    assert "Skype for Business" in caught.value.message
    assert not caught.value.outcome_unknown
    assert (await any_skype.shown())["subject"] == "Other"


@pytest.mark.parametrize("on", ["GET myOnlineMeetings", POST, "GET phoneDialInInformation"])
@pytest.mark.parametrize("what", ["application", "token"])
async def test_what_expires_in_between_is_made_again(
    any_skype: SkypeAccount, on: str, what: str
) -> None:
    wanted = later()
    meeting = await any_skype.create(wanted)
    any_skype.server.misbehave(on=on, do="expire", what=what)
    assert await any_skype.create(later("Another"))
    assert await any_skype.find(wanted) in (
        meeting,
        replace(meeting, dial_in=(), notes=meeting.notes),
    )
    moved = await any_skype.change(meeting, wanted, title="Moved")
    assert moved.id == meeting.id


async def test_a_cancel_in_an_application_that_has_gone_is_a_cancel(
    any_skype: SkypeAccount,
) -> None:
    meeting = await any_skype.create(later())
    any_skype.server.misbehave(on=DELETE, do="expire", what="application")
    await any_skype.run(any_skype.service.cancel(meeting, any_skype.ada))
    with pytest.raises(NoSuchMeeting):
        await any_skype.run(any_skype.service.read(meeting.id, any_skype.ada))
