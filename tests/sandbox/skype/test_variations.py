"""Each way in which a meeting can start oddly, and each way in which the server misbehaves."""

import asyncio
import time
from typing import Any

import httpx
import pytest

from sandbox.fault_injection import BadRule
from sandbox.services.skype import SkypeServer
from tests.sandbox.skype.visitor import Json, Visitor, event_types, events, reason

END = ("completed", "onlineMeetingInvitation")


async def all_until_the_end(ada: Visitor) -> list[Json]:
    seen, _ = await ada.until(*END)
    return seen


async def test_the_events_may_come_before_the_201(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.step = 0.1
    skype.misbehave(do="start", early=True)
    starting = asyncio.create_task(ada.start(operationId="o"))
    seen: list[Json] = []
    while END not in event_types(seen):
        seen += events(await ada.poll())
    assert not starting.done()
    assert (await starting).headers["location"] == seen[0]["link"]["href"]


async def test_everything_may_come_at_once(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", merged=True)
    poll = asyncio.create_task(ada.poll())
    await asyncio.sleep(0.05)
    await ada.start()
    assert event_types(events(await poll))[-1] == END


async def test_events_may_carry_nothing(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", embed="nothing")
    await ada.start()
    seen = await all_until_the_end(ada)
    assert all("_embedded" not in event for event in seen)


async def test_events_may_carry_the_whole_meeting(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", embed="everything")
    await ada.start()
    [meeting] = [each for each in await all_until_the_end(ada) if "in" in each]
    assert meeting["_embedded"]["onlineMeeting"]["joinUrl"].startswith(ada.url)


async def test_only_the_end_may_be_told(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", only_completed=True)
    await ada.start()
    assert event_types(await all_until_the_end(ada)) == [END]


async def test_conversations_may_go_untold(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", conversation_events=False)
    await ada.start()
    assert event_types(await all_until_the_end(ada)) == [
        ("started", "onlineMeetingInvitation"),
        END,
    ]


async def test_somebody_elses_operation_may_come_first(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", stranger=True)
    location = (await ada.start(operationId="mine")).headers["location"]
    [stranger] = await all_until_the_end(ada)
    assert stranger["link"]["href"] != location
    assert stranger["_embedded"]["onlineMeetingInvitation"]["operationId"] != "mine"
    [*_, mine] = await all_until_the_end(ada)
    assert mine["link"]["href"] == location


async def test_it_may_fail(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", ends="failure", code="Timeout", subcode="TemporarilyUnavailable")
    location = (await ada.start()).headers["location"]
    end = (await all_until_the_end(ada))[-1]
    assert end["status"] == "Failure"
    assert end["reason"]["code"] == "Timeout"
    assert end["reason"]["subcode"] == "TemporarilyUnavailable"
    assert (await ada.get(location)).json()["state"] == "Failed"
    [entry] = skype.book.read("meeting")
    assert entry["state"] == "Failed"
    assert (await ada.http.get(entry["joinUrl"])).status_code == 404


async def test_it_may_wait_in_the_lobby(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", ends="lobby")
    location = (await ada.start()).headers["location"]
    _, updated = await ada.until("updated", "conversation")
    assert updated["_embedded"]["conversation"]["state"] == "InLobby"
    assert (await ada.get(location)).json()["state"] == "Connecting"


@pytest.mark.parametrize(("ends", "state"), [("never", "Connecting"), ("silence", "Connected")])
async def test_it_may_go_quiet(ada: Visitor, skype: SkypeServer, ends: str, state: str) -> None:
    skype.misbehave(do="start", ends=ends)
    location = (await ada.start()).headers["location"]
    skype.deployment.hurry = 1800
    seen = events(await ada.poll()) + events(await ada.poll())
    assert END not in event_types(seen)
    assert bool(seen) is (ends == "never")
    assert (await ada.get(location)).json()["state"] == state


async def test_the_application_may_die_on_the_way(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", ends="gone")
    await ada.start()
    answer = await ada.get(ada.next)
    if answer.status_code == 200:
        answer = await ada.get(answer.json()["_links"]["next"]["href"])
    assert reason(answer) == (404, "NotFound", "ApplicationNotFound")


async def test_the_link_may_be_late(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", link="late", late_ms=150)
    _, talk = await ada.meet()
    assert talk["state"] == "Conferenced"
    assert "onlineMeeting" not in talk["_links"]
    _, added = await ada.until("added", "onlineMeeting")
    assert "joinUrl" in (await ada.get(added["link"]["href"])).json()


async def test_the_link_may_never_come(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", link="never")
    _, talk = await ada.meet()
    assert "onlineMeeting" not in talk["_links"]
    skype.misbehave(do="start", link="blank")
    _, talk = await ada.meet()
    meeting = (await ada.get(talk["_links"]["onlineMeeting"]["href"])).json()
    assert "joinUrl" not in meeting
    assert meeting["onlineMeetingUri"]


async def test_two_operations_at_once_keep_apart(ada: Visitor) -> None:
    await asyncio.gather(ada.start(operationId="a"), ada.start(operationId="b"))
    ended: list[str] = []
    while len(ended) < 2:
        for event in events(await ada.poll()):
            if (event["type"], event["link"]["rel"]) == END:
                ended.append(event["_embedded"]["onlineMeetingInvitation"]["operationId"])
    assert sorted(ended) == ["a", "b"]


async def test_a_manner_lasts_as_long_as_it_was_told(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(do="start", only_completed=True, next=2)
    for _ in range(2):
        await ada.start()
        assert event_types(await all_until_the_end(ada)) == [END]
    await ada.start()
    assert len(await all_until_the_end(ada)) > 1


@pytest.mark.parametrize("rule", [{"do": "cut"}, {"do": "hang", "next": 1}])
async def test_the_answer_may_be_lost_after_the_effect(
    ada: Visitor, skype: SkypeServer, rule: Json
) -> None:
    skype.misbehave(on="POST startOnlineMeeting", **rule)
    href = ada.link("startOnlineMeeting", "communication")
    with pytest.raises(httpx.TransportError):
        await ada.post(href, {"threadId": "t"}, timeout=0.3)
    await ada.until(*END)
    talks = await ada.get(ada.link("conversations", "communication"))
    [link] = talks.json()["_links"]["conversation"]
    assert (await ada.get(link["href"])).json()["threadId"] == "t"
    assert len(skype.book.read("meeting")) == 1


async def test_the_request_may_be_lost_before_the_effect(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(on="POST startOnlineMeeting", do="cut", effect=False)
    with pytest.raises(httpx.TransportError):
        await ada.start()
    assert skype.book.read("meeting") == []


async def test_a_500_may_come_after_the_effect(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(on="POST startOnlineMeeting", do="status", status=500)
    assert reason(await ada.start()) == (500, "ServiceFailure", "")
    assert len(skype.book.read("meeting")) == 1


@pytest.mark.parametrize(
    ("row", "status"), [("TooManyRequests", 429), ("ServiceUnavailable", 503), ("Timeout", 504)]
)
async def test_it_may_be_busy(ada: Visitor, skype: SkypeServer, row: str, status: int) -> None:
    skype.misbehave(on="POST startOnlineMeeting", do="refuse", row=row, retry_after=7)
    answer = await ada.start()
    assert reason(answer)[0] == status
    assert answer.headers["retry-after"] == "7"
    skype.misbehave(on="POST startOnlineMeeting", do="refuse", row=row)
    assert "retry-after" not in (await ada.start()).headers


@pytest.mark.parametrize("do", ["garbage", "html", "truncate", "wrong_json"])
@pytest.mark.parametrize("on", ["GET events", "GET application"])
async def test_it_may_answer_nonsense(ada: Visitor, skype: SkypeServer, on: str, do: str) -> None:
    await ada.start()
    skype.misbehave(on=on, do=do)
    href = ada.next if on == "GET events" else ada.link("self")
    answer = await ada.get(href)
    try:
        assert not isinstance(answer.json(), dict)
    except ValueError:
        assert answer.content
    assert isinstance((await ada.get(href)).json(), dict)


@pytest.mark.parametrize("status", [401, 404, 502])
async def test_a_web_server_in_front_may_answer(
    ada: Visitor, skype: SkypeServer, status: int
) -> None:
    skype.misbehave(on="POST startOnlineMeeting", do="page", status=status)
    answer = await ada.start()
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "www-authenticate" not in answer.headers
    assert skype.book.read("meeting") == []


async def test_it_may_be_slow_by_chance(ada: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(on="GET application", do="slow", ms=[60, 80], next=None)
    began = time.monotonic()
    assert (await ada.get(ada.link("self"))).status_code == 200
    assert time.monotonic() - began >= 0.06
    skype.behave()


@pytest.mark.parametrize(
    ("what", "status"), [("token", 401), ("application", 404), ("channel", 200)]
)
async def test_things_may_expire_just_before_a_call(
    ada: Visitor, skype: SkypeServer, what: str, status: int
) -> None:
    skype.misbehave(on="GET events", do="expire", what=what)
    assert (await ada.get(ada.link("self"))).status_code == 200
    answer = await ada.get(ada.next)
    assert answer.status_code == status
    if what == "channel":
        assert "resync" in answer.json()["_links"]


@pytest.mark.parametrize(
    ("on", "row", "call"),
    [
        ("POST applications", "TooManyApplications", "create"),
        ("POST myOnlineMeetings", "TooManyOnlineMeetings", "schedule"),
    ],
)
async def test_it_may_be_full(
    ada: Visitor, skype: SkypeServer, on: str, row: str, call: str
) -> None:
    skype.misbehave(on=on, do="refuse", row=row)
    if call == "create":
        answer = await ada.create(await ada.sign_in())
    else:
        answer = await ada.post(ada.link("myOnlineMeetings", "onlineMeetings"), {})
    assert reason(answer)[2] == row


async def test_rules_come_by_http_too(ada: Visitor, skype: SkypeServer) -> None:
    control = f"{ada.url}/sandbox/misbehave"
    rules: list[Json] = [
        {"on": "POST startOnlineMeeting", "do": "refuse", "row": "TooManyGroups", "next": None},
        {"on": "GET application", "do": "status", "status": 503},
    ]
    assert (await ada.http.post(control, json=rules)).json() == {"ok": True}
    assert reason(await ada.start()) == (409, "Conflict", "TooManyGroups")
    assert reason(await ada.get(ada.link("self"))) == (503, "ServiceUnavailable", "")
    assert (await ada.http.post(control, json={"clear": True})).json() == {"ok": True}
    assert (await ada.start()).status_code == 201


@pytest.mark.parametrize(
    "rule",
    [
        {"do": "dance"},
        {"do": "refuse", "row": "Nothing"},
        {"do": "refuse", "rows": "None"},
        {"do": "page", "state": 502},
        {"do": "expire", "what": "everything"},
        {"do": "expire"},
        {"do": "start", "end": "failure"},
        {"do": "start", "ends": "badly"},
    ],
)
async def test_a_rule_that_makes_no_sense(
    ada: Visitor, skype: SkypeServer, rule: dict[str, Any]
) -> None:
    with pytest.raises(BadRule):
        skype.misbehave(**rule)
    answer = await ada.http.post(f"{ada.url}/sandbox/misbehave", json=rule)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_the_book_tells_what_happened(ada: Visitor) -> None:
    await ada.meet(operationId="o", threadId="t", subject="Written down")
    book = (await ada.http.get(f"{ada.url}/sandbox/book")).json()
    [meeting] = book["meetings"]
    assert meeting["operationId"] == "o"
    assert meeting["threadId"] == "t"
    assert meeting["subject"] == "Written down"
    assert meeting["at"] > 0
    assert (await ada.http.get(meeting["joinUrl"])).status_code == 200
    assert [each["outcome"] for each in book["sign_ins"]] == ["right"]
    posts = [each for each in book["requests"] if each["name"] == "POST startOnlineMeeting"]
    assert [(each["status"], each["body"]["operationId"]) for each in posts] == [(201, "o")]
