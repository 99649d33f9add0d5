"""``parse csv``, ``parse logfmt`` and ``json``: fields out of texts that have a format.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html
"""

from collections.abc import Iterable, Iterator
from re import DOTALL
from re import compile as regex
from typing import Final

from monitoring.insights.discovery.leaves import read_leaf
from monitoring.insights.engine.expressions import compile_expression, follow
from monitoring.insights.engine.row import Row
from monitoring.insights.engine.scope import Scope, Stage
from monitoring.insights.functions.structures import parse_json
from monitoring.insights.tree import ParseCsv, ParseJson, ParseLogfmt
from monitoring.insights.values import Value, to_text

_QUOTED_VALUE: Final = "AWS does not say how parse csv reads quotes; as RFC 4180 does here"
_OTHER_COUNT: Final = (
    "AWS does not say what parse csv gives when there are more or fewer values than names; by place here"
)
_NO_PAIR: Final = "AWS does not say what parse logfmt makes of words without `=`; left out here"
# An opened quote always ends, at the end of the text at the latest: no part is read twice.
_PAIR: Final = regex(r'(?<!\S)([^\s="]+)=(?:"((?:[^"\\]|\\.)*)(?:"|\\?\Z)\S*|(\S*))', DOTALL)
_ESCAPED: Final = regex(r'\\(["\\])')


def compile_csv(parse: ParseCsv, scope: Scope) -> Stage:
    """Each value between commas becomes the field of its place (documented)."""
    read = compile_expression(parse.source, scope)
    names = parse.names
    for name in names:
        scope.make(name)
    scope.show(names)

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            text = to_text(read(row))
            values = [] if text is None else _split_csv(text)
            if text is not None and '"' in text:
                scope.warn(_QUOTED_VALUE, parse)
            if text is not None and len(values) != len(names):
                scope.warn(_OTHER_COUNT, parse)
            row.update(dict.fromkeys(names))
            row.update(zip(names, values, strict=False))
            yield row

    return run


def _split_csv(text: str) -> list[str]:
    text = text.rstrip("\r\n")
    if '"' not in text:
        return text.split(",")
    values: list[str] = []
    place = 0
    while place <= len(text):
        quoted, start = _read_quoted(text, place) if text.startswith('"', place) else ("", place)
        end = text.find(",", start)
        end = len(text) if end < 0 else end
        values.append(quoted + text[start:end])
        place = end + 1
    return values


def _read_quoted(text: str, place: int) -> tuple[str, int]:
    """A value in quotes, in which two stand for one, and where it ends: with the text if never closed."""
    pieces: list[str] = []
    start = place + 1
    while (end := text.find('"', start)) >= 0:
        pieces.append(text[start:end])
        if not text.startswith('"', end + 1):
            return '"'.join(pieces), end + 1
        start = end + 2
    return '"'.join([*pieces, text[start:]]), len(text)


def compile_logfmt(parse: ParseLogfmt, scope: Scope) -> Stage:
    """A map of the ``key=value`` pairs; a value may stand in quotes."""
    read = compile_expression(parse.source, scope)
    scope.make(parse.name)
    scope.show([parse.name])

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            text = to_text(read(row))
            if text is not None and _PAIR.sub("", text).strip():
                scope.warn(_NO_PAIR, parse)
            row[parse.name] = _read_pairs(text or "") or None
            yield row

    return run


def _read_pairs(text: str) -> dict[str, Value]:
    return {
        pair[1]: pair[3] if pair[2] is None else _ESCAPED.sub(r"\1", pair[2]) for pair in _PAIR.finditer(text)
    }


def compile_json(parse: ParseJson, scope: Scope) -> Stage:
    """The member of a JSON text, of a map, or of an object that the log event has under that name."""
    name, keys = parse.source.name, tuple(parse.path.value.split("."))
    if name not in scope.made:
        scope.lists.update((name, f"{name}."))
    read = compile_expression(parse.source, scope)
    scope.make(parse.name)
    scope.show([parse.name])

    def find(row: Row) -> Value:
        value = read(row)
        found = follow(value if isinstance(value, dict | list) else parse_json(value), keys)
        return read_leaf(found) if isinstance(found, bool | str) else found

    def run(rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            row[parse.name] = find(row)
            yield row

    return run
