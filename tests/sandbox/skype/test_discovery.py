"""Discovery answers what "Root URL" says, and nothing that was not linked."""

import httpx
import pytest

from sandbox.services.skype import SkypeServer
from sandbox.serving import served
from tests.sandbox.skype.visitor import Visitor, reason

LONG = "application/vnd.microsoft.com.ucwa+json"
ROOT = "/Autodiscover/AutodiscoverService.svc/root"


@pytest.mark.parametrize("path", ["/", ROOT, ROOT.lower(), ROOT.upper(), ROOT + "?a=b"])
async def test_the_root_links_to_the_user_on_its_own_host(visitor: Visitor, path: str) -> None:
    answer = await visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    links = answer.json()["_links"]
    assert set(links) == {"self", "user", "xframe"}
    assert links["user"]["href"].startswith(f"{visitor.url}{ROOT}/oauth/user?originalDomain=")


async def test_the_user_is_asked_for_a_token_and_told_where_applications_are(
    visitor: Visitor,
) -> None:
    href = await visitor.sign_in()
    assert href.startswith(f"{visitor.url}/ucwa/oauth/v1/")


async def test_a_user_address_that_was_not_linked_is_unknown(visitor: Visitor) -> None:
    await visitor.sign_in()
    answer = await visitor.get(f"{ROOT}/oauth/user?originalDomain=contoso.example")
    assert reason(answer) == (404, "NotFound", "")
    assert reason(await visitor.get(f"{ROOT}/user")) == (404, "NotFound", "")


async def test_a_root_may_send_everybody_elsewhere(visitor: Visitor, skype: SkypeServer) -> None:
    skype.deployment.root_redirects = {"*": "http://127.0.0.1:1"}
    links = (await visitor.get("/")).json()["_links"]
    assert "user" not in links
    assert links["redirect"]["href"] == f"http://127.0.0.1:1{ROOT}?originalDomain=contoso.example"


async def test_a_root_may_move_by_302(visitor: Visitor, skype: SkypeServer) -> None:
    skype.misbehave(on="GET root", do="page", status=302, location="https://portal.example/")
    answer = await visitor.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "https://portal.example/")


async def test_a_user_homed_elsewhere_is_sent_to_a_root_without_the_user_path(
    visitor: Visitor, skype: SkypeServer
) -> None:
    async with served(skype.app) as home:
        skype.deployment.user_redirects = {visitor.url.removeprefix("http://"): home}
        user = await visitor.user_href()
        answer = await visitor.ask_token(await visitor.token_href(user))
        visitor.token = answer.json()["access_token"]
        links = (await visitor.get(user)).json()["_links"]
        assert "applications" not in links
        href = links["redirect"]["href"]
        assert href == f"{home}{ROOT}?originalDomain=contoso.example"
        at_home = Visitor(visitor.http, href)
        assert (await at_home.sign_in()).startswith(f"{home}/ucwa/")


async def test_a_pool_on_another_host_wants_a_token_of_its_own(
    http_client: httpx.AsyncClient, visitor: Visitor, skype: SkypeServer
) -> None:
    async with served(skype.app) as pool:
        skype.deployment.pool_url = pool
        applications = await visitor.sign_in()
        assert applications.startswith(f"{pool}/ucwa/")
        assert (await visitor.create(applications)).status_code == 401
        token_href = await visitor.token_href(applications)
        assert token_href.startswith(pool)
        visitor.token = (await visitor.ask_token(token_href)).json()["access_token"]
        answer = await visitor.create(applications)
        assert answer.status_code == 201
        itself = answer.json()["_links"]["self"]["href"]
        assert itself.startswith("/ucwa/")
        visitor.url = pool
        assert (await visitor.get(itself)).status_code == 200


async def test_a_relative_address_belongs_to_the_pool_and_not_to_discovery(
    visitor: Visitor, skype: SkypeServer
) -> None:
    async with served(skype.app) as pool:
        skype.deployment.pool_url = pool
        applications = await visitor.sign_in()
        path = applications.removeprefix(pool)
        assert reason(await visitor.create(path)) == (404, "NotFound", "")


@pytest.mark.parametrize(
    ("accepted", "kind"),
    [
        ("application/xml", "application/xml"),
        ("application/vnd.microsoft.com.ucwa+xml", "application/vnd.microsoft.com.ucwa+xml"),
        ("application/xml;q=0.5, application/vnd.microsoft.com.ucwa+json", LONG),
        ("application/json;q=0, application/xml", "application/xml"),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
async def test_the_best_of_both_forms_is_given(visitor: Visitor, accepted: str, kind: str) -> None:
    answer = await visitor.get("/", headers={"Accept": accepted})
    assert answer.headers["content-type"] == kind


@pytest.mark.parametrize("accepted", ["text/html", "text/xml", "application/json;q=0"])
async def test_other_forms_are_refused(visitor: Visitor, accepted: str) -> None:
    answer = await visitor.get("/", headers={"Accept": accepted})
    assert reason(answer) == (406, "NotAcceptable", "")


async def test_other_methods_are_refused(visitor: Visitor) -> None:
    assert reason(await visitor.post("/")) == (405, "MethodNotAllowed", "")
    assert reason(await visitor.call("DELETE", "/nowhere")) == (404, "NotFound", "")


async def test_a_public_address_takes_the_place_of_the_host_header(
    http_client: httpx.AsyncClient,
) -> None:
    behind = SkypeServer("https://lync.contoso.example")
    async with served(behind.app) as url:
        links = (await http_client.get(url)).json()["_links"]
    assert all(each["href"].startswith("https://lync.contoso.example/") for each in links.values())
