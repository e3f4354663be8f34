"""Scheduled meetings read, changed and deleted, by the rules of "Payload format"."""

import asyncio
from typing import Any

import pytest

from sandbox.fault_injection import BadRule
from sandbox.services.skype import MALLORY, SkypeServer
from tests.sandbox.skype.forms import XML, composed, read
from tests.sandbox.skype.visitor import MARKER, Json, Visitor, reason

WANTED: Json = {
    "subject": "Sprint review",
    "description": "Demo and retro",
    "attendees": ["sip:chris@contoso.example", "sip:alex@contoso.example"],
    "expirationTime": "/Date(1792435200000)/",
}


@pytest.fixture
async def made(ada: Visitor, mine: str) -> Json:
    """A meeting that Ada scheduled."""
    body: Json = (await ada.post(mine, WANTED)).json()
    return body


async def put(ada: Visitor, meeting: Json, tag: str | None = None, **changed: Any) -> Any:
    tag = f'"{meeting["etag"]}"' if tag is None else tag
    headers = {"If-Match": tag} if tag else {}
    href = meeting["_links"]["self"]["href"]
    return await ada.call("PUT", href, json={**meeting, **changed}, headers=headers)


async def test_a_meeting_is_read_once_and_then_only_if_it_changed(ada: Visitor, made: Json) -> None:
    href = made["_links"]["self"]["href"]
    answer = await ada.get(href)
    assert answer.json() == made
    same = await ada.get(href, headers={"If-None-Match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    changed = await put(ada, made, subject="Moved")
    assert changed.status_code == 200
    after = await ada.get(href, headers={"If-None-Match": answer.headers["etag"]})
    assert (after.status_code, after.json()["subject"]) == (200, "Moved")
    assert after.headers["etag"] == changed.headers["etag"] != answer.headers["etag"]


async def test_the_published_put_is_accepted(ada: Visitor, made: Json) -> None:
    changed = {"subject": "Sprint review (moved)", "expirationTime": "2026-10-19T18:00:00.000Z"}
    body = (await put(ada, made, **changed)).json()
    assert body["subject"] == "Sprint review (moved)"
    assert body["expirationTime"] == "/Date(1792432800000)/"
    for name in ("joinUrl", "onlineMeetingId", "onlineMeetingUri", "_links", "attendees"):
        assert body[name] == made[name]
    [marker] = [name for name, value in made.items() if value == MARKER]
    assert body[marker] == MARKER


async def test_a_put_without_its_conditions_is_refused(ada: Visitor, made: Json) -> None:
    assert reason(await put(ada, made, tag="")) == (428, "PreconditionRequired", "")
    stale = await put(ada, made, tag='"1"')
    assert reason(stale) == (412, "PreconditionFailed", "")
    unquoted = await put(ada, made, tag=made["etag"])
    assert reason(unquoted) == (412, "PreconditionFailed", "")
    bare = {name: value for name, value in made.items() if value != MARKER}
    answer = await put(ada, bare)
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")
    assert (await put(ada, made, accessLevel="Public")).status_code == 400
    assert (await put(ada, made, startTime="x")).status_code == 400
    assert (await ada.get(made["_links"]["self"]["href"])).json() == made


async def test_what_a_put_leaves_out_is_lost(ada: Visitor, made: Json) -> None:
    short = {name: value for name, value in made.items() if name != "description"}
    assert (await put(ada, short)).json()["description"] == ""


async def test_of_two_updates_at_once_one_is_told_to_read_again(ada: Visitor, made: Json) -> None:
    both = await asyncio.gather(put(ada, made, subject="One"), put(ada, made, subject="Two"))
    won, lost = sorted(both, key=lambda each: int(each.status_code))
    assert won.status_code == 200
    assert reason(lost) == (412, "PreconditionFailed", "")
    now = (await ada.get(made["_links"]["self"]["href"])).json()
    assert now == won.json()
    assert (await put(ada, now, description="Both")).json()["subject"] == now["subject"]


async def test_somebody_else_may_be_faster(ada: Visitor, skype: SkypeServer, made: Json) -> None:
    skype.misbehave(on="PUT myOnlineMeeting", do="change", said={"description": "Bring cake"})
    assert reason(await put(ada, made, subject="Moved")) == (412, "PreconditionFailed", "")
    now = (await ada.get(made["_links"]["self"]["href"])).json()
    assert (now["subject"], now["description"]) == ("Sprint review", "Bring cake")
    assert (await put(ada, now, subject="Moved")).json()["description"] == "Bring cake"
    with pytest.raises(BadRule):
        skype.misbehave(do="change", said={"joinUrl": "https://evil.example/"})
    skype.misbehave(do="expire", what="meetings")
    assert (await ada.get(made["_links"]["self"]["href"])).status_code == 404


async def test_an_update_that_was_lost_on_the_way_took_effect(
    ada: Visitor, skype: SkypeServer, made: Json
) -> None:
    skype.misbehave(on="PUT myOnlineMeeting", do="status", status=503)
    assert (await put(ada, made, subject="Moved")).status_code == 503
    assert reason(await put(ada, made, subject="Moved"))[0] == 412
    assert (await ada.get(made["_links"]["self"]["href"])).json()["subject"] == "Moved"


@pytest.mark.parametrize("root", ["input", "resource"])
async def test_an_update_in_xml_has_the_same_rules(ada: Visitor, made: Json, root: str) -> None:
    href = made["_links"]["self"]["href"]
    shown = read(await ada.get(href, headers={"Accept": XML}))["properties"]
    properties = {
        **shown,
        "subject": "In XML",
        "expirationTime": "2026-10-19T18:40:00.0000000+02:00",
    }
    headers = {"Accept": XML, "Content-Type": XML}
    body = composed(properties, root)
    assert reason(await ada.call("PUT", href, content=body, headers=headers))[0] == 428
    stale = {**headers, "If-Match": made["etag"]}
    assert reason(await ada.call("PUT", href, content=body, headers=stale))[0] == 412
    current = {**headers, "If-Match": f'"{made["etag"]}"'}
    unmarked = composed(
        {name: value for name, value in properties.items() if value != MARKER}, root
    )
    answer = await ada.call("PUT", href, content=unmarked, headers=current)
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")
    answer = await ada.call("PUT", href, content=body, headers=current)
    assert answer.status_code == 200, answer.text
    now = (await ada.get(href)).json()
    assert (now["subject"], now["expirationTime"]) == ("In XML", "/Date(1792428000000)/")
    assert answer.headers["etag"] == f'"{now["etag"]}"' != f'"{made["etag"]}"'
    fresh = {"Accept": XML, "If-None-Match": answer.headers["etag"]}
    assert (await ada.get(href, headers=fresh)).status_code == 304


async def test_a_resource_can_be_sent_back_as_it_was_read(ada: Visitor, made: Json) -> None:
    href = made["_links"]["self"]["href"]
    whole = (await ada.get(href, headers={"Accept": XML})).content
    headers = {"Content-Type": XML, "If-Match": f'"{made["etag"]}"'}
    answer = await ada.call("PUT", href, content=whole, headers=headers)
    assert answer.status_code == 200, answer.text
    assert {**answer.json(), "etag": ""} == {**made, "etag": ""}


async def test_a_put_without_an_end_lasts_eight_hours_from_now(
    ada: Visitor, skype: SkypeServer, made: Json
) -> None:
    skype.clock.advance(600)
    for endless in ({"expirationTime": None}, {}):
        now = (await ada.get(made["_links"]["self"]["href"])).json()
        properties = {name: value for name, value in now.items() if name != "expirationTime"}
        assert (await put(ada, {**properties, **endless})).json()["expirationTime"] == (
            "/Date(1792429400000)/"
        )


async def test_a_deleted_meeting_is_gone(ada: Visitor, mine: str, made: Json) -> None:
    href = made["_links"]["self"]["href"]
    assert (await ada.call("DELETE", href)).status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        assert reason(await ada.call(method, href)) == (404, "NotFound", "")
    assert (await ada.http.get(made["joinUrl"])).status_code == 404
    assert reason(await ada.call("DELETE", mine)) == (405, "MethodNotAllowed", "")


async def test_a_meeting_past_its_time_is_gone(
    ada: Visitor, skype: SkypeServer, made: Json
) -> None:
    skype.deployment.idle_lasts = skype.deployment.token_lasts = 1_000_000
    skype.clock.advance(36_000)
    await ada.sign_in()
    assert (await ada.get(made["_links"]["self"]["href"])).status_code == 404
    assert (await ada.http.get(made["joinUrl"])).status_code == 404
    mine = ada.link("myOnlineMeetings", "onlineMeetings")
    assert "myOnlineMeeting" not in (await ada.get(mine)).json()["_embedded"]
    skype.deployment.meetings_each = 1
    assert (await ada.post(mine, {})).status_code == 200


async def test_somebody_elses_meeting_is_unknown(
    ada: Visitor, skype: SkypeServer, made: Json
) -> None:
    skype.deployment.denied = "asked"
    mallory = await Visitor(ada.http, ada.url).open(MALLORY)
    assert (await mallory.get(made["_links"]["self"]["href"])).status_code == 404
