"""Meetings take place, and the bot is told: signed, again after a 5xx, twice if it is asked for."""

import time
from collections.abc import AsyncIterator

import pytest

from sandbox.services.zoom import webhooks
from sandbox.serving import served
from tests.sandbox.counterparts import until
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.receiver import Receiver, sealed
from tests.sandbox.zoom.visitor import ADA, ANA, BO, ZoomVisitor, refusal

MINUTE = 60


@pytest.fixture
async def bot(ada: ZoomVisitor) -> AsyncIterator[Receiver]:
    """Where the notifications of the app that ada connected go."""
    receiver = Receiver(ada.app.webhook_secret)
    async with served(receiver) as address:
        assert (await ada.control("webhook", url=address))["validated"] is True
        yield receiver


def test_the_documented_signature_and_challenge() -> None:
    signed = webhooks.signature("sec", "1763640000", b'{"event":"meeting.started"}')
    assert signed == "v0=124866d626b8f2275b90c05f4268839cbfed50291ced937329874e2642d17468"
    challenge = "823c5843dd12a263cba93d75dc533f3070be503f29ba50c863ba0acf453b5360"
    assert sealed("sec", b"qgg8vlvZRS6UYooatFL8Aw") == challenge


async def test_a_meeting_is_told_from_start_to_end(
    ada: ZoomVisitor, bot: Receiver, clock: StoppedClock
) -> None:
    made = await ada.create()
    await ada.control("deliver")
    bot.events.clear()
    uuid = (await ada.control("start", meeting=made["id"]))["uuid"]
    await ada.control("join", meeting=made["id"], name="Bob")
    await ada.control("join", meeting="Design review", name="Bo", email=BO)
    assert (await ada.read(made))["status"] == "started"
    assert [row["id"] for row in await ada.listed("live")] == [made["id"]]
    await ada.control("clock", advance=28 * MINUTE)
    await ada.control("leave", meeting=made["id"], name="Bob")
    await ada.control("end", meeting=made["id"])
    assert bot.names == [
        *("started", "participant_joined", "participant_joined"),
        *("participant_left", "participant_left", "ended"),
    ]
    started, bob, bo, left, _, ended = (event["payload"]["object"] for event in bot.events)
    assert started["id"] == str(made["id"])
    assert {started["uuid"], ended["uuid"], uuid} == {made["uuid"]}
    assert (started["start_time"], ended["end_time"]) == (
        "2027-05-20T12:00:00Z",
        "2027-05-20T12:28:00Z",
    )
    assert ended["duration"] == 30  # as planned
    assert (bob["participant"]["user_name"], bob["participant"]["email"]) == ("Bob", "")
    assert bo["participant"]["email"] == BO
    assert left["participant"]["leave_time"] == "2027-05-20T12:28:00Z"
    assert bot.badly_signed == 0


async def test_changes_and_deletions_are_told_with_a_number(
    ada: ZoomVisitor, bot: Receiver
) -> None:
    made = await ada.create()
    await ada.ask("PATCH", f"meetings/{made['id']}", json={"topic": "Retrospective"})
    await ada.control("rename", meeting=made["id"], topic="Demo")
    await ada.control("delete", meeting=made["id"])
    assert bot.names == ["created", "updated", "updated", "deleted"]
    objects = [event["payload"]["object"] for event in bot.events]
    assert {each["id"] for each in objects} == {made["id"]}
    assert [each.get("topic") for each in objects[1:3]] == ["Retrospective", "Demo"]
    assert bot.events[2]["payload"]["old_object"]["topic"] == "Retrospective"
    assert bot.events[3]["payload"]["operator"] == ADA
    assert refusal(await ada.ask("GET", f"meetings/{made['id']}")) == (404, 3001)


async def test_only_who_connected_is_told_of(visitor: ZoomVisitor, bot: Receiver) -> None:
    await visitor.be_the_organization()
    made = await visitor.create(ANA)
    await visitor.control("start", meeting=made["id"])
    assert bot.events == []
    organization = Receiver(visitor.zoom.people.organization_app.webhook_secret)
    async with served(organization) as address:
        await visitor.control("webhook", url=address, app="organization")
        await visitor.control("end", meeting=made["id"])
        assert organization.names == ["ended"]
    assert bot.events == []


async def test_after_a_5xx_it_is_tried_three_times_more_by_the_clock(
    ada: ZoomVisitor, bot: Receiver
) -> None:
    bot.status = 503
    ada.zoom.misbehave(do="switch", stamped_by="clock")
    made = await ada.create()
    await ada.control("deliver")
    assert bot.names == ["created"]
    for minutes in (5, 20, 60):
        await ada.control("clock", advance=minutes * MINUTE - 1)
        before = len(bot.events)
        await ada.control("clock", advance=1)
        assert len(bot.events) == before + 1
    await ada.control("clock", advance=100 * MINUTE)
    assert len(bot.events) == 4
    assert len({event["event_ts"] for event in bot.events}) == 1
    assert len(set(bot.stamps)) == 4
    assert bot.events[0]["payload"]["object"]["id"] == made["id"]


async def test_the_time_of_a_notification_is_the_machines(ada: ZoomVisitor, bot: Receiver) -> None:
    await ada.create()
    await ada.control("deliver")
    assert abs(int(bot.stamps[-1]) - time.time()) < MINUTE
    assert abs(bot.events[-1]["event_ts"] / 1000 - ada.zoom.clock.now()) < MINUTE


async def test_without_its_scope_an_event_is_not_told(ada: ZoomVisitor, bot: Receiver) -> None:
    scopes = ["user:read:user", "meeting:write:meeting", "meeting:read:meeting"]
    ada.zoom.misbehave(do="scopes", scopes=scopes)
    await ada.sign_in()
    made = await ada.create()
    await ada.control("start", meeting=made["id"])
    await ada.control("join", meeting=made["id"], name="Bob")
    assert bot.names == ["created", "started"]


async def test_a_4xx_is_not_tried_again(ada: ZoomVisitor, bot: Receiver) -> None:
    bot.status = 404
    await ada.create()
    await ada.control("clock", advance=100 * MINUTE)
    assert bot.names == ["created"]


async def test_a_bot_that_is_not_there_is_tried_again(ada: ZoomVisitor, bot: Receiver) -> None:
    made = await ada.create()
    await ada.control("deliver")
    async with served(bot) as address:
        await ada.control("webhook", url=address)
    await ada.control("start", meeting=made["id"])
    assert (await ada.book())["notifications"][-1]["status"] == 0
    assert bot.names == ["created"]
    async with served(bot) as elsewhere:
        await ada.control("webhook", url=elsewhere)
        await ada.control("clock", advance=5 * MINUTE)
        assert bot.names == ["created", "started"]


async def test_scrambled_notifications_come_twice_and_out_of_order(
    ada: ZoomVisitor, bot: Receiver
) -> None:
    made = await ada.create()
    await ada.control("deliver")
    bot.events.clear()
    ada.zoom.misbehave(do="switch", scramble=True)
    await ada.control("start", meeting=made["id"])
    await ada.control("end", meeting=made["id"])
    await until(lambda: len(bot.events) == 4)
    assert bot.names == ["ended", "started", "ended", "started"]


async def test_a_wrong_answer_to_the_challenge_leaves_it_off(ada: ZoomVisitor) -> None:
    receiver = Receiver(ada.app.webhook_secret, answers_challenges=False)
    async with served(receiver) as address:
        assert (await ada.control("webhook", url=address))["validated"] is False
        await ada.create()
        await ada.control("deliver")
        assert receiver.events == []
        receiver.answers_challenges = True
        await ada.control("webhook", url=address)
        assert receiver.events == []  # what happened before is not told


async def test_the_challenge_comes_again_and_six_failures_switch_it_off(
    ada: ZoomVisitor, bot: Receiver
) -> None:
    bot.answers_challenges = False
    for _ in range(7):
        await ada.control("clock", advance=72 * 3600)
    assert bot.challenges == 1 + 6
    await ada.sign_in()
    await ada.create()
    await ada.control("deliver")
    assert bot.events == []


async def test_signatures_can_be_wrong_and_times_in_ms(ada: ZoomVisitor, bot: Receiver) -> None:
    ada.zoom.misbehave(do="switch", wrong_signatures=True)
    await ada.create()
    await ada.control("deliver")
    assert (bot.badly_signed, bot.events) == (1, [])
    ada.zoom.misbehave(do="switch", wrong_signatures=False, timestamps_in_ms=True)
    await ada.create()
    await ada.control("deliver")
    assert [len(stamp) for stamp in bot.stamps] == [13]


async def test_removing_the_app_is_told_and_ends_the_tokens(
    ada: ZoomVisitor, bot: Receiver
) -> None:
    await ada.control("deauthorize", user=ADA)
    (event,) = bot.events
    assert event["event"] == "app_deauthorized"
    assert event["payload"]["client_id"] == ada.app.client_id
    assert set(event["payload"]) == {
        *("account_id", "user_id", "signature", "deauthorization_time", "client_id"),
    }
    assert refusal(await ada.ask("GET", "users/me")) == (401, 124)


async def test_a_series_has_another_uuid_each_time(ada: ZoomVisitor) -> None:
    made = await ada.create(type=3)
    uuids = set()
    for _ in range(2):
        uuids.add((await ada.control("start", meeting=made["id"]))["uuid"])
        await ada.control("end", meeting=made["id"])
    assert len(uuids | {made["uuid"]}) == 3


async def test_an_order_that_makes_no_sense_is_refused(ada: ZoomVisitor) -> None:
    made = await ada.create()
    address = f"{ada.url}/sandbox"
    for name, order in (
        ("end", {"meeting": made["id"]}),
        ("start", {"meeting": 1}),
        ("dance", {}),
        ("start", {"meeting": made["id"], "who": "ada"}),
    ):
        reply = await ada.http.post(f"{address}/{name}", json=order)
        assert (reply.status_code, reply.json()["ok"]) == (400, False)
