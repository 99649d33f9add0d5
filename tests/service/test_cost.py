"""Cost: from the answer's token counts and the table of prices."""

from service.subgoals.cost import Tokens, estimate_cost
from service.subgoals.settings import Prices

PRICES = Prices(input=0.000037, output=0.000148, date="2026-11-01")


def test_input_and_output_have_their_own_price() -> None:
    assert estimate_cost(Tokens(1000, 0), PRICES) == 0.000037
    assert estimate_cost(Tokens(0, 1000), PRICES) == 0.000148


def test_a_usual_request() -> None:
    assert estimate_cost(Tokens(800, 1050), PRICES) == 0.000185


def test_nothing_costs_nothing() -> None:
    assert estimate_cost(Tokens(), PRICES) == 0


def test_calls_add_up() -> None:
    both = Tokens(800, 1050).plus(Tokens(900, 1100))
    assert (both.input, both.output, both.total) == (1700, 2150, 3850)
