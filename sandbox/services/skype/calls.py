"""What each resource of an application answers, once the door has let the request in."""

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
from sandbox.services.skype.conferences import Conference
from sandbox.services.skype.conversations import ServedConversation
from sandbox.services.skype.deployment import Deployment
from sandbox.services.skype.given import read
from sandbox.services.skype.links import link, links
from sandbox.services.skype.polling import poll
from sandbox.services.skype.refusals import RequestRefused
from sandbox.services.skype.representations import (
    conversation_resource,
    invitation_resource,
    meeting_resource,
    participant_resource,
)
from sandbox.services.skype.scheduled_parts import extension_resource, extensions_resource
from sandbox.services.skype.scheduling import Scheduling
from sandbox.services.skype.starting import ADHOC, JOIN, START, Starting
from sandbox.services.skype.tickets import IssuedTickets, Token


@dataclass(frozen=True, slots=True)
class Call:
    """One request that was let in; *found* are the parts of its address."""

    request: Request
    application: ServedApplication
    token: Token
    found: dict[str, str]


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
        given = await _with_query(call.request, {"onlinemeetinguri"})
        self._allow(call)
        return await self._begin(call, read(START, given))

    async def join(self, call: Call) -> Response:
        """POST joinOnlineMeeting."""
        given = await _with_query(call.request, set())
        self._allow(call)
        return await self._begin(call, read(JOIN, given))

    async def _begin(self, call: Call, said: dict[str, Any]) -> Response:
        invitation = await self.starting.begin(call.application, {"onlineMeetingUri": ADHOC} | said)
        location = call.application.href(invitation.natural)
        return Response(status_code=201, headers={"Location": location})

    async def invitation(self, call: Call) -> Response:
        """GET onlineMeetingInvitation."""
        found = call.application.invitations.get(call.found["invitation"])
        if found is None:
            raise RequestRefused("NotFound")
        return formats.written(call.request, invitation_resource(found, call.application))

    async def cancel(self, call: Call) -> Response:
        """POST cancel, with an empty body."""
        found = call.application.invitations.get(call.found["invitation"])
        if found is None:
            raise RequestRefused("NotFound")
        read({}, await formats.properties(call.request))
        self.starting.cancel(call.application, found)
        return Response(status_code=204)

    async def conversations(self, call: Call) -> Response:
        """GET conversations: the active ones, as links."""
        at = "communication/conversations?filter=active"
        told: dict[str, Any] = dict(links(self=call.application.href(at)))
        naturals = [talk.natural for talk in call.application.conversations.values()]
        if naturals:
            told["conversation"] = [link(call.application.href(each)) for each in naturals]
        return formats.written(call.request, {"rel": "conversations", "_links": told})

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
        if call.found["address"] != call.application.person.address:
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
        given = await _with_query(call.request, set())
        self._allow(call)
        made = self.scheduling.create(call.application, given)
        return self._tagged(call, made, self.deployment.scheduled_status)

    async def one(self, call: Call) -> Response:
        """GET myOnlineMeeting; 304 where the client has it already."""
        found = self.scheduling.find(call.application, call.found["meeting"])
        tag = f'"{found.etag}"'
        if call.request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return self._tagged(call, found)

    async def change(self, call: Call) -> Response:
        """PUT myOnlineMeeting."""
        found = self.scheduling.find(call.application, call.found["meeting"])
        given = await formats.properties(call.request)
        self.scheduling.change(found, given, call.request.headers.get("if-match", ""))
        return self._tagged(call, found)

    async def delete(self, call: Call) -> Response:
        """DELETE myOnlineMeeting."""
        found = self.scheduling.find(call.application, call.found["meeting"])
        self.scheduling.conferences.delete(found)
        return Response(status_code=204)

    async def extensions(self, call: Call) -> Response:
        """GET onlineMeetingExtensions."""
        found = self.scheduling.find(call.application, call.found["meeting"])
        return formats.written(call.request, extensions_resource(found, call.application))

    async def extension(self, call: Call) -> Response:
        """GET onlineMeetingExtension, which only a sealed link leads to."""
        found = self.scheduling.find(call.application, call.found["meeting"])
        return formats.written(call.request, extension_resource(found, call.application))

    def _tagged(self, call: Call, conference: Conference, status: int = 200) -> Response:
        resource = self.scheduling.shown(conference, call.application)
        response = formats.written(call.request, resource, status)
        response.headers["ETag"] = f'"{conference.etag}"'
        return response

    def _allow(self, call: Call) -> None:
        """Raise Refused unless the person may hold online meetings."""
        if not call.application.person.may_meet:
            raise RequestRefused("Forbidden")


async def _with_query(request: Request, links_own: set[str]) -> dict[str, Any]:
    """The input of *request*: the body's properties and the query's, but for the link's own."""
    given = await formats.properties(request)
    query = request.query_params.items()
    added = {name: value for name, value in query if name.lower() not in links_own}
    if {name.lower() for name in added} & {name.lower() for name in given}:
        raise RequestRefused("BadRequest")
    return {**added, **given}


def _talk(call: Call) -> ServedConversation:
    found = call.application.conversations.get(call.found["conversation"])
    if found is None:
        raise RequestRefused("NotFound")
    return found
