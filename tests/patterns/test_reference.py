"""Patterns against the plainest way to say what they mean."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.patterns import compile
from monitoring.patterns.literals import matches_parts

slow = settings(derandomize=True, deadline=None, max_examples=400, database=None)
TERMS = st.text(alphabet="abAB1_", min_size=1, max_size=3)
LINES = st.text(alphabet="abAB1_ .", max_size=12)
SIGNED = st.lists(st.tuples(st.sampled_from(["", "", "?", "-"]), TERMS), min_size=1, max_size=4)


def expected(terms: list[tuple[str, str]], line: str) -> bool:
    """All terms are in the line, no excluded one; or one of them, when all are optional."""
    if all(sign == "?" for sign, _ in terms):
        return any(term in line for _, term in terms)
    return all((term in line) == (sign == "") for sign, term in terms if sign != "?")


@slow
@given(SIGNED, st.booleans(), LINES)
def test_terms_mean_what_the_reference_says(terms: list[tuple[str, str]], quoted: bool, line: str) -> None:
    text = " ".join(f'{sign}"{term}"' if quoted else f"{sign}{term}" for sign, term in terms)
    assert compile(text).matches(line) == expected(terms, line)


def matches_slowly(parts: list[str], text: str) -> bool:
    """Every place for every part."""
    if len(parts) == 1:
        return text == parts[0]
    if not text.startswith(parts[0]):
        return False
    rest = text[len(parts[0]) :]
    return any(matches_slowly(parts[1:], rest[skipped:]) for skipped in range(len(rest) + 1))


@slow
@given(
    st.lists(st.text(alphabet="ab", max_size=2), min_size=2, max_size=4), st.text(alphabet="ab", max_size=8)
)
def test_an_asterisk_stands_for_anything(parts: list[str], text: str) -> None:
    assert matches_parts(parts, text) == matches_slowly(parts, text)


TREES: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from([("a", True), ("a", False), ("b", True), ("b", False)]),
    lambda inner: st.tuples(st.sampled_from(["&&", "||"]), inner, inner),
    max_leaves=6,
)


def written(tree: Any) -> str:
    if len(tree) == 2:
        return f"$.{tree[0]} IS {str(tree[1]).upper()}"
    return f"({written(tree[1])}) {tree[0]} ({written(tree[2])})"


def evaluated(tree: Any, values: dict[str, bool]) -> bool:
    if len(tree) == 2:
        return values[tree[0]] is tree[1]
    left, right = evaluated(tree[1], values), evaluated(tree[2], values)
    return (left and right) if tree[0] == "&&" else (left or right)


@slow
@given(TREES, st.booleans(), st.booleans())
def test_conditions_combine_as_in_logic(tree: Any, a: bool, b: bool) -> None:
    line = f'{{"a": {str(a).lower()}, "b": {str(b).lower()}}}'
    assert compile("{ " + written(tree) + " }").matches(line) == evaluated(tree, {"a": a, "b": b})
