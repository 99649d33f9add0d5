"""Patterns for lines without structure: terms, phrases, optional and excluded terms, one regular expression.

Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax", unstructured log events. A term matches
anywhere, within a longer word too: in the API Reference's examples (TestMetricFilter) ``Exception`` matches
``InvalidQueryException``, and ``"admin"`` was observed to match ``fsxadmin``. Unquoted terms with other signs
than letters, digits and ``_`` were observed to be refused ("Invalid character(s) in term").
"""

from collections.abc import Callable
from typing import Final

import msgspec

from monitoring.patterns.errors import Note, UnspecifiedPattern
from monitoring.patterns.regexes import take_regex
from monitoring.patterns.scanner import WORD, Scanner
from monitoring.patterns.verdict import EXCLUDED, NO, YES, Condition, doubtful

_STRETCH: Final = r'[^\s"]+'


class Term(msgspec.Struct, frozen=True):
    """One term: ``sign`` is ``?``, ``-`` or empty; an empty ``text`` is in every line."""

    sign: str
    text: str
    offset: int
    length: int


class Terms(msgspec.Struct, frozen=True):
    """The terms of a pattern by their meaning."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]
    excluded: tuple[str, ...]

    @property
    def ignores(self) -> bool:
        """Whether its optional terms stand beside others, and so have no effect."""
        return bool(self.optional and (self.needed or self.excluded))


def read_terms(text: str, notes: list[Note]) -> Condition[str]:
    """The condition a pattern of terms sets; raises PatternError."""
    scanner = Scanner(text)
    scanner.skip_blanks()
    if scanner.sign == "%":
        return _standalone(scanner, notes)
    found: list[Term] = []
    while scanner.sign:
        found.append(_take_term(scanner))
        scanner.skip_blanks()
    notes += ignored_terms(found)
    return _condition(_sorted(found))


def _standalone(scanner: Scanner, notes: list[Note]) -> Condition[str]:
    search = take_regex(scanner, notes)
    scanner.skip_blanks()
    if scanner.sign:
        message = "AWS does not say what a regular expression beside other terms means"
        fix = "let it stand alone; `|` within it says or"
        raise UnspecifiedPattern(message, scanner.at, len(scanner.text) - scanner.at, fix)
    return Condition(search, search)


def _take_term(scanner: Scanner) -> Term:
    start = scanner.at
    sign = scanner.take("?", "-")
    if scanner.sign == '"':
        text = scanner.take_phrase()
        text = text if text.strip() else ""  # `" "` matches everything, lines without a blank too
    elif scanner.sign == "%":
        message = "AWS does not say what a regular expression beside other terms means"
        raise UnspecifiedPattern(message, scanner.at, 1, "let it stand alone")
    else:
        text = _take_word(scanner, start)
    if scanner.sign and not scanner.sign.isspace():
        raise scanner.error("a blank is missing between two terms", "put a blank here")
    return Term(sign, text, start, scanner.at - start)


def _take_word(scanner: Scanner, start: int) -> str:
    word = scanner.take_while(WORD)
    rest = scanner.take_match(_STRETCH)
    if not rest and word:
        return word
    body = word + rest
    if not body:
        raise scanner.error(
            f"`{scanner.text[start : scanner.at]}` without a term", "put the term behind it", start
        )
    wrong = next(sign for sign in body if not (sign.isascii() and (sign.isalnum() or sign == "_")))
    escaped = body.replace("\\", "\\\\")
    fix = f'write "{escaped}" with quotes'
    if body.replace("_", "a").isalnum():
        message = f"AWS does not say whether the term `{body}` may stand without quotes"
        raise UnspecifiedPattern(message, start, scanner.at - start, fix)
    raise scanner.error(f"invalid character `{wrong}` in the term `{body}`", fix, start)


def ignored_terms(terms: list[Term]) -> list[Note]:
    """A note for each optional term that stands beside others."""
    if all(term.sign == "?" for term in terms):
        return []
    message = "this optional term has no effect: with others beside them, all `?` terms are ignored"
    fix = "make all terms optional, or use a regular expression: `%one|two%`"
    return [Note(message, fix, term.offset, term.length, ignored=True) for term in terms if term.sign == "?"]


def _sorted(terms: list[Term]) -> Terms:
    def signed(sign: str) -> tuple[str, ...]:
        return tuple(term.text for term in terms if term.sign == sign)

    return Terms(signed(""), signed("?"), signed("-"))


def _condition(terms: Terms) -> Condition[str]:
    holds = _test(terms)
    if terms.needed or not (terms.optional and terms.excluded):
        return Condition(holds, holds)

    def judge(message: str) -> int:
        if holds(message):
            return YES
        seen = any(term in message for term in terms.optional)
        return doubtful(EXCLUDED, False) if seen else NO

    return Condition(judge, holds)


def _test(terms: Terms) -> Callable[[str], bool]:
    needed, optional, excluded = terms.needed, terms.optional, terms.excluded
    if optional and not terms.ignores:
        return lambda message: any(term in message for term in optional)
    if len(needed) == 1 and not excluded:
        only = needed[0]
        return lambda message: only in message
    return lambda message: (
        all(term in message for term in needed) and not any(term in message for term in excluded)
    )
