"""What every service of the catalog keeps, each against its own loopback over real sockets."""

import logging
from datetime import timedelta

import pytest

from meetings.catalog import SERVICES
from meetings.catalog import TITLES as KNOWN
from meetings.errors import MeetingError, NotAllowed, Rejected, SignInRefused
from meetings.model import Credentials, check_link
from meetings.service import ServiceInfo
from tests.contract.conftest import Here
from tests.contract.places import PLACES
from tests.contract.wishes import TITLES, WILD, wish

INFOS = [pytest.param(entry.info, id=entry.info.name) for entry in SERVICES]


def test_every_service_has_a_place_in_the_tests():
    placed = {place.service or name for name, place in PLACES.items()}
    assert placed == {entry.info.name for entry in SERVICES}


@pytest.mark.parametrize("info", INFOS)
def test_a_card_says_what_is_needed(info: ServiceInfo):
    assert info.title == KNOWN[info.name]
    assert info.concurrency >= 1
    assert info.consistency_delay >= timedelta(0)
    names = [question.name for question in info.questions]
    assert len(set(names)) == len(names)
    assert all(question.secret for question in info.questions if "password" in question.name)
    for choice in info.choices:
        values = [value for value, _ in choice.options]
        assert not values or not choice.default or choice.default in values


class TestConnecting:
    """Who may, may; who may not is told so."""

    async def test_ada_may(self, here):
        shown = repr(here.ada) + "".join(here.ada.facts.values())
        for secret in secrets_of(here):
            assert secret not in shown

    async def test_a_wrong_password_is_refused(self, here):
        asked = [question.name for question in here.service.info.questions if question.secret]
        if not asked:
            assert here.place.ada == {}
            return
        with pytest.raises(SignInRefused) as fault:
            await here.run(here.service.connect({**here.place.ada, asked[0]: "not the password"}))
        assert here.service.info.title in fault.value.message

    async def test_mallory_may_not(self, here):
        if not here.service.info.questions:
            assert here.place.mallory == {}
            return
        ended = await here.outcome(here.service.connect(here.place.mallory))
        if isinstance(ended, Credentials):
            ended = await here.outcome(here.service.create(wish(), ended))
        assert isinstance(ended, SignInRefused | NotAllowed)

    async def test_renewed_credentials_serve(self, here):
        here.ada = await here.run(here.service.renew(here.ada))
        assert await here.make(wish())


class TestCreating:
    """A meeting has a link, for any title that a person can type."""

    async def test_the_link_opens(self, here):
        meeting = await here.make(wish())
        check_link(meeting.join_url)
        assert meeting.title == WILD
        assert await here.opens(meeting.join_url)

    @pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
    async def test_any_title_has_a_meeting_or_a_reason(self, here, title):
        ended = await here.outcome(here.service.create(wish(title), here.ada))
        if isinstance(ended, MeetingError):
            assert isinstance(ended, Rejected)
            assert ended.message.endswith(".")
        else:
            assert check_link(ended.join_url)

    async def test_two_wishes_are_two_meetings(self, here):
        first, second = await here.make(wish()), await here.make(wish())
        assert (first.id, first.join_url) != (second.id, second.join_url)

    async def test_what_was_made_is_found_by_its_marker(self, here):
        wanted = wish()
        meeting = await here.make(wanted)
        found = await here.run(here.service.find(wanted, here.ada))
        assert found is not None
        assert (found.id, found.join_url) == (meeting.id, meeting.join_url)

    async def test_what_was_not_made_is_not_found(self, here):
        await here.make(wish())
        found = await here.run(here.service.find(wish(), here.ada))
        assert found is None or here.place.own_key

    async def test_a_key_of_ours_makes_one_meeting_of_two_requests(self, here):
        wanted = wish()
        first = await here.make(wanted)
        if here.place.own_key:
            assert await here.make(wanted) == first
        assert await here.make(wish()) != first


async def test_no_secret_is_logged_or_shown(here, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore"):  # they log whole addresses; the bot silences them too
        caplog.set_level(logging.WARNING, logger=name)
    await here.connect()
    meeting = await here.make(wish())
    shown = caplog.text + repr(meeting) + repr(here.ada) + meeting.join_url
    for secret in secrets_of(here):
        assert secret not in shown


def secrets_of(here: Here) -> list[str]:
    """What nobody may see: what was typed in secret, and what came of it."""
    typed = [question.name for question in here.service.info.questions if question.secret]
    answers = [here.place.ada[name] for name in typed if here.place.ada.get(name)]
    return [secret for secret in (*answers, *here.ada.secrets.values()) if len(secret) > 3]
