"""Forms are rendered as modals that Slack takes; what is filled in is read as plain values."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.slack import modals
from bot.slack.modals import Origin
from handlers.form import Field, Form, Kind
from sandbox.slack.blocks import check_view
from sandbox.slack.entering import state

SIZES = (("s", "Short"), ("l", "Long"))
MANY = tuple((f"v{n}", f"Option {n}") for n in range(11))
NOON = 1_795_708_800


def field(name, kind, **more):
    return Field(name=name, label=name.title(), kind=kind, **more)


def view(*fields, **more):
    form = Form(name="parley.meeting", title="Change", submit="Schedule it", fields=fields, **more)
    return modals.view(form, Origin("C1", "1.1", "https://hooks.slack.com/a", private=True))


def returned(given, values=None):
    """What Slack would say was filled in."""
    return modals.filled({**given, "state": {"values": state(given["blocks"], values or {})}})


EVERY = (
    field("title", Kind.TEXT, value="Review", most=150),
    field("agenda", Kind.LINES, value="a\nb", optional=True),
    field("starts_at", Kind.MOMENT, value=NOON),
    field("minutes", Kind.NUMBER, value=45, least=1, most=1440),
    field("repeat", Kind.CHOICE, value="l", options=SIZES, redraws=True),
    field("remind", Kind.SEVERAL, value=["s"], options=SIZES),
    field("choice", Kind.SEVERAL, value=["v3", "v10"], options=MANY),
    field("people", Kind.PEOPLE, value=["U1", "U2"], optional=True),
    field("at", Kind.TIME, value="08:30"),
    field("note", Kind.NOTE),
)


def test_a_form_comes_back_as_it_was_shown():
    shown = view(*EVERY)
    assert check_view(shown) == []
    assert returned(shown) == {
        field.name: field.value for field in EVERY if field.kind is not Kind.NOTE
    }


def test_what_was_entered_comes_back_in_plain_values():
    entered = {
        "title": "x\0y",
        "starts_at": NOON + 60,
        "minutes": "30",
        "repeat": "s",
        "choice": ["v0"],
        "people": ["U3"],
        "at": "23:59",
    }
    came = returned(view(*EVERY), entered)
    assert came == {**came, **entered, "title": "xy", "minutes": 30}


def test_what_is_left_empty_comes_back_empty():
    bare = [field(f.name, f.kind, options=f.options) for f in EVERY]
    assert returned(view(*bare)) == {
        "title": "",
        "agenda": "",
        "starts_at": None,
        "minutes": None,
        "repeat": None,
        "remind": [],
        "choice": [],
        "people": [],
        "at": None,
    }


def test_a_number_that_is_none_comes_back_as_it_was_typed():
    typed = {"values": {"minutes": {"minutes": {"type": "number_input", "value": "1e9999"}}}}
    assert modals.filled({"state": typed}) == {"minutes": "1e9999"}


def test_what_a_form_carries_travels_with_it_unseen():
    given = view(field("title", Kind.TEXT), carried='{"draft": "d-1"}')
    assert modals.carried(given) == (
        '{"draft": "d-1"}',
        Origin("C1", "1.1", "https://hooks.slack.com/a", private=True),
    )


def test_only_the_field_on_which_the_form_depends_tells_of_each_change():
    shown = view(*EVERY)["blocks"]
    assert [block["block_id"] for block in shown if block.get("dispatch_action")] == ["repeat"]


def test_what_is_wrong_is_said_at_its_field_and_else_at_the_first():
    shown = view(field("note", Kind.NOTE), field("title", Kind.TEXT), field("at", Kind.TIME))
    answer = modals.errors(shown, {"at": "Past.", "note": "One.", "": "Two."})
    assert answer == {
        "response_action": "errors",
        "errors": {"at": "Past.", "title": "One. Two."},
    }
    assert modals.errors(view(field("note", Kind.NOTE)), {"": "x"}) is None


@given(
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.NOTE]),
    words=st.text("aß&<漢\u202e\n ", min_size=1, max_size=9).map(lambda words: words * 400),
    value=st.one_of(
        st.none(), st.integers(-9, 10**10), st.text(max_size=3).map(lambda words: words * 1500)
    ),
)
def test_any_form_is_one_that_slack_takes(kind, words, value):
    if kind is Kind.TIME:
        value = "09:00"
    if kind is Kind.PEOPLE:
        value = ["U1"] * 1100
    words = "x" + words
    options = tuple((f"{n}", words[:90]) for n in range(len(words) % 140 + 1))
    form = Form(
        name="parley.settings",
        title=words,
        submit=words,
        fields=(
            Field(name="f", label=words, kind=kind, value=value, options=options, hint=words),
            Field(name="n", label=words, kind=Kind.NOTE),
        ),
    )
    shown = modals.view(form, Origin())
    assert check_view(shown) == []
    assert json.loads(json.dumps(shown)) == shown
