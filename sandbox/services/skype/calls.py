"""What each resource of an application answers, once the door has let the request in.

Source of the long poll: the ``events`` resource. It ends with a pack, replaced by a newer poll,
with a token that ran out, or because the client went away.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from sandbox.services.skype import formats, policies
from sandbox.services.skype.announcements import Announcer
from sandbox.services.skype.application_parts import (
    application_resource,
    communication_resource,
    me_resource,
)
from sandbox.services.skype.applications import Applications, ServedApplication
from sandbox.services.skype.channel import LEAST, MOST
from sandbox.services.skype.conferences import Conference, ServedConversation
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.links import link, links
from sandbox.services.skype.properties import read
from sandbox.services.skype.refusals import RequestRefused, invalid
from sandbox.services.skype.representations import (
    conversation_resource,
    invitation_resource,
    meeting_resource,
    participant_resource,
)
from sandbox.services.skype.scheduling import Scheduling, extension_resource, extensions_resource
from sandbox.services.skype.starting import ADHOC, JOIN, START, Starting
from sandbox.services.skype.tickets import IssuedTickets, NoToken, Token
from sandbox.serving import until_gone


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was let in; *parameters* are the parts of its address."""

    request: Request
    application: ServedApplication
    token: Token
    parameters: dict[str, str]


Answer: TypeAlias = Callable[[Call], Awaitable[Response]]


@dataclass(slots=True)
class Calls:
    """Answers calls."""

    deployment: Deployment
    applications: Applications
    tickets: IssuedTickets
    starting: Starting
    scheduling: Scheduling

    async def application(self, call: Call) -> Response:
        """GET application."""
        return formats.written(
            call.request, application_resource(call.application, self.applications)
        )

    async def end(self, call: Call) -> Response:
        """DELETE application: signs out."""
        self.applications.end(call.application)
        return Response(status_code=204)

    async def events(self, call: Call) -> Response:
        """GET events: the long poll."""
        return await poll(call.request, call.application, self.tickets, call.token)

    async def communication(self, call: Call) -> Response:
        """GET communication."""
        return formats.written(
            call.request, communication_resource(call.application, self.deployment)
        )

    async def start(self, call: Call) -> Response:
        """POST startOnlineMeeting, whose link says ``adhoc``."""
        properties = await _with_query(call.request, {"onlinemeetinguri"})
        self._allow(call)
        return await self._begin(call, read(START, properties))

    async def join(self, call: Call) -> Response:
        """POST joinOnlineMeeting."""
        properties = await _with_query(call.request, set())
        self._allow(call)
        return await self._begin(call, read(JOIN, properties))

    async def _begin(self, call: Call, properties: dict[str, Any]) -> Response:
        invitation = await self.starting.begin(
            call.application, {"onlineMeetingUri": ADHOC} | properties
        )
        location = call.application.href(invitation.natural)
        return Response(status_code=201, headers={"Location": location})

    async def invitation(self, call: Call) -> Response:
        """GET onlineMeetingInvitation."""
        invitation = call.application.invitations.get(call.parameters["invitation"])
        if invitation is None:
            raise RequestRefused("NotFound")
        return formats.written(call.request, invitation_resource(invitation, call.application))

    async def cancel(self, call: Call) -> Response:
        """POST cancel, with an empty body."""
        invitation = call.application.invitations.get(call.parameters["invitation"])
        if invitation is None:
            raise RequestRefused("NotFound")
        read({}, await formats.properties(call.request))
        self.starting.cancel(call.application, invitation)
        return Response(status_code=204)

    async def conversations(self, call: Call) -> Response:
        """GET conversations: the active ones, as links."""
        at = "communication/conversations?filter=active"
        hrefs: dict[str, Any] = dict(links(self=call.application.href(at)))
        naturals = [talk.natural for talk in call.application.conversations.values()]
        if naturals:
            hrefs["conversation"] = [link(call.application.href(each)) for each in naturals]
        return formats.written(call.request, {"rel": "conversations", "_links": hrefs})

    async def conversation(self, call: Call) -> Response:
        """GET conversation."""
        return formats.written(call.request, conversation_resource(_talk(call), call.application))

    async def leave(self, call: Call) -> Response:
        """DELETE conversation."""
        self.starting.leave(call.application, _talk(call))
        return Response(status_code=204)

    async def meeting(self, call: Call) -> Response:
        """GET onlineMeeting; nobody has the link before the conversation shows it."""
        return formats.written(call.request, meeting_resource(_talk(call), call.application))

    async def participant(self, call: Call) -> Response:
        """GET localParticipant."""
        if call.parameters["address"] != call.application.person.address:
            raise RequestRefused("NotFound")
        return formats.written(call.request, participant_resource(_talk(call), call.application))

    async def me(self, call: Call) -> Response:
        """GET me."""
        return formats.written(call.request, me_resource(call.application))

    async def make_available(self, call: Call) -> Response:
        """POST makeMeAvailable, which works once; meetings do not need it."""
        if call.application.available:
            raise RequestRefused("AlreadyExists")
        await formats.properties(call.request)
        call.application.available = True
        resource = communication_resource(call.application, self.deployment)
        updated = Announcer(call.application).communication_updated(resource)
        call.application.channel.put(updated, hold="medium")
        return Response(status_code=204)

    async def report_activity(self, call: Call) -> Response:
        """POST reportMyActivity, after makeMeAvailable."""
        if not call.application.available:
            raise RequestRefused("MakeMeAvailableRequired")
        return Response(status_code=204)

    def document(self, name: str) -> Answer:
        """GET one of the read-only documents about online meetings."""
        make = policies.DOCUMENTS[name][1]

        async def answer(call: Call) -> Response:
            return formats.written(call.request, make(call.application, self.deployment))

        return answer

    async def scheduled(self, call: Call) -> Response:
        """GET myOnlineMeetings."""
        self._allow(call)
        return formats.written(call.request, self.scheduling.everything(call.application))

    async def schedule(self, call: Call) -> Response:
        """POST myOnlineMeetings."""
        properties = await _with_query(call.request, set())
        self._allow(call)
        conference = self.scheduling.create(call.application, properties)
        return self._tagged(call, conference, self.deployment.scheduled_status)

    async def scheduled_meeting(self, call: Call) -> Response:
        """GET myOnlineMeeting; 304 where the client has it already."""
        conference = self.scheduling.find(call.application, call.parameters["meeting"])
        tag = f'"{conference.etag}"'
        if call.request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return self._tagged(call, conference)

    async def change(self, call: Call) -> Response:
        """PUT myOnlineMeeting."""
        conference = self.scheduling.find(call.application, call.parameters["meeting"])
        properties = await formats.properties(call.request)
        self.scheduling.change(conference, properties, call.request.headers.get("if-match", ""))
        return self._tagged(call, conference)

    async def delete(self, call: Call) -> Response:
        """DELETE myOnlineMeeting."""
        conference = self.scheduling.find(call.application, call.parameters["meeting"])
        self.scheduling.conferences.delete(conference)
        return Response(status_code=204)

    async def extensions(self, call: Call) -> Response:
        """GET onlineMeetingExtensions."""
        conference = self.scheduling.find(call.application, call.parameters["meeting"])
        return formats.written(call.request, extensions_resource(conference, call.application))

    async def extension(self, call: Call) -> Response:
        """GET onlineMeetingExtension, which only a sealed link leads to."""
        conference = self.scheduling.find(call.application, call.parameters["meeting"])
        return formats.written(call.request, extension_resource(conference, call.application))

    def _tagged(self, call: Call, conference: Conference, status: int = 200) -> Response:
        resource = self.scheduling.shown(conference, call.application)
        response = formats.written(call.request, resource, status)
        response.headers["ETag"] = f'"{conference.etag}"'
        return response

    def _allow(self, call: Call) -> None:
        """Raise RequestRefused unless the person may hold online meetings."""
        if not call.application.person.may_meet:
            raise RequestRefused("Forbidden")


async def _with_query(request: Request, links_own: set[str]) -> dict[str, Any]:
    """The input of *request*: the body's properties and the query's, but for the link's own."""
    body = await formats.properties(request)
    query = request.query_params.items()
    added = {name: value for name, value in query if name.lower() not in links_own}
    if {name.lower() for name in added} & {name.lower() for name in body}:
        raise RequestRefused("BadRequest")
    return {**added, **body}


def _talk(call: Call) -> ServedConversation:
    conversation = call.application.conversations.get(call.parameters["conversation"])
    if conversation is None:
        raise RequestRefused("NotFound")
    return conversation


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
