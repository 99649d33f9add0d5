"""An item of the operations guide has no proof in the file, or an id is not in the guide.

Why: a file with the chapter `guide` is the operations guide. Each item of the guide has an id, and each id is
proved by entries of certain chapters: an alarm for a threshold, a runbook for a procedure, a query for an
investigation, a fact for a setting. Deleting the last entry of an item is an omission that nobody notices
before the audit. An id that the guide does not have is a slip of the pen, in any file. `W` ids are not the
guide's: they watch what carries alarms to people, and a file that uses one of them proves them all.

Fix: write the id into the `guide:` of the entry that implements the item. Where that is a single value, name
its path in the chapter `guide:`.

Bad:

    alarms:
      duration: {guide: [G1.1, G10.4], watch: function-duration-p95}

Good:

    alarms:
      duration: {guide: [G1.1, G10.2], watch: function-duration-p95}
"""

from collections.abc import Iterator
from typing import Final

from monitoring.checks.guide_items import ITEMS, WATCHER, Item, chapter_of, chapters, same_chapter
from monitoring.finding import Finding, Path, error
from monitoring.spec.root import Spec
from monitoring.spec.walk import all_entries

CHECK: Final = "guide-coverage"


def check(spec: Spec) -> Iterator[Finding]:
    """Unknown ids, and items without the entries that prove them."""
    homes: dict[str, set[str]] = {}
    for path, item, chapter in _stated(spec):
        homes.setdefault(item, set()).add(chapter)
        if item not in ITEMS:
            on_key = path[0] == "guide"
            yield error(CHECK, path, f"the guide has no item `{item}`", _known(item), on_key=on_key)
    if spec.guide:
        watched = any(WATCHER.fullmatch(item) for item in homes)
        for item, wanted in ITEMS.items():
            if WATCHER.fullmatch(item) and not watched:
                continue
            yield from _proof(item, wanted, homes.get(item, set()))


def _stated(spec: Spec) -> Iterator[tuple[Path, str, str]]:
    """Where each id stands, and the chapter that this makes its home."""
    for item, paths in spec.guide.items():
        for home in (paths,) if isinstance(paths, str) else paths:
            yield ("guide", item), item, home.partition(".")[0]
    for path, entry in all_entries(spec):
        if isinstance(entry.guide, str):
            yield (*path, "guide"), entry.guide, str(path[0])
        else:
            for index, item in enumerate(entry.guide):
                yield (*path, "guide", index), item, str(path[0])


def _known(item: str) -> str:
    near = same_chapter(item)
    return f"its items here: {', '.join(near)}" if near else f"its chapters: {', '.join(_chapters())}"


def _chapters() -> list[str]:
    return list(dict.fromkeys(map(chapter_of, ITEMS)))


def _proof(item: str, wanted: Item, homes: set[str]) -> Iterator[Finding]:
    for home in wanted.homes:
        if not homes.intersection(chapters(home)):
            where = " or ".join(f"`{chapter}`" for chapter in chapters(home))
            stands = " or ".join(f"`{chapter}`" for chapter in sorted(homes))
            message = f"{item} ({wanted.what}) has no proof in {where}"
            message += f", only in {stands}" if homes else ""
            yield error(CHECK, ("guide",), message, _way_out(item, where, home), on_key=True)


def _way_out(item: str, where: str, home: str) -> str:
    if home == "facts":
        return f"name the fact in the chapter `guide`: `{item}: facts...`"
    return f"write `guide: {item}` on an entry of {where}"
