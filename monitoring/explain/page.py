"""A check's page: its module's docstring, taken apart.

The first line says what is wrong. Blocks follow, each begun by its name at the line's start: ``Why:``,
``Fix:``, ``Bad:`` and ``Good:``; the last two are indented YAML.
"""

from textwrap import dedent, fill, indent
from typing import Final, NamedTuple

BLOCKS: Final = ("Why", "Fix", "Bad", "Good")
_CODE: Final = ("Bad", "Good")


class Page(NamedTuple):
    """What `monitoring explain` says of one check; a block that its docstring lacks is empty."""

    name: str
    summary: str
    why: str
    fix: str
    bad: str
    good: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts that are not written yet."""
        return tuple(part for part in self._fields if not getattr(self, part))


def read_page(name: str, docstring: str) -> Page:
    """The page that a docstring holds."""
    first, _, rest = docstring.strip().partition("\n")
    blocks: dict[str, list[str]] = {"": []}
    current = ""
    for line in rest.splitlines():
        word, colon, text = line.partition(":")
        if colon and word in BLOCKS:
            current = word
            blocks[current] = [text.strip()]
        else:
            blocks[current].append(line)
    return Page(name, first.strip(), *(_block(block, blocks) for block in BLOCKS))


def _block(block: str, blocks: dict[str, list[str]]) -> str:
    lines = blocks.get(block, [])
    if block in _CODE:
        return dedent("\n".join(lines)).strip("\n")
    paragraphs = "\n".join(line.strip() for line in lines).strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in paragraphs)


def to_markdown(page: Page) -> str:
    """The page without its heading."""
    parts = [page.summary]
    parts += [f"**Why:** {page.why}"] if page.why else []
    parts += [f"**Fix:** {page.fix}"] if page.fix else []
    parts += [f"Bad:\n\n```yaml\n{page.bad}\n```"] if page.bad else []
    parts += [f"Good:\n\n```yaml\n{page.good}\n```"] if page.good else []
    return "\n\n".join(parts) + "\n"


def to_text(page: Page, width: int = 88) -> str:
    """The page for a terminal."""
    parts = [wrap_text(f"{page.name}: {page.summary}", width)]
    for label, text in (("Why", page.why), ("Fix", page.fix)):
        parts += [wrap_text(f"{label}: {text}", width)] if text else []
    for label, code in (("Bad", page.bad), ("Good", page.good)):
        parts += [f"{label}:\n\n{indent(code, '    ')}"] if code else []
    return "\n\n".join(parts) + "\n"


def wrap_text(text: str, width: int) -> str:
    """Paragraphs in lines; words and what stands in backquotes are never broken."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(
        fill(part, width, break_on_hyphens=False, break_long_words=False) for part in paragraphs
    )
