"""Any text is a pattern or a named error with its place, any line has an answer, and both soon."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitoring.patterns import Pattern, PatternError, compile, emf
from monitoring.patterns.verdict import REASONS
from tests.support.growth import growth

fuzz = settings(
    derandomize=True,
    deadline=5000,
    max_examples=500,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
SIGNS = """" % { } [ ] ( ) ... && || = != > <= $. $.a $ * [*] [' '] , ? - \\ IS NULL NOT EXISTS 1e3 a 日"""
WORDS = st.sampled_from([*SIGNS.split(" "), " ", "\n", "\ud800", "\x00"])
PATTERNS = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=20).map("".join),
    st.lists(WORDS, max_size=12).map(lambda words: "{ $.a " + " ".join(words) + " }"),
    st.lists(WORDS, max_size=12).map(lambda words: "[a " + " ".join(words) + "]"),
)
SOUND = ["", "x", "?a ?b", '-"a" "b"', "%a|b%", "{ $.a = 1 }", "{ $.a[*].b != x }", "{ $.* > 1 }", "[]"]
SOUND += ["[a, b = 1]", "[..., a = x*y, b]", "[a != %b%, ...]", "{ $.a IS NULL || $.b NOT EXISTS }"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab*"), inner, max_size=3),
    max_leaves=8,
)
ODD_METRIC = '{"Name": "a", "Unit": [], "StorageResolution": {}}'
ODD_DIRECTIVE = f'{{"Namespace": "n", "Dimensions": [[]], "Metrics": [{ODD_METRIC}]}}'
ODD_DOCUMENT = f'{{"_aws": {{"Timestamp": 1, "CloudWatchMetrics": [{ODD_DIRECTIVE}]}}, "a": [{{}}]}}'
LINES = st.one_of(st.text(max_size=40), VALUES.map(json.dumps), st.lists(WORDS, max_size=20).map(" ".join))


def compiled(text: str) -> Pattern | PatternError:
    try:
        return compile(text)
    except PatternError as problem:
        return problem


@fuzz
@given(PATTERNS, st.lists(LINES, min_size=1, max_size=3))
@example("{ $.a = 1 }", ["\ud800"])
@example("%a%", ["\ud800a"])
@example("{ $.a[\n*\n] = 1 }", ['{"a": [1]}'])
@example("{ $.a[0\x1c] = 1 }", ['{"a": [1]}'])
def test_any_pattern_compiles_or_is_refused_with_a_place_inside(text: str, lines: list[str]) -> None:
    found = compiled(text)
    if isinstance(found, PatternError):
        assert found.message
        assert found.fix
        assert 0 <= found.offset < max(len(text), 1)
        assert 1 <= found.length <= len(text) - found.offset
        return
    for line in lines:
        assert isinstance(found.matches(line), bool)
        assert (found.extract(line) is not None) == found.matches(line)
        found.doubt(line)


@fuzz
@given(st.sampled_from(SOUND), LINES)
def test_a_sound_pattern_answers_every_line(text: str, line: str) -> None:
    pattern = compile(text)
    assert pattern.matches(line) is (pattern.extract(line) is not None)
    assert pattern.doubt(line) is None or pattern.doubt(line) in REASONS


@fuzz
@given(st.one_of(LINES, VALUES.map(lambda value: json.dumps({"_aws": value, "a": 1}))))
@example('{"_aws": {"Timestamp": 1e999, "CloudWatchMetrics": [1, {"Namespace": []}]}}')
@example(ODD_DOCUMENT)
def test_any_line_gives_data_points_or_problems(line: str) -> None:
    assert emf.extract(line) == []
    assert emf.problems(line) or '"CloudWatchMetrics"' in line


@pytest.mark.parametrize(
    "text", ["x " * 50_000, "{ " + "(" * 10_000, "[" * 100_000, '"' + "\\" * 100_000, "%" + "a" * 100_000]
)
def test_long_patterns_are_refused_for_their_length(text: str) -> None:
    with pytest.raises(PatternError, match="at most 1,024 are allowed"):
        compile(text)


FEW, MANY = 6_250, 100_000
"""Characters of a line, sixteen times as many; the square of that is 256."""


@pytest.mark.parametrize(
    "pattern", ["[..., a = x]", "[a, b]", '"no such phrase"', "%a+b+c%", "{ $.a = *b*c*d* }"]
)
@pytest.mark.parametrize("unit", ["[ ", '"a "', "a", '{"a":'])
def test_a_long_line_costs_no_more_than_its_length(pattern: str, unit: str) -> None:
    found = compile(pattern)

    def answer(length: int) -> Callable[[], object]:
        line = unit * (length // len(unit))
        return lambda: (found.matches(line), found.doubt(line))

    assert growth(answer, FEW, MANY) < 4 * MANY / FEW


@pytest.mark.parametrize("line", ["[" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000])
def test_deep_json_does_not_match(line: str) -> None:
    assert not compile("{ $.a = * || $.a NOT EXISTS }").matches(line)
    assert emf.extract(line) == []


def test_a_line_of_many_fields_is_answered() -> None:
    line = json.dumps({f"field{number}": number for number in range(100_000)})
    assert compile("{ $.field99999 = 99999 }").matches(line)
    assert compile("{ $.* = 99999 }").matches(line)


@pytest.mark.parametrize("pattern", ["[..., last = a]", "[a, ..., z > 1]", "[]", "[a, rest]"])
def test_a_line_that_is_too_long_for_an_event_matches_no_fields_and_says_so(pattern: str) -> None:
    compiled, line = compile(pattern), "a " * 524_288
    assert compiled.doubt(line) is None
    assert not compiled.matches(f"{line} a")
    assert "no event of more than 1,048,576 bytes" in (compiled.doubt(f"{line} a") or "")
