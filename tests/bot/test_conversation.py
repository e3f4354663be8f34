"""What the bot posts to Slack, over real sockets: who is notified, what is deleted."""

from datetime import UTC, datetime
from html import unescape

import aiohttp
import pytest

from bot.slack.api import SlackApi, web_client
from bot.slack.conversation import SlackConversation
from handlers import words
from handlers.slack_types import (
    Destination,
    MeetingCard,
    Message,
    SlackRefused,
    SlackRequest,
    SlackSilent,
    Via,
)
from sandbox.slack.control import pings
from sandbox.slack.mrkdwn import show
from storage.people import People
from storage.sqlite import SqliteStore

ADA, GENERAL = "U0ADA00001", "C0GENERAL1"
LINK = "https://meet.example.org/retro-abc?pwd=1&from=slack"


@pytest.fixture
async def people(tmp_path):
    store = await SqliteStore.open(tmp_path / "parley.db")
    yield People(store)
    await store.close()


@pytest.fixture
async def conversation(sandbox, people):
    async with aiohttp.ClientSession() as session:
        client = web_client(sandbox.announced["slack"]["token"], sandbox.api_url, session)
        api = SlackApi(client, session, sandbox.api_url)
        yield SlackConversation(api, people, lambda: datetime.now(UTC))


def request(sandbox, via=Via.COMMAND, action="", origin=None):
    """Something that ada asks in general, with a response URL as Slack gives it out.

    A button on *origin* was pressed in private if ada alone sees that message.
    """
    back = sandbox.slack.back
    kind = "actions" if via is Via.CLICK else "commands"
    ticket = back.tickets.new_response(kind, ADA, GENERAL, origin)
    return SlackRequest(
        via=via,
        team=back.workspace.team_id,
        channel=GENERAL,
        person=ADA,
        asked_at=datetime.now(UTC),
        action=action,
        answer_url=f"{back.url}{ticket.path}",
        private=origin is not None and origin.only_for == ADA,
    )


def card(title):
    return MeetingCard(
        title=title,
        text=words.started(title, "ada", "Friday", LINK),
        organizer=ADA,
        service="Jitsi",
        join_url=LINK,
    )


def messages_in_general(sandbox):
    """The bot's messages in general that are not deleted."""
    messages = sandbox.slack.workspace.conversations[GENERAL].messages.values()
    return [message for message in messages if not message.deleted]


def mrkdwn(message):
    """The texts of the blocks in which Slack would read a link or a mention."""
    texts = [block["text"] for block in message.blocks if "text" in block]
    return [text["text"] for text in texts if text["type"] == "mrkdwn"]


@pytest.mark.parametrize("way", ["post", "answer_all"])
@pytest.mark.parametrize(
    "title", ["<!channel>", "<@U0BO000001>", "<https://evil.example|x>", "<!subteam^S1>", "a&b;"]
)
async def test_a_title_pings_nobody_and_links_nowhere(sandbox, conversation, way, title):
    if way == "post":
        await conversation.post(request(sandbox), card(title), "marker")
    else:
        await conversation.answer_all(request(sandbox), card(title))
    [message] = messages_in_general(sandbox)
    assert set(pings(message)) <= {f"@{ADA}"}  # who started it is named
    assert "<" not in message.text
    ours = f"<{LINK.replace('&', '&amp;')}|meet.example.org>"
    assert "<https:" not in "".join(mrkdwn(message)).replace(ours, "")
    assert unescape(message.text) == card(title).text


@pytest.mark.parametrize("way", ["post", "answer_all"])
async def test_a_join_link_with_an_ampersand_arrives_whole(sandbox, conversation, way):
    if way == "post":
        await conversation.post(request(sandbox), card("retro"), "marker")
    else:
        await conversation.answer_all(request(sandbox), card("retro"))
    [message] = messages_in_general(sandbox)
    space = sandbox.slack.workspace
    shown = unescape(str(show(message.text, space, space.people[ADA])))
    assert f'href="{LINK}"' in shown


def answering(sandbox, method, **body):
    """Slack answers the next call of *method* with ok and *body* only."""
    sandbox.slack.misbehave(on=method, do="status", status=200, body={"ok": True, **body})


async def test_a_post_that_is_not_told_of_may_have_arrived(sandbox, conversation):
    answering(sandbox, "chat.postMessage")
    with pytest.raises(SlackSilent) as silence:
        await conversation.post(request(sandbox), card("retro"), "marker")
    assert silence.value.outcome_unknown
    post = await conversation.find_post(request(sandbox), "marker", datetime.now(UTC))
    assert [post.ts] == [message.ts for message in messages_in_general(sandbox)]


@pytest.mark.parametrize(
    "messages",
    [
        [None, "x", 3],
        [{"metadata": "x", "ts": "1.1"}, {"metadata": {"event_payload": []}}],
        [{"metadata": {"event_payload": {"marker": "marker"}}}],
    ],
    ids=str,
)
async def test_messages_that_make_no_sense_hold_no_card(sandbox, conversation, messages):
    answering(sandbox, "conversations.history", messages=messages, response_metadata="x")
    assert await conversation.find_post(request(sandbox), "marker", datetime.now(UTC)) is None


async def test_a_search_that_tells_of_no_messages_has_found_out_nothing(sandbox, conversation):
    answering(sandbox, "conversations.history", messages=None)
    with pytest.raises(SlackSilent):
        await conversation.find_post(request(sandbox), "marker", datetime.now(UTC))


async def test_the_search_goes_on_over_the_pages_to_the_one_with_the_card(sandbox, conversation):
    posted = await conversation.post(request(sandbox), card("retro"), "marker")
    for number in range(201):
        await conversation.post(request(sandbox), card("other"), f"other {number}")
    post = await conversation.find_post(request(sandbox), "marker", datetime.now(UTC))
    assert post == posted


async def test_a_direct_message_is_found_where_its_answer_was_lost(sandbox, conversation):
    to_bo = Destination("T0SANDBOX", "U0BO000001")
    sandbox.slack.misbehave(on="chat.postMessage", do="cut")
    with pytest.raises(SlackSilent):
        await conversation.post(to_bo, Message(text="moved"), "marker")
    post = await conversation.find_post(to_bo, "marker", datetime.now(UTC))
    [message] = sandbox.slack.workspace.direct("U0BO000001").messages.values()
    assert (post.channel, post.ts) == (message.channel, message.ts)
    assert await conversation.find_post(to_bo, "another", datetime.now(UTC)) is None


@pytest.mark.parametrize("scope", ["im:write", "im:history"])
async def test_where_the_bot_may_not_look_it_says_so(sandbox, conversation, scope):
    sandbox.slack.workspace.scopes.discard(scope)
    with pytest.raises(SlackRefused, match="missing_scope"):
        await conversation.find_post(
            Destination("T0SANDBOX", "U0BO000001"), "marker", datetime.now(UTC)
        )


async def test_who_somebody_is_comes_with_zone_and_locale(sandbox, conversation):
    person = await conversation.who("T1", ADA)
    assert (person.name, person.zone, person.locale) == ("ada", "Europe/London", "en-GB")


@pytest.mark.parametrize("body", [{}, {"user": "ada"}, {"user": None}], ids=str)
async def test_somebody_of_whom_slack_tells_nothing_has_a_stand_in(sandbox, conversation, body):
    answering(sandbox, "users.info", **body)
    person = await conversation.who("T1", ADA)
    assert (person.name, person.zone) == ("somebody", "UTC")
    assert (await conversation.who("T1", ADA)).name == "ada"  # asked again, not stored


async def test_a_person_described_strangely_is_still_a_person(sandbox, conversation):
    answering(sandbox, "users.info", user={"profile": "x", "tz": "Europe", "name": "ada"})
    person = await conversation.who("T1", ADA)
    assert (person.name, person.zone) == ("ada", "UTC")


async def clicked(sandbox, conversation, *, everyone):
    """A message with a button: the card for everyone, or an ephemeral one for ada."""
    if everyone:
        await conversation.post(request(sandbox), card("retro"), "marker")
    else:
        await conversation.post_ephemeral(request(sandbox), Message(text="Which one?"))
    [message] = messages_in_general(sandbox)
    return message


@pytest.mark.parametrize(
    "action", ["parley.join", "parley.move", "parley.cancel", "parley.make", "parley.going", ""]
)
async def test_a_click_on_the_card_leaves_it_for_everyone(sandbox, conversation, action):
    message = await clicked(sandbox, conversation, everyone=True)
    pressed = request(sandbox, Via.CLICK, action, origin=message)
    before = message.text
    await conversation.post_ephemeral(pressed, Message(text=words.WORKING))
    await conversation.clear(pressed)
    assert (message.text, message.deleted) == (before, False)
    [_, notice] = messages_in_general(sandbox)
    assert (notice.text, notice.only_for) == (words.WORKING, ADA)


@pytest.mark.parametrize("action", ["parley.connect", "parley.join", "parley.unopened:parley.move"])
async def test_a_link_that_is_opened_stays_where_it_is(sandbox, conversation, action):
    message = await clicked(sandbox, conversation, everyone=False)
    pressed = request(sandbox, Via.CLICK, action, origin=message)
    await conversation.post_ephemeral(pressed, Message(text=words.WORKING))
    await conversation.clear(pressed)
    assert (message.text, message.deleted) == ("Which one?", False)


SPENT = [
    "parley.cancel",
    "parley.confirm_account",
    "parley.dismiss",
    "parley.make",
    "parley.move",
    "parley.other",
    "parley.page",
    "parley.run",
    "parley.run:connect-skype",
    "parley.start_another",
    "parley.who:3",
]


@pytest.mark.parametrize("action", SPENT)
async def test_an_answer_stands_in_place_of_the_question(sandbox, conversation, action):
    message = await clicked(sandbox, conversation, everyone=False)
    pressed = request(sandbox, Via.CLICK, action, origin=message)
    await conversation.post_ephemeral(pressed, Message(text=words.WORKING))
    await conversation.post_ephemeral(pressed, Message(text="Done."))
    assert [message.text for message in messages_in_general(sandbox)] == ["Done."]
    await conversation.clear(pressed)
    assert messages_in_general(sandbox) == []


async def test_a_form_that_was_opened_from_a_whisper_stands_in_its_place(sandbox, conversation):
    message = await clicked(sandbox, conversation, everyone=False)
    await conversation.post_ephemeral(
        request(sandbox, Via.FORM, "parley.meeting", origin=message), Message(text="Done.")
    )
    assert [message.text for message in messages_in_general(sandbox)] == ["Done."]


async def test_a_form_that_was_opened_from_the_card_leaves_it(sandbox, conversation):
    message = await clicked(sandbox, conversation, everyone=True)
    sent = request(sandbox, Via.FORM, "parley.meeting", origin=message)
    await conversation.post_ephemeral(sent, Message(text="Done."))
    await conversation.clear(sent)
    assert [message.text for message in messages_in_general(sandbox)] == [message.text, "Done."]


async def test_a_question_that_cannot_be_taken_away_is_no_failure(sandbox, conversation):
    message = await clicked(sandbox, conversation, everyone=False)
    pressed = request(sandbox, Via.CLICK, "parley.make", origin=message)
    for _ in range(7):  # the second finds it gone, the sixth the address used up
        await conversation.clear(pressed)
    sandbox.slack.clock.advance(31 * 60)
    await conversation.clear(pressed)
    assert messages_in_general(sandbox) == []
    refused = {entry.get("error") for entry in sandbox.slack.book.read("response_url")}
    assert refused == {None, "no_message_to_delete", "used_url", "expired_url"}


async def test_a_question_may_be_taken_away_once_more_where_slack_did_not_answer(
    sandbox, conversation
):
    message = await clicked(sandbox, conversation, everyone=False)
    sandbox.slack.misbehave(on="response_url", do="status", status=503, effect=False)
    pressed = request(sandbox, Via.CLICK, "parley.make", origin=message)
    with pytest.raises(SlackSilent):
        await conversation.clear(pressed)
    await conversation.clear(pressed)
    assert messages_in_general(sandbox) == []
