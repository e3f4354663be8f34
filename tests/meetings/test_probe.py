"""Knocking at a service's door tells a server that answers from one that does not."""

import pytest

from meetings.errors import ServiceUnreachable, UnexpectedReply
from meetings.service import probe
from tests.meetings.acme import CARD
from tests.meetings.vendor import hang_up, reply, vendor


@pytest.mark.parametrize("status", [200, 302, 401, 404])
async def test_any_answer_of_a_server_in_health_will_do(wire, status):
    async with vendor(reply(status)) as acme:
        said = await wire.run(probe(CARD, acme.url), service=CARD)
    assert said == "127.0.0.1 answers"


@pytest.mark.parametrize(
    ("answer", "error"), [(reply(503), UnexpectedReply), (hang_up, ServiceUnreachable)]
)
async def test_a_server_that_is_ill_is_not_well(wire, answer, error):
    async with vendor(answer) as acme:
        with pytest.raises(error):
            await wire.run(probe(CARD, acme.url), service=CARD)
