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
from tests.contract.new_meetings import new_meeting
from tests.meetings.skype.account import SkypeAccount, skype_account

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
async def test_every_challenge_is_understood(skype: SkypeAccount, spelling: str) -> None:
    skype.server.deployment.challenge = spelling
    await skype.connect()
    assert (await skype.create()).join_url


async def test_a_server_without_passwords_says_so(skype: SkypeAccount) -> None:
    skype.server.deployment.grants = ("urn:microsoft.rtc:windows",)
    with pytest.raises(NotPossible, match=r"urn:microsoft\.rtc:windows"):
        await skype.connect()
    skype.server.deployment.challenge = "absent"
    with pytest.raises(MeetingError):
        await skype.connect()


async def test_a_pool_on_another_host_has_its_own_token(skype: SkypeAccount) -> None:
    async with served(skype.server.app) as elsewhere:
        skype.server.deployment.pool_url = elsewhere
        await skype.connect()
        assert skype.ada.facts["token_host"] == elsewhere.removeprefix("http://")
        assert (await skype.create()).join_url


async def test_redirects_are_followed_at_home_only(skype: SkypeAccount) -> None:
    async with served(skype.server.app) as elsewhere:
        redirects = {skype.url.removeprefix("http://"): elsewhere}
        skype.server.deployment.root_redirects = redirects
        await skype.connect()
        skype.server.deployment.root_redirects = {}
        skype.server.deployment.user_redirects = redirects
        await skype.connect()
    skype.server.deployment.user_redirects = {}
    skype.server.deployment.root_redirects = {"*": skype.url}
    with pytest.raises(MeetingError):
        await skype.connect()
    before = skype.passwords()
    skype.server.deployment.root_redirects = {"*": "http://evil.example"}
    with pytest.raises(ForeignHost):
        await skype.connect()
    assert skype.passwords() == before


@pytest.mark.parametrize("how", ["links", "asked", "application"])
async def test_mallory_may_not(skype: SkypeAccount, how: str) -> None:
    skype.server.deployment.denied = how

    async def connect_and_create() -> None:
        await skype.connect(loopback.MALLORY)
        await skype.create()

    with pytest.raises(NotAllowed):
        await connect_and_create()
    assert not [entry for entry in skype.server.book.read() if entry["kind"] == "meeting"]


async def test_who_has_no_account_there_is_told_so(skype: SkypeAccount) -> None:
    with pytest.raises(NotAllowed):
        await skype.connect(loopback.NOEL)
    with pytest.raises(SignInRefused):
        await skype.connect(password="wrong")


@pytest.mark.parametrize("stale", [401, 403])
@pytest.mark.parametrize("on", ["POST applications", START, "GET events", "GET onlineMeeting"])
async def test_a_token_may_expire_at_any_step(skype: SkypeAccount, stale: int, on: str) -> None:
    skype.server.deployment.stale = stale
    before = skype.passwords()
    skype.server.misbehave(on=on, do="expire", what="token")
    wanted = new_meeting()
    await skype.create(wanted)
    assert skype.meetings(wanted) == 1
    assert skype.passwords() == before + 1


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
    any_skype: SkypeAccount, manner: dict[str, Any]
) -> None:
    any_skype.server.misbehave(do="start", **manner)
    wanted = new_meeting()
    meeting = await any_skype.create(wanted)
    assert any_skype.meetings(wanted) == 1
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
async def test_the_channel_may_break_down(any_skype: SkypeAccount, rule: dict[str, Any]) -> None:
    any_skype.server.misbehave(**rule)
    assert (await any_skype.create()).join_url


async def test_conversations_that_the_server_lost_are_not_waited_for(skype: SkypeAccount) -> None:
    skype.server.deployment.hurry = 2000  # silences end soon, and say resume
    skype.server.misbehave(do="reset", on="GET events")
    wanted = new_meeting()
    meeting = await skype.create(wanted)
    assert "scheduled" in meeting.notes[0]
    assert await skype.find(wanted) == replace(meeting, notes=())


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
async def test_a_refused_start_made_nothing_and_says_so(skype: SkypeAccount, row: str) -> None:
    await refused_start(skype, row)


ROWS_OF_THE_PAGE = ("CallbackChannelError", "AlreadyExists", "TooManyGroups", "None")


@pytest.mark.parametrize("row", [*ROWS_OF_THE_PAGE, "CannotRedirect", "BadRequest"])
async def test_a_refusal_in_xml_is_the_same(row: str) -> None:
    async with skype_account("xml") as skype:
        await refused_start(skype, row)


async def refused_start(skype: SkypeAccount, row: str) -> None:
    skype.server.misbehave(on=START, do="refuse", row=row, next=None)
    wanted = new_meeting()
    with pytest.raises(MeetingError) as caught:
        await skype.create(wanted)
    assert not caught.value.outcome_unknown
    assert skype.meetings(wanted) == 0
    assert caught.value.message.startswith(("Skype for Business ", "Your Skype for Business "))


LOST: dict[str, dict[str, Any]] = {
    "cut": {"do": "cut"},
    "500": {"do": "status", "status": 500},
    "garbage": {"do": "garbage"},
    "hang": {"do": "hang"},
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
async def test_a_lost_answer_is_looked_for_and_nothing_is_made_twice(
    skype: SkypeAccount, fault: dict[str, Any]
) -> None:
    skype.server.misbehave(on=START, **fault)
    wanted = new_meeting()
    with pytest.raises(MeetingError) as caught:
        await skype.create(wanted, within=0.4)
    assert caught.value.outcome_unknown
    assert await skype.find(wanted)
    assert skype.meetings(wanted) == 1


async def test_a_lost_request_is_looked_for_and_not_found(skype: SkypeAccount) -> None:
    skype.server.misbehave(on=START, do="cut", effect=False)
    wanted = new_meeting()
    with pytest.raises(MeetingError) as caught:
        await skype.create(wanted)
    assert caught.value.outcome_unknown
    assert await skype.find(wanted) is None
    assert skype.meetings(wanted) == 0


@pytest.mark.parametrize("on", ["GET events", "GET onlineMeeting", "DELETE conversation"])
@pytest.mark.parametrize("fault", ["hang", "cut", "garbage"])
async def test_a_start_broken_off_later_is_found(
    any_skype: SkypeAccount, on: str, fault: str
) -> None:
    any_skype.server.misbehave(on=on, do=fault)
    wanted = new_meeting()
    outcome = await any_skype.outcome(wanted)
    assert outcome.notes if isinstance(outcome, Meeting) else outcome.outcome_unknown
    found = await any_skype.find(wanted)
    assert found is not None
    assert not isinstance(outcome, Meeting) or found.join_url == outcome.join_url
    assert any_skype.meetings(wanted) == 1


async def test_starts_lost_in_one_conversation_are_told_apart(skype: SkypeAccount) -> None:
    first, second = new_meeting("First"), new_meeting("Second")
    for lost, call in ((first, 1), (second, 2)):  # the second's first call finds the thread taken
        skype.server.misbehave(on=START, do="cut", every=call)
        with pytest.raises(MeetingError):
            await skype.create(lost)
    links = [
        meeting.join_url for wanted in (first, second) if (meeting := await skype.find(wanted))
    ]
    assert len(set(links)) == 2
    third = await skype.create(replace(first, title="Third", marker=new_meeting().marker))
    assert third.join_url not in links
    assert [skype.meetings(wanted) for wanted in (first, second)] == [1, 1]


async def test_a_lost_start_is_found_however_many_others_came_in_between(
    skype: SkypeAccount,
) -> None:
    holder, lost = new_meeting("Holder"), new_meeting("Lost")
    for wanted, call in ((holder, 1), (lost, 2)):  # the holder's conversation takes the thread
        skype.server.misbehave(on=START, do="cut", every=call)
        with pytest.raises(MeetingError):
            await skype.create(wanted)
    for number in range(12):
        await skype.create(new_meeting(f"In between {number}"))
    for wanted in (lost, holder):
        assert await skype.find(wanted)
        assert skype.meetings(wanted) == 1


async def test_a_start_that_goes_another_way_the_second_time_is_found(skype: SkypeAccount) -> None:
    holder, lost = new_meeting("Holder"), new_meeting("Lost")
    skype.server.misbehave(on=START, do="cut")
    with pytest.raises(MeetingError):
        await skype.create(holder)
    skype.server.misbehave(on=START, do="cut", effect=False, every=2)
    with pytest.raises(MeetingError):
        await skype.create(lost)  # it had just been told that the thread is taken
    assert await skype.find(lost) is None
    assert await skype.find(holder)  # the thread is free
    skype.server.misbehave(on=START, do="cut")
    with pytest.raises(MeetingError):
        await skype.create(lost)
    assert await skype.find(lost)
    assert skype.meetings(lost) == 1


async def test_a_start_that_shows_only_after_the_look_is_not_made_again(
    skype: SkypeAccount,
) -> None:
    skype.server.misbehave(on=START, do="slow", ms=1000)
    wanted = new_meeting()
    with pytest.raises(MeetingError):
        await skype.create(wanted, within=0.25)
    assert skype.meetings(wanted) == 0
    await asyncio.sleep(0.5)  # in which the server has done it after all
    assert skype.meetings(wanted) == 1
    assert (await skype.create(wanted)).join_url
    assert skype.meetings(wanted) == 1


async def test_a_conversation_that_a_crash_left_open_is_left_by_the_look(
    skype: SkypeAccount,
) -> None:
    wanted, like_it = new_meeting("Stand-up"), new_meeting("Stand-up")
    skype.server.misbehave(on="DELETE conversation", do="cut", effect=False)
    first = await skype.create(wanted)
    assert first.notes
    assert (await skype.create(like_it)).join_url != first.join_url
    again = await skype.find(wanted)
    assert again is not None
    assert (again.join_url, again.notes) == (first.join_url, ())
    [application] = skype.server.applications.running.values()
    assert not application.conversations


async def test_two_processes_with_one_account_do_not_fight_over_the_channel(
    skype: SkypeAccount,
) -> None:
    wishes = [new_meeting("First"), new_meeting("Second"), new_meeting("Third")]
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(ServiceClient(allow_private=True)) for _ in wishes
        ]
        replicas = [SkypeAccount(client, skype.url, skype.server) for client in clients]
        for replica in replicas:
            replica.ada = skype.ada
        creating = [
            replica.create(wanted) for replica, wanted in zip(replicas, wishes, strict=True)
        ]
        meetings = await asyncio.gather(*creating)
    assert len({meeting.join_url for meeting in meetings}) == len(wishes)
    assert [skype.meetings(wanted) for wanted in wishes] == [1, 1, 1]


async def test_signing_out_takes_the_application_away(skype: SkypeAccount) -> None:
    await skype.create()
    await skype.run(skype.service.leave(skype.ada))
    skype.server.deployment.applications_each = 1
    for _ in range(3):
        await skype.create()
    await skype.run(skype.service.leave(skype.ada))
    await skype.connect()
    await skype.create()
    skype.server.deployment.applications_each = 0
    await skype.run(skype.service.leave(skype.ada))
    with pytest.raises(ServiceBusy):
        await skype.create()
