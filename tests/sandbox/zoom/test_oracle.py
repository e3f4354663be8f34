"""Requests and replies fit Zoom's own published description, as far as that still holds.

The description is of 2021 and is read from the folder that PARLEY_ORACLES names. What Zoom changed
since is listed here, and nothing else may differ.
"""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft4Validator

from sandbox.services.zoom.fields import RECURRENCE, SETTINGS
from sandbox.services.zoom.operations import OPERATIONS
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.visitor import REVIEW, SERIES, ZoomVisitor, refusal

FOLDER = os.environ.get("PARLEY_ORACLES")
pytestmark = pytest.mark.skipif(not FOLDER, reason="PARLEY_ORACLES names no folder of schemas")

AS_TEXT = {"occurrence_id", "weekly_days"}
"""Numbers of 2021 that are texts today; a text of digits is compared as a number."""

AS_NUMBER = {"id", "pmi"}
"""Texts of 2021 that are numbers today."""

SETTINGS_SINCE = {
    *("jbh_time", "encryption_type", "global_dial_in_countries", "meeting_authentication"),
    *("meeting_invitees", "registrants_confirmation_email", "show_share_button"),
}
CALLS_SINCE = {
    ("get", "/users/{userId}/upcoming_meetings"),
    ("post", "/meetings/{meetingId}/invite_links"),
}


@pytest.fixture(scope="module")
def oracle() -> dict[str, Any]:
    path = Path(str(FOLDER)) / "zoom" / "openapi-2021.json"
    read: dict[str, Any] = json.loads(path.read_text())
    return read


def as_of_2021(value: Any, name: str = "") -> Any:
    """The same as the description of 2021 would have it."""
    if isinstance(value, dict):
        return {key: as_of_2021(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [as_of_2021(part) for part in value]
    if name in AS_TEXT and isinstance(value, str) and value.isdigit():
        return int(value)
    if name in AS_NUMBER and isinstance(value, int):
        return str(value)
    return value


def problems(oracle: dict[str, Any], schema: Any, value: Any) -> list[str]:
    """What the description says against *value*."""
    whole = {"definitions": oracle["definitions"], "allOf": [schema]}
    errors = Draft4Validator(whole).iter_errors(as_of_2021(value))
    return [f"{list(error.absolute_path)}: {error.message[:200]}" for error in errors]


def reply(oracle: dict[str, Any], path: str, method: str, status: str) -> Any:
    return oracle["paths"][path][method]["responses"][status]["schema"]


def body(oracle: dict[str, Any], path: str, method: str) -> Any:
    parameters = oracle["paths"][path][method]["parameters"]
    return next(each["schema"] for each in parameters if each.get("in") == "body")


def properties(oracle: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = oracle["definitions"][name]["properties"]
    return found


async def test_replies_about_a_meeting_fit(ada: ZoomVisitor, oracle: dict[str, Any]) -> None:
    for asked in (REVIEW, SERIES):
        made = await ada.create(**asked)
        assert (
            problems(oracle, reply(oracle, "/users/{userId}/meetings", "post", "201"), made) == []
        )
        read = await ada.read(made)
        assert problems(oracle, reply(oracle, "/meetings/{meetingId}", "get", "200"), read) == []
    listed = (await ada.ask("GET", "users/me/meetings?type=upcoming")).json()
    assert problems(oracle, reply(oracle, "/users/{userId}/meetings", "get", "200"), listed) == []
    invitation = (await ada.ask("GET", f"meetings/{made['id']}/invitation")).json()
    described = reply(oracle, "/meetings/{meetingId}/invitation", "get", "200")
    assert problems(oracle, described, invitation) == []
    user = (await ada.ask("GET", "users/me")).json()
    assert problems(oracle, reply(oracle, "/users/{userId}", "get", "200"), user) == []


async def test_replies_about_the_past_fit(
    ada: ZoomVisitor, oracle: dict[str, Any], clock: StoppedClock
) -> None:
    made = await ada.create()
    uuid = (await ada.control("start", meeting=made["id"]))["uuid"]
    await ada.control("join", meeting=made["id"], name="Bob")
    clock.advance(600)
    await ada.control("end", meeting=made["id"])
    path = f"past_meetings/{quote(quote(uuid, safe=''), safe='')}"
    past = (await ada.ask("GET", path)).json()
    del past["host_id"]  # a number in 2021, where a user's id was a text everywhere else
    described = reply(oracle, "/past_meetings/{meetingUUID}", "get", "200")
    described = {"properties": described["properties"] | {"id": {"type": "string"}}}
    assert problems(oracle, described, past) == []
    people = (await ada.ask("GET", f"{path}/participants")).json()
    described = reply(oracle, "/past_meetings/{meetingUUID}/participants", "get", "200")
    assert problems(oracle, described, people) == []
    held = (await ada.ask("GET", f"past_meetings/{made['id']}/instances")).json()
    described = reply(oracle, "/past_meetings/{meetingId}/instances", "get", "200")
    assert problems(oracle, described, held) == []


async def test_what_the_description_allows_is_taken(
    ada: ZoomVisitor, oracle: dict[str, Any]
) -> None:
    """Every field of a meeting with its default, or with each of its values."""
    create = body(oracle, "/users/{userId}/meetings", "post")
    for name, described in properties(oracle, "MeetingSettings").items():
        for value in described.get("enum", [described.get("default", True)]):
            if described["type"] == "string" and "enum" not in described:
                continue
            asked = REVIEW | {"settings": {name: value}}
            assert problems(oracle, create, asked) == []
            made = await ada.create(settings={name: value})
            assert name == "waiting_room" or made["settings"][name] == value
        ada.zoom.clock.advance(1)


async def test_what_the_description_refuses_is_refused(
    ada: ZoomVisitor, oracle: dict[str, Any]
) -> None:
    create = body(oracle, "/users/{userId}/meetings", "post")
    for change in (
        {"topic": 7},
        {"type": 4},
        {"duration": "30"},
        {"agenda": None},
        {"recurrence": {"type": 9}},
        {"recurrence": {"type": 1, "end_times": "2"}},
        {"settings": {"waiting_room": 1}},
        {"settings": {"approval_type": 3}},
        {"settings": {"audio": "none"}},
        {"settings": {"auto_recording": "always"}},
    ):
        assert problems(oracle, create, REVIEW | change), change
        answer = await ada.ask("POST", "users/me/meetings", json=REVIEW | change)
        assert refusal(answer) == (400, 300)


def test_fields_are_those_of_the_description_and_what_came_since(oracle: dict[str, Any]) -> None:
    assert set(SETTINGS) - set(properties(oracle, "MeetingSettings")) == SETTINGS_SINCE
    assert set(properties(oracle, "MeetingSettings")) <= set(SETTINGS)
    assert set(RECURRENCE) == set(properties(oracle, "Recurrence"))


def test_calls_are_those_of_the_description_and_what_came_since(oracle: dict[str, Any]) -> None:
    described = {
        (method, path.replace("{meetingUUID}", "{meetingId}"))
        for path, methods in oracle["paths"].items()
        for method in methods
    }
    kinds = {"users": "{userId}", "meetings": "{meetingId}", "past_meetings": "{meetingId}"}
    ours = {
        (each.method.lower(), "/" + each.path.replace("{}", kinds[each.path.partition("/")[0]]))
        for each in OPERATIONS
    }
    assert ours - described == CALLS_SINCE


async def test_the_oracle_is_not_blind(ada: ZoomVisitor, oracle: dict[str, Any]) -> None:
    made = await ada.create(**SERIES)
    described = reply(oracle, "/users/{userId}/meetings", "post", "201")
    for change in (
        {"topic": 1},
        {"type": "8"},
        {"duration": "30"},
        {"occurrences": [{"occurrence_id": "tomorrow"}]},
        {"settings": made["settings"] | {"audio": "phone"}},
    ):
        assert problems(oracle, described, made | change), change
