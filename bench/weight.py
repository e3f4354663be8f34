"""How long the bot takes to come up, and what it weighs when it has nothing to do.

Run: python -m bench.weight [--starts 5]

Measured with what requirements.lock installs: libraries that only the tests bring are hidden from
the bot, because some of its own use them where they are there (httpx and structlog use rich).
"""

import argparse
import asyncio
import importlib.metadata
import os
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path

from sandbox.environment import Environment

LOCK = Path(__file__).parent.parent / "requirements.lock"
SERVE = """
import sys
sys.modules.update(dict.fromkeys({hidden!r}))
from bot.__main__ import main
main(["serve"])
"""


def hidden():
    """The top-level modules of the libraries that are installed here and are not in the lock."""
    locked = set(re.findall(r"^([\w.-]+)==", LOCK.read_text(), re.MULTILINE))
    found = importlib.metadata.packages_distributions()
    return sorted(
        module
        for module, libraries in found.items()
        if not locked & {re.sub(r"[-_.]+", "-", library).lower() for library in libraries}
        and module not in ("bot", "handlers", "language", "calendars", "meetings", "storage")
    )


def resident(process):
    """Megabytes of memory that a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


async def start(sandbox, folder):
    """Seconds from the start of the process until it listens, and its weight a little later."""
    told = sandbox.announced["slack"]
    environment = {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": told["token"],
        "SLACK_SIGNING_SECRET": told["signing_secret"],
        "SLACK_API_URL": told["api"],
        "PARLEY_PORT": "0",
        "PARLEY_ALLOW_PRIVATE": "1",
        "PARLEY_DATABASE": f"{folder}/parley.db",
        "PARLEY_JITSI__URL": sandbox.announced["jitsi"]["url"],
    }
    began = time.perf_counter()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", SERVE.format(hidden=hidden())),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    line = await child.stdout.readline()
    took = time.perf_counter() - began
    assert line.startswith(b"listening on"), line
    await asyncio.sleep(2)
    weight = resident(child.pid)
    child.terminate()
    await child.wait()
    return took, weight


async def measure(starts):
    took, weights = [], []
    with tempfile.TemporaryDirectory() as folder:
        async with Environment() as sandbox:
            for _ in range(starts):
                one, weight = await start(sandbox, folder)
                took.append(one)
                weights.append(weight)
    print(
        f"cold start until it listens: {statistics.median(took):.2f} s (of {starts}: "
        f"{min(took):.2f} to {max(took):.2f}); memory at rest: {statistics.median(weights):.0f} MB"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=5)
    asyncio.run(measure(parser.parse_args().starts))


if __name__ == "__main__":
    main()
