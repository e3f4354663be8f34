"""Socket Mode: Slack's deliveries over a socket that the bot opens, again when it breaks."""

import asyncio
import logging
import sys

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

_REFUSED = (
    "Slack refuses the bot's socket ({code}), so nothing that people type or press comes over it. "
    "On your app's page turn Socket Mode on, generate one of the App-Level Tokens with the scope "
    "connections:write, and start the bot again with it as SLACK_APP_TOKEN."
)
_AWAY = (
    "The socket to Slack is not open ({why}), so nothing that people type or press arrives over "
    "it. The bot tries again every few seconds. If it stays so, check whether this machine reaches "
    "Slack, and check SLACK_APP_TOKEN."
)
_NOT_YET = "The socket to Slack is not open yet; check SLACK_APP_TOKEN if it stays so."

_CONNECTING = ("connect", "issue_new_wss_url", "monitor_current_session", "receive_messages")
"""slack_sdk's functions that open the socket: it tells what fails there to its log alone."""

log = structlog.get_logger(__name__)


class SocketModeConnection:
    """Slack's deliveries over a socket.

    Nothing waits for it: the bot starts while Slack is away.
    """

    def __init__(self, bolt: AsyncApp, app_token: str) -> None:
        self._failure = ""
        logger = logging.getLogger("parley.socket")
        logger.setLevel(logging.INFO)
        logger.propagate, logger.handlers = False, [_Told(self, bolt.logger)]
        self._handler = AsyncSocketModeHandler(bolt, app_token, logger=logger)
        # untyped in slack_bolt; tries until it is connected
        self._connecting = asyncio.create_task(self._handler.connect_async())  # type: ignore[no-untyped-call]

    async def problem(self) -> str:
        """What keeps deliveries from coming, in a sentence; empty if nothing does."""
        if await self._handler.client.is_connected():
            return ""
        return self._failure or _NOT_YET

    async def close(self) -> None:
        """Receive nothing more. Idempotent."""
        self._connecting.cancel()
        await asyncio.gather(self._connecting, return_exceptions=True)
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    def failed(self, failure: str) -> None:
        """The socket could not be opened, or broke: said once in the log, until it changes."""
        # An address is good for one socket, and slack_sdk would try the same one again for ever.
        self._handler.client.wss_uri = None
        if failure != self._failure:
            log.error("socket to Slack not open", problem=failure)
        self._failure = failure

    def opened(self) -> None:
        """The socket is open."""
        if self._failure:
            log.warning("socket to Slack open again")
        self._failure = ""


class _Told(logging.Handler):
    """Reads in slack_sdk's log what becomes of the socket; *others* gets the rest."""

    def __init__(self, connection: SocketModeConnection, others: logging.Logger) -> None:
        super().__init__()
        self._connection = connection
        self._others = others

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the connection, or pass *record* on."""
        if record.funcName not in _CONNECTING:
            if self._others.isEnabledFor(record.levelno):
                self._others.handle(record)
        elif record.levelno >= logging.ERROR:
            self._connection.failed(_sentence(sys.exc_info()[1]))
        elif record.getMessage().endswith("has been established"):
            self._connection.opened()


def _sentence(error: BaseException | None) -> str:
    if isinstance(error, SlackApiError) and (code := error.response.get("error")):
        return _REFUSED.format(code=code)
    return _AWAY.format(why=type(error).__name__ if error else "it closed")
