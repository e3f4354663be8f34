"""Knocking at a service's door tells a server that answers from one that does not."""

import pytest

from meetings.errors import ServiceUnreachable, UnexpectedReply
from meetings.service import probe
from tests.meetings.acme import INFO
from tests.meetings.vendor import hang_up, reply, vendor


@pytest.mark.parametrize("status", [200, 302, 401, 404])
async def test_any_answer_of_a_server_in_health_will_do(client, status):
    async with vendor(reply(status)) as acme:
        said = await client.run(probe(INFO, acme.url), service=INFO)
    assert said == "127.0.0.1 answers"


@pytest.mark.parametrize(
    ("answer", "error"), [(reply(503), UnexpectedReply), (hang_up, ServiceUnreachable)]
)
async def test_a_server_that_is_ill_is_not_well(client, answer, error):
    async with vendor(answer) as acme:
        with pytest.raises(error):
            await client.run(probe(INFO, acme.url), service=INFO)
