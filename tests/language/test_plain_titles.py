"""A title of plain words is read by a short way, and exactly as by the whole one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language.lexicon import LANGUAGES, lexicon_of
from language.reading import context_of, reader_of, speaker_of
from language.services import find_service
from tests.language.test_anything import WEDNESDAY

SERVICES = ("zoom", "webex", "teams", "jitsi")
PLAIN = (
    "design", "sync", "budget", "Planning", "retro", "café", "Überblick", "réunion", "zoom", "x",
    "kickoff", "naïve", "Straße", "przegląd", "mondya", "tusday", "decembr", "fridya", "quiz",
    "my", "please", "call", "set", "book", "for", "up", "nightly", "İstanbul", "ßtart", "c", "é",
)  # fmt: skip


def both(text, code):
    """The request as it is read, and as it is read where nothing is left out."""
    reader, speaker = reader_of(code), speaker_of(code)
    context = context_of(WEDNESDAY, "Europe/Berlin", speaker, reader.lexicon)
    service = find_service(text, SERVICES)
    if service and service.end:
        return None
    whole = reader.read_phrases(text, reader.cut(text), context, service)
    return reader.request_in(text, context, SERVICES), whole


@pytest.mark.parametrize("code", sorted(LANGUAGES))
@given(data=st.data())
@settings(deadline=None, max_examples=60)
def test_plain_words_are_read_as_by_the_whole_way(code, data):
    known = st.sampled_from(sorted(lexicon_of(code).words))
    words = st.sampled_from(PLAIN) | st.text("abcdeé", min_size=1, max_size=5) | known
    text = data.draw(st.sampled_from((" ", "  "))).join(data.draw(st.lists(words, max_size=5)))
    if read := both(text, code):
        short, whole = read
        assert repr(short) == repr(whole)
