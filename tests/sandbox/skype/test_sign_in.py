"""Tokens are given for the right words, serve one host and run out; wrong words are counted."""

import httpx
import pytest

from sandbox.services.skype import ADA, MALLORY, NOEL, SkypeServer
from sandbox.serving import served
from tests.sandbox.skype.visitor import FORM, Visitor
from tests.sandbox.stopped_clock import StoppedClock


@pytest.fixture
async def token_href(visitor: Visitor) -> str:
    return await visitor.token_href(await visitor.user_href())


async def fields(visitor: Visitor) -> list[str]:
    answer = await visitor.get(await visitor.user_href())
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    return answer.headers.get_list("www-authenticate")


async def test_the_challenge_comes_in_two_fields(visitor: Visitor) -> None:
    bearer, ours = await fields(visitor)
    assert bearer.startswith('Bearer trusted_issuers="')
    assert ours.startswith(f'MsRtcOAuth href="{visitor.url}/WebTicket/')
    assert ours.endswith('/oauthtoken",grant_type="urn:microsoft.rtc:windows,password"')


@pytest.mark.parametrize(
    ("spelling", "starts"),
    [
        ("joined", ["Bearer trusted_issuers="]),
        ("reversed", ["MsRtcOAuth href=", "Bearer trusted_issuers="]),
        ("joined reversed", ["MsRtcOAuth href="]),
        ("unquoted", ["Bearer ", "MsRtcOAuth href=http://"]),
        ("alone", ["MsRtcOAuth href="]),
        ("lowercase alone", ["msrtcoauth href="]),
        ("absent modern", ["Bearer "]),
    ],
)
async def test_the_challenge_in_every_spelling(
    visitor: Visitor, skype: SkypeServer, spelling: str, starts: list[str]
) -> None:
    skype.deployment.challenge = spelling
    challenges = await fields(visitor)
    assert len(challenges) == len(starts)
    for field, start in zip(challenges, starts, strict=True):
        assert field.startswith(start)
    assert ("authorization_uri=" in challenges[0]) is ("modern" in spelling)
    if "joined" in spelling:
        assert "MsRtcOAuth href=" in challenges[0]
        assert "Bearer " in challenges[0]


async def test_the_published_password_message_is_accepted(
    http_client: httpx.AsyncClient, token_href: str
) -> None:
    answer = await http_client.post(
        token_href,
        content="grant_type=password&username=ada%40contoso.example&password=Analytical%21Engine1",
        headers={"Content-Type": FORM, "Accept": "application/json"},
    )
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["access_token"].startswith("cwt=")
    assert (body["token_type"], body["ms_rtc_identityscope"]) == ("Bearer", "local")
    assert body["expires_in"] == 8 * 3600


@pytest.mark.parametrize("name", ["ADA@contoso.example", "sip:ada@contoso.example", r"CONTOSO\ada"])
async def test_other_spellings_of_the_name(visitor: Visitor, token_href: str, name: str) -> None:
    answer = await visitor.ask_token(token_href, username=name)
    assert answer.status_code == 200


async def test_the_address_is_read_without_regard_to_case(
    visitor: Visitor, token_href: str
) -> None:
    lower = token_href.replace("/WebTicket/", "/webticket/")
    assert (await visitor.ask_token(lower, resource="https://pool")).status_code == 200


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("username=ada%40contoso.example&password=Analytical%21Engine1", "invalid_request"),
        ("granttype=password&username=a&password=b", "invalid_request"),
        ("grant_type=password&password=b", "invalid_request"),
        ("grant_type=password&username=a&password=", "invalid_request"),
        ("grant_type=password&user=ada%40contoso.example&password=b", "invalid_request"),
        ("", "invalid_request"),
        ("grant_type=client_credentials&username=a&password=b", "unsupported_grant_type"),
        ("grant_type=Password&username=a&password=b", "unsupported_grant_type"),
        ("grant_type=urn%3Amicrosoft.rtc%3Aanonmeeting&password=X", "unsupported_grant_type"),
        ("grant_type=password&username=a&password=b&scope=some", "invalid_scope"),
        ("grant_type=password&username=ada%40contoso.example&password=wrong", "invalid_grant"),
        ("grant_type=password&username=nobody%40contoso.example&password=x", "invalid_grant"),
    ],
)
async def test_what_is_wrong_with_a_request(
    http_client: httpx.AsyncClient, token_href: str, content: str, error: str
) -> None:
    answer = await http_client.post(token_href, content=content, headers={"Content-Type": FORM})
    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_a_body_that_is_no_form_is_refused(
    http_client: httpx.AsyncClient, token_href: str
) -> None:
    data = {"grant_type": "password", "username": ADA.address, "password": ADA.password}
    answer = await http_client.post(token_href, json=data)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_grant_that_is_not_offered(
    visitor: Visitor, skype: SkypeServer, token_href: str
) -> None:
    skype.deployment.grants = ("urn:microsoft.rtc:windows",)
    answer = await visitor.ask_token(token_href)
    assert answer.json() == {"error": "unsupported_grant_type"}
    assert answer.headers["x-ms-diagnostics"].startswith("28029;")


async def test_windows_sign_in_begins_with_a_round_of_negotiation(
    http_client: httpx.AsyncClient, token_href: str
) -> None:
    answer = await http_client.post(token_href, data={"grant_type": "urn:microsoft.rtc:windows"})
    assert answer.status_code == 401
    assert answer.headers.get_list("www-authenticate") == ["Negotiate", "NTLM"]


async def test_passive_sign_in_names_a_page(
    http_client: httpx.AsyncClient, skype: SkypeServer, token_href: str
) -> None:
    skype.deployment.grants = ("urn:microsoft.rtc:passive",)
    answer = await http_client.post(token_href, data={"grant_type": "urn:microsoft.rtc:passive"})
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"
    assert answer.json()["ms_rtc_passiveauthuri"].endswith("/PassiveAuth.aspx")
    assert answer.headers["x-ms-diagnostics"].startswith("28020;")


async def test_somebody_without_an_account_here(visitor: Visitor, token_href: str) -> None:
    answer = await visitor.ask_token(token_href, NOEL)
    assert answer.status_code == 403
    assert "User is not SIP enabled." in answer.headers["x-ms-diagnostics"]


async def test_wrong_passwords_lock_an_account_for_a_while(
    visitor: Visitor, skype: SkypeServer, clock: StoppedClock, token_href: str
) -> None:
    for _ in range(5):
        assert (await visitor.ask_token(token_href, password="no")).status_code == 400
    assert (await visitor.ask_token(token_href)).json() == {"error": "invalid_grant"}
    assert (await visitor.ask_token(token_href, MALLORY)).status_code == 200
    clock.advance(skype.deployment.lock_lasts + 1)
    assert (await visitor.ask_token(token_href)).status_code == 200
    outcomes = [each["outcome"] for each in skype.book.read("sign_in")]
    assert outcomes == ["wrong"] * 5 + ["locked", "right", "right"]


async def test_a_right_password_forgives_the_wrong_ones(visitor: Visitor, token_href: str) -> None:
    for _ in range(3):
        for _ in range(4):
            await visitor.ask_token(token_href, password="no")
        assert (await visitor.ask_token(token_href)).status_code == 200


async def test_a_token_runs_out(visitor: Visitor, skype: SkypeServer, clock: StoppedClock) -> None:
    ada = await visitor.open()
    clock.advance(skype.deployment.token_lasts - 1)
    assert (await ada.get(await ada.user_href())).status_code == 200
    clock.advance(2)
    answer = await ada.get(await ada.user_href())
    assert answer.status_code == 401
    assert "MsRtcOAuth" in answer.headers["www-authenticate"]


async def test_a_token_that_does_not_serve_may_be_answered_403(
    visitor: Visitor, skype: SkypeServer
) -> None:
    ada = await visitor.open()
    skype.deployment.stale = 403
    skype.misbehave(do="expire", what="token")
    answer = await ada.get(ada.link("self"))
    assert answer.status_code == 403
    assert answer.headers["x-ms-diagnostics"].startswith("28055;")
    assert "InvalidToken" in answer.headers["warning"]
    assert "MsRtcOAuth" in answer.headers["www-authenticate"]


async def test_no_token_is_answered_401_all_the_same(visitor: Visitor, skype: SkypeServer) -> None:
    skype.deployment.stale = 403
    assert (await visitor.get(await visitor.user_href())).status_code == 401


async def test_a_token_serves_the_host_that_issued_it(visitor: Visitor, skype: SkypeServer) -> None:
    ada = await visitor.open()
    async with served(skype.app) as other:
        answer = await ada.get(other + ada.link("self"))
    assert answer.status_code == 401


@pytest.mark.parametrize("authorization", ["cwt=x", "Bearer", "Bearer cwt=x", "Basic YTpi"])
async def test_no_other_authorization_serves(ada: Visitor, authorization: str) -> None:
    answer = await ada.get(ada.link("self"), headers={"Authorization": authorization})
    assert answer.status_code == 401


async def test_a_new_token_goes_on_with_the_old_application(
    ada: Visitor, skype: SkypeServer
) -> None:
    skype.misbehave(do="expire", what="token")
    assert (await ada.get(ada.link("self"))).status_code == 401
    await ada.sign_in()
    assert (await ada.get(ada.link("self"))).status_code == 200


async def test_the_book_holds_no_password_and_no_token(ada: Visitor, skype: SkypeServer) -> None:
    shown = (await ada.http.get(f"{ada.url}/sandbox/book")).text
    assert "sign_ins" in shown
    assert ADA.password[:10] not in shown
    assert ada.token not in shown
