"""Checks blocks and views against Block Kit's limits, and says what is wrong in Slack's words.

Written from docs.slack.dev/reference/block-kit/blocks and .../reference/views. A property that
Slack does not know is refused, as Slack does.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sandbox.slack.elements import BESIDE_TEXT, ELEMENTS, INPUTS, PRESSABLE, plain, text
from sandbox.slack.schema import (
    Check,
    anything,
    array,
    boolean,
    one_of,
    record,
    string,
    typed,
    url,
    wrong,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000

_BLOCK_ID: dict[str, Check] = {"block_id": string(255)}


_SECTION = record(
    {},
    _BLOCK_ID
    | {
        "text": text(3000),
        "fields": array(text(2000), 1, 10),
        "accessory": typed(ELEMENTS, BESIDE_TEXT),
        "expand": boolean,
    },
)
_IMAGE = record(
    {"alt_text": string(2000)},
    _BLOCK_ID | {"image_url": url(), "slack_file": anything, "title": plain(2000)},
)


def _section(value: Any, pointer: str) -> Iterator[str]:
    yield from _SECTION(value, pointer)
    if "text" not in value and "fields" not in value:
        yield wrong("must define either `text` or `fields`", pointer)


def _image(value: Any, pointer: str) -> Iterator[str]:
    yield from _IMAGE(value, pointer)
    if ("image_url" in value) == ("slack_file" in value):
        yield wrong("must define either `image_url` or `slack_file`", pointer)


_IN_CONTEXT: dict[str, Check] = {
    "image": ELEMENTS["image"],
    "plain_text": text(3000),
    "mrkdwn": text(3000),
}

BLOCKS: dict[str, Check] = {
    "section": _section,
    "header": record({"text": plain(150)}, _BLOCK_ID),
    "divider": record({}, _BLOCK_ID),
    "image": _image,
    "context": record({"elements": array(typed(_IN_CONTEXT), 1, 10)}, _BLOCK_ID),
    "actions": record({"elements": array(typed(ELEMENTS, PRESSABLE), 1, 25)}, _BLOCK_ID),
    "input": record(
        {"label": plain(2000), "element": typed(ELEMENTS, INPUTS)},
        _BLOCK_ID | {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": record({"elements": array(anything, 0, 100)}, _BLOCK_ID),
    "markdown": record({"text": string(12_000)}, _BLOCK_ID),
    "call": record({"call_id": string(255)}, _BLOCK_ID),
}

_ONE_BLOCK = typed(BLOCKS)
_MODAL = record(
    {"title": plain(24), "blocks": array(_ONE_BLOCK, 1, VIEW_BLOCKS)},
    {
        "submit": plain(24),
        "close": plain(24),
        "private_metadata": string(3000, 0),
        "callback_id": string(255, 0),
        "external_id": string(255, 0),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)


def elements_of(block: Any) -> list[tuple[str, dict[str, Any]]]:
    """The elements inside a block, each with its path below the block."""
    if not isinstance(block, dict):
        return []
    candidates = [(name, block.get(name)) for name in ("accessory", "element")]
    inner = block.get("elements") if block.get("type") in ("actions", "context") else None
    if isinstance(inner, list):
        candidates += [(f"elements/{place}", element) for place, element in enumerate(inner)]
    return [(path, element) for path, element in candidates if isinstance(element, dict)]


def _doubles(blocks: Iterable[Any], pointer: str) -> Iterator[str]:
    """A block_id counts once in a message, an action_id once in its block."""
    block_ids: set[str] = set()
    for place, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        here = f"{pointer}/{place}"
        name = block.get("block_id")
        if isinstance(name, str) and name in block_ids:
            yield wrong(f'`block_id` "{name}" already exists', f"{here}/block_id")
        block_ids.add(str(name))
        action_ids: set[str] = set()
        for path, element in elements_of(block):
            action = element.get("action_id")
            if isinstance(action, str) and action in action_ids:
                yield wrong(f'`action_id` "{action}" already exists', f"{here}/{path}/action_id")
            action_ids.add(str(action))


def check_blocks(blocks: Any) -> list[str]:
    """What is wrong with the blocks of a message; an empty list if nothing is."""
    problems = list(array(_ONE_BLOCK, 0, MESSAGE_BLOCKS)(blocks, "/blocks"))
    return problems + list(_doubles(blocks, "/blocks") if isinstance(blocks, list) else ())


def check_view(view: Any) -> list[str]:
    """What is wrong with a modal; an empty list if nothing is."""
    if not isinstance(view, dict):
        return [wrong("must provide an object", "/view")]
    problems = list(one_of("modal")(view.get("type"), "/view/type"))
    problems += _MODAL(view, "/view")
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return problems
    problems += _doubles(blocks, "/view/blocks")
    problems += _inputs_without_submit(view, blocks)
    focused = [e for b in blocks for _, e in elements_of(b) if e.get("focus_on_load") is True]
    if len(focused) > 1:
        problems.append(wrong("only one element can have `focus_on_load`", "/view/blocks"))
    return problems


def _inputs_without_submit(view: dict[str, Any], blocks: list[Any]) -> Iterator[str]:
    if "submit" in view:
        return
    for place, block in enumerate(blocks):
        if isinstance(block, dict) and block.get("type") == "input":
            sentence = "must define `submit` to use an `input` block in modals"
            yield wrong(sentence, f"/view/blocks/{place}/input")


def too_large(view: Any) -> bool:
    """Whether a view is over the size that Slack takes."""
    return len(json.dumps(view).encode()) > VIEW_BYTES


def with_ids(blocks: list[dict[str, Any]], seed: str) -> list[dict[str, Any]]:
    """The blocks as Slack stores them: each block and pressable element has an id."""
    stored = []
    for place, block in enumerate(blocks):
        copy = json.loads(json.dumps(block))
        copy.setdefault("block_id", f"b{place}{seed}")
        for path, element in elements_of(copy):
            if element.get("type") in ELEMENTS and element.get("type") != "image":
                element.setdefault("action_id", f"a{path.replace('/', '')}{place}{seed}")
        stored.append(copy)
    return stored
