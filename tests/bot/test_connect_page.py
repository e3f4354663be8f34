"""The connect page over HTTP: what it shows, what it takes, and everything that it refuses."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from tests.bot.joined import ADA, ADDRESS, MALLORY, PASSWORD, joined
from tests.bot.visitor import visiting


@pytest.fixture
async def here(tmp_path, monkeypatch):
    async with joined(tmp_path, monkeypatch) as here:
        yield here


@pytest.fixture
async def visitor(here):
    async with visiting(await here.ask_for_link()) as visitor:
        yield visitor


def tried(here):
    return [
        (e["username"], e["outcome"]) for e in here.street.services["skype"].book.read("sign_in")
    ]


async def test_the_page_names_person_and_service_and_holds_one_form(here, visitor):
    assert visitor.reply.status_code == 200
    assert "Connect Skype for Business for ada in Slack" in visitor.text
    form = visitor.form
    assert form.forms == [{"method": "post", "action": ""}]
    assert set(form.fields) == {"username", "password", "token", "csrf"}
    assert {name for name in form.fields if name not in form.labels} == {"csrf"}
    assert form.fields["password"]["type"] == "password"
    assert form.fields["username"]["autocomplete"] == "username"
    assert form.fields["password"]["autocomplete"] == "current-password"
    assert form.links == []
    assert "<script" not in visitor.reply.text


async def test_no_page_can_be_framed_kept_leaked_or_given_more(here, visitor):
    pages = [visitor.reply]
    await visitor.send(username=ADDRESS, password="wrong")
    pages.append(visitor.reply)
    await visitor.send(username=ADDRESS, password=PASSWORD)
    pages.append(visitor.reply)
    await visitor.look()
    pages.append(visitor.reply)
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


async def test_only_the_look_sets_a_cookie_and_only_for_this_page(here, visitor):
    cookie = visitor.reply.headers["set-cookie"].lower()
    path = httpx.URL(visitor.link).path
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert f"path={path.lower()}" in cookie
    assert "secure" not in cookie  # the test's address is http
    await visitor.send(username=ADDRESS, password="wrong")
    assert "set-cookie" not in visitor.reply.headers


async def test_a_right_sign_in_counts_after_its_person_said_yes(here, visitor):
    assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200
    assert "Yes, that was me" in visitor.text
    asked = await here.whispered("Was that you?")
    assert ADDRESS in asked.text
    assert "waits for your yes" in await here.told("accounts")
    await here.press("Yes, that was me")
    await here.whispered("Skype for Business is connected as")
    await here.street.slack.type("ada", "general", "/meet on skype stand-up")
    await here.posted("stand-up: meeting started by ada")
    assert tried(here) == [(ADDRESS, "right")] * len(tried(here))


async def test_a_refused_one_shows_the_form_again_with_the_name_and_not_the_password(here, visitor):
    assert await visitor.send(username=ADDRESS, password="not-my-password") == 422
    assert "Skype for Business did not accept that sign-in" in visitor.text
    assert "2 more tries" in visitor.text
    assert visitor.form.fields["username"]["value"] == ADDRESS
    assert "value" not in visitor.form.fields["password"]
    assert "not-my-password" not in visitor.reply.text
    assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200


async def test_the_third_refusal_ends_the_link(here, visitor):
    statuses = [await visitor.send(username=ADDRESS, password=f"wrong {n}") for n in range(2)]
    csrf = visitor.csrf
    statuses.append(await visitor.send(username=ADDRESS, password="wrong 2"))
    assert statuses == [422, 422, 422]
    assert "last try" in visitor.text
    assert visitor.form.forms == []
    assert await visitor.send(csrf=csrf, username=ADDRESS, password=PASSWORD) == 410
    assert await visitor.look() == 410
    assert len(tried(here)) == 3


async def test_what_is_needed_and_missing_costs_nothing(here, visitor):
    assert await visitor.send(username="  ", password=PASSWORD) == 422
    assert "Sign-in address is missing" in visitor.text
    assert await visitor.send(username="a" * 30_000, password=PASSWORD) == 422
    assert tried(here) == []
    assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200


async def test_a_link_works_for_ten_minutes(here, visitor):
    here.clock.ahead = timedelta(minutes=9, seconds=50)
    assert await visitor.look() == 200
    csrf = visitor.csrf
    here.clock.ahead = timedelta(minutes=10)
    assert await visitor.look() == 410
    assert await visitor.send(csrf=csrf, username=ADDRESS, password=PASSWORD) == 410
    assert tried(here) == []


async def test_a_link_works_once(here, visitor):
    csrf = visitor.csrf
    assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200
    assert await visitor.look() == 410
    assert "go back to Slack" in visitor.text
    assert await visitor.send(csrf=csrf, username=ADDRESS, password=PASSWORD) == 410
    assert len(tried(here)) == 1


@pytest.mark.parametrize(
    "ticket", ["x", "a" * 43, "%00", "%ED%A0%80", "..", "é", "a" * 5000, "a'--"]
)
async def test_a_link_that_was_never_given_out_is_gone(here, ticket):
    async with httpx.AsyncClient() as client:
        for method in ("GET", "POST"):
            reply = await client.request(
                method,
                f"{here.url}/connect/{ticket}",
                data={"csrf": "x"} if method == "POST" else None,
            )
            assert reply.status_code in (404, 410)
            assert "location" not in reply.headers


async def test_looking_uses_nothing_up(here, visitor):
    """Slack, mail scanners and chat programs look at links before people do."""
    robot = {"User-Agent": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"}
    async with httpx.AsyncClient(headers=robot) as client:
        for method in ("GET", "HEAD") * 15:
            assert (await client.request(method, visitor.link)).status_code == 200
    assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200


async def test_two_clicks_at_once_are_one_sign_in(here, visitor):
    fields = {"csrf": visitor.csrf, "username": ADDRESS, "password": PASSWORD}
    replies = await asyncio.gather(
        *(visitor.client.post(visitor.link, data=fields) for _ in range(4))
    )
    assert [reply.status_code for reply in replies] == [200] * 4
    assert tried(here) == [(ADDRESS, "right")]
    await here.whispered("Was that you?")
    assert len([one for one in here.said(ADA) if "Was that you?" in one.text]) == 1


@pytest.mark.parametrize("forged", ["", "x", "é", "csrf"])
async def test_a_form_without_the_right_csrf_is_refused(here, visitor, forged):
    assert await visitor.send(csrf=forged, username=ADDRESS, password=PASSWORD) == 403
    assert tried(here) == []


async def test_a_form_without_the_cookie_is_refused(here, visitor):
    fields = {"csrf": visitor.csrf, "username": ADDRESS, "password": PASSWORD}
    async with httpx.AsyncClient() as stranger:
        reply = await stranger.post(visitor.link, data=fields)
    assert reply.status_code == 403
    del fields["csrf"]
    reply = await visitor.client.post(visitor.link, data=fields)
    assert reply.status_code == 403
    assert tried(here) == []


async def test_the_cookie_of_another_page_does_not_serve(here, visitor):
    other = await here.ask_for_link("mallory")
    async with visiting(other) as mallory:
        path = httpx.URL(visitor.link).path
        mallory.client.cookies.set("parley_csrf", "forged", domain="127.0.0.1", path=path)
        reply = await mallory.client.post(
            visitor.link, data={"csrf": mallory.csrf, "username": ADDRESS, "password": PASSWORD}
        )
    assert reply.status_code == 403
    assert tried(here) == []


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
async def test_a_form_from_another_site_is_refused(here, visitor, headers):
    assert await visitor.send(headers, username=ADDRESS, password=PASSWORD) == 403
    assert tried(here) == []


@pytest.mark.parametrize("origin", ["null", "ours"])
async def test_a_form_from_here_is_taken(here, visitor, origin):
    """A page without a referrer sends its forms with the origin ``null``."""
    headers = {"Origin": here.url if origin == "ours" else origin, "Sec-Fetch-Site": "same-origin"}
    assert await visitor.send(headers, username=ADDRESS, password=PASSWORD) == 200


async def test_the_page_does_not_answer_to_another_name(here, visitor):
    for host in ("evil.example", "127.0.0.1", "127.0.0.1:1", ""):
        assert await visitor.look(Host=host) == 400
        assert "set-cookie" not in visitor.reply.headers
    await visitor.look()
    assert await visitor.send({"Host": "evil.example"}, username=ADDRESS, password=PASSWORD) == 400
    assert tried(here) == []


async def test_what_is_no_form_is_refused(here, visitor):
    async def post(content, kind="application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind} if kind else {}
        reply = await visitor.client.post(visitor.link, content=content, headers=headers)
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
    assert (await visitor.client.put(visitor.link)).status_code == 405
    assert tried(here) == []


async def test_nothing_leads_anywhere_else(here, visitor):
    away = "https://evil.example/"
    for query in (
        f"?next={away}",
        f"?url={away}&return_to=//evil.example",
        f"/{away}",
        "//evil.example",
    ):
        for method in ("GET", "POST"):
            reply = await visitor.client.request(method, visitor.link + query)
            assert not reply.is_redirect
            assert "location" not in reply.headers
            assert "evil.example" not in reply.text
    reply = await visitor.client.get(f"{here.url}/connect/")
    assert not reply.is_redirect or reply.headers["location"].startswith(here.url)


async def test_what_was_typed_cannot_change_the_page(here, visitor):
    typed = '"><script>alert(1)</script>`code`<form action="https://evil.example">'
    assert await visitor.send(username=typed, password="wrong") == 422
    assert "<script" not in visitor.reply.text
    assert len(visitor.form.forms) == 1
    assert visitor.form.fields["username"]["value"] == typed


async def test_a_service_that_does_not_answer_costs_no_try(here, visitor):
    skype = here.street.services["skype"]
    skype.misbehave(on="*", do="cut", effect=False, next=100)
    for _ in range(4):
        assert await visitor.send(username=ADDRESS, password=PASSWORD) == 503
        assert "did not count as a try" in visitor.text
        assert visitor.form.fields["username"]["value"] == ADDRESS
    skype.behave()
    assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200


async def test_a_link_that_was_passed_on_connects_nothing(here):
    """Mallory signs in with her own name on Ada's link; only Ada is asked, and says no."""
    link = await here.ask_for_link("ada")
    mallorys = {"username": "ada@contoso.example", "password": PASSWORD}
    async with visiting(link) as mallory:
        assert await mallory.send(**mallorys) == 200
    asked = await here.whispered("Was that you?", ADA)
    assert not [one for one in here.said(MALLORY) if "Was that you?" in one.text]
    with pytest.raises(KeyError):
        await here.press("Yes, that was me", "mallory")
    button = asked.blocks[1]["elements"][0]
    await forge_click(here, "mallory", button)
    await here.whispered("not waiting any more", MALLORY)
    assert "waits for your yes" in await here.told("accounts")
    await here.press("Never mind")
    await here.whispered("thrown that sign-in away")
    assert "not connected anything" in await here.told("accounts")


async def forge_click(here, person, button):
    """Somebody sends a button that was never theirs, as a hostile client might."""
    slack = here.street.slack
    posted = await slack.type(person, "general", "/meet help")
    assert posted["ok"]
    who = slack.workspace.person(person).id
    message = await here.whispered("Start a meeting", who)
    message.blocks.append({"type": "actions", "block_id": "forged", "elements": [button]})
    await slack.click(person, button["text"]["text"])


async def test_a_yes_that_comes_too_late_connects_nothing(here, visitor):
    await visitor.send(username=ADDRESS, password=PASSWORD)
    await here.whispered("Was that you?")
    here.clock.ahead = timedelta(minutes=61)
    await here.press("Yes, that was me")
    await here.whispered("not waiting any more")


async def test_a_yes_is_for_the_sign_in_that_was_shown(here):
    """A newer sign-in is not connected by the button that was about an older one."""
    async with visiting(await here.ask_for_link()) as first:
        await first.send(username=ADDRESS, password=PASSWORD)
    before = (await here.whispered("Was that you?")).ts
    async with visiting(await here.ask_for_link()) as second:
        await second.send(username=f"sip:{ADDRESS}", password=PASSWORD)
    await here.whispered("Was that you?", after=before)
    await here.press("Yes, that was me", ts=before)
    await here.whispered("not waiting any more")
    assert "waits for your yes" in await here.told("accounts")


async def test_behind_https_and_a_path_the_cookie_stays_on_the_page(tmp_path, monkeypatch):
    public = "https://parley.example.com/bot"
    async with joined(tmp_path, monkeypatch, url=public) as here:
        link = await here.ask_for_link()
        assert link.startswith(f"{public}/connect/")
        ticket = link.rpartition("/")[2]
        async with httpx.AsyncClient() as client:
            reply = await client.get(
                f"http://127.0.0.1:{here.settings.port}/connect/{ticket}",
                headers={"Host": "parley.example.com"},
            )
    cookie = reply.headers["set-cookie"].lower()
    assert reply.status_code == 200
    assert "secure" in cookie
    assert f"path=/bot/connect/{ticket.lower()}" in cookie
