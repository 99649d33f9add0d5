"""The pages of the checks as SARIF lists them."""

from monitoring.explain.book import pages
from monitoring.explain.page import to_markdown
from monitoring.output.sarif import Rule


def sarif_rules() -> list[Rule]:
    """One rule a check, in the order of the alphabet."""
    return [Rule(page.name, page.summary, to_markdown(page)) for page in pages().values()]
