"""What a person types on the connect page is tried at the service, and then waits for their yes."""

import asyncio
import hmac
import json
import math
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from handlers.accounts.sealed import SealedAccounts
from handlers.services import AccountOwner, Services
from handlers.slack_types import SlackRequest, Via
from meetings.errors import MeetingError, ServiceBusy, ServiceUnreachable, UnexpectedReply
from meetings.model import ServiceInfo
from meetings.service import MeetingService
from storage import payloads
from storage.entries import NewJob
from storage.ledger import Ledger
from storage.tickets import Ticket, TicketGone, Tickets

ANSWER_LIMIT = 20_000
"""Characters of one answer: tokens are long, and nothing is longer."""

REMEMBERED = 1_000
"""Refused sign-ins that are known again, each for as long as its ticket is good for anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInForm:
    """What the page asks: of whom, for which service, and how many refusals are still borne.

    *wait* is in how many minutes the next sign-in may be tried, where that is not now.
    """

    info: ServiceInfo
    person: str
    left: int
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service took it: *account* is its name there. It waits for the person's yes in Slack."""

    form: SignInForm
    account: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The service did not take it."""

    form: SignInForm
    sentence: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody has judged the sign-in: it does not count as a refusal."""

    form: SignInForm
    sentence: str


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Something that is needed was not typed, or is too long; nothing was asked of the service."""

    form: SignInForm
    sentence: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The ticket has been used, has ended, bears no more refusals, or was never there."""


Outcome: TypeAlias = Accepted | Refused | Unanswered | Incomplete | Gone


@dataclass(frozen=True, slots=True)
class _Asked:
    """One sign-in that is being tried."""

    ticket: str = field(repr=False)
    answers: frozenset[tuple[str, str]] = field(repr=False)


class SignIn:
    """Tries sign-ins, each for the holder of a ticket."""

    def __init__(
        self,
        services: Services,
        tickets: Tickets,
        accounts: SealedAccounts,
        ledger: Ledger,
        clock: Callable[[], datetime],
    ) -> None:
        self._services = services
        self._tickets = tickets
        self._accounts = accounts
        self._ledger = ledger
        self._clock = clock
        self._under_way: dict[_Asked, asyncio.Task[Outcome]] = {}
        # What was refused is kept in memory alone, and so that nobody can read it back.
        self._key = secrets.token_bytes(32)
        self._refused: deque[bytes] = deque(maxlen=REMEMBERED)

    async def look(self, ticket: str) -> SignInForm | None:
        """What *ticket* lets its holder do; looking takes nothing from it."""
        found = await self._found(ticket)
        return found[0] if found else None

    async def attempt(self, ticket: str, typed: Mapping[str, str]) -> Outcome:
        """Try what was typed; a form that was sent twice at once is one try with one outcome."""
        found = await self._found(ticket)
        if found is None:
            return Gone()
        form, service = found
        answers = _answers(form.info, typed)
        if sentence := _lacking(form.info, answers):
            return Incomplete(form, sentence)
        if self._print(ticket, answers) in self._refused:
            return await self._refused_before(ticket, form.info)
        asked = _Asked(ticket, frozenset(answers.items()))
        task = self._under_way.get(asked)
        if task is None:
            task = asyncio.create_task(self._try(ticket, form, service, answers))
            self._under_way[asked] = task
            task.add_done_callback(lambda done: self._ended(asked, done))
        return await asyncio.shield(task)

    async def _refused_before(self, ticket: str, info: ServiceInfo) -> Outcome:
        """A try is used up, as by any refusal; the service, which counts too, hears nothing."""
        attempt = await self._tickets.attempt(ticket, self._clock())
        if attempt is None:
            return Gone()
        sentence = f"{info.title} did not accept that sign-in, so it was not sent again."
        return Refused(self._form(attempt, info), sentence)

    def _print(self, ticket: str, answers: Mapping[str, str]) -> bytes:
        """By what a sign-in is known again."""
        told = json.dumps([ticket, sorted(answers.items())])
        return hmac.digest(self._key, told.encode(), "sha256")

    def _ended(self, asked: _Asked, task: asyncio.Task[Outcome]) -> None:
        """Forget the try; where nobody waits for it any more, its fault is nobody's either."""
        del self._under_way[asked]
        if not task.cancelled():
            task.exception()

    async def _found(self, ticket: str) -> tuple[SignInForm, MeetingService] | None:
        found = await self._tickets.get(ticket, self._clock())
        service = self._services.named(found.service) if found else None
        if found is None or service is None:
            return None
        return self._form(found, service.info), service

    def _form(self, ticket: Ticket, info: ServiceInfo) -> SignInForm:
        wait = ticket.again_at - self._clock() if ticket.again_at else timedelta(0)
        minutes = max(0, math.ceil(wait.total_seconds() / 60))
        return SignInForm(info=info, person=ticket.name, left=ticket.left, wait=minutes)

    async def _try(
        self, ticket: str, form: SignInForm, service: MeetingService, answers: Mapping[str, str]
    ) -> Outcome:
        attempt = await self._tickets.attempt(ticket, self._clock())
        if attempt is None:
            return Gone()
        owner = AccountOwner(attempt.team, attempt.person, attempt.service)
        try:
            credentials = await self._services.connect(service, answers, owner)
        except (ServiceBusy, ServiceUnreachable, UnexpectedReply) as error:
            await self._tickets.refund(attempt)
            return Unanswered(form, error.message)
        except MeetingError as error:
            self._refused.append(self._print(ticket, answers))
            return Refused(self._form(attempt, form.info), error.message)
        sign_in = secrets.token_hex(16)
        now = self._clock()
        account = self._accounts.sealed(owner, credentials, sign_in, now)
        try:
            await self._tickets.redeem(attempt, account, _question(attempt, sign_in, now), now)
        except TicketGone:
            return Gone()
        self._ledger.work_arrived.set()
        return Accepted(form, credentials.facts.get("account", ""))


def _answers(info: ServiceInfo, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields that there are; a secret is taken to the letter."""
    given = {question: typed.get(question.name, "") for question in info.questions}
    return {one.name: text if one.secret else text.strip() for one, text in given.items()}


def _lacking(info: ServiceInfo, answers: Mapping[str, str]) -> str:
    for question in info.questions:
        text = answers[question.name]
        if question.required and not text:
            return f"{question.label} is missing."
        if len(text) > ANSWER_LIMIT or "\0" in text:
            return f"{question.label} cannot be as long as that."
    secret = [question for question in info.questions if question.secret]
    if secret and not any(answers[question.name] for question in secret):
        return f"{' or '.join(question.label for question in secret)} is missing."
    return ""


def _question(ticket: Ticket, sign_in: str, now: datetime) -> NewJob:
    """The job that asks the person in Slack whether it was they who signed in."""
    request = SlackRequest(
        via=Via.PAGE,
        team=ticket.team,
        channel=str(ticket.asked["channel"]),
        person=ticket.person,
        thread=str(ticket.asked["thread"]),
        answer_url=str(ticket.asked["answer_url"]),
        action="parley.was_that_you",
        value=sign_in,
        asked_at=now,
    )
    return NewJob(key=f"sign-in:{sign_in}", kind="ask", payload=payloads.dump(request), run_at=now)
