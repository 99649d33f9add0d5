"""Property selectors: ``$.a.b``, ``$.a[0]``, ``$.a[*]``, ``$.*`` and ``$.['a.b']``.

Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax", JSON log events: names are letters,
digits, ``-`` and ``_``; a name with other signs stands in brackets and single quotes; at most one wildcard in
a selector.
"""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import msgspec

from monitoring.patterns.errors import UnspecifiedPattern
from monitoring.patterns.scanner import NAME, Scanner

ANY_ELEMENT: Final = -1
ANY_MEMBER: Final = -2
Step: TypeAlias = str | int
"""A member's name, an element's index, or one of the two wildcards."""

_QUOTED: Final = r"\['[^']*'\]"
_INDEX: Final = r"\[\s*(?:[0-9]{1,9}|\*)\s*\]"
_ODD_INDEX: Final = r"\[[^\]]*\]?"
MISSING: Final = object()


class Selector(msgspec.Struct, frozen=True):
    """A selector as steps from the root, and its place in the pattern."""

    steps: tuple[Step, ...]
    offset: int
    length: int

    @property
    def wild(self) -> bool:
        """Whether it has a wildcard."""
        return ANY_ELEMENT in self.steps or ANY_MEMBER in self.steps

    @property
    def name(self) -> str | None:
        """Its members as Logs Insights writes them, ``error.code``; None with an index or a wildcard."""
        names = [step for step in self.steps if isinstance(step, str)]
        return ".".join(names) if len(names) == len(self.steps) else None

    def find(self, root: Any) -> list[Any]:
        """The values it leads to; none when there are none."""
        return list(_walk(root, self.steps))


def take_selector(scanner: Scanner) -> Selector:
    """Read a selector; raises PatternError."""
    start = scanner.at
    if not scanner.take("$"):
        raise scanner.error("a property selector is missing here", "write it like `$.error.code`")
    if scanner.sign == "[":
        message = "AWS documents selectors that begin with `$.` only"
        raise UnspecifiedPattern(message, start, 2, "write `$.` and a name, or `$.['a name']`")
    steps: list[Step] = []
    while scanner.sign in (".", "["):
        steps.append(_take_step(scanner))
    if not steps:
        raise scanner.error("a selector is `$`, a point and a name", "write it like `$.error.code`", start)
    selector = Selector(tuple(steps), start, scanner.at - start)
    if sum(step in (ANY_ELEMENT, ANY_MEMBER) for step in steps) > 1:
        raise scanner.error("a selector has at most one wildcard", "name one of the two", start)
    return selector


def _take_step(scanner: Scanner) -> Step:
    start = scanner.at
    if scanner.take("."):
        return _take_member(scanner, start)
    index = scanner.take_match(_INDEX).strip("[]").strip()
    if index:
        return ANY_ELEMENT if index == "*" else int(index)
    odd = scanner.take_match(_ODD_INDEX)
    if odd[1:2] == "'":
        message = "AWS documents a quoted name behind a point only"
        raise UnspecifiedPattern(message, start, len(odd), f"write `.{odd}`")
    raise scanner.error(f"`{odd}` is no index", "write a number from 0, or `*` for any element", start)


def _take_member(scanner: Scanner, start: int) -> Step:
    if scanner.take("*"):
        return ANY_MEMBER
    if quoted := scanner.take_match(_QUOTED):
        return quoted[2:-2]
    name = scanner.take_while(NAME)
    if not name or scanner.sign in tuple(":@/#'\""):
        scanner.at += bool(scanner.sign)
        fix = "put the name in brackets and single quotes: `$.['a:b']`"
        raise scanner.error("a name here is letters, digits, - and _", fix, start)
    return name


def read_selector(text: str) -> Selector:
    """A selector on its own, as metric values and dimensions have it; raises PatternError."""
    scanner = Scanner(text.strip())
    selector = take_selector(scanner)
    if scanner.sign:
        raise scanner.error("this does not belong to the selector", "remove it")
    if selector.wild:
        message = "AWS does not say which of several values a wildcard takes here"
        raise UnspecifiedPattern(message, 0, len(text), "name one of them")
    return selector


def plain_value(root: Any, steps: tuple[Step, ...]) -> Any:
    """The value behind steps without wildcards; ``MISSING`` when there is none."""
    for step in steps:
        if root.__class__ is dict:
            root = root.get(step, MISSING)
        elif root.__class__ is list and step.__class__ is int and step < len(root):
            root = root[step]
        else:
            return MISSING
    return root


def _walk(root: Any, steps: tuple[Step, ...]) -> Iterator[Any]:
    for place, step in enumerate(steps):
        if step in (ANY_ELEMENT, ANY_MEMBER):
            children = _children(root, step)
            for child in children:
                yield from _walk(child, steps[place + 1 :])
            return
        root = plain_value(root, (step,))
        if root is MISSING:
            return
    yield root


def _children(root: Any, wildcard: Step) -> list[Any]:
    if wildcard == ANY_ELEMENT:
        return root if isinstance(root, list) else []
    return list(root.values()) if isinstance(root, dict) else []
