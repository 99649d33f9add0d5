"""``parse``: fields out of a text, by a glob or a regex."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from monitoring.insights.engine.expressions import compile_expression
from monitoring.insights.engine.extracting import check_rows
from monitoring.insights.engine.regexes import compile_regex
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Scope, Stage
from monitoring.insights.tree import Parse, ParseMany, Regex, String
from monitoring.insights.values import to_text

_NO_MATCH: Final = "parse did not match some texts: their rows stay, without its fields, as AWS says"

Extract: TypeAlias = Callable[[str], tuple[str | None, ...] | None]


def compile_parse(parse: Parse, scope: Scope) -> Stage:
    """Adds the fields of the glob or regex; they are missing where it does not match."""
    read = compile_expression(parse.source, scope)
    extract = glob_extractor(parse.pattern) if isinstance(parse.pattern, String) else _regex(parse.pattern)
    names = parse.names
    nothing = (None,) * len(names)
    for name in names:
        scope.make(name)
    scope.show(names)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            text = to_text(read(row))
            found = None if text is None else extract(text)
            if found is None and text is not None:
                scope.warn(_NO_MATCH, parse)
            row.update(zip(names, found or nothing, strict=True))
            yield row

    return run


def compile_multi(parse: ParseMany, scope: Scope) -> Stage:
    """A row for each match of the regex (documented); one without its fields where nothing matches."""
    assert isinstance(parse.pattern, Regex)
    read = compile_expression(parse.source, scope)
    search = compile_regex(parse.pattern.pattern).finditer
    groups = _places(parse.pattern)
    for name in parse.names:
        scope.make(name)
    scope.show(parse.names)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        made = 0
        for row in rows:
            text = to_text(read(row))
            found = [] if text is None else [[each.group(at) for at in groups] for each in search(text)]
            if not found and text is not None:
                scope.warn(_NO_MATCH, parse)
            made = check_rows(made + max(len(found) - 1, 0), parse)
            for values in found or [[None] * len(groups)]:
                spread = row.copy()
                spread.update(zip(parse.names, values, strict=True))
                yield spread

    return run


def _places(regex: Regex) -> list[int]:
    """The places of the groups that have names."""
    return [place for place, name in enumerate(regex.names, 1) if name is not None]


def _regex(regex: Regex) -> Extract:
    search = compile_regex(regex.pattern).search
    groups = _places(regex)

    def extract(text: str) -> tuple[str | None, ...] | None:
        match = search(text)
        return None if match is None else tuple([match.group(place) for place in groups])

    return extract


def glob_extractor(glob: String) -> Extract:
    """What each ``*`` stands for: as little as possible, the last, at the end of the glob, all the rest.

    What comes before the first ``*`` may stand anywhere in the text (documented examples).
    """
    before, *literals = glob.value.split("*")

    def extract(text: str) -> tuple[str | None, ...] | None:
        start = text.find(before)
        if start < 0:
            return None
        start += len(before)
        found: list[str] = []
        for literal in literals:
            end = text.find(literal, start) if literal else _end(text, start, found, literals)
            if end < 0:
                return None
            found.append(text[start:end])
            start = end + len(literal)
        return tuple(found)

    return extract


def _end(text: str, start: int, found: list[str], literals: list[str]) -> int:
    """An empty literal: the end of the text after the last ``*``, nothing between two of them."""
    return len(text) if len(found) == len(literals) - 1 else start
