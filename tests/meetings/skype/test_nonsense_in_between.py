"""Nonsense at any step of a scheduled meeting's life, in both forms, ends in a sentence."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.errors import MeetingError
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from tests.contract.conftest import ServiceUnderTest, service_under_test
from tests.contract.new_meetings import new_meeting
from tests.contract.test_nonsense import NONSENSE
from tests.meetings.vendor import Answer, reply

SPRING = datetime(2027, 3, 2, 15, 0, tzinfo=UTC)
XML = "application/xml"
ANSWERS: dict[str, Answer] = {
    name: NONSENSE[name]
    for name in ("a page", "another object", "a refusal", "a redirect of the body", "half of it")
} | {
    "an empty resource": reply(200, "<resource/>", content_type=XML),
    "another root": reply(200, "<input/>", content_type=XML),
    "a reason for nothing": reply(200, "<reason><code>x</code></reason>", content_type=XML),
    "a document type": reply(200, '<!DOCTYPE r [<!ENTITY x "y">]><r>&x;</r>', content_type=XML),
}
Steps = Callable[[ServiceUnderTest, Meeting], Exchange[Any]]
STEPS: dict[str, Steps] = {
    "schedule": lambda tested, _: tested.service.create(later(), tested.ada),
    "read": lambda tested, made: tested.service.read(made.id, tested.ada),
    "list": lambda tested, _: tested.service.upcoming(SPRING, tested.ada),
    "change": lambda tested, made: tested.service.change(made, later("Moved"), tested.ada),
    "cancel": lambda tested, made: tested.service.cancel(made, tested.ada),
    "find": lambda tested, _: tested.service.find(later(), tested.ada),
}


def later(title: str = "Sprint review") -> NewMeeting:
    return new_meeting(title, starts_at=SPRING, choices={"access": "locked", "phone": "yes"})


@pytest.mark.parametrize("form", ["skype", "skype in XML"])
@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
async def test_nonsense_is_a_meeting_error_and_the_end(form: str, steps: Steps) -> None:
    async with service_under_test(form) as tested:
        made = await tested.make(later())
        tested.proxy.heal()
        await tested.run(steps(tested, made))
        for nth in range(len(tested.proxy.asked)):
            for name, answer in ANSWERS.items():
                await spoilt(tested, steps, nth, name, answer)


async def spoilt(
    tested: ServiceUnderTest, steps: Steps, nth: int, name: str, answer: Answer
) -> None:
    tested.proxy.heal()
    made = await tested.make(later())
    signed_in = tested.ada
    tested.proxy.spoil(nth, answer)
    outcome = await tested.outcome(steps(tested, made))
    explained = isinstance(outcome, MeetingError) and "Skype for Business" in outcome.message
    assert explained or tested.made_all_the_same(outcome), (nth, name, outcome)
    assert len(tested.proxy.asked) == nth + 1, (nth, name)
    tested.ada = signed_in
    tested.proxy.heal()
    await tested.run(tested.service.cancel(made, tested.ada))
