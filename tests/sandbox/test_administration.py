"""People change and leave, cards are deleted, the bot is uninstalled: Slack says so as it does."""

import json

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.loopback import Slack
from tests.sandbox.counterparts import Stub

BO = "U0BO000001"


async def test_somebody_moves_and_leaves(slack: Slack, web: AsyncWebClient) -> None:
    await slack.administration.change_person("bo", zone="America/Lima", locale="es-PE")
    bo = (await web.users_info(user=BO, include_locale=True))["user"]
    assert (bo["tz"], bo["tz_offset"], bo["locale"]) == ("America/Lima", -18_000, "es-PE")
    assert bo["deleted"] is False
    await slack.administration.change_person("bo", left=True)
    assert (await web.users_info(user=BO))["user"]["deleted"] is True
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await web.chat_postMessage(channel=BO, text="are you there?")
    with pytest.raises(KeyError):
        await slack.administration.change_person("bo", zone="Mars/Olympus")


async def test_somebody_becomes_an_administrator_and_is_one_no_more(
    slack: Slack, web: AsyncWebClient
) -> None:
    for admin in (True, False):
        await slack.administration.change_person("bo", admin=admin)
        assert (await web.users_info(user=BO))["user"]["is_admin"] is admin


async def test_a_card_that_somebody_deleted_is_gone(slack: Slack, web: AsyncWebClient) -> None:
    card = await web.chat_postMessage(channel="C0GENERAL1", text="card")
    await slack.administration.delete_message(card["ts"])
    with pytest.raises(SlackApiError, match="message_not_found"):
        await web.chat_update(channel="C0GENERAL1", ts=card["ts"], text="changed")
    with pytest.raises(KeyError):
        await slack.administration.delete_message(card["ts"])


async def test_the_bot_is_removed_and_invited_again(slack: Slack, web: AsyncWebClient) -> None:
    await slack.administration.membership("parley", "design", inside=False)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await web.chat_postMessage(channel="C0DESIGN01", text="x")
    await slack.administration.membership("parley", "design", inside=True)
    assert (await web.chat_postMessage(channel="C0DESIGN01", text="x"))["ok"]


async def test_an_uninstalled_bot_is_told_and_its_token_is_dead(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    await slack.administration.uninstall()
    events = [json.loads(body)["event"]["type"] for _, body in stub.got]
    assert events == ["tokens_revoked", "app_uninstalled"]
    with pytest.raises(SlackApiError, match="account_inactive"):
        await web.auth_test()
    await slack.administration.install()
    assert (await web.auth_test())["ok"]
