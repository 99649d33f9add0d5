"""What the model's answers cost, from its own token counts and the table of prices."""

from typing import NamedTuple

from service.subgoals.settings import Prices


class Tokens(NamedTuple):
    """Tokens that the model read and wrote."""

    input: int = 0
    output: int = 0

    def plus(self, more: "Tokens") -> "Tokens":
        """The sum of two calls."""
        return Tokens(self.input + more.input, self.output + more.output)

    @property
    def total(self) -> int:
        """All of them."""
        return self.input + self.output


def estimate_cost(tokens: Tokens, prices: Prices) -> float:
    """US dollars, to a hundred-millionth: one request costs some ten-thousandths."""
    return round((tokens.input * prices.input + tokens.output * prices.output) / 1000, 8)
