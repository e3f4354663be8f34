"""Skype over real sockets, against a strict server that shares no code with it."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest

from meetings.client import ServiceClient
from meetings.errors import (
    MeetingError,
    NotAllowed,
    NotPossible,
    ServiceBusy,
    SignInRefused,
)
from meetings.model import Meeting
from meetings.services.skype.errors import ForeignHost
from sandbox.services import skype as loopback
from sandbox.serving import served
from tests.contract.wishes import wish
from tests.meetings.skype.company import Company, company

START = "POST startOnlineMeeting"


CHALLENGES = (
    "",
    "joined",
    "reversed",
    "unquoted",
    "alone",
    "lowercase",
    "modern",
    "joined reversed unquoted",
)


@pytest.mark.parametrize("spelling", CHALLENGES)
async def test_every_challenge_is_understood(here: Company, spelling: str) -> None:
    here.pool.deployment.challenge = spelling
    await here.connect()
    assert (await here.create()).join_url


async def test_a_server_without_passwords_says_so(here: Company) -> None:
    here.pool.deployment.grants = ("urn:microsoft.rtc:windows",)
    with pytest.raises(NotPossible, match=r"urn:microsoft\.rtc:windows"):
        await here.connect()
    here.pool.deployment.challenge = "absent"
    with pytest.raises(MeetingError):
        await here.connect()


async def test_a_pool_on_another_host_has_its_own_token(here: Company) -> None:
    async with served(here.pool.app) as elsewhere:
        here.pool.deployment.pool_url = elsewhere
        await here.connect()
        assert here.ada.facts["token_host"] == elsewhere.removeprefix("http://")
        assert (await here.create()).join_url


async def test_redirects_are_followed_at_home_only(here: Company) -> None:
    async with served(here.pool.app) as elsewhere:
        redirects = {here.url.removeprefix("http://"): elsewhere}
        here.pool.deployment.root_redirects = redirects
        await here.connect()
        here.pool.deployment.root_redirects = {}
        here.pool.deployment.user_redirects = redirects
        await here.connect()
    here.pool.deployment.user_redirects = {}
    here.pool.deployment.root_redirects = {"*": here.url}
    with pytest.raises(MeetingError):
        await here.connect()
    before = here.passwords()
    here.pool.deployment.root_redirects = {"*": "http://evil.example"}
    with pytest.raises(ForeignHost):
        await here.connect()
    assert here.passwords() == before


@pytest.mark.parametrize("how", ["links", "asked", "application"])
async def test_mallory_may_not(here: Company, how: str) -> None:
    here.pool.deployment.denied = how

    async def connect_and_create() -> None:
        await here.connect(loopback.MALLORY)
        await here.create()

    with pytest.raises(NotAllowed):
        await connect_and_create()
    assert not [one for one in here.pool.book.read() if one["kind"] == "meeting"]


async def test_who_has_no_account_there_is_told_so(here: Company) -> None:
    with pytest.raises(NotAllowed):
        await here.connect(loopback.NOEL)
    with pytest.raises(SignInRefused):
        await here.connect(password="wrong")


@pytest.mark.parametrize("stale", [401, 403])
@pytest.mark.parametrize("on", ["POST applications", START, "GET events", "GET onlineMeeting"])
async def test_a_token_may_expire_at_any_step(here: Company, stale: int, on: str) -> None:
    here.pool.deployment.stale = stale
    before = here.passwords()
    here.pool.misbehave(on=on, do="expire", what="token")
    wanted = wish()
    await here.create(wanted)
    assert here.meetings(wanted) == 1
    assert here.passwords() == before + 1


STARTS: dict[str, dict[str, Any]] = {
    "events before the 201": {"early": True},
    "all in one answer": {"merged": True},
    "nothing embedded": {"embed": "nothing"},
    "everything embedded": {"embed": "everything"},
    "only completed": {"only_completed": True},
    "no conversation events": {"conversation_events": False},
    "a stranger's events": {"stranger": True},
    "a late link": {"link": "late", "late_ms": 300},
    "only completed, nothing embedded": {"only_completed": True, "embed": "nothing"},
    "early, merged, a stranger": {"early": True, "merged": True, "stranger": True},
}


@pytest.mark.parametrize("manner", STARTS.values(), ids=STARTS)
async def test_however_a_meeting_starts_its_link_is_found(
    either: Company, manner: dict[str, Any]
) -> None:
    either.pool.misbehave(do="start", **manner)
    wanted = wish()
    meeting = await either.create(wanted)
    assert either.meetings(wanted) == 1
    assert meeting.notes == ()


@pytest.mark.parametrize(
    "rule",
    [
        {"do": "replace", "on": "GET events"},
        {"do": "expire", "what": "channel", "on": "GET events"},
        {"do": "expire", "what": "application", "on": "GET events"},
        {"do": "expire", "what": "application", "on": START},
    ],
    ids=str,
)
async def test_the_channel_may_break_down(either: Company, rule: dict[str, Any]) -> None:
    either.pool.misbehave(**rule)
    assert (await either.create()).join_url


async def test_conversations_that_the_server_lost_are_not_waited_for(here: Company) -> None:
    here.pool.deployment.hurry = 2000  # silences end soon, and say resume
    here.pool.misbehave(do="reset", on="GET events")
    wanted = wish()
    meeting = await here.create(wanted)
    assert "scheduled" in meeting.notes[0]
    assert await here.find(wanted) == replace(meeting, notes=())


ROWS = [
    "BadRequest",
    "DeserializationFailure",
    "ParameterValidationFailure",
    "Forbidden",
    "AnonymousNotAllowed",
    "MobileApplicationNoLongerAllowed",
    "NotFound",
    "ApplicationNotFound",
    "APIVersionNotSupported",
    "DestinationNotFound",
    "MethodNotAllowed",
    "NotAcceptable",
    "TooManyGroups",
    "None",
    "TooManyOnlineMeetings",
    "TooManyConversations",
    "ThreadIdAlreadyExists",
    "MakeMeAvailableRequired",
    "PGetReplaced",
    "TooManyApplications",
    "InactiveApplicationExpired",
    "UserAgentNotAllowed",
    "CannotRedirect",
    "PreconditionFailed",
    "EntityTooLarge",
    "UnsupportedMediaType",
    "PreconditionRequired",
    "TooManyRequests",
    "InvalidExchangeServerVersion",
    "ServiceUnavailable",
]


@pytest.mark.parametrize("row", ROWS)
async def test_a_refused_start_made_nothing_and_says_so(here: Company, row: str) -> None:
    await refused_start(here, row)


ROWS_OF_THE_PAGE = ("CallbackChannelError", "AlreadyExists", "TooManyGroups", "None")


@pytest.mark.parametrize("row", [*ROWS_OF_THE_PAGE, "CannotRedirect", "BadRequest"])
async def test_a_refusal_in_xml_is_the_same(row: str) -> None:
    async with company("xml") as one:
        await one.connect()
        await refused_start(one, row)


async def refused_start(here: Company, row: str) -> None:
    here.pool.misbehave(on=START, do="refuse", row=row, next=None)
    wanted = wish()
    with pytest.raises(MeetingError) as caught:
        await here.create(wanted)
    assert not caught.value.outcome_unknown
    assert here.meetings(wanted) == 0
    assert caught.value.message.startswith(("Skype for Business ", "Your Skype for Business "))


LOST: dict[str, dict[str, Any]] = {
    "cut": {"do": "cut"},
    "500": {"do": "status", "status": 500},
    "garbage": {"do": "garbage"},
    "hang": {"do": "hang"},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
async def test_a_lost_answer_is_looked_for_and_nothing_is_made_twice(
    here: Company, fault: dict[str, Any]
) -> None:
    here.pool.misbehave(on=START, **fault)
    wanted = wish()
    with pytest.raises(MeetingError) as caught:
        await here.create(wanted, within=0.4)
    assert caught.value.outcome_unknown
    assert await here.find(wanted)
    assert here.meetings(wanted) == 1


async def test_a_lost_question_is_looked_for_in_vain(here: Company) -> None:
    here.pool.misbehave(on=START, do="cut", effect=False)
    wanted = wish()
    with pytest.raises(MeetingError) as caught:
        await here.create(wanted)
    assert caught.value.outcome_unknown
    assert await here.find(wanted) is None
    assert here.meetings(wanted) == 0


@pytest.mark.parametrize("on", ["GET events", "GET onlineMeeting", "DELETE conversation"])
@pytest.mark.parametrize("fault", ["hang", "cut", "garbage"])
async def test_a_start_broken_off_later_is_found(either: Company, on: str, fault: str) -> None:
    either.pool.misbehave(on=on, do=fault)
    wanted = wish()
    made = await either.outcome(wanted)
    assert made.notes if isinstance(made, Meeting) else made.outcome_unknown
    found = await either.find(wanted)
    assert found is not None
    assert not isinstance(made, Meeting) or found.join_url == made.join_url
    assert either.meetings(wanted) == 1


async def test_starts_lost_in_one_conversation_are_told_apart(here: Company) -> None:
    first, second = wish("First"), wish("Second")
    for lost, call in ((first, 1), (second, 2)):  # the second's first call finds the thread taken
        here.pool.misbehave(on=START, do="cut", every=call)
        with pytest.raises(MeetingError):
            await here.create(lost)
    links = [found.join_url for one in (first, second) if (found := await here.find(one))]
    assert len(set(links)) == 2
    third = await here.create(replace(first, title="Third", marker=wish().marker))
    assert third.join_url not in links
    assert [here.meetings(one) for one in (first, second)] == [1, 1]


async def test_a_lost_start_is_found_however_many_others_came_in_between(here: Company) -> None:
    holder, lost = wish("Holder"), wish("Lost")
    for one, call in ((holder, 1), (lost, 2)):  # the holder's conversation takes the thread
        here.pool.misbehave(on=START, do="cut", every=call)
        with pytest.raises(MeetingError):
            await here.create(one)
    for number in range(12):
        await here.create(wish(f"In between {number}"))
    for one in (lost, holder):
        assert await here.find(one)
        assert here.meetings(one) == 1


async def test_a_start_that_goes_another_way_the_second_time_is_found(here: Company) -> None:
    holder, lost = wish("Holder"), wish("Lost")
    here.pool.misbehave(on=START, do="cut")
    with pytest.raises(MeetingError):
        await here.create(holder)
    here.pool.misbehave(on=START, do="cut", effect=False, every=2)
    with pytest.raises(MeetingError):
        await here.create(lost)  # it had just been told that the thread is taken
    assert await here.find(lost) is None
    assert await here.find(holder)  # the thread is free
    here.pool.misbehave(on=START, do="cut")
    with pytest.raises(MeetingError):
        await here.create(lost)
    assert await here.find(lost)
    assert here.meetings(lost) == 1


async def test_a_start_that_shows_only_after_the_look_is_not_made_again(here: Company) -> None:
    here.pool.misbehave(on=START, do="slow", ms=1000)
    wanted = wish()
    with pytest.raises(MeetingError):
        await here.create(wanted, within=0.25)
    assert here.meetings(wanted) == 0
    await asyncio.sleep(0.5)  # in which the server has done it after all
    assert here.meetings(wanted) == 1
    assert (await here.create(wanted)).join_url
    assert here.meetings(wanted) == 1


async def test_a_conversation_that_a_crash_left_open_is_left_by_the_look(here: Company) -> None:
    wanted, like_it = wish("Stand-up"), wish("Stand-up")
    here.pool.misbehave(on="DELETE conversation", do="cut", effect=False)
    first = await here.create(wanted)
    assert first.notes
    assert (await here.create(like_it)).join_url != first.join_url
    again = await here.find(wanted)
    assert again is not None
    assert (again.join_url, again.notes) == (first.join_url, ())
    [application] = here.pool.applications.running.values()
    assert not application.conversations


async def test_two_processes_with_one_account_do_not_fight_over_the_channel(here: Company) -> None:
    wishes = [wish("First"), wish("Second"), wish("Third")]
    async with AsyncExitStack() as stack:
        wires = [await stack.enter_async_context(ServiceClient(allow_private=True)) for _ in wishes]
        replicas = [Company(wire, here.url, here.pool) for wire in wires]
        for replica in replicas:
            replica.ada = here.ada
        creating = [one.create(wanted) for one, wanted in zip(replicas, wishes, strict=True)]
        made = await asyncio.gather(*creating)
    assert len({meeting.join_url for meeting in made}) == len(wishes)
    assert [here.meetings(wanted) for wanted in wishes] == [1, 1, 1]


async def test_signing_out_takes_the_application_away(here: Company) -> None:
    await here.create()
    await here.run(here.service.leave(here.ada))
    here.pool.deployment.applications_each = 1
    for _ in range(3):
        await here.create()
    await here.run(here.service.leave(here.ada))
    await here.connect()
    await here.create()
    here.pool.deployment.applications_each = 0
    await here.run(here.service.leave(here.ada))
    with pytest.raises(ServiceBusy):
        await here.create()
