"""`parley demo` as a newcomer runs it: it plays, says what came of it, and ends accordingly."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main

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
    assert "Parley: stand-up: meeting started by ada" in printed
    assert printed.count("stand-up") == 4  # typed, the title, and twice in the link
    assert "the link answers 200" in printed


async def test_says_and_clicks_are_done_in_order():
    status, printed = await demo(
        "--say",
        "/meet lsit",
        "--click",
        'Start "lsit" now',
        "--say",
        "/meet help",
        "--click",
        "Join",
    )
    assert status == 0, printed
    order = [printed.index(part) for part in ("Did you mean", "lsit: meeting", "Services set up")]
    assert order == sorted(order)


async def test_a_meeting_is_scheduled_listed_cancelled_and_gone():
    says = ("/meet design review tomorrow at 3pm for 45 min", "/meet list")
    status, printed = await demo(
        *("--say", says[0], "--click", "Schedule it", "--say", says[1]),
        *("--say", "/meet cancel design review", "--click", "Cancel meeting", "--say", says[1]),
    )
    assert status == 0, printed
    order = [
        printed.index(part)
        for part in (
            "Not scheduled yet.",
            "[Join] [Move] [Cancel meeting] [Going]",
            "the link answers 200",
            "Coming up",
            "Not cancelled yet.",
            "Parley: design review: cancelled",
            "Nothing is coming up",
        )
    ]
    assert order == sorted(order)
    assert "<!date" not in printed
    assert "<@" not in printed


async def test_a_meeting_is_cancelled_from_the_menu_of_its_row_in_the_list():
    status, printed = await demo(
        *("--say", "/meet design review tomorrow at 3pm", "--click", "Schedule it"),
        *("--say", "/meet list", "--click", "Cancel meeting", "--click", "Cancel meeting"),
    )
    assert status == 0, printed
    order = [
        printed.index(part)
        for part in (
            "[Join] [More: Move | Cancel meeting]",
            "Not cancelled yet.",
            "Parley: design review: cancelled",
        )
    ]
    assert order == sorted(order)


async def test_proper_answers_are_called_proper():
    status, printed = await demo(
        *("--say", "/meet stand-up", "--say", "/meet stand-up"),
        *("--say", "@Parley thanks", "--say", "@Parley thanks", "--say", "good morning"),
    )
    assert status == 0, printed
    assert "I am already on it" in printed
    assert printed.count("meeting started by ada") == 1


async def test_what_is_said_to_others_is_not_shown():
    status, printed = await demo(
        *("--say", "/meet design review with @bo tomorrow at 3pm", "--click", "Schedule it")
    )
    assert status == 0, printed
    assert "@Bo Tanaka" in printed
    assert "invites you" not in printed
    assert printed.count("[Going]") == 1


async def test_a_form_is_shown_and_left():
    status, printed = await demo(
        *("--say", "/meet design review tomorrow at 3pm", "--click", "Change"),
        *("--click", "Never mind", "--click", "Schedule it"),
    )
    assert status == 0, printed
    assert "    Title: [design review]" in printed
    assert "the link answers 200" in printed


async def test_what_does_not_get_its_outcome_is_a_failure():
    status, printed = await demo(
        *("--say", "/meet on teams design review", "--click", "Join", "--say", "/meet help")
    )
    assert status == 1  # though the last of it went well
    assert "that is not a card whose link answers" in printed
    assert "it did not work: ada sees no button Join" in printed


@pytest.mark.parametrize("service", ["skype", "zoom"])
async def test_an_account_is_connected_through_the_real_page(service):
    """Skype's questions are ours; Zoom asks for consent on its own page."""
    status, printed = await demo("--connect", service, "--say", f"/meet on {service} stand-up")
    assert status == 0, printed
    assert "the link answers 200" in printed


async def test_a_service_is_used_with_the_organizations_account():
    status, printed = await demo("--organization", "zoom", "--say", "/meet on zoom stand-up")
    assert status == 0, printed
    assert "meeting started by ada" in printed


@pytest.mark.parametrize("name", ["jitsi", "zzz"])
def test_what_cannot_be_connected_is_said_at_once_with_what_can(name):
    result = CliRunner().invoke(main, ["demo", "--connect", name, "--say", "/meet"])
    assert result.exit_code == 2
    assert "'skype', 'webex-xml', 'live-meeting'" in result.output


async def test_who_may_not_is_told_what_to_do():
    status, printed = await demo(
        "--connect", "skype", "--as", "mallory", "--say", "/meet on skype stand-up"
    )
    assert status == 1
    assert "Ask your Skype for Business administrator" in printed


async def test_it_stays_up_and_says_where_it_is_and_who_may_sign_in_with_what():
    for arguments, logged in (((), False), (("--log",), True)):
        printed, complaints = await stays_up(*arguments)
        for account in (
            "Jitsi               needs no account",
            "Ada Lovelace: username ada@contoso.example, password Analytical!Engine1",
            "Ada Lovelace: username ada@contoso.example, password Difference&Engine1",
            "Live Meeting        Ada Lovelace: username ada, password",
        ):
            assert account in printed
        assert "Open http://127.0.0.1:" in printed
        assert bool(complaints) is logged, complaints


async def test_a_script_that_is_stopped_leaves_nothing_running():
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--say", "/meet help", "--click", "None such"),
        env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert await asyncio.wait_for(process.stdout.readline(), 60)
    children = _children(process.pid)
    assert len(children) == 2
    process.terminate()
    await asyncio.wait_for(process.communicate(), 60)
    assert _running(children) == []


def _children(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


def _running(processes):
    return [process for process in processes if Path(f"/proc/{process}").exists()]


async def stays_up(*arguments):
    """What the demo printed and logged when somebody stopped it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", *arguments),
        env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    lines = []
    while line := (await asyncio.wait_for(process.stdout.readline(), 60)).decode():
        lines.append(line)
        if "Stop with Ctrl-C" in line:
            process.terminate()
    complaints = await process.stderr.read()
    assert await process.wait() == 0
    return "".join(lines), complaints.decode()
