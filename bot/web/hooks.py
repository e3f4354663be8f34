"""``POST /hooks/<service>``: what a meeting service tells by itself, checked and stored once.

The raw body is checked by the service's own rules. What is genuine is in the ledger before it is
answered; what could not be stored is answered 503, so that the vendor sends it again.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import metrics
from handlers.notifications.delivery import delivery_job
from handlers.services import Services
from meetings.abilities import NotGenuine, Notification, Notifies
from storage.ledger import Inbound, Ledger
from storage.store import StoreRefused

BODY_LIMIT = 256 * 1024
"""Bytes: the vendors send a few thousand."""

BODY_WITHIN = 5.0
"""Seconds that a body may take to arrive."""

log = structlog.get_logger(__name__)


def route(services: Services, ledger: Ledger, clock: Callable[[], datetime]) -> Route:
    """The route of the notifications of all services."""
    return Route("/hooks/{service}", _Hooks(services, ledger, clock).take, methods=["POST"])


class _Hooks:
    """Takes the deliveries of those services that are set up to notify."""

    def __init__(self, services: Services, ledger: Ledger, clock: Callable[[], datetime]) -> None:
        self._services, self._ledger, self._clock = services, ledger, clock

    async def take(self, request: Request) -> Response:
        """Answer one delivery; 401 where it is not the vendor's, or too old."""
        name = request.path_params["service"]
        service = self._services.get(name)
        if service is None or service.info.name != name:
            return Response(status_code=404)
        if not isinstance(service, Notifies) or not service.is_notified:
            return Response(status_code=404)
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return self._refused(name, 408, "body too slow")
        if body is None:
            return self._refused(name, 413, "body too large")
        headers = {header.lower(): value for header, value in request.headers.items()}
        try:
            notification = service.notification(headers, body, self._clock())
        except NotGenuine as fault:
            return self._refused(name, 401, str(fault))
        return await self._accept(name, notification)

    async def _accept(self, name: str, notification: Notification) -> Response:
        """Store what it tells, and answer as the vendor wants to be answered."""
        outcome = "nothing to store"
        if notification.events:
            now = self._clock()
            job = delivery_job(name, notification, now)
            inbound = Inbound(key=job.key, kind="notification", team="", body="", received_at=now)
            try:
                fresh = await self._ledger.accept(inbound, job, now=now)
            except StoreRefused as refusal:
                metrics.NOTIFICATIONS.labels(name, "not stored").inc()
                log.warning("notification not stored", service=name, reason=str(refusal))
                return Response(status_code=503)
            outcome = "accepted" if fresh else "delivered again"
        metrics.NOTIFICATIONS.labels(name, outcome).inc()
        if notification.answer is not None:
            return JSONResponse(dict(notification.answer))
        return Response(status_code=204)

    def _refused(self, name: str, status: int, reason: str) -> Response:
        metrics.NOTIFICATIONS.labels(name, "refused").inc()
        log.warning("notification refused", service=name, status=status, reason=reason)
        return Response(status_code=status, headers={"connection": "close"})


async def _body(request: Request) -> bytes | None:
    """The raw body; None where it is larger than any delivery."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
