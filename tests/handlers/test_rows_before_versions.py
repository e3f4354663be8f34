"""Rows that the version before wrote, whose payloads have no version, are read and acted on.

They were recorded from that version (commit a415cd3) while its tests of handlers and of the whole
bot ran: one of each shape.
"""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.jobs.runners import BackgroundRunner, RequestRunner
from bot.wiring import Handlers
from handlers.button_values import (
    FormOfSettings,
    FormSubjectNames,
    MeetingButton,
    Pick,
    TitleButton,
    read,
    written,
)
from handlers.changing.change import ChangeDraft
from handlers.changing.renew import _RenewJob
from handlers.coming.agenda import _AgendaJob
from handlers.coming.remind import _Reminder
from handlers.coming.timers import _TickJob
from handlers.effective_settings import ChannelSettings, UserSettings
from handlers.form import SentForm
from handlers.making.draft import Draft
from handlers.making.make import _DraftPlan
from handlers.making.schedule import NamedDraft
from handlers.making.start import _StartPlan
from handlers.meeting.living_card import _CardJob
from handlers.meeting.tell_words import Notice
from handlers.services import Services
from handlers.slack_types import Message, Posted, SlackRequest, Via
from handlers.stored_meetings import load_meeting
from meetings.client import ServiceClient
from meetings.services.jitsi import Jitsi
from storage import payloads
from storage.columns import from_json, from_moment
from tests.handlers.timed_bot import (
    LEASE,
    NOW,
    RecordingSlack,
    slack_request,
    stored_meeting,
    timed_bot,
)

ROWS = json.loads(Path(__file__).with_name("rows_before_versions.json").read_text("utf-8"))
JOBS, STEPS = ROWS["job"], ROWS["step"]
DRAFTS = [row["body"] for row in ROWS["draft"]]
PREFERENCES = [row["body"] for row in ROWS["preference"]]
PLAIN_STEPS = {
    *("seen", "admin", "failing since", "cancel-at-service", "cancel-old", "answered", "allowed"),
    *("catch-up", "meanwhile", "snooze", "look at 1", "forget"),
}
STEP_KINDS = {
    "draft": NamedDraft,
    **dict.fromkeys(("say", "say-instead", "instead", "post"), Posted),
    **dict.fromkeys(("cancel", "move"), Message),
}


def of_kind(kind):
    return [job["payload"] for job in JOBS if job["kind"] == kind]


def comparable(value):
    """*value* without what is empty, and with moments instead of their texts."""
    if isinstance(value, dict):
        fields = {name: comparable(field) for name, field in value.items() if name != "v"}
        empty = ("", None, [], {})
        return {
            n: field for n, field in fields.items() if field not in empty and field is not False
        }
    if isinstance(value, list | tuple):
        return [comparable(part) for part in value]
    try:
        return datetime.fromisoformat(value).astimezone(UTC) if "T" in value else value
    except (TypeError, ValueError):
        return value


def says_the_same(payload, read):
    """Whether the value that was *read* holds all that *payload* says."""
    written = comparable(payloads.dump(read))
    return {name: written.get(name) for name in comparable(payload)} == comparable(payload)


def step_kind(step):
    if step["name"] == "plan":
        return _DraftPlan if "draft" in step["result"] else _StartPlan
    return ChangeDraft if step["name"] == "read" else STEP_KINDS[step["name"]]


def test_every_kind_of_job_was_recorded():
    assert set(Counter(job["kind"] for job in JOBS)) == {
        *("ask", "card", "tell", "tick", "remind", "renew", "agenda")
    }
    assert {payload["via"] for payload in of_kind("ask")} >= {"command", "click", "form", "page"}


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (SlackRequest, of_kind("ask")),
        (Notice, of_kind("tell")),
        (_Reminder, of_kind("remind")),
        (_TickJob, of_kind("tick")),
        (_CardJob, of_kind("card")),
        (_RenewJob, of_kind("renew")),
        (_AgendaJob, of_kind("agenda")),
        (Draft, [body for body in DRAFTS if "change" not in body]),
        (ChangeDraft, [body for body in DRAFTS if "change" in body]),
        (UserSettings, [body for body in PREFERENCES if "starters" not in body]),
        (ChannelSettings, [body for body in PREFERENCES if "starters" in body]),
    ],
)
def test_every_row_is_read_as_it_was_meant(kind, rows):
    assert rows
    for row in rows:
        assert says_the_same(row, payloads.load(row, kind)), row


def test_every_result_of_a_step_is_read_as_it_was_meant():
    for step in STEPS:
        name, result = step["name"], step["result"]
        if name in PLAIN_STEPS or result == {}:
            continue
        if name.startswith(("create", "change-at-service", "make-anew")):
            row = {**result, "dial_in": []}
            made = load_meeting(result)
            assert says_the_same(row, replace(made, dial_in=()))
            phones = [[way.number, way.region, way.code] for way in made.dial_in]
            assert phones == result["dial_in"]
        else:
            assert says_the_same(result, payloads.load(result, step_kind(step))), step


class Listening(RecordingSlack):
    """One that also takes what is said to one person, and takes it back."""

    def __init__(self, clock):
        super().__init__(clock)
        self.ephemeral = []

    async def post_ephemeral(self, request, message):
        self.ephemeral.append(message.text)

    async def clear(self, request):
        self.ephemeral.append("")

    async def email(self, person):
        return ""


@pytest.fixture
async def bot(tmp_path):
    """The meetings and drafts that the recorded jobs are about."""
    async with timed_bot(tmp_path) as bot, ServiceClient() as client:
        bot.slack = Listening(lambda: bot.now)
        jitsi = Services({"jitsi": Jitsi({"url": "https://meet.example"})}, client, None)
        bot.handlers = Handlers(bot.store, bot.slack, jitsi)
        yield bot


async def write(bot, sql, *params):
    await bot.store.write(lambda tx: tx.execute(sql, params))


async def put_job(bot, number, kind, payload, attempts=0):
    at = from_moment(bot.now)
    await write(
        bot,
        "insert into job(id, key, kind, payload, run_at, attempts, created_at, touched_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(number, f"old {number}", kind, from_json(payload), at, attempts, at, at),
    )


async def outcome(bot, number):
    [row] = await bot.store.read(
        lambda tx: tx.execute("select state, error from job where id = ?", (number,))
    )
    return row["state"], row["error"]


async def run(bot, runner):
    for job in await bot.ledger.claim_many(bot.now, LEASE, 50):
        await runner(job)


def requests(bot):
    answer = bot.handlers.answer(bot.handlers.commands())
    hooks = bot.handlers.failure_hooks()
    return RequestRunner(bot.ledger, bot.slack, answer, lambda: bot.now, hooks)


@pytest.mark.parametrize("payload", of_kind("tell"), ids=lambda payload: payload["what"])
async def test_what_was_to_be_told_is_told(bot, payload):
    state = "cancelled" if payload["what"] == "cancelled" else "made"
    row = stored_meeting(
        NOW + timedelta(days=30),
        id=payload["meeting"],
        title="retro",
        state=state,
        people=[payload["place"]],
    )
    await write_meeting(bot, row)
    await put_job(bot, 900, "tell", payload)
    await run(bot, BackgroundRunner(bot.ledger, bot.handlers.background_jobs(), lambda: NOW))
    assert await outcome(bot, 900) == ("done", "")
    [post] = bot.slack.posts
    assert post.place.channel == payload["place"]
    assert "retro" in post.message.text
    assert payload["new_link"] in post.message.text


async def write_meeting(bot, row):
    await bot.store.write(lambda tx: bot.meetings.save(row)(tx))


@pytest.mark.parametrize("payload", of_kind("remind"))
async def test_who_was_to_be_reminded_is(bot, payload):
    starts_at = datetime.fromisoformat(payload["starts_at"])
    people = [payload["place"]] if payload["place"].startswith("U") else []
    await write_meeting(bot, stored_meeting(starts_at, id=payload["meeting"], people=people))
    bot.now = starts_at - timedelta(minutes=10)
    await put_job(bot, 900, "remind", payload)
    background = BackgroundRunner(bot.ledger, bot.handlers.background_jobs(), lambda: bot.now)
    await run(bot, background)
    assert await outcome(bot, 900) == ("done", "")
    assert [post.place.channel for post in bot.slack.posts] == [payload["place"]]


@pytest.mark.parametrize("kind", ["tick", "card", "renew", "agenda"])
async def test_what_was_due_by_itself_is_done(bot, kind):
    starts_at = NOW + timedelta(hours=3)
    ids = {payload["meeting"] for payload in of_kind(kind) if "meeting" in payload}
    for name in ids:
        row = stored_meeting(starts_at, id=name, card_channel="C1", card_ts="1")
        await write_meeting(bot, row)
    likes = bot.preferences.put("T1", "U11", {"agenda": "08:00"}, NOW)
    await bot.store.write(lambda tx: likes(tx))
    bot.now = datetime(2026, 12, 1, 9, tzinfo=UTC) if kind == "agenda" else NOW
    numbers = range(900, 900 + len(of_kind(kind)))
    for number, payload in zip(numbers, of_kind(kind), strict=True):
        await put_job(bot, number, kind, payload)
    background = BackgroundRunner(bot.ledger, bot.handlers.background_jobs(), lambda: bot.now)
    await run(bot, background)
    assert [await outcome(bot, number) for number in numbers] == [("done", "")] * len(numbers)
    rows = await bot.store.read(
        lambda tx: tx.execute("select kind from job where key not like 'old %'")
    )
    later = {"tick": "tick", "agenda": "agenda"}.get(kind)
    assert later is None or later in {row["kind"] for row in rows}
    assert kind != "card" or bot.slack.cards


@pytest.mark.parametrize(
    "payload", of_kind("ask"), ids=lambda row: f"{row['via']} {row.get('action', '')}"
)
async def test_whatever_was_asked_is_answered(bot, payload):
    bot.now = datetime.fromisoformat(payload["asked_at"]) + timedelta(seconds=1)
    await put_job(bot, 900, "ask", payload)
    runner = requests(bot)
    await run(bot, runner)
    await runner.cancel_progress_notices()
    state, error = await outcome(bot, 900)
    known = {"parley.was_that_you", "parley.confirm_account", "connect"}  # of an account
    if payload.get("action") not in known and payload.get("text", "") != "connect webex-xml":
        assert (state, error) == ("done", "")
        assert len(bot.slack.ephemeral) == 1


async def test_a_start_that_was_half_done_is_finished_and_not_made_again(bot):
    made = next(s["result"] for s in STEPS if s["name"] == "create" and s["result"]["dial_in"])
    plan = next(s["result"] for s in STEPS if s["name"] == "plan" and "name" in s["result"])
    request = slack_request(text="stand-up", asked_at=NOW)
    payload = comparable_request(request)
    await put_job(bot, 900, "ask", payload, attempts=1)
    await put_step(bot, "plan", {**plan, "service": "jitsi"})
    await put_step(bot, "create", made)
    runner = requests(bot)
    await run(bot, runner)
    await runner.cancel_progress_notices()
    assert await outcome(bot, 900) == ("done", "")
    [card] = [post.message for post in bot.slack.posts]
    assert (card.title, card.join_url) == (made["title"], made["join_url"])
    assert [(way.number, way.code) for way in card.phones] == [
        (number, code) for number, _, code in made["dial_in"]
    ]


async def test_a_decision_that_the_version_before_began_is_taken(bot):
    """It journalled a decision as it does an effect: first its begin, then its end."""
    payload = comparable_request(slack_request(text="stand-up", asked_at=NOW))
    await put_job(bot, 900, "ask", payload, attempts=1)
    await put_step(bot, "plan", None, state="begun")
    runner = requests(bot)
    await run(bot, runner)
    await runner.cancel_progress_notices()
    assert await outcome(bot, 900) == ("done", "")
    assert [post.message.title for post in bot.slack.posts] == ["stand-up"]


def comparable_request(request):
    """*request* as the version before wrote it."""
    return {
        "team": request.team,
        "channel": request.channel,
        "person": request.person,
        "text": request.text,
        "via": Via.COMMAND.value,
        "asked_at": request.asked_at.isoformat(),
    }


async def put_step(bot, name, result, state="done"):
    await write(
        bot,
        "insert into step(job, name, state, marker, begun_at, result) values (900, ?, ?, ?, ?, ?)",
        *(
            name,
            state,
            f"mb{name}",
            from_moment(bot.now),
            None if result is None else from_json(result),
        ),
    )


@pytest.mark.parametrize("body", [body for body in DRAFTS if "change" not in body])
async def test_a_draft_that_waited_for_its_click_is_made_of(bot, body):
    draft = payloads.load(body, Draft)
    if draft.starts_at is None or draft.channel == "":
        pytest.skip("no time is known yet: its click asks for it")
    bot.now = draft.starts_at - timedelta(days=1)
    await put_draft(bot, {**body, "service": "jitsi"})
    request = comparable_request(slack_request("U0ADA00001", asked_at=bot.now))
    payload = {**request, "via": "click", "action": "parley.make", "value": "d-1"}
    await put_job(bot, 900, "ask", payload)
    runner = requests(bot)
    await run(bot, runner)
    await runner.cancel_progress_notices()
    assert await outcome(bot, 900) == ("done", "")
    [row] = await bot.meetings.upcoming("T1", ["U0ADA00001"], bot.now, None, 5)
    assert (row.title, row.wall, row.zone) == (draft.title, draft.plan.wall, draft.zone)


async def put_draft(bot, body):
    await write(
        bot,
        "insert into draft(id, team, person, body, state, put_at) "
        "values ('d-1', 'T1', 'U0ADA00001', ?, 'open', ?)",
        *(from_json(body), from_moment(bot.now)),
    )


@pytest.mark.parametrize(
    ("value", "kind", "says"),
    [
        ('{"meeting": "jitsi-1", "may": true}', MeetingButton, {"meeting": "jitsi-1"}),
        ('{"meeting": "m", "version": 3, "here": true}', MeetingButton, {"version": 3}),
        ('{"end": "m", "version": 3}', MeetingButton, {"end": "m"}),
        (
            '{"do": "move", "meeting": "m", "to": "5pm", "at": "2026-11-20T09:00:00+00:00"}',
            Pick,
            {},
        ),
        ('{"title": "sync", "service": ""}', TitleButton, {"title": "sync"}),
        ('{"draft": "d-1"}', FormSubjectNames, {"draft": "d-1"}),
        ('{"meeting": "m", "version": 3, "v": 2}', FormSubjectNames, {"people": None}),
        ('{"settings": "me"}', FormOfSettings, {"settings": "me"}),
        ('{"carried": "{}", "filled": {"minutes": 5}}', SentForm, {"filled": {"minutes": 5}}),
    ],
)
def test_a_button_that_was_shown_before_still_works(value, kind, says):
    read_now = read(value, kind)
    assert {name: getattr(read_now, name) for name in says} == says
    assert read(written(read_now), kind) == read_now
