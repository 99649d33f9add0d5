"""A report in words, whatever shows it: text, Markdown, HTML or Slack."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from monitoring.oncall.parts import Link


class Tile(NamedTuple):
    """A figure with its change."""

    label: str
    value: str
    note: str = ""


class Tiles(NamedTuple):
    """Figures beside each other."""

    tiles: tuple[Tile, ...]


class Lines(NamedTuple):
    """Sentences; ``marked`` makes them a list."""

    lines: tuple[str, ...]
    marked: bool = False


class Grid(NamedTuple):
    """A table; ``numeric`` says which columns stand at the right; ``note`` is said below."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""


class Picture(NamedTuple):
    """A chart in Vega-Lite with its legend (labels with colours); ``alt`` and ``spark`` tell it in text."""

    name: str
    spec: Mapping[str, Any]
    alt: str
    spark: str = ""
    legend: tuple[tuple[str, str], ...] = ()


class Meter(NamedTuple):
    """Shares of a whole: used, and expected in all; above 1 is above it."""

    used: float
    expected: float
    label: str


class Check(NamedTuple):
    """Something to tick off."""

    text: str
    links: tuple[Link, ...] = ()


class Checks(NamedTuple):
    """Things to tick off."""

    checks: tuple[Check, ...]


class Missing(NamedTuple):
    """Sentences about what is not there."""

    lines: tuple[str, ...]


Item: TypeAlias = Tiles | Lines | Grid | Picture | Meter | Checks | Missing


class Section(NamedTuple):
    """A heading with what belongs to it; ``brief``: Slack shows it too."""

    heading: str
    items: tuple[Item, ...]
    links: tuple[Link, ...] = ()
    brief: bool = False


class Document(NamedTuple):
    """All of it."""

    locale: str
    title: str
    subtitle: str
    footer: str
    sections: tuple[Section, ...]
