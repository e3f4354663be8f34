"""2,000 commands at once over 400 connections: when each is acknowledged, when the last is a card.

Run: python -m bench.burst [--commands 2000] [--connections 400] [--rounds 3]

The apps are those of ``bench.cards``, each a process of its own, and they take turns. Slack waits
three seconds for an acknowledgement.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

import uvloop

from bench.acknowledge import percentile
from bench.cards import both


async def burst(client, args):
    """Seconds until the last card, and what each acknowledgement took."""
    connections = asyncio.Semaphore(args.connections)
    began = time.perf_counter()
    taken = await asyncio.gather(*(client.card(connections) for _ in range(args.commands)))
    return time.perf_counter() - began, [acknowledged for acknowledged, _ in taken]


async def compare(args, folder):
    """The bursts of each app, by its name."""
    rounds = {}
    async with both(folder) as clients:
        for _ in range(args.rounds):
            for name, client in clients.items():
                rounds.setdefault(name, []).append(await burst(client, args))
                await asyncio.sleep(1)
    return rounds


def show(rounds):
    print(f"{'':22}{'last card s':>12}{'ack p50 ms':>12}{'p99':>7}{'max':>7}")
    for name, many in rounds.items():
        last = statistics.median(seconds for seconds, _ in many)
        taken = [each for _, acknowledged in many for each in acknowledged]
        p50, p99, worst = (1000 * percentile(taken, share) for share in (0.5, 0.99, 1))
        print(f"{name:22}{last:12.1f}{p50:12.0f}{p99:7.0f}{worst:7.0f}")
    bare, ours = rounds.values()
    last = statistics.median(mine[0] / theirs[0] for mine, theirs in zip(ours, bare, strict=True))
    p99 = statistics.median(
        percentile(mine[1], 0.99) / percentile(theirs[1], 0.99)
        for mine, theirs in zip(ours, bare, strict=True)
    )
    print(f"ratio to bare, median of rounds: last card {last:.1f}, acknowledgement p99 {p99:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commands", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        rounds = uvloop.run(compare(args, folder))
    print(f"\n{args.commands} commands over {args.connections} connections, {args.rounds} rounds")
    show(rounds)


if __name__ == "__main__":
    main()
