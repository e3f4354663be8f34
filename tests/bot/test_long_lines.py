"""What is longer than is read is said to be so to the person alone; it never starts, nor costs."""

import json
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from language.request import MOST_READ
from tests.bot.in_process import ADA, BO

ROOT = str(Path(__file__).parents[2])
WORDS = "and then we talk about it " * 30
LONG = {
    "title": f"planning {WORDS}",
    "time at the end": f"planning {WORDS} tomorrow at 3pm",
    "time at the beginning": f"planning tomorrow at 3pm {WORDS}",
    "quoted": f'"planning {WORDS}"',
    "now": f"now {WORDS}",
    "move": f"move retro to friday 4pm {WORDS}",
    "cancel": f"cancel retro {WORDS}",
    "rename": f"rename retro to {WORDS}",
    "add": f"add @bo to retro {WORDS}",
    "question": f"when is the retro {WORDS}?",
    "list": f"list {WORDS}",
    "settings": f"settings remind {'1m,' * 300}10m",
    "start": f"start {WORDS}",
    "spaces": f"planning{chr(0xA0) * 11_000}tomorrow",
}


def cards(bot):
    return [message for message in bot.messages() if "Join: " in message.text]


def labels(message):
    return str(message.blocks)


async def flagged(bot, text, place="general", before="/meet "):
    """Type it; what the person is told alone."""
    after = max((message.ts for message in bot.messages(ADA)), default="")
    await bot.sandbox.slack.type("ada", place, f"{before}{text}")
    return await bot.ephemeral_with(f"first {MOST_READ} characters", after=after)


@pytest.fixture
async def coming(bot):
    """A bot with a meeting called retro."""
    await bot.answer_to("retro tomorrow at 3pm")
    await bot.press("Schedule it")
    await bot.post_with("Join: ")
    return bot


@pytest.mark.parametrize("kind", sorted(LONG))
async def test_a_long_command_is_said_to_be_long_and_does_nothing(coming, kind):
    told = await flagged(coming, LONG[kind])
    assert "Nothing has been started" in told.text
    assert "parley.change" in labels(told)
    assert "parley.start_anyway" in labels(told)
    [card] = cards(coming)
    assert "retro" in card.text
    assert not coming.messages(BO)


async def test_what_was_read_is_told(bot):
    told = await flagged(bot, LONG["time at the beginning"])
    assert "planning" in told.text
    assert "tomorrow at 3pm" in told.text


async def test_a_long_order_is_told_with_how_it_is_given(coming):
    told = await flagged(coming, LONG["move"])
    assert "/meet move design review to friday 4pm" in told.text
    assert "Nothing has been changed" in told.text


@pytest.mark.parametrize(
    ("place", "before"), [("general", "<@U0PARLEY01> "), ("@Parley", ""), ("@Parley", "@parley ")]
)
async def test_a_long_mention_or_direct_message_starts_nothing(bot, place, before):
    await bot.sandbox.slack.type("ada", place, f"{before}start {WORDS}")
    await bot.until(lambda: f"first {MOST_READ} characters" in str(everything(bot)))
    assert not cards(bot)


def everything(bot):
    direct = bot.sandbox.slack.workspace.direct(ADA).messages.values()
    return [message.text for message in (*bot.messages(ADA), *direct) if not message.deleted]


async def test_start_now_starts_it_with_as_much_title_as_a_card_holds(bot):
    await flagged(bot, LONG["title"])
    after = max((message.ts for message in bot.messages()), default="")
    await bot.sandbox.slack.click("ada", f'Start "{shown_title(bot)}" now')
    card = await bot.post_with("planning and then", after=after)
    assert "Join: " in card.text


def shown_title(bot):
    [button] = [
        element
        for message in bot.messages(ADA)
        for block in json.loads(json.dumps(message.blocks))
        for element in block.get("elements", ())
        if element.get("action_id", "").startswith("parley.start_anyway")
    ]
    return button["text"]["text"].removeprefix('Start "').removesuffix('" now')


@pytest.mark.parametrize("line", ["/meet move " + "x to " * 2400, f"/meet x{chr(0xA0) * 11_000}x"])
async def test_a_line_as_long_as_slack_takes_costs_no_more_than_one_that_is_read(coming, line):
    with counted() as short:
        await coming.sandbox.slack.type("ada", "general", "/meet move " + "x to " * 110)
        await coming.ephemeral_with("x to x to")
    with counted() as long:
        await coming.sandbox.slack.type("ada", "general", line[:12_000])
        await coming.ephemeral_with(f"first {MOST_READ} characters")
    assert long["calls"] < 3 * short["calls"]


@contextmanager
def counted():
    """Count the calls of functions of handlers and language, in the loop of bot and test."""
    count = {"calls": 0}
    ours = (f"{ROOT}/handlers", f"{ROOT}/language")

    def called(frame, event, _argument):
        if event == "call" and frame.f_code.co_filename.startswith(ours):
            count["calls"] += 1

    sys.setprofile(called)
    try:
        yield count
    finally:
        sys.setprofile(None)


async def test_a_long_message_gives_its_first_line_to_the_meeting_about_it(bot):
    message = await bot.sandbox.slack.type("bo", "general", f"the pump is down\n{WORDS}")
    await bot.sandbox.slack.shortcut("ada", message["ts"], "meet_about")
    card = await bot.post_with("Join: ")
    assert "the pump is down: meeting started by ada" in card.text
