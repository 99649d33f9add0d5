"""Every form of a report says all that the report says."""

from collections.abc import Iterator
from html import unescape
from itertools import chain
from re import sub

import pytest
from markdown_it import MarkdownIt

from monitoring.oncall.catalogue import Catalogue
from monitoring.oncall.columns import shorten
from monitoring.oncall.pseudonym import Pseudonyms
from monitoring.reports.as_html import to_html
from monitoring.reports.as_markdown import to_markdown
from monitoring.reports.as_text import to_text
from monitoring.reports.charts import Spec
from monitoring.reports.compute import compute
from monitoring.reports.document import (
    Checks,
    Document,
    Grid,
    Item,
    Lines,
    Meter,
    Missing,
    Picture,
    Tiles,
)
from monitoring.reports.gather import gather
from monitoring.reports.given import Given
from monitoring.reports.periods import period_at
from monitoring.reports.present import present
from tests.oncall.rig.shipped import content
from tests.reports.rig.account import shipped_logs
from tests.reports.rig.desk import moment
from tests.reports.rig.kinds import KINDS

MADE = [(name, locale) for name in ("daily", "weekly", "monthly") for locale in ("ja", "en")]


@pytest.mark.parametrize(("name", "locale"), MADE)
def test_html_markdown_and_text_say_the_same(name: str, locale: str) -> None:
    document = made(name, locale)
    said = list(chain.from_iterable(_said(item) for section in document.sections for item in section.items))
    heads = [document.title, document.subtitle, document.footer, *(one.heading for one in document.sections)]
    forms = {"html": _shown(to_html(document, draw)), "markdown": _read(to_markdown(document))}
    for form, text in forms.items():
        assert [words for words in (*heads, *said) if _flat(words) not in text] == [], form
    mail = _flat(to_text(document))
    assert [
        words for words in (*heads, *said) if _flat(shorten(words)) not in mail and words not in mail
    ] == []
    assert len(said) > 100


def test_a_chart_that_cannot_be_drawn_is_told_in_bars() -> None:
    def refuse(_spec: Spec) -> str:
        raise RuntimeError("no fonts")

    assert "▂·····▂▂▃▃▇▆▆▅█▇▆▆▃▅▃▃▂▂" in to_html(made("daily", "ja"), refuse)


def made(name: str, locale: str) -> Document:
    """The report of the golden's period, from the log alone."""
    catalogue = Catalogue(content(locale))
    covers = catalogue.content["reports"][name]["covers"]
    period = period_at(covers, moment(KINDS[name].at), "Asia/Tokyo")
    given, pseudonyms = Given(catalogue, name, period, period.end_ms), Pseudonyms(b"key", catalogue.personal)
    return present(compute(given, gather(given, shipped_logs(), pseudonyms), pseudonyms), catalogue, locale)


def draw(_spec: Spec) -> str:
    """A chart."""
    return "<svg></svg>"


def _said(item: Item) -> Iterator[str]:
    match item:
        case Tiles():
            yield from chain.from_iterable(item.tiles)
        case Lines() | Missing():
            yield from item.lines
        case Grid():
            yield from chain(item.columns, chain.from_iterable(item.rows), [item.note])
        case Picture():
            yield item.alt
        case Meter():
            yield item.label
        case Checks():
            yield from (check.text for check in item.checks)


def _shown(page: str) -> str:
    return _flat(unescape(sub("<[^>]*>", " ", page.partition("<body>")[2])))


def _read(markdown: str) -> str:
    return _flat(unescape(sub("<[^>]*>", " ", MarkdownIt("gfm-like", {"linkify": False}).render(markdown))))


def _flat(text: str) -> str:
    return " ".join(text.split())
