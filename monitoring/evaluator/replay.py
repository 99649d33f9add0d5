"""The states of an alarm over a whole series, one evaluation after the other."""

from monitoring.evaluator.alarm import Judging, Points, evaluation_range
from monitoring.evaluator.state import State


def states_over(points: Points, judging: Judging, first: State = State.INSUFFICIENT_DATA) -> list[State]:
    """The state after each point of a series of consecutive periods, the oldest first.

    ``first`` is the state before. Before the series nothing was measured. This is the readable loop that
    ``fast.states_over`` does the same as.
    """
    reach = evaluation_range(judging.n)
    states = []
    for end in range(1, len(points) + 1):
        first = judging.state(points[max(0, end - reach) : end], first)
        states.append(first)
    return states
