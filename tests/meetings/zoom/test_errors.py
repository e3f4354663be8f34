"""What Zoom's refusals mean, by status and code, and what the person reads."""

import pytest

from meetings.errors import (
    DailyLimit,
    MeetingError,
    NoSuchMeeting,
    NotAllowed,
    NotPossible,
    Owner,
    PermissionMissing,
    PolicyForbids,
    Rejected,
    ServiceBusy,
    SignInExpired,
)
from meetings.services.zoom.errors import (
    Misunderstood,
    OrganizationPermissionMissing,
    PersonUnknown,
    ServerFault,
    failure,
)
from tests.meetings.zoom import documents as doc
from tests.meetings.zoom.scripted_zoom import ANN, CREATE, ZOOM, scheduled, working_zoom

SCOPE = "meeting:write:meeting"
SECOND = "You have reached the maximum per-second rate limit for this API. Try again later."
DAY = (
    "You have reached the maximum daily rate limit for this API. Refer to the response header for "
    "details on when you can make another request."
)
HUNDRED = (
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted "
    "for this particular user."
)


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        (401, 124, "Invalid access token.", SignInExpired),
        (401, 124, "Access token is expired.", SignInExpired),
        (401, 4741, "The token has been revoked.", SignInExpired),
        (401, 4700, f"Invalid access token, does not contain scopes:[{SCOPE}].", PermissionMissing),
        (401, 4738, "Disabled by the account's administrator.", PolicyForbids),
        (404, 3001, "Meeting does not exist: 85746065432.", NoSuchMeeting),
        (404, 1001, "User does not exist: me.", SignInExpired),
        (400, 300, "Validation Failed.", Misunderstood),
        (400, 3000, "Cannot access webinar information.", Rejected),
        (400, 200, "Only available for paid account: AAAAAABBBB.", NotPossible),
        (400, 12702, "Can not access a meeting a year ago.", NotPossible),
        (400, 3161, "Your user account is not allowed meeting hosting.", PolicyForbids),
        (403, 2306, "Not allowed to view other users' data.", NotAllowed),
        (500, 1010, "Internal error.", ServerFault),
        (503, 0, "", ServerFault),
    ],
)
def test_a_status_and_a_code_have_their_meaning(status, code, message, kind):
    error = failure(doc.error(status, code, message), SCOPE)
    assert type(error) is kind


@pytest.mark.parametrize("text", ["Invalid Token", "Token is invalid", "", "トークン"])
def test_the_text_of_an_expired_token_does_not_matter(text):
    assert isinstance(failure(doc.error(401, 124, text), SCOPE), SignInExpired)


def test_the_missing_scopes_are_named_as_zoom_names_them():
    text = "Invalid access token, does not contain scopes:[meeting:read:meeting, user:read:user]."
    error = failure(doc.error(401, 4700, text), SCOPE)
    assert "meeting:read:meeting, user:read:user" in error.message
    assert error.owner is Owner.ADMINISTRATOR
    assert not error.spoils_account


def test_a_missing_scope_without_its_name_is_the_one_that_was_needed():
    assert SCOPE in failure(doc.error(401, 4700, "<b>no</b>"), SCOPE).message


def test_with_the_organizations_account_nobody_is_told_to_connect():
    for reply in (doc.error(401, 4700, "x"), doc.error(404, 1001, "User does not exist.")):
        error = failure(reply, f"{SCOPE}:admin", organization=True)
        assert isinstance(error, OrganizationPermissionMissing | PersonUnknown)
        assert "/meet connect" not in error.message


class TestTooMany:
    """The replies are dated 08:55 UTC."""

    def error(self, code: int, message: str, **headers: str) -> ServiceBusy:
        error = failure(doc.error(429, code, message, **headers), SCOPE)
        assert isinstance(error, ServiceBusy)
        return error

    def test_too_many_in_a_second_are_over_after_one(self):
        error = self.error(4001, SECOND)
        assert not isinstance(error, DailyLimit)
        assert error.retry_after == 1

    @pytest.mark.parametrize("message", [DAY, HUNDRED])
    def test_too_many_in_a_day_are_over_at_midnight_of_utc(self, message):
        error = self.error(429, message)
        assert isinstance(error, DailyLimit)
        assert error.retry_after == 15 * 3600 + 5 * 60

    @pytest.mark.parametrize(
        ("when", "seconds"),
        [
            ("2026-11-24T18:55:00Z", 36_000),
            ("7200", 7200),
            ("Tue, 24 Nov 2026 09:55:00 GMT", 3600),
            ("2026-12-31T00:00:00Z", 90_000),  # more than a day, which nothing of Zoom's is
            ("soon", 15 * 3600 + 5 * 60),
        ],
    )
    def test_zoom_says_when_there_are_more(self, when, seconds):
        error = self.error(429, DAY, Retry_After=when)
        assert isinstance(error, DailyLimit)
        assert error.retry_after == seconds

    def test_the_header_tells_the_kind_before_the_text_does(self):
        assert isinstance(self.error(429, "x", X_RateLimit_Type="Daily-limit"), DailyLimit)
        assert not isinstance(self.error(429, DAY, X_RateLimit_Type="QPS"), DailyLimit)


@pytest.mark.parametrize(
    "answer",
    [
        doc.error(503, 1010, "Service unavailable."),
        doc.reply(500, {"code": 300, "message": "Validation Failed."}),
        doc.reply(502),
        doc.reply(200, {"code": 0}),
        doc.reply(201, {"message": "half a meeting"}),
    ],
)
def test_what_is_no_clear_refusal_leaves_open_whether_a_meeting_was_made(answer):
    with pytest.raises((MeetingError, LookupError, ValueError)) as caught:
        working_zoom().on(CREATE, answer).play(ZOOM.create(scheduled(), ANN))
    assert getattr(caught.value, "outcome_unknown", True)


@pytest.mark.parametrize(
    "answer",
    [doc.error(400, 300, "Validation Failed."), doc.error(400, 3000, "You cannot schedule.")],
)
def test_a_clear_refusal_is_a_promise_that_none_was_made(answer):
    with pytest.raises(MeetingError) as caught:
        working_zoom().on(CREATE, answer).play(ZOOM.create(scheduled(), ANN))
    assert not caught.value.outcome_unknown


def test_a_token_in_the_text_of_an_error_is_not_passed_on():
    token = ANN.secrets["access_token"]
    zoom = working_zoom().on(CREATE, doc.error(400, 3000, f"No meeting for {token} here"))
    with pytest.raises(Rejected) as caught:
        zoom.play(ZOOM.create(scheduled(), ANN))
    assert token not in f"{caught.value}{caught.value.message}"
