"""Modals: what is entered is reported in Slack's form, and the bot's answers move the stack."""

import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.entering import NotEntered, entered, initial, state
from sandbox.slack.loopback import Slack
from sandbox.slack.transcript import transcript
from tests.sandbox.counterparts import Stub

OPTIONS = [{"text": {"type": "plain_text", "text": t}, "value": t.lower()} for t in ("One", "Two")]
ONE = OPTIONS[0]
GROUPS = [{"label": {"type": "plain_text", "text": "G"}, "options": OPTIONS}]
NOON = 1_795_176_000


@pytest.mark.parametrize(
    ("element", "value", "state"),
    [
        ({"type": "plain_text_input"}, "hi", {"value": "hi"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        ({"type": "number_input", "min_value": "5", "max_value": "45"}, 45, {"value": "45"}),
        ({"type": "number_input", "is_decimal_allowed": True}, "1.5", {"value": "1.5"}),
        ({"type": "static_select", "options": OPTIONS}, "two", {"selected_option": OPTIONS[1]}),
        ({"type": "static_select", "options": OPTIONS}, "Two", {"selected_option": OPTIONS[1]}),
        (
            {"type": "static_select", "option_groups": GROUPS},
            "one",
            {"selected_option": OPTIONS[0]},
        ),
        ({"type": "radio_buttons", "options": OPTIONS}, "", {"selected_option": None}),
        ({"type": "checkboxes", "options": OPTIONS}, ["one"], {"selected_options": OPTIONS[:1]}),
        ({"type": "multi_static_select", "options": OPTIONS}, [], {"selected_options": []}),
        ({"type": "users_select"}, "U0BO000001", {"selected_user": "U0BO000001"}),
        ({"type": "multi_users_select"}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
        ({"type": "multi_users_select"}, "U1", {"selected_users": ["U1"]}),
        ({"type": "conversations_select"}, "C1", {"selected_conversation": "C1"}),
        ({"type": "channels_select"}, "C1", {"selected_channel": "C1"}),
        ({"type": "datepicker"}, "2026-11-27", {"selected_date": "2026-11-27"}),
        ({"type": "timepicker"}, "15:00", {"selected_time": "15:00"}),
        ({"type": "datetimepicker"}, NOON, {"selected_date_time": NOON}),
        ({"type": "datetimepicker"}, "2026-11-20T21:00", {"selected_date_time": NOON}),
        ({"type": "datetimepicker"}, "", {"selected_date_time": None}),
    ],
)
def test_what_is_entered(element: dict[str, Any], value: Any, state: dict[str, Any]) -> None:
    assert entered(element, value, "Asia/Tokyo") == {"type": element["type"], **state}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "max_length": 3}, "long"),
        ({"type": "plain_text_input", "min_length": 3}, "x"),
        ({"type": "static_select", "options": OPTIONS}, "three"),
        ({"type": "datetimepicker"}, "soon"),
        ({"type": "number_input"}, "many"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5"),
        ({"type": "number_input", "min_value": "5"}, 4),
        ({"type": "number_input", "max_value": "5"}, 6),
    ],
)
def test_what_the_form_does_not_take(element: dict[str, Any], value: Any) -> None:
    with pytest.raises(NotEntered):
        entered(element, value)


def test_a_refusal_names_its_field() -> None:
    field = {"type": "number_input", "action_id": "minutes", "max_value": "1440"}
    block = {"type": "input", "block_id": "b", "element": field}
    label = {"type": "plain_text", "text": "Minutes"}
    with pytest.raises(NotEntered, match="Minutes: enter a number from -inf to 1440"):
        state([{**block, "label": label}], {"Minutes": "3000"})


def test_untouched_fields_keep_what_they_began_with() -> None:
    assert initial({"type": "plain_text_input", "initial_value": "x"})["value"] == "x"
    assert initial({"type": "multi_users_select"})["selected_users"] == []
    assert initial({"type": "datetimepicker", "initial_date_time": NOON})["selected_date_time"] == (
        NOON
    )


def test_an_optional_field_may_stay_empty() -> None:
    block = {
        "type": "input",
        "block_id": "b",
        "label": {"type": "plain_text", "text": "L"},
        "element": {"type": "plain_text_input", "action_id": "a"},
    }
    empty = {"b": {"a": {"type": "plain_text_input", "value": None}}}
    assert state([{**block, "optional": True}], {}, strict=True) == empty
    with pytest.raises(NotEntered):
        state([block], {}, strict=True)


def view(title: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "OK"},
        "blocks": [{"type": "divider"}],
        **more,
    }


async def opened(slack: Slack, web: AsyncWebClient, stub: Stub, **more: Any) -> None:
    """Ada has a modal open."""
    await slack.type("ada", "#general", "/meet")
    trigger = slack.book.read("request")[-1]["payload"]["trigger_id"]
    await web.views_open(trigger_id=trigger, view=view("First", **more))
    stub.got.clear()


def shown(slack: Slack) -> str:
    """The title on top of Ada's screen."""
    top = slack.workspace.open_view("U0ADA00001")
    return top.content["title"]["text"] if top else ""


async def test_an_update_takes_the_place_of_the_form(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    await opened(slack, web, stub)
    stub.body = json.dumps({"response_action": "update", "view": view("Second")}).encode()
    stub.headers = [(b"content-type", b"application/json")]
    await slack.click("ada", "OK")
    assert shown(slack) == "Second"
    stub.body = b""
    await slack.click("ada", "OK")
    assert shown(slack) == ""


async def test_pushed_forms_lie_three_deep_and_are_cleared_at_once(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    await opened(slack, web, stub)
    for depth in ("Second", "Third", "Fourth"):
        stub.body = json.dumps({"response_action": "push", "view": view(depth)}).encode()
        await slack.click("ada", "OK")
    assert shown(slack) == "Third"
    assert slack.book.read("refused_answer")[0]["error"] == "push_limit_reached"
    stub.body = b'{"response_action": "clear"}'
    await slack.click("ada", "OK")
    assert shown(slack) == ""


FIELD = {
    "type": "input",
    "block_id": "service",
    "label": {"type": "plain_text", "text": "Service"},
    "element": {"type": "static_select", "action_id": "service", "options": OPTIONS},
}


@pytest.mark.parametrize(
    "body",
    [
        b"not accepted",
        b'{"response_action": "errors", "errors": {"elsewhere": "no"}}',
        b'{"response_action": "errors", "errors": {}}',
    ],
)
async def test_an_answer_that_slack_cannot_use_leaves_the_form_open(
    slack: Slack, web: AsyncWebClient, stub: Stub, body: bytes
) -> None:
    await opened(slack, web, stub, blocks=[FIELD])
    stub.body = body
    await slack.submit("ada", values={"service": "one"})
    assert shown(slack) == "First"
    assert slack.book.read("refused_answer")


async def test_the_bot_hears_of_a_change_only_where_it_asked_to(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    other = {**FIELD, "block_id": "other", "element": {**FIELD["element"], "action_id": "other"}}
    await opened(slack, web, stub, blocks=[{**FIELD, "dispatch_action": True}, other])
    await slack.choose("ada", "other", "two")
    assert stub.got == []
    await slack.choose("ada", "service", "one", values={"other": "two"})
    payload = slack.book.read("request")[-1]["payload"]
    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["selected_option"] == ONE
    values = payload["view"]["state"]["values"]
    assert values["service"]["service"]["selected_option"] == ONE
    assert values["other"]["other"]["selected_option"] == OPTIONS[1]
    with pytest.raises(KeyError):
        await slack.choose("ada", "neither", "two")


async def test_the_transcript_shows_the_form_and_what_is_wrong_with_it(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    def asking(name: str, kind: str, **more: Any) -> dict[str, Any]:
        element = {"type": kind, "action_id": name, **more}
        label = {"type": "plain_text", "text": name.title()}
        return {"type": "input", "block_id": name, "label": label, "element": element}

    blocks = [
        asking("starts", "datetimepicker", initial_date_time=NOON),
        asking("people", "multi_users_select", initial_users=["U0BO000001", "U0ANA00001"]),
        asking("title", "plain_text_input", initial_value="Retro"),
        {**FIELD, "optional": True},
    ]
    await opened(slack, web, stub, blocks=blocks)
    stub.body = b'{"response_action": "errors", "errors": {"starts": "That is past."}}'
    await slack.submit("ada")
    ada = slack.workspace.person("ada")
    assert transcript(slack.workspace, ada)[-1].splitlines() == [
        "Form: First",
        "    Starts: [2026-11-20 12:00]",
        "      ! That is past.",
        "    People: [Bo Tanaka, Ana Ruiz]",
        "    Title: [Retro]",
        "    Service: []",
        "    [Cancel] [OK]",
    ]
    await slack.dismiss("ada")
    assert "Form" not in "".join(transcript(slack.workspace, ada))


async def test_closing_tells_the_bot_only_if_it_asked(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    await opened(slack, web, stub)
    await slack.click("ada", "Cancel")
    assert (shown(slack), stub.got) == ("", [])
    await opened(slack, web, stub, notify_on_close=True)
    await slack.dismiss("ada")
    assert slack.book.read("request")[-1]["payload"]["type"] == "view_closed"


async def test_a_form_stays_open_when_the_bot_does_not_answer(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    await opened(slack, web, stub)
    stub.status = 500
    outcome = await slack.submit("ada")
    assert (outcome["ok"], outcome["error"]) == (False, "http_service_error")
    assert shown(slack) == "First"


async def test_a_view_that_block_kit_refuses_is_not_shown(
    slack: Slack, web: AsyncWebClient, stub: Stub
) -> None:
    await opened(slack, web, stub)
    stub.body = json.dumps({"response_action": "update", "view": view("x" * 25)}).encode()
    await slack.click("ada", "OK")
    assert shown(slack) == "First"
    assert slack.book.read("refused_answer")[0]["error"] == "invalid_arguments"
