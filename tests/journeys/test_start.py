"""Signed requests in, a card out, over real sockets, in every kind of conversation."""

import httpx
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.bot_process import card_title, join_link, messages, running_bot, until

pytestmark = pytest.mark.journey
ADA, BO, MALLORY = "U0ADA00001", "U0BO000001", "U0MALLORY1"


@pytest.fixture
async def sandbox():
    async with Environment(slack=Slack(burst=None, retry_scale=0.01)) as sandbox:
        yield sandbox


@pytest.fixture
async def bot(sandbox, tmp_path):
    async with running_bot(sandbox, tmp_path) as bot:
        yield bot


async def card(sandbox, wanted):
    return await until(
        lambda: next((m for m in messages(sandbox) if card_title(m) == wanted), None)
    )


def start_button(message):
    """The label of the button that starts a meeting of all that was typed."""
    buttons = [b for block in message.blocks for b in block.get("elements", ())]
    return next(b["text"]["text"] for b in buttons if b["action_id"] == "parley.start_anyway")


async def ephemeral(sandbox, person=ADA, count=1):
    return await until(lambda: len(w := messages(sandbox, person=person)) >= count and w[-1])


@pytest.mark.parametrize("channel", ["general", "leads", "G0ADABO001"])
async def test_a_command_becomes_a_card_whose_link_answers(sandbox, bot, channel):
    done = await sandbox.slack.type("ada", channel, "/meet design sync")
    assert done["ok"]
    posted = await card(sandbox, "design sync")
    link = join_link(posted)
    async with httpx.AsyncClient() as client:
        assert (await client.get(link)).status_code == 200
    assert link in posted.text
    assert "design sync" in posted.text
    assert "Europe/London" in posted.text
    assert posted.channel == sandbox.slack.workspace.conversation(channel, ADA).id


async def test_the_card_has_dial_in_where_the_server_has_it(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet design sync")
    posted = await card(sandbox, "design sync")
    assert "Phone" in str(posted.blocks)
    assert "code" in str(posted.blocks)


async def test_nothing_typed_is_a_meeting_too(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet")
    await card(sandbox, "Meeting with ada")


async def test_a_mention_in_a_thread_is_answered_in_the_thread(sandbox, bot):
    root = await sandbox.slack.type("bo", "design", "the build is red")
    thread = root["ts"]
    await sandbox.slack.type("ada", "design", "@Parley start build talk", thread)
    posted = await card(sandbox, "build talk")
    assert posted.thread_ts == thread


async def test_a_message_shortcut_takes_its_title_from_the_message(sandbox, bot):
    root = await sandbox.slack.type("bo", "design", "The build is red\nwho can look?")
    await sandbox.slack.shortcut("ada", root["ts"], "meet_about")
    posted = await card(sandbox, "The build is red")
    assert posted.thread_ts == root["ts"]


async def test_a_direct_message_to_the_bot_is_heard(sandbox, bot):
    workspace = sandbox.slack.workspace
    direct = workspace.direct(ADA)
    await sandbox.slack.type("ada", direct.id, "start design sync")
    posted = await card(sandbox, "design sync")
    assert posted.channel == direct.id


async def test_where_the_bot_is_not_a_member_the_card_comes_all_the_same(sandbox, bot):
    await sandbox.slack.type("ada", "lobby", "/meet lobby talk")
    posted = await card(sandbox, "lobby talk")
    assert posted.via == "response_url"
    assert join_link(posted)


async def test_help_is_for_the_one_who_asked(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet help")
    answer = await ephemeral(sandbox)
    assert "/meet design sync" in answer.text
    assert messages(sandbox) == []


async def test_a_mistyped_command_is_asked_about_and_can_be_made_a_title(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet lsit")
    answer = await ephemeral(sandbox)
    assert "Did you mean `list`?" in answer.text
    await sandbox.slack.click("ada", 'Start "lsit" now')
    await card(sandbox, "lsit")
    await until(lambda: not messages(sandbox, person=ADA))


async def test_a_time_starts_nothing_now(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet design review tomorrow at 3pm")
    answer = await ephemeral(sandbox)
    assert "Not scheduled yet." in answer.text
    assert messages(sandbox) == []


async def test_the_same_words_again_are_not_a_second_meeting(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet retro")
    await card(sandbox, "retro")
    await sandbox.slack.type("ada", "general", "/meet Retro")
    answer = await ephemeral(sandbox)
    assert "already on it" in answer.text
    assert len(messages(sandbox)) == 1
    await sandbox.slack.click("ada", "Start another")
    await until(lambda: len(messages(sandbox)) == 2)
    first, second = messages(sandbox)
    assert join_link(first) != join_link(second)


async def test_somebody_elses_meeting_is_offered_first(sandbox, bot):
    await sandbox.slack.type("bo", "general", "/meet bo's talk")
    posted = await card(sandbox, "bo's talk")
    await sandbox.slack.type("ada", "general", "/meet ada's talk")
    answer = await ephemeral(sandbox)
    assert "join that one, or start another?" in answer.text
    assert join_link(answer) == join_link(posted)
    await sandbox.slack.click("ada", "Start another")
    await card(sandbox, "ada's talk")


async def test_a_long_text_starts_nothing_before_a_click(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet <!channel> & R&D " + "x" * 9000)
    asked = await ephemeral(sandbox)
    assert "only read the first 600 characters" in asked.text
    assert messages(sandbox) == []
    await sandbox.slack.click("ada", start_button(asked))
    posted = await until(lambda: messages(sandbox) and messages(sandbox)[0])
    assert len(card_title(posted)) <= 150
    assert "<!channel>" not in posted.text + str(posted.blocks)


async def test_a_hostile_title_pings_nobody(sandbox, bot):
    typed = "/meet <!channel> & R&D <https://evil.example|x> *b* 🎉 \u202e"
    await sandbox.slack.type("ada", "general", typed + "x" * 400)
    posted = await until(lambda: messages(sandbox) and messages(sandbox)[0])
    assert card_title(posted).startswith("R&D")
    assert len(card_title(posted)) <= 150
    book = sandbox.slack.book.read("call")
    assert not [call for call in book if call["error"]]
    everything = posted.text + str(posted.blocks)
    assert "<!channel>" not in everything
    assert "<https://evil" not in everything


@pytest.mark.parametrize(
    "typed", ['/meet "&lt;!channel&gt; look"', '/meet "&lt;https://evil.example|click&gt; me"']
)
async def test_a_title_that_spells_an_escape_is_only_text(sandbox, bot, typed):
    await sandbox.slack.type("ada", "general", typed)
    posted = await until(lambda: messages(sandbox) and messages(sandbox)[0])
    everything = posted.text + str(posted.blocks[1:])
    assert "<!channel>" not in everything
    assert "<https://evil" not in everything


async def test_pressed_twice_is_started_once(sandbox, bot):
    await sandbox.slack.type("ada", "general", "/meet retro")
    await card(sandbox, "retro")
    await sandbox.slack.type("ada", "general", "/meet retro")
    question = await ephemeral(sandbox)
    for _ in range(2):
        await sandbox.slack.click("ada", "Start another", message_ts=question.ts)
    await until(lambda: len(messages(sandbox)) == 2)
    await sandbox.slack.type("ada", "general", "/meet something else")
    await card(sandbox, "something else")
    assert len(messages(sandbox)) == 3


async def test_a_repeated_event_is_one_meeting(sandbox, bot):
    await sandbox.slack.type("ada", "general", "@Parley start echo")
    await card(sandbox, "echo")
    delivered = sandbox.slack.book.read("request")[-1]
    for _ in range(3):
        answer = await sandbox.slack.delivery.redeliver("events_api", delivered["payload"])
        assert answer.status == 200
    await sandbox.slack.type("ada", "general", "@Parley start another")
    await card(sandbox, "another")
    assert [card_title(m) for m in messages(sandbox)] == ["echo", "another"]


async def test_another_workspace_is_told_so(sandbox, bot):
    sandbox.slack.workspace.team_id = "T0OTHER001"
    await sandbox.slack.type("ada", "general", "/meet x")
    answer = await until(lambda: [m for m in all_ephemerals(sandbox) if "does not serve" in m.text])
    assert answer
    assert messages(sandbox) == []


def all_ephemerals(sandbox):
    workspace = sandbox.slack.workspace
    return [m for c in workspace.conversations.values() for m in c.messages.values() if m.only_for]


async def test_it_is_well_and_says_so(bot):
    async with httpx.AsyncClient(base_url=bot.url) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
        assert ready.status_code == 200
        assert set(ready.json().values()) == {"ok"}
        assert "parley_jobs" in (await client.get("/metrics")).text


async def test_it_stops_when_asked_to(bot):
    assert await bot.stop() == 0
