"""A report as one HTML file: styles and charts are inside, nothing is loaded, and a phone can read it."""

from functools import cache
from pathlib import Path
from typing import Any

from monitoring.reports.charts import Draw, Spec
from monitoring.reports.document import Document, Item

_TEMPLATE = Path(__file__).with_name("page.html.jinja")


def to_html(document: Document, draw: Draw) -> str:
    """The page; a chart that cannot be drawn is told in text."""
    page: str = _template().render(document=document, kind=_kind, picture=_picture(draw))
    return page


def _kind(item: Item) -> str:
    return type(item).__name__.lower()


def _picture(draw: Draw) -> Any:
    from markupsafe import Markup

    def picture(spec: Spec) -> str:
        try:
            return Markup(draw(spec))
        except Exception:  # whatever the drawing library says: the numbers are in the text
            return ""

    return picture


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_TEMPLATE.read_text("utf-8"))
