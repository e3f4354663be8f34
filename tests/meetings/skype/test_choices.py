"""What a person chooses is asked about first and sent if it may be; the rest is the server's."""

from typing import Any

import httpx
import pytest

from meetings.errors import Rejected
from meetings.model import Meeting
from meetings.services.skype import Skype
from tests.meetings.skype import documents as doc
from tests.meetings.skype.scripted_pool import (
    MARKER,
    SKYPE,
    ScriptedPool,
    connected,
    new_meeting,
    scheduling,
)


def scheduled(pool: ScriptedPool, **other: Any) -> Meeting:
    wanted = new_meeting(**{"starts_at": doc.MONDAY, **other})
    meeting = pool.play(SKYPE.create(wanted, connected()))
    assert isinstance(meeting, Meeting)
    return meeting


CHOICES = [
    ("access", "everyone", "accessLevel", "Everyone"),
    ("access", "company", "accessLevel", "SameEnterprise"),
    ("access", "invited", "accessLevel", "Invited"),
    ("access", "locked", "accessLevel", "Locked"),
    ("presenters", "nobody", "automaticLeaderAssignment", "Disabled"),
    ("presenters", "company", "automaticLeaderAssignment", "SameEnterprise"),
    ("presenters", "everyone", "automaticLeaderAssignment", "Everyone"),
    ("announcements", "yes", "entryExitAnnouncement", "Enabled"),
    ("announcements", "no", "entryExitAnnouncement", "Disabled"),
    ("phone", "yes", "phoneUserAdmission", "Enabled"),
    ("phone", "no", "phoneUserAdmission", "Disabled"),
    ("phone_lobby", "yes", "lobbyBypassForPhoneUsers", "Enabled"),
    ("phone_lobby", "no", "lobbyBypassForPhoneUsers", "Disabled"),
]


@pytest.mark.parametrize(("name", "value", "property_name", "word"), CHOICES)
def test_each_choice_becomes_its_property(
    name: str, value: str, property_name: str, word: str
) -> None:
    pool = scheduling()
    scheduled(pool, choices={name: value})
    assert pool.bodies("POST", doc.SCHEDULED)[0][property_name] == word
    paths = [request.url.path for request in pool.requests]
    assert paths[-1] == doc.SCHEDULED
    assert paths[1] in (doc.ELIGIBLE, doc.POLICIES, doc.SCHEDULED)


def test_every_choice_is_on_the_card_and_every_option_is_known() -> None:
    options = {(choice.name, value) for choice in Skype.info.choices for value, _ in choice.options}
    importance = {("importance", value) for value in ("normal", "urgent", "emergency")}
    assert options - importance == {(name, value) for name, value, _, _ in CHOICES}


def test_nothing_chosen_is_nothing_sent_and_nothing_asked() -> None:
    pool = scheduling()
    scheduled(pool, choices={"access": "", "phone": "<script>", "unheard": "of"})
    assert set(pool.bodies("POST", doc.SCHEDULED)[0]) == {
        "description",
        "expirationTime",
        "subject",
    }
    assert len(pool.requests) == 2


@pytest.mark.parametrize(
    ("choice", "document", "words"),
    [
        (
            {"access": "everyone"},
            (doc.ELIGIBLE, doc.eligible(accessLevels=["SameEnterprise", "Locked"])),
            "“My company” or “Nobody but me”, and is “My company” if left out",
        ),
        (
            {"presenters": "everyone"},
            (doc.ELIGIBLE, doc.eligible(automaticLeaderAssignments=["Disabled"])),
            "“Who leads on joining” can be “Nobody else”",
        ),
        (
            {"announcements": "yes"},
            (doc.POLICIES, doc.policies(entryExitAnnouncement="Disabled")),
            "“Announce who comes and goes” can be “No”",
        ),
        (
            {"announcements": "yes"},
            (doc.ELIGIBLE, doc.eligible(entryExitAnnouncements=["Disabled"])),
            "“Announce who comes and goes” can be “No”",
        ),
        (
            {"phone": "yes"},
            (doc.POLICIES, doc.policies(phoneUserAdmission="Disabled")),
            "“Join by phone” can be “No”",
        ),
        (
            {"phone_lobby": "yes"},
            (doc.ELIGIBLE, doc.eligible(lobbyBypassForPhoneUsersSettings=["Disabled"])),
            "“Callers skip the lobby” can be “No”, and is “Yes” if left out",
        ),
    ],
)
def test_what_the_server_would_refuse_is_not_sent(
    choice: dict[str, str], document: tuple[str, httpx.Response], words: str
) -> None:
    pool = scheduling().at("GET", *document)
    with pytest.raises(Rejected) as caught:
        scheduled(pool, choices=choice)
    assert words in caught.value.message
    assert not caught.value.outcome_unknown
    assert pool.times("POST", doc.SCHEDULED) == 0


def test_what_a_server_does_not_tell_is_left_to_it() -> None:
    pool = scheduling().at("GET", doc.POLICIES, doc.refused(404, "NotFound"))
    pool.at("GET", doc.ELIGIBLE, doc.eligible(accessLevels=None))
    scheduled(pool, choices={"access": "locked", "phone": "yes"})
    assert pool.bodies("POST", doc.SCHEDULED)[0]["accessLevel"] == "Locked"


def test_a_meeting_now_with_choices_is_scheduled_for_they_cannot_be_told_otherwise() -> None:
    pool = scheduling()
    meeting = scheduled(pool, starts_at=None, choices={"access": "locked"})
    assert (meeting.starts_at, meeting.lasts) == (None, None)
    [body] = pool.bodies("POST", doc.SCHEDULED)
    assert "expirationTime" not in body
    assert body["description"] == f"[ref {MARKER}]"


def test_choices_that_mean_nothing_there_are_said() -> None:
    assert "no importance" in scheduled(scheduling(), choices={"importance": "urgent"}).notes[0]
    locked = {"access": "locked", "phone_lobby": "yes"}
    assert "wait in the lobby all the same" in scheduled(scheduling(), choices=locked).notes[0]
