"""The faults with which a conference center refuses, each with a text of its own."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Detail: TypeAlias = str | int | Sequence[str]

TEXTS: Mapping[str, str] = {
    "Client.Authentication": "The user ID, the password or the ticket is not valid.",
    "Client.Authorization": "You are not authorized to do this.",
    "Client.Authorization.BadPassword": "The password is wrong.",
    "Client.Authorization.BadPassword.Meeting": "The entry code of the meeting is wrong.",
    "Client.Authorization.BadPassword.Recording": "The key of the recording is wrong.",
    "Client.Authorization.NotAdministrator": "Only an administrator may do this.",
    "Client.Authorization.NotOrganizer": "Only an organizer may do this.",
    "Client.Authorization.NotOwner": "Only the owner may do this.",
    "Client.Authorization.NotOwner.PersonalPlace": "This personal place is somebody else's.",
    "Client.Authorization.NotOwnerOrAdministrator": "Neither the owner nor an administrator.",
    "Client.Authorization.NotOwnerOrAdministrator.Meeting": (
        "You are neither the owner of the meeting nor an administrator."
    ),
    "Client.BadData": "A field holds data that make no sense.",
    "Client.BadData.BadTimeZoneID": "There is no such time zone.",
    "Client.BadData.Expired": "This has expired.",
    "Client.BadData.Expired.URL": "This URL has expired.",
    "Client.BadData.NameInUse": "The name is in use.",
    "Client.BadData.NameInUse.Meeting": "Another meeting has this name.",
    "Client.BadData.NameInUse.Recording": "Another recording has this name.",
    "Client.BadData.NameInUse.UserID": "Another user has this ID.",
    "Client.BadData.NameInUse.GroupID": "Another group has this ID.",
    "Client.BadData.NoSuch": "There is no such thing.",
    "Client.BadData.NoSuch.File": "There is no such file.",
    "Client.BadData.NoSuch.Meeting": "There is no such meeting.",
    "Client.BadData.NoSuch.Recording": "There is no such recording.",
    "Client.BadData.NoSuch.URL": "There is no such URL.",
    "Client.BadData.NoSuch.UserOrGroup": "Unknown users.",
    "Client.BadMatch.Need0": "Something matches where nothing may.",
    "Client.BadMatch.Need0.Meeting": "There is a meeting in this personal place already.",
    "Client.BadMatch.Need1Got0": "Nothing matches the query.",
    "Client.BadMatch.Need1Got0.Meeting": "No meeting matches the query.",
    "Client.BadMatch.Need1Got0.Recording": "No recording matches the query.",
    "Client.BadMatch.Need1Got0.Recording.InFormat": "No recording in this format.",
    "Client.BadMatch.Need1GotMore": "The query matches more than one.",
    "Client.BadMatch.Need1GotMore.Meeting": "The query matches more than one meeting.",
    "Client.BadMatch.NeedNonZero": "Nothing matches the query, and something has to.",
    "Client.BadState": "It is in the wrong state for this.",
    "Client.BadState.Meeting": "The meeting is in the wrong state for this.",
    "Client.BadState.RemoveMissing": "User or group IDs being removed are not present.",
    "Client.BadSyntax": "The request is not well formed.",
    "Client.BadSyntax.BadCharacter": "A character is not allowed.",
    "Client.BadSyntax.BadCharacter.String": "A character is not allowed.",
    "Client.BadSyntax.BadCharacter.ItemInList": "A character is not allowed.",
    "Client.BadSyntax.BadCharacter.ItemInList.String": "A character is not allowed.",
    "Client.BadSyntax.NotAllowed": "This is not allowed here.",
    "Client.BadSyntax.NotAllowed.Field": "This field is not allowed here.",
    "Client.Meeting.Early": "The meeting is not yet open.",
    "Client.Meeting.Late": "The meeting is no longer open.",
    "Client.Meeting.Inactive": "The meeting is not active.",
    "Client.Meeting.NeedsRegistration": "The meeting asks for your company and your e-mail.",
    "Client.Meeting.RecurrencePattern.Invalid": "The recurrence pattern is not valid.",
    "Client.ResourceLimit.Meeting.Full": "The meeting is full.",
    "Client.ResourceLimit.Seats": "You requested more seats than a meeting may have.",
    "Client.ResourceLimit.Seats.Reserved": "You requested more seats than are available.",
    "Client.ServiceLimit": "The conference center has reached a limit.",
    "Client.ServiceLimit.ScheduledMaintenance": "The conference center is down at that time.",
    "Server": "The conference center has a problem.",
    "Server.OperationUnavailable": "This is not available.",
    "Server.OperationUnavailable.Disabled": "This is switched off.",
    "Server.OperationUnavailable.Disabled.Notifications": "Notifications are switched off.",
    "Server.OperationUnavailable.License": "There is no license for this.",
    "Server.OperationUnavailable.NotImplemented": "This is not implemented.",
    "Server.OperationUnavailable.NotImplemented.Meeting": "Such meetings are not implemented.",
    "Server.OperationUnavailable.NotImplemented.Meeting.Ongoing": (
        "A meeting has to have an end time in this conference center."
    ),
    "Server.OperationUnavailable.NotImplemented.Version": "This version is not supported.",
}


class ServedFault(Exception):
    """A refusal: its code, its text (the code's own unless given) and its details."""

    def __init__(self, code: str, text: str = "", **details: Detail) -> None:
        super().__init__(code)
        self.code = code
        self.text = text or TEXTS.get(code, "The request failed.")
        self.details = details


def malformed(field: str, why: str) -> ServedFault:
    """*field* is missing, there where it may not be, or not of its type."""
    return ServedFault("Client.BadSyntax", f"{field}: {why}", fieldName=field[:255])


def not_allowed(field: str) -> ServedFault:
    """*field* is not known here."""
    text = f"{field[:255]} is not allowed here"
    return ServedFault("Client.BadSyntax.NotAllowed.Field", text, fieldName=field[:255])


def senseless(field: str, why: str) -> ServedFault:
    """*field* is well formed, but its value is not possible."""
    return ServedFault("Client.BadData", f"{field}: {why}", fieldName=field)


def bad_character(field: str, character: str, value: str, index: int | None = None) -> ServedFault:
    """*value* holds a *character* that *field* may not; *index* counts in a list, from 0."""
    details: dict[str, Detail] = {
        "fieldName": field,
        "badCharacter": character,
        "stringValue": value[:1023],
    }
    kind = "String"
    if index is not None:
        kind, details["index"] = "ItemInList.String", index
    text = f"{field} must not contain '{character}'"
    return ServedFault(f"Client.BadSyntax.BadCharacter.{kind}", text, **details)


def unknown_people(field: str, ids: Sequence[str]) -> ServedFault:
    """*field* names users or groups that do not exist."""
    return ServedFault("Client.BadData.NoSuch.UserOrGroup", fieldName=field, ids=tuple(ids))
