"""Signed requests in, a card out, over real sockets, in every kind of conversation."""

import httpx
import pytest

from sandbox.environment import Environment
from sandbox.slack.loopback import Slack
from tests.journeys.running import join_link, running, said, title, until

pytestmark = pytest.mark.journey
ADA, BO, MALLORY = "U0ADA00001", "U0BO000001", "U0MALLORY1"


@pytest.fixture
async def street():
    async with Environment(slack=Slack(burst=None, retry_scale=0.01)) as street:
        yield street


@pytest.fixture
async def bot(street, tmp_path):
    async with running(street, tmp_path) as bot:
        yield bot


async def card(street, wanted):
    return await until(lambda: next((m for m in said(street) if title(m) == wanted), None))


async def whispered(street, person=ADA, count=1):
    return await until(lambda: len(w := said(street, person=person)) >= count and w[-1])


@pytest.mark.parametrize("channel", ["general", "leads", "G0ADABO001"])
async def test_a_command_becomes_a_card_whose_link_answers(street, bot, channel):
    done = await street.slack.type("ada", channel, "/meet design sync")
    assert done["ok"]
    posted = await card(street, "design sync")
    link = join_link(posted)
    async with httpx.AsyncClient() as client:
        assert (await client.get(link)).status_code == 200
    assert link in posted.text
    assert "design sync" in posted.text
    assert "Europe/London" in posted.text
    assert posted.channel == street.slack.workspace.conversation(channel, ADA).id


async def test_the_card_has_dial_in_where_the_server_has_it(street, bot):
    await street.slack.type("ada", "general", "/meet design sync")
    posted = await card(street, "design sync")
    assert "Phone" in str(posted.blocks)
    assert "code" in str(posted.blocks)


async def test_nothing_typed_is_a_meeting_too(street, bot):
    await street.slack.type("ada", "general", "/meet")
    await card(street, "Meeting with ada")


async def test_a_mention_in_a_thread_is_answered_in_the_thread(street, bot):
    root = await street.slack.type("bo", "design", "the build is red")
    thread = root["ts"]
    await street.slack.type("ada", "design", "@Parley start build talk", thread)
    posted = await card(street, "build talk")
    assert posted.thread_ts == thread


async def test_a_message_shortcut_takes_its_title_from_the_message(street, bot):
    root = await street.slack.type("bo", "design", "The build is red\nwho can look?")
    await street.slack.shortcut("ada", root["ts"], "meet_about")
    posted = await card(street, "The build is red")
    assert posted.thread_ts == root["ts"]


async def test_a_direct_message_to_the_bot_is_heard(street, bot):
    space = street.slack.workspace
    room = space.direct(ADA)
    await street.slack.type("ada", room.id, "design sync")
    posted = await card(street, "design sync")
    assert posted.channel == room.id


async def test_where_the_bot_is_not_a_member_the_card_comes_all_the_same(street, bot):
    await street.slack.type("ada", "lobby", "/meet lobby talk")
    posted = await card(street, "lobby talk")
    assert posted.via == "response_url"
    assert join_link(posted)


async def test_help_is_for_the_one_who_asked(street, bot):
    await street.slack.type("ada", "general", "/meet help")
    told = await whispered(street)
    assert "/meet design sync" in told.text
    assert said(street) == []


async def test_a_mistyped_command_is_asked_about_and_can_be_made_a_title(street, bot):
    await street.slack.type("ada", "general", "/meet lsit")
    told = await whispered(street)
    assert "Did you mean `list`?" in told.text
    await street.slack.click("ada", "Make it")
    await card(street, "lsit")
    await until(lambda: not said(street, person=ADA))


async def test_a_time_starts_nothing_now(street, bot):
    await street.slack.type("ada", "general", "/meet design review tomorrow at 3pm")
    told = await whispered(street)
    assert "Nothing is made until you press Make it." in told.text
    assert said(street) == []


async def test_the_same_words_again_are_not_a_second_meeting(street, bot):
    await street.slack.type("ada", "general", "/meet retro")
    await card(street, "retro")
    await street.slack.type("ada", "general", "/meet Retro")
    told = await whispered(street)
    assert "already on it" in told.text
    assert len(said(street)) == 1
    await street.slack.click("ada", "Start another")
    await until(lambda: len(said(street)) == 2)
    first, second = said(street)
    assert join_link(first) != join_link(second)


async def test_somebody_elses_meeting_is_offered_first(street, bot):
    await street.slack.type("bo", "general", "/meet bo's talk")
    posted = await card(street, "bo's talk")
    await street.slack.type("ada", "general", "/meet ada's talk")
    told = await whispered(street)
    assert "join that one, or start another?" in told.text
    assert join_link(told) == join_link(posted)
    await street.slack.click("ada", "Start another")
    await card(street, "ada's talk")


async def test_a_hostile_title_pings_nobody(street, bot):
    typed = "/meet <!channel> & R&D <https://evil.example|x> *b* 🎉 \u202e"
    await street.slack.type("ada", "general", typed + "x" * 9000)
    posted = await until(lambda: said(street) and said(street)[0])
    assert title(posted).startswith("R&D")
    assert len(title(posted)) <= 150
    book = street.slack.book.read("call")
    assert not [call for call in book if call["error"]]
    everything = posted.text + str(posted.blocks)
    assert "<!channel>" not in everything
    assert "<https://evil" not in everything


@pytest.mark.parametrize(
    "typed", ['/meet "&lt;!channel&gt; look"', '/meet "&lt;https://evil.example|click&gt; me"']
)
async def test_a_title_that_spells_an_escape_is_only_text(street, bot, typed):
    await street.slack.type("ada", "general", typed)
    posted = await until(lambda: said(street) and said(street)[0])
    everything = posted.text + str(posted.blocks[1:])
    assert "<!channel>" not in everything
    assert "<https://evil" not in everything


async def test_pressed_twice_is_started_once(street, bot):
    await street.slack.type("ada", "general", "/meet retro")
    await card(street, "retro")
    await street.slack.type("ada", "general", "/meet retro")
    question = await whispered(street)
    for _ in range(2):
        await street.slack.click("ada", "Start another", message_ts=question.ts)
    await until(lambda: len(said(street)) == 2)
    await street.slack.type("ada", "general", "/meet something else")
    await card(street, "something else")
    assert len(said(street)) == 3


async def test_a_repeated_event_is_one_meeting(street, bot):
    await street.slack.type("ada", "general", "@Parley start echo")
    await card(street, "echo")
    delivered = street.slack.book.read("request")[-1]
    for _ in range(3):
        answer = await street.slack.delivery.redeliver("events_api", delivered["payload"])
        assert answer.status == 200
    await street.slack.type("ada", "general", "@Parley start another")
    await card(street, "another")
    assert [title(m) for m in said(street)] == ["echo", "another"]


async def test_another_workspace_is_told_so(street, bot):
    street.slack.workspace.team_id = "T0OTHER001"
    await street.slack.type("ada", "general", "/meet x")
    told = await until(lambda: [m for m in all_ephemerals(street) if "not one that" in m.text])
    assert told
    assert said(street) == []


def all_ephemerals(street):
    space = street.slack.workspace
    return [m for c in space.conversations.values() for m in c.messages.values() if m.only_for]


async def test_it_is_well_and_says_so(bot):
    async with httpx.AsyncClient(base_url=bot.url) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
        assert ready.status_code == 200
        assert set(ready.json().values()) == {"ok"}
        assert "parley_jobs" in (await client.get("/metrics")).text


async def test_it_stops_when_asked_to(bot):
    assert await bot.stop() == 0
