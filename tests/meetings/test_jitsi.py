"""Jitsi: rooms that nobody can guess, links that survive a chat, and telephone numbers."""

import json
import re
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.model import Credentials, Meeting, NewMeeting
from meetings.service import Exchange
from meetings.services.jitsi import NO_DIAL_IN, Jitsi, room_name
from tests.meetings.acme import SHORT
from tests.meetings.vendor import hang_up, reply, vendor

MARKER = "k3v9x0m2q8t1c7b5n4z6r0w3y2u1"
OTHER = "k3v9x0m2q8t1c7b5n4z6r0w3y2u2"
NOBODY = Credentials(secrets={})
MEET = "https://meet.example.org"


def created(title: str = "Stand-up", marker: str = MARKER, **options: str) -> Meeting:
    """The meeting at a server without telephones, which takes no request."""
    exchange = Jitsi({"url": MEET, **options}).create(
        NewMeeting(title=title, marker=marker), NOBODY
    )
    with pytest.raises(StopIteration) as end:
        next(exchange)
    return end.value.value


class TestRooms:
    """A room is a name: readable, and beyond guessing."""

    @pytest.mark.parametrize(
        ("title", "readable"),
        [
            ("Design review", "design-review"),
            ("R&D <sync> “été” 🎉", "r-d-sync-ete"),
            ("Straße, Ærø & Łódź", "strasse-aero-lodz"),
            ("ﬁnance №4", "finance-no4"),
            ("../../etc?x=1#config", "etc-x-1-config"),
            ("a" * 500, "a" * 40),
            ("word " * 100, "word-word-word-word-word-word-word-word"),
        ],
    )
    def test_the_title_can_be_read_in_it(self, title, readable):
        assert re.fullmatch(re.escape(readable) + "-[a-z2-7]{24}", room_name(title, MARKER))

    @pytest.mark.parametrize("title", ["", "日本語の会議", "🎉🎉", "—"])
    def test_a_title_in_another_script_leaves_the_secret_alone(self, title):
        assert re.fullmatch("[a-z2-7]{24}", room_name(title, MARKER))

    def test_the_same_wish_has_the_same_room_and_another_has_another(self):
        assert room_name("Stand-up", MARKER) == room_name("Stand-up", MARKER)
        secrets = {room_name("Stand-up", marker)[-24:] for marker in (MARKER, OTHER)}
        assert len(secrets) == 2

    def test_the_marker_cannot_be_read_from_it(self):
        assert MARKER[:6] not in room_name("Stand-up", MARKER)


class TestLinks:
    """The link is for everyone, and carries the title as it was typed."""

    @pytest.mark.parametrize(
        "title",
        ["Stand-up", 'R&D <sync> "quoted" \\ — été 🎉', "日本語", "50 % off #1", "👩‍💻 pair"],
    )
    def test_the_subject_is_the_title(self, title):
        meeting = created(title)
        link = urlsplit(meeting.join_url)
        assert meeting.join_url.startswith(f"{MEET}/{meeting.id}#config.subject=")
        assert json.loads(unquote(link.fragment.removeprefix("config.subject="))) == title
        assert meeting.title == title

    @pytest.mark.parametrize("title", ["x" * 10_000, "🎉" * 10_000, '"\\' * 5_000, "é" * 10_000])
    def test_a_long_title_is_cut_and_the_link_stays_whole(self, title):
        link = created(title).join_url
        assert len(link) <= 2_000
        subject = json.loads(unquote(link.split("#config.subject=")[1]))
        assert len(subject) > 100
        assert title.startswith(subject)

    @pytest.mark.parametrize("title", ["a\x00b\x1b\nc\ud800", "  \t ", ""])
    def test_controls_are_not_passed_on(self, title):
        assert "%00" not in created(title).join_url
        assert "%5Cu" not in created(title).join_url

    @pytest.mark.parametrize("title", ["really?", "wait...", "(maybe)", "no!", "*bold*", "", "a,"])
    def test_the_end_is_nothing_that_a_chat_client_leaves_out(self, title):
        assert created(title).join_url[-1].isalnum()

    @pytest.mark.parametrize(
        "url", [MEET, f"{MEET}/", f"{MEET}/team", f"{MEET}:8443", "http://127.0.0.1:8080"]
    )
    def test_the_server_is_the_one_that_was_set(self, url):
        meeting = created(url=url)
        assert meeting.join_url.split("#")[0] == f"{url.rstrip('/')}/{meeting.id}"

    def test_whoever_must_come_first_is_told_so(self):
        assert created().notes == ()
        assert "sign in" in created(url="https://meet.jit.si").notes[0]


class Phones:
    """The two addresses of a server that can be telephoned, on one socket."""

    def __init__(self, numbers, mapping) -> None:
        self.numbers, self.mapping = numbers, mapping

    def __call__(self, request):
        answer = self.numbers if request.target.startswith("/numbers") else self.mapping
        return reply(body=json.dumps(answer)) if isinstance(answer, dict | list) else answer


NUMBERS = {"message": "Dial-In numbers:", "numbers": {"DE": ["+49-721-0000-0000"]}}
MAPPING = {"message": "Successfully retrieved conference mapping", "id": 154428, "conference": "x"}


async def create_with_phones(
    client, numbers=NUMBERS, mapping=MAPPING, **options
) -> tuple[Meeting, list]:
    async with vendor(Phones(numbers, mapping)) as server:
        jitsi = Jitsi(
            {
                "url": "https://meet.example.org",
                "dial_in_numbers": f"{server.url}/numbers",
                "dial_in_mapper": f"{server.url}/mapper",
            }
            | options
        )
        wanted = NewMeeting(title="Stand-up", marker=MARKER)
        return await client.run(jitsi.create(wanted, NOBODY), service=jitsi.info), server.asked


class TestDialIn:
    """A meeting has telephone numbers where its server has, and is made without them."""

    @pytest.mark.parametrize(
        "numbers",
        [
            {"numbers": {"DE": ["+49 721 1", "+49 30 2"], "US": ["+1 555 3"]}},
            {"numbers": [{"countryCode": "DE", "formattedNumber": "+49 721 1"},
                         {"countryCode": "DE", "formattedNumber": "+49 30 2"},
                         {"countryCode": "US", "formattedNumber": "+1 555 3"}]},
            [{"countryCode": "DE", "tollFree": False, "formattedNumber": "+49 721 1"},
             {"countryCode": "DE", "formattedNumber": "+49 30 2"},
             {"countryCode": "US", "formattedNumber": "+1 555 3"}],
        ],
        ids=["by country", "listed", "bare list"],
    )  # fmt: skip
    async def test_every_number_has_the_code_of_the_room(self, client, numbers):
        meeting, _ = await create_with_phones(client, numbers)
        dial_in = [(entry.region, entry.number, entry.code) for entry in meeting.dial_in]
        assert dial_in == [
            ("DE", "+49 721 1", "154428"),
            ("DE", "+49 30 2", "154428"),
            ("US", "+1 555 3", "154428"),
        ]
        assert meeting.notes == ()

    @pytest.mark.parametrize(
        ("options", "domain"),
        [({}, "conference.meet.example.org"), ({"dial_in_domain": "muc.jitsi"}, "muc.jitsi")],
    )
    async def test_the_mapper_is_asked_for_this_room(self, client, options, domain):
        meeting, requests = await create_with_phones(client, **options)
        query = parse_qs(urlsplit(requests[1].target).query)
        assert query == {"conference": [f"{meeting.id}@{domain}"]}
        assert meeting.id == meeting.id.lower()

    async def test_a_server_that_turned_them_off_is_believed(self, client):
        meeting, requests = await create_with_phones(client, NUMBERS | {"numbersEnabled": False})
        assert (meeting.dial_in, meeting.notes, len(requests)) == ((), (), 1)

    @pytest.mark.parametrize(
        "bad",
        [
            reply(500, '{"numbers": {"DE": ["+49 721 1"]}, "id": 154428}'),
            reply(302, "{}", location="http://127.0.0.1:1/"),
            reply(200, "<html>"),
            reply(200, "[" * 50_000),
            reply(200, '{"numbers": 7}'),
            reply(200, '{"numbers": {"DE": 7}, "id": {"a": 1}}'),
            reply(200, '{"numbers": {"DE": ["<!channel>"]}, "id": false}'),
            reply(200, '[{"formattedNumber": null}]'),
            reply(200, b"x" * 1_200_000),
            b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
            b"\x16\x03\x01\x00",
            hang_up,
        ],
        ids=range(12),
    )
    @pytest.mark.parametrize("which", ["numbers", "mapping"])
    async def test_the_meeting_is_made_without(self, client, bad, which):
        meeting, requests = await create_with_phones(client, **{which: bad})
        assert meeting.dial_in == ()
        assert meeting.notes == (NO_DIAL_IN,)
        assert meeting.join_url.startswith(MEET)
        assert len(requests) == (1 if which == "numbers" else 2)

    async def test_nobody_waits_long_for_a_number(self):
        options = {"url": MEET, "dial_in_numbers": f"{MEET}/n", "dial_in_mapper": f"{MEET}/m"}
        exchange = Jitsi(options).create(NewMeeting(title="x", marker=MARKER), NOBODY)
        request = next(exchange)
        assert request.extensions["timeout"]["read"] <= 5
        with pytest.raises(StopIteration) as end:
            exchange.throw(httpx.ReadTimeout("silence"))
        assert end.value.value.notes == (NO_DIAL_IN,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(["numbers", "id", "DE", "formattedNumber", "countryCode", "x"]),
            inside,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def run_with_answers(exchange: Exchange[Meeting], *answers: str) -> Meeting:
    """What the exchange returns, maybe before the last answer."""
    try:
        next(exchange)
        for answer in answers:
            exchange.send(httpx.Response(200, text=answer))
    except StopIteration as end:
        return end.value
    raise AssertionError("it asks for more than there is to say")


class TestAnything:
    """No title and no answer keeps a meeting from being made."""

    @given(st.text(st.characters(), max_size=300), st.sampled_from([MARKER, OTHER]))
    def test_any_title_has_a_room_and_a_link(self, title, marker):
        meeting = created(title, marker)
        assert re.fullmatch("([a-z0-9-]{1,40}-)?[a-z2-7]{24}", meeting.id)
        assert len(meeting.join_url) <= 2_000
        assert meeting.join_url.isascii()

    @given(JSON, JSON)
    def test_any_answer_has_numbers_or_a_note_or_neither(self, numbers, mapping):
        options = {"url": MEET, "dial_in_numbers": f"{MEET}/n", "dial_in_mapper": f"{MEET}/m"}
        exchange = Jitsi(options).create(NewMeeting(title="x", marker=MARKER), NOBODY)
        meeting = run_with_answers(exchange, json.dumps(numbers), json.dumps(mapping))
        assert not (meeting.notes and meeting.dial_in)
        assert all(re.fullmatch("[0-9]{1,16}", entry.code) for entry in meeting.dial_in)


async def test_looking_for_a_meeting_finds_the_same_room(client):
    jitsi = Jitsi({"url": MEET})
    wanted = NewMeeting(title="Stand-up", marker=MARKER)
    first = await client.run(jitsi.create(wanted, NOBODY), service=jitsi.info, time_limit=SHORT)
    assert (
        await client.run(jitsi.find(wanted, NOBODY), service=jitsi.info, time_limit=SHORT) == first
    )


async def test_no_account_is_needed(client):
    jitsi = Jitsi({"url": MEET})
    assert jitsi.info.questions == ()
    assert await client.run(jitsi.connect({}), service=jitsi.info) == NOBODY
    assert await client.run(jitsi.renew(NOBODY), service=jitsi.info) == NOBODY
