"""Nonsense at any step of a scheduled meeting's life, in both forms, ends in a sentence."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from meetings.errors import MeetingError
from meetings.model import Meeting, NewMeeting
from meetings.service import Exchange
from tests.contract.conftest import Here, a_place_of
from tests.contract.test_nonsense import NONSENSE
from tests.contract.wishes import wish
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
Steps = Callable[[Here, Meeting], Exchange[Any]]
STEPS: dict[str, Steps] = {
    "schedule": lambda here, _: here.service.create(later(), here.ada),
    "read": lambda here, made: here.service.read(made.id, here.ada),
    "list": lambda here, _: here.service.upcoming(SPRING, here.ada),
    "change": lambda here, made: here.service.change(made, later("Moved"), here.ada),
    "cancel": lambda here, made: here.service.cancel(made, here.ada),
    "find": lambda here, _: here.service.find(later(), here.ada),
}


def later(title: str = "Sprint review") -> NewMeeting:
    return wish(title, starts_at=SPRING, choices={"access": "locked", "phone": "yes"})


@pytest.mark.parametrize("form", ["skype", "skype in XML"])
@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
async def test_nonsense_is_a_meeting_error_and_the_end(form: str, steps: Steps) -> None:
    async with a_place_of(form) as here:
        made = await here.make(later())
        here.between.heal()
        await here.run(steps(here, made))
        for nth in range(len(here.between.asked)):
            for name, answer in ANSWERS.items():
                await spoilt(here, steps, nth, name, answer)


async def spoilt(here: Here, steps: Steps, nth: int, name: str, answer: Answer) -> None:
    here.between.heal()
    made = await here.make(later())
    signed_in = here.ada
    here.between.spoil(nth, answer)
    ended = await here.outcome(steps(here, made))
    explained = isinstance(ended, MeetingError) and "Skype for Business" in ended.message
    assert explained or here.stands(ended), (nth, name, ended)
    assert len(here.between.asked) == nth + 1, (nth, name)
    here.ada = signed_in
    here.between.heal()
    await here.run(here.service.cancel(made, here.ada))
