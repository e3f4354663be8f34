"""Signing in at a vendor's consent page: what comes back is believed once, in the same browser."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
import structlog

from tests.bot.browser_user import BrowserUser
from tests.bot.consent_world import World, consent_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with consent_world(tmp_path) as world:
        yield world


def sent(way: str) -> dict[str, str]:
    """What an address carries."""
    return {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}


def other(way: str, **changed: str) -> str:
    """*way* with something else in it."""
    return f"{way.partition('?')[0]}?{urlencode({**sent(way), **changed})}"


async def test_a_person_signs_in_at_the_vendor_and_is_asked_in_slack(world: World) -> None:
    user = await world.browser()
    assert user.reply.status_code == 200
    assert [*user.form.fields] == ["csrf"]  # nothing is typed here
    assert "for Ada in Slack" in user.text
    way = await world.way_back(user)
    assert await world.come_back(user, way) == 200
    assert "Guild accepted the sign-in as ada@guild.example" in user.text
    assert "go back to Slack" in user.text
    [account] = await world.accounts.rows.of("T1", "U1")
    assert account.state == "pending"
    [job] = await world.store.read(lambda tx: tx.execute("select payload from job"))
    assert account.id in job["payload"]
    assert "parley.was_that_you" in job["payload"]
    assert world.guild.wrong == []


@pytest.mark.parametrize("prefix", ["", "/bots/parley"])
async def test_it_works_behind_a_path_prefix_and_the_cookie_goes_nowhere_else(
    tmp_path: Path, prefix: str
) -> None:
    async with consent_world(tmp_path, prefix=prefix) as world:
        user = await world.browser()
        page = await world.at_the_vendor(user)
        cookie = user.reply.headers["set-cookie"]
        assert f"Path={prefix}/oauth/guild;" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert sent(page)["redirect_uri"] == f"{world.url}/oauth/guild"
        assert sent(page)["response_type"] == "code"
        reply = await user.client.get(f"{page}&go=1")
        assert await world.come_back(user, reply.headers["location"]) == 200


async def test_each_journey_has_its_own_state_verifier_and_cookie(world: World) -> None:
    user = await world.browser()
    first = sent(await world.at_the_vendor(user))
    await user.look()
    second = sent(await world.at_the_vendor(user))
    for name in ("state", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    assert len([*user.client.cookies.jar]) == 3  # one of the form, and one of each journey


async def test_two_tabs_of_one_browser_do_not_disturb_each_other(world: World) -> None:
    one = await world.browser()
    two = BrowserUser(one.client, await world.link("U2"))
    await two.look()
    ways = [await world.way_back(user) for user in (one, two)]
    assert [await world.come_back(one, way) for way in ways] == [200, 200]


async def test_another_persons_browser_is_refused_and_uses_nothing_up(world: World) -> None:
    user, mallory = await world.browser(), await world.browser(await world.link("U2"))
    way = await world.way_back(user)
    await world.way_back(mallory)  # has cookies too, but not these
    assert await world.come_back(mallory, way) == 400
    assert "Not the same browser" in mallory.text
    assert world.guild.asked["authorization_code"] == 0
    assert await world.come_back(user, way) == 200


async def test_a_browser_without_cookies_is_told_what_to_do(world: World) -> None:
    user = await world.browser()
    way = await world.way_back(user)
    user.client.cookies.clear()
    assert await world.come_back(user, way) == 400
    assert "let this site set cookies" in user.text
    assert await world.states() == []


async def test_a_swapped_or_invented_state_is_refused(world: World) -> None:
    user, mallory = await world.browser(), await world.browser(await world.link("U2"))
    way, hers = await world.way_back(user), await world.way_back(mallory)
    for state in (sent(hers)["state"], "invented", "", "x" * 5000):
        assert await world.come_back(user, other(way, state=state)) == 400
    doubled = f"{way}&state={sent(hers)['state']}"
    assert await world.come_back(user, doubled) == 400
    assert world.guild.asked["authorization_code"] == 0
    assert await world.come_back(user, way) == 200


async def test_the_code_of_another_sign_in_does_not_fit(world: World) -> None:
    """PKCE: whoever slips in a code of their own connects nothing with it."""
    user, mallory = await world.browser(), await world.browser(await world.link("U2"))
    way, hers = await world.way_back(user), await world.way_back(mallory)
    assert await world.come_back(user, other(way, code=sent(hers)["code"])) == 422
    assert world.guild.wrong == ["a verifier that does not fit"]
    assert await world.states() == []


async def test_the_state_of_another_service_is_refused(world: World) -> None:
    user = await world.browser()
    way = await world.way_back(user)
    cookies = "; ".join(f"{c.name}={c.value}" for c in user.client.cookies.jar)
    to_the_club = way.replace("/oauth/guild", "/oauth/club")
    reply = await user.client.get(to_the_club, headers={"Cookie": cookies})
    assert reply.status_code == 400
    assert "Nobody here was sent to Club" in reply.text
    assert await world.come_back(user, way.replace("/oauth/guild", "/oauth/nobody")) == 404
    assert world.guild.asked["authorization_code"] == 0


async def test_a_second_use_is_over_and_the_code_is_sent_once(world: World) -> None:
    user = await world.browser()
    way = await world.way_back(user)
    both = await asyncio.gather(*(user.client.get(way) for _ in range(4)))
    assert sorted(reply.status_code for reply in both) == [200, 410, 410, 410]
    user.reply = max(both, key=lambda reply: reply.status_code)
    assert "the question there is for you" in user.text
    assert world.guild.asked["authorization_code"] == 1
    assert await world.states() == ["pending"]


async def test_a_late_return_is_over(world: World) -> None:
    user = await world.browser()
    way = await world.way_back(user)
    world.ahead = timedelta(minutes=10, seconds=1)
    assert await world.come_back(user, way) == 410
    user.client.cookies.clear()  # they have ended too
    assert await world.come_back(user, way) == 410
    assert world.guild.asked["authorization_code"] == 0


async def test_who_left_in_time_may_come_back_after_the_end_of_the_link(world: World) -> None:
    link = await world.link()
    world.ahead = timedelta(minutes=9)
    user = await world.browser(link)
    way = await world.way_back(user)
    world.ahead = timedelta(minutes=18)
    assert await world.come_back(user, way) == 200


async def test_a_link_that_was_used_or_ended_meanwhile_connects_nothing(world: World) -> None:
    link = await world.link()
    user = await world.browser(link)
    first, second = await world.way_back(user), await world.way_back(await again(user))
    assert await world.come_back(user, first) == 200
    assert await world.come_back(user, second) == 410
    assert await user.look() == 410
    gone = await world.browser()
    way = await world.way_back(gone)
    await world.tickets.void("T1", "U1", "guild")
    assert await world.come_back(gone, way) == 410
    assert world.guild.asked["authorization_code"] == 1


async def again(user: BrowserUser) -> BrowserUser:
    await user.look()
    return user


async def test_a_denial_is_taken_as_one_and_costs_no_try(world: World) -> None:
    user = await world.browser()
    world.guild.says = "no"
    for _ in range(4):
        way = await world.way_back(await again(user))
        assert await world.come_back(user, way) == 403
        assert "did not give your consent" in user.text
        assert await world.come_back(user, way) == 410
    world.guild.says = "yes"
    assert await world.come_back(user, await world.way_back(await again(user))) == 200


@pytest.mark.parametrize(
    ("says", "reads"),
    [
        ("server_error", "The failure is Guild's own"),
        ("temporarily_unavailable", "The failure is Guild's own"),
        ("invalid_scope", "tell the administrator of this bot"),
        ("unauthorized_client", "tell the administrator of this bot"),
        ("<b>`x`", "sent you back with an error"),
    ],
)
async def test_an_error_of_the_vendors_page_says_whose_it_is(
    world: World, says: str, reads: str
) -> None:
    world.guild.says = says
    user = await world.browser()
    assert await world.come_back(user, await world.way_back(user)) == 424
    assert reads in user.text
    assert "<b>" not in user.reply.text
    assert await world.states() == []


async def test_a_wrong_secret_of_the_bot_is_the_administrators_and_costs_no_try(
    tmp_path: Path,
) -> None:
    async with consent_world(tmp_path, secret="wrong") as world:
        user = await world.browser()
        for _ in range(5):
            way = await world.way_back(await again(user))
            assert await world.come_back(user, way) == 424
            assert "administrator has to set the client id and the secret" in user.text
        assert await user.look() == 200


async def test_a_code_that_is_refused_costs_a_try(world: World) -> None:
    user = await world.browser()
    for _ in range(3):
        way = await world.way_back(await again(user))
        world.guild.codes.clear()
        assert await world.come_back(user, way) == 422
        assert "Type /meet connect guild" in user.text
    assert await user.look() == 410


@pytest.mark.parametrize("fault", ["lost", "500", "busy"])
async def test_a_vendor_that_fails_is_not_sent_the_code_again(world: World, fault: str) -> None:
    user = await world.browser()
    way = await world.way_back(user)
    if fault == "lost":
        world.guild.lost["authorization_code"] = 1
    else:
        status = {"500": 500, "busy": 429}[fault]
        world.guild.faults["authorization_code"] = (status, {})
    assert await world.come_back(user, way) == 424
    assert "works once, so I do not send it again" in user.text
    assert await world.come_back(user, way) == 410
    assert world.guild.asked["authorization_code"] == 1
    world.guild.faults.clear()
    assert await world.come_back(user, await world.way_back(await again(user))) == 200


async def test_a_browser_that_leaves_meanwhile_does_not_lose_the_sign_in(world: World) -> None:
    user = await world.browser()
    way = await world.way_back(user)
    goes_on = world.guild.hold("authorization_code")
    leaving = asyncio.create_task(user.client.get(way))
    await world.guild.reached.wait()
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    goes_on.set()
    await world.until(world.states, ["pending"])


async def test_what_is_neither_a_code_nor_an_error_is_refused(world: World) -> None:
    user = await world.browser()
    way = await world.way_back(user)
    bare = f"{way.partition('?')[0]}?{urlencode({'state': sent(way)['state']})}"
    assert await world.come_back(user, bare) == 400
    assert await world.come_back(user, way) == 200


async def test_a_preview_uses_nothing_up(world: World) -> None:
    user = await world.browser()
    way = await world.way_back(user)
    assert (await user.client.head(way)).status_code == 405
    assert await world.come_back(user, way) == 200


async def test_another_site_cannot_send_a_browser_off(world: World) -> None:
    user = await world.browser()
    assert await user.send(csrf="wrong") == 403
    assert await user.send({"Origin": "https://evil.example"}) == 403
    assert world.guild.asked["authorize"] == 0


async def test_a_link_sends_off_only_so_many_browsers(world: World) -> None:
    user = await world.browser()
    form = {"csrf": user.csrf}
    replies = await asyncio.gather(*(user.client.post(user.link, data=form) for _ in range(30)))
    assert sorted(reply.status_code for reply in replies) == [303] * 12 + [410] * 18
    assert await user.look() == 410


async def test_no_secret_is_logged_shown_or_stored(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.DEBUG):
        user = await world.browser()
        way = await world.way_back(user)
        cookies = {cookie.value or "" for cookie in user.client.cookies.jar}
        assert await world.come_back(user, way) == 200
    tokens = {*world.guild.access, *world.guild.refresh}
    ours = [line for line in caplog.records if line.name.partition(".")[0] in ("meetings", "bot")]
    logged = f"{logs} {[line.getMessage() for line in ours]}"
    [*tables] = await world.store.read(
        lambda tx: tx.execute("select name from sqlite_schema where type = 'table'")
    )
    stored = ""
    for table in tables:
        sql = f"select * from {table['name']}"  # noqa: S608 - a name of ours
        rows = await world.store.read(lambda tx, sql=sql: tx.execute(sql))
        stored += str([tuple(row) for row in rows])
    for secret in (sent(way)["code"], sent(way)["state"], *cookies, *tokens):
        assert secret not in logged
        assert secret not in user.reply.text
        assert secret not in stored


async def test_nothing_leaks_by_referrers_or_caches(world: World) -> None:
    user = await world.browser()
    replies: list[httpx.Response] = [user.reply]
    way = await world.way_back(user)
    replies.append(user.reply)
    await world.come_back(user, way)
    replies.append(user.reply)
    for reply in replies:
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["cache-control"] == "no-store"
    assert "form-action 'self' https:" in replies[0].headers["content-security-policy"]


async def test_a_page_that_is_not_public_says_what_to_do(world: World) -> None:
    user = await world.browser()
    assert f"{world.url}/oauth/guild" in user.text
    assert "PARLEY_URL" in user.text


async def test_who_is_connected_already_is_told_what_becomes_of_that(world: World) -> None:
    user = await world.browser()
    await world.come_back(user, await world.way_back(user))
    [account] = await world.accounts.rows.of("T1", "U1")
    await world.store.write(world.accounts.rows.confirm("T1", "U1", account.id))
    assert "You have connected ada@guild.example already" in (await world.browser()).text


async def test_who_was_interrupted_before_the_tokens_came_begins_again(world: World) -> None:
    """What a crash leaves behind: the return is used up, and the code is not sent again."""
    user = await world.browser()
    way = await world.way_back(user)
    goes_on = world.guild.hold("authorization_code")
    first = asyncio.create_task(user.client.get(way))
    await world.guild.reached.wait()
    assert await world.come_back(user, way) == 410
    assert "start again" in user.text
    assert world.guild.asked["authorization_code"] == 1
    goes_on.set()
    assert (await first).status_code == 200
