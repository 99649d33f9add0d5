r"""Regular expressions between percent signs: the alphabet AWS allows, run by RE2.

Source: Amazon CloudWatch Logs User Guide, "Filter pattern syntax", "Supported regular expressions (regex)
syntax". Letters, digits, ``: _ # = @ / ; , -`` and the operators ``^ $ ? [ ] { } | \ * + .`` are allowed, and
the blank, which only an example there has. No brackets ``( )``, no multibyte characters.
"""

import re
from collections.abc import Callable
from typing import Final

from monitoring.patterns.errors import Note, PatternError, UnspecifiedPattern
from monitoring.patterns.scanner import WORD, Scanner

MAX_REGEXES: Final = 2
"""Regular expressions in a pattern (same page, "Quotas")."""

_ALLOWED: Final = WORD | frozenset(r":#=@/;,-^$?[]{}|\*+. ")
_ESCAPES: Final = r"\\(x[0-9A-Fa-f]{2}|[dDsSwW]|[^A-Za-z0-9]|.?)"
_LOOSE_COUNT: Final = r"\{\d*(?:\s+,?|,\s+)[\d\s]*\}"
_NO_MINIMUM: Final = r"(?<!\\)\{,(\d+)\}"
_MEMORY: Final = 4_000_000

Search = Callable[[str], bool]


def take_regex(scanner: Scanner, notes: list[Note]) -> Search:
    """Read ``%..%`` and compile it; raises PatternError."""
    start = scanner.at
    end = scanner.text.find("%", start + 1)
    if end < 0:
        raise scanner.error("this regular expression is never closed", "close it with `%`")
    body, scanner.at = scanner.text[start + 1 : end], end + 1
    if not body:
        raise scanner.error("an empty regular expression", "write it between the percent signs", start)
    _check_alphabet(body, start + 1)
    _check_escapes(body, start + 1)
    if " " in body:
        message = "AWS's list of characters in a regular expression has no blank, only an example has one"
        notes.append(Note(message, r"write `\s`", start + 1 + body.index(" "), 1))
    return _compile(body, start)


def _check_alphabet(body: str, start: int) -> None:
    for place, sign in enumerate(body):
        if sign in _ALLOWED:
            continue
        fix = rf"write `\x{ord(sign):02X}`" if sign.isascii() else "search for the characters around it"
        if sign in "()":
            fix += f", or do without `{sign}`: groups are not supported"
        raise PatternError(f"a regular expression cannot hold `{sign}`", start + place, 1, fix)


def _check_escapes(body: str, start: int) -> None:
    for found in re.finditer(_ESCAPES, body):
        known = found[1][:1]
        if not known:
            raise PatternError("a backslash with nothing to escape", start + found.start(), 1, r"write `\\`")
        if known == "x" and len(found[1]) < 3:
            fix = r"write it like `\x3A`"
            raise PatternError(r"`\x` needs two hexadecimal digits", start + found.start(), 2, fix)
        if known.isalnum() and known not in "dDsSwWx":
            message = f"AWS does not say what `{found[0]}` means in a regular expression"
            fix = r"take one of `\d \D \s \S \w \W \xhh`, or no backslash"
            raise UnspecifiedPattern(message, start + found.start(), 2, fix)
    if loose := re.search(_LOOSE_COUNT, body):
        message = f"AWS does not say what blanks mean in `{loose[0]}`"
        fix = f"write `{''.join(loose[0].split())}`"
        raise UnspecifiedPattern(message, start + loose.start(), len(loose[0]), fix)


def _compile(body: str, start: int) -> Search:
    import re2  # a pattern without regular expressions does not pay for it

    options = re2.Options()
    options.log_errors, options.max_mem, options.never_capture = False, _MEMORY, True
    try:
        search = re2.compile(re.sub(_NO_MINIMUM, r"{0,\1}", body), options).search
    except re2.error as problem:
        said = problem.args[0] if problem.args else ""
        reason = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        message = f"this regular expression cannot be read: {reason}"
        raise PatternError(message, start, len(body) + 2, "correct it") from None

    def found(text: str) -> bool:
        # Bytes spare RE2's wrapper a count of characters for positions that nobody asks for.
        return search(text.encode(errors="surrogatepass")) is not None

    return found
