"""Consent, codes, tokens that rotate and run out, and the organization's account."""

import base64
from urllib.parse import urlencode

import httpx
import pytest

from sandbox.services.zoom import CONTOSO_ID, FABRIKAM_ID
from sandbox.slack.cast import EVERYBODY
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.visitor import (
    ADA,
    ANA,
    REDIRECT,
    VERIFIER,
    ZoomVisitor,
    refusal,
    sent_back,
)

MINUTE, DAY = 60, 86_400
DEAD = (400, {"reason": "Invalid Token!", "error": "invalid_grant"})


def answer(reply: httpx.Response) -> tuple[int, object]:
    return reply.status_code, reply.json()


def fault(reply: httpx.Response) -> tuple[int, str]:
    assert set(reply.json()) == {"reason", "error"}
    return reply.status_code, reply.json()["error"]


async def test_the_reply_is_the_documented_one(visitor: ZoomVisitor) -> None:
    tokens = await visitor.sign_in()
    assert set(tokens) == {
        *("access_token", "token_type", "refresh_token", "expires_in", "scope", "api_url"),
    }
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 3599)
    assert tokens["api_url"] == visitor.url
    assert "meeting:write:meeting" in tokens["scope"].split()
    me = (await visitor.ask("GET", "users/me")).json()
    assert (me["email"], me["account_id"], me["type"]) == (ADA, CONTOSO_ID, 2)


class TestConsent:
    async def test_the_page_has_people_and_two_buttons(self, visitor: ZoomVisitor) -> None:
        page = await visitor.http.get(f"{visitor.url}/oauth/authorize", params=visitor.query())
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        for part in (ADA, ANA, 'value="allow"', 'value="deny"', 'method="post"'):
            assert part in page.text

    async def test_a_denial_and_the_state_go_back(self, visitor: ZoomVisitor) -> None:
        back = sent_back(await visitor.decide("deny"))
        assert back == {"error": "access_denied", "state": "a state & more"}
        back = sent_back(await visitor.decide("allow"))
        assert back["state"] == "a state & more"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"client_id": "somebody-else"},
            {"redirect_uri": "https://evil.example/oauth/zoom"},
            {"redirect_uri": "http://bot.example.org/oauth/zoom"},
            {"redirect_uri": REDIRECT + "/more"},
        ],
    )
    async def test_an_unknown_app_or_address_is_a_page(
        self, visitor: ZoomVisitor, wrong: dict[str, str]
    ) -> None:
        for reply in (
            await visitor.decide("allow", **wrong),
            await visitor.http.get(f"{visitor.url}/oauth/authorize", params=visitor.query(**wrong)),
        ):
            assert reply.status_code == 400
            assert "location" not in reply.headers
            assert reply.headers["content-type"].startswith("text/html")

    async def test_the_organizations_app_has_no_consent(self, visitor: ZoomVisitor) -> None:
        client_id = visitor.zoom.people.organization_app.client_id
        assert (await visitor.decide("allow", client_id=client_id)).status_code == 400

    async def test_a_hint_and_a_denial_in_the_query_need_no_page(
        self, visitor: ZoomVisitor
    ) -> None:
        address = f"{visitor.url}/oauth/authorize"
        reply = await visitor.http.get(address, params=visitor.query(login_hint=ANA))
        tokens = (await visitor.exchange(sent_back(reply)["code"])).json()
        visitor.token = tokens["access_token"]
        assert (await visitor.ask("GET", "users/me")).json()["email"] == ANA
        reply = await visitor.http.get(address, params=visitor.query(deny="1"))
        assert sent_back(reply)["error"] == "access_denied"

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"code_challenge_method": "S512"}, "invalid_request"),
            ({"code_challenge": ""}, "invalid_request"),
        ],
    )
    async def test_a_query_that_is_not_right_goes_back(
        self, visitor: ZoomVisitor, wrong: dict[str, str], error: str
    ) -> None:
        assert sent_back(await visitor.decide("allow", **wrong))["error"] == error

    async def test_registered_addresses_are_exact(self, visitor: ZoomVisitor) -> None:
        visitor.zoom.misbehave(do="app", redirect_uris=["https://elsewhere.example/cb"])
        assert (await visitor.decide("allow")).status_code == 400
        reply = await visitor.decide("allow", redirect_uri="https://elsewhere.example/cb")
        assert reply.status_code == 302


class TestCodes:
    async def test_a_code_serves_once(self, visitor: ZoomVisitor) -> None:
        code = await visitor.code()
        assert (await visitor.exchange(code)).status_code == 200
        assert fault(await visitor.exchange(code)) == (400, "invalid_grant")

    async def test_a_code_lives_five_minutes(
        self, visitor: ZoomVisitor, clock: StoppedClock
    ) -> None:
        first, second = await visitor.code(), await visitor.code()
        clock.advance(299)
        assert (await visitor.exchange(first)).status_code == 200
        clock.advance(1)
        assert fault(await visitor.exchange(second)) == (400, "invalid_grant")

    @pytest.mark.parametrize("verifier", ["another-verifier", "", VERIFIER + "x"])
    async def test_the_verifier_has_to_fit(self, visitor: ZoomVisitor, verifier: str) -> None:
        code = await visitor.code()
        reply = await visitor.exchange(code, code_verifier=verifier)
        assert fault(reply) == (400, "invalid_grant")

    async def test_without_a_challenge_there_is_no_verifier(self, visitor: ZoomVisitor) -> None:
        nothing = {"code_challenge": "", "code_challenge_method": ""}
        code = await visitor.code(**nothing)
        assert (await visitor.exchange(code)).status_code == 400
        code = await visitor.code(**nothing)
        assert (await visitor.exchange(code, code_verifier="")).status_code == 200

    async def test_the_address_has_to_be_the_same(self, visitor: ZoomVisitor) -> None:
        reply = await visitor.exchange(await visitor.code(), redirect_uri=REDIRECT + "/")
        assert reply.status_code == 400
        assert "Redirect URI" in reply.json()["reason"]


class TestTokenEndpoint:
    async def test_the_app_is_known_by_basic_only(self, visitor: ZoomVisitor) -> None:
        app, address = visitor.app, f"{visitor.url}/oauth/token"
        form = {"grant_type": "refresh_token", "refresh_token": "x"}
        secrets = {"client_id": app.client_id, "client_secret": app.client_secret}
        reply = await visitor.http.post(address, data=form | secrets)
        assert fault(reply) == (401, "invalid_client")
        encoded = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
        other = {"Authorization": f"Bearer {encoded}"}
        reply = await visitor.http.post(address, data=form, headers=other)
        assert fault(reply) == (401, "invalid_client")
        for auth in ((app.client_id, "wrong"), ("wrong", app.client_secret)):
            reply = await visitor.http.post(address, data=form, auth=auth)
            assert fault(reply) == (401, "invalid_client")

    async def test_a_form_is_needed(self, visitor: ZoomVisitor) -> None:
        tokens = await visitor.sign_in()
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        auth = (visitor.app.client_id, visitor.app.client_secret)
        address = f"{visitor.url}/oauth/token"
        reply = await visitor.http.post(address, json=form, auth=auth)
        assert fault(reply) == (400, "invalid_request")
        reply = await visitor.http.post(address, params=form, auth=auth)
        assert fault(reply) == (400, "invalid_request")
        reply = await visitor.http.post(address, params={"x": "1"}, data=form, auth=auth)
        assert fault(reply) == (400, "invalid_request")
        plain = {"content-type": "text/plain"}
        reply = await visitor.http.post(address, content=urlencode(form), headers=plain, auth=auth)
        assert fault(reply) == (400, "invalid_request")
        assert (await visitor.book())["leaks"]
        assert (await visitor.http.post(address, data=form, auth=auth)).status_code == 200

    async def test_grants_and_fields_are_known(self, visitor: ZoomVisitor) -> None:
        reply = await visitor.ask_for_token(grant_type="password", username="ada")
        assert fault(reply) == (400, "unsupported_grant_type")
        reply = await visitor.ask_for_token(grant_type="authorization_code", code="x")
        assert fault(reply) == (400, "invalid_request")
        reply = await visitor.exchange(await visitor.code(), scope="meeting:write:meeting")
        assert "scope" in reply.json()["reason"]


class TestRefreshing:
    async def test_each_refresh_token_serves_once(self, visitor: ZoomVisitor) -> None:
        first = await visitor.sign_in()
        second = (await visitor.refresh(first["refresh_token"])).json()
        assert second["refresh_token"] != first["refresh_token"]
        assert answer(await visitor.refresh(first["refresh_token"])) == DEAD
        third = await visitor.refresh(second["refresh_token"])
        assert third.status_code == 200
        visitor.token = third.json()["access_token"]
        assert (await visitor.ask("GET", "users/me")).status_code == 200

    async def test_the_old_one_may_serve_a_while(
        self, visitor: ZoomVisitor, clock: StoppedClock
    ) -> None:
        visitor.zoom.misbehave(do="switch", old_refresh_life=60)
        first = (await visitor.sign_in())["refresh_token"]
        assert (await visitor.refresh(first)).status_code == 200
        clock.advance(59)
        assert (await visitor.refresh(first)).status_code == 200
        clock.advance(1)
        assert answer(await visitor.refresh(first)) == DEAD

    async def test_it_dies_after_ninety_days(
        self, visitor: ZoomVisitor, clock: StoppedClock
    ) -> None:
        token = (await visitor.sign_in())["refresh_token"]
        clock.advance(90 * DAY)
        assert answer(await visitor.refresh(token)) == DEAD

    async def test_an_access_token_runs_out(self, ada: ZoomVisitor, clock: StoppedClock) -> None:
        clock.advance(3598)
        assert (await ada.ask("GET", "users/me")).status_code == 200
        clock.advance(1)
        reply = await ada.ask("GET", "users/me")
        assert (refusal(reply), reply.json()["message"]) == ((401, 124), "Access token is expired.")

    async def test_a_newer_sign_in_ends_the_earlier_ones(self, visitor: ZoomVisitor) -> None:
        first = await visitor.sign_in()
        other = await visitor.sign_in(ANA)
        await visitor.sign_in()
        assert answer(await visitor.refresh(first["refresh_token"])) == DEAD
        visitor.token = first["access_token"]
        assert refusal(await visitor.ask("GET", "users/me")) == (401, 4741)
        visitor.zoom.misbehave(do="switch", superseded_status=400)
        assert refusal(await visitor.ask("GET", "users/me")) == (400, 4741)
        assert (await visitor.refresh(other["refresh_token"])).status_code == 200

    async def test_it_need_not(self, visitor: ZoomVisitor) -> None:
        visitor.zoom.misbehave(do="switch", supersedes=False)
        first = await visitor.sign_in()
        await visitor.sign_in()
        assert (await visitor.refresh(first["refresh_token"])).status_code == 200

    async def test_revoking_ends_both(self, visitor: ZoomVisitor) -> None:
        tokens = await visitor.sign_in()
        auth = (visitor.app.client_id, visitor.app.client_secret)
        reply = await visitor.http.post(
            f"{visitor.url}/oauth/revoke", data={"token": tokens["access_token"]}, auth=auth
        )
        assert answer(reply) == (200, {"status": "success"})
        assert refusal(await visitor.ask("GET", "users/me")) == (401, 124)
        assert answer(await visitor.refresh(tokens["refresh_token"])) == DEAD

    async def test_everything_can_be_expired(self, visitor: ZoomVisitor) -> None:
        tokens = await visitor.sign_in()
        visitor.zoom.misbehave(do="expire", what="access")
        assert refusal(await visitor.ask("GET", "users/me")) == (401, 124)
        visitor.zoom.misbehave(do="expire", what="refresh")
        assert answer(await visitor.refresh(tokens["refresh_token"])) == DEAD


class TestOrganization:
    async def test_it_signs_in_server_to_server(self, visitor: ZoomVisitor) -> None:
        tokens = await visitor.be_the_organization()
        assert "refresh_token" not in tokens
        assert all(scope.endswith(":admin") for scope in tokens["scope"].split())
        assert (await visitor.ask("GET", f"users/{ADA}")).json()["email"] == ADA

    async def test_the_account_has_to_be_its_own(self, visitor: ZoomVisitor) -> None:
        app = visitor.zoom.people.organization_app
        for account in (FABRIKAM_ID, "nobody"):
            reply = await visitor.ask_for_token(
                app, grant_type="account_credentials", account_id=account
            )
            assert answer(reply) == (400, {"reason": "Bad request", "error": "invalid_request"})

    async def test_each_app_has_its_grants(self, visitor: ZoomVisitor) -> None:
        reply = await visitor.ask_for_token(grant_type="account_credentials", account_id=CONTOSO_ID)
        assert fault(reply) == (400, "unsupported_grant_type")

    def test_the_people_of_the_sandboxs_slack_are_there(self, visitor: ZoomVisitor) -> None:
        known = {user.email for user in visitor.zoom.people.users}
        assert {each.email for each in EVERYBODY} - known == {"kurt@contoso.example"}


class TestAnnouncement:
    def test_the_settings_of_either_account(self, visitor: ZoomVisitor) -> None:
        announced = visitor.zoom.announce(visitor.url)
        shared = {"client_id", "client_secret", "token_url", "api_url", "webhook_secret"}
        assert set(announced["settings"]) == shared | {"authorize_url"}
        assert set(announced["organization"]["settings"]) == shared | {"account_id"}
        assert announced["settings"]["api_url"].endswith("/v2")
        assert announced["people"]["ada"] == {"user": ADA}
        assert announced["organization"]["people"] == {}  # nobody signs in
