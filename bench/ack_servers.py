"""The servers of `bench.acknowledge`, a bare slack-bolt app and ours; the yardstick of `cards`.

The first two are `AsyncApp` on its ASGI adapter with process_before_response, under uvicorn with
uvloop and httptools, in one process, verifying signatures. The bare one answers at once and
remembers nothing.
Ours is the HTTP server with its limits, the guard, the middleware and the ledger on a SQLite file
with synchronous=FULL: an answer means that the request is on the disk. The worker rests, so that
only the acknowledgement is measured.
"""

import asyncio
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bench.signed import SECRET, TEAM
from bot import logs
from bot.slack.guard import Guard
from bot.slack.middleware import SlackMiddleware, bolt_app
from bot.web.connections import Connections
from bot.web.listener import connection_limit, listening_socket
from bot.web.server import HttpServer
from storage.ledger import Ledger
from storage.sqlite import SqliteStore

EVENTS = "/slack/events"
WHO = AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_user_id="UBOT", bot_token="xoxb-bench")


async def _authorize(**_: Any) -> AuthorizeResult:
    return WHO


def bare() -> Any:
    """slack-bolt as its documentation shows it, with a static identity."""
    app = AsyncApp(
        client=AsyncWebClient(),
        signing_secret=SECRET,
        process_before_response=True,
        authorize=_authorize,
    )

    @app.command("/meet")
    async def meet(ack: Any) -> None:
        await ack()

    return AsyncSlackRequestHandler(app, path=EVENTS)


def posting(slack: str) -> Any:
    """slack-bolt as its documentation shows it, posting one fixed card to *slack*."""
    client = AsyncWebClient(base_url=f"{slack}/api/")
    app = AsyncApp(client=client, signing_secret=SECRET, authorize=_authorize)

    @app.command("/meet")
    async def meet(ack: Any, command: Any, client: Any) -> None:
        await ack()
        title, link = command["text"], f"https://meet.example.org/{command['trigger_id']}"
        title_block = {"type": "header", "text": {"type": "plain_text", "text": title}}
        by = {"type": "mrkdwn", "text": f"Started by <@{command['user_id']}>"}
        join = {"type": "button", "text": {"type": "plain_text", "text": "Join"}, "url": link}
        await client.chat_postMessage(
            channel=command["channel_id"],
            text=f"{title}: {link}",
            blocks=[
                title_block,
                {"type": "section", "text": by},
                {"type": "actions", "elements": [{**join, "style": "primary"}]},
            ],
        )

    return AsyncSlackRequestHandler(app, path=EVENTS)


async def durable(database: Path) -> Any:
    """Our way in: guard, Bolt, one durable write."""
    store = await SqliteStore.open(database)
    door = SlackMiddleware(Ledger(store, owner="bench"), lambda: datetime.now(UTC), lambda: WHO)
    return Guard(
        AsyncSlackRequestHandler(bolt_app(door, AsyncWebClient(), SECRET, lambda: WHO), path=EVENTS)
    )


async def main(kind: str, given: str, files: str = "0") -> None:
    """Serve *kind* on a free port, whose number is printed, with *files* open at most.

    *given* is a path for ``durable``, and the address of a loopback Slack for ``cards``.
    """
    logs.configure("ERROR", "text")
    if int(files):
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(files), int(files)))
    listening = listening_socket("127.0.0.1", 0)
    print(listening.getsockname()[1], flush=True)
    if kind in ("bare", "cards"):
        app = bare() if kind == "bare" else posting(given)
        config = uvicorn.Config(
            app, loop="none", http="httptools", lifespan="off", access_log=False, log_config=None
        )
        await uvicorn.Server(config).serve(sockets=[listening])
    else:
        now = asyncio.get_running_loop().time
        connections = Connections(connection_limit(), now)
        await HttpServer(await durable(Path(given)), listening, connections).serving


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
