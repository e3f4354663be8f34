"""What a person types on the connect page is tried at the service, and then waits for their yes."""

import asyncio
import hmac
import json
import math
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from handlers.accounts.accepted import AcceptedSignIns
from handlers.services import AccountOwner, Services
from meetings.errors import MeetingError, Owner
from meetings.service import MeetingService, ServiceInfo
from storage.tickets import Ticket, Tickets

ANSWER_LIMIT = 20_000
"""Characters of one answer: tokens are long, and nothing is longer."""

REMEMBERED = 1_000
"""Refused sign-ins that are recognized, each as long as its ticket is valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInForm:
    """What the page asks, for which service and of whom; *left* is how many refusals remain.

    *wait* is in how many minutes the next sign-in may be tried, 0 for now. *connected* is the name
    of the account that is connected already.
    """

    info: ServiceInfo
    person: str
    left: int
    wait: int = 0
    connected: str = ""


class SignInStatus(Enum):
    """What became of a sign-in."""

    ACCEPTED = "accepted"  # it waits for the person's yes in Slack
    REFUSED = "refused"
    UNANSWERED = "unanswered"  # the service did not judge it: it does not count as a refusal
    NOT_THEIR_FAULT = "not their fault"  # the administrator has to do something first: the same
    INCOMPLETE = "incomplete"  # an answer is missing or too long; the service was not asked


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInResult:
    """What became of a sign-in: *account* is its name at the service, *sentence* what is wrong."""

    status: SignInStatus
    form: SignInForm
    account: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What was sent with one ticket."""

    ticket: str = field(repr=False)
    answers: frozenset[tuple[str, str]] = field(repr=False)


class SignIn:
    """Tries sign-ins, each for the person to whom a ticket was issued."""

    def __init__(
        self,
        services: Services,
        tickets: Tickets,
        accepted: AcceptedSignIns,
        clock: Callable[[], datetime],
    ) -> None:
        self._services = services
        self._tickets = tickets
        self._accepted = accepted
        self._clock = clock
        self._running: dict[_Attempt, asyncio.Task[SignInResult | None]] = {}
        # Refused sign-ins are kept in memory only, and as digests with a random key.
        self._key = secrets.token_bytes(32)
        self._refused: deque[bytes] = deque(maxlen=REMEMBERED)

    async def look(self, ticket: str) -> SignInForm | None:
        """What *ticket* allows, None if it is not valid any more; looking uses nothing up."""
        form_and_service = await self._look(ticket)
        return form_and_service[0] if form_and_service else None

    async def attempt(self, ticket: str, typed: Mapping[str, str]) -> SignInResult | None:
        """Try what was typed; a form that is sent twice at once is tried once.

        None: the ticket was used, has expired, allows no more refusals, or never existed.
        """
        form_and_service = await self._look(ticket)
        if form_and_service is None:
            return None
        form, service = form_and_service
        answers = _answers(form.info, typed)
        if sentence := _lacking(form.info, answers):
            return SignInResult(status=SignInStatus.INCOMPLETE, form=form, sentence=sentence)
        if self._digest(ticket, answers) in self._refused:
            return await self._refused_before(ticket, form.info)
        attempt = _Attempt(ticket, frozenset(answers.items()))
        task = self._running.get(attempt)
        if task is None:
            task = asyncio.create_task(self._try(ticket, form, service, answers))
            self._running[attempt] = task
            task.add_done_callback(lambda done: self._ended(attempt, done))
        return await asyncio.shield(task)

    async def _refused_before(self, ticket: str, info: ServiceInfo) -> SignInResult | None:
        """It uses up a try, as any refusal; the service, which counts too, is not asked."""
        attempt = await self._tickets.attempt(ticket, self._clock())
        if attempt is None:
            return None
        sentence = f"{info.title} did not accept that sign-in, so it was not sent again."
        form = self._form(attempt, info)
        return SignInResult(status=SignInStatus.REFUSED, form=form, sentence=sentence)

    def _digest(self, ticket: str, answers: Mapping[str, str]) -> bytes:
        """By what a sign-in is recognized."""
        content = json.dumps([ticket, sorted(answers.items())])
        return hmac.digest(self._key, content.encode(), "sha256")

    def _ended(self, attempt: _Attempt, task: asyncio.Task[SignInResult | None]) -> None:
        """Forget the task, and take its error, which may have nobody left to raise it to."""
        del self._running[attempt]
        if not task.cancelled():
            task.exception()

    async def _look(self, ticket_id: str) -> tuple[SignInForm, MeetingService] | None:
        ticket = await self._tickets.get(ticket_id, self._clock())
        service = self._services.get(ticket.service) if ticket else None
        if ticket is None or service is None:
            return None
        connected = await self._accepted.connected_as(ticket)
        return replace(self._form(ticket, service.info), connected=connected), service

    def _form(self, ticket: Ticket, info: ServiceInfo) -> SignInForm:
        return form_of(ticket, info, self._clock())

    async def _try(
        self, ticket: str, form: SignInForm, service: MeetingService, answers: Mapping[str, str]
    ) -> SignInResult | None:
        attempt = await self._tickets.attempt(ticket, self._clock())
        if attempt is None:
            return None
        owner = AccountOwner(attempt.team, attempt.person, attempt.service)
        try:
            credentials = await self._services.connect(service, answers, owner)
        except MeetingError as error:
            fault, status = error.refusal, SignInStatus.NOT_THEIR_FAULT
            if fault.may_pass or fault.owner is not Owner.PERSON:
                await self._tickets.refund(attempt)
                status = SignInStatus.UNANSWERED if fault.may_pass else status
                return SignInResult(status=status, form=form, sentence=_sentence(error))
            self._refused.append(self._digest(ticket, answers))
            refused = self._form(attempt, form.info)
            return SignInResult(status=SignInStatus.REFUSED, form=refused, sentence=error.message)
        if not await self._accepted.keep(attempt, credentials):
            return None
        name = credentials.facts.get("account", "")
        return SignInResult(status=SignInStatus.ACCEPTED, form=form, account=name)


def _sentence(error: MeetingError) -> str:
    """What is wrong; and for how long, where the service said so."""
    minutes = math.ceil((error.retry_after or 0) / 60)
    if minutes <= 1:
        return error.message
    about = f"{minutes} minutes" if minutes < 120 else f"about {round(minutes / 60)} hours"
    return (
        f"{error.service} takes no more sign-ins for {about}. "
        f"Type `/meet connect {error.name}` again then."
    )


def form_of(ticket: Ticket, info: ServiceInfo, now: datetime) -> SignInForm:
    """What the page of *ticket* shows at the moment *now*."""
    wait = ticket.again_at - now if ticket.again_at else timedelta(0)
    minutes = max(0, math.ceil(wait.total_seconds() / 60))
    return SignInForm(info=info, person=ticket.name, left=ticket.left, wait=minutes)


def _answers(info: ServiceInfo, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the form's fields; a secret is taken as it is, other texts stripped."""
    answers = {}
    for question in info.questions:
        text = typed.get(question.name, "")
        answers[question.name] = text if question.secret else text.strip()
    return answers


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
