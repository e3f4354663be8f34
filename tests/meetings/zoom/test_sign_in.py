"""Signing in at Zoom, staying signed in, and taking it back."""

import base64
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from meetings.abilities import Revokes, SignsInByConsent
from meetings.errors import (
    AppRefused,
    DailyLimit,
    MeetingError,
    NotPossible,
    PermissionMissing,
    ServiceBusy,
    ServiceUnreachable,
    SignInExpired,
    SignInRefused,
    UnexpectedReply,
)
from meetings.model import Credentials
from meetings.service import AccountKind, AuthorizationCode
from meetings.services.zoom import Zoom, check_options
from meetings.services.zoom.errors import AccountIdRefused, CodeRefused, ServerFault
from tests.meetings.zoom import documents as doc
from tests.meetings.zoom.scripted_zoom import (
    ANN,
    COMPANY,
    OPTIONS,
    TOKEN,
    ZOOM,
    ScriptedZoom,
    new_meeting,
    working_zoom,
)

BACK = "https://bot.example.org/oauth/zoom"
CODE = AuthorizationCode(code="canary-code", verifier="canary-verifier", redirect_uri=BACK)
LOST = ServiceUnreachable("Zoom", "no answer")
DEAD = doc.token_error(400, "invalid_grant", "Invalid Token!")
SIGNED_IN_AT = datetime(2026, 11, 24, 8, 55, tzinfo=UTC)


class TestWithConsent:
    def test_the_browser_is_sent_to_zoom_with_the_apps_id_and_no_scope(self) -> None:
        consent = ZOOM.info.consent
        assert consent is not None
        assert consent.authorize_url == "https://zoom.us/oauth/authorize"
        assert consent.parameters == {"client_id": "the-client-id"}
        assert isinstance(ZOOM, SignsInByConsent)

    def test_a_code_becomes_tokens_of_a_person_who_is_named(self) -> None:
        zoom = working_zoom()
        credentials = zoom.play(ZOOM.redeem(CODE))
        assert zoom.names == [TOKEN, "GET /users/me"]
        assert zoom.forms(TOKEN) == [
            {
                "grant_type": "authorization_code",
                "code": "canary-code",
                "redirect_uri": BACK,
                "code_verifier": "canary-verifier",
            }
        ]
        basic = base64.b64encode(b"the-client-id:the-client-secret").decode()
        assert zoom.requests[0].headers["authorization"] == f"Basic {basic}"
        assert zoom.requests[1].headers["authorization"] == f"Bearer {doc.TOKEN['access_token']}"
        assert (credentials.facts["account"], credentials.facts["id"]) == (
            "ann@example.com",
            doc.ANN,
        )
        assert credentials.expires_at == SIGNED_IN_AT + timedelta(seconds=3599)
        assert credentials.secrets["refresh_token"] == doc.TOKEN["refresh_token"]

    def test_what_is_kept_shows_no_secret(self) -> None:
        credentials = working_zoom().play(ZOOM.redeem(CODE))
        shown = repr(credentials) + repr(CODE) + "".join(credentials.facts.values())
        for secret in (*credentials.secrets.values(), "canary-code", "canary-verifier"):
            assert secret not in shown

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (doc.token_error(400, "invalid_grant", "Invalid authorization code"), CodeRefused),
            (doc.token_error(401, "invalid_client"), AppRefused),
            (doc.token_error(400, "invalid_client"), AppRefused),
            (doc.error(400, 4709, "Redirect URI mismatch."), AppRefused),
            (doc.error(401, 4702, "Invalid client."), AppRefused),
            (doc.token_error(400, "invalid_request"), UnexpectedReply),
            (doc.error(429, 429, "slow down", retry_after="2"), ServiceBusy),
            (doc.reply(503, {"code": 503, "message": "down"}), ServerFault),
            (doc.reply(200, {"ok": True}), KeyError),
            (doc.reply(302, None, location="https://evil.example"), UnexpectedReply),
        ],
    )
    def test_a_refusal_is_told_apart_and_the_code_sent_once(self, answer, kind) -> None:
        zoom = working_zoom().on(TOKEN, answer)
        with pytest.raises(kind) as caught:
            zoom.play(ZOOM.redeem(CODE))
        assert zoom.names == [TOKEN]
        assert "canary" not in str(caught.value)

    def test_a_lost_answer_to_the_code_is_not_repeated(self) -> None:
        zoom = working_zoom().on(TOKEN, LOST)
        with pytest.raises(ServiceUnreachable):
            zoom.play(ZOOM.redeem(CODE))
        assert zoom.names == [TOKEN]

    def test_a_missing_scope_is_the_administrators_to_add(self) -> None:
        message = "Invalid access token, does not contain scopes:[user:read:user]."
        zoom = working_zoom().on("GET /users/me", doc.error(401, 4700, message))
        with pytest.raises(PermissionMissing, match="user:read:user"):
            zoom.play(ZOOM.redeem(CODE))

    def test_the_sentence_for_an_old_code_names_no_password(self) -> None:
        message = CodeRefused("Zoom", name="zoom").message
        assert "password" not in message
        assert "`/meet connect zoom`" in message

    def test_there_is_no_form(self) -> None:
        assert not ZOOM.info.questions
        with pytest.raises(NotPossible):
            ScriptedZoom().play(ZOOM.connect({}))


class TestRenewing:
    def test_a_refresh_token_is_used_once_and_the_new_one_kept(self) -> None:
        zoom = working_zoom().on(TOKEN, doc.token(refresh_token="new", access_token="fresh"))
        renewed = zoom.play(ZOOM.renew(ANN))
        assert zoom.forms(TOKEN) == [
            {"grant_type": "refresh_token", "refresh_token": "canary-refresh"}
        ]
        assert renewed.secrets == {"access_token": "fresh", "refresh_token": "new"}
        assert renewed.facts == ANN.facts
        assert renewed.expires_at == SIGNED_IN_AT + timedelta(seconds=3599)

    @pytest.mark.parametrize("lost", [LOST, httpx.ReadTimeout("silence")])
    def test_a_lost_answer_is_asked_for_once_more(self, lost) -> None:
        zoom = working_zoom().on(TOKEN, lost, doc.token(access_token="fresh"))
        assert zoom.play(ZOOM.renew(ANN)).secrets["access_token"] == "fresh"
        assert zoom.names == [TOKEN, TOKEN]

    def test_and_no_more_than_once(self) -> None:
        zoom = working_zoom().on(TOKEN, LOST)
        with pytest.raises(ServiceUnreachable):
            zoom.play(ZOOM.renew(ANN))
        assert zoom.names == [TOKEN, TOKEN]

    def test_what_never_left_is_not_repeated(self) -> None:
        zoom = working_zoom().on(TOKEN, ServiceUnreachable("Zoom", "no route", sent=False))
        with pytest.raises(ServiceUnreachable):
            zoom.play(ZOOM.renew(ANN))
        assert zoom.names == [TOKEN]

    @pytest.mark.parametrize("answers", [[DEAD], [LOST, DEAD]], ids=["at once", "after it"])
    def test_a_dead_refresh_token_wants_a_new_sign_in(self, answers) -> None:
        zoom = working_zoom().on(TOKEN, *answers)
        with pytest.raises(SignInExpired) as caught:
            zoom.play(ZOOM.renew(ANN))
        assert zoom.names == [TOKEN] * len(answers)
        assert caught.value.spoils_account

    @pytest.mark.parametrize("status", [400, 401])
    def test_a_wrong_app_is_not_the_persons_fault(self, status) -> None:
        zoom = working_zoom().on(TOKEN, doc.token_error(status, "invalid_client"))
        with pytest.raises(AppRefused) as caught:
            zoom.play(ZOOM.renew(ANN))
        assert not caught.value.spoils_account
        assert "administrator" in caught.value.message

    def test_no_refresh_token_is_no_request(self) -> None:
        with pytest.raises(SignInExpired):
            ScriptedZoom().play(ZOOM.renew(Credentials(secrets={"access_token": "x"})))

    @pytest.mark.parametrize("life", [None, -1, 10**12, "3599", 1.5])
    def test_an_odd_life_costs_no_token(self, life) -> None:
        renewed = working_zoom().on(TOKEN, doc.token(expires_in=life)).play(ZOOM.renew(ANN))
        assert renewed.expires_at is None
        assert renewed.secrets["refresh_token"] == doc.TOKEN["refresh_token"]

    def test_a_server_without_a_clock_costs_no_token_either(self) -> None:
        answer = httpx.Response(200, json=dict(doc.TOKEN))
        assert working_zoom().on(TOKEN, answer).play(ZOOM.renew(ANN)).expires_at is None


class TestTheOrganizations:
    def test_its_kind_is_the_organizations_and_nobody_signs_in(self) -> None:
        assert COMPANY.info.account is AccountKind.ORGANIZATION
        assert not COMPANY.info.needs_sign_in
        assert COMPANY.info.consent is None
        assert ZOOM.info.account is AccountKind.PERSONAL

    @pytest.mark.parametrize("ask", ["connect", "renew"])
    def test_its_token_comes_from_the_settings(self, ask) -> None:
        answer = {name: doc.TOKEN[name] for name in doc.TOKEN if name != "refresh_token"}
        zoom = working_zoom().on(TOKEN, doc.reply(200, answer))
        exchange = COMPANY.connect({}) if ask == "connect" else COMPANY.renew(ANN)
        credentials = zoom.play(exchange)
        assert zoom.forms(TOKEN) == [
            {"grant_type": "account_credentials", "account_id": "AAAAAABBBB"}
        ]
        assert dict(credentials.secrets) == {"access_token": doc.TOKEN["access_token"]}
        assert credentials.expires_at == SIGNED_IN_AT + timedelta(seconds=3599)

    def test_a_wrong_account_id_names_the_setting(self) -> None:
        zoom = working_zoom().on(TOKEN, doc.token_error(400, "invalid_request"))
        with pytest.raises(AccountIdRefused) as caught:
            zoom.play(COMPANY.connect({}))
        assert isinstance(caught.value, AppRefused)
        assert "PARLEY_ZOOM__ACCOUNT_ID" in caught.value.message


class TestWhereTokensGo:
    """The reply's ``api_url`` is followed only to where the administrator would expect it."""

    @pytest.mark.parametrize(
        ("told", "called"),
        [
            ("https://api.zoom.us", "https://api.zoom.us/v2/"),
            ("https://api-us02.zoom.us", "https://api-us02.zoom.us/v2/"),
            ("https://api-us02.zoom.us/v2", "https://api-us02.zoom.us/v2/"),
            ("https://api.zoom.us.evil.example", "https://api.zoom.us/v2/"),
            ("https://evilzoom.us", "https://api.zoom.us/v2/"),
            ("https://evil.example", "https://api.zoom.us/v2/"),
            ("http://api.zoom.us", "https://api.zoom.us/v2/"),
            ("https://zoom.us@evil.example", "https://api.zoom.us/v2/"),
            ("https://api.zoom.us/?x=", "https://api.zoom.us/v2/"),
            ("https://evil.example\\.zoom.us", "https://api.zoom.us/v2/"),
            ("//api.zoom.us", "https://api.zoom.us/v2/"),
            (None, "https://api.zoom.us/v2/"),
            (7, "https://api.zoom.us/v2/"),
        ],
    )
    def test_of_zooms_own_hosts(self, told, called) -> None:
        assert self._called(ZOOM, told).startswith(called)

    @pytest.mark.parametrize(
        ("told", "called"),
        [
            ("http://127.0.0.1:8800", "http://127.0.0.1:8800/v2/"),
            ("http://127.0.0.1:8801/zoom", "http://127.0.0.1:8801/zoom/v2/"),
            ("https://api.zoom.us", "http://127.0.0.1:8800/v2/"),
            ("http://127.0.0.2:8800", "http://127.0.0.1:8800/v2/"),
        ],
    )
    def test_of_a_stand_in_for_zoom(self, told, called) -> None:
        stand_in = Zoom({**OPTIONS, "api_url": "http://127.0.0.1:8800/v2"})
        assert self._called(stand_in, told).startswith(called)

    def _called(self, service: Zoom, told: object) -> str:
        credentials = working_zoom().on(TOKEN, doc.token(api_url=told)).play(service.renew(ANN))
        request = next(service.create(new_meeting(), credentials))
        assert isinstance(request, httpx.Request)
        return str(request.url)


class TestRevoking:
    def test_the_token_is_taken_back(self) -> None:
        zoom = working_zoom()
        zoom.play(ZOOM.revoke(ANN))
        assert zoom.forms("POST oauth/revoke") == [{"token": "canary-access"}]
        assert isinstance(ZOOM, Revokes)

    def test_where_the_access_token_is_over_the_other_one_is(self) -> None:
        refused = doc.token_error(400, "invalid_request", "Invalid Token!")
        revoked = doc.reply(200, {"status": "success"})
        zoom = working_zoom().on("POST oauth/revoke", refused, revoked)
        zoom.play(ZOOM.revoke(ANN))
        assert [form["token"] for form in zoom.forms("POST oauth/revoke")] == [
            "canary-access",
            "canary-refresh",
        ]

    def test_tokens_that_are_worthless_already_are_no_error(self) -> None:
        refused = doc.token_error(400, "invalid_grant", "Invalid Token!")
        assert working_zoom().on("POST oauth/revoke", refused).play(ZOOM.revoke(ANN)) is None

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (doc.token_error(401, "invalid_client"), AppRefused),
            (doc.reply(503), ServerFault),
            (doc.reply(404), UnexpectedReply),
        ],
    )
    def test_but_what_was_not_done_is_said(self, answer, kind) -> None:
        with pytest.raises(kind):
            working_zoom().on("POST oauth/revoke", answer).play(ZOOM.revoke(ANN))

    def test_its_address_is_beside_the_tokens_or_as_it_is_set(self) -> None:
        beside = Zoom({**OPTIONS, "token_url": "https://zoom.us/x/oauth/token"})
        elsewhere = Zoom({**OPTIONS, "revoke_url": "https://zoom.us/take/back"})
        assert str(next(beside.revoke(ANN)).url) == "https://zoom.us/x/oauth/revoke"
        assert str(next(elsewhere.revoke(ANN)).url) == "https://zoom.us/take/back"


class TestSettings:
    def test_what_is_needed_is_enough(self) -> None:
        assert check_options(OPTIONS) == []

    @pytest.mark.parametrize(
        ("option", "value"),
        [
            ("client_secret", ""),
            ("client_secret", "two words"),
            ("client_id", "a:b"),
            ("account_id", "x" * 300),
            ("webhook_secret", "naïve"),
            ("api_url", "https://api.zoom.us"),
            ("api_url", "https://api.zoom.us/?x=/v2"),
            ("token_url", "https://zoom.us/oauth/token#x"),
        ],
    )
    def test_what_is_wrong_is_named_without_its_value(self, option, value) -> None:
        problems = check_options({**OPTIONS, option: value})
        assert len(problems) == 1
        assert f"PARLEY_ZOOM__{option.upper()}" in problems[0]
        assert not value or value not in problems[0]

    def test_no_secret_is_shown(self) -> None:
        assert "the-client-secret" not in repr(ZOOM) + repr(ZOOM.info) + repr(vars(ZOOM))


def test_a_day_long_limit_of_tokens_is_one() -> None:
    answer = doc.error(429, 429, "x", x_ratelimit_type="Daily-limit")
    with pytest.raises(DailyLimit) as caught:
        working_zoom().on(TOKEN, answer).play(ZOOM.renew(ANN))
    assert isinstance(caught.value, MeetingError)
    assert caught.value.retry_after == 15 * 3600 + 5 * 60
    assert not isinstance(caught.value, SignInRefused)
