"""Block Kit's limits: each is accepted at the limit and refused one past it, in Slack's words."""

from typing import Any

import pytest

from sandbox.slack.blocks import check_blocks, check_view

Json = dict[str, Any]


def plain(n: int) -> Json:
    return {"type": "plain_text", "text": "x" * n}


def mrkdwn(n: int) -> Json:
    return {"type": "mrkdwn", "text": "x" * n}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(4), **more}


def option(text: int = 4, value: int = 4, **more: Any) -> Json:
    return {"text": plain(text), "value": "v" * value, **more}


def confirm(**more: Json) -> Json:
    return {"title": plain(9), "text": mrkdwn(9), "confirm": plain(3), "deny": plain(2), **more}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "elements": list(elements)}]


def input_block(element: Json, **more: Any) -> list[Json]:
    return [{"type": "input", "label": plain(4), "element": element, **more}]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "a", "options": [option()], **more}


LINK = "https://example.org/"

LENGTHS: dict[str, tuple[int, Any]] = {
    "section text": (3000, lambda n: [{"type": "section", "text": mrkdwn(n)}]),
    "section field": (2000, lambda n: [{"type": "section", "fields": [mrkdwn(n)]}]),
    "header": (150, lambda n: [{"type": "header", "text": plain(n)}]),
    "block_id": (255, lambda n: [{"type": "divider", "block_id": "x" * n}]),
    "button text": (75, lambda n: actions(button(text=plain(n)))),
    "button value": (2000, lambda n: actions(button(value="x" * n))),
    "button url": (3000, lambda n: actions(button(url=LINK + "x" * (n - len(LINK))))),
    "action_id": (255, lambda n: actions(button(action_id="x" * n))),
    "accessibility label": (75, lambda n: actions(button(accessibility_label="x" * n))),
    "confirm title": (
        100,
        lambda n: actions(
            button(
                confirm={
                    "title": plain(n),
                    "text": mrkdwn(9),
                    "confirm": plain(3),
                    "deny": plain(2),
                }
            )
        ),
    ),
    "option text": (75, lambda n: input_block(select(options=[option(text=n)]))),
    "option value": (150, lambda n: input_block(select(options=[option(value=n)]))),
    "placeholder": (150, lambda n: input_block(select(placeholder=plain(n)))),
    "label": (2000, lambda n: input_block(select(), label=plain(n))),
    "hint": (2000, lambda n: input_block(select(), hint=plain(n))),
    "initial text": (
        3000,
        lambda n: input_block({"type": "plain_text_input", "initial_value": "x" * n}),
    ),
    "alt text": (
        2000,
        lambda n: [{"type": "image", "image_url": LINK, "alt_text": "x" * n}],
    ),
    "markdown": (12_000, lambda n: [{"type": "markdown", "text": "x" * n}]),
}

COUNTS: dict[str, tuple[int, Any]] = {
    "blocks": (50, lambda n: [{"type": "divider"}] * n),
    "fields": (10, lambda n: [{"type": "section", "fields": [mrkdwn(1)] * n}]),
    "actions": (25, lambda n: actions(*[button(action_id=str(i)) for i in range(n)])),
    "context": (10, lambda n: [{"type": "context", "elements": [mrkdwn(1)] * n}]),
    "options": (100, lambda n: input_block(select(options=[option()] * n))),
    "overflow": (5, lambda n: actions({"type": "overflow", "options": [option()] * n})),
    "checkboxes": (10, lambda n: input_block({"type": "checkboxes", "options": [option()] * n})),
    "radio buttons": (
        10,
        lambda n: input_block({"type": "radio_buttons", "options": [option()] * n}),
    ),
}


@pytest.mark.parametrize("what", LENGTHS)
def test_lengths(what: str) -> None:
    most, blocks = LENGTHS[what]
    assert check_blocks(blocks(most)) == []
    (problem,) = check_blocks(blocks(most + 1))
    assert problem.startswith(f"must be less than {most + 1} characters [json-pointer:/blocks/0/")


@pytest.mark.parametrize("what", COUNTS)
def test_counts(what: str) -> None:
    most, blocks = COUNTS[what]
    assert check_blocks(blocks(most)) == []
    (problem,) = check_blocks(blocks(most + 1))
    assert problem.startswith(f"no more than {most} items allowed [json-pointer:/blocks")


REFUSED: dict[str, tuple[list[Any], str]] = {
    "unknown block": (
        [{"type": "nope"}],
        "unsupported type: nope [json-pointer:/blocks/0/type]",
    ),
    "no type": ([{}], "missing required field: type [json-pointer:/blocks/0]"),
    "no object": (["section"], "must provide an object [json-pointer:/blocks/0]"),
    "empty section": (
        [{"type": "section"}],
        "must define either `text` or `fields` [json-pointer:/blocks/0]",
    ),
    "empty text": (
        [{"type": "section", "text": mrkdwn(0)}],
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ),
    "mrkdwn header": (
        [{"type": "header", "text": mrkdwn(3)}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "mrkdwn button": (
        actions(button(text=mrkdwn(3))),
        "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]",
    ),
    "bare string": (
        [{"type": "header", "text": "Hello"}],
        "must provide an object [json-pointer:/blocks/0/text]",
    ),
    "unknown property": (
        [{"type": "divider", "colour": "red"}],
        "invalid additional property: colour [json-pointer:/blocks/0]",
    ),
    "no elements": (
        actions(),
        "must provide at least 1 items [json-pointer:/blocks/0/elements]",
    ),
    "text input in actions": (
        actions({"type": "plain_text_input"}),
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
    ),
    "button in input": (
        input_block(button()),
        "unsupported type: button [json-pointer:/blocks/0/element/type]",
    ),
    "double action_id": (
        actions(button(action_id="a"), button(action_id="a")),
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    "double block_id": (
        [{"type": "divider", "block_id": "b"}] * 2,
        '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]',
    ),
    "style": (
        actions(button(style="green")),
        "must be one of primary, danger [json-pointer:/blocks/0/elements/0/style]",
    ),
    "script link": (
        actions(button(url="javascript:alert(1)")),
        "must be a valid url [json-pointer:/blocks/0/elements/0/url]",
    ),
    "9-digit moment": (
        input_block({"type": "datetimepicker", "initial_date_time": 999_999_999}),
        "must be between 1000000000 and 9999999999"
        " [json-pointer:/blocks/0/element/initial_date_time]",
    ),
    "moment as text": (
        input_block({"type": "datetimepicker", "initial_date_time": "1795176000"}),
        "must be an integer [json-pointer:/blocks/0/element/initial_date_time]",
    ),
    "no options": (
        input_block({"type": "static_select"}),
        "must define either `options` or `option_groups` [json-pointer:/blocks/0/element]",
    ),
    "min over max": (
        input_block({"type": "plain_text_input", "min_length": 5, "max_length": 4}),
        "must be less than or equal to max_length [json-pointer:/blocks/0/element/min_length]",
    ),
    "decimal not said": (
        input_block({"type": "number_input"}),
        "missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]",
    ),
    "hour 24": (
        input_block({"type": "timepicker", "initial_time": "24:00"}),
        "must be a time such as 15:00 [json-pointer:/blocks/0/element/initial_time]",
    ),
    "emoji no boolean": (
        [{"type": "header", "text": {**plain(3), "emoji": "yes"}}],
        "must be a boolean [json-pointer:/blocks/0/text/emoji]",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_slacks_words(what: str) -> None:
    blocks, problem = REFUSED[what]
    assert check_blocks(blocks) == [problem]


def test_the_same_action_id_in_two_blocks_is_fine() -> None:
    assert check_blocks(actions(button(action_id="a")) + actions(button(action_id="a"))) == []


@pytest.mark.parametrize("blocks", [{"type": "divider"}, "[]", 3])
def test_blocks_are_an_array(blocks: Any) -> None:
    assert check_blocks(blocks) == ["must provide an array [json-pointer:/blocks]"]


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(5), "blocks": [{"type": "divider"}], **more}


VIEW_LENGTHS: dict[str, tuple[int, Any]] = {
    "title": (24, lambda n: modal(title=plain(n))),
    "submit": (24, lambda n: modal(submit=plain(n))),
    "close": (24, lambda n: modal(close=plain(n))),
    "private_metadata": (3000, lambda n: modal(private_metadata="x" * n)),
    "callback_id": (255, lambda n: modal(callback_id="x" * n)),
    "external_id": (255, lambda n: modal(external_id="x" * n)),
}


@pytest.mark.parametrize("what", VIEW_LENGTHS)
def test_view_lengths(what: str) -> None:
    most, view = VIEW_LENGTHS[what]
    assert check_view(view(most)) == []
    (problem,) = check_view(view(most + 1))
    assert problem.startswith(f"must be less than {most + 1} characters [json-pointer:/view/")


def test_a_view_holds_a_hundred_blocks() -> None:
    assert check_view(modal(blocks=[{"type": "divider"}] * 100)) == []
    (problem,) = check_view(modal(blocks=[{"type": "divider"}] * 101))
    assert problem == "no more than 100 items allowed [json-pointer:/view/blocks]"


def test_an_input_needs_a_submit() -> None:
    blocks = [{"type": "divider"}, *input_block({"type": "plain_text_input"})]
    assert check_view(modal(blocks=blocks, submit=plain(4))) == []
    (problem,) = check_view(modal(blocks=blocks))
    sentence = "must define `submit` to use an `input` block in modals"
    assert problem == f"{sentence} [json-pointer:/view/blocks/1/input]"


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (None, "must provide an object [json-pointer:/view]"),
        ({"type": "modal", "blocks": [{"type": "divider"}]}, "missing required field: title"),
        (modal(type="dialog"), "must be one of modal [json-pointer:/view/type]"),
        (modal(colour="red"), "invalid additional property: colour [json-pointer:/view]"),
        (modal(title=mrkdwn(3)), "unsupported type: mrkdwn [json-pointer:/view/title/type]"),
        (modal(blocks=[]), "must provide at least 1 items [json-pointer:/view/blocks]"),
    ],
)
def test_views_refused(view: Any, problem: str) -> None:
    (complaint,) = check_view(view)
    assert complaint.startswith(problem)


def test_only_one_field_takes_the_focus() -> None:
    field = {"type": "plain_text_input", "focus_on_load": True}
    assert check_view(modal(blocks=input_block(field), submit=plain(2))) == []
    assert check_view(modal(blocks=input_block(field) + input_block(field), submit=plain(2))) != []
