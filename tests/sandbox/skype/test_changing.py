"""Scheduled meetings read, changed and deleted, by the rules of "Payload format"."""

from typing import Any

import pytest

from sandbox.services.skype import MALLORY, Skype
from tests.sandbox.skype.visitor import Json, Visitor, reason

WANTED: Json = {
    "subject": "Sprint review",
    "description": "Demo and retro",
    "attendees": ["sip:chris@contoso.example", "sip:alex@contoso.example"],
    "expirationTime": "/Date(1792435200000)/",
}
ASK = "please pass this in a PUT request"


@pytest.fixture
async def mine(ada: Visitor) -> str:
    """The address of Ada's scheduled meetings."""
    return ada.link("myOnlineMeetings", "onlineMeetings")


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
    [marker] = [name for name, value in made.items() if value == ASK]
    assert body[marker] == ASK


async def test_a_put_without_its_conditions_is_refused(ada: Visitor, made: Json) -> None:
    assert reason(await put(ada, made, tag="")) == (428, "PreconditionRequired", "")
    stale = await put(ada, made, tag='"1"')
    assert reason(stale) == (412, "PreconditionFailed", "")
    unquoted = await put(ada, made, tag=made["etag"])
    assert reason(unquoted) == (412, "PreconditionFailed", "")
    bare = {name: value for name, value in made.items() if value != ASK}
    answer = await put(ada, bare)
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")
    assert (await put(ada, made, accessLevel="Public")).status_code == 400
    assert (await put(ada, made, startTime="x")).status_code == 400
    assert (await ada.get(made["_links"]["self"]["href"])).json() == made


async def test_what_a_put_leaves_out_is_lost(ada: Visitor, made: Json) -> None:
    short = {name: value for name, value in made.items() if name != "description"}
    assert (await put(ada, short)).json()["description"] == ""


async def test_a_deleted_meeting_is_gone(ada: Visitor, mine: str, made: Json) -> None:
    href = made["_links"]["self"]["href"]
    assert (await ada.call("DELETE", href)).status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        assert reason(await ada.call(method, href)) == (404, "NotFound", "")
    assert (await ada.http.get(made["joinUrl"])).status_code == 404
    assert reason(await ada.call("DELETE", mine)) == (405, "MethodNotAllowed", "")


async def test_a_meeting_past_its_time_is_gone(ada: Visitor, skype: Skype, made: Json) -> None:
    skype.deployment.idle_lasts = skype.deployment.token_lasts = 1_000_000
    skype.clock.advance(36_000)
    await ada.sign_in()
    assert (await ada.get(made["_links"]["self"]["href"])).status_code == 404


async def test_somebody_elses_meeting_is_unknown(ada: Visitor, skype: Skype, made: Json) -> None:
    skype.deployment.denied = "asked"
    mallory = await Visitor(ada.http, ada.url).open(MALLORY)
    assert (await mallory.get(made["_links"]["self"]["href"])).status_code == 404
