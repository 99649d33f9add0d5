"""What a message consists of, whatever shows it: ``blocks.py`` makes it Slack's, ``plain.py`` mail's."""

from typing import NamedTuple, TypeAlias


class Link(NamedTuple):
    """A link; a private one says who somebody is, and stays out of what is mailed."""

    label: str
    address: str
    private: bool = False


class Heading(NamedTuple):
    """The first line; ``severity`` also ``recovered``, ``moved`` or ``note``."""

    severity: str
    text: str


class Paragraph(NamedTuple):
    """Lines of text; ``name`` marks a paragraph that is changed later: ``status``, ``owner``."""

    lines: tuple[str, ...]
    name: str = ""
    strong: bool = False


class Table(NamedTuple):
    """Rows of a query under its title; ``note`` says what became of it when there are no rows."""

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    links: tuple[Link, ...] = ()


class Raw(NamedTuple):
    """Text as it came."""

    text: str


class Image(NamedTuple):
    """A graph by Slack's id of its file."""

    title: str
    file: str


class Links(NamedTuple):
    """Where to look further."""

    links: tuple[Link, ...]


class Buttons(NamedTuple):
    """What can be done about an incident: pairs of action and label."""

    key: str
    buttons: tuple[tuple[str, str], ...]


class LinkButton(NamedTuple):
    """A button that opens an address, and does nothing by itself."""

    label: str
    address: str


class Hints(NamedTuple):
    """What those do who have no buttons: stands in mail only."""

    lines: tuple[str, ...]


Part: TypeAlias = Heading | Paragraph | Table | Raw | Image | Links | Buttons | LinkButton | Hints
Parts: TypeAlias = tuple[Part, ...]

ACKNOWLEDGE, MUTE, RERUN, ESCALATE = "acknowledge", "mute", "rerun", "escalate"
"""Ids of the buttons' actions; their value is the incident's key."""
OPEN = "open"
"""The id of a button that opens an address."""
STATUS, OWNER, ACTIONS = "status", "owner", "actions"
"""Ids of the blocks that change while the incident lasts."""
