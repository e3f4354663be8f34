"""Who may come in: sites, passwords, tickets, tokens, locked accounts, and how often."""

from sandbox.services.webex_xml import SiteAccount, WebexXmlServer
from tests.sandbox.stopped_clock import StoppedClock
from tests.sandbox.webex_xml.visitor import (
    ADA,
    ADA_PASSWORD,
    MALLORY,
    MALLORY_PASSWORD,
    Visitor,
    context,
    meeting,
    message,
)

SITE = "<siteName>contoso</siteName>"
TOKEN = "loopback-token-of-ada"


def by_ticket(ticket: str, who: str = ADA) -> str:
    return f"<webExID>{who}</webExID><sessionTicket>{ticket}</sessionTicket>{SITE}"


async def test_a_ticket_stands_for_the_password_until_it_ends(
    visitor: Visitor, clock: StoppedClock
) -> None:
    reply = (await visitor.ask("user.AuthenticateUser")).ok()
    assert reply.names("bodyContent") == ["sessionTicket", "createTime", "timeToLive"]
    assert reply.text("createTime") == str(int(clock.now() * 1000))
    assert reply.text("timeToLive") == "5400"
    ticket = reply.text("sessionTicket")
    assert len(ticket) >= 128
    await visitor.create(ask=by_ticket(ticket))
    clock.advance(5399)
    (await visitor.ask("meeting.LstsummaryMeeting", "", by_ticket(ticket))).ok()
    clock.advance(1)
    late = await visitor.ask("meeting.LstsummaryMeeting", "", by_ticket(ticket))
    late.refused("030047", "Not a valid session ticket")


async def test_a_ticket_is_one_persons(visitor: Visitor) -> None:
    ticket = await visitor.ticket()
    for ask in (by_ticket(ticket, MALLORY), by_ticket(f"{ticket}x"), by_ticket("")):
        (await visitor.ask("site.LstTimeZone", "", ask)).refused("030047")


async def test_who_is_not_known(visitor: Visitor) -> None:
    secret = f"<password>{ADA_PASSWORD.replace('&', '&amp;')}</password>"
    named = f"<webExID>{ADA}</webExID>{secret}"
    for ask in (
        context("nobody@contoso.example"),
        context(site="fabrikam"),
        named,
        f"{named}<siteID>1</siteID>",
        f"{named}{SITE}<partnerID>other</partnerID>",
        f"{secret}{SITE}",
        f"{named}<email>{MALLORY}</email>{SITE}",
    ):
        (await visitor.ask("site.LstTimeZone", "", ask)).refused("030001")
    (await visitor.ask("site.LstTimeZone", "", f"<webExID>{ADA}</webExID>{SITE}")).refused("030002")


async def test_the_oldest_form_of_context(visitor: Visitor, webex: WebexXmlServer) -> None:
    webex.site.accounts.append(
        SiteAccount(web_ex_id="u", name="U", password="p", email="u@contoso.example")
    )
    old = (
        "<webExID>u</webExID><password>p</password><siteID>243588</siteID>"
        "<partnerID>webexpartner</partnerID><email>u@contoso.example</email>"
    )
    (await visitor.ask("site.LstTimeZone", "", old)).ok()
    by_email = f"<email>{ADA}</email><password>Difference&amp;Engine1</password>{SITE}"
    (await visitor.ask("site.LstTimeZone", "", by_email)).ok()


async def test_five_wrong_passwords_lock_the_account(
    visitor: Visitor, webex: WebexXmlServer
) -> None:
    ticket = await visitor.ticket()
    for _ in range(4):
        reply = await visitor.ask("user.AuthenticateUser", "", context(password="wrong"))
        reply.refused("030002", "Incorrect user or password")
    (await visitor.ask("user.AuthenticateUser")).ok()  # the right one restarts the count
    for _ in range(5):
        reply = await visitor.ask("user.AuthenticateUser", "", context(password="wrong"))
        reply.refused("030002")
    (await visitor.ask("user.AuthenticateUser")).refused("030007")
    (await visitor.ask("site.LstTimeZone", "", by_ticket(ticket))).refused("030007")
    assert len(webex.book.read("wrong_password")) == 9
    webex.misbehave(do="account", who=ADA, state="expired")
    (await visitor.ask("user.AuthenticateUser")).refused("030008")
    webex.misbehave(do="account", who=ADA, state="active")
    (await visitor.ask("user.AuthenticateUser")).ok()
    (await visitor.ask("user.AuthenticateUser", "", context(MALLORY, MALLORY_PASSWORD))).ok()


async def test_access_tokens(visitor: Visitor, webex: WebexXmlServer) -> None:
    who = f"<webExID>{ADA}</webExID>"
    (
        await visitor.ask(
            "site.LstTimeZone", "", f"{who}<webExAccessToken>{TOKEN}</webExAccessToken>{SITE}"
        )
    ).ok()
    dead = await visitor.ask(
        "site.LstTimeZone", "", f"{who}<webExAccessToken>x</webExAccessToken>{SITE}"
    )
    dead.refused("999999", "WebEx access token is invalid")
    content = f"<accessToken>{TOKEN}</accessToken>"
    changed = (await visitor.ask("user.AuthenticateUser", content, who + SITE)).ok()
    ticket = changed.text("sessionTicket")
    (await visitor.ask("site.LstTimeZone", "", by_ticket(ticket))).ok()
    foreign = f"<webExID>{MALLORY}</webExID>{SITE}"
    refused = await visitor.ask("user.AuthenticateUser", content, foreign)
    refused.refused("999999", "WebEx access token is invalid")
    (await visitor.ask("user.AuthenticateUser", "<samlResponse>x</samlResponse>")).refused("030002")
    webex.site.accounts[0].scope = "meeting:read"
    (await visitor.ask("user.AuthenticateUser", content, who + SITE)).refused("999999", "spark:all")


async def test_passwords_never_work_with_single_sign_on(
    visitor: Visitor, webex: WebexXmlServer
) -> None:
    webex.misbehave(do="site", sso=True)
    (await visitor.ask("user.AuthenticateUser")).refused("030002")
    content = f"<accessToken>{TOKEN}</accessToken>"
    context = f"<webExID>{ADA}</webExID>{SITE}"
    (await visitor.ask("user.AuthenticateUser", content, context)).ok()


async def test_the_version_needs_the_site_alone(visitor: Visitor) -> None:
    reply = (await visitor.ask("ep.GetAPIVersion", "", SITE)).ok()
    assert reply.text("apiVersion") == "WebEx XML API V10.0.0"
    other = "<siteName>fabrikam</siteName>"
    (await visitor.ask("ep.GetAPIVersion", "", other)).refused("030001")


async def test_the_security_context_is_strict(visitor: Visitor) -> None:
    for wrong in ("<webExId>ada</webExId>", "<siteId>1</siteId>", "<siteID>x</siteID>", SITE):
        (await visitor.ask("site.LstTimeZone", "", context() + wrong)).refused("999999")


async def test_each_group_has_its_limit_for_a_minute(
    visitor: Visitor, webex: WebexXmlServer, clock: StoppedClock
) -> None:
    webex.misbehave(do="site", per_minute={"write": 2, "list": 1, "user": 1})
    for _ in range(2):
        await visitor.create()
    over = await visitor.ask("meeting.CreateMeeting", meeting())
    over.refused("000045", "API Rate Limit Reach")
    (await visitor.ask("meeting.LstsummaryMeeting")).ok()
    (await visitor.ask("meeting.LstsummaryMeeting")).refused("000045")
    (await visitor.ask("user.AuthenticateUser")).ok()
    (await visitor.ask("user.AuthenticateUser")).refused("000045")
    theirs = context(MALLORY, MALLORY_PASSWORD)
    (await visitor.ask("user.AuthenticateUser", "", theirs)).ok()
    (await visitor.ask("site.LstTimeZone")).ok()  # not in any group
    clock.advance(60)
    await visitor.create()
    assert len(webex.book.read("meeting")) == 3


async def test_no_secret_is_in_the_book(visitor: Visitor, webex: WebexXmlServer) -> None:
    ticket = await visitor.ticket()
    await visitor.create(ask=by_ticket(ticket))
    await visitor.send(message("user.AuthenticateUser", f"<accessToken>{TOKEN}</accessToken>"))
    book = (await visitor.get(f"{visitor.url}/sandbox/book")).text
    for secret in (ADA_PASSWORD, ticket, TOKEN, "Pa55word"):
        assert secret not in book
    assert [each["by"] for each in webex.book.read("sign_in")] == ["password", "ticket", "token"]
