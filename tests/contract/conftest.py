"""What the contract suite shares: one service, set up and reachable, for each case."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
import pytest

from meetings.abilities import SignsInByConsent
from meetings.catalog import configured
from meetings.client import ServiceClient
from meetings.errors import MeetingError
from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import AuthorizationCode, Exchange, MeetingService
from tests.contract.cases import CASES, ServiceCase
from tests.contract.consent import consented
from tests.contract.new_meetings import new_meeting
from tests.contract.proxy import FaultProxy, fault_proxy

T = TypeVar("T")

TOMORROW = datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0) + timedelta(days=1)
NOBODY = Credentials(secrets={})
SPARE_CODES = 4
"""Codes that are got at a vendor's page before sign-ins are tried: each is good for one."""


@dataclass
class ServiceUnderTest:
    """A service with its loopback behind it, used by ada; *answers* are people's, by name."""

    name: str
    service: MeetingService
    case: ServiceCase
    address: str
    client: ServiceClient
    proxy: FaultProxy
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ada: Credentials = NOBODY
    meeting: Meeting | None = None
    codes: list[AuthorizationCode] = field(default_factory=list)

    async def run(self, exchange: Exchange[T], seconds: float = 20) -> T:
        """Run an exchange on behalf of ada, and store the credentials that it saves."""
        return await self.client.run(
            exchange,
            service=self.service.info,
            account="ada",
            save=self._save,
            time_limit=timedelta(seconds=seconds),
        )

    async def _save(self, credentials: Credentials) -> None:
        self.ada = credentials

    async def outcome(self, exchange: Exchange[T], seconds: float = 20) -> T | MeetingError:
        """What the exchange returns, or the error it ends in. Anything else is a bug."""
        try:
            return await self.run(exchange, seconds)
        except MeetingError as fault:
            return fault

    def answers_of(self, person: str) -> Mapping[str, str]:
        """What *person* answers on the connect page; nothing where nobody signs in."""
        return self.answers.get(person, {})

    async def connect(self) -> None:
        """Sign ada in."""
        self.ada = await self.sign_in("ada")

    async def sign_in(self, person: str) -> Credentials:
        """Sign *person* in. MeetingError where they may not."""
        if self.service.info.consent:
            self.codes.append(await self._code(person))
        signed_in = await self.run_for(person, self.signing_in(person))
        return self.asked_by(person, signed_in)

    def signing_in(self, person: str = "ada") -> Exchange[Credentials]:
        """Sign *person* in, at the vendor's page with a code that was got there before."""
        if isinstance(self.service, SignsInByConsent) and self.service.info.consent:
            return self.service.redeem(self.codes.pop())
        return self.service.connect(self.answers_of(person))

    def asked_by(self, person: str, credentials: Credentials) -> Credentials:
        """*credentials* for an exchange on behalf of *person*."""
        if not self.case.organization:
            return credentials
        return replace(credentials, on_behalf_of=self.answers_of(person)["user"])

    async def renew(self) -> None:
        """Get new credentials for ada."""
        self.ada = self.asked_by("ada", await self.run(self.service.renew(self.ada)))

    async def get_codes(self) -> None:
        """Give consent for ada's next sign-ins."""
        while self.service.info.consent and len(self.codes) < SPARE_CODES:
            self.codes.append(await self._code("ada"))

    async def _code(self, person: str) -> AuthorizationCode:
        consent = self.service.info.consent
        assert consent is not None
        return await consented(self.case.service, consent, self.answers_of(person))

    async def run_for(self, person: str, exchange: Exchange[T]) -> T:
        """Run an exchange on behalf of somebody else than ada."""
        return await self.client.run(exchange, service=self.service.info, account=person)

    async def make(self, wanted: NewMeeting) -> Meeting:
        """Make a meeting with ada's account as it is by now."""
        return await self.run(self.service.create(wanted, self.ada))

    def made_all_the_same(self, outcome: object) -> bool:
        """Whether *outcome* is a meeting whose notes say what is missing."""
        return self.case.does_without and isinstance(outcome, Meeting) and bool(outcome.notes)

    async def opens(self, link: str) -> bool:
        """Whether a person who follows *link* gets a page."""
        async with httpx.AsyncClient(trust_env=False) as browser:
            return (await browser.get(link)).status_code == 200

    async def expire(self) -> None:
        """End every sign-in that the loopback gave so far."""
        await self.order("misbehave", self.case.expiry)

    async def order(self, name: str, order: Mapping[str, Any]) -> None:
        """Have the loopback do something: ``POST /sandbox/<name>``."""
        async with httpx.AsyncClient(trust_env=False) as client:
            reply = await client.post(f"{self.address}/sandbox/{name}", json=dict(order))
        assert reply.json() == {"ok": True}, reply.text

    async def records(self) -> Sequence[Mapping[str, Any]]:
        """The meetings as the loopback has them now; see ``sandbox/book.py``."""
        async with httpx.AsyncClient(trust_env=False) as client:
            reply = await client.get(f"{self.address}/sandbox/record")
        records: list[Mapping[str, Any]] = reply.json()["meetings"]
        return records

    async def record(self, meeting: Meeting) -> Mapping[str, Any]:
        """*meeting* as the loopback has it now."""
        records = [each for each in await self.records() if each["id"] == meeting.id]
        assert len(records) == 1, f"{len(records)} meetings {meeting.id}"
        return records[0]

    async def prepare(self) -> None:
        """Make a meeting that an exchange can be about, and count requests from here."""
        self.proxy.heal()
        await self.get_codes()
        if self.service.info.capabilities:
            self.meeting = await self.make(new_meeting(starts_at=TOMORROW))
            self.proxy.heal()

    async def made(self) -> int:
        """How many meetings the loopback has in its book."""
        async with httpx.AsyncClient(trust_env=False) as client:
            book = await client.get(f"{self.address}/sandbox/book")
        return self.case.made(book.json())


Start = Callable[[ServiceUnderTest], Exchange[Any]]
"""Starts an exchange with a service."""


@asynccontextmanager
async def service_under_test(name: str) -> AsyncIterator[ServiceUnderTest]:
    """The service of the case called *name* with a loopback of its own, and ada signed in."""
    case = CASES[name]
    async with case.open() as announced, fault_proxy() as proxy:
        options = {**announced["settings"], **case.options}
        service = configured({case.service: options})[case.service]
        async with ServiceClient(allow_private=True, resolve=proxy.resolve) as client:
            tested = ServiceUnderTest(
                name, service, case, announced["url"], client, proxy, announced["people"]
            )
            for rule in case.setup:
                await tested.order("misbehave", rule)
            await tested.connect()
            yield tested


@pytest.fixture(params=CASES)
async def tested(request: pytest.FixtureRequest) -> AsyncIterator[ServiceUnderTest]:
    """Each service in turn."""
    async with service_under_test(request.param) as tested:
        yield tested


async def at_every_request(
    tested: ServiceUnderTest,
    start: Start,
    check: Callable[[ServiceUnderTest, int], Awaitable[None]],
) -> None:
    """Do *check* for each request of an exchange, side by side, each with a loopback of its own."""

    async def at(nth: int) -> None:
        async with service_under_test(tested.name) as own:
            await own.get_codes()
            await check(own, nth)

    numbers = range(await count_requests(tested, start))
    for fault in await asyncio.gather(*map(at, numbers), return_exceptions=True):
        if fault is not None:
            raise fault


async def count_requests(tested: ServiceUnderTest, start: Start) -> int:
    """How many requests the exchange takes when all is well."""
    signed_in = tested.ada
    await tested.prepare()
    await tested.run(start(tested))
    tested.ada = signed_in
    return len(tested.proxy.asked)
