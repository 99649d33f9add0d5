"""libyaml's errors in plain words, with a way out."""

from collections.abc import Callable
from typing import Final, NamedTuple

from yaml import MarkedYAMLError, YAMLError

from monitoring.yamltext.lines import indentation, line_above, line_from, line_start
from monitoring.yamltext.problem import Complaint, Problem, shorten

_QUOTE: Final = "put the whole value in quotes"
_INDENT: Final = "indent it"
_SECOND_COLON: Final = ("a second colon with a blank after it stands in this line", _QUOTE)
_MAX_KEY: Final = 1024


class _Spot(NamedTuple):
    """Where libyaml noticed an error, and where what it was reading opened."""

    text: str
    at: int
    opened: int

    def here(self, complaint: Complaint, length: int = 1) -> Problem:
        """A problem where the error was noticed; errors at the end stand at the last character."""
        start = self.at if self.text.startswith("\t", self.at) else self._before_end()
        return Problem((), start, length, *complaint)

    def _before_end(self) -> int:
        return max(0, min(self.at, len(self.text.rstrip()) - 1))

    def there(self, complaint: Complaint, length: int = 1) -> Problem:
        """A problem where things opened."""
        return Problem((), self.opened, length, *complaint)

    def before(self) -> str:
        """What stands before it on its line."""
        return self.text[line_start(self.text, self.at) : self.at]


def _looks_like_entry(line: str) -> bool:
    """Whether a line without an entry has a colon that may have been meant as one."""
    found = [at for at in (line.find(":"), line.find("：")) if at > 0]
    return bool(found) and ": " not in line and "://" not in line and line[0] not in "-#\"'"


def explain_error(text: str, error: YAMLError) -> Problem:
    """The problem an error of libyaml is about, by offset in ``text``."""
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Problem((), 0, 1, f"YAML cannot read this: {shorten(str(error), 80)}", "correct it")
    at: int = error.problem_mark.index
    spot = _Spot(text, at, error.context_mark.index if error.context_mark is not None else at)
    say = _say_directive if error.context == "while scanning a directive" else _SAY.get(error.problem or "")
    if say is not None:
        return say(spot)
    return spot.here((f"YAML cannot read this: {error.problem}", f"correct it; if it is text, {_QUOTE}"))


def is_misfit(problem: Problem) -> bool:
    """Whether a problem is about indentation, and may come from a tab further up."""
    return problem.fix.startswith(_INDENT)


def no_entry(text: str, start: int) -> Problem:
    """A line among the entries of a mapping that is none, with the usual reasons."""
    line = line_from(text, start)
    message = f"`{shorten(line)}` is no `key: value`"
    if "\xa0" in line or "\u3000" in line:
        fix = "use ordinary blanks: here is a full-width or no-break one"
    elif "：" in line:
        fix = "write a half-width colon and a blank instead of `：`"
    elif ":" in line:
        fix = "write a blank after the colon"
    else:
        fix = "write a colon and a blank after the key; if it continues a text above, indent it"
    return Problem((), start, max(1, len(line)), message, fix)


def _say_no_entry(spot: _Spot) -> Problem:
    return no_entry(spot.text, spot.opened)


def _say_colon(spot: _Spot) -> Problem:
    before = spot.before().lstrip()
    if len(before) > _MAX_KEY:
        return spot.here((f"a key is longer than {_MAX_KEY} characters", "write a shorter key"))
    if ": " in before:
        return spot.here(_SECOND_COLON)
    above = line_above(spot.text, spot.at - len(spot.before()))
    if _looks_like_entry(above.text):
        return no_entry(spot.text, above.start)
    fix = f"{_INDENT} like the lines it belongs with, or end the line above with a colon"
    first = spot._replace(at=spot.at - len(before))
    message = f"the key `{shorten(before)}` stands below a line that already has its value"
    return first.here((message, fix), len(before))


def _say_misfit(spot: _Spot) -> Problem:
    length = max(1, len(line_from(spot.text, spot.at)))
    if spot.text[spot.at : spot.at + 1] == ":":
        return spot.here(("a key is missing before this colon", "write a name before it"))
    if spot.before().strip():
        fix = f"{_QUOTE}, once around all of it"
        return spot.here(("text follows a value that has already ended", fix), length)
    fix = f"{_INDENT} exactly like the entries it belongs with"
    return spot.here(("the indentation of this line fits none of the lines above", fix), length)


def _say_bracket(spot: _Spot) -> Problem:
    opening = spot.text[spot.opened : spot.opened + 1]
    closing = "]" if opening == "[" else "}"
    first, line = line_start(spot.text, spot.opened), line_start(spot.text, spot.at)
    missing = f"a comma or {closing} is missing before this"
    if first == line and spot.text[spot.at :].strip():
        if spot.text[spot.at] == ":":
            return spot.here(_SECOND_COLON)
        if spot.text[spot.at - 1] in "\"'":
            return _say_misfit(spot)
        return spot.here((missing, f"write it; if a text contains , : or brackets, {_QUOTE}"))
    if indentation(spot.text, line) > indentation(spot.text, first):
        start = spot._replace(at=line + indentation(spot.text, line))
        return start.here((missing, "write it at the end of the line above"))
    return spot.there((f"the {opening} that opens here is not closed", f"write {closing} where it ends"))


def _say_start(spot: _Spot) -> Problem:
    sign = spot.text[spot.at : spot.at + 1]
    if sign == "\t":
        return _say_tab(spot)
    return spot.here((f"`{sign}` cannot start a text without quotes", _QUOTE))


def _say_tab(spot: _Spot) -> Problem:
    message = "a tab stands here, and YAML indents with blanks only"
    return spot.here((message, "write two blanks for each tab"))


def _say_quote(spot: _Spot) -> Problem:
    quote = spot.text[spot.opened : spot.opened + 1]
    fix = f"write {quote} where the text ends; if {quote} is text itself, {_QUOTE} of the other kind"
    return spot.there((f"the {quote} that opens here is never closed", fix))


def _say_escape(spot: _Spot) -> Problem:
    start = max(spot.text.rfind("\\", 0, spot.at + 1), 0)
    shown = shorten(spot.text[start : start + 2])
    message = f"`{shown}` is no complete escape inside double quotes"
    return spot._replace(at=start).here((message, "write \\\\ for a backslash, or use single quotes"), 2)


def _say_anchor(spot: _Spot) -> Problem:
    sign = spot.text[spot.opened : spot.opened + 1]
    message = f"a {sign} starts an alias or anchor, and its name is missing"
    return spot.there((message, f"if it is text, {_QUOTE}"))


def _say_tag(spot: _Spot) -> Problem:
    return spot.there(("a ! starts a tag, and values are plain data", f"remove it; if it is text, {_QUOTE}"))


def _say_dash(spot: _Spot) -> Problem:
    fix = f"start the list on the next line; if the - is text, {_QUOTE}"
    return spot.here(("a list cannot start on the line of its key", fix))


def _say_question(spot: _Spot) -> Problem:
    return spot.here(("a ? with a blank after it starts a key", f"remove it; if it is text, {_QUOTE}"))


def _say_missing(spot: _Spot) -> Problem:
    if not spot.text[spot.at :].strip():
        message = "the text ends here, where a bracket is still open"
        return spot.here((message, "close it, or write what is missing"))
    fix = f"write the value; if the sign is text, {_QUOTE}"
    return spot.here(("a value is missing before this sign", fix))


def _say_header(spot: _Spot) -> Problem:
    before = spot.before().strip()
    if before and not before.strip("|>"):
        return no_entry(spot.text, spot.at - len(spot.before().lstrip()))
    fix = f"start the text on the next line, indented; if the | or > is text, {_QUOTE}"
    return spot.here(("something stands on the line of a | or > that does not belong there", fix))


def _say_directive(spot: _Spot) -> Problem:
    return spot.there(("a % at the start of a line is a directive, which no file needs", "remove it"))


def _say_end(spot: _Spot) -> Problem:
    """What began the text has ended: by its indentation, or because it was a bare text."""
    start = len(spot.text) - len(spot.text.lstrip())
    first = line_from(spot.text, start)
    if first.startswith("- ") or ": " in first:
        return _say_misfit(spot)
    if first[:1] not in "[{'\"-%#":
        return no_entry(spot.text, start)
    return spot.here(("this stands after the end of the document", "remove it, or indent it like the rest"))


_SAY: Final[dict[str, Callable[[_Spot], Problem]]] = {
    "block sequence entries are not allowed in this context": _say_dash,
    "could not find expected ':'": _say_no_entry,
    "did not find URI escaped octet": _say_tag,
    "did not find expected '!'": _say_tag,
    "did not find expected ',' or ']'": _say_bracket,
    "did not find expected ',' or '}'": _say_bracket,
    "did not find expected '-' indicator": _say_misfit,
    "did not find expected <document start>": _say_end,
    "did not find expected alphabetic or numeric character": _say_anchor,
    "did not find expected comment or line break": _say_header,
    "did not find expected hexdecimal number": _say_escape,
    "did not find expected key": _say_misfit,
    "did not find expected node content": _say_missing,
    "did not find expected tag URI": _say_tag,
    "did not find expected whitespace or line break": _say_tag,
    "did not find the expected '>'": _say_tag,
    "found a tab character that violates indentation": _say_tab,
    "found a tab character where an indentation space is expected": _say_tab,
    "found an indentation indicator equal to 0": _say_header,
    "found character that cannot start any token": _say_start,
    "found invalid Unicode character escape code": _say_escape,
    "found duplicate %YAML directive": _say_directive,
    "found incompatible YAML document": _say_directive,
    "found undefined tag handle": _say_tag,
    "found unexpected document indicator": _say_quote,
    "found unexpected end of stream": _say_quote,
    "found unknown escape character": _say_escape,
    "mapping keys are not allowed in this context": _say_question,
    "mapping values are not allowed in this context": _say_colon,
}
