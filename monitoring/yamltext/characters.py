"""From bytes to characters: encoding, characters that nobody can see, tabs."""

import re
from itertools import islice
from typing import Final

from monitoring.yamltext.problem import MAX_PROBLEMS, Problem

# What YAML does not allow, and line breaks that libyaml counts and editors do not.
_INVISIBLE: Final = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\ufeff\\ufffe\\uffff]"
)
_KANA: Final = re.compile("[\\u3041-\\u3096\\u30a1-\\u30fa]{2}")
_JAPANESE: Final = re.compile("[\u3041-\u30fa\u4e00-\u9fff]")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_ENCODE: Final = "save the file as UTF-8"
_NAMES: Final = {0x2028: "line separator", 0x2029: "paragraph separator", 0xFEFF: "byte order mark"}
_CONFLICT_MARK: Final = re.compile(r"^(?:<{7} .*|={7}\r?|>{7} .*)$", re.MULTILINE)
_BLOCK_HEADER: Final = r"(?:^|[\s:?-])[ \t](?:[&!]\S+[ \t]+)*[|>][-+0-9]{0,2}(?:[ \t]+#.*)?$"


def decode_text(raw: bytes) -> tuple[str, list[Problem]]:
    """UTF-8 text, with or without byte order mark; undecodable bytes become replacement characters."""
    if raw.count(0) * 4 > len(raw) and raw[:2] not in _UTF_16:
        text = raw.decode("utf-8-sig", errors="replace")
        return text, [Problem((), 0, 1, "the file looks like UTF-16: it is full of zero bytes", _ENCODE)]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        text = raw.decode("utf-8-sig", errors="replace")
        bad = error.object[error.start]
        start = len(error.object[: error.start].decode("utf-8"))
        message = f"the byte 0x{bad:02X} here is not UTF-8{_guess_encoding(raw)}"
        return text, [Problem((), start, 1, message, _ENCODE)]


def _guess_encoding(raw: bytes) -> str:
    if raw[:2] in _UTF_16:
        return "; the file looks like UTF-16"
    if _KANA.search(_decoded(raw, "euc_jp")):
        return "; the file looks like EUC-JP"
    text = _decoded(raw, "cp932")
    is_japanese = _JAPANESE.search(text) and not _INVISIBLE.search(text)
    return "; the file looks like Shift_JIS" if is_japanese else ""


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


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
    code = ord(match[0])
    surrogate = 0xD800 <= code <= 0xDFFF
    name = _NAMES.get(code, "lone surrogate" if surrogate else "control character")
    fix = "remove it" if surrogate else f'remove it, or write "\\u{code:04X}" inside double quotes'
    return Problem((), match.start(), 1, f"the invisible {name} U+{code:04X} is not allowed", fix)


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
    for mark in _CONFLICT_MARK.finditer(text):
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
