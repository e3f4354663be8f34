"""What Slack delivers is read into a request, and delivered again it has the same key."""

from datetime import UTC, datetime

import pytest

from bot.slack import deliveries, messages
from handlers.slack_types import SlackRequest, Via
from storage import payloads

NOW = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def mention(text, **more):
    inner = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", "text": text}
    return {"team_id": "T1", "event_id": "Ev1", "event": {**inner, **more}}


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("<@UBOT> start design sync", "start design sync"),
        ("<@UBOT> design sync", "design sync"),
        ("<@UBOT>", ""),
        ("hey <@UBOT> start retro", "hey  start retro"),
        ("<@UBOT> START Retro", "START Retro"),
        ("<@UBOT|parley> 1:1 with <@U2>", "1:1 with <@U2>"),
        ("<@UBOT> help", "help"),
    ],
)
def test_a_mention_is_what_was_said_to_the_bot(typed, text):
    assert deliveries.event(mention(typed), NOW).request.text == text


def test_only_the_bots_own_mention_is_dropped():
    body = mention("hey <@UANA> and <@UBOT> start retro")
    body["authorizations"] = [{"user_id": "UBOT", "is_bot": True}]
    assert deliveries.event(body, NOW).request.text == "hey <@UANA> and  start retro"


@pytest.mark.parametrize(
    ("typed", "text"),
    [("restart plan", "restart plan"), ("kickstart", "kickstart"), ("start x", "start x")],
)
def test_a_direct_message_keeps_its_words(typed, text):
    body = mention(typed, type="message", channel_type="im")
    assert deliveries.event(body, NOW).request.text == text


def press(trigger, *, action="parley.make", block="aside-1", private=True):
    """A press of a button on the message 9.9, as Slack delivers it."""
    return deliveries.click(
        {
            "type": "block_actions",
            "trigger_id": trigger,
            "team": {"id": "T1"},
            "user": {"id": "U1"},
            "channel": {"id": "C1"},
            "container": {"message_ts": "9.9", "is_ephemeral": private},
            "actions": [{"action_id": action, "block_id": block, "value": "{}"}],
        },
        NOW,
    )


def chosen(value):
    """An option chosen in the menu of a row, as Slack delivers it."""
    option = {"text": {"type": "plain_text", "text": "Move"}, "value": value}
    action = {"type": "overflow", "action_id": "parley.more", "block_id": "aside-1-0"}
    return {
        "type": "block_actions",
        "trigger_id": "1.1",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "container": {"message_ts": "9.9", "is_ephemeral": True},
        "actions": [{**action, "selected_option": option, "action_ts": "9.9"}],
    }


def test_an_option_of_a_menu_is_the_button_that_it_stands_for():
    request = deliveries.click(chosen('parley.move {"meeting": "m 1"}'), NOW).request
    assert (request.action, request.value) == ("parley.move", '{"meeting": "m 1"}')
    assert request.private


@pytest.mark.parametrize("value", ["", "parley.cancel {}", "parley.more", "move {}", "{}", 7])
def test_an_option_that_no_menu_has_stands_for_no_button(value):
    request = deliveries.click(chosen(value), NOW).request
    assert (request.action, request.value) == ("parley.more", "")  # which nobody acts on


@pytest.mark.parametrize("action", ["parley.make", "parley.cancel", "parley.start_another"])
def test_a_button_on_an_ephemeral_message_works_once_each_time_it_is_drawn(action):
    first = press("1.1", action=action).key
    assert press("2.2", action=action).key == first
    assert press("2.2", action=action, block="aside-2").key != first


def test_a_button_that_may_be_pressed_again_counts_each_time():
    assert press("2.2", action="parley.page").key == "trigger:2.2"
    assert press("2.2", action="parley.cancel", block="b", private=False).key == "trigger:2.2"


@pytest.mark.parametrize(
    ("block", "ephemeral", "private"),
    [("b1", True, True), ("b1", False, False), (messages.ephemeral_block_id(), False, True)],
    ids=["b1, ephemeral", "b1", "one of our own"],
)
def test_a_press_knows_whether_its_button_stood_in_private(block, ephemeral, private):
    request = press("1.1", block=block, private=ephemeral).request
    assert request.private is private
    assert payloads.load(payloads.dump(request), SlackRequest) == request


def test_a_mention_in_a_thread_is_answered_in_the_thread():
    assert deliveries.event(mention("<@UBOT> x", thread_ts="1.0"), NOW).request.thread == "1.0"
    assert deliveries.event(mention("<@UBOT> x"), NOW).request.thread == ""


@pytest.mark.parametrize(
    "inner",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"type": "message", "channel_type": "channel"},
        {"user": ""},
    ],
    ids=str,
)
def test_what_is_not_meant_for_the_bot_is_no_ask(inner):
    assert deliveries.event(mention("<@UBOT> x", **inner), NOW) is None


def test_a_message_shortcut_is_answered_in_the_messages_thread():
    body = {
        "type": "message_action",
        "callback_id": "meet_about",
        "trigger_id": "1.2.3",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "message_ts": "5.5",
        "message": {"text": "the build is red", "ts": "5.5"},
        "response_url": "https://hooks.slack.com/app/1",
    }
    delivery = deliveries.shortcut(body, NOW)
    assert delivery.key == "trigger:1.2.3"
    assert (delivery.request.thread, delivery.request.about) == ("5.5", "the build is red")
    body["message"]["thread_ts"] = "4.4"
    assert deliveries.shortcut(body, NOW).request.thread == "4.4"


def test_an_ask_comes_back_from_the_ledger_as_it_went_in():
    request = SlackRequest(
        via=Via.CLICK,
        team="T1",
        channel="C1",
        person="U1",
        asked_at=NOW,
        text="été",
        thread="1.1",
        about="that",
        action="parley.make",
        value="v",
        answer_url="https://hooks.slack.com/x",
    )
    assert payloads.load(payloads.dump(request), SlackRequest) == request


def test_where_answers_go_is_not_in_the_repr():
    request = SlackRequest(
        via=Via.COMMAND,
        team="T",
        channel="C",
        person="U",
        asked_at=NOW,
        answer_url="https://h/s3cret",
    )
    assert "s3cret" not in repr(request)


def test_text_that_no_database_keeps_is_cleaned_and_cut():
    body = {
        "trigger_id": "1",
        "team_id": "T1",
        "channel_id": "C1",
        "user_id": "U1",
        "text": "a\0b\ud800" + "x" * 20_000,
    }
    text = deliveries.slash_command(body, NOW).request.text
    assert text.startswith("abxxx")
    assert len(text) <= deliveries.TEXT_LIMIT
