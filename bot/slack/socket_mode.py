"""Socket Mode: Slack's deliveries over a socket that we open, and open again when it breaks."""

import asyncio

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp


class SocketMode:
    """The socket; nothing waits for it, so that a Slack that is away holds nobody up."""

    def __init__(self, bolt: AsyncApp, app_token: str) -> None:
        self._handler = AsyncSocketModeHandler(bolt, app_token)
        # untyped in slack_bolt; tries until it is connected
        self._connecting = asyncio.create_task(self._handler.connect_async())  # type: ignore[no-untyped-call]

    async def wrong(self) -> str:
        """What keeps deliveries from coming, or nothing."""
        if await self._handler.client.is_connected():
            return ""
        return "The socket to Slack is not open; check SLACK_APP_TOKEN if it stays so."

    async def close(self) -> None:
        """Take nothing any more; to be called once or more often."""
        self._connecting.cancel()
        await asyncio.gather(self._connecting, return_exceptions=True)
        await self._handler.close_async()  # type: ignore[no-untyped-call]
