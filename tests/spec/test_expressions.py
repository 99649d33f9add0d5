"""What can be seen of metric math without evaluating it."""

import pytest

from monitoring.spec.expressions import divisors, guards, is_conditional, least_counts, words


@pytest.mark.parametrize(
    ("expression", "divided_by"),
    [
        ("errors / requests", ["requests"]),
        ("100 * errors / (requests + retries) / 60", ["(requests + retries)"]),
        ("a / SUM([b, c]) + d / e", ["SUM([b, c])", "e"]),
        ("a / FILL(b, 0)", ["FILL(b, 0)"]),
        ("a / 60", []),
        ("a /", []),
        ("a / (b", ["(b"]),
        ("", []),
    ],
)
def test_divisors(expression: str, divided_by: list[str]) -> None:
    found = list(divisors(expression))
    assert [divisor.text for divisor in found] == divided_by
    assert all(expression[divisor.offset :].startswith(divisor.text) for divisor in found)


@pytest.mark.parametrize(
    ("expression", "guarded"),
    [
        ("a / b", False),
        ("IF(b > 0, a / b)", True),
        ("IF(b, a / b, 0)", True),
        ("IF(a > 0, a / b)", False),
        ("IF(b > 10 AND a > 1, a / b, 0)", True),
        ("a / (b + 1)", True),
        ("a / (b + 0)", False),
        ("a / (b + 0.0)", False),
        ("a / FILL(b, 1)", True),
        ("a / FILL(b, 0)", False),
        ("a / FILL(b, REPEAT)", False),
    ],
)
def test_guards(expression: str, guarded: bool) -> None:
    assert [guards(expression, divisor) for divisor in divisors(expression)] == [guarded]


def test_words_come_in_order_of_appearance() -> None:
    assert words("IF(errors >= 3, 100 * errors / all_calls)") == ("IF", "errors", "all_calls")


@pytest.mark.parametrize(
    ("expression", "least"),
    [("a >= 3", (3,)), ("a > 2", (3,)), ("IF(a >= 2.5 AND b == 0, 1, 0)", (3,)), ("a + b", ())],
)
def test_least_counts(expression: str, least: tuple[int, ...]) -> None:
    assert least_counts(expression) == least


@pytest.mark.parametrize("expression", ["IF(a, b)", "a >= 3", "a AND b", "a && b", "a == b", "a || b"])
def test_expressions_that_decide(expression: str) -> None:
    assert is_conditional(expression)


@pytest.mark.parametrize("expression", ["a + b", "FILL(a, 0)", "SUM([a, b])", "GIFT(a)"])
def test_expressions_that_reckon(expression: str) -> None:
    assert not is_conditional(expression)
