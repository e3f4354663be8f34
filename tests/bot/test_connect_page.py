"""The connect page over HTTP: what it shows, what it takes, and everything that it refuses."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from tests.bot.browser_user import browsing
from tests.bot.in_process import ADA, ADDRESS, MALLORY, PASSWORD, in_process_bot


@pytest.fixture
async def browser_user(bot):
    async with browsing(await bot.connect_link()) as browser_user:
        yield browser_user


def tried(bot):
    return [
        (e["username"], e["outcome"]) for e in bot.sandbox.services["skype"].book.read("sign_in")
    ]


async def test_the_page_names_person_and_service_and_holds_one_form(bot, browser_user):
    assert browser_user.reply.status_code == 200
    assert "Connect Skype for Business for ada in Slack" in browser_user.text
    form = browser_user.form
    assert form.forms == [{"method": "post", "action": ""}]
    assert set(form.fields) == {"username", "password", "token", "csrf"}
    assert {name for name in form.fields if name not in form.labels} == {"csrf"}
    assert form.fields["password"]["type"] == "password"
    assert form.fields["username"]["autocomplete"] == "username"
    assert form.fields["password"]["autocomplete"] == "current-password"
    assert form.links == []
    assert "<script" not in browser_user.reply.text


async def test_no_page_can_be_framed_kept_leaked_or_given_more(bot, browser_user):
    pages = [browser_user.reply]
    await browser_user.send(username=ADDRESS, password="wrong")
    pages.append(browser_user.reply)
    await browser_user.send(username=ADDRESS, password=PASSWORD)
    pages.append(browser_user.reply)
    await browser_user.look()
    pages.append(browser_user.reply)
    assert [page.status_code for page in pages] == [200, 422, 200, 410]
    for page in pages:
        policy = page.headers["content-security-policy"].split("; ")
        assert {"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= {*policy}
        assert "base-uri 'none'" in policy
        assert "unsafe" not in page.headers["content-security-policy"]
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "location" not in page.headers
        assert "access-control-allow-origin" not in page.headers


async def test_only_the_look_sets_a_cookie_and_only_for_this_page(bot, browser_user):
    cookie = browser_user.reply.headers["set-cookie"].lower()
    path = httpx.URL(browser_user.link).path
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert f"path={path.lower()}" in cookie
    assert "secure" not in cookie  # the test's address is http
    await browser_user.send(username=ADDRESS, password="wrong")
    assert "set-cookie" not in browser_user.reply.headers


async def test_a_right_sign_in_counts_after_its_person_said_yes(bot, browser_user):
    assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200
    assert "Yes, that was me" in browser_user.text
    asked = await bot.ephemeral_with("Was that you?")
    assert ADDRESS in asked.text
    assert "waiting for you to confirm" in await bot.answer_to("accounts")
    await bot.press("Yes, that was me")
    await bot.ephemeral_with("Skype for Business is connected as")
    await bot.sandbox.slack.type("ada", "general", "/meet on skype stand-up")
    await bot.post_with("stand-up: meeting started by ada")
    assert tried(bot) == [(ADDRESS, "right")] * len(tried(bot))


async def test_a_refused_one_shows_the_form_again_with_the_name_and_not_the_password(
    bot, browser_user
):
    assert await browser_user.send(username=ADDRESS, password="not-my-password") == 422
    assert "Skype for Business did not accept that sign-in" in browser_user.text
    assert "2 more tries" in browser_user.text
    assert browser_user.form.fields["username"]["value"] == ADDRESS
    assert "value" not in browser_user.form.fields["password"]
    assert "not-my-password" not in browser_user.reply.text
    assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200


async def test_the_third_refusal_ends_the_link(bot, browser_user):
    statuses = [await browser_user.send(username=ADDRESS, password=f"wrong {n}") for n in range(2)]
    csrf = browser_user.csrf
    statuses.append(await browser_user.send(username=ADDRESS, password="wrong 2"))
    assert statuses == [422, 422, 422]
    assert "last try" in browser_user.text
    assert browser_user.form.forms == []
    assert await browser_user.send(csrf=csrf, username=ADDRESS, password=PASSWORD) == 410
    assert await browser_user.look() == 410
    assert len(tried(bot)) == 3


async def test_what_is_needed_and_missing_costs_nothing(bot, browser_user):
    assert await browser_user.send(username="  ", password=PASSWORD) == 422
    assert "Sign-in address is missing" in browser_user.text
    assert await browser_user.send(username="a" * 30_000, password=PASSWORD) == 422
    assert tried(bot) == []
    assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200


async def test_a_link_works_for_ten_minutes(bot, browser_user):
    bot.clock.ahead = timedelta(minutes=9, seconds=50)
    assert await browser_user.look() == 200
    csrf = browser_user.csrf
    bot.clock.ahead = timedelta(minutes=10)
    assert await browser_user.look() == 410
    assert await browser_user.send(csrf=csrf, username=ADDRESS, password=PASSWORD) == 410
    assert tried(bot) == []


async def test_a_link_works_once(bot, browser_user):
    csrf = browser_user.csrf
    assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200
    assert await browser_user.look() == 410
    assert "go back to Slack" in browser_user.text
    assert await browser_user.send(csrf=csrf, username=ADDRESS, password=PASSWORD) == 410
    assert len(tried(bot)) == 1


@pytest.mark.parametrize(
    "ticket", ["x", "a" * 43, "%00", "%ED%A0%80", "..", "é", "a" * 5000, "a'--"]
)
async def test_a_link_that_was_never_given_out_is_gone(bot, ticket):
    async with httpx.AsyncClient() as client:
        for method in ("GET", "POST"):
            reply = await client.request(
                method,
                f"{bot.url}/connect/{ticket}",
                data={"csrf": "x"} if method == "POST" else None,
            )
            assert reply.status_code in (404, 410)
            assert "location" not in reply.headers


async def test_looking_uses_nothing_up(bot, browser_user):
    """Slack, mail scanners and chat programs look at links before people do."""
    robot = {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}
    async with httpx.AsyncClient(headers=robot) as client:
        for method in ("GET", "HEAD") * 15:
            assert (await client.request(method, browser_user.link)).status_code == 200
    assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200


async def test_two_clicks_at_once_are_one_sign_in(bot, browser_user):
    fields = {"csrf": browser_user.csrf, "username": ADDRESS, "password": PASSWORD}
    replies = await asyncio.gather(
        *(browser_user.client.post(browser_user.link, data=fields) for _ in range(4))
    )
    assert [reply.status_code for reply in replies] == [200] * 4
    assert tried(bot) == [(ADDRESS, "right")]
    await bot.ephemeral_with("Was that you?")
    assert len([message for message in bot.messages(ADA) if "Was that you?" in message.text]) == 1


@pytest.mark.parametrize("forged", ["", "x", "é", "csrf"])
async def test_a_form_without_the_right_csrf_is_refused(bot, browser_user, forged):
    assert await browser_user.send(csrf=forged, username=ADDRESS, password=PASSWORD) == 403
    assert tried(bot) == []


async def test_a_form_without_the_cookie_is_refused(bot, browser_user):
    fields = {"csrf": browser_user.csrf, "username": ADDRESS, "password": PASSWORD}
    async with httpx.AsyncClient() as stranger:
        reply = await stranger.post(browser_user.link, data=fields)
    assert reply.status_code == 403
    del fields["csrf"]
    reply = await browser_user.client.post(browser_user.link, data=fields)
    assert reply.status_code == 403
    assert tried(bot) == []


async def test_the_cookie_of_another_page_does_not_serve(bot, browser_user):
    other = await bot.connect_link("mallory")
    async with browsing(other) as mallory:
        path = httpx.URL(browser_user.link).path
        mallory.client.cookies.set("parley_csrf", "forged", domain="127.0.0.1", path=path)
        reply = await mallory.client.post(
            browser_user.link,
            data={"csrf": mallory.csrf, "username": ADDRESS, "password": PASSWORD},
        )
    assert reply.status_code == 403
    assert tried(bot) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_from_another_site_is_refused(bot, browser_user, headers):
    assert await browser_user.send(headers, username=ADDRESS, password=PASSWORD) == 403
    assert tried(bot) == []


@pytest.mark.parametrize("origin", ["null", "ours"])
async def test_a_form_from_here_is_taken(bot, browser_user, origin):
    """A page without a referrer sends its forms with the origin ``null``."""
    headers = {"Origin": bot.url if origin == "ours" else origin, "Sec-Fetch-Site": "same-origin"}
    assert await browser_user.send(headers, username=ADDRESS, password=PASSWORD) == 200


async def test_the_page_does_not_answer_to_another_name(bot, browser_user):
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:1", ""):
        assert await browser_user.look(Host=host) == 400
        assert "set-cookie" not in browser_user.reply.headers
    await browser_user.look()
    assert (
        await browser_user.send({"Host": "evil.example"}, username=ADDRESS, password=PASSWORD)
        == 400
    )
    assert tried(bot) == []


async def test_what_is_no_form_is_refused(bot, browser_user):
    async def post(content, kind="application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind} if kind else {}
        reply = await browser_user.client.post(browser_user.link, content=content, headers=headers)
        return reply.status_code

    assert await post(b"{}", "application/json") == 415
    assert await post(b"csrf=x", "multipart/form-data; boundary=x") == 415
    assert await post(b"csrf=x", "text/plain") == 415
    assert await post(b"csrf=x", "") == 415
    assert await post(b"username=" + b"x" * 200_000) == 413
    assert await post(b"&".join(b"a=b" for _ in range(60))) == 400
    assert await post(b"username=%ff") == 400
    assert await post("username=é".encode()) == 400
    assert await post(b"") == 403
    assert (await browser_user.client.put(browser_user.link)).status_code == 405
    assert tried(bot) == []


async def test_nothing_leads_anywhere_else(bot, browser_user):
    away = "https://evil.example/"
    for query in (
        f"?next={away}",
        f"?url={away}&return_to=//evil.example",
        f"/{away}",
        "//evil.example",
    ):
        for method in ("GET", "POST"):
            reply = await browser_user.client.request(method, browser_user.link + query)
            assert not reply.is_redirect
            assert "location" not in reply.headers
            assert "evil.example" not in reply.text
    reply = await browser_user.client.get(f"{bot.url}/connect/")
    assert not reply.is_redirect or reply.headers["location"].startswith(bot.url)


async def test_what_was_typed_cannot_change_the_page(bot, browser_user):
    typed = '"><script>alert(1)</script>`code`<form action="https://evil.example">'
    assert await browser_user.send(username=typed, password="wrong") == 422
    assert "<script" not in browser_user.reply.text
    assert len(browser_user.form.forms) == 1
    assert browser_user.form.fields["username"]["value"] == typed


async def test_a_service_that_does_not_answer_costs_no_try(bot, browser_user):
    skype = bot.sandbox.services["skype"]
    skype.misbehave(on="*", do="cut", effect=False, next=100)
    for _ in range(4):
        assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 503
        assert "did not count as a try" in browser_user.text
        assert browser_user.form.fields["username"]["value"] == ADDRESS
    skype.behave()
    assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200


async def test_a_link_that_was_passed_on_connects_nothing(bot):
    """Mallory signs in with her own name on Ada's link; only Ada is asked, and says no."""
    link = await bot.connect_link("ada")
    mallorys = {"username": "ada@contoso.example", "password": PASSWORD}
    async with browsing(link) as mallory:
        assert await mallory.send(**mallorys) == 200
    asked = await bot.ephemeral_with("Was that you?", ADA)
    assert not [message for message in bot.messages(MALLORY) if "Was that you?" in message.text]
    with pytest.raises(KeyError):
        await bot.press("Yes, that was me", "mallory")
    button = asked.blocks[1]["elements"][0]
    await forge_click(bot, "mallory", button)
    await bot.ephemeral_with("can no longer be confirmed", MALLORY)
    assert "waiting for you to confirm" in await bot.answer_to("accounts")
    await bot.press("Never mind")
    await bot.ephemeral_with("discarded that sign-in")
    assert "not connected anything" in await bot.answer_to("accounts")


async def forge_click(bot, person, button):
    """Somebody sends a button that was never theirs, as a hostile client might."""
    slack = bot.sandbox.slack
    posted = await slack.type(person, "general", "/meet help")
    assert posted["ok"]
    who = slack.workspace.person(person).id
    message = await bot.ephemeral_with("Start a meeting", who)
    message.blocks.append({"type": "actions", "block_id": "forged", "elements": [button]})
    await slack.click(person, button["text"]["text"])


async def test_a_yes_that_comes_too_late_connects_nothing(bot, browser_user):
    await browser_user.send(username=ADDRESS, password=PASSWORD)
    await bot.ephemeral_with("Was that you?")
    bot.clock.ahead = timedelta(minutes=61)
    await bot.press("Yes, that was me")
    await bot.ephemeral_with("can no longer be confirmed")


async def test_a_yes_is_for_the_sign_in_that_was_shown(bot):
    """A newer sign-in is not connected by the button that was about an older one."""
    async with browsing(await bot.connect_link()) as first:
        await first.send(username=ADDRESS, password=PASSWORD)
    before = (await bot.ephemeral_with("Was that you?")).ts
    async with browsing(await bot.connect_link()) as second:
        await second.send(username=f"sip:{ADDRESS}", password=PASSWORD)
    await bot.ephemeral_with("Was that you?", after=before)
    await bot.press("Yes, that was me", ts=before)
    await bot.ephemeral_with("can no longer be confirmed")
    assert "waiting for you to confirm" in await bot.answer_to("accounts")


async def test_behind_https_and_a_path_the_cookie_stays_on_the_page(tmp_path, monkeypatch):
    public = "https://parley.example.com/bot"
    async with in_process_bot(tmp_path, url=public) as bot:
        link = await bot.connect_link()
        assert link.startswith(f"{public}/connect/")
        ticket = link.rpartition("/")[2]
        async with httpx.AsyncClient() as client:
            reply = await client.get(
                f"http://127.0.0.1:{bot.settings.port}/connect/{ticket}",
                headers={"Host": "parley.example.com"},
            )
    cookie = reply.headers["set-cookie"].lower()
    assert reply.status_code == 200
    assert "secure" in cookie
    assert f"path=/bot/connect/{ticket.lower()}" in cookie
