"""Making a meeting at Zoom, and finding the one that was made after a lost answer."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from meetings.errors import (
    MeetingError,
    NotTheirs,
    NoVerifiedEmail,
    UnexpectedReply,
)
from meetings.model import Meeting
from meetings.services.zoom import request
from meetings.services.zoom.errors import OutsideLimits, PersonUnknown
from meetings.services.zoom.meetings import (
    FORCED_RECORDING,
    OTHER_TIME,
    RECORDED,
    SIGNED_IN_ONLY,
)
from meetings.services.zoom.service import BASIC_PLAN
from tests.meetings.zoom import documents as doc
from tests.meetings.zoom.scripted_zoom import (
    ANN,
    COMPANY,
    CREATE,
    FOR_ANN,
    FOR_BEN,
    LIST,
    ONE,
    ZOOM,
    ScriptedZoom,
    new_meeting,
    scheduled,
    working_zoom,
)

LATER = [
    doc.line(id=80000000000 + n, agenda=f"[ref {'x' * 26}{n:02}]", topic="Other") for n in range(5)
]


class TestWhatIsSent:
    def test_now_is_by_zooms_clock_since_an_instant_meeting_is_in_no_list(self) -> None:
        zoom = working_zoom()
        zoom.play(ZOOM.create(new_meeting(zone="Europe/Berlin"), ANN))
        assert zoom.names == ["GET /users/me", CREATE]
        [body] = zoom.bodies(CREATE)
        assert (body["type"], body["start_time"], body["timezone"], body["duration"]) == (
            2,
            "2026-11-24T09:55:00",
            "Europe/Berlin",
            30,
        )

    def test_without_a_clock_nothing_is_made(self) -> None:
        zoom = working_zoom().on("GET /users/me", httpx.Response(200, json=dict(doc.USER)))
        with pytest.raises(UnexpectedReply):
            zoom.play(ZOOM.create(new_meeting(), ANN))
        assert zoom.names == ["GET /users/me"]

    def test_a_time_is_told_by_the_clocks_of_its_zone(self) -> None:
        zoom = working_zoom()
        zoom.play(ZOOM.create(scheduled(), ANN))
        assert zoom.names == [CREATE]
        assert zoom.bodies(CREATE) == [
            {
                "topic": "Design review",
                "agenda": f"[ref {doc.MARKER}]\n\nRoadmap",
                "type": 2,
                "start_time": "2026-11-24T10:00:00",
                "timezone": "Europe/Berlin",
                "duration": 30,
                "settings": {},
                "default_password": True,
            }
        ]

    @pytest.mark.parametrize("hour", [0, 1], ids=["the first 02:30", "the second"])
    def test_an_hour_that_comes_twice_is_told_in_utc(self, hour) -> None:
        zoom = working_zoom()
        twice = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)  # both are 02:30 in Berlin
        zoom.play(ZOOM.create(scheduled(starts_at=twice), ANN))
        [body] = zoom.bodies(CREATE)
        assert (body["start_time"], body["timezone"]) == (f"2026-10-25T0{hour}:30:00Z", "UTC")

    def test_choices_become_settings_and_what_was_not_chosen_is_left_to_the_account(self) -> None:
        zoom = working_zoom()
        choices = {"waiting_room": "no", "join_early": "10", "mute": "yes", "record": "cloud"}
        zoom.play(ZOOM.create(scheduled(choices=choices), ANN))
        zoom.play(ZOOM.create(scheduled(choices={"join_early": "no"}), ANN))
        assert [body["settings"] for body in zoom.bodies(CREATE)] == [
            {
                "waiting_room": False,
                "join_before_host": True,
                "jbh_time": 10,
                "mute_upon_entry": True,
                "auto_recording": "cloud",
            },
            {"join_before_host": False},
        ]

    def test_an_own_passcode_is_sent_in_place_of_one_of_zooms(self) -> None:
        zoom = working_zoom()
        zoom.play(ZOOM.create(scheduled(choices={"passcode": "Pa55-wd_*@"}), ANN))
        [body] = zoom.bodies(CREATE)
        assert body["password"] == "Pa55-wd_*@"
        assert "default_password" not in body

    def test_the_marker_stays_whole_before_a_long_agenda_and_the_cut_is_said(self) -> None:
        zoom = working_zoom()
        made = zoom.play(ZOOM.create(scheduled(title="🎉" * 300, agenda="é" * 3000), ANN))
        [body] = zoom.bodies(CREATE)
        assert body["agenda"].startswith(f"[ref {doc.MARKER}]\n\né")
        assert len(body["agenda"]) == 2000
        assert len(body["topic"].encode("utf-16-le")) <= 400
        assert {request.TITLE_CUT, request.AGENDA_CUT} <= set(made.notes)

    @pytest.mark.parametrize(
        ("other", "sentence"),
        [
            ({"lasts": timedelta(hours=25)}, request.TOO_LONG),
            ({"choices": {"passcode": "much too long"}}, request.BAD_PASSCODE),
            ({"choices": {"passcode": "a b"}}, request.BAD_PASSCODE),
        ],
    )
    def test_what_zoom_cannot_keep_is_said_and_nothing_is_asked(self, other, sentence) -> None:
        assert ZOOM.objections(scheduled(**other)) == [f"{sentence}."]
        with pytest.raises(OutsideLimits) as caught:
            ScriptedZoom().play(ZOOM.create(scheduled(**other), ANN))
        assert caught.value.message == f"{sentence}."
        assert not caught.value.outcome_unknown


class TestWhatIsRead:
    def test_the_meeting_is_as_zoom_made_it(self) -> None:
        made = working_zoom().play(ZOOM.create(scheduled(), ANN))
        assert (made.id, made.title, made.join_url) == (str(doc.ID), "Design review", doc.JOIN)
        assert made.passcode == "Pa55wd"
        assert made.starts_at == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        assert made.lasts == timedelta(minutes=30)
        [way] = made.dial_in
        assert (way.number, way.region) == ("+49 69 0000 0000", "Germany")
        assert way.code == "85746065432# 123456#"
        assert made.notes == ()
        assert made.data == {"marker": doc.MARKER}

    def test_the_hosts_link_is_nowhere(self) -> None:
        made = working_zoom().play(ZOOM.create(scheduled(), ANN))
        assert "zak" not in f"{made}{dict(made.data)}{made.notes}"

    def test_the_free_plans_40_minutes_are_said(self) -> None:
        zoom = working_zoom().on("GET /users/me", doc.user(type=1))
        assert BASIC_PLAN in zoom.play(ZOOM.create(new_meeting(), ANN)).notes
        assert BASIC_PLAN not in working_zoom().play(ZOOM.create(new_meeting(), ANN)).notes

    @pytest.mark.parametrize(
        ("settings", "choices", "note"),
        [
            ({"auto_recording": "cloud"}, {}, FORCED_RECORDING),
            ({"auto_recording": "cloud"}, {"record": "none"}, "'Record automatically'"),
            ({"waiting_room": True}, {"waiting_room": "no"}, "'Waiting room'"),
            ({"meeting_authentication": True}, {}, SIGNED_IN_ONLY),
        ],
    )
    def test_what_the_account_forces_is_said(self, settings, choices, note) -> None:
        answer = doc.created(settings={**doc.SETTINGS, **settings})
        made = working_zoom().on(CREATE, answer).play(ZOOM.create(scheduled(choices=choices), ANN))
        assert any(note in each for each in made.notes)
        assert (made.said_to_all == RECORDED) == ("auto_recording" in settings)

    def test_another_time_than_was_asked_for_is_said(self) -> None:
        zoom = working_zoom().on(CREATE, doc.created(start_time="2026-11-24T10:00:00Z"))
        made = zoom.play(ZOOM.create(scheduled(), ANN))
        assert OTHER_TIME in made.notes
        assert made.starts_at == datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        "other",
        [
            {"settings": None},
            {"settings": {}},
            {"agenda": None},
            {"password": None},
            {"occurrences": None},
        ],
    )
    def test_what_is_not_needed_may_be_missing(self, other) -> None:
        made = working_zoom().on(CREATE, doc.created(**other)).play(ZOOM.create(scheduled(), ANN))
        assert made.join_url == doc.JOIN

    @pytest.mark.parametrize(
        "other",
        [
            {"id": None},
            {"id": 1.5},
            {"id": True},
            {"id": "85746065432/../users"},
            {"join_url": None},
            {"join_url": "javascript:alert(1)"},
            {"join_url": "https://ann:secret@zoom.us/j/1"},
            {"start_time": "soon"},
            {"settings": [1]},
            {"duration": "long"},
        ],
    )
    def test_nonsense_is_not_taken_for_a_meeting(self, other) -> None:
        with pytest.raises((ValueError, TypeError, LookupError, AttributeError)):
            working_zoom().on(CREATE, doc.created(**other)).play(ZOOM.create(scheduled(), ANN))


class TestForTheOrganization:
    """Zoom is asked for the user with the asker's verified e-mail address, and for no other."""

    def zoom(self) -> ScriptedZoom:
        return (
            ScriptedZoom()
            .on("GET /users/Ann@Example.com", doc.user())
            .on("POST /users/Ann@Example.com/meetings", doc.created())
        )

    def test_it_is_made_for_who_asks(self) -> None:
        zoom = self.zoom()
        assert zoom.play(COMPANY.create(scheduled(), FOR_ANN)).id == str(doc.ID)
        assert zoom.names[-1] == "POST /users/Ann@Example.com/meetings"

    def test_who_zoom_does_not_know_is_refused_and_nothing_made(self) -> None:
        unknown = doc.error(404, 1001, "User does not exist: ben@example.com.")
        zoom = ScriptedZoom().on("GET /users/ben@example.com", unknown)
        with pytest.raises(PersonUnknown) as caught:
            zoom.play(COMPANY.create(scheduled(), FOR_BEN))
        assert "administrator" in caught.value.message
        assert "ben@example.com" not in caught.value.message

    def test_another_e_mail_address_is_another_person(self) -> None:
        zoom = ScriptedZoom().on("GET /users/ben@example.com", doc.user())
        with pytest.raises(PersonUnknown):
            zoom.play(COMPANY.create(scheduled(), FOR_BEN))

    @pytest.mark.parametrize("who", ["", "me", "30R7kT7bTIKSNUFEuH_Qlg"])
    def test_nothing_weaker_than_an_address_is_asked_with(self, who) -> None:
        nobody = type(FOR_ANN)(secrets=FOR_ANN.secrets, on_behalf_of=who)
        for exchange in (
            COMPANY.create(new_meeting(), nobody),
            COMPANY.create(scheduled(), nobody),
            COMPANY.find(scheduled(), nobody),
            COMPANY.upcoming(datetime(2027, 1, 1, tzinfo=UTC), nobody),
        ):
            with pytest.raises(NoVerifiedEmail):
                ScriptedZoom().play(exchange)

    def test_an_address_cannot_leave_its_place_in_the_path(self) -> None:
        odd = type(FOR_ANN)(secrets=FOR_ANN.secrets, on_behalf_of="a/../b?c@example.com")
        asked = next(COMPANY.create(new_meeting(), odd))
        assert asked.url.raw_path == b"/v2/users/a%2F..%2Fb%3Fc@example.com"


class TestFinding:
    """Zoom takes no key of ours: the marker in the agenda tells what an earlier request made."""

    def find(self, zoom: ScriptedZoom, **other: object) -> Meeting | None:
        found: Meeting | None = zoom.play(ZOOM.find(scheduled(**other), ANN))
        return found

    def test_it_is_found_on_any_page_of_either_list(self) -> None:
        pages = [doc.page(*LATER[:2], then="a"), doc.page(*LATER[2:], then="b"), doc.page()]
        zoom = working_zoom().on(LIST, *pages, doc.page(then="c"), doc.page(doc.line()))
        found = self.find(zoom)
        assert found is not None
        assert found.passcode == "Pa55wd"
        asked = [(q["type"], q.get("next_page_token")) for q in zoom.queries(LIST)]
        assert asked == [
            ("upcoming", None),
            ("upcoming", "a"),
            ("upcoming", "b"),
            ("scheduled", None),
            ("scheduled", "c"),
        ]

    def test_what_was_not_made_is_not_found(self) -> None:
        assert self.find(working_zoom().on(LIST, doc.page(*LATER))) is None

    def test_the_same_name_and_time_is_not_enough(self) -> None:
        other = doc.line(agenda="[ref 0000000000000000000000000000]")
        zoom = working_zoom().on(LIST, doc.page(other))
        assert self.find(zoom) is None
        assert ONE not in zoom.names

    def test_a_marker_in_the_middle_of_someones_text_is_no_marker(self) -> None:
        quoting = doc.line(agenda=f"Like last time: [ref {doc.MARKER}]")
        assert self.find(working_zoom().on(LIST, doc.page(quoting))) is None

    def test_a_line_that_was_cut_is_still_found(self) -> None:
        cut = doc.line(agenda=f"[ref {doc.MARKER}]\n\nRoad")
        assert self.find(working_zoom().on(LIST, doc.page(cut))) is not None

    @pytest.mark.parametrize("hidden", [{"agenda": ""}, {"agenda": None}])
    def test_a_list_without_agendas_is_looked_into(self, hidden) -> None:
        line = doc.line(**hidden, created_at="2026-11-24T08:54:00Z")
        zoom = working_zoom().on(LIST, doc.page(line))
        assert self.find(zoom) is not None
        theirs = working_zoom().on(LIST, doc.page(line)).on(ONE, doc.meeting(agenda="Other"))
        assert self.find(theirs) is None

    def test_where_even_that_does_not_tell_nothing_is_claimed(self) -> None:
        line = doc.line(agenda="", created_at="2026-11-24T08:54:00Z")
        silent = {name: value for name, value in doc.MEETING.items() if name != "agenda"}
        zoom = working_zoom().on(LIST, doc.page(line)).on(ONE, doc.reply(200, silent))
        with pytest.raises(UnexpectedReply) as caught:
            self.find(zoom)
        assert caught.value.outcome_unknown

    def test_an_old_meeting_without_an_agenda_is_not_looked_into(self) -> None:
        zoom = working_zoom().on(LIST, doc.page(doc.line(agenda="")))
        assert self.find(zoom) is None
        assert ONE not in zoom.names

    def test_a_list_without_an_end_is_left(self) -> None:
        with pytest.raises(UnexpectedReply):
            self.find(working_zoom().on(LIST, doc.page(then="again")))

    def test_another_persons_is_not_claimed(self) -> None:
        zoom = working_zoom().on(ONE, doc.meeting(host_id="somebody else"))
        with pytest.raises(NotTheirs):
            self.find(zoom)


@pytest.mark.parametrize("answer", [doc.gone(), doc.error(500, 500, "x"), doc.reply(200, {})])
def test_an_error_of_making_holds_no_token(answer) -> None:
    with pytest.raises(MeetingError) as caught:
        working_zoom().on(CREATE, answer).play(ZOOM.create(scheduled(), ANN))
    assert "canary" not in f"{caught.value}{caught.value.message}"
