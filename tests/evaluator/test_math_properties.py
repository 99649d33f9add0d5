"""Metric math over whatever comes: any text, any tree, any series."""

import math as mathematics
from re import compile as regex
from typing import TypeAlias

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitoring.evaluator import MathError, UnspecifiedMath, math
from monitoring.evaluator.expressions import parse, render
from monitoring.evaluator.expressions.kinds import judge
from monitoring.evaluator.expressions.signatures import FUNCTIONS, WORDS
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

often = settings(
    max_examples=150, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

NAMES = ("a", "b", "c")
PLACE = regex(r"\{(\w+)\}")
SIGNS = st.sampled_from(
    [*"()[],+-*/^<>=!&|'\" .5", "==", ">=", "&&", "AND", "NOT", "a", "b", "12", *FUNCTIONS, *WORDS]
)
POINTS = st.one_of(
    st.none(),
    st.sampled_from([0.0, 1.0, -1.0, 1e300, 5e-324]),
    st.floats(allow_nan=True, allow_infinity=True),
)
SERIES = st.integers(0, 6).flatmap(
    lambda size: st.fixed_dictionaries(
        {name: st.lists(POINTS, min_size=size, max_size=size) for name in NAMES}
    )
)


def grow(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    binary = st.sampled_from(["+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "AND", "OR"])
    items = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Binary, st.just(0), st.just(1), binary, inner, inner),
        st.builds(Unary, st.just(0), st.just(1), st.sampled_from(["-", "NOT"]), inner),
        st.builds(Array, st.just(0), st.just(1), items),
        st.builds(Call, st.just(0), st.just(1), st.sampled_from(FUNCTIONS), items),
    )


LEAVES: st.SearchStrategy[Tree] = st.one_of(
    st.builds(Number, st.just(0), st.just(1), st.sampled_from(["0", "2", "50.25"])),
    st.builds(Id, st.just(0), st.just(1), st.sampled_from(NAMES)),
    st.builds(Text, st.just(0), st.just(1), st.sampled_from(["", "it's", '"', "(["])),
    st.builds(Word, st.just(0), st.just(1), st.sampled_from(WORDS)),
)
TREES = st.recursive(LEAVES, grow, max_leaves=12)
ARITHMETIC = st.recursive(
    st.sampled_from([*NAMES, "2", "0.5", "0"]),
    lambda inner: st.tuples(st.sampled_from("+-*/"), inner, inner),
    max_leaves=8,
)
Formula: TypeAlias = str | tuple[str, "Formula", "Formula"]


EACH = ("ABS", "CEIL", "FLOOR", "LOG", "LOG10", "DIFF", "DIFF_TIME", "RATE", "RUNNING_SUM")
REDUCED = ("AVG", "DATAPOINT_COUNT", "MAX", "MIN", "STDDEV", "SUM")
CLOCK = ("MINUTE", "HOUR", "DAY", "DATE", "MONTH", "YEAR", "EPOCH")
FORMS = {
    "series": [
        *(f"{name}({{series}})" for name in (*EACH, *CLOCK)),
        *(f"{name}({{array}})" for name in (*REDUCED, "FIRST", "LAST")),
        *(f"({{series}} {sign} {{series}})" for sign in ("+", "-", "*", "/", "^", "<", "==", "AND", "OR")),
        *(f"({{series}} {sign} {{number}})" for sign in ("+", "/", "^", ">=", "!=")),
        "IF({series}, {series})",
        "IF({series}, {number}, {series})",
        "IF({number}, {series}, {series})",
        *(f"FILL({{series}}, {filler})" for filler in ("REPEAT", "LINEAR", "{number}", "{series}")),
        "TIME_SERIES({number})",
        "(-{series})",
        "(NOT {series})",
    ],
    "array": [
        "[{series}, {series}]",
        "METRICS()",
        'METRICS("a")',
        *(f"{name}({{array}})" for name in EACH),
        "FILL({array}, LINEAR)",
        "REMOVE_EMPTY({array})",
        "SLICE({array}, 1)",
        "SORT({array}, AVG, DESC, 2)",
        "({array} / {series})",
    ],
    "number": [
        *(f"{name}({{series}})" for name in REDUCED),
        "METRIC_COUNT({array})",
        "PERIOD(b)",
        "({number} / {number})",
        "({number} ^ {number})",
    ],
}
LAST = {"series": NAMES, "array": ("[a, b]", "METRICS()"), "number": ("0", "2.5", "10")}


@st.composite
def expressions(draw: st.DrawFn, depth: int, kind: str = "series") -> str:
    """A well-formed expression of functions that can be evaluated."""
    form = draw(st.sampled_from(FORMS[kind] if depth else LAST[kind]))
    return PLACE.sub(lambda match: draw(expressions(depth - 1, match[1])), form)


def problems_of(text: str) -> list[MathError]:
    try:
        return judge(parse(text)).problems
    except MathError as problem:
        return [problem]


def shape_of(tree: Tree) -> object:
    """A tree without its places."""
    return fold(tree, lambda node, parts: (type(node).__name__, *_own(node), *parts))


def _own(node: Tree) -> tuple[str, ...]:
    return tuple(str(getattr(node, name)) for name in ("text", "name", "sign") if hasattr(node, name))


@often
@given(TREES)
def test_a_tree_is_the_same_after_printing_and_parsing(tree: Tree) -> None:
    text = render(tree)
    again = parse(text)
    assert shape_of(again) == shape_of(tree)
    assert render(again) == text


@often
@given(
    st.one_of(
        st.lists(SIGNS, max_size=30).map(" ".join), st.lists(SIGNS, max_size=30).map("".join), st.text()
    )
)
@example("")
@example("(" * 2000)
@example("-" * 2000 + "a")
@example("[" * 10_000)
@example("a" + "(" * 10_000)
def test_any_text_is_a_tree_or_a_refusal_with_its_place(text: str) -> None:
    for problem in problems_of(text):
        assert 0 <= problem.offset <= max(0, len(text) - 1)
        assert 1 <= problem.length <= max(1, len(text) - problem.offset)
        assert problem.message
        assert problem.fix


@often
@given(TREES, SERIES)
def test_any_tree_gives_finite_points_or_a_refusal(tree: Tree, series: dict[str, list[float | None]]) -> None:
    try:
        check_points(math(render(tree), series, 60), len(series["a"]))
    except MathError:
        return


@often
@given(expressions(3), SERIES)
def test_what_is_well_formed_is_refused_for_what_aws_leaves_open_only(
    text: str, series: dict[str, list[float | None]]
) -> None:
    try:
        check_points(math(text, series, 60), len(series["a"]))
    except UnspecifiedMath:
        return


def check_points(points: list[float | None], size: int) -> None:
    assert len(points) == size
    assert all(point is None or (type(point) is float and mathematics.isfinite(point)) for point in points)


@often
@given(ARITHMETIC, SERIES)
def test_arithmetic_is_that_of_one_point_after_the_other(
    formula: Formula, series: dict[str, list[float | None]]
) -> None:
    rows = [
        {name: finite(points[place]) for name, points in series.items()} for place in range(len(series["a"]))
    ]
    assert math(f"a * 0 + {written(formula)}", series, 60) == [
        naive(("+", ("*", "a", "0"), formula), row)[0] for row in rows
    ]


def finite(point: float | None) -> float | None:
    return point if point is not None and mathematics.isfinite(point) else None


def written(formula: Formula) -> str:
    if isinstance(formula, str):
        return formula
    return f"({written(formula[1])} {formula[0]} {written(formula[2])})"


def naive(formula: Formula, row: dict[str, float | None]) -> tuple[float | None, bool]:
    """The value of a formula for one point, and whether a series is in it."""
    if isinstance(formula, str):
        return (row[formula], True) if formula in row else (float(formula), False)
    (left, in_left), (right, in_right) = naive(formula[1], row), naive(formula[2], row)
    both = in_left and in_right
    if (left is None and right is None) or (not both and (left is None or right is None)):
        return None, in_left or in_right
    return finite(reckon(formula[0], left or 0.0, right or 0.0)), in_left or in_right


def reckon(sign: str, left: float, right: float) -> float | None:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right != 0 else None
