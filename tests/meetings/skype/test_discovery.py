"""Finding the pool: candidates in order, redirects, and hosts that may not be called."""

import httpx
import pytest

from meetings.errors import MeetingError, ServiceUnreachable, UnexpectedReply
from meetings.services.skype import Skype
from meetings.services.skype.errors import ForeignHost
from tests.meetings.scripted import Reply
from tests.meetings.skype import documents as doc
from tests.meetings.skype.scripted_pool import (
    ANSWERS,
    MARKER,
    SKYPE,
    ScriptedPool,
    connected,
    new_meeting,
    signing_in,
    silence,
    starting,
)

INTERNAL = "https://lyncdiscoverinternal.contoso.com/"
BOTH = Skype({"domains": "fabrikam.example contoso.com"})
DOWN = ServiceUnreachable("Skype for Business", "no such host", name="skype", sent=False)


@pytest.mark.parametrize(
    "failing",
    [
        DOWN,
        silence(),
        doc.page(404),
        doc.page(503),
        doc.page(200),
        doc.reply({"_links": {}}),
        doc.page(302, {"Location": "https://fabrikam.net/"}),
        doc.root(user="", redirect="https://webdir.online.lync.com/"),
    ],
)
def test_candidates_are_tried_in_order_the_persons_own_domain_first(failing: Reply) -> None:
    pool = signing_in().at("GET", INTERNAL, failing)
    pool.play(BOTH.connect(ANSWERS))
    assert [str(request.url) for request in pool.requests[:2]] == [INTERNAL, doc.ROOT]
    assert pool.requests[0].extensions["timeout"]["read"] < 20


def test_a_name_that_tells_no_domain_tries_them_all() -> None:
    pool = signing_in().at("GET", INTERNAL, DOWN)
    for host in ("lyncdiscoverinternal", "lyncdiscover"):
        pool.at("GET", f"https://{host}.fabrikam.example/", DOWN)
    pool.play(BOTH.connect({**ANSWERS, "username": "CONTOSO\\dana"}))
    assert pool.times("POST", doc.TOKEN_URL) == 1


def test_addresses_that_are_set_are_tried_in_their_order() -> None:
    skype = Skype({"url": f"https://first.contoso.com/ {doc.ROOT}"})
    pool = signing_in().at("GET", "https://first.contoso.com/", doc.page(404))
    pool.play(skype.connect(ANSWERS))
    assert [request.url.host for request in pool.requests[:2]] == [
        "first.contoso.com",
        "lyncdiscover.contoso.com",
    ]


def test_what_was_heard_says_more_than_what_was_not() -> None:
    pool = ScriptedPool().at("GET", INTERNAL, doc.root(user="", redirect="https://evil.example/"))
    pool.at("GET", doc.ROOT, DOWN)
    with pytest.raises(ForeignHost) as caught:
        pool.play(Skype({"domains": "contoso.com"}).connect(ANSWERS))
    assert "evil.example" in caught.value.detail
    assert "evil.example" not in caught.value.message
    assert not caught.value.outcome_unknown


def test_nothing_reached_is_unreachable() -> None:
    pool = ScriptedPool().at("GET", INTERNAL, DOWN).at("GET", doc.ROOT, DOWN)
    with pytest.raises(ServiceUnreachable):
        pool.play(Skype({"domains": "contoso.com"}).connect(ANSWERS))


def test_redirects_within_the_domain_are_followed_without_a_token() -> None:
    hop = "https://pool3.contoso.com/root?originalDomain=contoso.com"
    pool = signing_in().at("GET", doc.ROOT, doc.page(302, {"Location": hop}))
    pool.at("GET", hop, doc.root(user="", redirect="/again"))
    pool.at("GET", "https://pool3.contoso.com/again", doc.root())
    pool.play(SKYPE.connect(ANSWERS))
    assert not [request for request in pool.requests[:4] if "authorization" in request.headers]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "https://contoso.com.evil.example/",
        "https://evilcontoso.com/",
        "http://lyncweb.contoso.com/",
        "https://dana:x@lyncweb.contoso.com/",
        "//evil.example/",
        "ftp://lyncweb.contoso.com/",
        "file:///etc/passwd",
        "https://[::1",
    ],
)
def test_a_redirect_or_link_elsewhere_is_not_followed(target: str) -> None:
    for answer in (
        doc.page(301, {"Location": target}),
        doc.page(307, {"Location": target}),
        doc.root(user="", redirect=target),
        doc.root(user=target),
    ):
        pool = signing_in().at("GET", doc.ROOT, answer)
        with pytest.raises(MeetingError):
            pool.play(SKYPE.connect(ANSWERS))
        assert len(pool.requests) == 1
    pool = signing_in().at("GET", doc.USER, doc.challenge(), doc.user(target))
    with pytest.raises(MeetingError):
        pool.play(SKYPE.connect(ANSWERS))
    assert len(pool.requests) == 4


@pytest.mark.parametrize(
    "answer",
    [doc.page(302, {"Location": "/"}), doc.root(user="", redirect=doc.ROOT)],
)
def test_a_redirect_to_itself_goes_nowhere(answer: httpx.Response) -> None:
    pool = signing_in().at("GET", doc.ROOT, answer)
    with pytest.raises(UnexpectedReply):
        pool.play(SKYPE.connect(ANSWERS))
    assert len(pool.requests) == 1


def test_redirects_in_circles_are_left() -> None:
    pool = signing_in().at("GET", doc.ROOT, doc.root(user="", redirect="/other"))
    pool.at("GET", f"{doc.ROOT}other", doc.root(user="", redirect="/"))
    with pytest.raises(UnexpectedReply):
        pool.play(SKYPE.connect(ANSWERS))
    assert len(pool.requests) <= 6


def test_a_person_homed_elsewhere_is_signed_in_there() -> None:
    home = "https://pool9.contoso.com"
    redirected = doc.reply({"_links": doc.links(self=doc.USER, redirect=f"{home}/root")})
    pool = signing_in().at("GET", doc.USER, doc.challenge(), redirected)
    pool.at("GET", f"{home}/root", doc.root(user=f"{home}/root/oauth/user"))
    place = f'MsRtcOAuth href="{home}/token",grant_type="password"'
    applications = f"{home}/ucwa/oauth/v1/applications"
    pool.at("GET", f"{home}/root/oauth/user", doc.challenge(place), doc.user(applications))
    pool.at("POST", f"{home}/token", doc.token("cwt=home"))
    pool.at("POST", applications, doc.application()).at(
        "DELETE", f"{home}{doc.A}", doc.reply(status=204)
    )
    credentials = pool.play(SKYPE.connect(ANSWERS))
    assert credentials.facts["applications"] == applications
    sent = {request.url.host: request.headers.get("authorization", "") for request in pool.requests}
    assert sent["pool9.contoso.com"] == "Bearer cwt=home"


def test_plain_http_is_for_an_address_that_was_set_so() -> None:
    local = "http://127.0.0.1:8080"
    skype = Skype({"url": f"{local}/"})
    pool = ScriptedPool().at("GET", f"{local}/", doc.root(user="http://127.0.0.1:9090/user"))
    pool.at("GET", "http://127.0.0.1:9090/user", doc.page(404))
    with pytest.raises(UnexpectedReply):
        pool.play(skype.connect(ANSWERS))
    assert len(pool.requests) == 2
    pool = ScriptedPool().at("GET", f"{local}/", doc.root(user="http://127.0.0.2/user"))
    with pytest.raises(ForeignHost):
        pool.play(skype.connect(ANSWERS))


@pytest.mark.parametrize(
    "answer",
    [
        doc.refused(403, "Forbidden"),
        doc.refused(404, "NotFound"),
        doc.refused(410, "Gone", "CannotRedirect"),
        doc.refused(502, "BadGateway"),
    ],
)
def test_a_pool_that_says_it_is_not_the_one_is_looked_for_again(answer: httpx.Response) -> None:
    pool = starting(doc.events(doc.completed(MARKER)))
    pool.replies.update(signing_in().replies)
    waited_out = [answer] * (3 if answer.status_code == 502 else 1)
    pool.at("POST", doc.APPLICATIONS, *waited_out, doc.application(200))
    assert pool.play(SKYPE.create(new_meeting(), connected())).join_url == doc.JOIN
    assert pool.times("GET", doc.ROOT) == 1


@pytest.mark.parametrize("answer", [doc.page(403), doc.page(404), doc.page(502), DOWN, silence()])
def test_a_pool_that_is_not_there_is_forgotten_for_the_next_time(answer: Reply) -> None:
    pool = ScriptedPool().at("POST", doc.APPLICATIONS, answer)
    with pytest.raises(MeetingError):
        pool.play(SKYPE.create(new_meeting(), connected()))
    assert len(pool.requests) == 1
    again = signing_in()
    with pytest.raises(AssertionError, match="there is no reply to POST"):
        again.play(SKYPE.create(new_meeting(), pool.saved[-1]))
    assert str(again.requests[0].url) == doc.ROOT


def test_a_pool_that_the_settings_no_longer_allow_is_not_called() -> None:
    moved = Skype({"domains": "fabrikam.example"})
    pool = ScriptedPool()
    for host in ("lyncdiscoverinternal", "lyncdiscover"):
        pool.at("GET", f"https://{host}.fabrikam.example/", DOWN)
    with pytest.raises(ServiceUnreachable):
        pool.play(moved.create(new_meeting(), connected()))
    assert {request.url.host.partition(".")[2] for request in pool.requests} == {"fabrikam.example"}
