"""Finding the pool: candidates in order, redirects, and hosts that may not be called."""

import httpx
import pytest

from meetings.errors import MeetingError, ServiceUnreachable, UnexpectedReply
from meetings.services.skype import Skype
from meetings.services.skype.errors import ForeignHost
from tests.meetings.skype import documents as doc
from tests.meetings.skype.desk import (
    ANSWERS,
    MARKER,
    SKYPE,
    Answer,
    Desk,
    connected,
    signing_in,
    silence,
    starting,
    wanted,
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
        doc.said({"_links": {}}),
        doc.page(302, {"Location": "https://fabrikam.net/"}),
        doc.root(user="", redirect="https://webdir.online.lync.com/"),
    ],
)
def test_candidates_are_tried_in_order_the_persons_own_domain_first(failing: Answer) -> None:
    desk = signing_in().on("GET", INTERNAL, failing)
    desk.play(BOTH.connect(ANSWERS))
    assert [str(one.url) for one in desk.asked[:2]] == [INTERNAL, doc.ROOT]
    assert desk.asked[0].extensions["timeout"]["read"] < 20


def test_a_name_that_tells_no_domain_tries_them_all() -> None:
    desk = signing_in().on("GET", INTERNAL, DOWN)
    for host in ("lyncdiscoverinternal", "lyncdiscover"):
        desk.on("GET", f"https://{host}.fabrikam.example/", DOWN)
    desk.play(BOTH.connect({**ANSWERS, "username": "CONTOSO\\dana"}))
    assert desk.times("POST", doc.TOKEN_PLACE) == 1


def test_addresses_that_are_set_are_tried_in_their_order() -> None:
    skype = Skype({"url": f"https://first.contoso.com/ {doc.ROOT}"})
    desk = signing_in().on("GET", "https://first.contoso.com/", doc.page(404))
    desk.play(skype.connect(ANSWERS))
    assert [one.url.host for one in desk.asked[:2]] == [
        "first.contoso.com",
        "lyncdiscover.contoso.com",
    ]


def test_what_was_heard_says_more_than_what_was_not() -> None:
    desk = Desk().on("GET", INTERNAL, doc.root(user="", redirect="https://evil.example/"))
    desk.on("GET", doc.ROOT, DOWN)
    with pytest.raises(ForeignHost) as caught:
        desk.play(Skype({"domains": "contoso.com"}).connect(ANSWERS))
    assert "evil.example" in caught.value.detail
    assert "evil.example" not in caught.value.message
    assert not caught.value.outcome_unknown


def test_nothing_reached_is_unreachable() -> None:
    desk = Desk().on("GET", INTERNAL, DOWN).on("GET", doc.ROOT, DOWN)
    with pytest.raises(ServiceUnreachable):
        desk.play(Skype({"domains": "contoso.com"}).connect(ANSWERS))


def test_redirects_within_the_domain_are_followed_without_a_token() -> None:
    hop = "https://pool3.contoso.com/root?originalDomain=contoso.com"
    desk = signing_in().on("GET", doc.ROOT, doc.page(302, {"Location": hop}))
    desk.on("GET", hop, doc.root(user="", redirect="/again"))
    desk.on("GET", "https://pool3.contoso.com/again", doc.root())
    desk.play(SKYPE.connect(ANSWERS))
    assert not [one for one in desk.asked[:4] if "authorization" in one.headers]


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
        desk = signing_in().on("GET", doc.ROOT, answer)
        with pytest.raises(MeetingError):
            desk.play(SKYPE.connect(ANSWERS))
        assert len(desk.asked) == 1
    desk = signing_in().on("GET", doc.USER, doc.challenge(), doc.user(target))
    with pytest.raises(MeetingError):
        desk.play(SKYPE.connect(ANSWERS))
    assert len(desk.asked) == 4


@pytest.mark.parametrize(
    "answer",
    [doc.page(302, {"Location": "/"}), doc.root(user="", redirect=doc.ROOT)],
)
def test_a_redirect_to_itself_goes_nowhere(answer: httpx.Response) -> None:
    desk = signing_in().on("GET", doc.ROOT, answer)
    with pytest.raises(UnexpectedReply):
        desk.play(SKYPE.connect(ANSWERS))
    assert len(desk.asked) == 1


def test_redirects_in_circles_are_left() -> None:
    desk = signing_in().on("GET", doc.ROOT, doc.root(user="", redirect="/other"))
    desk.on("GET", f"{doc.ROOT}other", doc.root(user="", redirect="/"))
    with pytest.raises(UnexpectedReply):
        desk.play(SKYPE.connect(ANSWERS))
    assert len(desk.asked) <= 6


def test_a_person_homed_elsewhere_is_signed_in_there() -> None:
    home = "https://pool9.contoso.com"
    redirected = doc.said({"_links": doc.links(self=doc.USER, redirect=f"{home}/root")})
    desk = signing_in().on("GET", doc.USER, doc.challenge(), redirected)
    desk.on("GET", f"{home}/root", doc.root(user=f"{home}/root/oauth/user"))
    place = f'MsRtcOAuth href="{home}/token",grant_type="password"'
    applications = f"{home}/ucwa/oauth/v1/applications"
    desk.on("GET", f"{home}/root/oauth/user", doc.challenge(place), doc.user(applications))
    desk.on("POST", f"{home}/token", doc.token("cwt=home"))
    desk.on("POST", applications, doc.application()).on(
        "DELETE", f"{home}{doc.A}", doc.said(status=204)
    )
    credentials = desk.play(SKYPE.connect(ANSWERS))
    assert credentials.facts["applications"] == applications
    sent = {one.url.host: one.headers.get("authorization", "") for one in desk.asked}
    assert sent["pool9.contoso.com"] == "Bearer cwt=home"


def test_plain_http_is_for_an_address_that_was_set_so() -> None:
    local = "http://127.0.0.1:8080"
    skype = Skype({"url": f"{local}/"})
    desk = Desk().on("GET", f"{local}/", doc.root(user="http://127.0.0.1:9090/user"))
    desk.on("GET", "http://127.0.0.1:9090/user", doc.page(404))
    with pytest.raises(UnexpectedReply):
        desk.play(skype.connect(ANSWERS))
    assert len(desk.asked) == 2
    desk = Desk().on("GET", f"{local}/", doc.root(user="http://127.0.0.2/user"))
    with pytest.raises(ForeignHost):
        desk.play(skype.connect(ANSWERS))


@pytest.mark.parametrize(
    "answer",
    [
        doc.refused(403, "Forbidden"),
        doc.refused(404, "NotFound"),
        doc.refused(410, "Gone", "CannotRedirect"),
        doc.refused(502, "BadGateway"),
    ],
)
def test_a_pool_that_says_it_is_not_the_one_is_looked_for_anew(answer: httpx.Response) -> None:
    desk = starting(doc.pack(doc.completed(MARKER)))
    desk.answers.update(signing_in().answers)
    waited_out = [answer] * (3 if answer.status_code == 502 else 1)
    desk.on("POST", doc.APPLICATIONS, *waited_out, doc.application(200))
    assert desk.play(SKYPE.create(wanted(), connected())).join_url == doc.JOIN
    assert desk.times("GET", doc.ROOT) == 1


@pytest.mark.parametrize("answer", [doc.page(403), doc.page(404), doc.page(502), DOWN, silence()])
def test_a_pool_that_is_not_there_is_forgotten_for_the_next_time(answer: Answer) -> None:
    desk = Desk().on("POST", doc.APPLICATIONS, answer)
    with pytest.raises(MeetingError):
        desk.play(SKYPE.create(wanted(), connected()))
    assert len(desk.asked) == 1
    again = signing_in()
    with pytest.raises(AssertionError, match="nobody expected POST"):
        again.play(SKYPE.create(wanted(), desk.kept[-1]))
    assert str(again.asked[0].url) == doc.ROOT


def test_a_pool_that_the_settings_no_longer_allow_is_not_called() -> None:
    moved = Skype({"domains": "fabrikam.example"})
    desk = Desk()
    for host in ("lyncdiscoverinternal", "lyncdiscover"):
        desk.on("GET", f"https://{host}.fabrikam.example/", DOWN)
    with pytest.raises(ServiceUnreachable):
        desk.play(moved.create(wanted(), connected()))
    assert {one.url.host.partition(".")[2] for one in desk.asked} == {"fabrikam.example"}
