"""From bytes to characters: encoding, characters that nobody can see, tabs."""

import re
from itertools import islice
from typing import Final

from monitoring.yamltext.problem import MAX_PROBLEMS, Complaint, Problem

# What YAML does not allow, line breaks that libyaml counts and editors do not, and what turns text around.
_HIDDEN: Final = (
    "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069"
    "\\ud800-\\udfff\\ufeff\\ufffe\\uffff"
)
_INVISIBLE: Final = re.compile(f"[{_HIDDEN}]")
_ENCODE: Final = "save the file as UTF-8"
_HIDING_ESCAPE: Final = re.compile(r"\\(?:[0abefrvLPU]|x[01789]|u(?:00[01789]|20[26]|[dDfF]))")
_NAMES: Final = {0x2028: "line separator", 0x2029: "paragraph separator", 0xFEFF: "byte order mark"}
_BLOCK_HEADER: Final = r"(?:^|[\s:?-])[ \t](?:[&!]\S+[ \t]+)*[|>][-+0-9]{0,2}(?:[ \t]+#.*)?$"


def decode_text(raw: bytes) -> tuple[str, list[Problem]]:
    """UTF-8 text, with or without byte order mark; undecodable bytes become replacement characters."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from monitoring.yamltext.encodings import guess_encoding  # only broken files pay for it

        text = raw.decode("utf-8-sig", errors="replace")
        bad = error.object[error.start]
        start = len(error.object[: error.start].decode("utf-8"))
        message = f"the byte 0x{bad:02X} here is not UTF-8{guess_encoding(raw)}"
        return text, [Problem((), start, 1, message, _ENCODE)]
    if raw.count(0) * 4 > len(raw):
        return text, [Problem((), 0, 1, "the file looks like UTF-16: it is full of zero bytes", _ENCODE)]
    return text, []


def replace_invisible(text: str) -> tuple[str, list[Problem]]:
    """Name every invisible character, and put a visible one in its place so that reading can go on."""
    if not _INVISIBLE.search(text):
        return text, []
    matches = islice(_INVISIBLE.finditer(text), MAX_PROBLEMS + 1)
    problems = [_invisible_problem(match) for match in matches]
    return _INVISIBLE.sub(_stand_in, text), problems


def _stand_in(match: re.Match[str]) -> str:
    """A blank, except at the start of a line, where it would change the indentation."""
    before = match.string[match.start() - 1 : match.start()]
    return "_" if before in ("", "\n", "\r") else " "


def _invisible_problem(match: re.Match[str]) -> Problem:
    return Problem((), match.start(), 1, *_complaint(match[0]))


def _complaint(character: str) -> Complaint:
    code = ord(character)
    surrogate = 0xD800 <= code <= 0xDFFF
    name = _NAMES.get(code, "lone surrogate" if surrogate else "control character")
    return f"the invisible {name} U+{code:04X} is not allowed", "remove it"


def may_hide(text: str) -> bool:
    """Whether a text has escapes that can stand for what nobody sees; most texts have none."""
    return _HIDING_ESCAPE.search(text) is not None


def hidden_in(text: str) -> tuple[int, Complaint] | None:
    """Where a value has the first character that only an escape in quotes can write, and what is wrong."""
    match = re.search(f"[\\r{_HIDDEN}]", text)
    return (match.start(), _complaint(match[0])) if match else None


def tab_problems(text: str) -> list[Problem]:
    """Tabs that indent a line, told apart from those inside a block of text (`|`)."""
    problems: list[Problem] = []
    block: int | None = None  # the indentation of the line that opened a block of text
    at = 0
    for line in text.splitlines(keepends=True):
        body = line.lstrip(" ")
        indent = len(line) - len(body)
        if body.strip() and block is not None and indent <= block:
            block = None
        inside = block is not None and indent > block
        if body.startswith("\t") and not inside and len(problems) <= MAX_PROBLEMS:
            problems.append(_tab_problem(body, at + indent))
        if block is None and opens_block(line):
            block = indent
        at += len(line)
    return problems


def conflict_problems(text: str) -> list[Problem]:
    """What a version control system writes where two changes meet: <<<<<<<, =======, >>>>>>>."""
    problems: list[Problem] = []
    start, halved = -1, False
    for mark in re.finditer(r"^(?:<{7} .*|={7}\r?|>{7} .*)$", text, re.MULTILINE):
        sign = mark[0][0]
        if sign == "<":
            start, halved = mark.start(), False
        elif sign == "=":
            halved = True
        elif start >= 0 and halved:
            fix = "keep one of the two sides, and remove the lines of <<<<<<<, ======= and >>>>>>>"
            problems.append(Problem((), start, mark.end() - start, "a merge conflict is left here", fix))
            start = -1
    return problems


def opens_block(line: str) -> bool:
    """Whether a line ends with | or >, so that a block of text follows."""
    return re.search(_BLOCK_HEADER, line.rstrip()) is not None


def _tab_problem(body: str, start: int) -> Problem:
    length = len(body) - len(body.lstrip("\t "))
    message = "a tab indents this line, and YAML indents with blanks only"
    return Problem((), start, length, message, "write two blanks for each tab")
