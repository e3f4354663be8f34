"""The settings of meeting services in docs/settings.md and .env.example, as the catalog has them.

``python -m tests.architecture.settings_page`` writes both (``make fix`` does so).
"""

from textwrap import fill

from meetings.catalog import SERVICES, CatalogEntry
from tests.architecture.code_map import ROOT

PAGE = ROOT / "docs" / "settings.md"
EXAMPLE = ROOT / ".env.example"
FIRST_SERVICE = "\n### `"
SERVICES_LINE = "# Meeting services: one is enough\n"


def page() -> str:
    """docs/settings.md: what is written by hand, then a table for each service."""
    head, _, _ = PAGE.read_text("utf-8").partition(FIRST_SERVICE)
    return head + "".join(map(_section, SERVICES))


def example() -> str:
    """.env.example: what is written by hand, then each setting of each service, explained."""
    head, _, _ = EXAMPLE.read_text("utf-8").partition(SERVICES_LINE)
    services = "".join(map(_example_lines, SERVICES))
    first = f"{SERVICES[0].variable(SERVICES[0].settings[0].name)}="
    return head + SERVICES_LINE + services.replace(f"# {first}", first, 1)


def _example_lines(entry: CatalogEntry) -> str:
    settings = (
        f"{_comment(setting.meaning)}\n# {entry.variable(setting.name)}={setting.example}\n"
        for setting in entry.settings
    )
    return f"\n# {entry.info.title} ({entry.info.name})\n{''.join(settings)}"


def _comment(text: str) -> str:
    return fill(text, 98, initial_indent="#   ", subsequent_indent="#   ")


def _section(entry: CatalogEntry) -> str:
    name = entry.info.name
    link = f"[its\u00a0page](services/{name}.md)"  # a link is not broken over two lines
    about = fill(f"{entry.about}; more on {link}.", 118).replace("\u00a0", " ")
    rows = "".join(
        f"| `{entry.variable(setting.name)}` | {f'{setting.default} ' if setting.default else ''}"
        f"| {setting.meaning} |\n"
        for setting in entry.settings
    )
    return (
        f"\n### `{name}`: {entry.info.title}\n\n{about}\n\n"
        f"| setting | default | meaning |\n|---|---|---|\n{rows}"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    EXAMPLE.write_text(example(), "utf-8")
