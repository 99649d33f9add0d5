"""docs/checks.md: the page of every check."""

from monitoring.docs.markdown import page, table
from monitoring.explain.book import pages
from monitoring.explain.page import to_markdown


def checks_page() -> str:
    """All pages, each under its name, so that a finding's id is its anchor."""
    known = pages()
    rows = [(f"[`{name}`](#{name})", entry.summary) for name, entry in known.items()]
    blocks = [f"## {name}\n\n{to_markdown(entry).rstrip()}" for name, entry in known.items()]
    return page("Checks", _INTRODUCTION, table(("check", "finds"), rows), *blocks)


_INTRODUCTION = """What `monitoring check` finds. `monitoring explain CHECK` prints the same pages.

A finding that is wrong for one entry is allowed there by a comment on the entry, for at most a year:
`# monitoring: allow CHECK until 2027-01-31 because REASON`
(see [suppression-hygiene](#suppression-hygiene))."""
