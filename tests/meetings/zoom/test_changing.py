"""Changing, cancelling and ending a meeting at Zoom, one date of a series, and the host's link."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.recurrence import Recurrence
from meetings.errors import NoSuchMeeting, NotTheirs, Rejected
from tests.meetings.zoom import documents as doc
from tests.meetings.zoom.scripted_zoom import (
    ANN,
    CHANGE,
    COMPANY,
    DELETE,
    FOR_ANN,
    FOR_BEN,
    MADE,
    ONE,
    START,
    ZOOM,
    ScriptedZoom,
    scheduled,
    working_zoom,
)

END = f"PUT /meetings/{doc.ID}/status"
SECOND_DATE = datetime(2026, 12, 8, 10, 0, tzinfo=UTC)
NOBODYS = datetime(2026, 12, 9, 10, 0, tzinfo=UTC)


class TestChange:
    def test_it_is_read_again_since_its_link_may_be_another_one(self) -> None:
        moved = doc.meeting(start_time="2026-11-24T10:00:00Z", join_url=f"{doc.JOIN}2")
        zoom = working_zoom().on(ONE, doc.meeting(), moved)
        wanted = scheduled(starts_at=START + timedelta(hours=1))
        changed = zoom.play(ZOOM.change(MADE, wanted, ANN))
        assert zoom.names == [ONE, CHANGE, ONE]
        assert (changed.starts_at, changed.join_url) == (wanted.starts_at, f"{doc.JOIN}2")

    def test_the_dates_of_a_series_are_not_made_again_for_a_new_name(self) -> None:
        zoom = working_zoom().on(ONE, doc.series(), doc.series(topic="Retro"))
        start = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
        weekly = Recurrence.parse("FREQ=WEEKLY;COUNT=3")
        wanted = scheduled(title="Retro", starts_at=start, recurrence=weekly)
        zoom.play(ZOOM.change(MADE, wanted, ANN))
        [body] = zoom.bodies(CHANGE)
        assert body["topic"] == "Retro"
        assert not {"start_time", "recurrence", "type", "password"} & set(body)

    def test_one_that_is_gone_is_said_to_be(self) -> None:
        with pytest.raises(NoSuchMeeting):
            working_zoom().on(ONE, doc.gone()).play(ZOOM.change(MADE, scheduled(), ANN))


class TestCancel:
    def test_one_that_is_gone_counts_as_done(self) -> None:
        working_zoom().on(DELETE, doc.gone()).play(ZOOM.cancel(MADE, ANN))

    def test_zoom_reminds_nobody(self) -> None:
        zoom = working_zoom()
        zoom.play(ZOOM.cancel(MADE, ANN))
        assert zoom.queries(DELETE) == [{"schedule_for_reminder": "false"}]

    @pytest.mark.parametrize("odd", ["me", "../users/me", "85746065432/status", "٣", ""])
    def test_no_other_path_is_ever_deleted(self, odd) -> None:
        zoom = ScriptedZoom()
        zoom.play(ZOOM.cancel(replace(MADE, id=odd), ANN))
        assert zoom.names == []


class TestOneDate:
    def zoom(self) -> ScriptedZoom:
        return working_zoom().on(ONE, doc.series())

    def test_the_date_is_found_by_its_start_and_moved_alone(self) -> None:
        zoom = self.zoom()
        later = scheduled(starts_at=SECOND_DATE + timedelta(hours=2), lasts=timedelta(minutes=45))
        zoom.play(ZOOM.change_occurrence(MADE, SECOND_DATE, later, ANN))
        assert zoom.queries(CHANGE) == [{"occurrence_id": "1796724000000"}]
        [body] = zoom.bodies(CHANGE)
        assert (body["start_time"], body["duration"]) == ("2026-12-08T12:00:00Z", 45)
        assert "recurrence" not in body

    def test_a_date_that_is_not_there_is_said_not_to_be(self) -> None:
        zoom = self.zoom()
        with pytest.raises(NoSuchMeeting):
            zoom.play(ZOOM.change_occurrence(MADE, NOBODYS, scheduled(starts_at=NOBODYS), ANN))
        assert CHANGE not in zoom.names

    def test_it_is_never_deleted_without_naming_the_date(self) -> None:
        zoom = self.zoom()
        zoom.play(ZOOM.cancel_occurrence(MADE, SECOND_DATE, ANN))
        [query] = zoom.queries(DELETE)
        assert query["occurrence_id"] == "1796724000000"

    @pytest.mark.parametrize("gone", ["unlisted", "deleted", "nameless", "no series"])
    def test_where_there_is_no_such_date_the_series_stays(self, gone) -> None:
        second = {**doc.OCCURRENCES[1]}
        second |= {"status": "deleted"} if gone == "deleted" else {}
        second |= {"occurrence_id": ""} if gone == "nameless" else {}
        dates = [doc.OCCURRENCES[0]] if gone == "unlisted" else [doc.OCCURRENCES[0], second]
        answer = doc.meeting() if gone == "no series" else doc.series(occurrences=dates)
        zoom = working_zoom().on(ONE, answer)
        zoom.play(ZOOM.cancel_occurrence(MADE, SECOND_DATE, ANN))
        assert DELETE not in zoom.names


class TestEnd:
    def test_it_ends_for_everyone(self) -> None:
        zoom = working_zoom().on(END, doc.done())
        zoom.play(ZOOM.end(MADE, ANN))
        assert zoom.bodies(END) == [{"action": "end"}]

    @pytest.mark.parametrize("answer", [doc.gone(), doc.error(400, 3000, "Not running.")])
    def test_one_that_does_not_run_counts_as_ended(self, answer) -> None:
        working_zoom().on(END, answer).play(ZOOM.end(MADE, ANN))

    def test_one_that_goes_on_was_not_ended(self) -> None:
        refused = doc.error(400, 3063, "Cannot end on-premise meeting.")
        zoom = working_zoom().on(END, refused).on(ONE, doc.meeting(status="started"))
        with pytest.raises(Rejected):
            zoom.play(ZOOM.end(MADE, ANN))


class TestTheHostsLink:
    def test_it_is_fetched_at_the_click(self) -> None:
        assert working_zoom().play(ZOOM.host_link(MADE, ANN)) == doc.MEETING["start_url"]

    def test_it_stands_in_no_meeting_that_is_kept(self) -> None:
        zoom = working_zoom()
        made = zoom.play(ZOOM.create(scheduled(), ANN))
        read = zoom.play(ZOOM.read(MADE.id, ANN))
        for meeting in (made, read):
            kept = f"{meeting} {meeting.data} {meeting.notes} {meeting.passcode}"
            assert "zak=" not in kept


class TestTheOrganizationsAccount:
    """It sees everyone's meetings; the host's address has to be the asker's."""

    @pytest.mark.parametrize(
        "ask",
        [
            lambda: COMPANY.read(MADE.id, FOR_BEN),
            lambda: COMPANY.host_link(MADE, FOR_BEN),
            lambda: COMPANY.attendance(MADE, FOR_BEN),
            lambda: COMPANY.progress(MADE, FOR_BEN),
            lambda: COMPANY.change(MADE, scheduled(), FOR_BEN),
            lambda: COMPANY.cancel(MADE, FOR_BEN),
            lambda: COMPANY.change_occurrence(MADE, SECOND_DATE, scheduled(), FOR_BEN),
            lambda: COMPANY.cancel_occurrence(MADE, SECOND_DATE, FOR_BEN),
            lambda: COMPANY.end(MADE, FOR_BEN),
        ],
        ids=["read", "host", "who", "progress", "change", "cancel", "move one", "skip one", "end"],
    )
    def test_another_persons_meeting_is_refused_and_left_alone(self, ask) -> None:
        zoom = working_zoom().on(ONE, doc.series())
        with pytest.raises(NotTheirs) as caught:
            zoom.play(ask())
        assert zoom.names == [ONE]
        assert "ann@example.com" not in caught.value.message

    def test_ones_own_is_not_whatever_the_address_is_written_like(self) -> None:
        assert working_zoom().play(COMPANY.read(MADE.id, FOR_ANN)).title == "Design review"
