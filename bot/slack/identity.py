"""Who the bot is in Slack: asked once at the start, then known to every request."""

import asyncio

import structlog
from slack_bolt.authorization import AuthorizeResult

from bot.slack.api import SlackApi
from handlers.slack_types import NotDelivered, SlackRefused

ASK_AGAIN = 5.0
"""Seconds between two tries to learn from Slack who the bot is."""

log = structlog.get_logger(__name__)


class BotTokenRefused(Exception):
    """Slack does not accept the bot token; the argument is Slack's error code."""


class Identity:
    """Who the bot is in Slack, asked once."""

    def __init__(self, api: SlackApi, token: str) -> None:
        self._api = api
        self._token = token
        self.known: AuthorizeResult | None = None
        self.problem = "Slack has not said yet who the bot is."

    async def ask(self) -> None:
        """auth.test; raises ``BotTokenRefused`` where asking again would not help."""
        try:
            answer, _scopes = await self._api.identity()
        except SlackRefused as refusal:
            raise BotTokenRefused(str(refusal)) from refusal
        self.known = AuthorizeResult(
            enterprise_id=answer.get("enterprise_id"),
            team_id=answer["team_id"],
            team=str(answer.get("team") or ""),
            bot_user_id=answer["user_id"],
            bot_id=str(answer.get("bot_id") or ""),
            bot_token=self._token,
        )
        self.problem = ""

    async def ask_unless_away(self) -> None:
        """Ask once; the bot starts even if Slack cannot be reached."""
        try:
            await self.ask()
        except NotDelivered as fault:
            log.warning("Slack could not be asked who the bot is", reason=str(fault))

    async def ask_until_known(self) -> None:
        """Ask until Slack answers; until then ``problem`` says why it has not."""
        while self.known is None:
            try:
                await self.ask()
            except (NotDelivered, BotTokenRefused) as fault:
                self.problem = f"Slack does not say who the bot is: {fault}"
                log.warning("auth.test failed", reason=f"{type(fault).__name__}: {fault}")
                await asyncio.sleep(ASK_AGAIN)
