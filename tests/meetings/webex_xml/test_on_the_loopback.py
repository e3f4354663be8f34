"""WebEx over real sockets, against a strict site that shares no code with the client."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx
import pytest

from calendars.recurrence import Recurrence
from meetings.client import ServiceClient
from meetings.errors import (
    MeetingError,
    NoSuchMeeting,
    ServiceBusy,
    ServiceUnreachable,
    SignInExpired,
    SignInRefused,
)
from meetings.model import Attendee, Credentials, Meeting
from meetings.service import Exchange
from meetings.services.webex_xml import WebexXml
from meetings.services.webex_xml.errors import (
    AccessDenied,
    AccountLocked,
    InterfaceGone,
    MeetingTooLong,
    PasswordRefused,
    ServerFault,
    SiteSuspended,
    TokenRefused,
)
from sandbox.services import webex_xml as loopback
from sandbox.serving import served
from tests.contract.new_meetings import WILD, new_meeting

T = TypeVar("T")
NOON = datetime(2027, 7, 5, 12, 0, tzinfo=UTC)


class Company:
    """A site, the bot's service for it, and what the bot has stored for ada."""

    def __init__(self, client: ServiceClient, url: str, site: loopback.WebexXmlServer) -> None:
        self.vendor = site
        self.url = url
        self.service = WebexXml({"url": url, "site": "contoso"})
        self.ada = Credentials(secrets={})
        self._client = client

    async def run(self, exchange: Exchange[T]) -> T:
        info = self.service.info
        return await self._client.run(exchange, service=info, account="ada", save=self.keep)

    async def keep(self, credentials: Credentials) -> None:
        self.ada = credentials

    async def connect(self, **answers: str) -> None:
        given = {"username": loopback.ADA_ID, "password": loopback.ADA_PASSWORD} | answers
        self.ada = await self.run(self.service.connect(given))

    async def create(self, *title: str, **other: Any) -> Meeting:
        return await self.run(self.service.create(new_meeting(*title, **other), self.ada))

    async def find(self, wanted: Any) -> Meeting | None:
        return await self.run(self.service.find(wanted, self.ada))

    async def book(self, kind: str) -> list[dict[str, Any]]:
        async with httpx.AsyncClient() as client:
            book = await client.get(f"{self.url}/sandbox/book")
        return list(book.json()[kind])

    async def last_entry(self) -> dict[str, Any]:
        """The last meeting in the site's own book."""
        return (await self.book("meetings"))[-1]


@pytest.fixture
async def company(client: ServiceClient) -> AsyncIterator[Company]:
    site = loopback.WebexXmlServer()
    async with served(site.app) as url:
        site.announce(url)
        company = Company(client, url, site)
        await company.connect()
        yield company


async def test_everything_that_was_asked_for_is_in_the_sites_own_book(company: Company) -> None:
    people = (Attendee(name="Bo", email="Bo@contoso.example"), Attendee(name="Ana"))
    choices = {"end_to_end": "yes", "chat": "no", "record": "yes", "enter_early": "5"}
    zone = "Europe/Berlin"
    meeting = await company.create(
        starts_at=NOON, zone=zone, people=people, choices=choices, agenda="One"
    )
    entry = await company.last_entry()
    assert (str(entry["key"]), entry["title"]) == (meeting.id, WILD)
    assert (entry["startDate"], entry["timeZoneID"]) == ("07/05/2027 14:00:00", 25)
    assert datetime.fromisoformat(entry["starts_at"]) == NOON == meeting.starts_at
    assert entry["agenda"].startswith("One\n\n[ref ")
    assert "supportE2E" in entry["options"]
    assert "chat" not in entry["options"]
    assert "bo@contoso.example" in str(entry["attendees"]).lower()
    assert any("Ana" in note for note in meeting.notes)
    assert any("End-to-end" in note for note in meeting.notes)


@pytest.mark.parametrize(
    ("zone", "zone_id", "days"),
    [
        ("Europe/Berlin", 25, ("03/27", "03/28", "10/30", "10/31")),
        ("America/New_York", 11, ("03/13", "03/14", "11/06", "11/07")),
        ("Asia/Kolkata", 41, ("01/15", "07/15")),
        ("Australia/Sydney", 55, ("04/03", "04/04", "10/02", "10/03")),
    ],
)
async def test_a_wall_clock_keeps_its_hour_across_both_changes(
    company: Company, zone: str, zone_id: int, days: tuple[str, ...]
) -> None:
    for day in days:
        month, number = (int(part) for part in day.split("/"))
        starts_at = datetime(2027, month, number, 15, 30, tzinfo=ZoneInfo(zone))
        meeting = await company.create(starts_at=starts_at, zone=zone)
        entry = await company.last_entry()
        assert entry["startDate"] == f"{day}/2027 15:30:00"
        assert entry["timeZoneID"] == zone_id
        assert datetime.fromisoformat(entry["starts_at"]) == starts_at == meeting.starts_at


async def test_the_printed_reply_is_read_from_a_socket(company: Company) -> None:
    company.vendor.misbehave(on="CreateMeeting", do="printed")
    meeting = await company.create(starts_at=NOON)
    entry = await company.last_entry()
    assert (meeting.id, meeting.join_url) == (str(entry["key"]), entry["joinUrl"])
    assert await _opens(meeting.join_url)


@pytest.mark.parametrize("age", ["2004", "2016", "2020"])
@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1"])
async def test_sites_of_any_age_are_understood(company: Company, age: str, encoding: str) -> None:
    company.vendor.site.age, company.vendor.site.encoding = age, encoding
    title = "été R&D <sync>"
    meeting = await company.create(title, starts_at=NOON)
    again = await company.run(company.service.read(meeting.id, company.ada))
    assert (again.title, again.join_url, again.starts_at) == (title, meeting.join_url, NOON)


async def test_a_site_on_its_backup_says_so(company: Company) -> None:
    company.vendor.site.backup = True
    assert any("backup" in note for note in (await company.create()).notes)


async def test_a_site_that_records_everything_is_told(company: Company) -> None:
    company.vendor.site.record_all = True
    assert any("record" in note for note in (await company.create()).notes)


@pytest.mark.parametrize(("audio", "noted"), [("MP", False), ("TSP", False), ("WEBEX", True)])
async def test_the_audio_that_needs_its_host_is_told(company, audio: str, noted: bool) -> None:
    company.vendor.site.audio = audio
    choices = {"phone": "call-in", "phone_before_host": "yes"}
    notes = (await company.create(choices=choices)).notes
    assert any("MeetingPlace" in note for note in notes) is noted


async def test_the_hosts_link_opens_once(company: Company) -> None:
    meeting = await company.create()
    link = await company.run(company.service.host_link(meeting, company.ada))
    assert await _opens(link)
    assert not await _opens(link)
    assert await _opens(meeting.join_url)


async def test_a_long_list_is_read_page_by_page(company: Company) -> None:
    for number in range(105):
        await company.create(f"number {number}", starts_at=NOON + timedelta(minutes=number))
    last = new_meeting("number 0", starts_at=NOON)
    created = await company.run(company.service.create(last, company.ada))
    meeting = await company.find(last)
    assert meeting is not None
    assert meeting.id == created.id
    calls = await company.book("calls")
    lists = [call for call in calls if call["name"] == "LstsummaryMeeting"]
    assert len(lists) == 2


async def test_a_change_reaches_the_book_and_a_cancelled_meeting_is_gone(company: Company) -> None:
    meeting = await company.create(
        starts_at=NOON, recurrence=Recurrence.parse("FREQ=WEEKLY;COUNT=4")
    )
    assert (await company.last_entry())["repeat"]["repeatType"] == "WEEKLY"
    wanted = new_meeting("Moved", starts_at=NOON + timedelta(hours=2), zone="Asia/Kolkata")
    changed = await company.run(company.service.change(meeting, wanted, company.ada))
    assert (changed.id, changed.title, changed.starts_at) == (meeting.id, "Moved", wanted.starts_at)
    [entry] = await company.book("changeds")
    assert (entry["timeZoneID"], entry["startDate"]) == (41, "07/05/2027 19:30:00")
    await company.run(company.service.cancel(changed, company.ada))
    await company.run(company.service.cancel(changed, company.ada))
    with pytest.raises(NoSuchMeeting):
        await company.run(company.service.read(meeting.id, company.ada))


async def test_what_waits_comes_soonest_first(company: Company) -> None:
    now = datetime.now(UTC)
    for days in (3, 1, 2):
        await company.create(f"in {days}", starts_at=now + timedelta(days=days), zone="UTC")
    until = now + timedelta(days=2, hours=12)
    listed = await company.run(company.service.upcoming(until, company.ada))
    assert [meeting.title for meeting in listed] == ["in 1", "in 2"]


class TestSigningIn:
    async def test_tickets_that_ended_are_renewed_and_kept(self, company):
        before = company.ada.secrets["ticket"]
        company.vendor.misbehave(do="expire", what="tickets")
        await company.create()
        assert company.ada.secrets["ticket"] != before
        assert len(await company.book("meetings")) == 1

    async def test_a_changed_password_is_tried_once(self, company):
        company.vendor.site.accounts[0].password = "another"
        company.vendor.misbehave(do="expire", what="tickets")
        for _ in range(4):
            with pytest.raises(SignInRefused):
                await company.create()
        assert len(await company.book("wrong_passwords")) == 1

    async def test_a_locked_account_is_told_apart(self, company):
        company.vendor.misbehave(do="account", who=loopback.ADA_ID, state="inactive")
        with pytest.raises(AccountLocked):
            await company.connect()
        with pytest.raises(AccountLocked):
            await company.create()

    async def test_a_token_signs_in_where_passwords_do_not(self, company):
        company.vendor.site.sso = True
        with pytest.raises(SignInRefused):
            await company.connect()
        token = company.vendor.site.accounts[0].access_token
        await company.connect(password="", token=token)
        company.vendor.misbehave(do="expire", what="tickets")
        assert await company.create()

    async def test_a_token_that_ended_is_an_expired_sign_in(self, company):
        ada = company.vendor.site.accounts[0]
        await company.connect(password="", token=ada.access_token)
        ada.access_token = "a fresh one"
        company.vendor.misbehave(do="expire", what="tickets")
        with pytest.raises(SignInExpired):
            await company.create()
        with pytest.raises(TokenRefused):
            await company.connect(password="", token="none of theirs")


@pytest.mark.parametrize(
    ("rule", "kind", "unknown"),
    [
        ({"do": "ratelimit"}, ServiceBusy, False),
        ({"do": "refuse", "number": "000035"}, ServerFault, True),
        ({"do": "refuse", "number": "000000", "effect": True}, ServerFault, True),
        ({"do": "refuse", "number": "000001"}, AccessDenied, False),
        ({"do": "page", "status": 503}, ServiceUnreachable, True),
        ({"do": "page", "status": 410}, InterfaceGone, False),
        ({"do": "html"}, MeetingError, True),
        ({"do": "truncate"}, MeetingError, True),
        ({"do": "cut"}, ServiceUnreachable, True),
    ],
)
async def test_a_start_that_failed_says_whether_it_may_have_been_one(company, rule, kind, unknown):
    wanted = new_meeting(starts_at=NOON)
    company.vendor.misbehave(**{"on": "CreateMeeting", **rule})
    with pytest.raises(kind) as caught:
        await company.run(company.service.create(wanted, company.ada))
    assert caught.value.outcome_unknown is unknown
    company.vendor.behave()
    meeting = await company.find(wanted)
    assert (meeting is not None) == (len(await company.book("meetings")) == 1)
    assert unknown or meeting is None


@pytest.mark.parametrize(
    ("setting", "value", "kind"),
    [("longest", 20, MeetingTooLong), ("suspended", True, SiteSuspended)],
)
async def test_what_the_site_does_not_allow_is_said(company, setting, value, kind) -> None:
    setattr(company.vendor.site, setting, value)
    with pytest.raises(kind):
        await company.create()


async def test_a_password_that_the_site_does_not_take_is_said_without_it(company) -> None:
    with pytest.raises(PasswordRefused) as caught:
        await company.create(choices={"password": "canary-ключ-canary"})
    assert "canary" not in str(caught.value) + caught.value.message


async def test_a_made_up_password_serves_on_strict_sites(company: Company) -> None:
    company.vendor.site.strict_passwords = True
    for _ in range(20):
        assert await company.create()


async def _opens(link: str) -> bool:
    async with httpx.AsyncClient() as browser:
        return (await browser.get(link)).status_code == 200
