"""The database's file is deleted, moved or replaced while the bot runs: it takes nothing more."""

import asyncio
import shutil
import sqlite3
import sys

import httpx
import pytest

from tests.journeys.bot_process import (
    bot_environment,
    card_title,
    messages,
    start_bot,
    until,
)

pytestmark = pytest.mark.journey


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
async def bot(sandbox, folder, errors):
    bot = await start_bot(bot_environment(sandbox, folder), errors=errors)
    sandbox.slack.point_at(bot.url)
    await sandbox.slack.type("ada", "general", "/meet before")
    await until(lambda: titles(sandbox) == ["before"])
    yield bot
    if bot.process.returncode is None:
        await bot.kill()


def titles(sandbox):
    return [card_title(message) for message in messages(sandbox)]


def not_accepted(sandbox):
    conversations = sandbox.slack.workspace.conversations.values()
    everything = [message for each in conversations for message in each.messages.values()]
    return [one for one in everything if one.only_for and "Not accepted" in one.text]


async def ready(bot):
    """The status of /readyz, and what it says of the database."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{bot.url}/readyz")
    return answer.status_code, answer.json()["database"]


def deleted(folder):
    (folder / "parley.db").unlink()


def all_deleted(folder):
    for file in folder.iterdir():
        file.unlink()


def moved(folder):
    (folder / "parley.db").rename(folder / "other.db")


def folder_moved(folder):
    folder.rename(folder.with_name("elsewhere"))


def replaced(folder):
    (folder / "parley.db").rename(folder / "other.db")
    shutil.copy(folder / "other.db", folder / "parley.db")


def replaced_by_nothing(folder):
    (folder / "new").touch()
    (folder / "new").rename(folder / "parley.db")


def wal_deleted(folder):
    (folder / "parley.db-wal").unlink()


def shm_replaced(folder):
    (folder / "parley.db-shm").unlink()
    (folder / "parley.db-shm").touch()


LOSSES = (
    deleted,
    all_deleted,
    moved,
    folder_moved,
    replaced,
    replaced_by_nothing,
    wal_deleted,
    shm_replaced,
)


@pytest.mark.parametrize("lost", LOSSES, ids=lambda lost: lost.__name__)
async def test_nothing_is_taken_without_the_file(sandbox, bot, folder, errors, lost):
    assert await ready(bot) == (200, "ok")
    lost(folder)
    there = {file.name for file in folder.iterdir()} if folder.exists() else None
    status, problem = await ready(bot)
    assert status == 503
    assert f"{folder / 'parley.db'}" in problem
    await sandbox.slack.type("ada", "general", "/meet during")
    await until(lambda: not_accepted(sandbox))
    await sandbox.slack.type("ada", "general", "@Parley start by mention")
    assert sandbox.slack.book.read("request")[-1]["status"] == 503
    said = await until(lambda: line(errors, "database lost"), within=5)
    assert problem in said
    assert titles(sandbox) == ["before"]
    assert ({file.name for file in folder.iterdir()} if folder.exists() else None) == there
    await asyncio.sleep(3)
    errors.seek(0)
    assert errors.read().count("cannot claim work") <= 2
    assert await bot.stop() == 0


def line(errors, words):
    """The line of the log that has *words*; it comes only once."""
    errors.seek(0)
    found = [line for line in errors.read().splitlines() if words in line]
    assert len(found) <= 1
    return "".join(found)


async def test_the_same_file_in_its_place_again_is_worked_with(sandbox, bot, folder, errors):
    moved(folder)
    assert (await ready(bot))[0] == 503
    await until(lambda: line(errors, "database lost"), within=5)
    (folder / "other.db").rename(folder / "parley.db")
    assert await ready(bot) == (200, "ok")
    await sandbox.slack.type("ada", "general", "/meet after")
    await until(lambda: titles(sandbox) == ["before", "after"])
    await until(lambda: line(errors, "the database is back"), within=5)


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_what_was_taken_before_the_wal_was_lost_is_in_the_file(sandbox, bot, folder, end):
    wal_deleted(folder)
    assert (await ready(bot))[0] == 503
    await getattr(bot, end)()
    with sqlite3.connect(folder / "parley.db") as database:
        assert database.execute("select title from meeting").fetchall() == [("before",)]
    database.close()
    again = await start_bot(bot_environment(sandbox, folder))
    assert (await ready(again))[0] == 200
    assert await again.stop() == 0


async def test_a_start_makes_no_empty_file_where_there_was_a_database(sandbox, bot, folder):
    assert await bot.stop() == 0
    deleted(folder)
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", 'exec "$0" -m bot serve', sys.executable),
        env=bot_environment(sandbox, folder),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert f"{folder / 'parley.db'} is gone" in said.decode()
    assert not (folder / "parley.db").exists()
    (folder / "parley.db.lock").unlink()
    again = await start_bot(bot_environment(sandbox, folder))
    assert await again.stop() == 0
