"""The HTTP server under attack: honest requests are answered, the others closed, files to spare."""

import asyncio
import hashlib
import hmac
import os
import resource
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from tests.journeys.bot_process import (
    BotProcess,
    bot_environment,
    card_title,
    messages,
    until,
)

pytestmark = pytest.mark.journey

FILES = 256
SERVE = f'ulimit -n {FILES}; exec "$0" -m bot serve'
GET = b"GET /healthz HTTP/1.1\r\nHost: bot\r\n"


@pytest.fixture
async def bot(sandbox, tmp_path, errors):
    """A bot that may have 256 files open."""
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", SERVE, sys.executable),
        env=bot_environment(sandbox, tmp_path),
        stdout=asyncio.subprocess.PIPE,
        stderr=errors,
    )
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()
    bot = BotProcess(process, line.removeprefix("listening on "))
    sandbox.slack.point_at(bot.url)
    yield bot
    if process.returncode is None:
        await bot.kill()


@pytest.fixture
async def connect(bot):
    """Opens a connection to the bot; all are closed at the end."""
    host, port = bot.url.removeprefix("http://").split(":")
    writers = []

    async def connect(sent=b""):
        reader, writer = await asyncio.open_connection(host, int(port))
        writers.append(writer)
        writer.write(sent)
        return reader, writer

    yield connect
    for writer in writers:
        writer.transport.abort()


def signed(sandbox, text="help", **more):
    """A signed command, as Slack sends it: the headers with their end, and the body."""
    body = urlencode(
        {
            "command": "/meet",
            "text": text,
            "team_id": sandbox.slack.workspace.team_id,
            "user_id": "U0ADA00001",
            "channel_id": "C0GENERAL1",
            "trigger_id": f"{time.monotonic_ns()}.1",
            "response_url": f"{sandbox.announced['slack']['api']}nowhere",
        }
    ).encode()
    secret, stamp = sandbox.announced["slack"]["signing_secret"].encode(), str(int(time.time()))
    mac = hmac.new(secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {
        "Host": "bot",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": len(body),
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
        **more,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{lines}\r\n".encode(), body


async def status(reader):
    """The status of the next answer, whose body is read; 0 if there is none."""
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
        lengths = [line for line in head.lower().split(b"\r\n") if b"content-length" in line]
        await reader.readexactly(int(lengths[0].split(b":")[1]))
    except (asyncio.IncompleteReadError, ConnectionError):
        return 0
    return int(head.split()[1])


async def closed(reader):
    """Wait until the bot has closed the connection."""
    try:
        while await asyncio.wait_for(reader.read(65536), 20):
            pass
    except ConnectionError:
        return


async def acknowledged(connect, sandbox):
    """A signed command on a connection of its own; its status."""
    reader, _ = await connect(b"".join(signed(sandbox)))
    return await status(reader)


def memory(bot):
    """Megabytes that the bot holds."""
    lines = Path(f"/proc/{bot.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def files(bot):
    return len(os.listdir(f"/proc/{bot.process.pid}/fd"))  # noqa: PTH208


async def send_for_ever(writer, chunk):
    """Send *chunk* again and again until the other side closes."""
    try:
        while True:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0)
    except ConnectionError:
        return


async def metrics(bot):
    async with httpx.AsyncClient() as client:
        text = (await client.get(f"{bot.url}/metrics")).text
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in text.splitlines())
        if not name.startswith("#")
    }


async def test_an_honest_command_is_taken_beside_idle_and_endless_connections(
    sandbox, bot, connect, errors
):
    before = memory(bot)
    await asyncio.gather(*(connect() for _ in range(300)))
    endless = [await connect(GET + b"X-Long: ") for _ in range(10)]
    attacks = [asyncio.create_task(send_for_ever(writer, b"x" * 60_000)) for _, writer in endless]
    for _ in range(20):
        assert await acknowledged(connect, sandbox) == 200
    await sandbox.slack.type("ada", "general", "/meet retro")
    await until(lambda: [card_title(message) for message in messages(sandbox)] == ["retro"])
    await asyncio.wait_for(asyncio.gather(*attacks), 20)
    assert memory(bot) - before < 40
    assert files(bot) < FILES - 60
    numbers = await metrics(bot)
    assert numbers["parley_connections_limit"] == FILES / 2
    assert numbers['parley_connections_closed_total{reason="made_room"}'] > 150
    assert numbers['parley_connections_closed_total{reason="too_large"}'] == 10
    assert await bot.stop() == 0
    errors.seek(0)
    said = errors.read()
    assert 1 <= said.count("connections closed") <= 5
    assert len(said.splitlines()) < 20


async def test_what_does_not_send_its_headers_is_closed_with_408(sandbox, bot, connect):
    silent, _ = await connect()
    half, _ = await connect(GET)
    head, body = signed(sandbox)
    again, writer = await connect(head + body)
    assert await status(again) == 200
    writer.write(head[:-2])
    dripping, writer = await connect(GET + b"X-Long: ")
    drip = asyncio.create_task(send_slowly(writer))
    late = (silent, half, again, dripping)
    assert await asyncio.gather(*map(status, late)) == [408] * len(late)
    await asyncio.gather(*map(closed, late))
    await drip
    assert (await metrics(bot))['parley_connections_closed_total{reason="slow_headers"}'] == 4


async def send_slowly(writer):
    try:
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.2)
    except ConnectionError:
        return


LONG = b"x" * 300_000


REQUESTS = [
    (GET + b"X-Long: " + LONG + b"\r\n\r\n", 431),
    (GET + b"X-Long: " + LONG, 431),
    (GET + b"X" * 70_000, 431),
    (GET + b"X-Long: " + b"x" * 65_530 + b"\r\n\r\n", 431),
    (GET + b"X-Long: " + b"x" * 60_000 + b"\r\n\r\n", 200),
    (GET + b"a:\r\n" * 5_000 + b"\r\n", 431),
    (GET + b"a:\r\n" * 5_000, 431),
    (b"GET /" + LONG + b" HTTP/1.1\r\n\r\n", 414),
    (b"GET /" + LONG, 414),
    (b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n", 414),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, 400),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    (b"\x00" * 1_000, 400),
    (b"CONNECT slack.com:443 HTTP/1.1\r\n\r\n", 400),
    (GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 200),
    (GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n", 200),
]


async def test_a_request_over_a_limit_is_refused_and_closed(bot, connect):
    before = memory(bot)
    answers = []
    for sent, answer in REQUESTS:
        reader, _ = await connect(sent)
        answers.append(await status(reader))
        if answer != 200:
            await closed(reader)
    assert answers == [answer for _, answer in REQUESTS]
    assert memory(bot) - before < 20


async def test_a_long_head_behind_another_request_is_refused(bot, connect):
    reader, _ = await connect(GET + b"\r\n" + GET + b"X-Long: " + b"x" * 150_000 + b"\r\n\r\n")
    assert await status(reader) == 200
    assert await status(reader) in (0, 431)
    await closed(reader)


async def test_endless_trailers_are_refused(sandbox, bot, connect):
    head = b"POST /slack/events HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    before = memory(bot)
    for trailer in (b"a: b\r\n" * 1_000, b"x" * 60_000):
        reader, writer = await connect(head)
        await asyncio.wait_for(send_for_ever(writer, trailer), 20)
        await closed(reader)
    assert memory(bot) - before < 20


async def test_many_requests_in_one_connection_are_answered_in_turn(sandbox, bot, connect):
    reader, _ = await connect((GET + b"\r\n") * 10 + b"".join(signed(sandbox)))
    assert [await status(reader) for _ in range(11)] == [200] * 11


async def test_very_many_requests_at_once_are_not_kept(bot, connect):
    before = memory(bot)
    for _ in range(10):
        reader, writer = await connect()
        await asyncio.wait_for(send_for_ever(writer, b"GET / HTTP/1.1\r\n\r\n" * 10_000), 20)
        await closed(reader)
    assert memory(bot) - before < 20


async def test_who_has_nothing_more_to_send_is_still_answered(sandbox, bot, connect):
    reader, writer = await connect(b"".join(signed(sandbox)))
    writer.write_eof()
    assert await status(reader) == 200
    await closed(reader)


async def test_a_body_that_nobody_reads_is_not_waited_for(bot, connect):
    reader, writer = await connect(GET + b"Content-Length: 1000000000\r\n\r\n")
    assert await status(reader) == 200
    await asyncio.wait_for(send_for_ever(writer, b"x" * 10_000), 20)


async def test_an_answer_before_the_body_has_come_keeps_the_connection(bot, connect):
    reader, writer = await connect(GET + b"Content-Length: 20000\r\n\r\n" + b"x" * 10_000)
    assert await status(reader) == 200
    await asyncio.sleep(0.2)
    writer.write(b"x" * 10_000 + GET + b"\r\n")
    assert await status(reader) == 200


async def test_bodies_are_refused_as_ever(sandbox, bot, connect):
    head, body = signed(sandbox)
    large = signed(sandbox, **{"Content-Length": 300_000})[0] + b"x" * 300_000
    slow = asyncio.create_task(connect(head + body[:-1]))
    assert await status((await connect(large))[0]) == 413
    assert await status((await connect(head + b"x" * len(body)))[0]) == 401
    assert await status((await slow)[0]) == 408


async def test_a_thousand_forged_requests_are_few_lines_in_the_log(sandbox, bot, connect, errors):
    head, body = signed(sandbox)
    forged = head + b"x" * len(body)
    for _ in range(100):
        readers = [(await connect(forged))[0] for _ in range(10)]
        assert [await status(reader) for reader in readers] == [401] * 10
    await bot.stop()
    errors.seek(0)
    assert 1 <= errors.read().count("request refused") <= 5


async def test_no_kind_of_idling_keeps_others_out(sandbox, bot, connect):
    head, body = signed(sandbox)
    for sent in (head + body[:-1], GET + b"\r\n", GET, head + body, b"\r\n"):
        idling = await asyncio.gather(*(connect(sent) for _ in range(300)))
        for _ in range(10):
            assert await acknowledged(connect, sandbox) == 200
        assert files(bot) < FILES - 60
        assert len(idling) == 300


async def test_a_bot_without_files_neither_spins_nor_gives_up(sandbox, bot, connect, errors):
    pid = bot.process.pid
    limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (files(bot), limits[1]))
    waiting = await asyncio.gather(*(connect(b"".join(signed(sandbox))) for _ in range(20)))
    await asyncio.sleep(2)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
    assert [await status(reader) for reader, _ in waiting] == [200] * 20
    tries = (await metrics(bot))['parley_connections_closed_total{reason="no_files"}']
    assert 1 <= tries < 50
    assert await bot.stop() == 0
    errors.seek(0)
    assert 1 <= errors.read().count("no_files") <= 3


async def test_the_bot_stops_beside_connections_of_every_kind(sandbox, bot, connect):
    head, body = signed(sandbox)
    for sent in (b"", GET, GET + b"\r\n", head, head + body, head + body + GET):
        await asyncio.gather(*(connect(sent) for _ in range(15)))
    assert await bot.stop() == 0
