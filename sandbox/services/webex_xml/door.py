"""The door of XMLService: takes a request in, has it answered, and writes both into the book."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.book import Book, Entry
from sandbox.fault_injection import FaultInjector
from sandbox.services.webex_xml import writing
from sandbox.services.webex_xml.answering import Answering
from sandbox.services.webex_xml.reading import Envelope, read
from sandbox.services.webex_xml.refusals import RequestRefused
from sandbox.services.webex_xml.site import WebexSite
from sandbox.services.webex_xml.variations import InFront, Oddity, Variations

LARGEST = 1_048_576  # bytes of a request
UNREADABLE = "unreadable"

_HEADERS = {
    "Content-Type": "text/xml;charset=UTF-8",
    "Pragma": "no-cache",
    "Cache-Control": "no-cache",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
}
_PAGE = "<!DOCTYPE html><html><head><title>Error</title></head><body>Error {}</body></html>"


@dataclass(slots=True)
class Door:
    """Every request to the service comes in here."""

    site: WebexSite
    answering: Answering
    variations: Variations
    faults: FaultInjector
    book: Book

    async def answer(self, request: Request) -> Response:
        """Answer ``POST /WBXService/XMLService``, in whatever way it was told to misbehave."""
        body = await _body(request)
        if body is None:
            return HTMLResponse(_PAGE.format(413), 413)
        envelope = _read(body)
        name = UNREADABLE if isinstance(envelope, RequestRefused) else envelope.operation.name
        entry = self.book.write("call", name=name)

        async def effect() -> Response:
            return self._reply(name, envelope, entry)

        return await self.faults.around(name, _again(request, body), effect)

    def _reply(self, name: str, envelope: Envelope | RequestRefused, entry: Entry) -> Response:
        oddity = self.variations.rule_for(name)
        if oddity:
            self.book.write("injected_fault", on=name, do="variation", effect=oddity.effect)
        manner = {"gsb": self.site.gsb, "encoding": self.site.encoding}
        operation = None if isinstance(envelope, RequestRefused) else envelope.operation
        try:
            reply = self._done(envelope, oddity, entry, manner)
        except InFront as page:
            entry.update(result=page.status)
            return HTMLResponse(_PAGE.format(page.status), page.status)
        except RequestRefused as refused:
            entry.update(result="FAILURE", exceptionID=refused.number, reason=refused.reason)
            reply = writing.failure(operation, refused, **manner)
        if oddity and oddity.printed:
            reply = writing.as_printed(reply)
        return Response(reply, headers=_HEADERS)

    def _done(
        self,
        envelope: Envelope | RequestRefused,
        oddity: Oddity | None,
        entry: Entry,
        manner: dict[str, str],
    ) -> bytes:
        """Do what was asked; gives the reply. Raises RequestRefused and InFront."""
        error = oddity.error if oddity else None
        if oddity and error and not oddity.effect:
            raise error
        if isinstance(envelope, RequestRefused):
            raise envelope
        entry.update(
            form="schema" if envelope.schema else "java", webExID=envelope.context.get("webExID")
        )
        values = self.answering.answer(envelope)
        reply = writing.success(envelope.operation, values, **manner)
        if error:
            raise error
        entry.update(result="SUCCESS")
        return reply


def _read(body: bytes) -> Envelope | RequestRefused:
    try:
        return read(body)
    except RequestRefused as refused:
        return refused


async def _body(request: Request) -> bytes | None:
    """The whole body; None if it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            return None
        parts.append(part)
    return b"".join(parts)


def _again(request: Request, body: bytes) -> Request:
    """The same request, whose body may be read once more."""
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return left.pop() if left else await request.receive()

    return Request(request.scope, receive)
