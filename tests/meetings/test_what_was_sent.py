"""The client knows what was sent: an author who trusts every refusal makes no second meeting."""

from collections.abc import Callable

import httpx
import pytest

from handlers.services import AccountOwner, Services
from meetings.errors import (
    Interrupted,
    MeetingError,
    NotAllowed,
    Rejected,
    ServiceBusy,
    ServiceUnreachable,
    SignInExpired,
    SignInRefused,
)
from meetings.model import Credentials
from meetings.service import AccountKind, Exchange, Question, ServiceInfo, ask, harmless, refused
from tests.meetings.memory_account import MemoryAccount
from tests.meetings.vendor import Answer, Asked, hang_up, reply, vendor

INFO = ServiceInfo(
    name="acme",
    title="Acme",
    account=AccountKind.PERSONAL,
    questions=(Question(name="user", label="User"),),
)
ADA = AccountOwner("T1", "U1", "acme")
OLD = Credentials(secrets={"token": "old"})
KINDS: dict[int, type[MeetingError]] = {
    401: SignInExpired,
    403: NotAllowed,
    409: Rejected,
    429: ServiceBusy,
    503: ServiceBusy,
}


class TrustingService:
    """Makes a meeting by POST, then gets its link; and takes each refusal at its word."""

    info = INFO

    def __init__(self, url: str) -> None:
        self.url = url

    def create(self, credentials: Credentials) -> Exchange[str]:
        yield from self._ask("POST", "meetings", credentials)
        return (yield from self._ask("GET", "link", credentials)).text

    def create_with_search(self, credentials: Credentials) -> Exchange[str]:
        yield from self._ask("POST", "search", credentials, search=True)
        return (yield from self._ask("POST", "meetings", credentials)).text

    def renew(self, credentials: Credentials) -> Exchange[Credentials]:
        yield from self._ask("POST", "login", credentials)
        return Credentials(secrets={"token": "new"})

    def _ask(
        self, method: str, path: str, credentials: Credentials, *, search: bool = False
    ) -> Exchange[httpx.Response]:
        headers = {"authorization": credentials.secrets["token"]}
        request = httpx.Request(method, f"{self.url}/{path}", headers=headers)
        answer = yield from ask(harmless(request) if search else request)
        if answer.status_code in KINDS:
            raise KINDS[answer.status_code]("Acme", "no")
        if answer.text == "failure":
            raise Rejected("Acme", "no")
        if answer.text == "refusal":
            refused(answer)
            raise Rejected("Acme", "no")
        return answer


Say = Callable[[Asked], Answer]


async def attempt(
    client, say: Say, method: str = "create"
) -> tuple[object, list[str], MemoryAccount]:
    """How a creation ends, the requests that it took, and the account afterwards."""
    async with vendor(say) as acme:
        service, account = TrustingService(acme.url), MemoryAccount(OLD)
        services = Services({"acme": service}, client, account)
        outcome: object
        try:
            outcome = await services.run(service, ADA, getattr(service, method))
        except MeetingError as error:
            outcome = error
        return outcome, [f"{each.method} {each.target}" for each in acme.asked], account


def saying(**by_path: Answer) -> Say:
    """Answer by the path; to what has a new token, and to all else, with success."""

    def say(asked: Asked) -> Answer:
        fresh = asked.headers["authorization"] == "new"
        return reply(200, "fine") if fresh else by_path.get(asked.target[1:], reply(200, "fine"))

    return say


async def test_a_sign_in_that_ends_after_the_meeting_was_made_makes_no_second_one(client):
    outcome, asked, account = await attempt(client, saying(link=reply(401)))
    assert asked == ["POST /meetings", "GET /link", "POST /login"]
    assert isinstance(outcome, Interrupted)
    assert outcome.outcome_unknown
    assert account.credentials.secrets == {"token": "new"}, "the look that follows needs it"


async def test_a_sign_in_that_has_ended_before_is_renewed_and_all_is_run_again(client):
    outcome, asked, _ = await attempt(client, saying(meetings=reply(401)))
    assert asked == ["POST /meetings", "POST /login", "POST /meetings", "GET /link"]
    assert outcome == "fine"


@pytest.mark.parametrize("status", [403, 409, 429, 503])
async def test_a_refusal_after_the_meeting_was_made_promises_nothing(client, status):
    outcome, _, _ = await attempt(client, saying(link=reply(status)))
    assert isinstance(outcome, Interrupted)
    assert type(outcome.reason) is KINDS[status]
    assert outcome.message.startswith("Acme ")


@pytest.mark.parametrize("status", [403, 409, 429])
async def test_the_refusal_of_the_very_request_is_a_promise(client, status):
    outcome, asked, _ = await attempt(client, saying(meetings=reply(status)))
    assert type(outcome) is KINDS[status]
    assert asked == ["POST /meetings"]


async def test_a_failure_of_the_server_is_none_whatever_the_author_thinks(client):
    outcome, _, _ = await attempt(client, saying(meetings=reply(503)))
    assert isinstance(outcome, Interrupted)


async def test_a_no_in_the_body_counts_only_where_the_author_says_that_it_is_one(client):
    outcome, _, _ = await attempt(client, saying(meetings=reply(200, "failure")))
    assert isinstance(outcome, Interrupted)
    outcome, _, _ = await attempt(client, saying(meetings=reply(200, "refusal")))
    assert type(outcome) is Rejected


async def test_a_search_by_post_changes_nothing(client):
    say = saying(meetings=reply(409))
    outcome, _, _ = await attempt(client, say, "create_with_search")
    assert type(outcome) is Rejected


async def test_a_lost_answer_is_unknown_and_a_request_that_never_left_is_not(client):
    outcome, _, _ = await attempt(client, saying(meetings=hang_up))
    assert isinstance(outcome, ServiceUnreachable)
    assert outcome.outcome_unknown
    service = TrustingService("http://127.0.0.1:9")
    with pytest.raises(ServiceUnreachable) as caught:
        await Services({"acme": service}, client, MemoryAccount(OLD)).run(
            service, ADA, service.create
        )
    assert not caught.value.outcome_unknown


async def test_a_renewal_that_is_refused_leaves_the_outcome_unknown(client):
    def say(asked: Asked) -> Answer:
        return reply(200, "fine") if asked.target == "/meetings" else reply(401)

    outcome, asked, account = await attempt(client, say)
    assert isinstance(outcome, Interrupted)
    assert asked.count("POST /meetings") == 1
    assert account.is_refused


async def test_a_sign_in_that_is_refused_in_the_middle_is_never_sent_again(client, monkeypatch):
    monkeypatch.setitem(KINDS, 403, SignInRefused)
    outcome, _, account = await attempt(client, saying(link=reply(403)))
    assert isinstance(outcome, Interrupted)
    assert account.is_refused
