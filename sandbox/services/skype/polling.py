"""One long poll: its parameters, and the four ways in which it ends.

Source: the ``events`` resource. It ends with a pack, replaced by a newer poll, with a token that
ran out, or because the client went away.
"""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.services.skype import formats
from sandbox.services.skype.applications import ServedApplication
from sandbox.services.skype.channel import LEAST, MOST
from sandbox.services.skype.refusals import RequestRefused, invalid
from sandbox.services.skype.tickets import IssuedTickets, NoToken, Token
from sandbox.serving import until_gone


async def poll(
    request: Request, application: ServedApplication, tickets: IssuedTickets, token: Token
) -> Response:
    """Answer a P-GET. Raises RequestRefused and NoToken."""
    if not formats.chosen(request, formats.EVENT_TYPES):
        raise RequestRefused("NotAcceptable")
    number, priority = _read(request, application)
    application.polled = True
    waiting = asyncio.ensure_future(application.channel.poll(number, priority))
    gone = asyncio.ensure_future(until_gone(request))
    try:
        ends: set[asyncio.Future[Any]] = {waiting, gone}
        longest = token.until - tickets.clock.now()
        await asyncio.wait(ends, timeout=longest, return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        waiting.cancel()
        application.seen_at = tickets.clock.now()
    if gone.done() and not gone.cancelled():
        return Response(status_code=204)  # nobody is there to read it
    if waiting.cancelled() or not waiting.done():
        raise NoToken(stale=True)
    return formats.pack(request, waiting.result())


def _read(request: Request, application: ServedApplication) -> tuple[int, int]:
    """The pack and the priority asked for; lengths are remembered. Raises RequestRefused."""
    parameters = {name.lower(): value for name, value in request.query_params.items()}
    if parameters.pop("key", "") != f"{application.key}-{application.id}-":
        raise RequestRefused("NotFound")
    numbers: dict[str, int] = {}
    for name, value in parameters.items():
        if name not in ("ack", "priority", *LEAST):
            raise invalid(**{name: "There is no such parameter."})
        if not value.isascii() or not value.isdigit() or len(value) > 9:
            raise invalid(**{name: "A number is expected."})
        numbers[name] = int(value)
        if name in LEAST and not LEAST[name] <= numbers[name] <= MOST:
            raise invalid(**{name: f"The value must be between {LEAST[name]} and {MOST}."})
    if "ack" not in numbers:
        raise invalid(ack="A value is required.")
    application.channel.lengths.update({name: numbers[name] for name in LEAST if name in numbers})
    return numbers["ack"], numbers.get("priority", 0)
