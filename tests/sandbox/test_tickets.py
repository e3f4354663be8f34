"""A trigger_id opens one view within 3 s; a response_url takes 5 posts within 30 minutes."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import Stub, client
from tests.sandbox.stopped_clock import StoppedClock

VIEW: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "T"},
    "blocks": [{"type": "divider"}],
}
ADA, BO = "U0ADA00001", "U0BO000001"


@pytest.fixture
async def sandbox() -> AsyncIterator[Environment]:
    async with Environment(slack=Slack(clock=StoppedClock(), retry_scale=0)) as opened:
        yield opened


async def command(slack: Slack, stub: Stub, channel: str = "#general") -> dict[str, str]:
    """Ada types /meet; what the bot got."""
    await slack.type("ada", channel, "/meet")
    return {name: values[0] for name, values in parse_qs(stub.got[-1][1].decode()).items()}


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@pytest.mark.parametrize(("age", "error"), [(2.9, ""), (3.1, "expired_trigger_id")])
async def test_a_trigger_lives_three_seconds(
    slack: Slack, web: AsyncWebClient, stub: Stub, age: float, error: str
) -> None:
    trigger = (await command(slack, stub))["trigger_id"]
    slack.clock.advance(age)
    if error:
        assert await error_of(web.views_open(trigger_id=trigger, view=VIEW)) == error
        assert slack.workspace.open_view(ADA) is None
    else:
        opened = await web.views_open(trigger_id=trigger, view=VIEW)
        shown = slack.workspace.open_view(ADA)
        assert shown is not None
        assert shown.id == opened["view"]["id"]


async def test_a_trigger_opens_one_view(slack: Slack, web: AsyncWebClient, stub: Stub) -> None:
    trigger = (await command(slack, stub))["trigger_id"]
    await web.views_open(trigger_id=trigger, view=VIEW)
    error = await error_of(web.views_open(trigger_id=trigger, view=VIEW))
    assert error == "exchanged_trigger_id"


async def test_a_refused_view_does_not_spend_the_trigger(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    trigger = (await command(slack, stub))["trigger_id"]
    wrong = {**VIEW, "blocks": [{"type": "nope"}]}
    assert await error_of(web.views_open(trigger_id=trigger, view=wrong)) == "invalid_arguments"
    assert (await web.views_open(trigger_id=trigger, view=VIEW))["ok"]


async def test_a_view_is_updated_only_while_its_hash_holds(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    trigger = (await command(slack, stub))["trigger_id"]
    opened = (await web.views_open(trigger_id=trigger, view={**VIEW, "external_id": "e1"}))["view"]
    changed = {**VIEW, "title": {"type": "plain_text", "text": "Changed"}}
    await web.views_update(view_id=opened["id"], hash=opened["hash"], view=changed)
    again = web.views_update(view_id=opened["id"], hash=opened["hash"], view=changed)
    assert await error_of(again) == "hash_conflict"
    shown = slack.workspace.open_view(ADA)
    assert shown is not None
    assert shown.content["title"]["text"] == "Changed"


async def test_a_view_of_250_kb_is_too_large(slack: Slack, web: AsyncWebClient, stub: Stub) -> None:
    trigger = (await command(slack, stub))["trigger_id"]
    text = {"type": "mrkdwn", "text": "x" * 2999}
    blocks = [{"type": "section", "text": text}] * 90
    error = await error_of(web.views_open(trigger_id=trigger, view={**VIEW, "blocks": blocks}))
    assert error == "view_too_large"


async def test_a_response_url_takes_five_posts(slack: Slack, stub: Stub) -> None:
    url = (await command(slack, stub))["response_url"]
    hook = AsyncWebhookClient(url)
    for number in range(5):
        assert (await hook.send(text=f"post {number}")).status_code == 200
    sixth = await hook.send(text="post 5")
    assert (sixth.status_code, sixth.body) == (404, '{"ok":false,"error":"used_url"}')
    assert next(slack.workspace.visible(ADA)).text == "post 4"
    assert list(slack.workspace.visible(BO)) == []


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 404)])
async def test_a_response_url_lives_half_an_hour(
    slack: Slack, stub: Stub, minutes: int, status: int
) -> None:
    url = (await command(slack, stub))["response_url"]
    slack.clock.advance(minutes * 60)
    answer = await AsyncWebhookClient(url).send(text="late")
    assert answer.status_code == status
    assert ("expired_url" in answer.body) == (status == 404)


async def test_a_response_url_that_was_never_given(
    slack: Slack, http: aiohttp.ClientSession
) -> None:
    url = f"{slack.back.url}/commands/T0SANDBOX/000000000000/guess"
    async with http.post(url, json={"text": "x"}) as response:
        assert response.status == 404


async def test_in_channel_reaches_a_place_where_the_bot_is_not(slack: Slack, stub: Stub) -> None:
    url = (await command(slack, stub, "#lobby"))["response_url"]
    await AsyncWebhookClient(url).send(text="for all", response_type="in_channel")
    assert [m.text for m in slack.workspace.visible(BO)] == ["for all"]


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ("{", "invalid_payload"),
        ("[]", "invalid_payload"),
        ('{"text": ""}', "no_text"),
        ('{"blocks": [{"type": "nope"}]}', "invalid_blocks"),
        ('{"text": "x", "response_type": "everywhere"}', "invalid_response_type"),
    ],
)
async def test_posts_that_are_refused(
    slack: Slack, stub: Stub, http: aiohttp.ClientSession, payload: str, error: str
) -> None:
    url = (await command(slack, stub))["response_url"]
    async with http.post(url, data=payload) as response:
        assert response.status == 400
        assert (await response.json())["error"] == error
    assert list(slack.workspace.visible(ADA)) == []


async def test_a_button_can_replace_or_delete_its_message(
    slack: Slack, http: aiohttp.ClientSession, stub: Stub
) -> None:
    web = client(slack, http)
    text = {"type": "plain_text", "text": "Go"}
    blocks = [{"type": "actions", "elements": [{"type": "button", "text": text}]}]
    await web.chat_postEphemeral(channel="C0GENERAL1", user=ADA, text="sure?", blocks=blocks)
    await slack.click("ada", "Go")
    url = _response_url(slack)
    await AsyncWebhookClient(url).send(text="done", replace_original=True)
    assert [m.text for m in slack.workspace.visible(ADA)] == ["done"]
    assert list(slack.workspace.visible(BO)) == []
    await AsyncWebhookClient(url).send(delete_original=True)
    assert list(slack.workspace.visible(ADA)) == []


def _response_url(slack: Slack) -> str:
    url: str = slack.book.read("request")[-1]["payload"]["response_url"]
    return url
