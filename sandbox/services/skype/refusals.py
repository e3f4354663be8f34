"""The errors of UCWA: each documented row by its name, and the exception that carries one out.

Source: "Generic synchronous errors" and the tables of startOnlineMeeting and myOnlineMeetings.
"""

from collections.abc import Mapping
from typing import Any

ROWS: Mapping[str, tuple[int, str, str, str]] = {
    "BadRequest": (400, "BadRequest", "", "The request is malformed."),
    "DeserializationFailure": (
        *(400, "BadRequest", "DeserializationFailure"),
        "The request body could not be deserialized.",
    ),
    "ParameterValidationFailure": (
        *(400, "BadRequest", "ParameterValidationFailure"),
        "A parameter value is not valid.",
    ),
    "Forbidden": (403, "Forbidden", "", "The user is not allowed to do this."),
    "AnonymousNotAllowed": (403, "Forbidden", "AnonymousNotAllowed", "Sign in first."),
    "MobileApplicationNoLongerAllowed": (
        *(403, "Forbidden", "MobileApplicationNoLongerAllowed"),
        "A policy no longer allows this application.",
    ),
    "NotFound": (404, "NotFound", "", "The resource does not exist."),
    "ApplicationNotFound": (404, "NotFound", "ApplicationNotFound", "Application not found."),
    "APIVersionNotSupported": (
        *(404, "NotFound", "APIVersionNotSupported"),
        "Requested API version is not supported.",
    ),
    "DestinationNotFound": (404, "NotFound", "DestinationNotFound", "There is no such meeting."),
    "MethodNotAllowed": (
        *(405, "MethodNotAllowed", ""),
        "The requested HTTP method is not supported for this resource.",
    ),
    "NotAcceptable": (406, "NotAcceptable", "", "None of the accepted types can be given."),
    "ClientTimeout": (408, "ClientTimeout", "", "The request took too long to arrive."),
    "AlreadyExists": (
        *(409, "Conflict", "AlreadyExists"),
        "The requested resource already exists. Please wait and try again.",
    ),
    "TooManyGroups": (409, "Conflict", "TooManyGroups", "There are too many groups."),
    "None": (409, "Conflict", "None", "Un-supported Service/Resource/API error."),
    "TooManyOnlineMeetings": (
        *(409, "Conflict", "TooManyOnlineMeetings"),
        "The user has reached their online meeting limit.",
    ),
    "TooManyConversations": (
        *(409, "Conflict", "TooManyConversations"),
        "The user is in too many conversations.",
    ),
    "ThreadIdAlreadyExists": (
        *(409, "Conflict", "ThreadIdAlreadyExists"),
        "A conversation with this thread ID already exists.",
    ),
    "AnotherOperationPending": (
        *(409, "Conflict", "AnotherOperationPending"),
        "Another operation is pending.",
    ),
    "MakeMeAvailableRequired": (
        *(409, "Conflict", "MakeMeAvailableRequired"),
        "The user has to be made available first.",
    ),
    "PGetReplaced": (
        *(409, "Conflict", "PGetReplaced"),
        "The pending GET was replaced by a new one.",
    ),
    "TooManyApplications": (410, "Gone", "TooManyApplications", "There are too many applications."),
    "InactiveApplicationExpired": (
        *(410, "Gone", "InactiveApplicationExpired"),
        "An inactive application expired.",
    ),
    "UserAgentNotAllowed": (410, "Gone", "UserAgentNotAllowed", "This client is not allowed."),
    "CannotRedirect": (410, "Gone", "CannotRedirect", "No backup pool is configured."),
    "PreconditionFailed": (
        *(412, "PreconditionFailed", ""),
        "An If-Match precondition was not met.",
    ),
    "EntityTooLarge": (413, "EntityTooLarge", "", "The request is too large."),
    "UnsupportedMediaType": (
        *(415, "UnsupportedMediaType", ""),
        "The content-type is not supported.",
    ),
    "PreconditionRequired": (
        *(428, "PreconditionRequired", ""),
        "The operation requires an If-Match precondition.",
    ),
    "TooManyRequests": (429, "TooManyRequests", "", "Too many requests."),
    "ServiceFailure": (500, "ServiceFailure", "", "The service failed."),
    "CallbackChannelError": (
        *(500, "ServiceFailure", "CallbackChannelError"),
        "The remote event channel is not reachable.",
    ),
    "InvalidExchangeServerVersion": (
        *(500, "ServiceFailure", "InvalidExchangeServerVersion"),
        "Invalid exchange server version.",
    ),
    "ExchangeTimeout": (
        *(500, "ExchangeServiceFailure", "ExchangeTimeout"),
        "The Exchange server did not answer.",
    ),
    "ServiceUnavailable": (503, "ServiceUnavailable", "", "Service unavailable."),
    "Timeout": (504, "Timeout", "", "Service timeout."),
}


class RequestRefused(Exception):
    """The server says no, by the row *name*; *parameters* names what was not valid, and why."""

    def __init__(
        self,
        name: str,
        parameters: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name)
        self.status, self._code, self._subcode, self._message = ROWS[name]
        self._parameters = parameters
        self.headers = dict(headers or {})

    @property
    def reason(self) -> dict[str, Any]:
        """The body: code, subcode where there is one, message, parameters where there are any."""
        body: dict[str, Any] = {"code": self._code}
        if self._subcode:
            body["subcode"] = self._subcode
        body["message"] = self._message
        if self._parameters:
            body["parameters"] = dict(self._parameters)
        return body


class Unreached(Exception):
    """The request never reaches the service: a web server or proxy in front answers with a page."""

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        super().__init__(f"status {status} from in front")
        self.status, self.headers = status, dict(headers)


def invalid(**parameters: str) -> RequestRefused:
    """A 400 that names what is wrong with which parameter."""
    return RequestRefused("ParameterValidationFailure", parameters)
