"""Connecting: discovery, the challenge in all its spellings, the password, the token."""

import httpx
import pytest

from meetings.errors import (
    MeetingError,
    NotAllowed,
    NotPossible,
    ServiceBusy,
    ServiceUnreachable,
    SignInExpired,
    SignInRefused,
    UnexpectedReply,
)
from meetings.services.skype import Skype, check_options
from meetings.services.skype.errors import ForeignHost, TooManySignIns
from tests.meetings.skype import documents as doc
from tests.meetings.skype.desk import (
    ANSWERS,
    MARKER,
    PASSWORD,
    SKYPE,
    Desk,
    connected,
    signing_in,
    silence,
    starting,
    wanted,
)

LATER = f"{doc.A}/events?ack=2"


def test_a_right_password_connects_and_leaves_nothing_behind() -> None:
    desk = signing_in()
    credentials = desk.play(SKYPE.connect(ANSWERS))
    assert credentials.facts["account"] == "dana@contoso.com"
    assert [f"{one.method} {one.url}" for one in desk.asked] == [
        f"GET {doc.ROOT}",
        f"GET {doc.USER}",
        f"POST {doc.TOKEN_PLACE}",
        f"GET {doc.USER}",
        f"POST {doc.APPLICATIONS}",
        f"DELETE {doc.POOL}{doc.A}",
    ]
    assert desk.kept == []


def test_the_password_goes_to_the_token_place_alone_and_the_token_never_to_the_root() -> None:
    desk = signing_in()
    credentials = desk.play(SKYPE.connect(ANSWERS))
    told = [one for one in desk.asked if b"word1-canary" in one.content]
    assert [str(one.url) for one in told] == [doc.TOKEN_PLACE]
    assert (
        told[0].content
        == b"grant_type=password&username=dana%40contoso.com&password=pass%40word1-canary"
    )
    assert "authorization" not in desk.asked[0].headers
    assert desk.asked[3].headers["authorization"] == "Bearer cwt=AAEBHAEF-first"
    assert PASSWORD not in repr(credentials) + str(credentials.facts)
    assert "cwt=" not in repr(credentials) + str(credentials.facts)


def test_an_application_is_asked_for_as_the_reference_says() -> None:
    desk = signing_in()
    credentials = desk.play(SKYPE.connect(ANSWERS))
    [body] = desk.bodies("POST", doc.APPLICATIONS)
    endpoint = credentials.facts["endpoint"]
    assert body == {"userAgent": "Parley", "culture": "en-US", "endpointId": endpoint}
    assert len(endpoint) == 36


@pytest.mark.parametrize(
    "fields",
    [
        (doc.BEARER, doc.MSRTC),
        (doc.MSRTC, doc.BEARER),
        (f"{doc.BEARER}, {doc.MSRTC}",),
        (f"{doc.MSRTC}, {doc.BEARER}",),
        (doc.MSRTC,),
        (doc.MSRTC.replace('"', ""),),
        (f'MsRtcOAuth href={doc.TOKEN_PLACE},grant_type="{doc.GRANTS}"', doc.BEARER),
        (f'msrtcoauth grant_type="password" , href = "{doc.TOKEN_PLACE}"',),
        (f'MsRtcOAuth href="/WebTicket/oauthtoken",grant_type="{doc.GRANTS}"', "Negotiate", "NTLM"),
    ],
)
def test_every_spelling_of_the_challenge_is_understood(fields: tuple[str, ...]) -> None:
    desk = signing_in().on("GET", doc.USER, doc.challenge(*fields), doc.user())
    desk.play(SKYPE.connect(ANSWERS))
    assert desk.times("POST", doc.TOKEN_PLACE) == 1


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (doc.challenge(doc.BEARER), UnexpectedReply),
        (doc.challenge("MsRtcOAuth grant_type=password"), UnexpectedReply),
        (
            doc.challenge(f'MsRtcOAuth grant_type="password", Bearer href="{doc.TOKEN_PLACE}"'),
            UnexpectedReply,
        ),
        (
            doc.challenge(
                f'MsRtcOAuth href="{doc.TOKEN_PLACE}",grant_type="urn:microsoft.rtc:windows"'
            ),
            NotPossible,
        ),
        (
            doc.challenge('MsRtcOAuth href="https://evil.example/t",grant_type="password"'),
            ForeignHost,
        ),
        (
            doc.challenge('MsRtcOAuth href="http://lyncweb.contoso.com/t",grant_type="password"'),
            ForeignHost,
        ),
        (doc.user(), UnexpectedReply),
        (doc.page(404), UnexpectedReply),
        (silence(), ServiceUnreachable),
    ],
)
def test_without_a_usable_challenge_no_password_is_sent(
    answer: httpx.Response | Exception, fault: type[MeetingError]
) -> None:
    desk = signing_in().on("GET", doc.USER, answer)
    with pytest.raises(fault):
        desk.play(SKYPE.connect(ANSWERS))
    assert all(one.method == "GET" for one in desk.asked)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (doc.said({"error": "invalid_grant"}, 400), SignInRefused),
        (doc.said({"error": "something_new"}, 400), SignInRefused),
        (doc.page(401, {"WWW-Authenticate": "NTLM"}), SignInRefused),
        (doc.said({"error": "unsupported_grant_type"}, 400), NotPossible),
        (doc.said({"error": "invalid_request"}, 400), UnexpectedReply),
        (doc.page(403, {"X-Ms-diagnostics": "28000;reason=not SIP enabled"}), NotAllowed),
        (doc.page(403), NotAllowed),
        (doc.page(500, {"X-Ms-diagnostics": "28001"}), ServiceBusy),
        (doc.said({"code": "TooManyRequests"}, 429), ServiceBusy),
        (doc.page(302, {"Location": "https://evil.example/"}), UnexpectedReply),
        (doc.page(200), UnexpectedReply),
        (doc.said({"access_token": "two words"}), UnexpectedReply),
        (doc.said({"access_token": "a\r\nb: c"}), UnexpectedReply),
        (doc.said({}), UnexpectedReply),
    ],
)
def test_a_refused_password_is_sent_once_and_the_reason_is_told_apart(
    answer: httpx.Response, fault: type[MeetingError]
) -> None:
    desk = signing_in().on("POST", doc.TOKEN_PLACE, answer)
    with pytest.raises(fault) as caught:
        desk.play(SKYPE.connect(ANSWERS))
    assert desk.times("POST", doc.TOKEN_PLACE) == 1
    assert PASSWORD not in f"{caught.value!r} {caught.value} {caught.value.message}"


def test_a_token_place_in_trouble_is_given_time() -> None:
    trouble = doc.said({"error": "server_error"}, 400)
    desk = signing_in().on("POST", doc.TOKEN_PLACE, trouble, doc.token())
    desk.play(SKYPE.connect(ANSWERS))
    assert desk.paused == [1.0]
    desk = signing_in().on("POST", doc.TOKEN_PLACE, trouble)
    with pytest.raises(ServiceBusy):
        desk.play(SKYPE.connect(ANSWERS))
    assert desk.times("POST", doc.TOKEN_PLACE) == 3


def test_a_password_refused_at_renewal_is_never_sent_again() -> None:
    desk = starting().on("POST", doc.APPLICATIONS, doc.challenge())
    desk.on("POST", doc.TOKEN_PLACE, doc.said({"error": "invalid_grant"}, 400))
    with pytest.raises(SignInRefused):
        desk.play(SKYPE.create(wanted(), connected()))
    kept = desk.kept[-1]
    for steps in (SKYPE.create(wanted(), kept), SKYPE.find(wanted(), kept), SKYPE.renew(kept)):
        again = Desk().on("POST", doc.APPLICATIONS, doc.challenge())
        with pytest.raises(SignInRefused):
            again.play(steps)
        assert again.times("POST", doc.TOKEN_PLACE) == 0


@pytest.mark.parametrize(
    "expired", [doc.challenge(), doc.challenge(doc.BEARER), doc.invalid_token()]
)
def test_an_expired_token_is_renewed_and_kept_and_the_request_is_sent_again(
    expired: httpx.Response,
) -> None:
    desk = starting(doc.pack(doc.completed("other")), silence())
    desk.on("POST", doc.APPLICATIONS, expired, doc.application(200))
    desk.on("GET", doc.APPLICATIONS, doc.challenge())
    desk.on("POST", doc.TOKEN_PLACE, doc.token("cwt=second"))
    desk.on("GET", doc.EVENTS, doc.pack(doc.completed(MARKER)))
    assert desk.play(SKYPE.create(wanted(), connected())).join_url == doc.JOIN
    first, second = desk.requests("POST", doc.APPLICATIONS)
    assert first.headers["authorization"] == "Bearer cwt=AAEBHAEF-first"
    assert second.headers["authorization"] == "Bearer cwt=second"
    assert desk.kept[0].secrets["token"] == "cwt=second"


def test_a_fresh_token_that_is_not_taken_is_told_as_passing() -> None:
    desk = starting().on("POST", doc.APPLICATIONS, doc.challenge())
    desk.on("POST", doc.TOKEN_PLACE, doc.token())
    with pytest.raises(ServiceBusy):
        desk.play(SKYPE.create(wanted(), connected()))
    assert desk.times("POST", doc.TOKEN_PLACE) == 1


def test_a_token_goes_to_its_own_host_only() -> None:
    other = "https://pool2.contoso.com/ucwa/oauth/v1/applications"
    place = 'MsRtcOAuth href="https://pool2.contoso.com/WebTicket/oauthtoken",grant_type="password"'
    desk = signing_in().on("GET", doc.USER, doc.challenge(), doc.user(other))
    desk.on("GET", other, doc.challenge(place))
    desk.on("POST", "https://pool2.contoso.com/WebTicket/oauthtoken", doc.token("cwt=pool2"))
    desk.on("POST", other, doc.application())
    desk.on("DELETE", f"https://pool2.contoso.com{doc.A}", doc.said(status=204))
    credentials = desk.play(SKYPE.connect(ANSWERS))
    assert credentials.facts["token_host"] == "pool2.contoso.com"
    for one in desk.asked:
        sent = one.headers.get("authorization", "")
        assert ("pool2" in sent) is (bool(sent) and one.url.host == "pool2.contoso.com")


def test_a_link_to_another_pool_gets_a_token_of_that_pool() -> None:
    other = "https://pool2.contoso.com/start"
    desk = starting(doc.pack(doc.completed(MARKER)))
    desk.on("POST", doc.APPLICATIONS, doc.application(200, start=other))
    place = 'MsRtcOAuth href="https://pool2.contoso.com/token",grant_type="password"'
    desk.on("GET", other, doc.challenge(place)).on("POST", other, doc.accepted())
    desk.on("POST", "https://pool2.contoso.com/token", doc.token("cwt=pool2"))
    desk.on("GET", doc.EVENTS, doc.challenge(), doc.pack(doc.completed(MARKER)))
    desk.on("GET", f"{doc.POOL}{doc.EVENTS}", doc.challenge(), doc.pack(doc.completed(MARKER)))
    desk.on("POST", doc.TOKEN_PLACE, doc.token("cwt=pool1"))
    assert desk.play(SKYPE.create(wanted(), connected())).join_url == doc.JOIN
    for one in desk.asked:
        sent = one.headers.get("authorization", "")
        assert ("pool2" in sent) is (bool(sent) and one.url.host == "pool2.contoso.com")


def test_a_pasted_token_is_used_as_it_is_and_cannot_be_renewed() -> None:
    desk = Desk().on("GET", doc.ROOT, doc.root()).on("GET", doc.USER, doc.user())
    desk.on("POST", doc.APPLICATIONS, doc.application()).on("DELETE", doc.A, doc.said(status=204))
    answers = {"username": "dana@contoso.com", "password": "", "token": " Bearer eyJ0eXAi.x.y "}
    credentials = desk.play(SKYPE.connect(answers))
    assert desk.asked[1].headers["authorization"] == "Bearer eyJ0eXAi.x.y"
    expired = Desk().on("POST", doc.APPLICATIONS, doc.challenge())
    with pytest.raises(SignInExpired):
        expired.play(SKYPE.create(wanted(), credentials))
    with pytest.raises(SignInExpired):
        Desk().play(SKYPE.renew(credentials))


def test_a_pasted_token_that_is_refused_says_so() -> None:
    desk = Desk().on("GET", doc.ROOT, doc.root()).on("GET", doc.USER, doc.challenge())
    with pytest.raises(SignInRefused, match="user resource") as caught:
        desk.play(SKYPE.connect({"username": "dana@contoso.com", "token": "eyJ0"}))
    assert "token" in caught.value.message


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"username": "dana@contoso.com"},
        {"password": "x"},
        {"username": "dana@contoso.com", "token": "two words"},
    ],
)
def test_nothing_is_asked_where_nothing_can_be_tried(answers: dict[str, str]) -> None:
    desk = Desk()
    with pytest.raises(SignInRefused):
        desk.play(SKYPE.connect(answers))
    assert desk.asked == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (doc.refused(403, "Forbidden"), NotAllowed),
        (doc.refused(410, "Gone", "TooManyApplications"), TooManySignIns),
        (doc.refused(410, "Gone", "UserAgentNotAllowed"), NotAllowed),
        (doc.said({"_links": {}}), UnexpectedReply),
        (doc.page(200), UnexpectedReply),
    ],
)
def test_an_account_that_may_make_no_application_is_not_connected(
    answer: httpx.Response, fault: type[MeetingError]
) -> None:
    with pytest.raises(fault):
        signing_in().on("POST", doc.APPLICATIONS, answer).play(SKYPE.connect(ANSWERS))


def test_renewing_fetches_a_token_without_being_told_that_the_old_one_is_bad() -> None:
    desk = Desk().on("GET", doc.APPLICATIONS, doc.challenge())
    desk.on("POST", doc.TOKEN_PLACE, doc.token("cwt=renewed"))
    renewed = desk.play(SKYPE.renew(connected()))
    assert renewed.secrets["token"] == "cwt=renewed"


def test_settings_are_judged_in_sentences() -> None:
    assert check_options({"url": doc.ROOT}) == []
    assert check_options({"domains": "contoso.com, fabrikam.example"}) == []
    for form in ("JSON", "xml", " "):
        assert check_options({"domains": "contoso.com", "format": form}) == []
    for wrong in ({"domains": "https://contoso.com"}, {"domains": "contoso"}, {"format": "soap"}):
        [sentence] = check_options(wrong)
        assert sentence.startswith("PARLEY_SKYPE__")
        assert sentence.endswith(".")


def test_what_connecting_asks_is_labelled() -> None:
    assert [one.name for one in Skype.info.questions] == ["username", "password", "token"]
    assert [one.secret for one in Skype.info.questions] == [False, True, True]
