"""Series in compact notation: `30x10 46 _x5 1+2x3 (0x36 1x4)x2 s every 5 m`.

====================  =================================================================================
``46``                one value
``30x10``             ten times 30
``_``, ``_x5``        no value, five times
``1+2x3``, ``9-1x4``  three values from 1 on, each 2 more; four values, each 1 less
``(0x36 1x4)``        forty samples at the same time, as forty requests in one minute are
``(1 2)x3``           the same two samples three times
``s``                 the unit of all values, at the end; without it they are in the metric's own
``every 5 m``         the time between two values, last of all
====================  =================================================================================

`x` says how many values there are. (In promtool it says how many more.)
"""

from collections.abc import Iterator
from re import Match
from re import compile as regex
from typing import Final, NamedTuple

from monitoring.aws.units import UNITS
from monitoring.suggest import did_you_mean
from monitoring.testing.moments import read_length

MOST: Final = 400_000
"""Values, and samples, that one series may have: three series of 90 days by the minute, in one test."""

_NUMBER = r"[+-]?\d{1,15}(?:\.\d{1,12})?(?:e[+-]?\d{1,2})?"
_ITEM = regex(
    rf"(?:(?P<missing>_)|(?P<first>{_NUMBER})(?P<step>[+-]\d{{1,15}}(?:\.\d{{1,12}})?)?)(?:x(?P<times>\d{{1,9}}))?"
)
_TOKEN = regex(r"\(|\)(?:x\d{1,9})?|[^\s()]+")
_CLOSE = regex(r"\)(?:x(\d{1,9}))?")


class NotationError(ValueError):
    """A series that cannot be read; offset and length are characters of its text."""

    def __init__(self, message: str, fix: str, offset: int, length: int) -> None:
        super().__init__(message)
        self.fix = fix
        self.span = (offset, max(1, length))


class Run(NamedTuple):
    """``times`` values in a row: the samples of the first one, and what each next one has more."""

    samples: tuple[float, ...]
    step: float
    times: int


class Values(NamedTuple):
    """A series: its runs, its unit (empty: the metric's) and seconds between values (None: the test's)."""

    runs: tuple[Run, ...]
    unit: str
    every: int | None

    def __len__(self) -> int:
        return sum(run.times for run in self.runs)

    def expand(self) -> Iterator[tuple[float, ...]]:
        """The samples of each value; none for a missing one."""
        for samples, step, times in self.runs:
            for index in range(times):
                yield tuple(sample + index * step for sample in samples) if step else samples


def read_values(text: str) -> Values:
    """Read the notation; raises NotationError."""
    body, every = _split_every(text)
    tokens = list(_TOKEN.finditer(body))
    unit = _unit(tokens)
    runs = tuple(_runs(tokens[:-1] if unit else tokens))
    if not runs:
        raise NotationError("the series has no values", "write values, such as `0x10 5 _x3`", 0, len(text))
    _refuse_huge(runs, len(text))
    return Values(runs, unit, every)


def _split_every(text: str) -> tuple[str, int | None]:
    body, word, length = text.partition("every")
    if not word:
        return text, None
    seconds = read_length(length.strip())
    if not seconds:
        fix = "write it like `every 5 m`, at the end"
        raise NotationError(f"`every{length}` says no length of time", fix, len(body), len(word + length))
    return body, seconds


def _unit(tokens: list[Match[str]]) -> str:
    """The last word when it is a unit, or looks like one."""
    word = tokens[-1][0] if tokens else ""
    if not word or _ITEM.fullmatch(word) or word[0] in "()0123456789+-_.":
        return ""
    if word not in UNITS:
        raise NotationError(f"`{word}` is no unit", did_you_mean(word, UNITS), *_span(tokens[-1]))
    return word


def _runs(tokens: list[Match[str]]) -> Iterator[Run]:
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token[0] == "(":
            end = _closing(tokens, position)
            yield _group(tokens[position : end + 1])
            position = end + 1
        else:
            yield _item(token)
            position += 1


def _closing(tokens: list[Match[str]], opening: int) -> int:
    for position in range(opening + 1, len(tokens)):
        word = tokens[position][0]
        if word == "(":
            fix = "write the samples of one value side by side: `(0x36 1x4)`"
            raise NotationError("a bracket inside a bracket", fix, *_span(tokens[position]))
        if word[0] == ")":
            return position
    fix = "close it: `(0x36 1x4)`"
    raise NotationError("this bracket is never closed", fix, *_span(tokens[opening]))


def _group(tokens: list[Match[str]]) -> Run:
    """Samples of one value, in brackets."""
    runs = [_item(token) for token in tokens[1:-1]]
    if sum(run.times for run in runs) > MOST:
        raise NotationError(f"more than {MOST:,} samples", "write fewer", *_span(tokens[0]))
    samples = tuple(each for run in runs for one in Values((run,), "", None).expand() for each in one)
    if not samples:
        raise NotationError("a bracket without samples", "write `_` for a missing value", *_span(tokens[0]))
    times = _CLOSE.fullmatch(tokens[-1][0])
    return Run(samples, 0.0, int(times[1]) if times and times[1] else 1)


def _item(token: Match[str]) -> Run:
    match = _ITEM.fullmatch(token[0])
    if match is None:
        fix = "write values like `46`, `30x10`, `_x5`, `1+2x3` or `(0x36 1x4)`"
        raise NotationError(f"`{token[0][:40]}` is no value", fix, *_span(token))
    times = int(match["times"]) if match["times"] else 1
    samples = () if match["missing"] else (float(match["first"]),)
    return Run(samples, float(match["step"] or 0), times)


def _refuse_huge(runs: tuple[Run, ...], length: int) -> None:
    values = sum(run.times for run in runs)
    samples = sum(run.times * len(run.samples) for run in runs)
    if max(values, samples) > MOST:
        message = f"the series has {max(values, samples):,} values; {MOST:,} are the most"
        raise NotationError(message, "write fewer, or `every 1 h`", 0, length)


def _span(token: Match[str]) -> tuple[int, int]:
    return token.start(), len(token[0])
