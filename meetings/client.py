"""Carries conversations to the meeting services: the only file that opens sockets to them.

It owns the limits of time, size and number, the addresses that may be called, and the log, which
holds method, host and status, and never an address, a header or a body. It sends nothing twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from weakref import WeakValueDictionary

import httpx

from meetings.addresses import Resolve, look_up
from meetings.errors import ServiceBusy
from meetings.exchange import Ended, ExchangeRun, Failure
from meetings.model import Credentials, ServiceInfo
from meetings.service import Exchange, SaveCredentials, Sleep
from meetings.transport import GuardedTransport

T = TypeVar("T")

Keeper = Callable[[Credentials], Awaitable[None]]

BIGGEST_REPLY = 1_000_000  # bytes
CONNECT_SECONDS = 10.0
COME_BACK_AFTER = 1.0  # seconds, for whoever finds others in front
MOST_REQUESTS = 200  # in one conversation: a service that leads in circles is left

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
        self._accounts: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self._services: dict[str, asyncio.Semaphore] = {}

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
        steps: Exchange[T],
        *,
        service: ServiceInfo,
        account: str = "",
        keep: Keeper | None = None,
        within: timedelta = timedelta(seconds=60),
        in_line: timedelta = timedelta(seconds=30),
    ) -> T:
        """Hold the conversation *steps* with *service* and return what it returns.

        Conversations of one *account* (any text that is the account's own; empty: none) are held
        one at a time. *keep* stores the credentials that a ``SaveCredentials`` brings; without it
        they are dropped.
        *within* limits the conversation, *in_line* the wait for its turn, after which ServiceBusy
        says that nothing was asked. Raises MeetingError; anything else is a bug.
        """
        talk = ExchangeRun(steps, service)
        try:
            few = self._services.setdefault(service.name, asyncio.Semaphore(service.at_once))
            one = [self._account(service, account)] if account else []
            async with _in_line(service, in_line, *one, few):
                end = asyncio.get_running_loop().time() + within.total_seconds()
                said = talk.go_on(None)
                while not isinstance(said, Ended):
                    said = talk.go_on(await self._answer(talk, said, end, keep))
                return said.result
        finally:
            talk.close()

    @asynccontextmanager
    async def account_lock(
        self, service: ServiceInfo, account: str, in_line: timedelta
    ) -> AsyncIterator[None]:
        """Hold the turn of *account* for several conversations, which are then run without it.

        Raises ServiceBusy where it does not come within *in_line*.
        """
        async with _in_line(service, in_line, self._account(service, account)):
            yield

    def _account(self, service: ServiceInfo, account: str) -> asyncio.Lock:
        return self._accounts.setdefault((service.name, account), asyncio.Lock())

    async def _answer(
        self,
        talk: ExchangeRun[T],
        said: httpx.Request | SaveCredentials | Sleep,
        end: float,
        keep: Keeper | None,
    ) -> httpx.Response | Failure | None:
        """Do what the conversation asked for, and return what it is to be told."""
        now = asyncio.get_running_loop().time()
        if isinstance(said, SaveCredentials):
            if keep is not None:
                await keep(said.credentials)
            return None
        if isinstance(said, Sleep):
            if now + said.seconds > end:
                raise talk.unreachable("no time is left to wait")
            await asyncio.sleep(said.seconds)
            return None
        if now >= end or talk.requests >= MOST_REQUESTS:
            raise talk.unreachable("the conversation took too long")
        return await self._send(talk, said, end)

    async def _send(
        self, talk: ExchangeRun[T], request: httpx.Request, end: float
    ) -> httpx.Response | Failure:
        """Send *request* once; its reply, or the failure that the conversation may catch."""
        began = asyncio.get_running_loop().time()
        talk.asks(request)
        limit = began + self._request_limit + _prepare(request)
        try:
            async with asyncio.timeout_at(min(limit, end)):
                reply = await self._fetch(request)
        except httpx.ReadTimeout as fault:
            log.info("%s %s is still silent", request.method, request.url.host)
            return fault
        except (httpx.TransportError, OSError) as fault:  # OSError: also TLS that was broken into
            why = _why(fault)
            log.info("%s %s gave no answer: %s", request.method, request.url.host, why)
            return talk.unreachable(why)
        except _Unusable as fault:
            log.info("%s %s answered %s", request.method, request.url.host, fault)
            return talk.unexpected(str(fault))
        took = (asyncio.get_running_loop().time() - began) * 1000
        log.info(
            "%s %s %d in %d ms", request.method, request.url.host, reply.status_code, round(took)
        )
        return reply

    async def _fetch(self, request: httpx.Request) -> httpx.Response:
        reply = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for part in reply.aiter_raw():
                body += part
                if len(body) > BIGGEST_REPLY:
                    raise _Unusable(f"HTTP {reply.status_code}, more than a megabyte")
        finally:
            await reply.aclose()
        if body and reply.headers.get("content-encoding", "identity").lower() != "identity":
            raise _Unusable(f"HTTP {reply.status_code}, compressed unasked")
        return httpx.Response(
            reply.status_code, headers=reply.headers, content=bytes(body), request=request
        )


@asynccontextmanager
async def _in_line(
    service: ServiceInfo, patience: timedelta, *doors: asyncio.Lock | asyncio.Semaphore
) -> AsyncIterator[None]:
    """Wait until those in front are through all the *doors*."""
    try:
        async with asyncio.timeout(patience.total_seconds()) as waiting, AsyncExitStack() as held:
            for door in doors:
                await held.enter_async_context(door)
            waiting.reschedule(None)
            yield
    except TimeoutError:
        if not waiting.expired():
            raise
        waited = "others were in front"
        raise ServiceBusy(
            service.title, waited, name=service.name, retry_after=COME_BACK_AFTER
        ) from None


class _Unusable(Exception):
    """A reply that is not even shown to the conversation."""


def _why(fault: Exception) -> str:
    """What is said of *fault*: its own text only where that cannot quote what was sent or read."""
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
