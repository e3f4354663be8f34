"""What keeps a person's account from being locked: refusals are counted, and none is sent twice."""

from datetime import timedelta

import pytest

from tests.bot.joined import ADDRESS, PASSWORD, joined
from tests.bot.visitor import visiting


@pytest.fixture
async def here(tmp_path, monkeypatch):
    async with joined(tmp_path, monkeypatch) as here:
        yield here


def tried(here):
    return [entry["outcome"] for entry in here.street.services["skype"].book.read("sign_in")]


async def refused(here, times, person="ada"):
    """Be refused so often with a fresh link; return what the page said last."""
    async with visiting(await here.ask_for_link(person)) as visitor:
        for number in range(times):
            assert await visitor.send(username=ADDRESS, password=f"wrong {number}") == 422
        return visitor.text


async def test_an_empty_password_is_not_sent_on(here):
    async with visiting(await here.ask_for_link()) as visitor:
        for _ in range(4):
            assert await visitor.send(username=ADDRESS, password="") == 422
            assert "Password or Access token is missing" in visitor.text
        assert tried(here) == []
        assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200


async def test_a_page_that_is_loaded_again_sends_no_refused_password_again(here):
    async with visiting(await here.ask_for_link()) as visitor:
        for left in ("2 more tries", "one more try", "That was the last try"):
            assert await visitor.send(username=ADDRESS, password="wrong") == 422
            assert left in visitor.text
        assert "it was not sent again" in visitor.text
        assert await visitor.look() == 410
    assert tried(here) == ["wrong"]


async def test_a_new_link_may_try_the_same_again(here):
    await refused(here, 1)
    await refused(here, 1)
    assert tried(here) == ["wrong", "wrong"]


async def test_after_four_refusals_it_says_when_to_try_again(here):
    assert "Type /meet connect skype in Slack to get a new link" in await refused(here, 3)
    last = await refused(here, 1)
    assert "That was the last try" in last
    assert "in 25 minutes" in last
    async with visiting(await here.ask_for_link()) as visitor:
        assert visitor.reply.status_code == 429
        assert "Type /meet connect skype in Slack in 25 minutes" in visitor.text
        assert visitor.form.forms == []
        assert await visitor.send(username=ADDRESS, password=PASSWORD) == 429
    assert len(tried(here)) == 4
    here.clock.ahead = timedelta(minutes=25, seconds=5)
    async with visiting(await here.ask_for_link()) as visitor:
        assert await visitor.send(username=ADDRESS, password=PASSWORD) == 200


async def test_forgetting_the_account_forgets_no_refusal(here):
    await refused(here, 3)
    await here.told("disconnect skype")
    await refused(here, 1)
    async with visiting(await here.ask_for_link()) as visitor:
        assert visitor.reply.status_code == 429


async def test_one_person_s_refusals_are_not_another_s(here):
    await refused(here, 3)
    await refused(here, 1)
    async with visiting(await here.ask_for_link("bo")) as visitor:
        assert visitor.reply.status_code == 200
