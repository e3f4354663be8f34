"""A service's client that breaks, or repeats what it was told: neither shows a secret."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from starlette.applications import Starlette

from bot.web.connect import routes
from handlers.accounts.accepted import AcceptedSignIns
from handlers.accounts.consent import ConsentSignIn
from handlers.accounts.sealed import SealedAccounts
from handlers.accounts.sign_in import SignIn
from handlers.services import Services
from meetings.client import ServiceClient
from meetings.errors import AppRefused, NotAllowed, Rejected, ServiceBusy, SignInRefused
from meetings.model import Credentials
from meetings.service import AccountKind, Exchange, Question, ServiceInfo
from sandbox.serving import served
from storage.accounts import Accounts
from storage.consents import Consents
from storage.ledger import Ledger
from storage.seal import Keys, new_key
from storage.sqlite import SqliteStore
from storage.tickets import Tickets
from tests.bot.browser_user import BrowserUser, browsing

SECRET = "canary-of-the-club"


class Club:
    """A service whose client has a bug, or a server that repeats the secret."""

    info = ServiceInfo(
        name="club",
        title="Club",
        account=AccountKind.PERSONAL,
        questions=(Question(name="token", label="Token", secret=True),),
    )

    def __init__(self, fault: Callable[[str], Exception]) -> None:
        self.fault = fault

    def connect(self, answers: Mapping[str, str]) -> Exchange[Credentials]:
        yield from ()
        raise self.fault(answers["token"])


def broken(token: str) -> Exception:
    """A bug in the client."""
    return RuntimeError(f"cannot read {token}")


def repeating(token: str) -> Exception:
    """A server that says what it was sent."""
    return Rejected("Club", f"nobody here knows {token}")


def app_refused(token: str) -> Exception:
    """A client id that the service does not know: nothing that the person could mend."""
    return AppRefused("Club", "invalid_client")


@dataclass
class Page:
    """The connect page of one club."""

    browser_user: BrowserUser
    waiting: Accounts


@pytest.fixture(params=[broken, repeating])
async def page(request, tmp_path: Path) -> AsyncIterator[Page]:
    async with AsyncExitStack() as stack:
        store = await SqliteStore.open(tmp_path / "parley.db")
        stack.push_async_callback(store.close)
        keys = Keys.read(new_key("k1"))
        rows, tickets = Accounts(store), Tickets(store)
        accounts = SealedAccounts(rows, keys, lambda: keys)
        wire = await stack.enter_async_context(ServiceClient())
        services = Services({"club": Club(request.param)}, wire, accounts)

        def now() -> datetime:
            return datetime.now(UTC)

        app = Starlette()
        url = await stack.enter_async_context(served(app))
        accepted = AcceptedSignIns(tickets, accounts, Ledger(store, "test"), now)
        sign_in = SignIn(services, tickets, accepted, now)
        consent = ConsentSignIn(services, tickets, Consents(store), accepted, url, now)
        app.router.routes += routes(sign_in, consent, url, "")
        ticket = await tickets.issue("T1", "U1", 'Ada <&> "Lovelace"', "club", {}, now())
        browser_user = await stack.enter_async_context(browsing(f"{url}/connect/{ticket}"))
        yield Page(browser_user, rows)


async def test_no_secret_is_shown_or_logged(page: Page) -> None:
    with structlog.testing.capture_logs() as logs:
        status = await page.browser_user.send(token=SECRET)
    assert status in (500, 422)
    assert SECRET not in page.browser_user.reply.text
    assert SECRET not in str(logs)
    if status == 500:
        [bug] = [line for line in logs if line["event"] == "bug"]
        assert bug["shown"] in page.browser_user.text
        assert "in connect" in bug["where"]
        assert page.browser_user.reply.headers["cache-control"] == "no-store"
    else:
        assert "Club said no: nobody here knows ***" in page.browser_user.text
    assert await page.waiting.of("T1", "U1") == []


async def test_a_name_from_slack_cannot_change_the_page(page: Page) -> None:
    assert 'for Ada <&> "Lovelace" in Slack' in page.browser_user.text
    assert "<&>" not in page.browser_user.reply.text


def not_allowed(token: str) -> Exception:
    """A person whose organization does not let them."""
    return NotAllowed("Club", "not licensed")


@pytest.mark.parametrize("page", [app_refused, not_allowed], indirect=True)
async def test_a_fault_of_the_administrator_costs_no_try(page: Page) -> None:
    for attempt in range(4):  # three refusals use a ticket up
        assert await page.browser_user.send(token=f"right-{attempt}") == 422
    assert "dministrator" in page.browser_user.text


def busy_for_hours(token: str) -> Exception:
    """A service that takes nothing more today."""
    return ServiceBusy("Club", name="club", retry_after=5 * 3600)


@pytest.mark.parametrize("page", [busy_for_hours], indirect=True)
async def test_a_service_that_is_busy_for_hours_is_told_to_be(page: Page) -> None:
    assert await page.browser_user.send(token="right") == 503
    assert "takes no more sign-ins for about 5 hours" in page.browser_user.text


@pytest.mark.parametrize("page", [lambda token: SignInRefused("Club")], indirect=True)
async def test_a_refused_password_costs_one(page: Page) -> None:
    assert [await page.browser_user.send(token=f"wrong-{n}") for n in range(3)] == [422, 422, 422]
    assert await page.browser_user.send(token="wrong-4") == 410
