"""What every service of the catalog keeps, each against its own loopback over real sockets."""

import logging
from datetime import timedelta

import pytest

from meetings.catalog import SERVICES
from meetings.catalog import TITLES as KNOWN
from meetings.errors import MeetingError, NotAllowed, Rejected, SignInRefused
from meetings.model import check_link
from meetings.service import AccountKind, ServiceInfo
from tests.contract.cases import CASES
from tests.contract.conftest import ServiceUnderTest
from tests.contract.new_meetings import TITLES, WILD, new_meeting

INFOS = [pytest.param(entry.info, id=entry.info.name) for entry in SERVICES]


def test_every_service_has_a_case():
    cases = {case.service for case in CASES.values()}
    assert cases == {entry.info.name for entry in SERVICES}


@pytest.mark.parametrize("info", INFOS)
def test_its_info_says_what_is_needed(info: ServiceInfo):
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

    async def test_ada_may(self, tested):
        shown = repr(tested.ada) + "".join(tested.ada.facts.values())
        for secret in secrets_of(tested):
            assert secret not in shown

    async def test_a_wrong_password_is_refused(self, tested):
        asked = [question.name for question in tested.service.info.questions if question.secret]
        if not asked:
            return
        with pytest.raises(SignInRefused) as fault:
            await tested.run(
                tested.service.connect({**tested.answers_of("ada"), asked[0]: "not the password"})
            )
        assert tested.service.info.title in fault.value.message

    async def test_mallory_may_not(self, tested):
        if tested.service.info.account is AccountKind.NONE:
            assert tested.answers_of("mallory") == {}
            return
        outcome = await self._start_of(tested, "mallory")
        assert isinstance(outcome, SignInRefused | NotAllowed)

    async def _start_of(self, tested, person):
        try:
            account = await tested.sign_in(person)
            return await tested.run_for(person, tested.service.create(new_meeting(), account))
        except MeetingError as error:
            return error

    async def test_renewed_credentials_serve(self, tested):
        await tested.renew()
        assert await tested.make(new_meeting())


class TestCreating:
    """A meeting has a link, for any title that a person can type."""

    async def test_the_link_opens(self, tested):
        meeting = await tested.make(new_meeting())
        check_link(meeting.join_url)
        assert meeting.title == WILD
        assert await tested.opens(meeting.join_url)

    @pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
    async def test_any_title_has_a_meeting_or_a_reason(self, tested, title):
        outcome = await tested.outcome(tested.service.create(new_meeting(title), tested.ada))
        if isinstance(outcome, MeetingError):
            assert isinstance(outcome, Rejected)
            assert outcome.message.endswith(".")
        else:
            assert check_link(outcome.join_url)

    async def test_two_requests_are_two_meetings(self, tested):
        first, second = await tested.make(new_meeting()), await tested.make(new_meeting())
        assert (first.id, first.join_url) != (second.id, second.join_url)

    async def test_what_was_made_is_found_by_its_marker(self, tested):
        wanted = new_meeting()
        meeting = await tested.make(wanted)
        found = await tested.run(tested.service.find(wanted, tested.ada))
        assert found is not None
        assert (found.id, found.join_url) == (meeting.id, meeting.join_url)

    async def test_what_was_not_made_is_not_found(self, tested):
        await tested.make(new_meeting())
        found = await tested.run(tested.service.find(new_meeting(), tested.ada))
        assert found is None or tested.case.own_key

    async def test_a_key_of_ours_makes_one_meeting_of_two_requests(self, tested):
        wanted = new_meeting()
        first = await tested.make(wanted)
        if tested.case.own_key:
            assert await tested.make(wanted) == first
        assert await tested.make(new_meeting()) != first


async def test_no_secret_is_logged_or_shown(tested, caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore"):  # they log whole addresses; the bot silences them too
        caplog.set_level(logging.WARNING, logger=name)
    await tested.connect()
    meeting = await tested.make(new_meeting())
    shown = caplog.text + repr(meeting) + repr(tested.ada) + meeting.join_url
    for secret in secrets_of(tested):
        assert secret not in shown


def secrets_of(tested: ServiceUnderTest) -> list[str]:
    """What nobody may see: what was typed in secret, and what came of it."""
    typed = [question.name for question in tested.service.info.questions if question.secret]
    answers = [
        tested.answers_of("ada")[name] for name in typed if tested.answers_of("ada").get(name)
    ]
    return [secret for secret in (*answers, *tested.ada.secrets.values()) if len(secret) > 3]
