"""What keeps a person's account from being locked: refusals are counted, and none is sent twice."""

from datetime import timedelta

from tests.bot.browser_user import browsing
from tests.bot.in_process import ADDRESS, PASSWORD


def tried(bot):
    return [entry["outcome"] for entry in bot.sandbox.services["skype"].book.read("sign_in")]


async def refused(bot, times, person="ada"):
    """Be refused so often with a fresh link; return what the page said last."""
    async with browsing(await bot.connect_link(person)) as browser_user:
        for number in range(times):
            assert await browser_user.send(username=ADDRESS, password=f"wrong {number}") == 422
        return browser_user.text


async def test_an_empty_password_is_not_sent_on(bot):
    async with browsing(await bot.connect_link()) as browser_user:
        for _ in range(4):
            assert await browser_user.send(username=ADDRESS, password="") == 422
            assert "Password or Access token is missing" in browser_user.text
        assert tried(bot) == []
        assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200


async def test_a_page_that_is_loaded_again_sends_no_refused_password_again(bot):
    async with browsing(await bot.connect_link()) as browser_user:
        for left in ("2 more tries", "one more try", "That was the last try"):
            assert await browser_user.send(username=ADDRESS, password="wrong") == 422
            assert left in browser_user.text
        assert "it was not sent again" in browser_user.text
        assert await browser_user.look() == 410
    assert tried(bot) == ["wrong"]


async def test_a_new_link_may_try_the_same_again(bot):
    await refused(bot, 1)
    await refused(bot, 1)
    assert tried(bot) == ["wrong", "wrong"]


async def test_after_four_refusals_it_says_when_to_try_again(bot):
    assert "Type /meet connect skype in Slack to get a new link" in await refused(bot, 3)
    last = await refused(bot, 1)
    assert "That was the last try" in last
    assert "in 25 minutes" in last
    async with browsing(await bot.connect_link()) as browser_user:
        assert browser_user.reply.status_code == 429
        assert "Type /meet connect skype in Slack in 25 minutes" in browser_user.text
        assert browser_user.form.forms == []
        assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 429
    assert len(tried(bot)) == 4
    bot.clock.ahead = timedelta(minutes=25, seconds=5)
    async with browsing(await bot.connect_link()) as browser_user:
        assert await browser_user.send(username=ADDRESS, password=PASSWORD) == 200


async def test_forgetting_the_account_forgets_no_refusal(bot):
    await refused(bot, 3)
    await bot.answer_to("disconnect skype")
    await refused(bot, 1)
    async with browsing(await bot.connect_link()) as browser_user:
        assert browser_user.reply.status_code == 429


async def test_one_person_s_refusals_are_not_another_s(bot):
    await refused(bot, 3)
    await refused(bot, 1)
    async with browsing(await bot.connect_link("bo")) as browser_user:
        assert browser_user.reply.status_code == 200
