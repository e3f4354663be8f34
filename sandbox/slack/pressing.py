"""What happens when a person presses a button, chooses, uses a shortcut or submits a modal."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.backend import Backend
from sandbox.slack.blocks import elements_of
from sandbox.slack.delivery import BotAnswer, BotDelivery
from sandbox.slack.entering import NotEntered, entered, labelled, state
from sandbox.slack.payloads import closed, message_actions, shortcut, submission, view_actions
from sandbox.slack.refusals import SlackError
from sandbox.slack.view_methods import read_view, replace, show, stack
from sandbox.slack.workspace import Json, Member, PostedMessage, View


def buttons(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every pressable element with its block."""
    for block in blocks:
        for _, element in elements_of(block):
            if block["type"] != "input" and element.get("type") not in ("image", None):
                yield block, element


def _action(element: Json, block: Json, label: str | None, ts: str) -> Json:
    """The ``action`` of a press: on a button, or on the option with that *label* in a menu."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": ts,
    }
    if element["type"] == "overflow":
        return action | entered(element, label or "")
    return action | {k: element[k] for k in ("text", "value", "style", "url") if k in element}


def _outcome(answer: BotAnswer, **more: Any) -> dict[str, Any]:
    facts = {"error": answer.error, "status": answer.status, "ms": answer.ms}
    return {"ok": not answer.error, **facts, **more}


class Pressing:
    """Clicks, chooses and submits as a person."""

    def __init__(self, back: Backend, delivery: BotDelivery) -> None:
        self._back = back
        self._delivery = delivery

    async def click(
        self,
        person: str,
        label: str | None = None,
        action_id: str | None = None,
        message_ts: str | None = None,
        block_id: str | None = None,
    ) -> dict[str, Any]:
        """Press the newest button so labelled that *person* sees; KeyError if there is none.

        An option of a "..." menu counts as a button. Of several alike in one message *block_id*
        tells which. An open modal lies above everything:
        its own buttons count first, Submit and Close too.
        """
        who = self._back.workspace.person(person)
        wanted = (label, action_id, block_id)
        view = self._back.workspace.open_view(who.id) if message_ts is None else None
        if view is not None:
            pressed = await self._click_view(who, view, label, action_id)
            if pressed is not None:
                return pressed
        message, block, element = self._find(who, wanted, message_ts)
        return await self._press(who, message, block, element, label)

    def _find(
        self, who: Member, wanted: tuple[str | None, str | None, str | None], message_ts: str | None
    ) -> tuple[PostedMessage, Json, Json]:
        for message in self._back.workspace.visible(who.id):
            if message_ts not in (None, message.ts):
                continue
            for block, element in buttons(message.blocks):
                _, action_id, block_id = wanted
                same = action_id in (None, element["action_id"])
                same = same and block_id in (None, block["block_id"])
                if same and labelled(element, wanted[0]):
                    return message, block, element
        raise KeyError(f"{who.name} sees no button {wanted[0] or wanted[1]}")

    async def _press(
        self,
        who: Member,
        message: PostedMessage,
        block: Json,
        element: Json,
        label: str | None,
    ) -> dict[str, Any]:
        action = _action(element, block, label, self._back.workspace.next_ts())
        if "url" in element:
            self._back.book.write("opened", person=who.id, url=element["url"], ts=message.ts)
        payload = message_actions(self._back, who, message, action, state(message.blocks, {}))
        answer = await self._delivery.interaction(payload)
        return _outcome(
            answer,
            trigger_id=payload["trigger_id"],
            url=element.get("url"),
            element=element["type"],
            action_id=element["action_id"],
        )

    def _chosen(self, who: Member, block: Json, element: Json, value: Any) -> Json:
        return {
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self._back.workspace.next_ts(),
            **entered(element, value, who.zone),
        }

    async def choose(
        self,
        person: str,
        action_id: str,
        value: Any,
        message_ts: str | None = None,
        values: Mapping[str, Any] | None = None,
        block_id: str | None = None,
    ) -> dict[str, Any]:
        """Choose *value* in a menu or picker of a message; KeyError, NotEntered.

        Of several alike in one message *block_id* tells which.
        In an open modal, *values* are what else is entered there; the bot hears of a field's
        change only if it asked to (dispatch_action).
        """
        who = self._back.workspace.person(person)
        view = self._back.workspace.open_view(who.id) if message_ts is None else None
        if view is not None:
            entries = {**(values or {}), action_id: value}
            return await self._choose_in_view(who, view, action_id, entries)
        message, block, element = self._find(who, (None, action_id, block_id), message_ts)
        action = self._chosen(who, block, element, value)
        values = state(message.blocks, {action_id: value}, zone=who.zone)
        payload = message_actions(self._back, who, message, action, values)
        answer = await self._delivery.interaction(payload)
        return _outcome(answer, trigger_id=payload["trigger_id"])

    async def _choose_in_view(
        self, who: Member, view: View, action_id: str, entries: Mapping[str, Any]
    ) -> dict[str, Any]:
        for block in view.content["blocks"]:
            for _, element in elements_of(block):
                if element.get("action_id") != action_id:
                    continue
                if block["type"] == "input" and not block.get("dispatch_action"):
                    return {"ok": True, "error": ""}
                action = self._chosen(who, block, element, entries[action_id])
                values = state(view.content["blocks"], entries, zone=who.zone)
                payload = view_actions(self._back, who, view, action, values)
                return _outcome(await self._delivery.interaction(payload))
        raise KeyError(f"{who.name} has no field {action_id} open")

    async def shortcut(
        self, person: str, message_ts: str, callback_id: str, channel: str | None = None
    ) -> dict[str, Any]:
        """Use a message shortcut; KeyError if *person* does not see that message."""
        who = self._back.workspace.person(person)
        seen = self._back.workspace.visible(who.id)
        message = next(
            (m for m in seen if m.ts == message_ts and channel in (None, m.channel)), None
        )
        if message is None or message.only_for is not None:
            raise KeyError(f"{who.name} sees no message {message_ts}")
        payload = shortcut(self._back, who, message, callback_id)
        answer = await self._delivery.interaction(payload)
        return _outcome(answer, trigger_id=payload["trigger_id"])

    async def _click_view(
        self, who: Member, view: View, label: str | None, action_id: str | None
    ) -> dict[str, Any] | None:
        for block, element in buttons(view.content["blocks"]):
            if labelled(element, label) and action_id in (None, element["action_id"]):
                action = _action(element, block, label, self._back.workspace.next_ts())
                values = state(view.content["blocks"], {})
                payload = view_actions(self._back, who, view, action, values)
                return _outcome(await self._delivery.interaction(payload))
        titles = {name: view.content.get(name, {}).get("text") for name in ("submit", "close")}
        if label is not None and label == titles["submit"]:
            return await self.submit(who.id, view.id)
        if label is not None and label == (titles["close"] or "Cancel"):
            return await self.dismiss(who.id, view.id)
        return None

    def _view(self, who: Member, view_id: str | None) -> View:
        space = self._back.workspace
        view = space.views.get(view_id) if view_id else space.open_view(who.id)
        if view is None or not view.open or view.person != who.id:
            raise KeyError(f"{who.name} has no such view open")
        return view

    async def submit(
        self, person: str, view_id: str | None = None, values: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Submit a modal with *values* by action_id, block_id or label; KeyError, NotEntered."""
        who = self._back.workspace.person(person)
        view = self._view(who, view_id)
        filled = state(view.content["blocks"], values or {}, strict=True, zone=who.zone)
        answer = await self._delivery.interaction(submission(self._back, who, view, filled))
        if not answer.error:
            self._after_submission(view, answer)
        return _outcome(answer, errors=view.errors, open=view.open)

    def _after_submission(self, view: View, answer: BotAnswer) -> None:
        """The form closes, or the bot's answer happens to it; one that is none changes nothing."""
        space = self._back.workspace
        reply = answer.json()
        if reply is None and answer.body.strip():
            body = answer.body.decode("utf-8", "replace")
            self._back.book.write("refused_answer", body=body, error="invalid_response")
            return
        reply = reply or {}
        action = reply.get("response_action")
        try:
            if action == "errors":
                view.errors = _errors(view, reply)
            elif action == "update":
                replace(space, view, read_view(reply.get("view")))
            elif action == "push":
                show(space, view.person, read_view(reply.get("view")), above=view)
            else:
                gone = stack(space, view) if action == "clear" else [view]
                for closing in gone:
                    closing.open = False
        except SlackError as refusal:
            self._back.book.write("refused_answer", body=reply, error=refusal.error)
        space.touch()

    async def dismiss(self, person: str, view_id: str | None = None) -> dict[str, Any]:
        """Close a modal without submitting it."""
        who = self._back.workspace.person(person)
        view = self._view(who, view_id)
        view.open = False
        self._back.workspace.touch()
        if not view.content.get("notify_on_close"):
            return {"ok": True, "error": ""}
        return _outcome(await self._delivery.interaction(closed(self._back, who, view)))


def _errors(view: View, reply: Json) -> dict[str, str]:
    """A sentence for each input block that is wrong; SlackError where one belongs to none."""
    errors = dict(reply.get("errors", {}))
    fields = {block["block_id"] for block in view.content["blocks"] if block["type"] == "input"}
    if not errors or not errors.keys() <= fields:
        raise SlackError("invalid_errors")
    return errors


__all__ = ["NotEntered", "Pressing", "buttons"]
