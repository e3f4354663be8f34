"""Checks of what goes wrong: sign-ins that end, too many requests, failures, and whose they are."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from meetings.abilities import Revokes
from meetings.errors import (
    MeetingError,
    Owner,
    ServiceBusy,
    SignInExpired,
    SignInRefused,
)
from meetings.model import Meeting
from meetings.service import Capability
from tests.contract.conftest import TOMORROW, ServiceUnderTest, count_requests
from tests.contract.meaning import has_accounts, meaning
from tests.contract.new_meetings import new_meeting
from tests.contract.test_nonsense import EXCHANGES
from tests.contract.test_sent_or_not import Bot
from tests.meetings.vendor import reply

WRONG = "NotThePassword1"
TOO_MANY = reply(429, b"", retry_after="7")


def reason_of(outcome: Any) -> Any:
    """The error that a part of the work ended in, behind the one that says so."""
    return outcome.refusal if isinstance(outcome, MeetingError) else outcome


@meaning(applies=lambda tested: bool(tested.case.expiry))
async def an_ended_sign_in_is_renewed(tested: ServiceUnderTest) -> None:
    bot = Bot(tested)
    for _ in range(2):  # what a renewal gave can be renewed
        await tested.expire()
        outcome = await bot.create(new_meeting(starts_at=TOMORROW))
        assert isinstance(outcome, Meeting), outcome
    await tested.expire()
    assert isinstance(await bot.find(new_meeting()), Meeting | None)
    assert await tested.made() == 2


@meaning(applies=has_accounts)
async def too_many_requests_are_no_refusal(tested: ServiceUnderTest) -> None:
    for nth in range(await count_requests(tested, EXCHANGES["create"])):
        signed_in = tested.ada
        tested.proxy.spoil(nth, TOO_MANY)
        outcome = await tested.outcome(tested.service.create(new_meeting(), tested.ada))
        tested.proxy.heal()
        tested.ada = signed_in
        if tested.made_all_the_same(outcome):
            continue
        reason = reason_of(outcome)
        if isinstance(reason, ServiceBusy):
            assert reason.retry_after == 7
        else:
            assert isinstance(outcome, MeetingError)
            assert outcome.outcome_unknown, f"request {nth}: {outcome!r}"


@meaning(applies=lambda tested: bool(tested.case.busy))
async def busy_in_the_vendors_words_is_busy(tested: ServiceUnderTest) -> None:
    await tested.order("misbehave", tested.case.busy)
    outcome = await tested.outcome(tested.service.create(new_meeting(), tested.ada))
    assert isinstance(reason_of(outcome), ServiceBusy), outcome


@meaning(applies=lambda tested: bool(tested.case.broken))
async def a_failure_of_the_vendor_is_no_promise(tested: ServiceUnderTest) -> None:
    wanted = new_meeting(starts_at=TOMORROW)
    await tested.order("misbehave", tested.case.broken)
    outcome = await tested.outcome(tested.service.create(wanted, tested.ada))
    assert await tested.made() == 1, "the rule made nothing"
    if isinstance(outcome, MeetingError):
        assert outcome.outcome_unknown, repr(outcome)
        outcome = await tested.run(tested.service.find(wanted, tested.ada))
    assert isinstance(outcome, Meeting)
    assert await tested.made() == 1


@meaning(applies=lambda tested: bool(tested.service.info.questions))
async def a_wrong_password_is_sent_once(tested: ServiceUnderTest) -> None:
    secret = next(each.name for each in tested.service.info.questions if each.secret)
    answers = {**tested.answers_of("ada"), secret: WRONG}
    tested.proxy.heal()
    outcome = await tested.outcome(tested.service.connect(answers))
    assert isinstance(outcome, SignInRefused), outcome
    assert outcome.owner is Owner.PERSON
    asked = [each for each in tested.proxy.asked if WRONG.encode() in each.body]
    assert len(asked) == 1


@meaning(applies=lambda tested: bool(tested.case.wrong_app))
async def a_wrong_app_is_the_administrators(tested: ServiceUnderTest) -> None:
    await tested.order("misbehave", tested.case.wrong_app)
    attempts: Sequence[Callable[[], Awaitable[object]]] = (
        lambda: tested.run(tested.service.renew(tested.ada)),
        lambda: tested.sign_in("ada"),
    )
    for attempt in attempts:
        with pytest.raises(MeetingError) as fault:
            await attempt()
        outcome = reason_of(fault.value)
        assert not isinstance(outcome, SignInRefused | SignInExpired), outcome
        assert outcome.owner is Owner.ADMINISTRATOR, outcome
        assert not outcome.spoils_account


@meaning(applies=lambda tested: tested.service.info.needs_sign_in)
async def an_account_is_called_by_its_name(tested: ServiceUnderTest) -> None:
    meeting = await tested.make(new_meeting(starts_at=TOMORROW))
    assert tested.ada.facts["account"] == (await tested.record(meeting))["organizer"]


def revokes_personal_accounts(tested: ServiceUnderTest) -> bool:
    """Whether an account can be revoked for good; an organization's is connected again."""
    return tested.service.info.needs_sign_in and isinstance(tested.service, Revokes)


@meaning(applies=revokes_personal_accounts)
async def what_was_revoked_is_worthless(tested: ServiceUnderTest) -> None:
    service = tested.service
    assert isinstance(service, Revokes)
    await tested.run(service.revoke(tested.ada))
    for exchange in (service.create(new_meeting(), tested.ada), service.renew(tested.ada)):
        outcome = await tested.outcome(exchange)
        assert isinstance(outcome, SignInExpired | SignInRefused), outcome
    await tested.run(service.revoke(tested.ada))


@meaning(Capability.ATTENDANCE)
async def who_came_is_told(tested: ServiceUnderTest) -> None:
    now = datetime.now(UTC)
    made = await tested.make(new_meeting(starts_at=TOMORROW))
    assert list(await tested.run(tested.service.attendance(made, tested.ada))) == []
    people = {"Bo Tanaka": 25, "Grace Hopper": 10}
    for name, minutes in people.items():
        order = {"id": made.id, "name": name, "minutes": minutes}
        await tested.order("attended", order)
    stays = await tested.run(tested.service.attendance(made, tested.ada))
    assert {stay.name for stay in stays} == set(people)
    for name, minutes in people.items():
        theirs = [stay for stay in stays if stay.name == name]
        came_at = min(stay.came_at for stay in theirs)
        assert abs(now - timedelta(minutes=minutes) - came_at) < timedelta(minutes=1)
        left = [stay.left_at or now for stay in theirs]
        assert abs(max(left) - now) < timedelta(minutes=1)
