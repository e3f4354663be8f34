"""mrkdwn on the chat page: styles, names, the viewer's own times; and nothing gets through."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as reader

from sandbox.slack.cast import ADA, BO, MALLORY, new_workspace
from sandbox.slack.mrkdwn import show
from sandbox.slack.workspace import Workspace
from tests.sandbox.stopped_clock import StoppedClock

SPACE: Workspace = new_workspace(StoppedClock(datetime(2026, 11, 20, 12, tzinfo=UTC)))  # a Friday
NOON = 1_795_176_000


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _italic_ ~gone~", "<strong>bold</strong> <em>italic</em> <s>gone</s>"),
        ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
        ("`*code*`", "<code>*code*</code>"),
        ("`https://x.example/`", "<code>https://x.example/</code>"),
        ("```\na *b*\n```", "<pre>a *b*\n</pre>"),
        ("one\ntwo", "one<br>two"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<@U0BO000001>", '<span class="mention">@Bo Tanaka</span>'),
        ("<@U0ADA00001|x>", '<span class="mention me">@Ada Lovelace</span>'),
        ("<#C0DESIGN01>", '<span class="mention">#design</span>'),
        ("<!channel>", '<span class="mention all">@channel</span>'),
        (":wave: :unknown:", "👋 :unknown:"),
    ],
)
def test_styles_and_names(text: str, html: str) -> None:
    assert str(show(text, SPACE, ADA)) == html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<https://x.example/a?b=1&amp;c=2|here &amp; there>", "here & there"),
        ("<https://x.example/>", "https://x.example/"),
        ("*<https://x.example/|bold>*", "bold"),
        ("see https://x.example/a_b_c?d=1&amp;e=*2*, please", "https://x.example/a_b_c?d=1&e=*2"),
        ("_https://x.example/a_", "https://x.example/a"),
    ],
)
def test_links(text: str, shown: str) -> None:
    (link,) = reader.fromstring(f"<p>{show(text, SPACE, ADA)}</p>").iter("a")
    assert link.text_content() == shown
    assert link.get("href", "").startswith("https://x.example/")
    assert link.get("rel") == "noopener noreferrer"


@pytest.mark.parametrize(
    ("pattern", "ada", "mallory", "bo"),
    [
        ("{time}", "12:00", "7:00 AM", "21:00"),
        ("{date_short}", *["Nov 20, 2026"] * 3),
        ("{date_long_pretty} at {time}", "Today at 12:00", "Today at 7:00 AM", "Today at 21:00"),
        ("on {date_pretty}", *["on today"] * 3),
        ("{date_num} {unknown}", *["2026-11-20 {unknown}"] * 3),
        ("{date}", *["November 20th, 2026"] * 3),
        ("{time_secs}", "12:00:00", "7:00:00 AM", "21:00:00"),
        ("{ago}", *["0 minutes ago"] * 3),
    ],
)
def test_dates_are_the_viewers_own(pattern: str, ada: str, mallory: str, bo: str) -> None:
    text = f"<!date^{NOON}^{pattern}|fallback>"
    shown = [
        reader.fromstring(f"<p>{show(text, SPACE, viewer)}</p>").text_content()
        for viewer in (ADA, MALLORY, BO)
    ]
    assert shown == [ada, mallory, bo]


def test_a_date_that_is_none_shows_its_fallback() -> None:
    assert str(show("<!date^soon^{date}|Nov 20>", SPACE, ADA)) == "Nov 20"


@pytest.mark.parametrize(
    "text",
    [
        "<javascript:alert(1)|click>",
        "<data:text/html,x|click>",
        "<script>alert(1)</script>",
        '<https://x.example/"onmouseover="alert(1)|x>',
        '<@U0"><img src=x onerror=alert(1)>',
        "&lt;img src=x onerror=alert(1)&gt;",
        "\ue0000\ue001 \ue0001\ue001",
        "<!date^1^<b>^javascript:alert(1)|<i>>",
    ],
)
def test_nothing_gets_through(text: str) -> None:
    harmless(str(show(text, SPACE, ADA)))


@given(st.text(alphabet="<>&\"'|^!@#*_~`\n ab:/{}jh", max_size=80))
def test_nothing_that_anybody_invents_gets_through(text: str) -> None:
    harmless(str(show(text, SPACE, ADA)))


def harmless(html: str) -> None:
    """Only the elements and attributes that the page means to have."""
    tree = reader.fragment_fromstring(html, create_parent="div")
    for element in tree.iterdescendants():
        assert element.tag in {"a", "strong", "em", "s", "code", "pre", "br", "span", "time"}
        assert set(element.keys()) <= {"href", "target", "rel", "class", "datetime", "title"}
        assert element.get("href", "https:").startswith(("http:", "https:", "mailto:"))
