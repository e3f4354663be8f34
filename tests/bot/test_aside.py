"""What is said to one person alone, and pressed there, through the whole bot."""

import asyncio

import pytest

from tests.bot.joined import ADA, joined

WISH = "design review tomorrow at 3pm for 45 min"


@pytest.fixture
async def there(tmp_path, monkeypatch):
    async with joined(tmp_path, monkeypatch) as one:
        yield one


def alone(there):
    """What ada and the bot say to each other, and has not been taken back."""
    messages = there.street.slack.workspace.direct(ADA).messages.values()
    return [one for one in messages if not one.deleted and one.author != ADA]


async def asked_alone(there):
    """Ada has typed her wish to the bot alone, and reads what it understood."""
    await there.street.slack.type("ada", "@Parley", WISH)
    await there.posted("Nothing is made until")
    [message] = alone(there)
    assert message.only_for is None  # an ordinary message: they are between themselves
    return message


async def test_a_question_in_a_direct_message_goes_when_it_is_answered(there):
    await asked_alone(there)
    await there.press("Never mind")
    await there.until(lambda: all("Make it" not in one.text for one in alone(there)))


async def test_an_answer_in_a_direct_message_takes_the_place_of_the_question(there):
    question = await asked_alone(there)
    await there.press("Make it")
    card = await there.posted("design review: ")
    await there.until(lambda: "Make it" not in question.text or question.deleted)
    assert card.ts != question.ts


async def test_five_presses_make_one_meeting_and_nothing_is_said_of_the_others(there):
    await there.told(WISH)
    slack = there.street.slack
    question = there.said(ADA)[-1]
    async with asyncio.TaskGroup() as presses:
        for _ in range(5):
            presses.create_task(slack.click("ada", "Make it", message_ts=question.ts))
    await there.posted("Join: ")
    await there.until(lambda: question.deleted or "Make it" not in question.text)
    cards = [one for one in there.said() if "Join: " in one.text]
    assert len(cards) == 1
    assert not [one for one in there.said(ADA) if "a second time" in one.text]


async def test_pressing_on_the_card_leaves_it_to_everyone(there):
    await there.told(WISH)
    await there.press("Make it")
    card = await there.posted("Join: ")
    await there.press("Going", "bo")
    await there.until(lambda: "Going: <@U0BO000001>" in str(card.blocks))
    await there.press("Cancel meeting", "mallory", card.ts)
    await there.until(lambda: there.said("U0MALLORY1"))
    assert not card.deleted
    assert "parley.join" in str(card.blocks)
