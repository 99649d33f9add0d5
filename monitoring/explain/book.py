"""All pages: of the checks, of reading the file, of suppressions, and of the limits on the plan."""

from collections.abc import Iterator

from monitoring import suppress
from monitoring.checks.registry import CHECKS
from monitoring.explain import reading
from monitoring.explain.page import Page, read_page
from monitoring.plan import limits


def pages() -> dict[str, Page]:
    """Every page by the id that findings carry, in the order of the alphabet."""
    return {page.name: page for page in sorted(_pages())}


def _pages() -> Iterator[Page]:
    for check in CHECKS:
        yield read_page(check.name, check.page)
    for name, docstring in reading.PAGES.items():
        yield read_page(name, docstring)
    for module in (suppress, limits):
        yield read_page(module.CHECK, module.__doc__ or "")
