"""What a person enters into the fields of a modal or message, in the form that Slack reports it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.slack.blocks import elements_of
from sandbox.slack.workspace import Json

_TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
_OPTION = ("static_select", "radio_buttons", "external_select")
_OPTIONS = ("checkboxes", "multi_static_select")
_PICKED = {
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}


class NotEntered(ValueError):
    """Slack's own form would not let this through; the argument says why."""


def is_field(element: Json) -> bool:
    """Whether an element holds a value (a button does not, nor does a "..." menu)."""
    kind = element.get("type")
    return kind in (*_TEXTS, *_OPTION, *_OPTIONS) or kind in _PICKED


def all_options(element: Json) -> list[Json]:
    """The options of a menu, those in groups included."""
    options = list(element.get("options", []))
    for group in element.get("option_groups", []):
        options += group["options"]
    return options


def labelled(element: Json, label: str | None) -> bool:
    """Whether a person sees *label* on the button, or among the options of the "..." menu."""
    if label is None:
        return True
    texts = [element["text"]] if element["type"] == "button" else []
    texts += [o["text"] for o in element.get("options", ()) if element["type"] == "overflow"]
    return any(label == text["text"] for text in texts)


def _option(element: Json, wanted: str) -> Json:
    """The option with this value or this text; raises NotEntered."""
    for option in all_options(element):
        if wanted in (option["value"], option["text"]["text"]):
            return option
    raise NotEntered(f"there is no option {wanted}")


def entered(element: Json, value: Any, zone: str = "UTC") -> Json:
    """What ``state.values`` says after *value* was entered in *zone*; raises NotEntered."""
    kind = element["type"]
    if kind in _TEXTS:
        fitting = _fitting_number if kind == "number_input" else _fitting_text
        return {"type": kind, "value": fitting(element, str(value)) or None}
    if kind in (*_OPTION, "overflow"):
        chosen = _option(element, str(value)) if value or kind == "overflow" else None
        return {"type": kind, "selected_option": chosen}
    if kind in _OPTIONS:
        wanted = value if isinstance(value, list) else [value]
        return {"type": kind, "selected_options": [_option(element, str(v)) for v in wanted if v]}
    name, _ = _PICKED[kind]
    if kind.startswith("multi_"):
        return {"type": kind, name: value if isinstance(value, list) else [v for v in [value] if v]}
    if kind == "datetimepicker":
        return {"type": kind, name: _seconds(value, zone) if value not in (None, "") else None}
    return {"type": kind, name: value or None}


def _seconds(value: Any, zone: str) -> int:
    """Seconds since 1970, given as such or as a local time such as 2026-11-20T15:00."""
    try:
        if isinstance(value, int) or str(value).isdigit():
            return int(value)
        local = datetime.fromisoformat(str(value)).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise NotEntered(f"{value} is no time") from None
    return int(local.timestamp())


def _fitting_text(element: Json, text: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if text and not least <= len(text) <= most:
        raise NotEntered(f"enter {least} to {most} characters")
    return text


def _fitting_number(element: Json, typed: str) -> str:
    """A number between the field's bounds, whole unless decimals are allowed."""
    if not typed:
        return typed
    try:
        number = float(typed)
    except ValueError:
        raise NotEntered(f"{typed} is no number") from None
    if not element.get("is_decimal_allowed") and number != int(number):
        raise NotEntered("enter a whole number")
    least, most = element.get("min_value", "-inf"), element.get("max_value", "inf")
    if not float(least) <= number <= float(most):
        raise NotEntered(f"enter a number from {least} to {most}")
    return typed


def initial(element: Json) -> Json:
    """What ``state.values`` says of a field that nobody touched."""
    kind = element["type"]
    if kind in _TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in _OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    name, start = _PICKED[kind]
    return {"type": kind, name: element.get(start, [] if kind.startswith("multi_") else None)}


def _put(element: Json, value: Any, zone: str, label: str) -> Json:
    """What was entered; a refusal says in which field."""
    try:
        return entered(element, value, zone)
    except NotEntered as refusal:
        raise NotEntered(f"{label or element['action_id']}: {refusal}") from None


def _is_empty(value: Json) -> bool:
    return all(part in (None, "", []) for name, part in value.items() if name != "type")


def state(
    blocks: Sequence[Json],
    values: Mapping[str, Any],
    *,
    strict: bool = False,
    zone: str = "UTC",
) -> dict[str, dict[str, Json]]:
    """``state.values`` after *values* were entered, by block_id, action_id or label.

    With *strict* a required field may not stay empty and every name must fit; else NotEntered.
    """
    known: set[str] = set()
    result: dict[str, dict[str, Json]] = {}
    for block in blocks:
        for _, element in elements_of(block):
            if not is_field(element):
                continue
            label = block.get("label", {}).get("text", "")
            names = (element["action_id"], block["block_id"], label)
            name = next((n for n in names if n in values), None)
            known.update(names)
            now = initial(element) if name is None else _put(element, values[name], zone, label)
            required = block["type"] == "input" and not block.get("optional", False)
            if strict and required and _is_empty(now):
                raise NotEntered(f"{label or element['action_id']}: please complete this field")
            result.setdefault(block["block_id"], {})[element["action_id"]] = now
    if strict and (unknown := set(values) - known):
        raise NotEntered(f"there is no field {', '.join(sorted(unknown))}")
    return result
