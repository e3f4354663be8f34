"""``python -m sandbox``: opens the sandbox and says on standard output where everything is.

One JSON line for each loopback, when it is ready. Ends on SIGTERM or SIGINT, when the program that
started it is gone and, if standard input is a pipe, when that closes.
"""

import argparse
import asyncio
import json
import os
import signal
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress

from sandbox.environment import LOOPBACKS, Environment
from sandbox.slack.cast import ALL_SCOPES
from sandbox.slack.loopback import DEFAULT_BURST, Slack


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--bot", metavar="URL", help="where the bot is, if it is known already")
    parser.add_argument("--port", type=int, default=0, help="the port of the chat page")
    parser.add_argument("--services", default="jitsi", metavar="NAME,NAME")
    parser.add_argument("--organization", default="", metavar="NAME", help="has its account")
    parser.add_argument("--burst", type=int, default=DEFAULT_BURST, help="0: no rate limit")
    parser.add_argument("--retry-scale", type=float, default=1.0, metavar="FACTOR")
    parser.add_argument("--scopes", metavar="SCOPE,SCOPE", help="the bot's; default: all")
    parser.add_argument("--command", action="append", metavar="/NAME", help="default: /meet")
    read = parser.parse_args(arguments)
    read.services = [name for name in read.services.split(",") if name]
    if unknown := sorted(set(read.services) - {*LOOPBACKS}):
        parser.error(f"no such service: {', '.join(unknown)} (there are {', '.join(LOOPBACKS)})")
    return read


async def main(arguments: argparse.Namespace) -> None:
    """Open the sandbox and wait until it is to close."""
    scopes = arguments.scopes.split(",") if arguments.scopes else ALL_SCOPES
    slack = Slack(
        scopes=scopes,
        burst=arguments.burst or None,
        retry_scale=arguments.retry_scale,
        commands=tuple(arguments.command or ["/meet"]),
    )
    closing = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, closing.set)
    sandbox = Environment(
        services=arguments.services,
        bot=arguments.bot,
        slack=slack,
        port=arguments.port,
        organization=arguments.organization.split(","),
    )
    async with sandbox:
        for announced in sandbox.announced.values():
            print(json.dumps(announced), flush=True)
        _watch_input(loop, closing)
        watch = asyncio.create_task(_watch_parent(closing))
        await closing.wait()
        watch.cancel()


def _watch_input(loop: asyncio.AbstractEventLoop, closing: asyncio.Event) -> None:
    """Close when the other end of standard input does; a terminal or a file says nothing."""
    source = sys.stdin.fileno()
    mode = os.fstat(source).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return

    def read() -> None:
        if not os.read(source, 4096):
            loop.remove_reader(source)
            closing.set()

    loop.add_reader(source, read)


async def _watch_parent(closing: asyncio.Event) -> None:
    """Close when the program that started this one has ended; the kernel tells nobody."""
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0.5)
    closing.set()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(read_arguments()))
