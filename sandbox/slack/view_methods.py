"""Web API methods of modals, views.open and views.update, and the stack of views they move."""

import json
import secrets

from sandbox.slack.backend import Backend
from sandbox.slack.blocks import check_view, too_large, with_ids
from sandbox.slack.calls import ApiCall
from sandbox.slack.refusals import SlackError, invalid
from sandbox.slack.shapes import as_view
from sandbox.slack.workspace import Json, View, Workspace

DEEPEST = 3


def read_view(content: object) -> Json:
    """Check a view; raises SlackError."""
    if content is None:
        raise invalid(["missing required field: view [json-pointer:]"])
    if problems := check_view(content):
        raise invalid(problems)
    if too_large(content):
        raise SlackError("view_too_large")
    view: Json = json.loads(json.dumps(content))
    view["blocks"] = with_ids(view["blocks"], "v")
    return view


def _hash(space: Workspace) -> str:
    return f"{space.next_ts()}.{secrets.token_hex(4)}"


def show(space: Workspace, person: str, content: Json, *, above: View | None = None) -> View:
    """Put a view before *person*, on top of another one if *above* is given; raises SlackError."""
    _check_external_id(space, content)
    if above is not None and len(stack(space, above)) >= DEEPEST:
        raise SlackError("push_limit_reached")
    name = f"V0{secrets.token_hex(5).upper()}"
    root, previous = (above.root, above.id) if above else (name, None)
    if above is None:
        for other in space.views.values():
            other.open = other.open and other.person != person
    view = View(name, person, content, _hash(space), root, previous)
    space.views[name] = view
    space.touch()
    return view


def stack(space: Workspace, view: View) -> list[View]:
    """The open views of one stack."""
    return [v for v in space.views.values() if v.open and v.root == view.root]


def replace(space: Workspace, view: View, content: Json) -> View:
    """Show other content in a view that is open."""
    view.content = content
    view.hash = _hash(space)
    view.errors = {}
    space.touch()
    return view


def _check_external_id(space: Workspace, content: Json) -> None:
    wanted = content.get("external_id")
    if wanted and any(
        v.open and v.content.get("external_id") == wanted for v in space.views.values()
    ):
        raise SlackError("duplicate_external_id")


def views_open(back: Backend, call: ApiCall) -> Json:
    """views.open: a modal before the person whose trigger_id this is, within 3 s and once."""
    name = call.maybe("trigger_id") or call.text("trigger_id")
    content = read_view(call.data("view", "invalid_arguments"))
    trigger = back.tickets.use_trigger(name)
    view = show(back.workspace, trigger.person, content)
    return {"view": as_view(view, back.workspace)}


def views_update(back: Backend, call: ApiCall) -> Json:
    """views.update: other content for an open view, if its hash (when given) still holds."""
    space = back.workspace
    view_id, external_id = call.maybe("view_id"), call.maybe("external_id")
    if view_id and external_id:
        raise invalid(["Cannot provide both `view_id` and `external_id`"])
    if not view_id and not external_id:
        raise invalid(["missing required field: view_id [json-pointer:]"])
    content = read_view(call.data("view", "invalid_arguments"))
    fitting = (
        v
        for v in space.views.values()
        if v.open
        and (v.id == view_id or (external_id and v.content.get("external_id") == external_id))
    )
    view = next(fitting, None)
    if view is None:
        raise SlackError("not_found")
    if (known := call.maybe("hash")) and known != view.hash:
        raise SlackError("hash_conflict")
    return {"view": as_view(replace(space, view, content), space)}
