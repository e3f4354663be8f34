"""What an organizer may choose, what holds otherwise, and the parts that a meeting comes with."""

import re
from typing import Any

import httpx
import pytest

from sandbox.services.skype import ADA, SkypeServer
from tests.sandbox.skype.visitor import Json, Visitor, reason


@pytest.fixture
async def mine(ada: Visitor) -> str:
    """The address of Ada's scheduled meetings."""
    return ada.link("myOnlineMeetings", "onlineMeetings")


async def document(ada: Visitor, rel: str) -> Json:
    resource: Json = (await ada.get(ada.link(rel, "onlineMeetings"))).json()
    return resource


PLURALS = {
    "accessLevels": "accessLevel",
    "automaticLeaderAssignments": "automaticLeaderAssignment",
    "entryExitAnnouncements": "entryExitAnnouncement",
    "lobbyBypassForPhoneUsersSettings": "lobbyBypassForPhoneUsers",
}


@pytest.mark.parametrize("plural", list(PLURALS))
async def test_what_is_eligible_is_taken_and_nothing_else(
    ada: Visitor, skype: SkypeServer, mine: str, plural: str
) -> None:
    name = PLURALS[plural]
    eligible = (await document(ada, "onlineMeetingEligibleValues"))[plural]
    assert len(eligible) > 1
    for value in eligible:
        assert (await ada.post(mine, {name: value})).json()[name] == value
    skype.deployment.eligible[name] = (eligible[0],)
    skype.deployment.presets[name] = eligible[0]
    assert (await document(ada, "onlineMeetingEligibleValues"))[plural] == [eligible[0]]
    assert (await document(ada, "onlineMeetingDefaultValues"))[name] == eligible[0]
    answer = await ada.post(mine, {name: eligible[1]})
    assert reason(answer) == (400, "BadRequest", "ParameterValidationFailure")
    assert list(answer.json()["parameters"]) == [name]
    made = (await ada.post(mine, {name: None})).json()
    assert made[name] == eligible[0]
    refused = await put(ada, {**made, name: eligible[1]})
    assert reason(refused) == (400, "BadRequest", "ParameterValidationFailure")


async def test_one_deployment_does_not_change_another(skype: SkypeServer) -> None:
    skype.deployment.eligible["accessLevel"] = ("Locked",)
    skype.deployment.presets["accessLevel"] = "Locked"
    other = SkypeServer().deployment
    assert len(other.eligible["accessLevel"]) == 4
    assert other.presets["accessLevel"] == "SameEnterprise"


async def test_policies_tell_what_is_not_asked_for_by_eligible_values(
    ada: Visitor, skype: SkypeServer, mine: str
) -> None:
    policies = await document(ada, "onlineMeetingPolicies")
    assert (policies["entryExitAnnouncement"], policies["phoneUserAdmission"]) == (
        "Enabled",
        "Enabled",
    )
    assert isinstance(policies["meetingSize"], int)
    skype.deployment.eligible["entryExitAnnouncement"] = ("Disabled",)
    skype.deployment.dial_in = False
    policies = await document(ada, "onlineMeetingPolicies")
    assert (policies["entryExitAnnouncement"], policies["phoneUserAdmission"]) == (
        "Disabled",
        "Disabled",
    )
    assert (await ada.post(mine, {"phoneUserAdmission": "Enabled"})).status_code == 400
    made = (await ada.post(mine, {})).json()
    assert made["phoneUserAdmission"] == "Disabled"
    assert "conferenceId" not in made


async def test_a_meeting_has_its_codes_and_addresses(ada: Visitor, mine: str) -> None:
    made = (await ada.post(mine, {"subject": "x"})).json()
    assert made["organizerUri"] == ADA.uri
    assert made["onlineMeetingRel"] == "myOnlineMeetings"
    assert re.fullmatch(r"[A-Z0-9]{8}", made["onlineMeetingId"])
    assert re.fullmatch(r"\d{6}", made["conferenceId"])
    focus = f"{ADA.uri};gruu;opaque=app:conf:focus:id:{made['onlineMeetingId']}"
    assert made["onlineMeetingUri"] == focus
    legacy = made["legacyOnlineMeetingUri"]
    assert re.fullmatch(rf"conf:{re.escape(focus)}\?conversation-id=[0-9a-f-]{{36}}", legacy)
    again = (await ada.get(made["_links"]["self"]["href"])).json()
    assert again == made


async def test_a_meeting_has_an_extension(ada: Visitor, skype: SkypeServer, mine: str) -> None:
    made = (await ada.post(mine, {})).json()
    [extension] = made["_embedded"]["onlineMeetingExtension"]
    assert (extension["rel"], extension["type"]) == (
        "onlineMeetingExtension",
        "RoamedParticipantData",
    )
    assert (await ada.get(extension["_links"]["self"]["href"])).json() == extension
    href = made["_links"]["onlineMeetingExtensions"]["href"]
    listed = (await ada.get(href)).json()
    assert listed["rel"] == "onlineMeetingExtensions"
    assert listed["_embedded"] == made["_embedded"]
    await ada.call("DELETE", made["_links"]["self"]["href"])
    assert (await ada.get(href)).status_code == 404
    skype.deployment.extensions = skype.deployment.legacy_uris = False
    bare = (await ada.post(mine, {})).json()
    assert "_embedded" not in bare
    assert set(bare["_links"]) == {"self"}
    assert "legacyOnlineMeetingUri" not in bare


async def test_numbers_to_dial_belong_to_a_region(ada: Visitor) -> None:
    information = await document(ada, "phoneDialInInformation")
    [region] = information["_embedded"]["dialInRegion"]
    assert region["name"] == information["defaultRegion"]
    assert (await ada.get(region["_links"]["self"]["href"])).json() == region
    assert information["isAudioConferenceProviderEnabled"] is False
    _, talk = await ada.meet()
    meeting = (await ada.get(talk["_links"]["onlineMeeting"]["href"])).json()
    assert (
        await ada.get(meeting["_links"]["phoneDialInInformation"]["href"])
    ).json() == information


async def put(ada: Visitor, meeting: Json, **changed: Any) -> httpx.Response:
    headers = {"If-Match": f'"{meeting["etag"]}"'}
    href = meeting["_links"]["self"]["href"]
    return await ada.call("PUT", href, json={**meeting, **changed}, headers=headers)


async def test_the_permanent_room_is_changed_like_any_meeting(ada: Visitor, mine: str) -> None:
    room = (await ada.get(ada.link("myAssignedOnlineMeeting", "onlineMeetings"))).json()
    assert (room["rel"], room["accessLevel"]) == ("myAssignedOnlineMeeting", "Everyone")
    changed = (await put(ada, room, subject="My room", accessLevel="Locked")).json()
    assert (changed["subject"], changed["accessLevel"]) == ("My room", "Locked")
    assert changed["joinUrl"] == room["joinUrl"]
    [listed] = (await ada.get(mine)).json()["_embedded"]["myAssignedOnlineMeeting"]
    assert listed == changed
    itself = room["_links"]["self"]["href"]
    assert (await ada.call("DELETE", itself)).status_code == 204
    assert (await ada.get(itself)).json()["subject"] == ""
