"""What Slack takes in one message: how many blocks, how many characters in all; and what gives way.

Sources: 50 blocks (Slack's reference of Block Kit). The characters of all blocks together are documented for
``markdown`` blocks only, with 12,000; of other blocks 11,341 were refused with ``msg_blocks_too_long`` and
9,597 taken (slackapi/bolt-js, issues 2867 and 2509).
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from monitoring.oncall.parts import Image, Links, Paragraph, Part, Raw, Table

Made: TypeAlias = list[tuple[Part, dict[str, Any]]]
"""Blocks, each with the part that it shows."""

MOST_BLOCKS = 50
MOST_CHARACTERS = 9500
REFUSED = ("invalid_blocks", "msg_blocks_too_long")
"""Slack's words for blocks that it does not take, whoever is right."""
_ROWS_FIRST: tuple[type[Part], ...] = (Table, Image, Raw)


def characters(found: object) -> int:
    """Characters that people read in a block, or in many."""
    if isinstance(found, dict):
        read = (found[name] for name in ("text", "alt_text") if isinstance(found.get(name), str))
        return sum(map(len, read)) + sum(map(characters, found.values()))
    return sum(map(characters, found)) if isinstance(found, list | tuple) else 0


def fit(made: Made) -> list[dict[str, Any]]:
    """The blocks that fit: rows give way, then links, then details, each from the end.

    The heading, what is wrong, what to do first and the buttons never do.
    """
    for kinds in (_ROWS_FIRST, (Links,)):
        made = _without(made, kinds)
    for at in reversed(range(len(made))):
        if _is_over(made) and _is_detail(made[at][0]):
            made[at] = made[at][0], _first_line(made[at][1])
    return [block for _, block in made[:MOST_BLOCKS]]


def _without(made: Made, kinds: tuple[type[Part], ...]) -> Made:
    kept = list(made)
    for at in reversed(range(len(made))):
        if _is_over(kept) and isinstance(made[at][0], kinds):
            del kept[at]
    return kept


def _is_over(made: Made) -> bool:
    return len(made) > MOST_BLOCKS or is_long(made)


def is_long(made: Made) -> bool:
    """Whether there are too many characters."""
    return sum(characters(block) for _, block in made) > MOST_CHARACTERS


def _is_detail(part: Part) -> bool:
    return isinstance(part, Paragraph) and not (part.name or part.strong)


def _first_line(block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "text": {**block["text"], "text": block["text"]["text"].partition("\n")[0]}}


def slimmer(made: Sequence[dict[str, Any]], text: str) -> Iterator[list[dict[str, Any]]]:
    """What to try when Slack refuses blocks: without pictures, without rows too, text and buttons, text."""
    plainer = [block for block in made if block["type"] != "image"]
    if len(plainer) < len(made):
        yield plainer
    bare = [block for block in plainer if not _has_rows(block)]
    if len(bare) < len(plainer):
        yield bare
    if buttons := [block for block in made if block["type"] == "actions"]:
        # By the name of the heading, it is replaced when that changes.
        said = {"type": "mrkdwn", "text": text, "verbatim": True}
        yield [{"type": "section", "block_id": "heading", "text": said}, *buttons]
    if made:
        yield []


def _has_rows(block: dict[str, Any]) -> bool:
    return block["type"] == "section" and "```" in block["text"]["text"]
