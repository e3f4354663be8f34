"""Zoom's refusals: the frame of the API, with a number and a message, and that of the sign-in.

Source: reference, sections 2.2 and 2.5. ASSUMED: the frames of 404 and 405 for what is no call, the
415, the texts about the sign-in codes, and the code of the daily 429.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response


class ApiRefused(Exception):
    """A call of the API is refused, with HTTP *status*, Zoom's own *code*, and a *message*."""

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code, self.message = status, code, message
        self.errors, self.headers = tuple(errors), dict(headers or {})

    def response(self) -> Response:
        """The answer."""
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.errors:
            body["errors"] = [dict(error) for error in self.errors]
        return JSONResponse(body, self.status, self.headers)


class SignInFault(Exception):
    """The token endpoint refuses: *error* is OAuth's word, *reason* Zoom's sentence."""

    def __init__(self, status: int, error: str, reason: str) -> None:
        super().__init__(f"{status} {error}")
        self.status, self.error, self.reason = status, error, reason

    def response(self) -> Response:
        """The answer."""
        return JSONResponse({"reason": self.reason, "error": self.error}, self.status)


def no_meeting(meeting: object) -> ApiRefused:
    """There is no such meeting, or it is another host's (ASSUMED that the two look alike)."""
    return ApiRefused(404, 3001, f"Meeting does not exist: {meeting}.")


def no_user(user: str) -> ApiRefused:
    """There is no such user in the account."""
    return ApiRefused(404, 1001, f"User does not exist: {user}.")


def bad_parameter(name: str) -> ApiRefused:
    """A parameter of the query is not valid."""
    return ApiRefused(400, 300, f"Invalid parameter: {name}.")


def not_valid(errors: Sequence[Mapping[str, str]]) -> ApiRefused:
    """Fields of the body are not valid; each error names its field."""
    return ApiRefused(400, 300, "Validation Failed.", errors=errors)


def bad_field(field: str, message: str = "Invalid field.") -> ApiRefused:
    """One field of the body is not valid."""
    return not_valid([{"field": field, "message": message}])


def no_token(message: str = "Invalid access token.") -> ApiRefused:
    """The access token is none of ours, or has run out."""
    return ApiRefused(401, 124, message)


def lacks_scope(scope: str) -> ApiRefused:
    """The token was not granted *scope*."""
    return ApiRefused(401, 4700, f"Invalid access token, does not contain scopes:[{scope}].")


def invalid_grant(reason: str = "Invalid Token!") -> SignInFault:
    """A code or a refresh token that does not serve."""
    return SignInFault(400, "invalid_grant", reason)


def invalid_request(reason: str = "Bad request") -> SignInFault:
    """Something is missing or not in place."""
    return SignInFault(400, "invalid_request", reason)


def invalid_client() -> SignInFault:
    """The app's own id or secret is wrong, or was not sent as Basic (status ASSUMED)."""
    return SignInFault(401, "invalid_client", "Invalid client_id or client_secret")
