"""Forms over the real Bolt and real sockets: opened at the click, checked, stored, redrawn."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

from bot.slack import forms
from bot.slack.api import SlackApi, web_client
from bot.slack.forms import SlackForms
from bot.slack.guard import Guard
from bot.slack.middleware import NOT_ACCEPTED, SlackMiddleware, bolt_app
from bot.slack.socket_mode import SocketModeConnection
from handlers.button_values import read
from handlers.form import Field, Form, Kind, SentForm
from handlers.slack_types import SlackRequest, Via
from sandbox.serving import served
from storage import payloads
from storage.ledger import Ledger
from storage.sqlite import SqliteStore
from storage.store import StoreRefused

ADA, GENERAL = "U0ADA00001", "C0GENERAL1"
SERVICES = (("a", "Alpha"), ("b", "Beta"))


class Booking:
    """A form of a title and a service, where Beta asks for a passcode too."""

    def __init__(self) -> None:
        self.requests: list[SlackRequest] = []
        self.meanwhile = lambda: None

    async def asked(self, request):
        self.meanwhile()
        match request.action:
            case "parley.change":
                return self._form({"title": "Review", "service": "a"})
            case "parley.locked":
                raise StoreRefused("locked")
            case "parley.broken":
                raise RuntimeError("bug")
            case "parley.wide":
                return Form(
                    name="parley.meeting", title="x", submit="x", fields=(), carried="x" * 3100
                )
        return None

    async def redrawn(self, request, name, carried, filled):
        self.requests.append(request)
        return self._form(filled) if filled["service"] == "b" else None

    async def wrong(self, request, name, carried, filled) -> Mapping[str, str]:
        self.requests.append(request)
        match filled["title"]:
            case "no":
                return {"title": "Not that one."}
            case "locked":
                raise StoreRefused("locked")
            case "slow":
                await asyncio.sleep(5)
            case "bug":
                raise LookupError("bug")
        return {}

    def _form(self, filled):
        fields = [
            Field(name="title", label="Title", kind=Kind.TEXT, value=filled["title"]),
            Field(
                name="service",
                label="Service",
                kind=Kind.CHOICE,
                value=filled["service"],
                options=SERVICES,
                redraws=True,
            ),
        ]
        if filled["service"] == "b":
            fields.append(Field(name="code", label="Passcode", kind=Kind.TEXT, optional=True))
        return Form(
            name="parley.meeting",
            title="Change",
            submit="Schedule it",
            fields=tuple(fields),
            carried='{"draft": "d-1"}',
        )


@pytest.fixture
async def store(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield store
    await store.close()


@pytest.fixture
def ledger(store):
    return Ledger(store, owner="test")


@pytest.fixture
def booking():
    return Booking()


@asynccontextmanager
async def delivered(way, bolt, slack):
    """Slack reaches *bolt* over HTTP, or by Socket Mode."""
    if way == "http":
        async with served(Guard(AsyncSlackRequestHandler(bolt, path="/slack/events"))) as url:
            slack.point_at(url)
            yield
        return
    socket = SocketModeConnection(bolt, slack.back.app_token)
    while await socket.problem():  # noqa: ASYNC110 - the socket tells nobody that it is open
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        await socket.close()


@pytest.fixture(params=["http", "socket"])
async def slack(request, sandbox, ledger, booking):
    """A Slack whose bot has our middleware, with the form of ``Booking``."""
    slack = sandbox.slack
    who = AuthorizeResult(
        enterprise_id=None, team_id=slack.workspace.team_id, bot_user_id="UBOT", bot_id="B1"
    )
    async with aiohttp.ClientSession() as session:
        client = web_client(sandbox.announced["slack"]["token"], sandbox.api_url, session)
        forms = SlackForms(SlackApi(client, session, sandbox.api_url), {"parley.meeting": booking})
        middleware = SlackMiddleware(ledger, lambda: datetime.now(UTC), lambda: who, forms)
        bolt = bolt_app(middleware, client, slack.back.signing_secret, lambda: who)
        async with delivered(request.param, bolt, slack):
            for action in ("change", "locked", "broken", "wide", "make"):
                button = {
                    "type": "button",
                    "action_id": f"parley.{action}",
                    "text": {"type": "plain_text", "text": action},
                }
                block = {"type": "actions", "elements": [button], "block_id": f"aside-{action}"}
                await client.chat_postMessage(channel=GENERAL, text=action, blocks=[block])
            yield slack


async def taken(ledger):
    """The requests in the ledger."""
    jobs = await ledger.claim_many(datetime.now(UTC), timedelta(minutes=1), 10)
    return [payloads.load(job.payload, SlackRequest) for job in jobs]


def screen(slack):
    """The form that ada sees, or None."""
    return slack.workspace.open_view(ADA)


def fields(view):
    return [block["block_id"] for block in view.content["blocks"]]


async def test_a_click_opens_its_form_and_leaves_nothing_in_the_ledger(slack, ledger):
    pressed = await slack.click("ada", "change")
    assert pressed["ok"]
    assert screen(slack).content["title"]["text"] == "Change"
    assert fields(screen(slack)) == ["title", "service"]
    assert await taken(ledger) == []


async def test_a_click_without_a_form_is_the_ledgers(slack, ledger):
    await slack.click("ada", "make")
    [request] = await taken(ledger)
    assert (request.via, request.action, screen(slack)) == (Via.CLICK, "parley.make", None)


async def test_a_form_that_is_sent_lies_in_the_ledger_with_the_place_of_its_click(slack, ledger):
    await slack.click("ada", "change")
    sent = await slack.submit("ada", values={"title": "Retro"})
    assert sent["ok"]
    assert screen(slack) is None
    [request] = await taken(ledger)
    assert (request.via, request.action, request.person) == (Via.FORM, "parley.meeting", ADA)
    assert (request.channel, request.private) == (GENERAL, True)
    assert "/actions/" in request.answer_url
    filled = {"title": "Retro", "service": "a"}
    assert read(request.value, SentForm) == SentForm(carried='{"draft": "d-1"}', filled=filled)


async def test_a_form_that_slack_delivers_twice_is_taken_once(slack, ledger):
    await slack.click("ada", "change")
    await slack.submit("ada")
    sent = slack.book.read("request")[-1]
    again = await slack.redeliver(sent["n"])
    assert (again.status, again.body) == (200, b"")
    assert len(await taken(ledger)) == 1


async def test_what_is_wrong_is_said_in_the_form_and_can_be_put_right(slack, ledger, booking):
    await slack.click("ada", "change")
    sent = await slack.submit("ada", values={"title": "no"})
    assert (sent["errors"], sent["open"]) == ({"title": "Not that one."}, True)
    assert await taken(ledger) == []
    await slack.submit("ada", values={"title": "yes"})
    assert screen(slack) is None
    assert len(await taken(ledger)) == 1
    assert {request.channel for request in booking.requests} == {GENERAL}


@pytest.mark.parametrize(
    ("title", "starts"), [("locked", "Not accepted"), ("bug", "Something went wrong on my side")]
)
async def test_what_goes_wrong_here_is_said_in_the_form_which_stays(slack, ledger, title, starts):
    await slack.click("ada", "change")
    sent = await slack.submit("ada", values={"title": title})
    assert sent["errors"]["title"].startswith(starts)
    assert sent["open"]
    assert await taken(ledger) == []


async def test_a_store_that_cannot_write_leaves_the_form_open(slack, store):
    await slack.click("ada", "change")
    await store.close()
    sent = await slack.submit("ada", values={"title": "Retro"})
    assert sent["errors"] == {"title": NOT_ACCEPTED}
    assert sent["open"]


async def test_a_form_that_takes_too_long_says_so(slack, monkeypatch):
    await slack.click("ada", "change")
    monkeypatch.setattr(forms, "WITHIN", 0.05)
    sent = await slack.submit("ada", values={"title": "slow"})
    assert "could not check this in time" in sent["errors"]["title"]


@pytest.mark.parametrize(
    "answer", [{"do": "status", "status": 503, "effect": False}, {"do": "cut"}]
)
async def test_a_click_whose_form_does_not_open_is_the_ledgers(slack, ledger, answer):
    slack.misbehave(on="views.open", **answer)
    pressed = await slack.click("ada", "change")
    assert pressed["ok"]
    [request] = await taken(ledger)
    assert (request.via, request.action) == (Via.CLICK, "parley.unopened:parley.change")
    await slack.click("ada", "change")
    assert screen(slack) is not None


async def test_a_trigger_that_is_too_old_is_the_ledgers(slack, ledger, booking):
    booking.meanwhile = lambda: slack.clock.advance(4)
    await slack.click("ada", "change")
    assert screen(slack) is None
    [request] = await taken(ledger)
    assert request.action == "parley.unopened:parley.change"


async def test_a_click_that_slack_delivers_twice_opens_one_form_and_says_nothing(slack, ledger):
    await slack.click("ada", "change")
    await slack.redeliver(slack.book.read("request")[-1]["n"])
    assert len([view for view in slack.workspace.views.values() if view.open]) == 1
    assert await taken(ledger) == []


@pytest.mark.parametrize("label", ["broken", "wide"])
async def test_a_form_that_cannot_be_drawn_is_an_ordinary_click(slack, ledger, label):
    await slack.click("ada", label)
    [request] = await taken(ledger)
    assert request.action == f"parley.unopened:parley.{label}"


async def test_a_store_that_cannot_read_takes_no_click(slack, ledger):
    await slack.click("ada", "locked")
    assert screen(slack) is None
    assert await taken(ledger) == []


async def test_a_change_on_which_the_form_depends_draws_it_again(slack, ledger):
    await slack.click("ada", "change")
    await slack.choose("ada", "service", "b", values={"title": "Retro"})
    assert fields(screen(slack)) == ["title", "service", "code"]
    await slack.submit("ada", values={"code": "1234"})
    [request] = await taken(ledger)
    assert json.loads(request.value)["filled"] == {"title": "Retro", "service": "b", "code": "1234"}
    assert request.channel == GENERAL


@pytest.mark.parametrize("error", ["missing_scope", "unknown_method", "hash_conflict"])
async def test_a_form_that_cannot_be_drawn_again_stays_as_it_was(slack, ledger, error):
    slack.misbehave(
        on="views.update", do="status", status=200, effect=False, body={"ok": False, "error": error}
    )
    await slack.click("ada", "change")
    chosen = await slack.choose("ada", "service", "b")
    assert chosen["ok"]
    assert fields(screen(slack)) == ["title", "service"]
    await slack.submit("ada", values={"service": "b"})
    assert len(await taken(ledger)) == 1


async def test_a_form_of_another_workspace_is_refused_in_the_form(slack, ledger):
    await slack.click("ada", "change")
    slack.workspace.team_id = "T0OTHER"
    sent = await slack.submit("ada")
    assert "does not serve this workspace" in sent["errors"]["title"]
    assert await taken(ledger) == []
