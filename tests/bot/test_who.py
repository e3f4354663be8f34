"""`/meet who <title>`, over real sockets: the organizer is told who came, and nobody else."""

import httpx
import pytest

from tests.bot.in_process import ADA


@pytest.fixture
def bot(live_meeting_bot):
    return live_meeting_bot


async def test_nobody_then_somebody(bot):
    link = await bot.start("stand-up")
    assert "nobody has come yet" in await bot.answer_to("who stand-up")
    async with httpx.AsyncClient() as guest:
        assert (await guest.get(f"{link}&cn=Ken+%3C%21channel%3E")).status_code == 200
    answer = await bot.answer_to("who Stand-Up")
    assert "one person came" in answer
    assert "• Ken &lt;!channel&gt;: since " in answer
    assert "still there (less than a minute)" in answer
    assert "(Europe/London)" in answer
    assert [message for message in bot.messages() if "Ken" in message.text] == []


@pytest.mark.parametrize("typed", ["stand", '"stand-up"', "STAND-UP"])
async def test_a_title_is_known_by_a_part_of_it(bot, typed):
    await bot.start("stand-up")
    assert "*stand-up* (Live Meeting)" in await bot.answer_to(f"who {typed}")


async def test_which_one_is_asked_where_several_fit(bot):
    await bot.start("retro north")
    await bot.start("retro south")
    assert "2 of your meetings match “retro”" in await bot.answer_to("who retro")
    south = next(
        button["text"]["text"]
        for button in bot.messages(ADA)[-1].blocks[1]["elements"]
        if "south" in button["text"]["text"]
    )
    await bot.press(south)
    await bot.ephemeral_with("*retro south* (Live Meeting)")


async def test_a_whole_title_is_meant_before_a_part_of_another(bot):
    await bot.start("retro")
    await bot.start("retro south")
    assert "*retro* (Live Meeting)" in await bot.answer_to("who retro")


async def test_only_the_organizer_is_told(bot):
    await bot.start("stand-up")
    assert "find a past meeting of yours called “stand-up”" in await bot.answer_to(
        "who stand-up", "bo"
    )


@pytest.mark.parametrize(
    ("do", "says"),
    [("cut", "did not answer"), ("html", "There is no Live Meeting conference center")],
)
async def test_a_service_that_does_not_answer_is_told_at_once(bot, do, says):
    await bot.start("stand-up")
    bot.sandbox.services["live-meeting"].misbehave(on="*", do=do)
    assert says in await bot.answer_to("who stand-up")
    assert "one person came" not in await bot.answer_to("who stand-up")


async def test_a_service_that_does_not_know_says_so(bot):
    await bot.start("design sync", "jitsi")
    assert "Jitsi does not say who came" in await bot.answer_to("who design sync")


async def test_polls_are_told_beside_and_never_in_the_way(bot):
    await bot.start("stand-up")
    center = bot.sandbox.services["live-meeting"]
    [made] = center.book.read("meeting")
    center.control.poll(made["name"], "Lunch <now>?", ["Yes", "No"], votes={"v1": 1, "v2": 1})
    assert "Poll “Lunch &lt;now&gt;?”: Yes: 2, No: 0" in await bot.answer_to("who stand-up")
    center.misbehave(on="ListPolls", do="fault", code="Server.Tired")
    answer = await bot.answer_to("who stand-up")
    assert "nobody has come yet" in answer
    assert "I could not get the polls of this meeting just now." in answer


async def test_without_the_account_the_question_waits_for_it(bot):
    await bot.start("stand-up")
    await bot.answer_to("disconnect live-meeting")
    assert "You have not connected Live Meeting yet" in await bot.answer_to("who stand-up")


async def test_the_help_names_it(bot):
    assert "`/meet who design sync`, for meetings on Live Meeting." in await bot.answer_to("help")


async def test_a_meeting_that_nobody_made_is_not_known(bot):
    assert "find a past meeting of yours called “board &lt;x&gt;”" in await bot.answer_to(
        "who board <x>"
    )
