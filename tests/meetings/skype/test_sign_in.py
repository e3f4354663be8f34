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
from tests.meetings.skype.scripted_pool import (
    ANSWERS,
    MARKER,
    PASSWORD,
    SKYPE,
    ScriptedPool,
    connected,
    new_meeting,
    signing_in,
    silence,
    starting,
)

LATER = f"{doc.A}/events?ack=2"


def test_a_right_password_connects_and_leaves_nothing_behind() -> None:
    pool = signing_in()
    credentials = pool.play(SKYPE.connect(ANSWERS))
    assert credentials.facts["account"] == "dana@contoso.com"
    assert [f"{request.method} {request.url}" for request in pool.requests] == [
        f"GET {doc.ROOT}",
        f"GET {doc.USER}",
        f"POST {doc.TOKEN_URL}",
        f"GET {doc.USER}",
        f"POST {doc.APPLICATIONS}",
        f"DELETE {doc.POOL}{doc.A}",
    ]
    assert pool.saved == []


def test_the_password_goes_to_the_token_place_alone_and_the_token_never_to_the_root() -> None:
    pool = signing_in()
    credentials = pool.play(SKYPE.connect(ANSWERS))
    with_password = [request for request in pool.requests if b"word1-canary" in request.content]
    assert [str(request.url) for request in with_password] == [doc.TOKEN_URL]
    assert (
        with_password[0].content
        == b"grant_type=password&username=dana%40contoso.com&password=pass%40word1-canary"
    )
    assert "authorization" not in pool.requests[0].headers
    assert pool.requests[3].headers["authorization"] == "Bearer cwt=AAEBHAEF-first"
    assert PASSWORD not in repr(credentials) + str(credentials.facts)
    assert "cwt=" not in repr(credentials) + str(credentials.facts)


def test_an_application_is_asked_for_as_the_reference_says() -> None:
    pool = signing_in()
    credentials = pool.play(SKYPE.connect(ANSWERS))
    [body] = pool.bodies("POST", doc.APPLICATIONS)
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
        (f'MsRtcOAuth href={doc.TOKEN_URL},grant_type="{doc.GRANTS}"', doc.BEARER),
        (f'msrtcoauth grant_type="password" , href = "{doc.TOKEN_URL}"',),
        (f'MsRtcOAuth href="/WebTicket/oauthtoken",grant_type="{doc.GRANTS}"', "Negotiate", "NTLM"),
    ],
)
def test_every_spelling_of_the_challenge_is_understood(fields: tuple[str, ...]) -> None:
    pool = signing_in().at("GET", doc.USER, doc.challenge(*fields), doc.user())
    pool.play(SKYPE.connect(ANSWERS))
    assert pool.times("POST", doc.TOKEN_URL) == 1


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (doc.challenge(doc.BEARER), UnexpectedReply),
        (doc.challenge("MsRtcOAuth grant_type=password"), UnexpectedReply),
        (
            doc.challenge(f'MsRtcOAuth grant_type="password", Bearer href="{doc.TOKEN_URL}"'),
            UnexpectedReply,
        ),
        (
            doc.challenge(
                f'MsRtcOAuth href="{doc.TOKEN_URL}",grant_type="urn:microsoft.rtc:windows"'
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
    pool = signing_in().at("GET", doc.USER, answer)
    with pytest.raises(fault):
        pool.play(SKYPE.connect(ANSWERS))
    assert all(request.method == "GET" for request in pool.requests)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (doc.reply({"error": "invalid_grant"}, 400), SignInRefused),
        (doc.reply({"error": "something_new"}, 400), SignInRefused),
        (doc.page(401, {"WWW-Authenticate": "NTLM"}), SignInRefused),
        (doc.reply({"error": "unsupported_grant_type"}, 400), NotPossible),
        (doc.reply({"error": "invalid_request"}, 400), UnexpectedReply),
        (doc.page(403, {"X-Ms-diagnostics": "28000;reason=not SIP enabled"}), NotAllowed),
        (doc.page(403), NotAllowed),
        (doc.page(500, {"X-Ms-diagnostics": "28001"}), ServiceBusy),
        (doc.reply({"code": "TooManyRequests"}, 429), ServiceBusy),
        (doc.page(302, {"Location": "https://evil.example/"}), UnexpectedReply),
        (doc.page(200), UnexpectedReply),
        (doc.reply({"access_token": "two words"}), UnexpectedReply),
        (doc.reply({"access_token": "a\r\nb: c"}), UnexpectedReply),
        (doc.reply({}), UnexpectedReply),
    ],
)
def test_a_refused_password_is_sent_once_and_the_reason_is_told_apart(
    answer: httpx.Response, fault: type[MeetingError]
) -> None:
    pool = signing_in().at("POST", doc.TOKEN_URL, answer)
    with pytest.raises(fault) as caught:
        pool.play(SKYPE.connect(ANSWERS))
    assert pool.times("POST", doc.TOKEN_URL) == 1
    assert PASSWORD not in f"{caught.value!r} {caught.value} {caught.value.message}"


def test_a_token_place_in_trouble_is_given_time() -> None:
    trouble = doc.reply({"error": "server_error"}, 400)
    pool = signing_in().at("POST", doc.TOKEN_URL, trouble, doc.token())
    pool.play(SKYPE.connect(ANSWERS))
    assert pool.pauses == [1.0]
    pool = signing_in().at("POST", doc.TOKEN_URL, trouble)
    with pytest.raises(ServiceBusy):
        pool.play(SKYPE.connect(ANSWERS))
    assert pool.times("POST", doc.TOKEN_URL) == 3


def test_a_password_refused_at_renewal_is_never_sent_again() -> None:
    pool = starting().at("POST", doc.APPLICATIONS, doc.challenge())
    pool.at("POST", doc.TOKEN_URL, doc.reply({"error": "invalid_grant"}, 400))
    with pytest.raises(SignInRefused):
        pool.play(SKYPE.create(new_meeting(), connected()))
    stored = pool.saved[-1]
    for steps in (
        SKYPE.create(new_meeting(), stored),
        SKYPE.find(new_meeting(), stored),
        SKYPE.renew(stored),
    ):
        again = ScriptedPool().at("POST", doc.APPLICATIONS, doc.challenge())
        with pytest.raises(SignInRefused):
            again.play(steps)
        assert again.times("POST", doc.TOKEN_URL) == 0


@pytest.mark.parametrize(
    "expired", [doc.challenge(), doc.challenge(doc.BEARER), doc.invalid_token()]
)
def test_an_expired_token_is_renewed_and_kept_and_the_request_is_sent_again(
    expired: httpx.Response,
) -> None:
    pool = starting(doc.events(doc.completed("other")), silence())
    pool.at("POST", doc.APPLICATIONS, expired, doc.application(200))
    pool.at("GET", doc.APPLICATIONS, doc.challenge())
    pool.at("POST", doc.TOKEN_URL, doc.token("cwt=second"))
    pool.at("GET", doc.EVENTS, doc.events(doc.completed(MARKER)))
    assert pool.play(SKYPE.create(new_meeting(), connected())).join_url == doc.JOIN
    first, second = pool.sent("POST", doc.APPLICATIONS)
    assert first.headers["authorization"] == "Bearer cwt=AAEBHAEF-first"
    assert second.headers["authorization"] == "Bearer cwt=second"
    assert pool.saved[0].secrets["token"] == "cwt=second"


def test_a_fresh_token_that_is_not_taken_is_told_as_passing() -> None:
    pool = starting().at("POST", doc.APPLICATIONS, doc.challenge())
    pool.at("POST", doc.TOKEN_URL, doc.token())
    with pytest.raises(ServiceBusy):
        pool.play(SKYPE.create(new_meeting(), connected()))
    assert pool.times("POST", doc.TOKEN_URL) == 1


def test_a_token_goes_to_its_own_host_only() -> None:
    other = "https://pool2.contoso.com/ucwa/oauth/v1/applications"
    place = 'MsRtcOAuth href="https://pool2.contoso.com/WebTicket/oauthtoken",grant_type="password"'
    pool = signing_in().at("GET", doc.USER, doc.challenge(), doc.user(other))
    pool.at("GET", other, doc.challenge(place))
    pool.at("POST", "https://pool2.contoso.com/WebTicket/oauthtoken", doc.token("cwt=pool2"))
    pool.at("POST", other, doc.application())
    pool.at("DELETE", f"https://pool2.contoso.com{doc.A}", doc.reply(status=204))
    credentials = pool.play(SKYPE.connect(ANSWERS))
    assert credentials.facts["token_host"] == "pool2.contoso.com"
    for request in pool.requests:
        sent = request.headers.get("authorization", "")
        assert ("pool2" in sent) is (bool(sent) and request.url.host == "pool2.contoso.com")


def test_a_link_to_another_pool_gets_a_token_of_that_pool() -> None:
    other = "https://pool2.contoso.com/start"
    pool = starting(doc.events(doc.completed(MARKER)))
    pool.at("POST", doc.APPLICATIONS, doc.application(200, start=other))
    place = 'MsRtcOAuth href="https://pool2.contoso.com/token",grant_type="password"'
    pool.at("GET", other, doc.challenge(place)).at("POST", other, doc.accepted())
    pool.at("POST", "https://pool2.contoso.com/token", doc.token("cwt=pool2"))
    pool.at("GET", doc.EVENTS, doc.challenge(), doc.events(doc.completed(MARKER)))
    pool.at("GET", f"{doc.POOL}{doc.EVENTS}", doc.challenge(), doc.events(doc.completed(MARKER)))
    pool.at("POST", doc.TOKEN_URL, doc.token("cwt=pool1"))
    assert pool.play(SKYPE.create(new_meeting(), connected())).join_url == doc.JOIN
    for request in pool.requests:
        sent = request.headers.get("authorization", "")
        assert ("pool2" in sent) is (bool(sent) and request.url.host == "pool2.contoso.com")


def test_a_pasted_token_is_used_as_it_is_and_cannot_be_renewed() -> None:
    pool = ScriptedPool().at("GET", doc.ROOT, doc.root()).at("GET", doc.USER, doc.user())
    pool.at("POST", doc.APPLICATIONS, doc.application()).at("DELETE", doc.A, doc.reply(status=204))
    answers = {"username": "dana@contoso.com", "password": "", "token": " Bearer eyJ0eXAi.x.y "}
    credentials = pool.play(SKYPE.connect(answers))
    assert pool.requests[1].headers["authorization"] == "Bearer eyJ0eXAi.x.y"
    expired = ScriptedPool().at("POST", doc.APPLICATIONS, doc.challenge())
    with pytest.raises(SignInExpired):
        expired.play(SKYPE.create(new_meeting(), credentials))
    with pytest.raises(SignInExpired):
        ScriptedPool().play(SKYPE.renew(credentials))


def test_a_pasted_token_that_is_refused_says_so() -> None:
    pool = ScriptedPool().at("GET", doc.ROOT, doc.root()).at("GET", doc.USER, doc.challenge())
    with pytest.raises(SignInRefused, match="user resource") as caught:
        pool.play(SKYPE.connect({"username": "dana@contoso.com", "token": "eyJ0"}))
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
    pool = ScriptedPool()
    with pytest.raises(SignInRefused):
        pool.play(SKYPE.connect(answers))
    assert pool.requests == []


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (doc.refused(403, "Forbidden"), NotAllowed),
        (doc.refused(410, "Gone", "TooManyApplications"), TooManySignIns),
        (doc.refused(410, "Gone", "UserAgentNotAllowed"), NotAllowed),
        (doc.reply({"_links": {}}), UnexpectedReply),
        (doc.page(200), UnexpectedReply),
    ],
)
def test_an_account_that_may_make_no_application_is_not_connected(
    answer: httpx.Response, fault: type[MeetingError]
) -> None:
    with pytest.raises(fault):
        signing_in().at("POST", doc.APPLICATIONS, answer).play(SKYPE.connect(ANSWERS))


def test_renewing_fetches_a_token_without_being_told_that_the_old_one_is_bad() -> None:
    pool = ScriptedPool().at("GET", doc.APPLICATIONS, doc.challenge())
    pool.at("POST", doc.TOKEN_URL, doc.token("cwt=renewed"))
    renewed = pool.play(SKYPE.renew(connected()))
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
    assert [question.name for question in Skype.info.questions] == ["username", "password", "token"]
    assert [question.secret for question in Skype.info.questions] == [False, True, True]
