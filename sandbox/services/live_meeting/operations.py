"""The operations by name: who may call each, and what does it.

The order of the checks: envelope, credentials, operation, role, then what the operation checks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from sandbox.services.live_meeting import (
    accounts,
    attendance,
    center_data,
    changing,
    creating,
    listing,
    timezones,
    users,
)
from sandbox.services.live_meeting.faults import Fault
from sandbox.services.live_meeting.people import Role
from sandbox.services.live_meeting.reading import Call

_REFUSALS = {
    Role.ORGANIZER: "Client.Authorization.NotOrganizer",
    Role.ADMINISTRATOR: "Client.Authorization.NotAdministrator",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What is done, by whom at least; *also* checks what only some may ask."""

    least: Role
    act: Callable[[Call], _Element]
    also: Callable[[Call], None] | None = None


OPERATIONS: Mapping[str, Operation] = {
    "CreateMeeting": Operation(Role.ORGANIZER, creating.create),
    "ListMeetings": Operation(Role.ORGANIZER, listing.list_meetings, listing.check_role),
    "ModifyMeeting": Operation(Role.ORGANIZER, changing.modify),
    "DeleteMeeting": Operation(Role.ORGANIZER, changing.delete, changing.check_role),
    "RestoreMeeting": Operation(Role.ADMINISTRATOR, changing.restore),
    "ListVisitors": Operation(Role.ORGANIZER, attendance.list_visitors),
    "ListConnectedVisitors": Operation(Role.ORGANIZER, attendance.list_connected_visitors),
    "ListPolls": Operation(Role.ORGANIZER, attendance.list_polls),
    "ListTimeZones": Operation(Role.MEMBER, timezones.list_time_zones),
    "GetUserProfile": Operation(Role.ORGANIZER, accounts.profile),
    "GetUserProfile7": Operation(Role.ORGANIZER, accounts.profile7),
    "CreateTicket": Operation(Role.ADMINISTRATOR, accounts.create_ticket),
    "GetUser": Operation(Role.ADMINISTRATOR, users.get),
    "GetUser7": Operation(Role.ADMINISTRATOR, users.get7),
    "ListUsers": Operation(Role.ADMINISTRATOR, users.list_users),
    "CreateUser": Operation(Role.ADMINISTRATOR, users.create),
    "ModifyUser": Operation(Role.ADMINISTRATOR, users.modify),
    "GetConferencingServiceData": Operation(Role.MEMBER, center_data.data),
    "GetConferencingServiceData7": Operation(Role.MEMBER, center_data.data7),
    "GetServiceUnavailableTimes": Operation(Role.ORGANIZER, center_data.unavailable_times),
    "GetURL": Operation(Role.ORGANIZER, center_data.get_url),
}


def operation_name(element: _Element) -> str:
    """What a request element asks for, such as ``CreateMeeting``; empty if it is no request."""
    name, request, rest = str(element.tag).rpartition("Request")
    return name if request and not rest else ""


def perform(call: Call) -> _Element:
    """Do what *call* asks; gives the reply element. Raises Fault."""
    operation = OPERATIONS.get(operation_name(call.element))
    if operation is None:
        raise Fault("Server.OperationUnavailable.NotImplemented")
    if call.caller.role < operation.least:
        raise Fault(_REFUSALS[operation.least])
    _check_owned_only(call)
    if operation.also is not None:
        operation.also(call)
    return operation.act(call)


def _check_owned_only(call: Call) -> None:
    asked = any(child.get("ownedOnly") is not None for child in call.element)
    if asked and not call.administrator:
        raise Fault("Client.Authorization.NotAdministrator")
