"""A button of `/meet who` answers the person it was shown to, and nobody else."""

from datetime import UTC, datetime

import pytest

from handlers.meeting.organizer import Who
from handlers.replay import Run
from handlers.services import Services
from handlers.slack_types import SlackRequest, Via
from meetings.client import ServiceClient
from storage.ledger import Ledger
from storage.meetings import Meetings, StoredMeeting
from storage.sqlite import SqliteStore

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(("team", "person"), [("T1", "U2"), ("T2", "U1")])
async def test_somebody_elses_button_tells_nothing(tmp_path, team, person):
    store = await SqliteStore.open(tmp_path / "parley.db")
    async with ServiceClient() as client:
        meetings, ledger = Meetings(store), Ledger(store, owner="test")
        meeting = StoredMeeting(
            id="live-meeting-1",
            job=1,
            team="T1",
            channel="C1",
            organizer="U1",
            service="live-meeting",
            service_id="m1",
            title="stand-up",
            join_url="https://meet.example/1",
            zone="UTC",
            created_at=NOW,
        )
        await store.write(lambda tx: meetings.save(meeting)(tx))
        request = SlackRequest(via=Via.CLICK, team=team, channel="C1", person=person, asked_at=NOW)
        who = Who(Services({}, client, None), None, meetings)  # nobody has to be asked for
        message = await who.chosen(Run(None, ledger, lambda: NOW), request, meeting.id)
    await store.close()
    assert message.text.startswith("I can't find a past meeting of yours")
