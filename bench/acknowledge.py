"""How fast a command is acknowledged with its durable write, beside a bare slack-bolt app.

Run: python -m bench.acknowledge [--seconds 3] [--rounds 5] [--connections 16]
"""

import argparse
import asyncio
import os
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


class Caller(asyncio.Protocol):
    """One connection that sends the next command as soon as the last one is answered."""

    def __init__(self, commands, until, taken, finished):
        self._commands, self._until, self._taken = commands, until, taken
        self._finished = finished
        self._buffer = b""

    def connection_made(self, transport):
        self._transport = transport
        self._send()

    def _send(self):
        self._began = time.perf_counter()
        if self._began >= self._until or not self._commands:
            self._transport.close()
            return
        self._transport.write(self._commands.pop())

    def data_received(self, data):
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if len(body) < length:
            return
        if not head.startswith(b"HTTP/1.1 200") or length:
            raise SystemExit(f"not acknowledged: {self._buffer[:200]!r}")
        self._taken.append(time.perf_counter() - self._began)
        self._buffer = b""
        self._send()

    def connection_lost(self, fault):
        self._finished.set_result(fault)


async def load(port, seconds, connections):
    """Requests a second, and the time each took, in seconds."""
    run = secrets.token_hex(6)
    commands = [signed.command(n, run) for n in range(int(seconds * 16_000))]
    loop = asyncio.get_running_loop()
    taken, ends = [], []
    began = time.perf_counter()
    for _ in range(connections):
        end = loop.create_future()
        ends.append(end)
        await loop.create_connection(
            lambda end=end: Caller(commands, began + seconds, taken, end), "127.0.0.1", port
        )
    await asyncio.gather(*ends)
    if not commands:
        print("note: ran out of prepared commands; the figure is a lower bound")
    return len(taken) / (time.perf_counter() - began), taken


@contextmanager
def serving(kind, database, files=0):
    """The server *kind* as a child process, which may have *files* open; gives its port and id."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.ack_servers", kind, database, str(files)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield int(child.stdout.readline()), child.pid
    finally:
        child.terminate()
        child.wait(10)
        child.stdout.close()


def percentile(values, share):
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


async def compare(args, folder):
    rows = {"bare slack-bolt": [], "parley, on the disk": []}
    ports = {}
    with serving("bare", "-") as (bare, _), serving("durable", f"{folder}/bench.db") as (ours, _):
        ports = {"bare slack-bolt": bare, "parley, on the disk": ours}
        for port in ports.values():
            await load(port, 0.5, 4)
        for _ in range(args.rounds):
            for name, port in ports.items():
                rows[name].append(await load(port, args.seconds, args.connections))
    return rows


def show(rows, args):
    print(f"\nacknowledgement, {args.connections} connections, {args.rounds} interleaved rounds")
    print(f"{'':22}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    for name, rounds in rows.items():
        rate = statistics.median(rate for rate, _ in rounds)
        taken = [one for _, many in rounds for one in many]
        p50, p99, worst = (1000 * percentile(taken, share) for share in (0.5, 0.99, 1))
        print(f"{name:22}{rate:9.0f}{p50:9.2f}{p99:9.2f}{worst:9.1f}")
    bare, ours = rows.values()
    ratios = [mine[0] / theirs[0] for mine, theirs in zip(ours, bare, strict=True)]
    p50s = [percentile(m[1], 0.5) / percentile(t[1], 0.5) for m, t in zip(ours, bare, strict=True)]
    p99s = [
        percentile(m[1], 0.99) / percentile(t[1], 0.99) for m, t in zip(ours, bare, strict=True)
    ]
    print(
        f"ratio to bare, median of rounds: throughput {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f}), p50 {statistics.median(p50s):.2f}, "
        f"p99 {statistics.median(p99s):.2f}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    args = parser.parse_args()
    if len(os.sched_getaffinity(0)) > 1:
        os.environ.setdefault("PYTHONHASHSEED", "0")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        show(uvloop.run(compare(args, folder)), args)


if __name__ == "__main__":
    main()
