"""`/meet who <title>`, over real sockets: the organizer is told who came, and nobody else."""

from contextlib import AsyncExitStack

import httpx
import pytest

from bot.settings import Settings
from sandbox.environment import Environment
from sandbox.services.live_meeting import ADA_PASSWORD
from sandbox.slack.loopback import Slack
from storage.seal import new_key
from tests.bot.joined import ADA, Clock, Joined, serving
from tests.bot.visitor import visiting
from tests.journeys.running import join_link


@pytest.fixture
async def here(tmp_path, monkeypatch, unused_tcp_port):
    """A bot with Jitsi and Live Meeting; ada has connected her account."""
    clock = Clock()
    slack = Slack(burst=None, retry_scale=0.01)
    async with Environment(services=("jitsi", "live-meeting"), slack=slack) as street:
        slack_told, center = street.announced["slack"], street.announced["live-meeting"]
        settings = Settings(
            bot_token=slack_told["token"],
            signing_secret=slack_told["signing_secret"],
            api_url=slack_told["api"],
            port=unused_tcp_port,
            database=tmp_path / "parley.db",
            keys=new_key("k1"),
            allow_private=True,
            services={
                "jitsi": {"url": street.urls["jitsi"]},
                "live-meeting": {"url": center["posting"], "join_url": center["join"]},
            },
        )
        async with AsyncExitStack() as bot_alone:
            url = await bot_alone.enter_async_context(serving(settings, clock))
            street.slack.point_at(url)
            here = Joined(street, url, clock, tmp_path, settings, bot_alone)
            await connect(here)
            yield here


async def connect(here, person="ada", password=ADA_PASSWORD):
    link = await here.ask_for_link(person, "live-meeting")
    async with visiting(link) as visitor:
        assert await visitor.send(username=person, password=password) == 200
    await here.whispered("Was that you?", here.street.slack.workspace.person(person).id)
    await here.press("Yes, that was me", person)
    await here.whispered("is connected as", here.street.slack.workspace.person(person).id)


async def start(here, title, service="live-meeting", person="ada"):
    """Start a meeting and return its link."""
    before = max((one.ts for one in here.said()), default="")
    await here.street.slack.type(person, "general", f"/meet on {service} {title}")
    card = await here.posted(f"{title}: meeting started by {person}", after=before)
    if service == "live-meeting":
        who = here.street.slack.workspace.person(person).id
        await here.whispered(f"You are the host of “{title}”", who)
    return join_link(card)


async def test_nobody_then_somebody(here):
    link = await start(here, "stand-up")
    assert "nobody has come so far" in await here.told("who stand-up")
    async with httpx.AsyncClient() as guest:
        assert (await guest.get(f"{link}&cn=Ken+%3C%21channel%3E")).status_code == 200
    told = await here.told("who Stand-Up")
    assert "one person came" in told
    assert "• Ken &lt;!channel&gt;: since " in told
    assert "still there (less than a minute)" in told
    assert "(Europe/London)" in told
    assert [one for one in here.said() if "Ken" in one.text] == []


@pytest.mark.parametrize("typed", ["stand", '"stand-up"', "STAND-UP"])
async def test_a_title_is_known_by_a_part_of_it(here, typed):
    await start(here, "stand-up")
    assert "*stand-up* (Live Meeting)" in await here.told(f"who {typed}")


async def test_which_one_is_asked_where_several_fit(here):
    await start(here, "retro north")
    await start(here, "retro south")
    assert "2 meetings of yours fit “retro”" in await here.told("who retro")
    south = next(
        button["text"]["text"]
        for button in here.said(ADA)[-1].blocks[1]["elements"]
        if "south" in button["text"]["text"]
    )
    await here.press(south)
    await here.whispered("*retro south* (Live Meeting)")


async def test_a_whole_title_is_meant_before_a_part_of_another(here):
    await start(here, "retro")
    await start(here, "retro south")
    assert "*retro* (Live Meeting)" in await here.told("who retro")


async def test_only_the_organizer_is_told(here):
    await start(here, "stand-up")
    assert "no meeting of yours called “stand-up”" in await here.told("who stand-up", "bo")


@pytest.mark.parametrize(
    ("do", "says"),
    [("cut", "did not answer"), ("html", "There is no Live Meeting conference center")],
)
async def test_a_service_that_does_not_answer_is_told_at_once(here, do, says):
    await start(here, "stand-up")
    here.street.services["live-meeting"].misbehave(on="*", do=do)
    assert says in await here.told("who stand-up")
    assert "one person came" not in await here.told("who stand-up")


async def test_a_service_that_does_not_know_says_so(here):
    await start(here, "design sync", "jitsi")
    assert "Jitsi does not tell who came" in await here.told("who design sync")


async def test_polls_are_told_beside_and_never_in_the_way(here):
    await start(here, "stand-up")
    center = here.street.services["live-meeting"]
    [made] = center.book.read("meeting")
    center.control.poll(made["name"], "Lunch <now>?", ["Yes", "No"], votes={"v1": 1, "v2": 1})
    assert "Poll “Lunch &lt;now&gt;?”: Yes: 2, No: 0" in await here.told("who stand-up")
    center.misbehave(on="ListPolls", do="fault", code="Server.Tired")
    told = await here.told("who stand-up")
    assert "nobody has come so far" in told
    assert "The polls of this meeting could not be had just now." in told


async def test_without_the_account_the_question_waits_for_it(here):
    await start(here, "stand-up")
    await here.told("disconnect live-meeting")
    assert "You have not connected Live Meeting yet" in await here.told("who stand-up")


async def test_the_help_names_it(here):
    assert "`/meet who design sync`, for meetings on Live Meeting." in await here.told("help")


async def test_a_meeting_that_nobody_made_is_not_known(here):
    assert "no meeting of yours called “board &lt;x&gt;”" in await here.told("who board <x>")
