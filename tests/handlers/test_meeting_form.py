"""The meeting form, opened and sent in the loopback Slack: of a draft, and of a made meeting."""

from datetime import datetime, timedelta

import pytest

from sandbox.slack.loopback import Slack
from tests.bot.in_process import ADA, BO
from tests.handlers.bot_with_service import (
    JITSI,
    LIVE,
    LONDON,
    WEBEX,
    BotWithService,
    bot_with,
    labels,
    tomorrow,
)
from tests.journeys.bot_process import join_link


@pytest.fixture
async def jitsi(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, JITSI) as bot:
        yield bot


@pytest.fixture
async def webex(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, WEBEX) as bot:
        yield bot


def slack_of(bot: BotWithService) -> Slack:
    return bot.sandbox.slack


async def opened(bot: BotWithService, person: str = ADA) -> dict[str, dict]:
    """The inputs of the form that is open, by their names."""
    view = await bot.until(lambda: slack_of(bot).workspace.open_view(person))
    inputs = (block for block in view.content["blocks"] if block["type"] == "input")
    return {block["block_id"]: block["element"] for block in inputs}


async def sent(bot: BotWithService, person: str = "ada", **values) -> dict[str, str]:
    """Send the open form with *values*, and return what is wrong with it."""
    given = {name.replace("__", "."): value for name, value in values.items()}
    outcome = await slack_of(bot).submit(person, values=given)
    return outcome["errors"] if outcome["open"] else {}


async def drafted(bot: BotWithService, wanted: str) -> None:
    shown = await bot.request(f"on {bot.setup.name} {wanted}")
    await bot.press("Change", ts=shown.ts)


async def test_what_was_understood_stands_in_the_form_and_is_made_as_it_is_sent(jitsi):
    await drafted(jitsi, "design review with @bo every tuesday at 3pm for 45 min")
    form = await opened(jitsi)
    assert form["title"]["initial_value"] == "design review"
    assert form["minutes"]["initial_value"] == "45"
    assert form["people"]["initial_users"] == [BO]
    assert form["repeat"]["initial_option"]["text"]["text"] == "Every week on Tuesday"
    start = datetime.fromtimestamp(form["starts_at"]["initial_date_time"], LONDON)
    assert (start.weekday(), start.hour) == (1, 15)
    assert not await sent(
        jitsi,
        title="design talk",
        minutes="30",
        starts_at=int(tomorrow(11).timestamp()),
        repeat="Does not repeat",
        agenda="1. doors\n2. windows",
    )
    card = await jitsi.until(jitsi.card)
    assert card.text.startswith("design talk: ")
    assert f"{tomorrow(11):%A} {tomorrow(11).day}" in card.text
    assert "11:00 to 11:30" in card.text
    assert "windows" in str(card.blocks)
    assert "every" not in card.text
    await jitsi.until(lambda: [m for m in jitsi.messages() if m.channel.startswith("D")])


async def test_what_is_wrong_stands_at_its_field_and_nothing_is_made(jitsi):
    await drafted(jitsi, "design review tomorrow at 3pm")
    await opened(jitsi)
    past = int((datetime.now(LONDON) - timedelta(hours=1)).timestamp())
    wrong = await sent(jitsi, title="   ", starts_at=past)
    assert wrong.keys() == {"title", "starts_at"}
    assert "has passed" in wrong["starts_at"]
    sunday = tomorrow(11)
    while sunday.weekday() != 6:
        sunday += timedelta(days=1)
    at = int(sunday.timestamp())
    wrong = await sent(jitsi, title="x", starts_at=at, repeat="Every weekday")
    assert wrong == {"repeat": "It starts on a Sunday, which is not a weekday."}
    assert jitsi.messages() == []
    assert not await sent(jitsi, title="x", starts_at=at, repeat="Does not repeat")
    await jitsi.post_with("x: ")


async def test_a_day_without_a_time_is_kept_and_its_time_asked_for(jitsi):
    shown = await jitsi.request("design review tomorrow")
    assert "Schedule it" not in labels(shown)
    await jitsi.press("Change", ts=shown.ts)
    form = await opened(jitsi)
    assert form["starts_at"]["initial_date_time"] == int(tomorrow(9).timestamp())
    assert jitsi.messages() == []
    assert not await sent(jitsi, starts_at=int(tomorrow(11).timestamp()))
    await jitsi.post_with("design review: ")


async def test_a_series_without_a_time_begins_on_one_of_its_days(jitsi):
    shown = await jitsi.request("sync every tuesday")
    await jitsi.press("Change", ts=shown.ts)
    form = await opened(jitsi)
    assert "every Tuesday" in str(form["repeat"]["options"])
    tuesday = tomorrow(9)
    while tuesday.weekday() != 1:
        tuesday += timedelta(days=1)
    wrong = await sent(jitsi, starts_at=int((tuesday + timedelta(days=1)).timestamp()))
    assert wrong.keys() == {"repeat"}
    assert not await sent(jitsi, starts_at=int(tuesday.timestamp()))
    card = await jitsi.until(jitsi.card)
    assert "every Tuesday" in card.text


async def test_a_services_own_choices_are_asked_and_reach_it(webex):
    await drafted(webex, "design review tomorrow at 3pm")
    form = await opened(webex)
    assert "choice.password" in form
    assert not await sent(webex, choice__password="Doors4Windows", choice__chat="No")
    card = await webex.post_with("design review: ")
    assert "Doors4Windows" in str(card.blocks)
    [made] = webex.service.meetings
    assert made.blocks["enableOptions"]["chat"] is False


async def test_a_service_without_series_says_so_in_the_form(tmp_path, monkeypatch):
    async with bot_with(tmp_path, monkeypatch, LIVE) as live:
        await drafted(live, "design review tomorrow at 3pm")
        await opened(live)
        wrong = await sent(live, repeat="Every day")
        assert wrong == {"repeat": "I can't make Live Meeting meetings repeat."}
        assert not await sent(live, repeat="Does not repeat")
        await live.post_with("design review: ")


async def test_move_on_the_card_opens_the_form_and_sending_it_moves_the_meeting(webex):
    card = await webex.schedule("retro with @bo tomorrow at 3pm for 45 min")
    link = join_link(card)
    await webex.press("Move", ts=card.ts)
    form = await opened(webex)
    assert form["title"]["initial_value"] == "retro"
    assert "service" not in form
    assert not await sent(
        webex, title="big retro", minutes="60", starts_at=int(tomorrow(10).timestamp())
    )
    await webex.ephemeral_with("Moved: *big retro*")
    assert webex.meetings_there() == [("big retro", tomorrow(10))]
    now_is = await webex.until(lambda: (c := webex.card()) and "10:00 to 11:00" in c.text and c)
    assert now_is.ts == card.ts
    assert join_link(now_is) == link
    await webex.until(lambda: len(webex.tellings("has moved")) == 2)


async def test_only_the_people_changed_are_told_and_only_once(jitsi):
    card = await jitsi.schedule("retro with @bo tomorrow at 3pm")
    before = len(jitsi.messages())
    await jitsi.press("Move", ts=card.ts)
    await opened(jitsi)
    await sent(jitsi, people=[BO, "U0ANA00001"])
    done = await jitsi.ephemeral_with("Changed: *retro*")
    assert "I am telling <@U0ANA00001>." in done.text
    await jitsi.until(lambda: len(jitsi.messages()) == before + 1)
    assert jitsi.messages()[-1].channel == slack_of(jitsi).workspace.direct("U0ANA00001").id
    await jitsi.until(lambda: "U0ANA00001" in str(jitsi.card().blocks))


async def test_who_is_taken_off_is_told_and_does_not_see_it_any_more(jitsi):
    card = await jitsi.schedule("retro with @bo tomorrow at 3pm")
    invited = await jitsi.post_with("ada invites you")
    await jitsi.press("Move", ts=card.ts)
    await opened(jitsi)
    await sent(jitsi, people=["U0ANA00001"], starts_at=int(tomorrow(16).timestamp()))
    await jitsi.ephemeral_with("Moved: *retro*")
    message = await jitsi.post_with("has removed you from *retro*")
    assert message.channel == invited.channel
    await jitsi.until(lambda: "no longer invited" in invited.text)
    assert join_link(invited) == ""
    await jitsi.until(lambda: jitsi.tellings("has moved"))
    assert {post.channel for post in jitsi.tellings("has moved")} == {card.channel}


async def test_nothing_changed_changes_nothing(jitsi):
    card = await jitsi.schedule("retro with @bo tomorrow at 3pm")
    await jitsi.press("Move", ts=card.ts)
    await opened(jitsi)
    assert not await sent(jitsi)
    await jitsi.ephemeral_with("is already on")


async def test_a_series_is_changed_as_a_whole_and_only_as_its_rule_allows(jitsi):
    card = await jitsi.schedule("sync every monday and thursday at 3pm")
    await jitsi.press("Move", ts=card.ts)
    asked = await jitsi.ephemeral_with("Move which dates of *sync*")
    await jitsi.press("All of them", ts=asked.ts)
    form = await opened(jitsi)
    chosen = form["repeat"]["initial_option"]
    assert chosen["text"]["text"].startswith("No change: every Monday and Thursday")
    start = datetime.fromtimestamp(form["starts_at"]["initial_date_time"], LONDON)
    another = int((start + timedelta(days=1)).timestamp())
    wrong = await sent(jitsi, starts_at=another)
    assert wrong.keys() == {"repeat"}
    assert not await sent(jitsi, starts_at=int((start + timedelta(hours=1)).timestamp()))
    await jitsi.ephemeral_with("Moved: *sync*")
    moved = await jitsi.until(lambda: (c := jitsi.card()) and "16:00" in c.text and c)
    assert "every Monday and Thursday" in moved.text


async def test_of_somebody_elses_meeting_an_admin_gets_the_form_and_nobody_else(jitsi):
    card = await jitsi.schedule("retro tomorrow at 3pm")
    await jitsi.press("Move", "bo", card.ts)
    await jitsi.ephemeral_with("Only they and workspace admins", BO)
    assert slack_of(jitsi).workspace.open_view(BO) is None
    await slack_of(jitsi).administration.change_person("bo", admin=True)
    await jitsi.press("Move", "bo", card.ts)
    await opened(jitsi, BO)
    assert not await sent(jitsi, "bo", starts_at=int(tomorrow(10).timestamp()))
    await jitsi.ephemeral_with("Moved: *retro*", BO)


async def test_change_in_the_question_of_a_move_holds_what_was_read(jitsi):
    await jitsi.schedule("retro tomorrow at 3pm")
    shown = await jitsi.request("move retro to 4pm")
    await jitsi.press("Change", ts=shown.ts)
    form = await opened(jitsi)
    assert form["starts_at"]["initial_date_time"] == int(tomorrow(16).timestamp())
    assert not await sent(jitsi, minutes="15")
    await jitsi.ephemeral_with("16:00 to 16:15")


async def test_a_form_that_slack_did_not_open_can_be_asked_for_again(jitsi):
    card = await jitsi.schedule("retro tomorrow at 3pm")
    slack_of(jitsi).misbehave(
        on="views.open", do="wrong_json", body={"ok": False, "error": "expired_trigger_id"}
    )
    await jitsi.press("Move", ts=card.ts)
    message = await jitsi.ephemeral_with("Slack did not open the form in time")
    await jitsi.press("Move", ts=message.ts)
    assert "title" in await opened(jitsi)


async def test_a_meeting_that_was_cancelled_behind_the_form_is_not_moved(jitsi):
    card = await jitsi.schedule("retro tomorrow at 3pm")
    await jitsi.press("Move", ts=card.ts)
    await opened(jitsi)
    await jitsi.press("Cancel meeting", ts=card.ts)
    await jitsi.ephemeral_with("Cancelled: *retro*")
    wrong = await sent(jitsi, starts_at=int(tomorrow(10).timestamp()))
    assert "cancelled" in next(iter(wrong.values()))
    await jitsi.until(lambda: "cancelled" in jitsi.card().text)
