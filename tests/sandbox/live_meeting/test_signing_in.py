"""Discovery, credentials and tickets: who is let in, and how everybody else is told."""

import httpx
import pytest

from sandbox.services.live_meeting import (
    ADA_PASSWORD,
    API_PASSWORD,
    EDGAR_PASSWORD,
    FRIDA_PASSWORD,
    OTHER_ADA_PASSWORD,
    LiveMeetingServer,
)
from tests.sandbox.live_meeting.visitor import Visitor, code, fields, opened
from tests.sandbox.stopped_clock import StoppedClock

REFUSED = "Client.Authentication"
ANYTHING = "<ListTimeZonesRequest/>"


async def test_discovery_gives_the_posting_address(
    http_client: httpx.AsyncClient, url: str
) -> None:
    answer = await http_client.get(f"{url}/cc/contoso/xml/4.0/GetPostingURLRequest")
    element = opened(answer)
    assert element.tag == "GetPostingURLReply"
    assert element.get("url") == f"{url}/cc/_XML/contoso/xml/4.0"
    assert element.get("Release") == "8.0.REL.1821.0"


async def test_the_other_address_serves_too(ada: Visitor, url: str) -> None:
    ada.posting = f"{url}/cc/contoso/xml/4.0"
    assert (await ada.gets(ANYTHING)).tag == "ListTimeZonesReply"


async def test_an_unknown_center_is_a_page(http_client: httpx.AsyncClient, url: str) -> None:
    for path in ("/cc/nobody/xml/4.0/GetPostingURLRequest", "/cc/nobody/join"):
        answer = await http_client.get(url + path)
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
    answer = await http_client.post(f"{url}/cc/_XML/nobody/xml/4.0", content=b"<x/>")
    assert answer.status_code == 404


async def test_another_version_names_those_that_are_served(ada: Visitor, url: str) -> None:
    version = "Server.OperationUnavailable.NotImplemented.Version"
    answer = await ada.http.get(f"{url}/cc/contoso/xml/5.0/GetPostingURLRequest")
    assert code(opened(answer)) == version
    assert fields(opened(answer))["versions"] == "4.0"
    ada.posting = f"{url}/cc/_XML/contoso/xml/3.0"
    assert await ada.refused(ANYTHING) == version


async def test_messages_are_posted(http_client: httpx.AsyncClient, url: str) -> None:
    assert (await http_client.get(f"{url}/cc/_XML/contoso/xml/4.0")).status_code == 405
    answer = await http_client.post(f"{url}/cc/contoso/xml/4.0/GetPostingURLRequest")
    assert answer.status_code == 405


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("ada", "wrong"),
        ("ada", ADA_PASSWORD.lower()),
        ("ada", ""),
        ("ada", OTHER_ADA_PASSWORD),
        ("nobody", ADA_PASSWORD),
        ("", ""),
        ("edgar", EDGAR_PASSWORD),
        ("frida", FRIDA_PASSWORD),
    ],
)
async def test_every_wrong_credential_is_told_alike(
    ada: Visitor, user: str, password: str, live: LiveMeetingServer
) -> None:
    ada.user, ada.password = user, password
    assert await ada.refused(ANYTHING) == REFUSED
    [entry] = live.book.read("sign_in")
    assert (entry["user"], entry["ok"]) == (user, False)


async def test_user_ids_are_known_in_any_case(ada: Visitor) -> None:
    ada.user = "ADA"
    assert (await ada.gets("<GetUserProfileRequest/>"))[0].get("userID") == "ada"


async def test_an_account_is_of_one_center(http_client: httpx.AsyncClient, url: str) -> None:
    other = Visitor(http_client, url, "ada", OTHER_ADA_PASSWORD, center="fabrikam")
    assert (await other.gets("<GetUserProfileRequest/>"))[0].get("userName") == "Ada Yonath"
    await other.makes('<TimeOption name="endTime" value="2007-03-01T10:00:00Z"/>', name="x")
    ada = Visitor(http_client, url, "ada", ADA_PASSWORD)
    assert await ada.listed() == []
    assert (await ada.makes(name="x"))["name"] == "x"


async def test_without_credentials(ada: Visitor) -> None:
    for root in ("", ' authUser="ada"', f' authPassword="{ADA_PASSWORD}"', ' clientAppId="x-1"'):
        message = f"<PlaceWareConfCenter{root}>{ANYTHING}</PlaceWareConfCenter>"
        assert code(opened(await ada.post(message))) == REFUSED


@pytest.mark.parametrize("name", ["clientAppId", "clientAppID"])
async def test_the_application_may_name_itself(ada: Visitor, name: str) -> None:
    def named(value: str) -> str:
        return ada.message(ANYTHING).replace(" ", f' {name}="{value}" ', 1)

    assert opened(await ada.post(named("MyApp-1-45"))).tag == "ListTimeZonesReply"
    for value in ("", "x" * 65):
        assert code(opened(await ada.post(named(value)))) == "Client.BadSyntax"


async def test_the_root_has_no_other_attributes(ada: Visitor) -> None:
    message = ada.message(ANYTHING).replace(" ", ' authUsr="ada" ', 1)
    assert code(opened(await ada.post(message))) == "Client.BadSyntax.NotAllowed.Field"


async def test_wrong_passwords_lock_an_account_for_a_while(
    ada: Visitor, clock: StoppedClock
) -> None:
    ada.password = "wrong"
    for _ in range(5):
        assert await ada.refused(ANYTHING) == REFUSED
    ada.password = ADA_PASSWORD
    assert await ada.refused(ANYTHING) == REFUSED
    clock.advance(1801)
    assert (await ada.gets(ANYTHING)).tag == "ListTimeZonesReply"


async def test_the_right_password_forgets_the_wrong_ones(ada: Visitor) -> None:
    for password in ["wrong"] * 4 + [ADA_PASSWORD] + ["wrong"] * 4:
        ada.password = password
        await ada.ask(ANYTHING)
    ada.password = ADA_PASSWORD
    assert (await ada.gets(ANYTHING)).tag == "ListTimeZonesReply"


async def ticket(admin: Visitor, attributes: str, user: str = "dori") -> str:
    inner = f'<GeneralLoginContext userID="{user}"/>'
    reply = await admin.gets(f"<CreateTicketRequest {attributes}>{inner}</CreateTicketRequest>")
    assert reply.get("url") == f"{admin.url}/cc/contoso?ticket={reply.get('ticket')}"
    return reply.get("ticket", "")


async def with_ticket(visitor: Visitor, text: str, more: str = "") -> httpx.Response:
    root = f'<PlaceWareConfCenter authTicket="{text}"{more}>'
    return await visitor.post(f"{root}<GetUserProfileRequest/></PlaceWareConfCenter>")


async def test_a_ticket_serves_once_unless_it_is_told_otherwise(admin: Visitor) -> None:
    once = await ticket(admin, 'duration="300"')
    assert opened(await with_ticket(admin, once))[0].get("userID") == "dori"
    assert code(opened(await with_ticket(admin, once))) == REFUSED
    often = await ticket(admin, 'duration="300" oneTimeTicket="False"')
    for _ in range(3):
        assert opened(await with_ticket(admin, often))[0].get("userID") == "dori"


async def test_a_ticket_runs_out(admin: Visitor, clock: StoppedClock) -> None:
    text = await ticket(admin, 'duration="300" oneTimeTicket="False"')
    clock.advance(299)
    assert opened(await with_ticket(admin, text)).tag == "GetUserProfileReply"
    clock.advance(1)
    assert code(opened(await with_ticket(admin, text))) == REFUSED


async def test_a_ticket_for_an_account_that_has_expired_fails_when_used(admin: Visitor) -> None:
    text = await ticket(admin, 'duration="300"', user="edgar")
    assert code(opened(await with_ticket(admin, text))) == REFUSED


async def test_a_ticket_and_a_password_are_too_much(admin: Visitor) -> None:
    text = await ticket(admin, 'duration="300"')
    for more in (' authUser="dori"', ' authPassword="x"', ' authUser="dori" authPassword="x"'):
        assert code(opened(await with_ticket(admin, text, more))) == "Client.BadSyntax"
    assert opened(await with_ticket(admin, text)).tag == "GetUserProfileReply"


@pytest.mark.parametrize("attributes", ['duration="0"', 'duration="301"', 'duration="x"', ""])
async def test_a_ticket_lasts_one_to_three_hundred_seconds(admin: Visitor, attributes: str) -> None:
    inner = '<GeneralLoginContext userID="dori"/>'
    request = f"<CreateTicketRequest {attributes}>{inner}</CreateTicketRequest>"
    assert await admin.refused(request) == "Client.BadSyntax"


async def test_tickets_are_the_administrators(ada: Visitor, admin: Visitor) -> None:
    def request(user: str) -> str:
        inner = f'<GeneralLoginContext userID="{user}"/>'
        return f'<CreateTicketRequest duration="9">{inner}</CreateTicketRequest>'

    assert await ada.refused(request("dori")) == "Client.Authorization.NotAdministrator"
    fault = await admin.ask(request("nobody"))
    assert code(fault) == "Client.BadData.NoSuch.UserOrGroup"
    assert fields(fault)["ids"] == "nobody"


async def test_a_ticket_logs_a_browser_on(admin: Visitor) -> None:
    text = await ticket(admin, 'duration="300"')
    page = f"{admin.url}/cc/contoso"
    assert (await admin.http.get(page, params={"ticket": text})).status_code == 200
    assert (await admin.http.get(page, params={"ticket": text})).status_code == 403
    assert (await admin.http.get(page)).status_code == 200


@pytest.mark.parametrize(
    "request_name",
    [
        "CreateMeeting",
        "ListMeetings",
        "ModifyMeeting",
        "DeleteMeeting",
        "ListVisitors",
        "ListConnectedVisitors",
        "ListPolls",
        "GetUserProfile",
        "GetUserProfile7",
        "GetServiceUnavailableTimes",
        "GetURL",
    ],
)
async def test_a_member_may_not(mallory: Visitor, request_name: str) -> None:
    fault = await mallory.refused(f"<{request_name}Request/>")
    assert fault == "Client.Authorization.NotOrganizer"


@pytest.mark.parametrize(
    "request_name",
    ["RestoreMeeting", "CreateTicket", "GetUser", "GetUser7", "ListUsers", "CreateUser"],
)
async def test_an_organizer_may_not(ada: Visitor, request_name: str) -> None:
    fault = await ada.refused(f"<{request_name}Request/>")
    assert fault == "Client.Authorization.NotAdministrator"


async def test_a_member_may_know_the_time_zones_and_the_center(mallory: Visitor) -> None:
    assert (await mallory.gets(ANYTHING)).tag == "ListTimeZonesReply"
    reduced = await mallory.gets("<GetConferencingServiceDataRequest/>")
    assert "maxUsers" not in fields(reduced)


async def test_passwords_stay_out_of_the_book(ada: Visitor, url: str) -> None:
    await ada.makes()
    ada.password = "wrong-secret"
    await ada.refused(ANYTHING)
    book = (await ada.http.get(f"{url}/sandbox/book")).text
    assert "sign_ins" in book
    assert ADA_PASSWORD not in book
    assert "wrong-secret" not in book
    assert API_PASSWORD not in book
