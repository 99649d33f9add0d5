"""Regular expressions: named groups taken out, the rest proven by RE2, which never runs away."""

from functools import cache
from re import DOTALL, Pattern
from re import compile as regex
from typing import Final

from monitoring.insights.errors import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.tree import Regex

_SPECIAL: Final = frozenset("\\[](){}*+?")
_ESCAPED: Final = frozenset("dwsDWS.+*?|(){}[]^$/-")
_BEYOND_RE2: Final = ("perl operator", "escape sequence", "bad repetition operator", "repetition size")


def read_regex(written: str, offset: int) -> Regex:
    """The regex written between slashes, whose pattern begins at an offset.

    Groups are named ``(?<name>..)`` or ``(?P<name>..)``; a name may have any characters, such as ``@``.

    Raises:
        UnsupportedQuery: for what RE2 does not have: lookaround, backreferences, possessive repetition.
    """
    names: tuple[str | None, ...] = ()
    pattern = written.replace("\\/", "/")
    if not _is_harmless(written):
        pattern, names = _take_names(written)
        _require_distinct(names, offset, len(written))
        _prove(pattern, offset, len(written))
    return Regex(pattern, names, offset=offset - 1, length=len(written) + 2)


def _is_harmless(written: str) -> bool:
    """Whether there are no groups, classes and repetitions, so that RE2 takes it and need not be loaded."""
    first, *others = written.removeprefix("(?i)").split("\\")
    rest = (piece[1:] for piece in others)
    return all(piece[:1] in _ESCAPED for piece in others) and not any(
        map(_SPECIAL.intersection, [first, *rest])
    )


def _take_names(written: str) -> tuple[str, tuple[str | None, ...]]:
    """The pattern with plain groups, and the name of each group."""
    names: list[str | None] = []
    pieces: list[str] = []
    last = 0
    for match in _piece().finditer(written):
        pieces += [written[last : match.start()], _plain_piece(match[0], match["named"])]
        last = match.end()
        if match["named"] or match["plain"]:
            names.append(match["name"])
    return "".join([*pieces, written[last:]]), tuple(names)


@cache
def _piece() -> Pattern[str]:
    return regex(
        r"\\Q.*?(?:\\E|$)|\\."
        r"|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]"
        r"|(?P<named>\(\?P?<(?P<name>[^>=!][^>]*)>)|\(\?|(?P<plain>\()",
        DOTALL,
    )


def _plain_piece(piece: str, named: str | None) -> str:
    if named:
        return "("
    return "/" if piece == "\\/" else piece


def _require_distinct(names: tuple[str | None, ...], offset: int, length: int) -> None:
    given = [name for name in names if name is not None]
    if len(set(given)) < len(given):
        twice = next(name for name in given if given.count(name) > 1)
        message = f"two groups are named {twice!r}, and AWS does not say which one counts; rename one"
        raise UnspecifiedQuery(message, offset, length)


def _prove(pattern: str, offset: int, length: int) -> None:
    import re2  # 10 ms, which queries without regexes need not pay

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as problem:
        reason = problem.args[0] if problem.args else ""
        reason = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        if any(mark in reason for mark in _BEYOND_RE2):
            message = (
                f"this engine's regexes are RE2's, which refuses this one ({reason}); rewrite it without that"
            )
            raise UnsupportedQuery(message, offset, length) from None
        hint = "; a slash within it is written `\\/`" if "missing" in reason else ""
        raise QueryError(f"this regex cannot be read: {reason}{hint}", offset, length) from None
