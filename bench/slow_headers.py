"""How fast commands are acknowledged while others hold connections open and send endless headers.

Run: python -m bench.slow_headers [--rounds 5] [--seconds 4] [--idle 1200] [--endless 10]

The server may have 1,024 files open. Rounds without and with the attack alternate on one server.
The attacker is a process of its own, which soon opens again what is closed. Each
command has a connection of its own.
"""

import argparse
import asyncio
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import uvloop

from bench import signed
from bench.acknowledge import percentile, serving
from bench.weight import resident

FILES = 1024
CALLERS = 4
AGAIN = 1.0  # seconds until the attacker opens a closed connection again; a tenth for endless ones
ENDLESS = b"GET /healthz HTTP/1.1\r\nX-Endless: "


async def call(port, command, within=5.0):
    """Seconds until *command* is acknowledged; None if it is not."""
    began = time.perf_counter()
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(command)
            line = await reader.readline()
            writer.close()
    except (OSError, TimeoutError):
        return None
    return time.perf_counter() - began if line.startswith(b"HTTP/1.1 200") else None


async def load(port, seconds):
    """What each command took; None for one that was not acknowledged."""
    run, until, taken = secrets.token_hex(6), time.perf_counter() + seconds, []

    async def caller(number):
        while time.perf_counter() < until:
            number += CALLERS
            taken.append(await call(port, signed.command(number, run)))

    await asyncio.gather(*(caller(number) for number in range(CALLERS)))
    return taken


async def attack(port, idle, endless):
    """Hold *idle* connections, and send headers without end on *endless* others, for ever."""

    async def hold():
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                await reader.read()
                writer.close()
            except OSError:
                pass
            await asyncio.sleep(AGAIN)

    async def send():
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(ENDLESS)
                while True:
                    writer.write(b"x" * 16_384)
                    await writer.drain()
                    await asyncio.sleep(0.001)
            except (OSError, RuntimeError):  # uvloop's word for a transport that has closed
                await asyncio.sleep(AGAIN / 10)

    await asyncio.gather(*(hold() for _ in range(idle)), *(send() for _ in range(endless)))


@contextmanager
def attacked(port, args):
    """An attacker that has opened its connections."""
    command = [sys.executable, "-m", "bench.slow_headers", "--attack", str(port)]
    more = ["--idle", str(args.idle), "--endless", str(args.endless)]
    child = subprocess.Popen([*command, *more])
    try:
        time.sleep(2)
        yield
    finally:
        child.terminate()
        child.wait(10)


async def compare(args, folder):
    """Rounds without and with the attack, and the most memory that the server held in each."""
    rows, memory = {"alone": [], "attacked": []}, {"alone": 0.0, "attacked": 0.0}
    with serving("durable", f"{folder}/bench.db", files=FILES) as (port, process):
        await load(port, 0.5)
        for _ in range(args.rounds):
            rows["alone"].append(await load(port, args.seconds))
            memory["alone"] = max(memory["alone"], resident(process))
            with attacked(port, args):
                rows["attacked"].append(await load(port, args.seconds))
                memory["attacked"] = max(memory["attacked"], resident(process))
            await asyncio.sleep(1)
    return rows, memory


def show(rows, memory, args):
    print(f"\n{args.idle} idle connections and {args.endless} with endless headers, {FILES} files")
    print(f"{'':12}{'acknowledged':>14}{'not':>6}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'MB':>6}")
    for name, rounds in rows.items():
        every = [taken for taken_in in rounds for taken in taken_in]
        good = [taken for taken in every if taken is not None] or [float("nan")]
        p50, p99, worst = (1000 * percentile(good, share) for share in (0.5, 0.99, 1))
        missed = every.count(None)
        print(
            f"{name:12}{len(every) - missed:14}{missed:6}{p50:9.2f}{p99:9.2f}{worst:9.1f}"
            f"{memory[name]:6.0f}"
        )
    p50s = [
        percentile([t or 5 for t in attacked], 0.5) / percentile(alone, 0.5)
        for alone, attacked in zip(rows["alone"], rows["attacked"], strict=True)
    ]
    print(f"p50 attacked to alone, median of rounds: {statistics.median(p50s):.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", type=int, default=1200)
    parser.add_argument("--endless", type=int, default=10)
    parser.add_argument("--attack", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    if args.attack:
        uvloop.run(attack(args.attack, args.idle, args.endless))
        return
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        show(*uvloop.run(compare(args, folder)), args)


if __name__ == "__main__":
    main()
