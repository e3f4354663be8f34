"""The person's list: read, found in by marker, sorted by time, and deleted from."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from calendars.recurrence import Recurrence
from meetings.errors import MeetingError, NoSuchMeeting, NotPossible
from meetings.model import Credentials, DialIn, Meeting
from tests.meetings.skype import documents as doc
from tests.meetings.skype.scripted_pool import (
    MARKER,
    SKYPE,
    ScriptedPool,
    connected,
    new_meeting,
    scheduling,
    starting,
)

HOUR = timedelta(hours=1)
FRIDAY = "Fri, 20 Nov 2026 13:00:00 GMT"
MONDAY_NOON = "Mon, 23 Nov 2026 12:00:00 GMT"
FAR = doc.MONDAY + timedelta(days=400)


def member(number: int, starts_at: datetime | None, **other: Any) -> dict[str, Any]:
    """A meeting of the list as the server keeps what we ask for."""
    pool = scheduling()
    pool.play(SKYPE.create(new_meeting(starts_at=starts_at, **other), connected()))
    [request] = pool.bodies("POST", doc.SCHEDULED)
    own = {
        "onlineMeetingId": f"ID{number}",
        "_links": doc.links(self=f"{doc.SCHEDULED}/ID{number}"),
    }
    return doc.scheduled("", f"https://meet.contoso.com/dana/ID{number}") | request | own


def at(answer: httpx.Response) -> ScriptedPool:
    return scheduling().at("GET", doc.SCHEDULED, answer)


def upcoming(pool: ScriptedPool, until: datetime = FAR) -> list[Meeting]:
    meetings = pool.play(SKYPE.upcoming(until, connected()))
    assert isinstance(meetings, list)
    return meetings


def ids(meetings: list[Meeting]) -> list[str]:
    return [meeting.id for meeting in meetings]


class TestUpcoming:
    """Soonest first, by the times that we wrote into the descriptions."""

    def test_they_are_sorted_and_what_has_no_time_comes_last(self) -> None:
        theirs = doc.scheduled("Bring cake")
        late, soon = member(2, doc.MONDAY + 2 * HOUR), member(1, doc.MONDAY)
        meetings = upcoming(at(doc.listing(theirs, late, soon, rooms=True, date=FRIDAY)))
        assert ids(meetings) == ["ID1", "ID2", "PYC58WSY", "1XAW22CG"]
        assert [meeting.starts_at for meeting in meetings] == [
            doc.MONDAY,
            doc.MONDAY + 2 * HOUR,
            None,
            None,
        ]
        assert meetings[0].lasts == HOUR / 2
        assert meetings[-1].title == "Your own meeting room"

    def test_what_starts_later_than_asked_for_is_left_out(self) -> None:
        listed = doc.listing(member(1, doc.MONDAY), member(2, doc.MONDAY + HOUR))
        assert ids(upcoming(at(listed), doc.MONDAY + HOUR)) == ["ID1"]

    def test_what_is_over_by_the_servers_clock_is_left_out(self) -> None:
        over, running = member(1, doc.MONDAY), member(2, doc.MONDAY, lasts=5 * HOUR)
        expired = {**doc.scheduled(""), "expirationTime": "/Date(1479900000000)/"}
        listed = doc.listing(over, running, expired, rooms=True, date=MONDAY_NOON)
        assert ids(upcoming(at(listed))) == ["ID2", "1XAW22CG"]

    def test_a_series_goes_on_without_a_time_after_its_first(self) -> None:
        weekly = member(1, doc.MONDAY, recurrence=Recurrence.parse("FREQ=WEEKLY;COUNT=9"))
        [before] = upcoming(at(doc.listing(weekly, date=FRIDAY)))
        [after] = upcoming(at(doc.listing(weekly, date=MONDAY_NOON)))
        assert (before.starts_at, after.starts_at) == (doc.MONDAY, None)

    def test_a_server_that_tells_no_time_is_believed(self) -> None:
        for date in ("", "noon", "Mon, 99 Nov 2026"):
            assert ids(upcoming(at(doc.listing(member(1, doc.MONDAY), date=date)))) == ["ID1"]

    def test_members_that_are_only_linked_are_fetched(self) -> None:
        linked = doc.links(self=doc.SCHEDULED, myOnlineMeeting=[doc.MINE, f"{doc.MINE}x"])
        pool = at(doc.reply({"_links": linked})).at("GET", doc.MINE, doc.reply(doc.scheduled("")))
        pool.at("GET", f"{doc.MINE}x", doc.refused(404, "NotFound"))
        assert ids(upcoming(pool)) == ["PYC58WSY"]

    def test_an_empty_list_is_one(self) -> None:
        assert upcoming(at(doc.listing())) == []
        assert upcoming(at(doc.reply({"_links": doc.links(self=doc.SCHEDULED)}))) == []

    @pytest.mark.parametrize(
        "description",
        [
            "When: 2026-99-23 10:00 +01:00 (Europe/Paris), 30 minutes",
            "When: tomorrow",
            "When: 2026-11-23 10:00 +01:00 (Europe/Paris), 30 minutes" + "x" * 5000,
            7,
            None,
        ],
    )
    def test_a_description_that_is_none_of_ours_has_no_time(self, description: Any) -> None:
        [meeting] = upcoming(at(doc.listing(doc.scheduled(description))))
        assert meeting.starts_at is None


class TestReading:
    """By its id, in any part of the list."""

    def test_a_meeting_is_read_with_its_times_and_numbers(self) -> None:
        shown = member(1, doc.MONDAY, agenda="Demo") | {"conferenceId": "257150"}
        meeting = at(doc.listing(shown)).play(SKYPE.read("ID1", connected()))
        assert (meeting.id, meeting.title, meeting.starts_at) == (
            "ID1",
            "Sprint review",
            doc.MONDAY,
        )
        assert meeting.dial_in == (DialIn(number="+14255550001", region="Redmond", code="257150"),)

    def test_the_permanent_room_can_be_read(self) -> None:
        room = at(doc.listing(rooms=True)).play(SKYPE.read("1XAW22CG", connected()))
        assert room.join_url.endswith("/1XAW22CG")

    def test_one_that_is_not_there_is_gone(self) -> None:
        with pytest.raises(NoSuchMeeting):
            at(doc.listing(member(1, doc.MONDAY))).play(SKYPE.read("ID2", connected()))

    def test_one_that_was_started_at_once_cannot_be_seen(self) -> None:
        pool = starting(doc.events(doc.completed(MARKER)))
        pool.play(SKYPE.create(new_meeting(), connected()))
        with pytest.raises(NotPossible, match="cannot be seen from outside"):
            at(doc.listing()).play(SKYPE.read("B7X2KQ4N", pool.saved[-1]))


REFUSALS = [
    (500, "ServiceFailure", "InvalidExchangeServerVersion", "mailbox server is too old"),
    (409, "Conflict", "AlreadyExists", "already exists"),
    (409, "Conflict", "TooManyGroups", "too many groups"),
    (409, "Conflict", "None", "on your server"),
    (410, "Gone", "CannotRedirect", "home server is down"),
    (403, "Forbidden", None, "does not allow"),
]


@pytest.mark.parametrize(("status", "code", "subcode", "words"), REFUSALS)
def test_a_list_that_is_refused_says_why(
    status: int, code: str, subcode: str | None, words: str
) -> None:
    with pytest.raises(MeetingError) as caught:
        upcoming(at(doc.refused(status, code, subcode)))
    assert words in caught.value.message


class TestCancelling:
    """DELETE at the meeting's own link; what is gone is done."""

    @pytest.mark.parametrize(
        "answer",
        [doc.reply(status=204), doc.refused(404, "NotFound"), doc.refused(410, "Gone", "x")],
    )
    def test_it_is_deleted(self, answer: httpx.Response) -> None:
        own = f"{doc.SCHEDULED}/ID1"
        pool = at(doc.listing(member(1, doc.MONDAY))).at("DELETE", own, answer)
        pool.play(SKYPE.cancel(named("ID1"), connected()))
        assert pool.times("DELETE", own) == 1

    def test_what_is_not_in_the_list_is_gone_already(self) -> None:
        at(doc.listing()).play(SKYPE.cancel(named("ID1"), connected()))

    @pytest.mark.parametrize(
        "answer", [doc.page(404), doc.page(200), doc.refused(403, "Forbidden"), doc.page(500)]
    )
    def test_what_is_not_confirmed_is_not_done(self, answer: httpx.Response) -> None:
        own = f"{doc.SCHEDULED}/ID1"
        pool = at(doc.listing(member(1, doc.MONDAY))).at("DELETE", own, answer)
        with pytest.raises(MeetingError):
            pool.play(SKYPE.cancel(named("ID1"), connected()))

    def test_the_permanent_room_is_never_deleted(self) -> None:
        with pytest.raises(NotPossible, match="permanent meeting room"):
            at(doc.listing(rooms=True)).play(SKYPE.cancel(named("1XAW22CG"), connected()))

    def test_one_that_was_started_at_once_ends_by_itself(self) -> None:
        now = replace(named("B7X2KQ4N"), data={"kind": "instant"})
        with pytest.raises(NotPossible, match="ends by itself"):
            ScriptedPool().play(SKYPE.cancel(now, connected()))


class TestFinding:
    """A meeting for later is looked for in the list alone."""

    def find(
        self, pool: ScriptedPool, who: Credentials | None = None, **other: Any
    ) -> Meeting | None:
        wanted = new_meeting(**{"starts_at": doc.MONDAY, **other})
        meeting = pool.play(SKYPE.find(wanted, who or connected()))
        assert meeting is None or isinstance(meeting, Meeting)
        return meeting

    def test_what_was_made_is_found_as_it_was_made(self) -> None:
        shown = member(1, doc.MONDAY, agenda="Demo") | {"conferenceId": "257150"}
        made = scheduling(doc.reply(shown)).play(
            SKYPE.create(new_meeting(starts_at=doc.MONDAY, agenda="Demo"), connected())
        )
        pool = at(doc.listing(doc.scheduled("[ref else]"), shown))
        assert self.find(pool, agenda="Demo") == made
        assert pool.times("GET", doc.CONVERSATIONS) == 0

    def test_a_server_that_joins_the_lines_hides_nothing(self) -> None:
        joined = doc.scheduled(f"Demo When: x [ref {MARKER}] and more")
        assert self.find(at(doc.listing(joined))) is not None

    def test_what_was_not_made_is_not_found(self) -> None:
        assert self.find(at(doc.listing(doc.scheduled(f"[ref {MARKER}x]"), rooms=True))) is None


def named(meeting_id: str) -> Meeting:
    return Meeting(id=meeting_id, title="Sprint review", join_url=doc.JOIN)
