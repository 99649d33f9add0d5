"""Functions called directly: any values give a Value or a FunctionError, and nothing hangs."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.insights.functions.context import Context
from monitoring.insights.functions.errors import FunctionError
from monitoring.insights.functions.function import Function
from monitoring.insights.functions.registry import FUNCTIONS
from monitoring.insights.times import UNITS, Period
from monitoring.insights.values import LARGEST, Timestamp, Value, to_output

INTEGERS = st.integers(-LARGEST, LARGEST)
TEXTS = st.text(max_size=20) | st.sampled_from(
    [
        "12",
        "-0.5",
        "1e300",
        "%zz",
        "0xff",
        "10.0.0.1",
        "::1",
        "10.0.0.0/8",
        "[1]",
        '{"a": [1]}',
        "yyyy-MM",
        "%Y",
    ]
)
SCALARS = st.none() | st.booleans() | INTEGERS | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
JSON = st.lists(SCALARS, max_size=3) | st.dictionaries(TEXTS, SCALARS, max_size=3)
PERIODS = st.builds(Period, st.integers(-2, 1000), st.sampled_from(sorted(set(UNITS.values()))))
VALUES: st.SearchStrategy[Any] = SCALARS | JSON | INTEGERS.map(Timestamp)
QUIET = Context(0, 0, 0, lambda text: None)


def call(function: Function, arguments: list[Any]) -> Value:
    extra = [QUIET] * function.needs_context + [Timestamp(0)] * function.needs_timestamp
    return function.evaluate(*extra, *arguments)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
@given(data=st.data())
@settings(derandomize=True, max_examples=60, deadline=None, database=None)
def test_any_values_give_what_can_be_printed_or_a_function_error(function: Function, data: Any) -> None:
    least = function.minimum
    most = least + 3 if function.maximum is None else function.maximum
    arguments = data.draw(st.lists(VALUES | PERIODS, min_size=least, max_size=most))
    with suppress(FunctionError):
        text = to_output(call(function, arguments))
        assert text is None or isinstance(text, str)


@given(texts=st.lists(st.text(), min_size=1, max_size=5))
@settings(derandomize=True, max_examples=100, database=None)
def test_what_was_encoded_decodes_to_itself(texts: list[str]) -> None:
    for encode, decode in (("base64encode", "base64decode"), ("urlencode", "urldecode")):
        for text in texts:
            assert call(FUNCTIONS[decode], [call(FUNCTIONS[encode], [text])]) == text


@given(number=INTEGERS)
@settings(derandomize=True, max_examples=100, database=None)
def test_hexadecimal_digits_read_back(number: int) -> None:
    assert call(FUNCTIONS["hextodec"], [call(FUNCTIONS["dectohex"], [number])]) == number


def test_json_nested_beyond_the_limit_is_no_json() -> None:
    parse = FUNCTIONS["jsonparse"].evaluate
    assert parse("[" * 200 + "]" * 200) is not None
    assert parse("[" * 201 + "]" * 201) is None
    assert parse("[" * 100_000) is None


def test_a_pattern_that_backtracking_engines_hang_on_is_answered() -> None:
    assert call(FUNCTIONS["regexreplace"], ["a" * 5000, "(a*)*b", "x"]) == "a" * 5000


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_a_signature_names_the_function_and_its_description_is_a_sentence(function: Function) -> None:
    assert function.signature.startswith(f"{function.name}(")
    assert function.description.endswith(".")
    assert all(text.startswith("AWS does not say ") for text in function.unspecified)
