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
)
from sandbox.services.live_meeting.faults import ServedFault
from sandbox.services.live_meeting.people import Role
from sandbox.services.live_meeting.reading import Call

_REFUSALS = {
    Role.ORGANIZER: "Client.Authorization.NotOrganizer",
    Role.ADMINISTRATOR: "Client.Authorization.NotAdministrator",
}


@dataclass(frozen=True, slots=True)
class ServedOperation:
    """What is done, by whom at least; *also* checks what only some may ask."""

    least: Role
    act: Callable[[Call], _Element]
    also: Callable[[Call], None] | None = None


OPERATIONS: Mapping[str, ServedOperation] = {
    "CreateMeeting": ServedOperation(Role.ORGANIZER, creating.create),
    "ListMeetings": ServedOperation(Role.ORGANIZER, listing.list_meetings, listing.check_role),
    "ModifyMeeting": ServedOperation(Role.ORGANIZER, changing.modify),
    "DeleteMeeting": ServedOperation(Role.ORGANIZER, changing.delete, changing.check_role),
    "RestoreMeeting": ServedOperation(Role.ADMINISTRATOR, changing.restore),
    "ListVisitors": ServedOperation(Role.ORGANIZER, attendance.list_visitors),
    "ListConnectedVisitors": ServedOperation(Role.ORGANIZER, attendance.list_connected_visitors),
    "ListPolls": ServedOperation(Role.ORGANIZER, attendance.list_polls),
    "ListTimeZones": ServedOperation(Role.MEMBER, timezones.list_time_zones),
    "GetUserProfile": ServedOperation(Role.ORGANIZER, accounts.profile),
    "GetUserProfile7": ServedOperation(Role.ORGANIZER, accounts.profile7),
    "CreateTicket": ServedOperation(Role.ADMINISTRATOR, accounts.create_ticket),
    "GetUser": ServedOperation(Role.ADMINISTRATOR, accounts.get_user),
    "GetUser7": ServedOperation(Role.ADMINISTRATOR, accounts.get_user7),
    "ListUsers": ServedOperation(Role.ADMINISTRATOR, accounts.list_users),
    "CreateUser": ServedOperation(Role.ADMINISTRATOR, accounts.create_user),
    "ModifyUser": ServedOperation(Role.ADMINISTRATOR, accounts.modify_user),
    "GetConferencingServiceData": ServedOperation(Role.MEMBER, center_data.data),
    "GetConferencingServiceData7": ServedOperation(Role.MEMBER, center_data.data7),
    "GetServiceUnavailableTimes": ServedOperation(Role.ORGANIZER, center_data.unavailable_times),
    "GetURL": ServedOperation(Role.ORGANIZER, center_data.get_url),
}


def operation_name(element: _Element) -> str:
    """What a request element asks for, such as ``CreateMeeting``; empty if it is no request."""
    name, request, rest = str(element.tag).rpartition("Request")
    return name if request and not rest else ""


def perform(call: Call) -> _Element:
    """Do what *call* asks; gives the reply element. Raises ServedFault."""
    operation = OPERATIONS.get(operation_name(call.element))
    if operation is None:
        raise ServedFault("Server.OperationUnavailable.NotImplemented")
    if call.caller.role < operation.least:
        raise ServedFault(_REFUSALS[operation.least])
    _check_owned_only(call)
    if operation.also is not None:
        operation.also(call)
    return operation.act(call)


def _check_owned_only(call: Call) -> None:
    owned_only = any(child.get("ownedOnly") is not None for child in call.element)
    if owned_only and not call.administrator:
        raise ServedFault("Client.Authorization.NotAdministrator")
