"""The log in JSON is JSON throughout, says what was done, and holds nothing that people wrote."""

import asyncio
import json
import os
import sys

import httpx
import pytest

from tests.architecture.code_map import ROOT
from tests.journeys.bot_process import (
    bot_environment,
    card_title,
    messages,
    start_bot,
    until,
)
from tests.journeys.connecting import run_parley

pytestmark = pytest.mark.journey
ADA = "U0ADA00001"
JSON_LOG = {"PARLEY_LOG_FORMAT": "json", "PARLEY_LOG_LEVEL": "DEBUG"}

LOUD = """
import asyncio, gc, logging, threading, warnings
from bot import logs
logs.configure("DEBUG", "json", ["hidden-canary"])
log = logging.getLogger("someone")
warnings.warn("a warning\\nof two lines, hidden-canary")
log.warning("%s and %s", "one")
log.error("two\\nlines")
logs.log.info("deep", values={"a": ["hidden-canary", b"hidden-canary"]}, thing=object())
class Lost:
    def __del__(self):
        raise ValueError("unraisable hidden-canary")
Lost()
def fails():
    raise RuntimeError("in a thread, hidden-canary")
thread = threading.Thread(target=fails)
thread.start()
thread.join()
async def main():
    async def failing():
        raise RuntimeError("never retrieved, hidden-canary")
    task = asyncio.create_task(failing())
    await asyncio.sleep(0)
    del task
    gc.collect()
    asyncio.get_running_loop().call_soon(fails)
    await asyncio.sleep(0.01)
asyncio.run(main())
raise RuntimeError("at the end, hidden-canary")
"""


def read(text):
    """Every line as the object that it must be."""
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines
    assert [line for line in lines if not {"event", "level", "logger"} <= line.keys()] == []
    return lines


async def test_whatever_is_said_in_a_process_is_one_object_a_line():
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        LOUD,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(process.communicate(), 30)
    lines = read(errors.decode())
    assert process.returncode == 1
    assert "hidden-canary" not in errors.decode()
    tracebacks = " ".join(line.get("exception", "") for line in lines)
    said = ("unraisable", "in a thread", "never retrieved", "at the end")
    assert [words for words in said if words not in tracebacks] == []
    assert [line for line in lines if line["logger"] == "py.warnings"]
    [deep] = [line for line in lines if line["event"] == "deep"]
    assert deep["values"] == {"a": ["***", "b'***'"]}
    lost = [line for line in lines if "could not be written" in line["event"]]
    assert [line["logger"] for line in lost] == ["someone"]


async def send_nonsense(bot):
    """A forged request, and one that is not HTTP."""
    async with httpx.AsyncClient() as client:
        await client.post(f"{bot.url}/slack/events", content=b"forged")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(bot.url.split(":")[-1]))
    writer.write(b"NOT HTTP\r\n\r\n")
    await writer.drain()
    await reader.read()
    writer.close()


async def test_a_bot_on_a_bad_day_logs_json_and_what_it_did_with_ids_alone(sandbox, tmp_path):
    log = tmp_path / "log"
    with log.open("wb") as errors:
        bot = await start_bot(
            bot_environment(sandbox, tmp_path, **JSON_LOG, SLACK_APP_TOKEN="xapp-1-wrong"),
            errors=errors,
        )
        sandbox.slack.point_at(bot.url)
        await sandbox.slack.type("ada", "general", "/meet secret-canary talk tomorrow at 3pm")
        await until(lambda: messages(sandbox, person=ADA))
        await sandbox.slack.click("ada", "Schedule it")
        card = await until(lambda: next(iter(messages(sandbox)), None))
        assert card_title(card) == "secret-canary talk"
        await sandbox.slack.click("bo", "Going", message_ts=card.ts)
        sandbox.slack.misbehave(on="chat.postMessage", do="cut", effect=False)
        await sandbox.slack.type("ada", "general", "/meet another-canary")
        await until(lambda: len(messages(sandbox)) == 2)
        await send_nonsense(bot)
        await until(lambda: b"invitation answered" in log.read_bytes())
        assert await bot.stop() == 0
    text = log.read_text("utf-8")
    lines = read(text)
    [first, second] = [line for line in lines if line["event"] == "meeting made"]
    assert first["meeting"] != second["meeting"]
    assert first["by"] == ADA
    assert first["job"]
    [answer] = [line for line in lines if line["event"] == "invitation answered"]
    assert (answer["meeting"], answer["by"]) == (first["meeting"], "U0BO000001")
    for never in ("canary", "Ada", "/jitsi", "meet/", sandbox.announced["slack"]["token"]):
        assert never not in text, never


async def test_what_is_wrong_at_the_start_is_told_in_json_too(sandbox, tmp_path):
    wrong = {**JSON_LOG, "PARLEY_PROT": "1", "PARLEY_PORT": "x"}
    status, printed = await run_parley(bot_environment(sandbox, tmp_path, **wrong), "serve")
    assert status == 1
    reasons = [line["reason"] for line in read(printed)]
    assert [reason.split()[0] for reason in reasons] == ["PARLEY_PORT", "PARLEY_PROT"]
    refused = {**JSON_LOG, "SLACK_BOT_TOKEN": "xoxb-wrong"}
    status, printed = await run_parley(bot_environment(sandbox, tmp_path, **refused), "serve")
    assert status == 1
    assert "SLACK_BOT_TOKEN" in read(printed)[-1]["reason"]
