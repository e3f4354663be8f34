"""The catalog makes what is set up, and says what is not, before anybody types."""

import pytest

from meetings import catalog

GOOD = {"url": "https://meet.example.org"}


def test_what_is_set_up_is_made_and_nothing_else():
    assert list(catalog.configured({"jitsi": GOOD})) == ["jitsi"]
    assert catalog.configured({}) == {}
    assert catalog.configured({"jitsi": {}, "zoom": {"client_id": "x"}}) == {}


def test_services_come_in_the_order_of_the_catalog():
    names = [entry.info.name for entry in catalog.SERVICES]
    assert names == [name for name in catalog.TITLES if name in names]
    assert [entry.info.title for entry in catalog.SERVICES] == [catalog.TITLES[n] for n in names]


def test_a_service_that_is_off_says_how_to_turn_it_on():
    said = catalog.off({})
    assert len(said) == len(catalog.SERVICES)
    assert "Jitsi is off: set PARLEY_JITSI__URL to turn it on." in said
    assert not [one for one in catalog.off({"jitsi": GOOD}) if one.startswith("Jitsi")]


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, "PARLEY_JITSI__URL"),
        ({"url": ""}, "PARLEY_JITSI__URL"),
        (GOOD | {"ulr": "x"}, "PARLEY_JITSI__ULR"),
        ({"url": "meet.example.org"}, "PARLEY_JITSI__URL"),
        ({"url": "https://"}, "PARLEY_JITSI__URL"),
        ({"url": "https://["}, "PARLEY_JITSI__URL"),
        ({"url": "https://meet.example.org:port"}, "PARLEY_JITSI__URL"),
        ({"url": "ftp://meet.example.org"}, "PARLEY_JITSI__URL"),
        ({"url": "https://ada:pw@meet.example.org"}, "PARLEY_JITSI__URL"),
        ({"url": "https://meet.example.org/?x=1"}, "PARLEY_JITSI__URL"),
        ({"url": "https://meet.example.org/#room"}, "PARLEY_JITSI__URL"),
        ({"url": "https://meet.example.org/" + "x" * 500}, "PARLEY_JITSI__URL"),
        ({"url": "https://8x8.vc/x"}, "PARLEY_JITSI__URL"),
        ({"url": "https://169.254.169.254"}, "PARLEY_JITSI__URL"),
        (GOOD | {"dial_in_mapper": "https://x.example/"}, "PARLEY_JITSI__DIAL_IN_NUMBERS"),
        (GOOD | {"dial_in_numbers": "https://x.example/"}, "PARLEY_JITSI__DIAL_IN_MAPPER"),
        (GOOD | {"dial_in_numbers": "x", "dial_in_mapper": "https://x"}, "DIAL_IN_NUMBERS"),
        (GOOD | {"dial_in_domain": "a b"}, "PARLEY_JITSI__DIAL_IN_DOMAIN"),
    ],
)
def test_what_is_wrong_is_said_and_not_made(options, names):
    said = catalog.check("jitsi", options)
    assert any(names in sentence for sentence in said)
    assert all(sentence.endswith(".") for sentence in said)
    assert "pw@" not in "".join(said)
    assert catalog.configured({"jitsi": options}) == {}


@pytest.mark.parametrize(
    "url", ["http://meet.example.org", "https://10.0.0.1", "https://[::1]:8443", "http://127.0.0.1"]
)
def test_what_is_private_must_be_allowed(url):
    assert catalog.check("jitsi", {"url": url}, allow_private=False)
    assert not catalog.check("jitsi", {"url": url}, allow_private=True)


@pytest.mark.parametrize(
    "url",
    ["https://meet.example.org", "https://meet.example.org:8443/team/", "https://93.184.216.34"],
)
def test_what_is_public_needs_no_leave(url):
    assert catalog.check("jitsi", {"url": url}, allow_private=False) == []


def test_a_service_that_nobody_knows_is_named():
    (said,) = catalog.check("jisti", GOOD)
    assert "PARLEY_JISTI__" in said
    assert "PARLEY_JITSI__" in said


def test_what_is_worth_knowing_is_said_of_settings_that_are_right():
    (said,) = catalog.warnings("jitsi", {"url": "https://meet.jit.si"})
    assert "sign in" in said
    assert catalog.warnings("jitsi", GOOD) == []
    assert catalog.warnings("jisti", GOOD) == []
