"""Forms between Slack and the handlers who know them: opened, drawn again, found wrong.

Slack waits while this happens: a trigger lives three seconds. So nothing here is written down, and
each thing has one short time limit.
"""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import structlog

from bot.slack import modals
from bot.slack.api import SlackApi
from bot.slack.modals import Origin
from handlers.form import Forms
from handlers.slack_types import JSON, NotDelivered, SlackRefused, SlackRequest
from handlers.words import broke
from storage.store import StoreRefused

WITHIN = 2.5
"""Seconds for everything between a click and its form."""

UNOPENED = "parley.unopened:"
"""Before the action of a click whose form could not be opened."""

TOO_SLOW = (
    "I could not look at this in time, so nothing has been done. Please send it again in a moment."
)

_OPEN_ALREADY = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
"""What views.open answers where this very click has opened its form before."""

log = structlog.get_logger(__name__)


class FormDesk:
    """Knows who knows each form, by the form's name."""

    def __init__(self, api: SlackApi, forms: Mapping[str, Forms] = MappingProxyType({})) -> None:
        self._api = api
        self._forms = forms

    async def clicked(self, request: SlackRequest, trigger: str) -> SlackRequest | None:
        """Open the form that *request* is a click for; None: it is open.

        What comes back goes into the ledger: *request* itself where it opens no form, else the
        click under another name, which says that no form could be opened. ``StoreRefused``.
        """
        try:
            async with asyncio.timeout(WITHIN):
                return None if await self._opened(request, trigger) else request
        except (NotDelivered, TimeoutError) as fault:
            if isinstance(fault, SlackRefused) and str(fault) in _OPEN_ALREADY:
                return None
            log.warning("form not opened", reason=f"{type(fault).__name__}: {fault}")
        except StoreRefused:
            raise
        except Exception:
            log.exception("bug", shown=secrets.token_hex(4))
        return replace(request, action=f"{UNOPENED}{request.action}")

    async def _opened(self, request: SlackRequest, trigger: str) -> bool:
        """Whether there is a form to that click; it is then open (docs.slack.dev: views.open)."""
        for forms in self._forms.values():
            if form := await forms.asked(request):
                origin = Origin(
                    request.channel, request.thread, request.answer_url, request.private
                )
                view = modals.drawn(form, origin)
                await self._api.call("views.open", trigger_id=trigger, view=view)
                return True
        return False

    async def wrong(self, request: SlackRequest) -> Mapping[str, str]:
        """What is wrong with the form that was sent as *request*; "" stands for the whole form."""
        forms = self._forms[request.action]
        carried, filled = _said(request)
        try:
            async with asyncio.timeout(WITHIN):
                return await forms.wrong(request, request.action, carried, filled)
        except TimeoutError:
            return {"": TOO_SLOW}
        except StoreRefused:
            raise
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("bug", shown=reference)
            return {"": broke(reference)}

    async def redraw(self, request: SlackRequest, view: Mapping[str, Any], origin: Origin) -> None:
        """Show the form as it is with what *request* says was filled in; it stays as it was if not.

        views.update is a method that the bot lives without.
        """
        forms = self._forms[request.action]
        carried, filled = _said(request)
        try:
            async with asyncio.timeout(WITHIN):
                form = await forms.redrawn(request, request.action, carried, filled)
                if form:
                    await self._api.call(
                        "views.update",
                        view_id=view["id"],
                        hash=view["hash"],
                        view=modals.drawn(form, origin),
                    )
        except (NotDelivered, TimeoutError, StoreRefused) as fault:
            log.info("form not drawn again", reason=f"{type(fault).__name__}: {fault}")
        except Exception:
            log.exception("bug", shown=secrets.token_hex(4))


def _said(request: SlackRequest) -> tuple[str, Mapping[str, JSON]]:
    """What the form carried, and what was filled in."""
    said = json.loads(request.value)
    return said["carried"], said["filled"]
