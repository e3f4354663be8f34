"""Connects an account the way a person does: the command, the page, the yes."""

import asyncio
import sys

from tests.bot.visitor import visiting
from tests.journeys.running import said, until

ADA = "U0ADA00001"
ADDRESS, PASSWORD = "ada@contoso.example", "Analytical!Engine1"


async def ask_for_link(street, person="ada"):
    """The address of the page, as *person* reads it."""
    who = street.slack.workspace.person(person).id
    before = len(said(street, person=who))
    await street.slack.type(person, "general", "/meet connect skype")
    message = await until(lambda: (w := said(street, person=who))[before:] and w[-1])
    return message.text.splitlines()[-1]


async def connect(street, username=ADDRESS, password=PASSWORD, person="ada"):
    """Sign in and confirm."""
    async with visiting(await ask_for_link(street, person)) as visitor:
        assert await visitor.send(username=username, password=password) == 200
    await whispered(street, "Was that you?", person)
    await street.slack.click(person, "Yes, that was me")
    await whispered(street, "is connected as", person)


async def whispered(street, text, person="ada"):
    """Wait until *person* alone reads *text*."""
    who = street.slack.workspace.person(person).id
    return await until(
        lambda: next((m for m in reversed(said(street, person=who)) if text in m.text), None)
    )


async def posted(street, text):
    """Wait until everyone reads *text*."""
    return await until(lambda: next((m for m in said(street) if text in m.text), None))


async def parley(settings, *command):
    """Run ``parley COMMAND``; its status, and all that it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *command,
        env=settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, told.decode()
