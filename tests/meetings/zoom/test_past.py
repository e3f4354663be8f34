"""Who came to a meeting at Zoom, and what has become of it."""

from datetime import UTC, datetime

import pytest

from meetings.errors import NotPossible, NotTheirs
from meetings.model import EventKind
from tests.meetings.zoom import documents as doc
from tests.meetings.zoom.scripted_zoom import (
    ANN,
    COMPANY,
    FOR_ANN,
    FOR_BEN,
    MADE,
    ONE,
    ZOOM,
    ScriptedZoom,
    working_zoom,
)

INSTANCES = f"GET /past_meetings/{doc.ID}/instances"
SLASHED = "/ajXp112QmuoKj4854875=="
IN_PATH = "aDYlohsHRtCd4ii1uC2%2BhA%3D%3D"
TWICE = "%252FajXp112QmuoKj4854875%253D%253D"


def instances(*uuids: str, start: str = "2026-11-24T09:00:31Z") -> object:
    return doc.reply(200, {"meetings": [{"uuid": each, "start_time": start} for each in uuids]})


def held() -> ScriptedZoom:
    """A Zoom at which the meeting has taken place, with bob."""
    return (
        working_zoom()
        .on(INSTANCES, instances(doc.UUID))
        .on(f"GET /past_meetings/{IN_PATH}", doc.reply(200, doc.PAST))
        .on(f"GET /past_meetings/{IN_PATH}/participants", doc.participants(doc.BOB))
    )


def test_who_came_and_how_long():
    [bob] = held().play(ZOOM.attendance(MADE, ANN))
    assert bob.name == "Bob"
    assert bob.came_at == datetime(2026, 11, 24, 9, 1, 5, tzinfo=UTC)
    assert bob.left_at == datetime(2026, 11, 24, 9, 28, tzinfo=UTC)


def test_all_pages_are_read():
    name = f"GET /past_meetings/{IN_PATH}/participants"
    second = {**doc.BOB, "name": "Cy", "join_time": "2026-11-24T09:00:40Z"}
    zoom = held().on(name, doc.participants(doc.BOB, then="more"), doc.participants(second))
    stays = zoom.play(ZOOM.attendance(MADE, ANN))
    assert [stay.name for stay in stays] == ["Cy", "Bob"]
    assert [query.get("next_page_token") for query in zoom.queries(name)] == [None, "more"]


def test_who_is_still_there_has_not_left():
    there = {name: value for name, value in doc.BOB.items() if name != "leave_time"}
    zoom = held().on(f"GET /past_meetings/{IN_PATH}/participants", doc.participants(there))
    [bob] = zoom.play(ZOOM.attendance(MADE, ANN))
    assert bob.left_at is None


def test_a_uuid_with_a_slash_is_encoded_twice():
    zoom = (
        working_zoom()
        .on(INSTANCES, instances(SLASHED))
        .on(f"GET /past_meetings/{TWICE}/participants", doc.participants(doc.BOB))
    )
    assert len(zoom.play(ZOOM.attendance(MADE, ANN))) == 1


def test_before_it_took_place_nobody_came():
    assert list(working_zoom().on(INSTANCES, doc.gone()).play(ZOOM.attendance(MADE, ANN))) == []


def test_a_free_account_is_told_plainly_that_zoom_does_not_say():
    unpaid = doc.error(400, 200, "Only available for paid account: AAAAAABBBB.")
    zoom = held().on(f"GET /past_meetings/{IN_PATH}/participants", unpaid)
    with pytest.raises(NotPossible) as caught:
        zoom.play(ZOOM.attendance(MADE, ANN))
    assert "paid plans" in caught.value.message
    assert "AAAAAABBBB" not in caught.value.message


def test_people_who_came_to_a_deleted_meeting_are_not_shown_to_others():
    """The meeting is gone, so only its past tells whose it was."""
    zoom = held().on(ONE, doc.gone())
    with pytest.raises(NotTheirs):
        zoom.play(COMPANY.attendance(MADE, FOR_BEN))
    assert [stay.name for stay in zoom.play(COMPANY.attendance(MADE, FOR_ANN))] == ["Bob"]


def test_what_became_of_it_is_told_as_a_notification_would():
    started, ended = held().play(ZOOM.progress(MADE, ANN))
    assert (started.kind, ended.kind) == (EventKind.STARTED, EventKind.ENDED)
    assert ended.at == datetime(2026, 11, 24, 9, 29, 2, tzinfo=UTC)


def test_one_that_runs_has_started():
    zoom = working_zoom().on(INSTANCES, doc.gone()).on(ONE, doc.meeting(status="started"))
    [started] = zoom.play(ZOOM.progress(MADE, ANN))
    assert started.kind is EventKind.STARTED


def test_one_that_is_gone_was_deleted():
    [deleted] = working_zoom().on(ONE, doc.gone()).play(ZOOM.progress(MADE, ANN))
    assert deleted.kind is EventKind.DELETED
