"""Forms as Slack's modals: rendered with Block Kit, and read back into plain values. Pure.

Each field is one input block whose block_id and action_id are the field's name
(docs.slack.dev: views, input block, block elements; the limits are theirs).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ContextBlock,
    DateTimePickerElement,
    InputBlock,
    NumberInputElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
    UserMultiSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement

from handlers.button_values import read, written
from handlers.form import Field, Form, Kind
from handlers.slack_types import JSON
from handlers.words import one_line

TITLE_LIMIT = 24
LABEL_LIMIT = 2000
TEXT_LIMIT = 3000
OPTION_LIMIT = 75
OPTIONS = 100
CHECKBOXES = 10
"""Most options of a group of checkboxes; more are chosen from a menu."""

PEOPLE = 1000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the click that opened a form was made: its answer goes there."""

    channel: str = ""
    thread: str = ""
    answer_url: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Metadata:
    """The private metadata of a view: what the form carries, and where it was opened."""

    carried: str = ""
    channel: str = ""
    thread: str = ""
    answer_url: str = ""
    private: bool = False


def view(form: Form, origin: Origin) -> dict[str, Any]:
    """The view that shows *form*; its private metadata holds *origin* and what the form carries."""
    metadata = _Metadata(
        carried=form.carried,
        channel=origin.channel,
        thread=origin.thread,
        answer_url=origin.answer_url,
        private=origin.private,
    )
    return {
        "type": "modal",
        "callback_id": form.name,
        "title": _plain(form.title, TITLE_LIMIT).to_dict(),
        "submit": _plain(form.submit, TITLE_LIMIT).to_dict(),
        "close": _plain("Never mind", TITLE_LIMIT).to_dict(),
        "private_metadata": written(metadata),
        "blocks": [_block(field).to_dict() for field in form.fields],
    }


def carried(view: Mapping[str, Any]) -> tuple[str, Origin]:
    """What the form carried, and where it was opened; ``NotOurs`` if it is not ours."""
    metadata = read(view["private_metadata"], _Metadata)
    origin = Origin(metadata.channel, metadata.thread, metadata.answer_url, metadata.private)
    return metadata.carried, origin


def filled(view: Mapping[str, Any]) -> dict[str, JSON]:
    """What was filled in, by the field's name (docs.slack.dev: view submission, state.values)."""
    values: Mapping[str, Mapping[str, Mapping[str, Any]]] = view["state"]["values"]
    return {
        name: _READERS[value["type"]](value)
        for block in values.values()
        for name, value in block.items()
        if value["type"] in _READERS
    }


def errors(view: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, Any] | None:
    """The answer that keeps the form open, with each problem at its field.

    A problem that belongs to no field is shown at the first one. None if the form has no fields.
    """
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if not fields:
        return None
    shown: dict[str, str] = {}
    for name, sentence in problems.items():
        field = name if name in fields else fields[0]
        shown[field] = f"{shown[field]} {sentence}" if field in shown else sentence
    return {"response_action": "errors", "errors": shown}


def _text(value: Mapping[str, Any]) -> JSON:
    text = str(value.get("value") or "")
    return text.encode(errors="ignore").decode().replace("\0", "")


def _number(value: Mapping[str, Any]) -> JSON:
    typed = str(value.get("value") or "")
    try:
        return int(typed) if typed else None
    except ValueError:
        return typed


def _moment(value: Mapping[str, Any]) -> JSON:
    """Seconds of ten digits, as Slack gives them; None for anything else."""
    seconds = value.get("selected_date_time")
    return seconds if isinstance(seconds, int) and 10**9 <= seconds < 10**10 else None


def _selected(value: Mapping[str, Any]) -> JSON:
    option = value.get("selected_option")
    return str(option["value"]) if option else None


def _several(value: Mapping[str, Any]) -> JSON:
    return [str(option["value"]) for option in value.get("selected_options") or ()]


def _people(value: Mapping[str, Any]) -> JSON:
    return [str(person) for person in value.get("selected_users") or ()]


_READERS: Mapping[str, Callable[[Mapping[str, Any]], JSON]] = MappingProxyType(
    {
        "checkboxes": _several,
        "datetimepicker": _moment,
        "multi_static_select": _several,
        "multi_users_select": _people,
        "number_input": _number,
        "plain_text_input": _text,
        "static_select": _selected,
        "timepicker": lambda value: str(value.get("selected_time") or "") or None,
    }
)


def _block(field: Field) -> Block:
    if field.kind is Kind.NOTE:
        return ContextBlock(elements=[_plain(field.label, LABEL_LIMIT)])
    return InputBlock(
        block_id=field.name,
        label=_plain(field.label, LABEL_LIMIT),
        element=_ELEMENTS[field.kind](field),
        hint=_plain(field.hint, LABEL_LIMIT) if field.hint else None,
        optional=field.optional,
        dispatch_action=field.redraws or None,
    )


def _plain(text: str, limit: int) -> PlainTextObject:
    return PlainTextObject(text=one_line(text, limit), emoji=False)


def _text_input(field: Field) -> InputInteractiveElement:
    most = min(field.most or TEXT_LIMIT, TEXT_LIMIT)
    return PlainTextInputElement(
        action_id=field.name,
        initial_value=str(field.value)[:most] if field.value else None,
        multiline=field.kind is Kind.LINES,
        min_length=field.least or None,
        max_length=most,
    )


def _datetime_picker(field: Field) -> InputInteractiveElement:
    seconds = field.value if isinstance(field.value, int) else 0
    ten_digits = 10**9 <= seconds < 10**10
    return DateTimePickerElement(
        action_id=field.name, initial_date_time=seconds if ten_digits else None
    )


def _time_picker(field: Field) -> InputInteractiveElement:
    return TimePickerElement(
        action_id=field.name, initial_time=str(field.value) if field.value else None
    )


def _number_input(field: Field) -> InputInteractiveElement:
    return NumberInputElement(
        action_id=field.name,
        is_decimal_allowed=False,
        initial_value=str(field.value) if isinstance(field.value, int) else None,
        min_value=None if field.least is None else str(field.least),
        max_value=None if field.most is None else str(field.most),
    )


def _select(field: Field) -> InputInteractiveElement:
    options = _options(field)
    selected = next((option for option in options if option.value == field.value), None)
    return StaticSelectElement(action_id=field.name, options=options, initial_option=selected)


def _multiple(field: Field) -> InputInteractiveElement:
    options = _options(field)
    values = field.value if isinstance(field.value, list) else []
    selected = [option for option in options if option.value in values] or None
    if len(options) <= CHECKBOXES:
        return CheckboxesElement(action_id=field.name, options=options, initial_options=selected)
    return StaticMultiSelectElement(action_id=field.name, options=options, initial_options=selected)


def _user_select(field: Field) -> InputInteractiveElement:
    people = field.value if isinstance(field.value, list) else []
    return UserMultiSelectElement(
        action_id=field.name,
        initial_users=[str(person) for person in people[:PEOPLE]] or None,
        max_selected_items=field.most,
    )


def _options(field: Field) -> list[Option]:
    return [
        Option(value=value, text=_plain(label, OPTION_LIMIT))
        for value, label in field.options[:OPTIONS]
    ]


_ELEMENTS: Mapping[Kind, Callable[[Field], InputInteractiveElement]] = MappingProxyType(
    {
        Kind.TEXT: _text_input,
        Kind.LINES: _text_input,
        Kind.MOMENT: _datetime_picker,
        Kind.NUMBER: _number_input,
        Kind.CHOICE: _select,
        Kind.SEVERAL: _multiple,
        Kind.PEOPLE: _user_select,
        Kind.TIME: _time_picker,
    }
)
