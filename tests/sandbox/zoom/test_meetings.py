"""Meetings are created, read, listed, changed and deleted as the reference has it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.visitor import (
    ADA,
    ANA,
    BO,
    GRACE,
    MALLORY,
    REVIEW,
    ZoomVisitor,
    fields,
    refusal,
)


class TestCreating:
    async def test_the_documented_request(self, ada: ZoomVisitor) -> None:
        meeting = await ada.create()
        assert meeting["id"] > 2**33
        assert (meeting["start_time"], meeting["timezone"]) == (
            "2027-11-24T09:00:00Z",
            "Europe/Berlin",
        )
        assert (meeting["type"], meeting["status"], meeting["host_email"]) == (2, "waiting", ADA)
        assert meeting["agenda"] == REVIEW["agenda"]
        assert meeting["password"]
        assert meeting["encrypted_password"] in meeting["join_url"]
        assert meeting["settings"]["waiting_room"] is True
        assert (await ada.http.get(meeting["join_url"])).status_code == 200

    async def test_utc_wins_over_the_zone(self, ada: ZoomVisitor) -> None:
        meeting = await ada.create(start_time="2027-11-24T10:00:00Z")
        assert meeting["start_time"] == "2027-11-24T10:00:00Z"

    async def test_without_a_start_it_is_instant_and_not_listed(self, ada: ZoomVisitor) -> None:
        body = {name: value for name, value in REVIEW.items() if name != "start_time"}
        reply = await ada.ask("POST", "users/me/meetings", json=body)
        assert reply.json()["type"] == 1
        for kind in ("scheduled", "upcoming", "live"):
            assert await ada.listed(kind) == []
        assert (await ada.read(reply.json()))["topic"] == "Design review"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"title": "x"}, "title"),
            ({"settings": {"lobby": True}}, "settings.lobby"),
            ({"topic": "x" * 201}, "topic"),
            ({"agenda": "x" * 2001}, "agenda"),
            ({"duration": 0}, "duration"),
            ({"duration": 1441}, "duration"),
            ({"duration": "30"}, "duration"),
            ({"duration": 30.5}, "duration"),
            ({"timezone": "W. Europe Standard Time"}, "timezone"),
            ({"start_time": "2027-11-24 10:00"}, "start_time"),
            ({"start_time": "2027-11-24T10:00:00+01:00"}, "start_time"),
            ({"start_time": "2027-13-24T10:00:00"}, "start_time"),
            ({"password": "elevencharss"}, "password"),
            ({"password": "a b"}, "password"),
            ({"type": 5}, "type"),
            ({"settings": {"waiting_room": "yes"}}, "settings.waiting_room"),
            ({"settings": {"jbh_time": 7}}, "settings.jbh_time"),
            ({"settings": {"approval_type": True}}, "settings.approval_type"),
            ({"settings": {"audio": "phone"}}, "settings.audio"),
            ({"settings": {"meeting_invitees": [{"mail": "x"}]}}, "settings.meeting_invitees"),
            ({"settings": {"alternative_hosts": BO}}, "settings.alternative_hosts"),
            ({"settings": {"alternative_hosts": GRACE}}, "settings.alternative_hosts"),
            (
                {"settings": {"alternative_hosts": f"{ANA};x@y.example"}},
                "settings.alternative_hosts",
            ),
            ({"settings": []}, "settings"),
            ({"recurrence": {"type": 1, "end_times": 2}}, "recurrence"),
            ({"tracking_fields": [{"field": "a", "value": "b"}]}, "tracking_fields.field"),
        ],
    )
    async def test_a_mutated_request_is_refused_by_the_fields_name(
        self, ada: ZoomVisitor, change: dict[str, Any], field: str
    ) -> None:
        reply = await ada.ask("POST", "users/me/meetings", json=REVIEW | change)
        assert fields(reply) == [field]
        assert (await ada.book())["meetings"] == []

    async def test_unknown_fields_may_be_ignored(self, ada: ZoomVisitor) -> None:
        ada.zoom.misbehave(do="switch", strict=False)
        assert (await ada.create(title="x"))["topic"] == "Design review"

    async def test_licensed_hosts_of_the_account_may_stand_in(self, ada: ZoomVisitor) -> None:
        meeting = await ada.create(settings={"alternative_hosts": ANA})
        assert meeting["settings"]["alternative_hosts"] == ANA

    async def test_another_accounts_licensed_users_may_not(self, ada: ZoomVisitor) -> None:
        ada.zoom.misbehave(do="user", who=GRACE, type=2)
        body = REVIEW | {"settings": {"alternative_hosts": GRACE}}
        reply = await ada.ask("POST", "users/me/meetings", json=body)
        assert fields(reply) == ["settings.alternative_hosts"]

    async def test_without_a_time_registration_is_ignored(self, ada: ZoomVisitor) -> None:
        meeting = await ada.create(type=3, settings={"approval_type": 0})
        assert meeting["settings"]["approval_type"] == 2

    async def test_mallory_may_not_host(self, visitor: ZoomVisitor) -> None:
        await visitor.sign_in(MALLORY)
        reply = await visitor.ask("POST", "users/me/meetings", json=REVIEW)
        assert refusal(reply) == (400, 3161)

    async def test_scheduling_for_another_needs_leave(self, ada: ZoomVisitor) -> None:
        body = REVIEW | {"schedule_for": ANA}
        reply = await ada.ask("POST", "users/me/meetings", json=body)
        assert refusal(reply) == (400, 3000)
        ada.zoom.misbehave(do="user", who=ANA, scheduled_by=[ADA])
        reply = await ada.ask("POST", "users/me/meetings", json=body | {"type": 1})
        assert refusal(reply) == (400, 3000)
        assert reply.json()["message"].startswith("Instant meetings do not support")
        assert (await ada.create(schedule_for=ANA))["host_email"] == ANA


class TestPolicies:
    async def test_zoom_forces_what_the_account_says(self, ada: ZoomVisitor) -> None:
        ada.zoom.misbehave(
            do="account",
            who="contoso",
            forces_waiting_room=True,
            forces_passcode=True,
            forces_authentication=True,
        )
        meeting = await ada.create(default_password=False, settings={"waiting_room": False})
        assert meeting["settings"]["waiting_room"] is True
        assert meeting["settings"]["meeting_authentication"] is True
        assert meeting["password"]

    async def test_without_a_passcode_the_waiting_room_goes_on(self, ada: ZoomVisitor) -> None:
        meeting = await ada.create(default_password=False, settings={"waiting_room": False})
        assert "password" not in meeting
        assert "?" not in meeting["join_url"]
        assert meeting["settings"]["waiting_room"] is True

    async def test_a_passcode_may_be_too_short_for_the_policy(self, ada: ZoomVisitor) -> None:
        ada.zoom.misbehave(do="account", who="contoso", shortest_passcode=8)
        reply = await ada.ask("POST", "users/me/meetings", json=REVIEW | {"password": "123456"})
        assert fields(reply) == ["password"]


class TestReading:
    async def test_the_host_link_is_another_each_time_and_dies(
        self, ada: ZoomVisitor, clock: StoppedClock
    ) -> None:
        made = await ada.create()
        first, second = (await ada.read(made))["start_url"], (await ada.read(made))["start_url"]
        assert len({made["start_url"], first, second}) == 3
        clock.advance(7199)
        assert "You are the host" in (await ada.http.get(second)).text
        clock.advance(1)
        assert "Sign in" in (await ada.http.get(second)).text
        assert [visit["stale"] for visit in (await ada.book())["visits"]] == [False, True]

    async def test_a_host_link_is_for_its_own_meeting(self, ada: ZoomVisitor) -> None:
        first, second = await ada.create(), await ada.create()
        other = first["start_url"].replace(str(first["id"]), str(second["id"]))
        assert "Sign in" in (await ada.http.get(other)).text

    async def test_another_hosts_meeting_is_none(self, ada: ZoomVisitor) -> None:
        made = await ada.create()
        for who in (ANA, GRACE):
            await ada.sign_in(who)
            for method in ("GET", "DELETE"):
                reply = await ada.ask(method, f"meetings/{made['id']}")
                assert refusal(reply) == (404, 3001)
                assert reply.json()["message"] == f"Meeting does not exist: {made['id']}."
        assert refusal(await ada.ask("GET", "meetings/nothing")) == (404, 3001)

    async def test_an_instant_meeting_lapses(self, ada: ZoomVisitor, clock: StoppedClock) -> None:
        made = await ada.create(type=1)
        clock.advance(30 * 86_400)
        await ada.sign_in()
        assert refusal(await ada.ask("GET", f"meetings/{made['id']}")) == (404, 3001)

    async def test_what_goes_on_does_not(self, ada: ZoomVisitor, clock: StoppedClock) -> None:
        made = await ada.create(type=1)
        await ada.control("start", meeting=made["id"])
        clock.advance(31 * 86_400)
        await ada.sign_in()
        assert (await ada.read(made))["status"] == "started"


class TestChanging:
    async def test_only_what_is_told_changes(self, ada: ZoomVisitor) -> None:
        made = await ada.create()
        body = {"topic": "Retrospective", "settings": {"mute_upon_entry": False}}
        reply = await ada.ask("PATCH", f"meetings/{made['id']}", json=body)
        assert (reply.status_code, reply.content) == (204, b"")
        read = await ada.read(made)
        assert (read["topic"], read["start_time"]) == ("Retrospective", made["start_time"])
        assert read["settings"] == made["settings"] | {"mute_upon_entry": False}
        assert read["join_url"] == made["join_url"]

    async def test_another_passcode_is_another_link(self, ada: ZoomVisitor) -> None:
        made = await ada.create()
        await ada.ask("PATCH", f"meetings/{made['id']}", json={"password": "secret7"})
        read = await ada.read(made)
        assert read["join_url"] != made["join_url"]
        assert (await ada.http.get(made["join_url"])).status_code == 403
        assert (await ada.http.get(read["join_url"])).status_code == 200

    async def test_the_time_can_be_taken_away(self, ada: ZoomVisitor) -> None:
        made = await ada.create()
        body = {"type": 3, "start_time": None, "duration": None}
        assert (await ada.ask("PATCH", f"meetings/{made['id']}", json=body)).status_code == 204
        read = await ada.read(made)
        assert read["type"] == 3
        assert "start_time" not in read

    async def test_a_meeting_stays_with_its_host(self, ada: ZoomVisitor) -> None:
        made = await ada.create()
        reply = await ada.ask("PATCH", f"meetings/{made['id']}", json={"schedule_for": ANA})
        assert fields(reply) == ["schedule_for"]

    async def test_what_is_refused_changes_nothing(self, ada: ZoomVisitor) -> None:
        made = await ada.create()
        body = {"topic": "x", "settings": {"alternative_hosts": GRACE}}
        reply = await ada.ask("PATCH", f"meetings/{made['id']}", json=body)
        assert fields(reply) == ["settings.alternative_hosts"]
        assert (await ada.read(made))["topic"] == "Design review"


class TestDeleting:
    async def test_it_is_gone_and_stays_in_the_book(self, ada: ZoomVisitor) -> None:
        made = await ada.create()
        reply = await ada.ask("DELETE", f"meetings/{made['id']}")
        assert (reply.status_code, reply.content) == (204, b"")
        for method in ("GET", "DELETE"):
            assert refusal(await ada.ask(method, f"meetings/{made['id']}")) == (404, 3001)
        assert await ada.listed() == []
        assert (await ada.http.get(made["join_url"])).status_code == 404
        assert len((await ada.book())["meetings"]) == 1

    async def test_it_can_be_recovered(self, ada: ZoomVisitor) -> None:
        path = f"meetings/{(await ada.create())['id']}"
        recover = {"action": "recover"}
        assert (await ada.ask("PUT", f"{path}/status", json=recover)).status_code == 404
        await ada.ask("DELETE", path)
        await ada.sign_in(ANA)
        assert (await ada.ask("PUT", f"{path}/status", json=recover)).status_code == 404
        await ada.sign_in()
        assert (await ada.ask("PUT", f"{path}/status", json=recover)).status_code == 204
        assert (await ada.ask("GET", path)).status_code == 200

    async def test_a_personal_room_stays(self, ada: ZoomVisitor) -> None:
        pmi = (await ada.ask("GET", "users/me")).json()["pmi"]
        assert refusal(await ada.ask("DELETE", f"meetings/{pmi}")) == (400, 3018)


class TestWhoAsks:
    async def test_a_person_is_me_and_nobody_else(self, ada: ZoomVisitor) -> None:
        own = (await ada.ask("GET", "users/me")).json()["id"]
        for who in (ADA, own, ANA):
            assert refusal(await ada.ask("GET", f"users/{who}/meetings")) == (401, 4700)

    async def test_the_organization_names_people(self, visitor: ZoomVisitor) -> None:
        await visitor.be_the_organization()
        made = await visitor.create(ADA)
        await visitor.create(ANA)
        assert [row["id"] for row in await visitor.listed(who=ADA)] == [made["id"]]
        assert (await visitor.read(made))["host_email"] == ADA
        for who in ("me", "kurt@contoso.example", GRACE):
            reply = await visitor.ask("GET", f"users/{who}")
            assert refusal(reply) == (404, 1001)
            assert reply.json()["message"] == f"User does not exist: {who}."


async def test_the_book_shows_times_choices_people_and_owners(ada: ZoomVisitor) -> None:
    invitees = [{"email": "guest@example.net"}]
    settings = {**REVIEW["settings"], "meeting_invitees": invitees}
    await ada.create(settings=settings)
    (meeting,) = (await ada.book())["meetings"]
    assert (meeting["topic"], meeting["agenda"]) == (REVIEW["topic"], REVIEW["agenda"])
    assert (meeting["starts_at"], meeting["duration"]) == ("2027-11-24T09:00:00Z", 30)
    assert (meeting["timezone"], meeting["host"]) == ("Europe/Berlin", ADA)
    assert meeting["settings"]["mute_upon_entry"] is True
    assert meeting["people"] == ["guest@example.net"]
    assert meeting["at"] == datetime(2027, 5, 20, 12, 0, tzinfo=UTC).timestamp()


async def test_the_book_has_no_secrets(ada: ZoomVisitor) -> None:
    tokens = await ada.sign_in()
    made = await ada.create()
    await ada.refresh(tokens["refresh_token"])
    shown = (await ada.http.get(f"{ada.url}/sandbox/book")).text
    secrets = [tokens["access_token"], tokens["refresh_token"], ada.app.client_secret]
    for secret in [*secrets, made["password"], made["start_url"], ada.app.webhook_secret]:
        assert secret not in shown
