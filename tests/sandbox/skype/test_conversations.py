"""Conversations: one for each thread, looked through, joined, cancelled and left."""

import asyncio
from typing import Any

from sandbox.services.skype import SkypeServer
from tests.sandbox.skype.visitor import Visitor, event_types, events, reason


async def test_a_live_thread_is_refused_and_a_left_one_is_free(
    ada: Visitor, skype: SkypeServer
) -> None:
    _, talk = await ada.meet(threadId="t")
    answer = await ada.start(threadId="t")
    assert reason(answer) == (409, "Conflict", "ThreadIdAlreadyExists")
    assert (await ada.start(threadId="u")).status_code == 201
    await ada.call("DELETE", talk["_links"]["self"]["href"])
    assert (await ada.start(threadId="t")).status_code == 201
    assert len(skype.book.read("meeting")) == 3


async def test_a_live_thread_may_be_refused_later(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.thread_clash = "later"
    await ada.meet(threadId="t")
    assert (await ada.start(threadId="t")).status_code == 201
    _, end = await ada.until("completed", "onlineMeetingInvitation")
    assert end["status"] == "Failure"
    assert end["reason"]["subcode"] == "ThreadIdAlreadyExists"


async def test_conversations_can_be_looked_through(ada: Visitor) -> None:
    href = ada.link("conversations", "communication")
    assert "conversation" not in (await ada.get(href)).json()["_links"]
    await ada.meet(threadId="a")
    await ada.meet(threadId="b")
    links = (await ada.get(href)).json()["_links"]["conversation"]
    talks = [(await ada.get(each["href"])).json() for each in links]
    assert [talk["threadId"] for talk in talks] == ["a", "b"]


async def test_leaving_ends_the_conversation_and_not_the_meeting(ada: Visitor) -> None:
    invitation, talk = await ada.meet()
    meeting = (await ada.get(talk["_links"]["onlineMeeting"]["href"])).json()
    itself = talk["_links"]["self"]["href"]
    assert (await ada.call("DELETE", itself)).status_code == 204
    left = events(await ada.poll())
    assert event_types(left) == [
        ("updated", "conversation"),
        ("deleted", "localParticipant"),
        ("deleted", "conversation"),
    ]
    assert left[0]["_embedded"]["conversation"]["state"] == "Disconnected"
    assert reason(await ada.get(itself)) == (404, "NotFound", "")
    assert reason(await ada.call("DELETE", itself)) == (404, "NotFound", "")
    again = (await ada.get(invitation["_links"]["self"]["href"])).json()
    assert again["state"] == "Connected"
    assert "conversation" not in again["_links"]
    assert (await ada.http.get(meeting["joinUrl"])).status_code == 200


async def test_an_invitation_that_is_connecting_can_be_cancelled(
    ada: Visitor, skype: SkypeServer
) -> None:
    skype.misbehave(do="start", ends="lobby")
    location = (await ada.start()).headers["location"]
    cancel = (await ada.get(location)).json()["_links"]["cancel"]["href"]
    assert (await ada.call("POST", cancel)).status_code == 204
    _, end = await ada.until("completed", "onlineMeetingInvitation")
    assert end["_embedded"]["onlineMeetingInvitation"]["state"] == "Cancelled"
    assert end["status"] == "Failure"
    assert "cancel" not in (await ada.get(location)).json()["_links"]
    assert (await ada.call("POST", cancel)).status_code == 404
    assert skype.book.read("meeting")[0]["state"] == "Cancelled"


async def test_what_was_cancelled_does_not_come_up(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.step = 0.05
    location = (await ada.start()).headers["location"]
    cancel = (await ada.get(location)).json()["_links"]["cancel"]["href"]
    assert (await ada.call("POST", cancel)).status_code == 204
    await ada.until("deleted", "conversation")
    await asyncio.sleep(0.2)
    assert (await ada.get(location)).json()["state"] == "Cancelled"
    skype.deployment.hurry = 18_000
    assert events(await ada.poll()) == []


async def test_leaving_too_early_cancels(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", ends="lobby")
    location = (await ada.start()).headers["location"]
    talk = (await ada.get(location)).json()["_links"]["conversation"]["href"]
    assert (await ada.call("DELETE", talk)).status_code == 204
    assert (await ada.get(location)).json()["state"] == "Cancelled"


async def test_joining_a_meeting_that_exists(ada: Visitor, skype: SkypeServer) -> None:
    invitation, talk = await ada.meet()
    await ada.call("DELETE", talk["_links"]["self"]["href"])
    join = ada.link("joinOnlineMeeting", "communication")
    properties: dict[str, Any] = {
        "subject": "Sprint review",
        "importance": "Normal",
        "onlineMeetingUri": invitation["onlineMeetingUri"],
    }
    answer = await ada.post(join, properties)
    assert answer.status_code == 201
    await ada.until("completed", "onlineMeetingInvitation")
    joined = (await ada.get(answer.headers["location"])).json()
    assert joined["onlineMeetingUri"] == invitation["onlineMeetingUri"]
    assert (len(skype.book.read("meeting")), len(skype.book.read("joined"))) == (1, 1)
    answer = await ada.post(join, {"onlineMeetingUri": "sip:nobody@contoso.example"})
    assert reason(answer) == (404, "NotFound", "DestinationNotFound")
