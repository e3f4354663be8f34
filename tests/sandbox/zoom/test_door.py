"""Every call is checked in order; limits, scopes, leaks and faults are answered as documented."""

import asyncio
from typing import Any

import httpx
import pytest

from sandbox.services.zoom.limits import MEDIUM, RateLimits
from sandbox.services.zoom.refusals import ApiRefused
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.zoom.visitor import ADA, ANA, GRACE, REVIEW, ZoomVisitor, refusal


class TestOrder:
    """Path, method, Authorization, scope, content type, body, fields, state."""

    async def test_each_check_comes_before_the_next(self, ada: ZoomVisitor) -> None:
        token, ada.token = ada.token, "nonsense"
        body: dict[str, Any] = {"headers": {"content-type": "text/plain"}, "content": b"{"}
        assert refusal(await ada.ask("PUT", "users/me/rooms", **body)) == (404, 2300)
        assert refusal(await ada.ask("PUT", "users/me/meetings", **body)) == (405, 405)
        assert refusal(await ada.ask("PATCH", "meetings/1", **body)) == (401, 124)
        ada.token = token
        ada.zoom.misbehave(do="lacks", scopes=["meeting:update:meeting"])
        assert refusal(await ada.ask("PATCH", "meetings/1", **body)) == (401, 4700)
        ada.zoom.behave()
        assert refusal(await ada.ask("PATCH", "meetings/1", **body)) == (415, 300)
        body["headers"] = {"content-type": "application/json; charset=utf-8"}
        reply = await ada.ask("PATCH", "meetings/1", **body)
        assert reply.json()["message"] == "Request Body should be a valid JSON object."
        reply = await ada.ask("PATCH", "meetings/1", json={"colour": "red"})
        assert reply.json()["message"] == "Validation Failed."
        assert refusal(await ada.ask("PATCH", "meetings/1", json={})) == (404, 3001)

    @pytest.mark.parametrize("body", [b"[]", b'"x"', b"", b"NaN", b'{"topic": "\\ud800"}', b"\xff"])
    async def test_what_is_no_object(self, ada: ZoomVisitor, body: bytes) -> None:
        headers = {"content-type": "application/json"}
        reply = await ada.ask("POST", "users/me/meetings", content=body, headers=headers)
        assert refusal(reply) == (400, 300)

    async def test_everything_has_a_tracking_id(self, ada: ZoomVisitor) -> None:
        for path in ("users/me", "nowhere", "meetings/1"):
            assert (await ada.ask("GET", path)).headers["x-zm-trackingid"]


class TestScopes:
    async def test_a_missing_scope_is_named(self, visitor: ZoomVisitor) -> None:
        visitor.zoom.misbehave(do="scopes", scopes=["user:read:user"])
        await visitor.sign_in()
        assert (await visitor.ask("GET", "users/me")).status_code == 200
        reply = await visitor.ask("POST", "users/me/meetings", json=REVIEW)
        assert refusal(reply) == (401, 4700)
        assert reply.json()["message"] == (
            "Invalid access token, does not contain scopes:[meeting:write:meeting]."
        )

    async def test_a_wider_app_does_not_widen_tokens(self, visitor: ZoomVisitor) -> None:
        visitor.zoom.misbehave(do="scopes", scopes=["user:read:user"])
        tokens = await visitor.sign_in()
        visitor.zoom.misbehave(do="scopes", scopes=["user:read:user", "meeting:write:meeting"])
        visitor.token = (await visitor.refresh(tokens["refresh_token"])).json()["access_token"]
        reply = await visitor.ask("POST", "users/me/meetings", json=REVIEW)
        assert refusal(reply) == (401, 4700)
        await visitor.sign_in()
        await visitor.create()


async def test_a_token_in_the_query_is_a_leak(ada: ZoomVisitor) -> None:
    url = f"{ada.url}/v2/users/me"
    bearer = {"Authorization": f"Bearer {ada.token}"}
    for name in ("access_token", "x"):
        reply = await ada.http.get(url, params={name: ada.token}, headers=bearer)
        assert refusal(reply) == (401, 124)
    for name, secret in (("access_token", "of-somebody-else"), ("y", ada.app.client_secret)):
        await ada.http.get(url, params={name: secret}, headers=bearer)
    book = await ada.http.get(f"{ada.url}/sandbox/book")
    assert [leak["parameter"] for leak in book.json()["leaks"]] == [
        *("access_token", "x", "access_token", "y"),
    ]
    assert ada.token not in book.text


class TestLimits:
    async def test_by_the_second_for_the_whole_account(
        self, visitor: ZoomVisitor, clock: StoppedClock
    ) -> None:
        await visitor.sign_in(GRACE)
        for _ in range(4):
            assert (await visitor.ask("GET", "users/me")).status_code == 200
        await visitor.sign_in("linus@fabrikam.example")
        reply = await visitor.ask("GET", "users/me")
        assert refusal(reply) == (429, 4001)
        assert "per-second" in reply.json()["message"]
        assert "retry-after" not in reply.headers
        await visitor.sign_in(ADA)
        assert (await visitor.ask("GET", "users/me")).status_code == 200
        clock.advance(1)
        await visitor.sign_in(GRACE)
        assert (await visitor.ask("GET", "users/me")).status_code == 200

    async def test_a_hundred_a_day_for_each_host(
        self, ada: ZoomVisitor, clock: StoppedClock
    ) -> None:
        ada.zoom.misbehave(do="account", who="contoso", per_second=False, creates_a_day=3)
        made = await ada.create()
        path = f"meetings/{made['id']}"
        for _ in range(2):
            assert (await ada.ask("PATCH", path, json={"topic": "x"})).status_code == 204
        for reply in (
            await ada.ask("PATCH", path, json={"topic": "y"}),
            await ada.ask("POST", "users/me/meetings", json=REVIEW),
        ):
            assert reply.status_code == 429
            assert "daily rate limit (100)" in reply.json()["message"]
        assert (await ada.read(made))["topic"] == "x"
        assert (await ada.ask("DELETE", path)).status_code == 204
        await ada.sign_in(ANA)
        await ada.create()
        clock.advance(12 * 3600)  # midnight
        await ada.sign_in()
        await ada.create()

    async def test_the_limit_is_a_hundred(self, ada: ZoomVisitor) -> None:
        ada.zoom.misbehave(do="account", who="contoso", per_second=False)
        for _ in range(100):
            await ada.create()
        assert (await ada.ask("POST", "users/me/meetings", json=REVIEW)).status_code == 429

    async def test_a_free_account_has_limits_by_the_day(
        self, visitor: ZoomVisitor, clock: StoppedClock
    ) -> None:
        account = visitor.zoom.people.account("fabrikam")
        assert account
        limits = RateLimits(clock)
        for _ in range(2000):
            limits.call(account, MEDIUM)
            clock.advance(1)
        with pytest.raises(ApiRefused, match="daily rate limit") as refused:
            limits.call(account, MEDIUM)
        assert refused.value.headers["Retry-After"] == "2027-05-21T00:00:00Z"
        clock.advance(12 * 3600)
        limits.call(account, MEDIUM)

    async def test_on_demand_with_and_without_retry_after(self, ada: ZoomVisitor) -> None:
        ada.zoom.misbehave(on="create", do="ratelimit", which="day")
        reply = await ada.ask("POST", "users/me/meetings", json=REVIEW)
        assert refusal(reply) == (429, 429)
        assert reply.headers["retry-after"] == "2027-05-21T00:00:00Z"
        ada.zoom.misbehave(on="create", do="ratelimit", which="day", retry_after=False)
        reply = await ada.ask("POST", "users/me/meetings", json=REVIEW)
        assert "daily" in reply.json()["message"]
        assert "retry-after" not in reply.headers
        ada.zoom.misbehave(on="create", do="ratelimit", retry_after=True)
        reply = await ada.ask("POST", "users/me/meetings", json=REVIEW)
        assert (refusal(reply), reply.headers["retry-after"]) == ((429, 4001), "1")
        assert (await ada.book())["meetings"] == []

    async def test_two_deletions_at_once(self, ada: ZoomVisitor) -> None:
        made = [await ada.create(), await ada.create()]
        ada.zoom.misbehave(on="delete", do="slow", ms=100, next=2)
        replies = await asyncio.gather(
            *(ada.ask("DELETE", f"meetings/{each['id']}") for each in made)
        )
        assert 429 in [reply.status_code for reply in replies]
        assert "concurrent" in replies[0].text + replies[1].text

    async def test_two_deletions_of_two_hosts(self, visitor: ZoomVisitor) -> None:
        await visitor.be_the_organization()
        made = [await visitor.create(ADA), await visitor.create(ANA)]
        visitor.zoom.misbehave(on="delete", do="slow", ms=100, next=2)
        replies = await asyncio.gather(
            *(visitor.ask("DELETE", f"meetings/{each['id']}") for each in made)
        )
        assert [reply.status_code for reply in replies] == [204, 204]


class TestFaults:
    async def test_an_answer_is_lost_after_the_effect(self, ada: ZoomVisitor) -> None:
        ada.zoom.misbehave(on="create", do="cut")
        with pytest.raises(httpx.RemoteProtocolError):
            await ada.ask("POST", "users/me/meetings", json=REVIEW)
        (row,) = await ada.listed()
        assert row["agenda"] == REVIEW["agenda"]

    async def test_or_before_it(self, ada: ZoomVisitor) -> None:
        ada.zoom.misbehave(on="create", do="cut", effect=False)
        with pytest.raises(httpx.RemoteProtocolError):
            await ada.ask("POST", "users/me/meetings", json=REVIEW)
        assert await ada.listed() == []

    @pytest.mark.parametrize("effect", [True, False])
    async def test_an_error_in_zooms_own_json(self, ada: ZoomVisitor, *, effect: bool) -> None:
        ada.zoom.misbehave(on="create", do="refuse", status=503, code=1010, effect=effect)
        reply = await ada.ask("POST", "users/me/meetings", json=REVIEW)
        assert refusal(reply) == (503, 1010)
        assert reply.headers["x-zm-trackingid"]
        assert len(await ada.listed()) == effect
        ada.zoom.misbehave(on="create", do="status", status=500)
        reply = await ada.ask("POST", "users/me/meetings", json=REVIEW)
        assert refusal(reply) == (500, 500)
        ada.zoom.misbehave(on="token", do="status", status=500, effect=False)
        assert set((await ada.refresh("x")).json()) == {"reason", "error"}

    async def test_a_refresh_whose_answer_is_lost(self, ada: ZoomVisitor) -> None:
        token = (await ada.sign_in())["refresh_token"]
        for life, status in ((0, 400), (60, 200)):
            ada.zoom.misbehave(do="switch", old_refresh_life=life)
            token = (await ada.sign_in())["refresh_token"]
            ada.zoom.misbehave(on="token", do="cut")
            with pytest.raises(httpx.RemoteProtocolError):
                await ada.refresh(token)
            assert (await ada.refresh(token)).status_code == status

    async def test_a_rule_that_makes_no_sense(self, ada: ZoomVisitor) -> None:
        for rule in (
            {"do": "expire", "what": "patience"},
            {"do": "switch", "kind": True},
            {"do": "account", "who": "nobody"},
            {"do": "account", "who": "contoso", "colour": "red"},
            {"do": "ratelimit", "which": "year"},
            {"do": "dance"},
        ):
            reply = await ada.http.post(f"{ada.url}/sandbox/misbehave", json=rule)
            assert (reply.status_code, reply.json()["ok"]) == (400, False)

    async def test_a_revoked_grant(self, ada: ZoomVisitor) -> None:
        tokens = await ada.sign_in()
        reply = await ada.http.post(
            f"{ada.url}/sandbox/misbehave", json={"do": "revoke", "who": ADA}
        )
        assert reply.json() == {"ok": True}
        assert refusal(await ada.ask("GET", "users/me")) == (401, 124)
        assert (await ada.refresh(tokens["refresh_token"])).status_code == 400
