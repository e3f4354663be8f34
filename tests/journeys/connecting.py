"""Connects an account the way a person does: the command, the page, the yes."""

import asyncio
import sys

from tests.bot.browser_user import browsing
from tests.journeys.bot_process import messages, until

ADA = "U0ADA00001"
ADDRESS, PASSWORD = "ada@contoso.example", "Analytical!Engine1"


async def connect_link(sandbox, person="ada"):
    """The address of the page, as *person* reads it."""
    who = sandbox.slack.workspace.person(person).id
    before = len(messages(sandbox, person=who))
    await sandbox.slack.type(person, "general", "/meet connect skype")
    message = await until(lambda: (w := messages(sandbox, person=who))[before:] and w[-1])
    return message.text.splitlines()[-1]


async def connect(sandbox, username=ADDRESS, password=PASSWORD, person="ada"):
    """Sign in and confirm."""
    async with browsing(await connect_link(sandbox, person)) as browser_user:
        assert await browser_user.send(username=username, password=password) == 200
    await ephemeral_with(sandbox, "Was that you?", person)
    await sandbox.slack.click(person, "Yes, that was me")
    await ephemeral_with(sandbox, "is connected as", person)


async def ephemeral_with(sandbox, text, person="ada"):
    """Wait until *person* alone reads *text*."""
    who = sandbox.slack.workspace.person(person).id
    return await until(
        lambda: next((m for m in reversed(messages(sandbox, person=who)) if text in m.text), None)
    )


async def post_with(sandbox, text):
    """Wait until everyone reads *text*."""
    return await until(lambda: next((m for m in messages(sandbox) if text in m.text), None))


async def run_parley(settings, *command):
    """Run ``parley COMMAND``; its status and its output."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *command,
        env=settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, output.decode()
