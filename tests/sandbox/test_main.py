"""``python -m sandbox`` says where it is and ends with its parent process."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

ROOT = Path(__file__).parent.parent.parent


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *arguments,
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def lines(process: asyncio.subprocess.Process, count: int) -> list[dict[str, Any]]:
    assert process.stdout is not None
    read = [await asyncio.wait_for(process.stdout.readline(), 10) for _ in range(count)]
    return [json.loads(line) for line in read]


@pytest.mark.parametrize("by", ["closed input", "SIGTERM"])
async def test_it_opens_answers_and_ends(http: aiohttp.ClientSession, by: str) -> None:
    process = await start()
    slack, jitsi = await lines(process, 2)
    headers = {"Authorization": f"Bearer {slack['token']}"}
    async with http.post(f"{slack['api']}auth.test", headers=headers) as answer:
        assert (await answer.json())["ok"]
    async with http.get(f"{jitsi['url']}/standup") as answer:
        assert answer.status == 200
    async with http.get(slack["slack"]) as answer:
        assert answer.status == 200
    assert {person["name"] for person in slack["people"]} >= {"ada", "mallory"}
    if by == "SIGTERM":
        process.send_signal(signal.SIGTERM)
    elif process.stdin is not None:
        process.stdin.close()
    _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert (process.returncode, errors.decode()) == (0, "")


async def test_an_unknown_service_is_refused() -> None:
    process = await start("--services", "jitsi,pigeon")
    _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 2
    assert "no such service: pigeon" in errors.decode()
