"""Forms between Slack and the handlers that know them: opened, redrawn and checked.

Slack waits meanwhile: a trigger lives three seconds. So nothing is stored here, and each step has
one short time limit.
"""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import structlog

from bot.slack import modals
from bot.slack.api import SlackApi
from bot.slack.modals import Origin
from handlers.button_values import NotOurs, read
from handlers.form import Forms, SentForm
from handlers.slack_types import NotDelivered, SlackRefused, SlackRequest
from handlers.words import NO_SUCH_BUTTON, broke
from storage.store import StoreRefused

WITHIN = 2.5
"""Seconds for everything between a click and its form."""

UNOPENED = "parley.unopened:"
"""Prefix of the action of a click whose form could not be opened."""

TOO_SLOW = (
    "I could not check this in time, so nothing has changed. Please send it again in a moment."
)

_OPEN_ALREADY = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
"""Error codes of views.open for a click that has opened its form already."""

log = structlog.get_logger(__name__)


class SlackForms:
    """Opens, redraws and checks forms; *forms* are the handlers by the form's name."""

    def __init__(self, api: SlackApi, forms: Mapping[str, Forms] = MappingProxyType({})) -> None:
        self._api = api
        self._forms = forms

    async def clicked(self, request: SlackRequest, trigger: str) -> SlackRequest | None:
        """Open the form that *request*, a click, is for; None if it is open.

        Otherwise the request for the ledger: *request* itself if it opens no form, or with an
        action that says that its form could not be opened. Raises ``StoreRefused``.
        """
        try:
            async with asyncio.timeout(WITHIN):
                return None if await self._open(request, trigger) else request
        except (NotDelivered, TimeoutError) as fault:
            if isinstance(fault, SlackRefused) and str(fault) in _OPEN_ALREADY:
                return None
            log.warning("form not opened", reason=f"{type(fault).__name__}: {fault}")
        except NotOurs:
            return request  # who pressed it is told so by whoever does the job
        except StoreRefused:
            raise
        except Exception:
            log.exception("bug", shown=secrets.token_hex(4))
        return replace(request, action=f"{UNOPENED}{request.action}")

    async def _open(self, request: SlackRequest, trigger: str) -> bool:
        """Open the click's form (docs.slack.dev: views.open); False if it has none."""
        for forms in self._forms.values():
            if form := await forms.asked(request):
                origin = Origin(
                    request.channel, request.thread, request.answer_url, request.private
                )
                view = modals.view(form, origin)
                await self._api.call("views.open", trigger_id=trigger, view=view)
                return True
        return False

    async def problems(self, request: SlackRequest) -> Mapping[str, str]:
        """A sentence for each field of the form that is wrong; the key "" is the whole form."""
        try:
            forms, sent = self._of(request)
            async with asyncio.timeout(WITHIN):
                return await forms.wrong(request, request.action, sent.carried, sent.filled)
        except NotOurs:
            return {"": NO_SUCH_BUTTON}
        except TimeoutError:
            return {"": TOO_SLOW}
        except StoreRefused:
            raise
        except Exception:
            reference = secrets.token_hex(4)
            log.exception("bug", shown=reference)
            return {"": broke(reference)}

    async def redraw(self, request: SlackRequest, view: Mapping[str, Any], origin: Origin) -> None:
        """Redraw the form with what *request* says was filled in.

        If that fails it stays as it was: views.update is a method that the bot can do without.
        """
        try:
            forms, sent = self._of(request)
            async with asyncio.timeout(WITHIN):
                form = await forms.redrawn(request, request.action, sent.carried, sent.filled)
                if form:
                    await self._api.call(
                        "views.update",
                        view_id=view["id"],
                        hash=view["hash"],
                        view=modals.view(form, origin),
                    )
        except (NotDelivered, TimeoutError, StoreRefused, NotOurs) as fault:
            log.info("form not redrawn", reason=f"{type(fault).__name__}: {fault}")
        except Exception:
            log.exception("bug", shown=secrets.token_hex(4))

    def _of(self, request: SlackRequest) -> tuple[Forms, SentForm]:
        """Who knows the form, and what it carried and was filled with."""
        forms = self._forms.get(request.action)
        if forms is None:
            raise NotOurs("no such form")
        return forms, read(request.value, SentForm)
