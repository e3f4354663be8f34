"""Connecting and staying connected: by password, by ticket, by token."""

import pytest

from meetings.errors import MeetingError, ServiceBusy, SignInExpired, SignInRefused
from meetings.model import Credentials
from meetings.services.webex_xml import WebexXml, check_options
from meetings.services.webex_xml.errors import (
    AccountLocked,
    FreshTicketRefused,
    TokenExpired,
    TokenRefused,
    UnknownUser,
)
from tests.meetings.webex_xml import documents as doc
from tests.meetings.webex_xml.scripted_site import (
    ADA,
    ANSWERS,
    PASSWORD,
    TOKEN,
    WEBEX,
    ScriptedSite,
    message_of,
    new_meeting,
    working_site,
)

WRONG = doc.failure("030002", "Incorrect user or password")
STALE = doc.failure("030047", "Not a valid session ticket")
DEAD = doc.failure("000001", "WebEx access token is invalid")
UNREAD = doc.failure("999999", "validation: unable to find ClassDescriptor")
WITH_TOKEN = {"username": "host@acme.example", "password": "", "token": f"Bearer {TOKEN}"}


def signing_in(*answers) -> ScriptedSite:
    return working_site().on("AuthenticateUser", *answers).on("LstsummaryMeeting", doc.nothing())


def everything_sent(site: ScriptedSite) -> list[str]:
    return [message_of(request).xpath("string()") for request in site.requests]


class TestByPassword:
    def test_it_is_traded_for_a_ticket_that_is_used_from_then_on(self):
        site = signing_in(doc.ticket())
        credentials = site.play(WEBEX.connect(ANSWERS))
        assert site.contexts("AuthenticateUser") == [
            {"siteName": "acme", "webExID": "host@acme.example", "password": PASSWORD}
        ]
        site.play(WEBEX.create(new_meeting(), credentials))
        assert site.contexts("CreateMeeting") == [
            {"siteName": "acme", "webExID": "host@acme.example", "sessionTicket": doc.TICKET}
        ]
        assert len([sent for sent in everything_sent(site) if PASSWORD in sent]) == 1

    def test_what_is_kept_shows_no_secret(self):
        credentials = signing_in(doc.ticket()).play(WEBEX.connect(ANSWERS))
        assert credentials.facts["account"] == "host@acme.example"
        shown = repr(credentials) + "".join(credentials.facts.values())
        assert PASSWORD not in shown
        assert doc.TICKET not in shown

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (WRONG, SignInRefused),
            (doc.failure("030001", "User not found"), UnknownUser),
            (doc.failure("030006", "User not found"), UnknownUser),
            (doc.failure("030007", "Account expired"), AccountLocked),
            (doc.failure("030008", "Account inactive"), AccountLocked),
        ],
    )
    def test_a_refusal_is_told_apart_and_the_password_sent_once(self, answer, kind):
        site = signing_in(answer)
        with pytest.raises(SignInRefused) as caught:
            site.play(WEBEX.connect(ANSWERS))
        assert type(caught.value) is kind
        assert site.names == ["AuthenticateUser"]
        assert "administrator" in caught.value.message or "/meet connect" in caught.value.message

    @pytest.mark.parametrize("answers", [{}, {"username": "x"}, {"password": "x"}])
    def test_half_an_answer_is_not_tried(self, answers):
        with pytest.raises(SignInRefused):
            ScriptedSite().play(WEBEX.connect(answers))

    def test_a_site_without_tickets_is_sent_the_password_each_time(self):
        site = signing_in(UNREAD)
        credentials = site.play(WEBEX.connect(ANSWERS))
        assert site.names == ["AuthenticateUser", "LstsummaryMeeting"]
        site.play(WEBEX.create(new_meeting(), credentials))
        [context] = site.contexts("CreateMeeting")
        assert context["password"] == PASSWORD

    def test_a_password_that_such_a_site_refuses_is_refused(self):
        site = signing_in(UNREAD).on("LstsummaryMeeting", WRONG)
        with pytest.raises(SignInRefused):
            site.play(WEBEX.connect(ANSWERS))


class TestAnOldTicket:
    def test_it_is_renewed_kept_and_the_request_asked_once_more(self):
        fresh = doc.ticket("fresh-ticket")
        site = (
            working_site().on("AuthenticateUser", fresh).on("CreateMeeting", STALE, doc.created())
        )
        site.play(WEBEX.create(new_meeting(), ADA))
        assert site.names[:3] == ["CreateMeeting", "AuthenticateUser", "CreateMeeting"]
        tickets = [context["sessionTicket"] for context in site.contexts("CreateMeeting")]
        assert tickets == [doc.TICKET, "fresh-ticket"]
        [saved] = site.saved
        assert saved.secrets["ticket"] == "fresh-ticket"
        assert saved.secrets["password"] == PASSWORD

    def test_a_fresh_one_that_is_not_taken_is_the_end(self):
        site = working_site().on("AuthenticateUser", doc.ticket("fresh")).on("CreateMeeting", STALE)
        with pytest.raises(FreshTicketRefused) as caught:
            site.play(WEBEX.create(new_meeting(), ADA))
        assert isinstance(caught.value, ServiceBusy)
        assert site.names == ["CreateMeeting", "AuthenticateUser", "CreateMeeting"]

    def test_a_password_that_is_refused_then_is_never_sent_again(self):
        site = working_site().on("AuthenticateUser", WRONG).on("CreateMeeting", STALE)
        with pytest.raises(SignInRefused):
            site.play(WEBEX.create(new_meeting(), ADA))
        [saved] = site.saved
        later = working_site()
        for exchange in (
            WEBEX.create(new_meeting(), saved),
            WEBEX.renew(saved),
            WEBEX.find(new_meeting(), saved),
        ):
            with pytest.raises(SignInRefused):
                later.on("GetAPIVersion", doc.version()).play(exchange)
        assert set(later.names) <= {"GetAPIVersion"}

    def test_a_locked_account_is_not_an_old_ticket(self):
        site = working_site().on("CreateMeeting", doc.failure("030008", "Account inactive"))
        with pytest.raises(AccountLocked):
            site.play(WEBEX.create(new_meeting(), ADA))
        assert site.names == ["CreateMeeting"]
        [saved] = site.saved
        assert saved.facts["refused"] == "yes"

    def test_renewing_is_one_request(self):
        site = ScriptedSite().on("AuthenticateUser", doc.ticket("fresh"))
        fresh = site.play(WEBEX.renew(ADA))
        assert fresh.secrets["ticket"] == "fresh"
        assert site.names == ["AuthenticateUser"]


class TestByToken:
    def test_it_is_traded_for_a_ticket_in_the_body(self):
        site = signing_in(doc.ticket())
        credentials = site.play(WEBEX.connect(WITH_TOKEN))
        assert site.bodies("AuthenticateUser") == [{"accessToken": TOKEN}]
        assert site.contexts("AuthenticateUser") == [
            {"siteName": "acme", "webExID": "host@acme.example"}
        ]
        assert credentials.secrets == {"password": "", "token": TOKEN, "ticket": doc.TICKET}

    def test_a_token_of_the_older_kind_goes_into_each_request(self):
        site = signing_in(DEAD)
        credentials = site.play(WEBEX.connect(WITH_TOKEN))
        site.play(WEBEX.create(new_meeting(), credentials))
        [context] = site.contexts("CreateMeeting")
        assert context["webExAccessToken"] == TOKEN
        assert "sessionTicket" not in context

    @pytest.mark.parametrize("answer", [DEAD, WRONG, STALE])
    def test_one_that_is_neither_is_refused(self, answer):
        site = signing_in(DEAD).on("LstsummaryMeeting", answer)
        with pytest.raises(TokenRefused):
            site.play(WEBEX.connect(WITH_TOKEN))
        assert site.names == ["AuthenticateUser", "LstsummaryMeeting"]

    def test_one_that_has_died_is_an_expired_sign_in(self):
        account = Credentials(
            secrets={"token": TOKEN, "ticket": "old"}, facts={"account": "host@acme.example"}
        )
        site = working_site().on("CreateMeeting", STALE).on("AuthenticateUser", DEAD)
        with pytest.raises(TokenExpired):
            site.play(WEBEX.create(new_meeting(), account))
        plainly = Credentials(
            secrets={"token": TOKEN}, facts={"account": "host@acme.example", "plainly": "yes"}
        )
        site = working_site().on("CreateMeeting", DEAD)
        with pytest.raises(SignInExpired):
            site.play(WEBEX.create(new_meeting(), plainly))
        with pytest.raises(SignInExpired):
            site.play(WEBEX.renew(plainly))


@pytest.mark.parametrize("secret", [PASSWORD, doc.TICKET, "Chosen-canary1"])
def test_an_echoed_secret_is_not_passed_on(secret: str) -> None:
    echoed = f"{secret} was wrong".replace("&", "&amp;").replace("<", "&lt;")
    site = working_site().on("CreateMeeting", doc.failure("019011", echoed))
    wanted = new_meeting(choices={"password": "Chosen-canary1"})
    with pytest.raises(MeetingError) as caught:
        site.play(WEBEX.create(wanted, ADA))
    assert "was wrong" in str(caught.value)
    assert "canary" not in str(caught.value) + caught.value.message


class TestSettings:
    def test_the_site_follows_from_the_address(self):
        assert check_options({"url": "https://acme.webex.com"}) == []
        request = next(WebexXml({"url": "https://acme.webex.com"}).connect(ANSWERS))
        assert b"<siteName>acme</siteName>" in request.content

    @pytest.mark.parametrize(
        ("options", "word"),
        [
            ({"url": "https://api.webex.com"}, "SITE"),
            ({"url": "https://webex.acme.example/WBXService/XMLService"}, "SITE"),
            ({"url": "https://acme.webex.com/x?y=1"}, "URL"),
            ({"url": "https://acme.webex.com/#x"}, "URL"),
            ({"url": "https://acme.webex.com", "site": "a b"}, "SITE"),
        ],
    )
    def test_what_is_wrong_is_said(self, options, word):
        [problem] = check_options(options)
        assert f"PARLEY_WEBEX_XML__{word}" in problem
