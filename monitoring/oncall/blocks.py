"""Parts as Slack's blocks, within Slack's limits.

Limits: Slack's reference of Block Kit (50 blocks, header 150, section 3,000, button text 75, value 2,000
and address 3,000 characters). What does not fit is left out from the end of tables, never from what to do.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from monitoring.oncall.clean import cut
from monitoring.oncall.columns import columns
from monitoring.oncall.limits import Made, fit, is_long
from monitoring.oncall.parts import (
    ACKNOWLEDGE,
    ACTIONS,
    ESCALATE,
    OPEN,
    Buttons,
    Heading,
    Hints,
    Image,
    Link,
    LinkButton,
    Links,
    Paragraph,
    Part,
    Raw,
    Table,
)
from monitoring.oncall.people import mentioned

Block: TypeAlias = dict[str, Any]

MOST_HEADER = 150
MOST_SECTION = 3000
MOST_BUTTON = 75
MOST_VALUE = 2000
MOST_ADDRESS = 3000
_MARKS = {
    "critical": "🔴",
    "warning": "🟠",
    "investigate": "🔎",
    "recovered": "✅",
    "moved": "➡️",
    "note": "ℹ️",
}
_STYLES = {ACKNOWLEDGE: "primary", ESCALATE: "danger"}
_ROOMS = (2900, 2000)
"""Characters of a table's rows, where there is room and where there is less."""


def escape(text: str) -> str:
    """The three characters that mean something in mrkdwn (Slack: "Formatting message text").

    People that we mark ourselves become mentions.
    """
    return mentioned(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def link(found: Link) -> str:
    """A link in mrkdwn; its label cannot end it."""
    label = escape(found.label).replace("|", "¦").replace("\n", " ")
    return f"<{found.address.replace('|', '%7C').replace('>', '%3E').replace('<', '%3C')}|{label}>"


def blocks(parts: Sequence[Part]) -> list[Block]:
    """The blocks of a message, as many as Slack takes; tables give way before anything else does."""
    made: Made = []
    for room in _ROOMS:
        made = [(part, block) for part in parts for block in _blocks(part, room)]
        if not is_long(made):
            break
    return fit(made)


def summary(parts: Sequence[Part]) -> str:
    """What Slack shows in notifications and lists: the heading and the first lines."""
    heading = next((part.text for part in parts if isinstance(part, Heading)), "")
    first = next((part.lines for part in parts if isinstance(part, Paragraph)), ())
    return cut(escape(" ".join(line for line in (heading, *first) if line)), MOST_SECTION)


def replace_block(made: list[Block], name: str, new: Sequence[Block]) -> list[Block]:
    """The blocks with the one of a name replaced; without it, where it is not found."""
    return [replaced for block in made for replaced in (new if block.get("block_id") == name else [block])]


def read_blocks(text: str) -> list[Block]:
    """Blocks as they were kept."""
    found: list[Block] = json.loads(text or "[]")
    return found


def paragraph(part: Paragraph) -> list[Block]:
    """A section, or none when there is nothing to say."""
    lines = [escape(line) for line in part.lines if line]
    if not lines:
        return []
    if part.strong:
        lines[0] = f"*{lines[0].replace('*', '＊')}*"
    return [{**_section("\n".join(lines)), **({"block_id": part.name} if part.name else {})}]


def heading(part: Heading) -> Block:
    """The header, with a mark that is seen from afar."""
    text = cut(f"{_MARKS.get(part.severity, '⚪')} {part.text}", MOST_HEADER)
    return {
        "type": "header",
        "block_id": "heading",
        "text": {"type": "plain_text", "text": text, "emoji": True},
    }


def _blocks(part: Part, room: int) -> Iterator[Block]:
    match part:
        case Heading():
            yield heading(part)
        case Paragraph():
            yield from paragraph(part)
        case Buttons():
            yield _buttons(part)
        case LinkButton():
            yield _opening(part)
        case Hints():
            return
        case _:
            yield from _looked_up(part, room)


def _looked_up(part: Table | Raw | Image | Links, room: int) -> Iterator[Block]:
    match part:
        case Table():
            yield from _table(part, room)
        case Raw():
            yield _section(f"```{cut(escape(_no_fence(part.text)), room)}```")
        case Image():
            alternative = cut(part.title, MOST_VALUE)
            yield {"type": "image", "slack_file": {"id": part.file}, "alt_text": alternative}
        case Links():
            yield from _links(part.links)


def _links(found: Sequence[Link]) -> Iterator[Block]:
    """Links beside each other, in as many sections as their addresses need; one too long is only named."""
    line = ""
    for one in found:
        text = link(one)
        text = text if len(text) <= MOST_SECTION else escape(one.label)
        if line and len(line) + len(text) + 3 > MOST_SECTION:
            yield _section(line)
            line = ""
        line = f"{line} · {text}" if line else text
    if line:
        yield _section(line)


def _table(part: Table, room: int) -> Iterator[Block]:
    lines = [f"*{escape(part.title).replace('*', '＊')}*"]
    if part.rows:
        rows = columns(part.columns, part.rows)
        if shown := _fitting([escape(_no_fence(row)) for row in rows], room):
            lines.append(f"```{shown}```")
    if part.note:
        lines.append(f"_{escape(part.note)}_")
    yield _section("\n".join(lines))
    yield from _links(part.links)


def _fitting(rows: list[str], room: int) -> str:
    """As many rows as fit beside title and note."""
    kept: list[str] = []
    left = room - 400
    for row in rows:
        left -= len(row) + 1
        if left < 0:
            break
        kept.append(row)
    return "\n".join(kept)


def _no_fence(text: str) -> str:
    return text.replace("```", "'''").replace("`", "'")


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": _whole(text), "verbatim": True}}


def _whole(text: str) -> str:
    """Cut between lines, so that no link and no entity is cut in two."""
    while len(text) > MOST_SECTION and "\n" in text:
        text = text[: text.rindex("\n")]
    return text if len(text) <= MOST_SECTION else cut(text, MOST_SECTION)


def _opening(part: LinkButton) -> Block:
    """Slack reports that it was pressed as well, and wants an answer (docs.slack.dev, "Button element")."""
    text = {"type": "plain_text", "text": cut(part.label, MOST_BUTTON), "emoji": True}
    if len(part.address) > MOST_ADDRESS:  # half an address leads nowhere
        return _section(escape(part.label))
    button = {"type": "button", "action_id": OPEN, "text": text, "url": part.address}
    return {"type": "actions", "elements": [button]}


def _buttons(part: Buttons) -> Block:
    return {
        "type": "actions",
        "block_id": ACTIONS,
        "elements": [
            {
                "type": "button",
                "action_id": action,
                "text": {"type": "plain_text", "text": cut(label, MOST_BUTTON), "emoji": True},
                "value": part.key[:MOST_VALUE],
                **({"style": _STYLES[action]} if action in _STYLES else {}),
            }
            for action, label in part.buttons
        ],
    }
