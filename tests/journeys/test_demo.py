"""`parley demo` as a newcomer runs it: it plays, says what came of it, and ends accordingly."""

import asyncio
import os
import sys

import pytest

pytestmark = pytest.mark.journey


async def demo(*arguments):
    """The status of the demo, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        *arguments,
        env={"PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaints = await asyncio.wait_for(process.communicate(), 60)
    assert complaints.decode() == ""
    return process.returncode, printed.decode()


async def test_a_meeting_is_started_and_its_link_answers():
    status, printed = await demo("--say", "/meet stand-up")
    assert status == 0
    assert "stand-up: meeting started by ada" in printed
    assert "the link answers 200" in printed


async def test_says_and_clicks_are_done_in_order():
    status, printed = await demo(
        "--say", "/meet lsit", "--click", "Make it", "--say", "/meet help", "--click", "Join"
    )
    assert status == 0, printed
    order = [printed.index(part) for part in ("Did you mean", "lsit: meeting", "Services set up")]
    assert order == sorted(order)


async def test_what_does_not_get_its_outcome_is_a_failure():
    status, printed = await demo("--say", "/meet review tomorrow 3pm")
    assert status == 1
    assert "I cannot schedule yet" in printed
    status, printed = await demo("--click", "Join")
    assert status == 1


async def test_an_account_is_connected_through_the_real_page():
    status, printed = await demo("--connect", "skype", "--say", "/meet on skype stand-up")
    assert status == 0, printed
    assert "the link answers 200" in printed


async def test_who_may_not_is_told_what_to_do():
    status, printed = await demo(
        "--connect", "skype", "--as", "mallory", "--say", "/meet on skype stand-up"
    )
    assert status == 1
    assert "Ask whoever runs Skype for Business" in printed
