"""Block Kit's elements and composition objects with their limits.

Slack: docs.slack.dev/reference/block-kit/block-elements and .../composition-objects.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.schema import (
    Check,
    anything,
    array,
    boolean,
    matching,
    one_of,
    record,
    string,
    typed,
    url,
    whole,
    wrong,
)

_ID = string(255)


def plain(most: int) -> Check:
    """A plain_text object of at most *most* characters."""
    return typed({"plain_text": record({"text": string(most)}, {"emoji": boolean})})


def text(most: int) -> Check:
    """A plain_text or mrkdwn object of at most *most* characters."""
    return typed(
        {
            "plain_text": record({"text": string(most)}, {"emoji": boolean}),
            "mrkdwn": record({"text": string(most)}, {"verbatim": boolean}),
        }
    )


CONFIRM = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
_PLAIN_OPTION = record({"text": plain(75), "value": string(150)}, {"description": plain(75)})
_RICH_OPTION = record({"text": text(75), "value": string(150)}, {"description": text(75)})
_OVERFLOW_OPTION = record(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": url()}
)
_GROUP = record({"label": plain(75), "options": array(_PLAIN_OPTION, 1, 100)}, {})
_DATE = matching(r"\d{4}-\d\d-\d\d", "a date such as 2026-11-20")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time such as 15:00")
_IDS = array(string(50), 0, 1000)

_COMMON: dict[str, Check] = {"action_id": _ID, "confirm": CONFIRM, "focus_on_load": boolean}
_CHOICE = _COMMON | {"placeholder": plain(150)}
_MANY: dict[str, Check] = {"max_selected_items": whole(1, 1000)}
_FIELD: dict[str, Check] = {
    "action_id": _ID,
    "placeholder": plain(150),
    "dispatch_action_config": anything,
    "focus_on_load": boolean,
}
_CONVERSATIONS: dict[str, Check] = {
    "filter": anything,
    "default_to_current_conversation": boolean,
}
_RESPONSE = {"response_url_enabled": boolean}


def _options(rest: dict[str, Check]) -> Check:
    """A menu needs options or groups of options, and not both."""
    members = record(
        {}, {"options": array(_PLAIN_OPTION, 1, 100), "option_groups": array(_GROUP, 1, 100)} | rest
    )

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from members(value, pointer)
        if ("options" in value) == ("option_groups" in value):
            yield wrong("must define either `options` or `option_groups`", pointer)

    return check


_TEXT_INPUT = record(
    {},
    _FIELD
    | {
        "initial_value": string(3000, 0),
        "multiline": boolean,
        "min_length": whole(0, 3000),
        "max_length": whole(1, 3000),
    },
)


def _text_input(value: Any, pointer: str) -> Iterator[str]:
    yield from _TEXT_INPUT(value, pointer)
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield wrong("must be less than or equal to max_length", f"{pointer}/min_length")


_BUTTON = record(
    {"text": plain(75)},
    {
        "action_id": _ID,
        "url": url(),
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
_IMAGE = record({"alt_text": string(2000)}, {"image_url": url(), "slack_file": anything})

ELEMENTS: dict[str, Check] = {
    "button": _BUTTON,
    "image": _IMAGE,
    "static_select": _options(_CHOICE | {"initial_option": _PLAIN_OPTION}),
    "multi_static_select": _options(
        _CHOICE | _MANY | {"initial_options": array(_PLAIN_OPTION, 1, 100)}
    ),
    "external_select": record(
        {}, _CHOICE | {"initial_option": _PLAIN_OPTION, "min_query_length": whole(0, 3000)}
    ),
    "users_select": record({}, _CHOICE | {"initial_user": string(50)}),
    "multi_users_select": record({}, _CHOICE | _MANY | {"initial_users": _IDS}),
    "conversations_select": record(
        {}, _CHOICE | _CONVERSATIONS | _RESPONSE | {"initial_conversation": string(50)}
    ),
    "multi_conversations_select": record(
        {}, _CHOICE | _CONVERSATIONS | _MANY | {"initial_conversations": _IDS}
    ),
    "channels_select": record({}, _CHOICE | _RESPONSE | {"initial_channel": string(50)}),
    "multi_channels_select": record({}, _CHOICE | _MANY | {"initial_channels": _IDS}),
    "overflow": record(
        {"options": array(_OVERFLOW_OPTION, 1, 5)}, {"action_id": _ID, "confirm": CONFIRM}
    ),
    "datepicker": record({}, _CHOICE | {"initial_date": _DATE}),
    "timepicker": record({}, _CHOICE | {"initial_time": _TIME, "timezone": string(100)}),
    "datetimepicker": record({}, _COMMON | {"initial_date_time": whole(10**9, 10**10 - 1)}),
    "checkboxes": record(
        {"options": array(_RICH_OPTION, 1, 10)},
        _COMMON | {"initial_options": array(_RICH_OPTION, 1, 10)},
    ),
    "radio_buttons": record(
        {"options": array(_RICH_OPTION, 1, 10)}, _COMMON | {"initial_option": _RICH_OPTION}
    ),
    "plain_text_input": _text_input,
    "email_text_input": record({}, _FIELD | {"initial_value": string(3000)}),
    "url_text_input": record({}, _FIELD | {"initial_value": string(3000)}),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        _FIELD | {"initial_value": string(100), "min_value": string(100), "max_value": string(100)},
    ),
}

_TEXT_INPUTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
PRESSABLE = tuple(kind for kind in ELEMENTS if kind not in (*_TEXT_INPUTS, "image"))
INPUTS = tuple(kind for kind in ELEMENTS if kind not in ("button", "image", "overflow"))
BESIDE_TEXT = (*PRESSABLE, "image")
