"""The event channel: acknowledged packs, silence, replacement, resync and resume."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from sandbox.services.skype import SkypeServer
from tests.sandbox.skype.visitor import Visitor, event_types, events, reason

HURRY = 3000  # so that 180 s take 60 ms


def number(href: str) -> int:
    """The pack that *href* asks for."""
    return int(httpx.URL(href).params["ack"])


@asynccontextmanager
async def polling(visitor: Visitor, href: str) -> AsyncIterator[asyncio.Task[httpx.Response]]:
    """A poll that has reached the server and waits there."""
    task = asyncio.create_task(visitor.get(href))
    await asyncio.sleep(0.05)
    assert not task.done()
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_silence_has_links_and_the_next_number(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.hurry = HURRY
    first = ada.next
    answer = await ada.get(first)
    assert answer.headers["content-type"] == "application/json"
    pack = answer.json()
    assert set(pack) == {"_links"}
    assert pack["_links"]["self"]["href"] == first
    assert pack["_links"]["next"]["href"] == first.replace("ack=1", "ack=2")
    skype.deployment.silence_is_a_list = True
    assert (await ada.get(pack["_links"]["next"]["href"])).json()["sender"] == []


async def test_events_end_the_wait(ada: Visitor) -> None:
    async with polling(ada, ada.next) as poll:
        await ada.start()
        pack = (await poll).json()
    assert event_types(events(pack)) == [
        ("started", "onlineMeetingInvitation"),
        ("added", "conversation"),
    ]
    assert "next" in pack["_links"]


async def test_a_lost_answer_is_given_again(ada: Visitor) -> None:
    await ada.start()
    first = ada.next
    pack = await ada.poll()
    assert events(pack)
    assert (await ada.get(first)).json() == pack
    assert "next" in (await ada.poll())["_links"]
    again = (await ada.get(first)).json()
    assert set(again["_links"]) == {"self", "resync"}


async def test_what_was_acknowledged_is_not_given_again(ada: Visitor) -> None:
    first = ada.next
    await ada.meet()
    async with polling(ada, ada.next):
        assert set((await ada.get(first)).json()["_links"]) == {"self", "resync"}
        before = ada.next.replace(f"ack={number(ada.next)}", f"ack={number(ada.next) - 1}")
        assert set((await ada.get(before)).json()["_links"]) == {"self", "resync"}


async def test_a_lost_answer_may_need_a_resync(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.redelivers = False
    await ada.start()
    first = ada.next
    pack = await ada.poll()
    astray = (await ada.get(first)).json()
    assert set(astray) == {"_links"}
    assert set(astray["_links"]) == {"self", "resync"}
    assert (await ada.get(astray["_links"]["resync"]["href"])).json() == pack


async def test_a_wrong_number_is_told_to_resync(ada: Visitor) -> None:
    await ada.start()
    astray = (await ada.get(ada.next.replace("ack=1", "ack=9"))).json()
    assert set(astray["_links"]) == {"self", "resync"}
    ada.next = astray["_links"]["resync"]["href"]
    assert events(await ada.poll())


async def test_a_newer_poll_replaces_the_older(ada: Visitor, skype: SkypeServer) -> None:
    async with polling(ada, ada.next) as older, polling(ada, ada.next) as newer:
        assert reason(await older) == (409, "Conflict", "PGetReplaced")
        await ada.start()
        assert (await newer).status_code == 200


async def test_a_replaced_polls_time_is_not_the_newer_ones(
    ada: Visitor, skype: SkypeServer
) -> None:
    skype.deployment.hurry = 900  # 180 s take 0.2 s
    async with polling(ada, ada.next):
        skype.deployment.hurry = 1
        async with polling(ada, ada.next) as newer:
            await asyncio.sleep(0.25)
            assert not newer.done()


async def test_a_poll_of_lower_priority_does_not_replace(ada: Visitor) -> None:
    async with polling(ada, f"{ada.next}&priority=5") as older:
        answer = await ada.get(f"{ada.next}&priority=4")
        assert reason(answer) == (409, "Conflict", "PGetReplaced")
        assert not older.done()
        async with polling(ada, f"{ada.next}&priority=5"):
            assert (await older).status_code == 409


async def test_a_poll_that_was_given_up_replaces_nothing(ada: Visitor) -> None:
    async with polling(ada, ada.next):
        pass
    async with polling(ada, ada.next) as poll:
        await ada.start()
        assert (await poll).status_code == 200


async def test_a_pack_for_somebody_who_left_is_not_lost(ada: Visitor) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await ada.get(ada.next, timeout=httpx.Timeout(5, read=0.05))
    await ada.meet(subject="kept")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("timeout=179", "timeout"),
        ("timeout=1801", "timeout"),
        ("medium=4", "medium"),
        ("low=x", "low"),
        ("priority=-1", "priority"),
        ("delay=1", "delay"),
    ],
)
async def test_parameters_have_limits(ada: Visitor, query: str, named: str) -> None:
    answer = await ada.get(f"{ada.next}&{query}")
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")
    assert list(answer.json()["parameters"]) == [named]


async def test_parameters_are_remembered(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.hurry = 18_000
    started = asyncio.get_running_loop().time()
    pack = (await ada.get(f"{ada.next}&timeout=1800&medium=5&low=5")).json()
    assert asyncio.get_running_loop().time() - started >= 0.09
    started = asyncio.get_running_loop().time()
    await ada.get(pack["_links"]["next"]["href"])
    assert asyncio.get_running_loop().time() - started >= 0.09


async def test_the_servers_own_parameters_are_needed(ada: Visitor) -> None:
    bare, _, query = ada.next.partition("?")
    assert (await ada.get(bare)).status_code == 404
    assert (await ada.get(f"{bare}?ack=1")).status_code == 404
    answer = await ada.get(f"{bare}?{query.replace('ack=1&', '')}")
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")


async def test_what_is_not_urgent_is_held_for_a_while(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.hurry = 50  # 5 s take 0.1 s
    available = ada.app["_embedded"]["me"]["_links"]["makeMeAvailable"]["href"]
    async with polling(ada, ada.next) as poll:
        await ada.post(available, {})
        assert not poll.done()
        assert event_types(events((await poll).json())) == [("updated", "communication")]


async def test_what_is_urgent_takes_along_what_is_not(ada: Visitor) -> None:
    available = ada.app["_embedded"]["me"]["_links"]["makeMeAvailable"]["href"]
    async with polling(ada, ada.next) as poll:
        await ada.post(available, {})
        await ada.start()
        assert event_types(events((await poll).json()))[0] == ("updated", "communication")


async def test_lost_conversations_are_told_by_resume(ada: Visitor, skype: SkypeServer) -> None:
    await ada.meet()
    async with polling(ada, ada.next) as poll:
        skype.misbehave(do="reset")
        pack = (await poll).json()
    assert set(pack["_links"]) == {"self", "resume"}
    talks = await ada.get(ada.link("conversations", "communication"))
    assert "conversation" not in talks.json()["_links"]
    ada.next = pack["_links"]["resume"]["href"]
    await ada.start(subject="after all")
    assert "next" in (await ada.poll())["_links"]


async def test_a_channel_that_lost_track_answers_the_pending_poll(
    ada: Visitor, skype: SkypeServer
) -> None:
    async with polling(ada, ada.next) as poll:
        skype.misbehave(do="expire", what="channel")
        pack = (await poll).json()
    assert set(pack["_links"]) == {"self", "resync"}
    ada.next = pack["_links"]["resync"]["href"]
    await ada.meet()


async def test_a_waiting_poll_learns_that_its_application_or_token_is_gone(
    ada: Visitor, skype: SkypeServer
) -> None:
    async with polling(ada, ada.next) as poll:
        skype.misbehave(do="expire", what="token")
        assert (await poll).status_code == 401
    ada = await ada.open()
    async with polling(ada, ada.next) as poll:
        skype.misbehave(do="replace")
        assert reason(await poll) == (409, "Conflict", "PGetReplaced")
    async with polling(ada, ada.next) as poll:
        await ada.call("DELETE", ada.link("self"))
        assert reason(await poll) == (404, "NotFound", "ApplicationNotFound")


async def test_a_token_that_runs_out_ends_the_wait(visitor: Visitor, skype: SkypeServer) -> None:
    skype.deployment.token_lasts = 0.1
    ada = await visitor.open()
    answer = await ada.get(ada.next)
    assert answer.status_code == 401
    assert "MsRtcOAuth" in answer.headers["www-authenticate"]


async def test_after_a_restart_the_unacknowledged_is_first(ada: Visitor) -> None:
    await ada.start()
    first = ada.next
    await ada.poll()
    again = await ada.create(await ada.sign_in())
    assert again.status_code == 200
    assert again.json()["_links"]["events"]["href"] == first
