"""Carries one HTTP request over connections that go to allowed addresses only."""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from meetings.addresses import GuardedBackend, Resolve

MOST_CONNECTIONS = 200
IDLE_SECONDS = 5.0  # short: a connection that the service has closed meanwhile costs an answer


class GuardedTransport(httpx.AsyncBaseTransport):
    """https to public addresses; where *allow_private*, also to private ones, and http to those."""

    def __init__(self, tls: ssl.SSLContext, resolve: Resolve, *, allow_private: bool) -> None:
        secure = GuardedBackend(resolve, public=True, private=allow_private)
        plain = GuardedBackend(resolve, public=False, private=allow_private)
        self._pools = {"https": _pool(secure, tls), "http": _pool(plain, tls)}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request*; its answer's body is read from the stream, as it comes."""
        pool = self._pools.get(request.url.scheme)
        if pool is None:
            raise httpx.UnsupportedProtocol("neither http nor https")
        if request.url.userinfo:
            raise httpx.UnsupportedProtocol("an address with a user name in it")
        with _as_httpx():
            reply = await pool.handle_async_request(_for_httpcore(request))
        return httpx.Response(reply.status, headers=reply.headers, stream=_Body(reply))

    async def aclose(self) -> None:
        """Close every connection."""
        for pool in self._pools.values():
            await pool.aclose()


def _pool(backend: GuardedBackend, tls: ssl.SSLContext) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        ssl_context=tls,
        max_connections=MOST_CONNECTIONS,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=backend,
    )


def _for_httpcore(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


class _Body(httpx.AsyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx():
            async for part in self._reply.aiter_stream():
                yield part

    async def aclose(self) -> None:
        await self._reply.aclose()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """Turn httpcore's failures into httpx's, which have the same names."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ConnectionNotAvailable,
    ) as fault:
        name = type(fault).__name__
        raise getattr(httpx, name, httpx.TransportError)(str(fault)) from fault
