"""Who the bot is in Slack, asked once and then known to every request."""

import asyncio

import structlog
from slack_bolt.authorization import AuthorizeResult

from bot.slack.api import SlackApi
from handlers.slack_types import NotDelivered, SlackRefused

ASK_AGAIN = 5.0
"""Seconds between two tries to learn from Slack who the bot is."""

log = structlog.get_logger(__name__)


class TokenRefused(Exception):
    """Slack does not accept the bot token; the argument is its reason."""


class Identity:
    """Who the bot is in Slack, asked once."""

    def __init__(self, api: SlackApi, token: str) -> None:
        self._api = api
        self._token = token
        self.known: AuthorizeResult | None = None
        self.wrong = "Slack has not said yet who the bot is."

    async def ask(self) -> None:
        """auth.test; raises ``TokenRefused`` where asking again would not help."""
        try:
            answer, _scopes = await self._api.identity()
        except SlackRefused as refusal:
            raise TokenRefused(str(refusal)) from refusal
        self.known = AuthorizeResult(
            enterprise_id=answer.get("enterprise_id"),
            team_id=answer["team_id"],
            team=str(answer.get("team") or ""),
            bot_user_id=answer["user_id"],
            bot_id=str(answer.get("bot_id") or ""),
            bot_token=self._token,
        )
        self.wrong = ""

    async def ask_unless_away(self) -> None:
        """Ask once; a Slack that is away just now does not keep the bot from starting."""
        try:
            await self.ask()
        except NotDelivered as fault:
            log.warning("Slack could not be asked who the bot is", reason=str(fault))

    async def ask_until_known(self) -> None:
        """Ask again and again until Slack answers; a refused token is written down meanwhile."""
        while self.known is None:
            try:
                await self.ask()
            except (NotDelivered, TokenRefused) as fault:
                self.wrong = f"Slack does not say who the bot is: {fault}"
                log.warning("auth.test failed", reason=f"{type(fault).__name__}: {fault}")
                await asyncio.sleep(ASK_AGAIN)
