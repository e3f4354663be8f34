"""Runs exchanges with the meeting services: the only module that opens sockets to them.

It owns the limits of time, size and number, the addresses that may be called, and the log, which
has method, host and status, and never an address, a header or a body. It sends nothing twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias, TypeVar
from weakref import WeakValueDictionary

import httpx

from meetings.addresses import Resolve, look_up
from meetings.errors import OthersInFront
from meetings.exchange import ExchangeRun, Failure, Finished
from meetings.model import Credentials
from meetings.replies import answered_at
from meetings.service import Exchange, SaveCredentials, ServiceInfo, Sleep
from meetings.transport import GuardedTransport

T = TypeVar("T")

Save: TypeAlias = Callable[[Credentials], Awaitable[None]]
"""Stores credentials that a service gave in the middle of an exchange."""

Observe: TypeAlias = Callable[[str, str, float], None]

MAX_REPLY = 1_000_000  # bytes
CONNECT_SECONDS = 10.0
MAX_REQUESTS = 200  # in one exchange: a service that leads in circles is left

log = logging.getLogger(__name__)


class ServiceClient:
    """Drives exchanges over one guarded HTTP client; an async context manager.

    *allow_private* lets services live on private and loopback addresses, over http too. *ca_file*
    holds certificates to trust beside the public ones. *request_limit* is what one request may take
    from its first byte to the last one of its answer. *resolve* looks names up.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        ca_file: Path | None = None,
        request_limit: timedelta = timedelta(seconds=20),
        resolve: Resolve = look_up,
    ) -> None:
        tls = httpx.create_ssl_context(trust_env=False)
        if ca_file is not None:
            tls.load_verify_locations(ca_file)
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(tls, resolve, allow_private=allow_private),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            trust_env=False,
            timeout=None,  # noqa: S113 - every request is sent under a deadline, see _send
        )
        self._request_limit = request_limit.total_seconds()
        self.observe: Observe = lambda _service, _outcome, _seconds: None
        """Is told of each request after its answer: the service, the outcome, the seconds."""
        self._accounts: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._services: dict[str, asyncio.Semaphore] = {}
        self._times: dict[str, tuple[datetime, float]] = {}

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, fault, trace)

    async def run(
        self,
        exchange: Exchange[T],
        *,
        service: ServiceInfo,
        account: str = "",
        save: Save | None = None,
        time_limit: timedelta = timedelta(seconds=60),
        queue_limit: timedelta = timedelta(seconds=30),
    ) -> T:
        """Run *exchange* with *service* and return its result.

        Exchanges of one *account* (any text that is the account's own; empty: none) run one at a
        time. *save* stores the credentials that a ``SaveCredentials`` brings; without it they are
        dropped. *time_limit* is for the exchange, *queue_limit* for the wait before it, after
        which OthersInFront says that nothing was asked. Raises MeetingError; all else is a bug.
        """
        run = ExchangeRun(exchange, service)
        try:
            step = run.advance(None)
            if isinstance(step, Finished):
                return step.result  # nothing was asked of the service
            slots = self._services.setdefault(service.name, asyncio.Semaphore(service.concurrency))
            locks = [self._account(service, account)] if account else []
            async with _acquired(service, queue_limit, *locks, slots):
                deadline = asyncio.get_running_loop().time() + time_limit.total_seconds()
                while not isinstance(step, Finished):
                    step = run.advance(await self._answer(run, step, deadline, save))
                return step.result
        finally:
            run.close()

    @asynccontextmanager
    async def account_lock(
        self, service: ServiceInfo, account: str, queue_limit: timedelta
    ) -> AsyncIterator[None]:
        """Lock *account* for several exchanges, which are then run without its name.

        Raises OthersInFront where the lock is not free within *queue_limit*.
        """
        async with _acquired(service, queue_limit, self._account(service, account)):
            yield

    def time_at(self, service: ServiceInfo) -> datetime | None:
        """The present by the clock of *service*, as its last answer had it; None where none had."""
        if service.name not in self._times:
            return None
        moment, since = self._times[service.name]
        return moment + timedelta(seconds=asyncio.get_running_loop().time() - since)

    def _account(self, service: ServiceInfo, account: str) -> asyncio.Lock:
        return self._accounts.setdefault((service.name, account), asyncio.Lock())

    async def _answer(
        self,
        run: ExchangeRun[T],
        step: httpx.Request | SaveCredentials | Sleep,
        deadline: float,
        save: Save | None,
    ) -> httpx.Response | Failure | None:
        """Do what the exchange asked for, and return what it is sent."""
        now = asyncio.get_running_loop().time()
        if isinstance(step, SaveCredentials):
            if save is not None:
                await save(step.credentials)
            return None
        if isinstance(step, Sleep):
            if now + step.seconds > deadline:
                raise run.unreachable("no time is left to wait")
            await asyncio.sleep(step.seconds)
            return None
        if now >= deadline or run.requests >= MAX_REQUESTS:
            raise run.unreachable("the exchange took too long")
        return await self._send(run, step, deadline)

    async def _send(
        self, run: ExchangeRun[T], request: httpx.Request, deadline: float
    ) -> httpx.Response | Failure:
        """Send *request* once; its reply, or the failure that the exchange may catch."""
        loop = asyncio.get_running_loop()
        began, outcome = loop.time(), "no answer"
        run.sending(request)
        limit = began + self._request_limit + _prepare(request)
        try:
            async with asyncio.timeout_at(min(limit, deadline)):
                reply = await self._fetch(request)
                outcome = f"{reply.status_code // 100}xx"
        except httpx.ReadTimeout as fault:
            log.info("%s %s is still silent", request.method, request.url.host)
            return fault
        except (httpx.TransportError, OSError) as fault:  # OSError: also TLS that was broken into
            why = _why(fault)
            log.info("%s %s gave no answer: %s", request.method, request.url.host, why)
            return run.unreachable(why)
        except _Unusable as fault:
            outcome = "unusable"
            log.info("%s %s answered %s", request.method, request.url.host, fault)
            return run.unexpected(str(fault))
        finally:
            self.observe(run.service.name, outcome, loop.time() - began)
        if moment := answered_at(reply):
            self._times[run.service.name] = moment, loop.time()
        took = round((loop.time() - began) * 1000)
        log.info("%s %s %d in %d ms", request.method, request.url.host, reply.status_code, took)
        return reply

    async def _fetch(self, request: httpx.Request) -> httpx.Response:
        reply = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for part in reply.aiter_raw():
                body += part
                if len(body) > MAX_REPLY:
                    raise _Unusable(f"HTTP {reply.status_code}, more than a megabyte")
        finally:
            await reply.aclose()
        if body and reply.headers.get("content-encoding", "identity").lower() != "identity":
            raise _Unusable(f"HTTP {reply.status_code}, compressed unasked")
        return httpx.Response(
            reply.status_code, headers=reply.headers, content=bytes(body), request=request
        )


@asynccontextmanager
async def _acquired(
    service: ServiceInfo, limit: timedelta, *locks: asyncio.Lock | asyncio.Semaphore
) -> AsyncIterator[None]:
    """Hold all *locks*; OthersInFront where one is not free within *limit*."""
    try:
        async with asyncio.timeout(limit.total_seconds()) as waiting, AsyncExitStack() as held:
            for lock in locks:
                await held.enter_async_context(lock)
            waiting.reschedule(None)
            yield
    except TimeoutError:
        if not waiting.expired():
            raise
        raise OthersInFront(
            service.title, name=service.name, place=f"place:{service.name}"
        ) from None


class _Unusable(Exception):
    """A reply that is not even given to the exchange."""


def _why(fault: Exception) -> str:
    """Describe *fault*: by its own text only where that cannot quote what was sent or read."""
    unconnected = isinstance(fault, httpx.ConnectError | httpx.UnsupportedProtocol)
    return str(fault) if unconnected else type(fault).__name__


def _prepare(request: httpx.Request) -> float:
    """Give *request* its headers and limits; return its own read limit in seconds, or 0."""
    request.headers["Accept-Encoding"] = "identity"
    request.headers.setdefault("User-Agent", "Parley")
    read = dict(request.extensions.get("timeout", {})).get("read")
    limits = {"connect": CONNECT_SECONDS, "read": read, "write": None, "pool": None}
    request.extensions = {**request.extensions, "timeout": limits}
    return float(read or 0)
