"""Applications are made from exact messages, once per endpoint, and end as documented."""

import asyncio
from typing import Any

import pytest

from sandbox.services.skype import ADA, MALLORY, SkypeServer
from tests.sandbox.skype.visitor import Visitor, events, reason
from tests.sandbox.stopped_clock import StoppedClock

WANTED = {"culture": "en-US", "endpointId": "e-1", "userAgent": "test/1.0"}


@pytest.fixture
async def applications(visitor: Visitor) -> str:
    """Where applications are created, with Ada signed in."""
    return await visitor.sign_in()


@pytest.mark.parametrize(
    "published",
    [
        {
            "userAgent": "meetbot/1.0",
            "endpointId": "a917c6f4-976c-4cf3-847d-cdfffa28ccdf",
            "culture": "en-US",
        },
        {
            "UserAgent": "UCWA Samples",
            "EndpointId": "a917c6f4-976c-4cf3-847d-cdfffa28ccdf",
            "Culture": "en-US",
        },
        {**WANTED, "instanceId": "tab-1", "type": "Browser"},
        dict.fromkeys(WANTED, "x" * 100),
    ],
)
async def test_published_messages_are_accepted(
    visitor: Visitor, applications: str, published: dict[str, str]
) -> None:
    answer = await visitor.post(applications, published)
    assert answer.status_code == 201
    app = answer.json()
    assert app["rel"] == "application"
    assert set(app["_links"]) == {"self", "events"}
    assert set(app["_embedded"]) == {"me", "onlineMeetings", "communication"}
    assert app["_embedded"]["me"]["uri"] == ADA.uri
    assert "?onlineMeetingUri=adhoc" in answer.text


@pytest.mark.parametrize(
    ("changed", "subcode"),
    [
        ({"culture": None}, "DeserializationFailure"),
        ({"endpointId": 5}, "DeserializationFailure"),
        ({"userAgent": ["x"]}, "DeserializationFailure"),
        ({"culture": ""}, "ParameterValidationFailure"),
        ({"endpointId": "  "}, "ParameterValidationFailure"),
        ({"userAgent": "x" * 101}, "ParameterValidationFailure"),
        ({"endpointID2": "x"}, "ParameterValidationFailure"),
    ],
)
async def test_a_changed_message_is_refused(
    visitor: Visitor, applications: str, changed: dict[str, Any], subcode: str
) -> None:
    answer = await visitor.post(applications, {**WANTED, **changed})
    assert reason(answer) == (400, "BadRequest", subcode)
    assert list(answer.json()["parameters"]) == list(changed)


@pytest.mark.parametrize("missing", list(WANTED))
async def test_every_property_is_needed(visitor: Visitor, applications: str, missing: str) -> None:
    properties = {name: value for name, value in WANTED.items() if name != missing}
    answer = await visitor.post(applications, properties)
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")
    misspelt = {**properties, f"{missing}s": WANTED[missing]}
    assert (await visitor.post(applications, misspelt)).status_code == 400


@pytest.mark.parametrize("content", ["{", "[]", '"x"', "null", '{"culture":"a","Culture":"b"}'])
async def test_a_body_that_is_no_object_is_refused(
    visitor: Visitor, applications: str, content: str
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await visitor.call("POST", applications, content=content, headers=headers)
    assert reason(answer) == (400, "BadRequest", "DeserializationFailure")


async def test_only_json_of_a_sensible_size_is_taken(visitor: Visitor, applications: str) -> None:
    answer = await visitor.call("POST", applications, data=WANTED)
    assert reason(answer) == (415, "UnsupportedMediaType", "")
    answer = await visitor.post(applications, {**WANTED, "type": "x" * 70_000})
    assert reason(answer) == (413, "EntityTooLarge", "")
    assert reason(await visitor.get(applications)) == (405, "MethodNotAllowed", "")


async def test_an_endpoint_has_one_application(visitor: Visitor, applications: str) -> None:
    first = await visitor.create(applications)
    again = await visitor.create(applications)
    other = await visitor.create(applications, endpointId="e-2")
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    addresses = [each.json()["_links"]["self"]["href"] for each in (first, again, other)]
    assert addresses[0] == addresses[1] != addresses[2]
    assert again.json()["_links"]["events"] == first.json()["_links"]["events"]


async def test_an_application_is_read_and_ended(ada: Visitor) -> None:
    itself, answer = ada.link("self"), await ada.get(ada.link("self"))
    assert answer.json() == ada.app
    assert (await ada.call("DELETE", itself)).status_code == 204
    assert reason(await ada.get(itself)) == (404, "NotFound", "ApplicationNotFound")
    assert reason(await ada.start()) == (404, "NotFound", "ApplicationNotFound")
    assert reason(await ada.get(ada.next)) == (404, "NotFound", "ApplicationNotFound")


async def test_an_idle_application_ends(
    ada: Visitor, skype: SkypeServer, clock: StoppedClock
) -> None:
    clock.advance(skype.deployment.idle_lasts - 1)
    assert (await ada.get(ada.link("self"))).status_code == 200
    clock.advance(skype.deployment.idle_lasts + 1)
    assert reason(await ada.get(ada.link("self"))) == (404, "NotFound", "ApplicationNotFound")


async def test_once_polled_only_polls_keep_an_application_alive(
    ada: Visitor, skype: SkypeServer, clock: StoppedClock
) -> None:
    await ada.meet()
    clock.advance(600)
    assert (await ada.get(ada.link("self"))).status_code == 200
    clock.advance(600)
    skype.deployment.expired = "InactiveApplicationExpired"
    answer = await ada.get(ada.link("self"))
    assert reason(answer) == (410, "Gone", "InactiveApplicationExpired")


async def test_a_client_that_waits_is_not_idle(
    ada: Visitor, skype: SkypeServer, clock: StoppedClock
) -> None:
    poll = asyncio.create_task(ada.poll())
    await asyncio.sleep(0.1)
    clock.advance(skype.deployment.idle_lasts + 1)
    assert (await ada.get(ada.link("self"))).status_code == 200
    await ada.start()
    assert events(await poll)


async def test_there_is_a_limit_and_ending_one_makes_room(ada: Visitor, skype: SkypeServer) -> None:
    skype.deployment.applications_each = 2
    applications = await ada.sign_in()
    assert (await ada.create(applications, endpointId="e-2")).status_code == 201
    answer = await ada.create(applications, endpointId="e-3")
    assert reason(answer) == (410, "Gone", "TooManyApplications")
    await ada.call("DELETE", ada.link("self"))
    assert (await ada.create(applications, endpointId="e-3")).status_code == 201


async def test_a_user_agent_may_be_unwelcome(
    visitor: Visitor, skype: SkypeServer, applications: str
) -> None:
    skype.deployment.refused_agents = ("test/1.0",)
    answer = await visitor.create(applications)
    assert reason(answer) == (410, "Gone", "UserAgentNotAllowed")


async def test_headers_that_only_browsers_need(visitor: Visitor, applications: str) -> None:
    foreign = {"X-Ms-Origin": "https://elsewhere.example"}
    answer = await visitor.post(applications, WANTED, headers=foreign)
    assert answer.status_code == 403
    newer = {"X-MS-RequiresMinResourceVersion": "3"}
    answer = await visitor.post(applications, WANTED, headers=newer)
    assert reason(answer) == (404, "NotFound", "APIVersionNotSupported")
    known = {"X-MS-RequiresMinResourceVersion": "2.0"}
    assert (await visitor.post(applications, WANTED, headers=known)).status_code == 201


async def test_links_cannot_be_built(ada: Visitor) -> None:
    itself = ada.link("self")
    meetings = ada.link("myOnlineMeetings", "onlineMeetings")
    for built in (
        f"{itself}/onlineMeetings/myOnlineMeetings",
        f"{itself}/communication",
        f"{itself}/events?ack=1",
        f"{meetings}/1XAW22CG",
        meetings.replace("myOnlineMeetings", "policies"),
        ada.link("startOnlineMeeting", "communication").partition("?")[0],
        f"{itself}/x/",
        f"{itself}/x/y",
        itself[:-1],
        itself.rpartition("/")[0] + "%00",
        itself.rpartition("/")[0] + "/",
    ):
        assert (await ada.get(built)).status_code == 404, built
        assert (await ada.post(built)).status_code == 404, built


async def test_an_application_is_its_users_own(ada: Visitor) -> None:
    mallory = await Visitor(ada.http, ada.url).open(MALLORY)
    answer = await mallory.get(ada.link("self"))
    assert reason(answer) == (404, "NotFound", "ApplicationNotFound")


async def test_who_may_not_meet_is_shown_no_way_to(visitor: Visitor) -> None:
    mallory = await visitor.open(MALLORY)
    parts = mallory.app["_embedded"]
    assert set(parts["communication"]["_links"]) == {"self", "conversations"}
    assert set(parts["onlineMeetings"]["_links"]) == {"self"}


async def test_who_may_not_meet_may_be_told_when_asking(
    visitor: Visitor, skype: SkypeServer
) -> None:
    skype.deployment.denied = "asked"
    mallory = await visitor.open(MALLORY)
    assert reason(await mallory.start(subject="x")) == (403, "Forbidden", "")
    mine = mallory.link("myOnlineMeetings", "onlineMeetings")
    assert reason(await mallory.get(mine)) == (403, "Forbidden", "")
    assert reason(await mallory.post(mine, {"subject": "x"})) == (403, "Forbidden", "")
    assert skype.book.read("meeting", "scheduled") == []


async def test_who_may_not_meet_may_be_told_at_the_door(
    visitor: Visitor, skype: SkypeServer
) -> None:
    skype.deployment.denied = "application"
    answer = await visitor.create(await visitor.sign_in(MALLORY))
    assert reason(answer) == (403, "Forbidden", "")


async def test_availability_is_reported_once_and_never_needed(ada: Visitor) -> None:
    me = ada.app["_embedded"]["me"]["_links"]
    assert "reportMyActivity" not in me
    assert (await ada.post(me["makeMeAvailable"]["href"], {})).status_code == 204
    answer = await ada.post(me["makeMeAvailable"]["href"], {})
    assert reason(answer) == (409, "Conflict", "AlreadyExists")
    me = (await ada.get(me["self"]["href"])).json()["_links"]
    assert (await ada.post(me["reportMyActivity"]["href"])).status_code == 204
