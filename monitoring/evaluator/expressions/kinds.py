"""What each part of an expression is: a number, a series or an array of series; judged without any values."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from monitoring.evaluator.expressions.errors import MathError, UnspecifiedMath
from monitoring.evaluator.expressions.signatures import (
    ARRAY,
    FUNCTIONS,
    NUMBER,
    SERIES,
    TEXT,
    UNKNOWN,
    WORDS,
    Form,
    fits,
    forms_of,
)
from monitoring.evaluator.expressions.tree import (
    Array,
    Binary,
    Call,
    Id,
    Number,
    Text,
    Tree,
    Unary,
    Word,
    fold,
)

_USUAL: Final = ("FILL", "IF", "MAX", "MIN", "SUM", "RATE")
_ARITHMETIC: Final = ("+", "-", "*", "/", "^")
_VALUES: Final = (NUMBER, SERIES, ARRAY, UNKNOWN)
_SPOKEN: Final = {NUMBER: "a number", SERIES: "a series", ARRAY: "an array of series", TEXT: "a string"}


class Judgement(NamedTuple):
    """The kind of an expression's result (``S``, ``TS``, ``TS[]`` or ``?``), and what is wrong in it."""

    kind: str
    problems: list[MathError]


def judge(tree: Tree, kinds: Mapping[str, str] | None = None) -> Judgement:
    """Names, numbers of arguments and their kinds.

    ``kinds`` says for ids of other expressions whether they are ``TS`` or ``TS[]``; an id that is not in it
    is a metric. Problems are MathError for what AWS's tables exclude, UnspecifiedMath for what they
    leave out.

    Source: Amazon CloudWatch User Guide, "Basic arithmetic functions", "Comparison and logical operators"
    and the tables of functions.
    """
    judge_ = _Judge(kinds or {})
    kind = fold(tree, judge_.kind_of)
    judge_.problems.sort(key=lambda problem: problem.offset)
    return Judgement(kind, judge_.problems)


def judge_result(tree: Tree, kind: str) -> MathError | None:
    """Why a result of this kind cannot be an expression's last word.

    Source: "The final result of any math expression must be a single time series or an array of time series."
    """
    if kind in (SERIES, ARRAY, UNKNOWN):
        return None
    message = f"the result is {spoken(kind)}, and must be a series"
    fix = "put `TIME_SERIES(..)` around it, or use it in a larger expression"
    return MathError(message, tree.offset, tree.length, fix if kind == NUMBER else "name a metric's id")


def spoken(kind: str) -> str:
    """A kind in words."""
    return _SPOKEN.get(kind, f"the word `{kind}`")


class _Judge:
    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        self.problems: list[MathError] = []

    def kind_of(self, node: Tree, parts: list[str]) -> str:
        match node:
            case Number():
                return NUMBER
            case Text():
                return TEXT
            case Id(name=name):
                return self._kinds.get(name, SERIES)
            case Word(name=name):
                return self._word(node, name)
            case Array():
                return self._array(node, parts)
            case Unary() | Binary():
                return self._operation(node, parts)
            case Call():
                return self._call(node, parts)

    def _refuse(self, node: Tree, message: str, fix: str, kind: type[MathError] = MathError) -> str:
        self.problems.append(kind(message, node.offset, node.length, fix))
        return UNKNOWN

    def _word(self, node: Tree, name: str) -> str:
        if name in WORDS:
            return name
        message = f"`{name}` is neither an id nor a word of metric math"
        return self._refuse(
            node, message, "call it as a function, or use an id, which begins with a small letter"
        )

    def _array(self, node: Array, parts: list[str]) -> str:
        if not parts:
            return self._refuse(node, "the array is empty", "name the series in it, such as `[m1, m2]`")
        for item, kind in zip(node.items, parts, strict=True):
            if kind == NUMBER:
                message = "AWS documents arrays of series only, and this is a number"
                self._refuse(item, message, "put `TIME_SERIES(..)` around it", UnspecifiedMath)
            elif kind not in _VALUES:
                self._refuse(item, f"an array holds series, not {spoken(kind)}", "name a metric's id")
        return ARRAY

    def _operation(self, node: Unary | Binary, parts: list[str]) -> str:
        sign = node.sign
        for kind in parts:
            if kind not in _VALUES:
                return self._refuse(
                    node, f"`{sign}` takes numbers and series, not {spoken(kind)}", "remove it"
                )
        if ARRAY in parts and sign not in _ARITHMETIC:
            fix = "compare one series, or make one of them: SUM(..), MAX(..), .."
            return self._refuse(node, f"`{sign}` takes no array of series", fix)
        if parts.count(ARRAY) > 1:
            fix = "make a series of one of them: SUM(..), MAX(..), .."
            return self._refuse(node, f"`{sign}` takes one array of series at most", fix)
        return next((kind for kind in (ARRAY, UNKNOWN, SERIES) if kind in parts), NUMBER)

    def _call(self, node: Call, parts: list[str]) -> str:
        forms = forms_of(node.name)
        if not forms:
            return self._no_such_function(node)
        if node.name == "PERIOD" and parts == [SERIES] and not isinstance(node.arguments[0], Id):
            fix = "name the metric's id: `PERIOD(m1)`"
            return self._refuse(node, "`PERIOD` takes a metric, not the result of an expression", fix)
        for form in forms:
            if fits(form, parts):
                return form.result
        return self._misfit(node, forms, parts)

    def _no_such_function(self, node: Call) -> str:
        known = node.name.upper() in FUNCTIONS
        fix = f"write `{node.name.upper()}`" if known else f"take one of {', '.join(_USUAL)}, .."
        return self._refuse(node, f"metric math has no function `{node.name}`", fix)

    def _misfit(self, node: Call, forms: tuple[Form, ...], parts: list[str]) -> str:
        ways = " or ".join(f"`{node.name}{form.text}`" for form in forms)
        given = f"({', '.join(parts)})"
        if node.name == "IF" and len(parts) in (2, 3) and all(kind in (NUMBER, SERIES) for kind in parts):
            message = f"AWS does not document `IF{given}`"
            return self._refuse(node, message, f"write it as {ways}", UnspecifiedMath)
        return self._refuse(node, f"`{node.name}` does not take `{given}`", f"write it as {ways}")
