"""What is stored is shown, deleted and copied by `parley audit`, `export`, `forget`, `backup`."""

import asyncio
import json
import re
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from storage.retention import sweep
from storage.sqlite import SqliteStore
from tests.bot.in_process import ADA, ADDRESS, BO, PASSWORD, in_process_bot

TEAM = "T0SANDBOX"
_LOG = re.compile(r"\d{4}-\d\d-\d\d \d\d:")  # of the bot, in this process as well
ADA_SIGNS_IN = {"username": ADDRESS, "password": PASSWORD}


def parley(bot, *arguments, typed=""):
    """What a command of the same installation prints, and its status."""
    environment = {"PARLEY_DATABASE": str(bot.settings.database), "PARLEY_KEY": bot.settings.keys}
    result = CliRunner().invoke(main, arguments, input=typed, env=environment)
    lines = [line for line in result.output.splitlines() if not _LOG.match(line)]
    return "\n".join(lines), result.exit_code


def command(bot, *arguments, typed=""):
    return asyncio.to_thread(parley, bot, *arguments, typed=typed)


async def schedule(bot, text):
    """Schedule a meeting; its card."""
    await bot.sandbox.slack.type("ada", "general", text)
    await bot.ephemeral_with("Not scheduled yet")
    await bot.press("Schedule it")
    return await bot.post_with("design review")


def cells(database):
    """Every text in the database."""
    with closing(sqlite3.connect(database)) as connection:
        names = "select name from sqlite_master where type = 'table' and name not like 'sqlite%'"
        for (table,) in connection.execute(names).fetchall():
            for row in connection.execute(f"select * from {table}"):  # noqa: S608 - its own names
                yield from ((table, value) for value in row if isinstance(value, str))


def of(database, what):
    return sorted({(table, value) for table, value in cells(database) if what in value})


async def test_the_audit_record_has_who_did_what_and_no_words_of_theirs(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await schedule(bot, "/meet design review with @bo tomorrow 3pm")
    await bot.press("Going", "bo")
    await bot.press("Cancel meeting")
    await bot.press("Cancel meeting")
    await bot.post_with("cancelled")
    await bot.answer_to("disconnect skype")
    await bot.answer_to("settings remind 5m")
    output, status = await command(bot, "audit")
    assert status == 0
    lines = [json.loads(line) for line in output.splitlines()]
    did = [(line["action"], line["person"], line["team"]) for line in lines]
    assert did == [
        ("account connected", ADA, TEAM),
        ("meeting made", ADA, TEAM),
        ("invitation answered", BO, TEAM),
        ("meeting cancelled", ADA, TEAM),
        ("account disconnected", ADA, TEAM),
        ("settings changed", ADA, TEAM),
    ]
    assert len({line["about"] for line in lines if line["action"].startswith("meeting")}) == 1
    assert "design review" not in output
    assert "http" not in output
    of_bo, _ = await command(bot, "audit", "--person", BO)
    assert [json.loads(line)["person"] for line in of_bo.splitlines()] == [BO]
    later, _ = await command(bot, "audit", "--since", "2100-01-01")
    assert later == ""


async def test_an_export_has_what_is_stored_of_a_person_and_no_secret(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await schedule(bot, "/meet design review with @bo tomorrow 3pm")
    await bot.press("Maybe", "bo")
    await bot.answer_to("settings remind 5m", "bo")
    output, status = await command(bot, "export", BO)
    data = json.loads(output)
    assert status == 0
    assert data["invited_to"][0]["title"] == "design review"
    assert data["invited_to"][0]["answer"] == "maybe"
    assert data["preference"][0]["body"]["remind"] == [5]
    assert ADDRESS not in output
    mine, _ = await command(bot, "export", ADA)
    data = json.loads(mine)
    assert data["meeting"][0]["title"] == "design review"
    assert data["account"][0]["facts"]["account"] == ADDRESS
    assert PASSWORD not in mine
    assert "sealed" not in mine
    assert data["job"]
    assert "answer_url" not in mine
    assert "/commands/" not in mine, "who has Slack's address for answers may answer there"
    nothing, status = await command(bot, "export", "U0NOBODY00")
    assert status == 1
    data, _, sentence = nothing.rpartition("\n")
    assert json.loads(data) == {"team": TEAM, "person": "U0NOBODY00"}
    assert "Nothing is stored of U0NOBODY00" in sentence


async def test_a_person_who_is_forgotten_is_nowhere_in_the_file_and_others_stay(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await schedule(bot, "/meet design review with @bo tomorrow 3pm")
    await bot.press("Going", "bo")
    await bot.answer_to("settings remind 5m", "bo")
    await bot.answer_to("settings remind 1h")
    assert of(bot.settings.database, BO)
    refused, status = await command(bot, "forget", BO, typed="n\n")
    assert (status, "no way back" in refused) == (1, True)
    output, status = await command(bot, "forget", BO, "--yes")
    assert status == 0, output
    assert of(bot.settings.database, BO) == []
    assert of(bot.settings.database, ADA)
    assert "design review" in await bot.answer_to("list")
    assert ADDRESS in await bot.answer_to("accounts")
    await bot.stop()
    await command(bot, "forget", BO, "--yes")
    for file in bot.settings.database.parent.glob(bot.settings.database.name + "*"):
        assert BO.encode() not in file.read_bytes(), file.name


async def test_the_organizer_who_is_forgotten_takes_accounts_and_meetings_along(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await schedule(bot, "/meet design review with @bo tomorrow 3pm")
    output, _ = await command(bot, "forget", ADA, "--yes")
    assert "1 of meeting" in output
    assert "1 of account" in output
    assert of(bot.settings.database, ADA) == []
    assert of(bot.settings.database, ADDRESS) == []
    assert "Nothing is" in await bot.answer_to("list", "bo")
    await bot.press("Going", "bo")  # the card is still there, and says so
    await bot.ephemeral_with("can't find that meeting", BO)


async def test_a_workspace_that_is_forgotten_leaves_nothing(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await schedule(bot, "/meet design review with @bo tomorrow 3pm")
    await bot.stop()
    output, status = await command(bot, "forget", "--team", TEAM, "--yes")
    assert status == 0, output
    for what in (TEAM, ADA, BO, ADDRESS, "design review"):
        assert of(bot.settings.database, what) == [], what
    files = bot.settings.database.parent.glob(bot.settings.database.name + "*")
    assert all(ADA.encode() not in file.read_bytes() for file in files)


async def test_another_workspace_is_left_alone_and_has_to_be_named(bot):
    await schedule(bot, "/meet design review with @bo tomorrow 3pm")
    with closing(sqlite3.connect(bot.settings.database)) as other, other:
        other.execute("insert into person values ('T2', ?, 'bo', 'UTC', 'en-US', 0)", (BO,))
    output, status = await command(bot, "export", BO)
    assert status == 1
    assert f"--team: {TEAM}, T2" in output
    await command(bot, "forget", BO, "--team", "T2", "--yes")
    left = {table for table, value in cells(bot.settings.database) if value == "T2"}
    assert left == {"audit"}, "that somebody was forgotten there"
    assert await asyncio.to_thread(of, bot.settings.database, BO)


async def test_a_backup_is_whole_while_the_bot_writes_and_can_be_restored(bot, tmp_path):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await schedule(bot, "/meet design review with @bo tomorrow 3pm")
    copy = tmp_path / "copy.db"
    output, status = await command(bot, "backup", str(copy))
    assert status == 0, output
    assert "PARLEY_KEY" in output
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    again, status = await command(bot, "backup", str(copy))
    assert (status, "already" in again) == (1, True)
    await bot.press("Cancel meeting")
    await bot.press("Cancel meeting")
    await bot.post_with("cancelled")
    await bot.stop()
    for file in bot.settings.database.parent.glob(bot.settings.database.name + "*"):
        file.unlink()
    copy.rename(bot.settings.database)
    store = await SqliteStore.open(bot.settings.database)
    rows = await store.read(lambda tx: tx.execute("select title, state from meeting"))
    accounts = await store.read(lambda tx: tx.execute("select count(*) as n from account"))
    await store.close()
    assert [(row["title"], row["state"]) for row in rows] == [("design review", "made")]
    assert accounts[0]["n"] == 1
    output, status = await command(bot, "keys", "check")
    assert (status, "1 of 1 account open" in output) == (0, True)


async def test_no_backup_of_what_is_not_there(tmp_path):
    result = CliRunner().invoke(
        main,
        ["backup", str(tmp_path / "copy.db")],
        env={"PARLEY_DATABASE": str(tmp_path / "none.db")},
    )
    assert result.exit_code == 1
    assert "no database" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["parley.db/copy.db", "nowhere/copy.db", "x" * 300])
async def test_a_backup_that_cannot_be_written_is_one_sentence(bot, tmp_path, where):
    output, status = await command(bot, "backup", str(bot.settings.database.parent / where))
    assert status == 1
    assert "Traceback" not in output
    assert len(output.splitlines()) == 1, output
    assert "name another file" in output or "cannot be written" in output


async def test_coming_meetings_are_named_before_an_account_is_forgotten(bot):
    await bot.connect("skype", **ADA_SIGNS_IN)
    await bot.sandbox.slack.type("ada", "general", "/meet on skype design review tomorrow 3pm")
    await bot.ephemeral_with("Not scheduled yet")
    await bot.press("Schedule it")
    await bot.post_with("design review")
    question = await bot.answer_to("disconnect skype")
    assert "a coming meeting on Skype for Business" in question
    assert "design review" in question
    assert ADDRESS in await bot.answer_to("accounts")
    await bot.answer_to("disconnect skype")
    await bot.press("Never mind")
    assert ADDRESS in await bot.answer_to("accounts")
    await bot.answer_to("disconnect skype")
    await bot.press("Disconnect")
    await bot.ephemeral_with("is disconnected")
    assert "not connected anything" in await bot.answer_to("accounts")


async def test_what_is_over_goes_when_its_time_is_up_and_what_is_coming_stays(tmp_path):
    async with in_process_bot(tmp_path) as bot:
        await schedule(bot, "/meet design review with @bo tomorrow 3pm")
        await bot.answer_to("settings remind 5m")
        await bot.sandbox.slack.type("ada", "general", "/meet design sync")
        await bot.post_with("design sync")
        await bot.stop()
        store = await SqliteStore.open(bot.settings.database)
        try:
            assert await sweep(store, datetime.now(UTC).replace(year=2000)) == 0
            far = datetime(2100, 1, 1, tzinfo=UTC)
            soon = datetime.now(UTC) + timedelta(hours=2)  # the meeting that was started is over
            assert await sweep(store, soon) > 0
            titles = await store.read(lambda tx: tx.execute("select title from meeting"))
            assert [row["title"] for row in titles] == ["design review"]
            kept = await store.read(lambda tx: tx.execute("select whose from preference"))
            assert [row["whose"] for row in kept] == [ADA], "she has a coming meeting"
            await sweep(store, far)
            for table in ("meeting", "calendar", "copy", "person", "preference", "audit"):
                rows = await store.read(lambda tx, of=table: tx.execute(f"select 1 from {of}"))  # noqa: S608 - names of ours
                assert rows == [], table
        finally:
            await store.close()


@pytest.mark.parametrize("wrong", ["0", "6", "-1", "a year", "1.5"])
async def test_how_long_is_checked_at_the_start(wrong, tmp_path):
    environment = {"PARLEY_KEEP_DAYS": wrong, "PARLEY_DATABASE": str(tmp_path / "parley.db")}
    result = CliRunner().invoke(main, ["serve"], env=environment)
    assert result.exit_code == 1
    assert "PARLEY_KEEP_DAYS must be a number of days, 7 or more" in result.output
