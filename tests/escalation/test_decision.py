"""What comes next at a moment: holds, the clock that starts again after them, and what nobody may forget."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.escalation.decision import (
    MOST_ROUNDS,
    PATIENCE,
    SKEW,
    STILL,
    Carried,
    Decision,
    Liveness,
    Situation,
    Step,
    decide,
)

fuzz = settings(derandomize=True, database=None, max_examples=400, deadline=None)
MINUTE = 60_000
ROUTE = (Step("infrastructure", 30 * MINUTE, 30 * MINUTE), Step("aws-support", 90 * MINUTE, 60 * MINUTE))
BEGUN = Carried(began=1)
LASTS = Situation(now=0, steps=ROUTE, remind=30 * MINUTE, carried=BEGUN)
TIMES = st.integers(1, 300).map(lambda minutes: minutes * MINUTE)


def alive() -> Liveness:
    return Liveness(live=True)


def asked(situation: Situation, live: Liveness | None = None) -> Decision:
    return decide(situation, lambda: live or alive())


def at(minute: float, **known: Any) -> Situation:
    return LASTS._replace(now=round(minute * MINUTE), **known)


def test_it_waits_for_the_next_level_and_looks_again_after_patience() -> None:
    assert asked(at(0))[:2] == ("wait", PATIENCE)
    assert asked(at(20))[:2] == ("wait", 30 * MINUTE)


def test_the_next_level_hears_at_its_time_and_a_tie_goes_to_it() -> None:
    assert asked(at(30)).next == "escalate"


def test_clocks_that_differ_a_little_cost_no_round() -> None:
    assert asked(LASTS._replace(now=30 * MINUTE - SKEW)).next == "escalate"
    assert asked(LASTS._replace(now=30 * MINUTE - SKEW - 1)).next == "wait"


def test_a_level_that_heard_is_reminded() -> None:
    situation = at(60, steps=ROUTE[1:], said=30 * MINUTE)
    assert asked(situation).next == "remind"


def test_after_the_last_level_there_are_reminders_only() -> None:
    assert asked(at(200, steps=(), said=90 * MINUTE)).next == "remind"
    assert asked(at(200, steps=(), said=190 * MINUTE))[:2] == ("wait", 215 * MINUTE)


def test_an_acknowledgement_holds_it_and_then_the_clock_starts_again() -> None:
    held = asked(at(20, acknowledged=240 * MINUTE))
    assert (held.next, held.carried.held) == ("wait", "acknowledged")
    late = at(240, acknowledged=240 * MINUTE, carried=held.carried)
    assert asked(late).next == "remind"
    told = late._replace(said=240 * MINUTE, carried=asked(late).carried, remind=0)
    assert asked(told._replace(now=269 * MINUTE))[:2] == ("wait", 270 * MINUTE)
    assert asked(told._replace(now=270 * MINUTE)).next == "escalate"


def test_an_acknowledgement_that_came_and_went_between_two_questions_counts() -> None:
    assert asked(at(30, acknowledged=25 * MINUTE)).next == "remind"


def test_what_is_over_ends_and_what_cleared_unsaid_is_given_two_minutes() -> None:
    assert asked(at(1, over=True)).next == "end"
    first = asked(at(1, cleared=True))
    assert (first.next, first.until) == ("wait", 3 * MINUTE)
    assert asked(at(3, cleared=True, carried=first.carried)).next == "end"
    back = asked(at(3, carried=first.carried))
    assert back.carried.cleared == 0


def test_what_does_not_happen_any_more_waits_and_escalates_at_once_when_it_does_again() -> None:
    still = asked(at(30), Liveness(live=False, last=14 * MINUTE))
    assert still == Decision("wait", 30 * MINUTE + STILL, BEGUN._replace(rounds=1, held="still"), 14 * MINUTE)
    assert asked(at(35, carried=still.carried)).next == "escalate"


def test_metrics_are_looked_at_only_when_something_is_due() -> None:
    def refuse() -> Liveness:
        raise AssertionError("nothing is due")

    assert decide(at(10), refuse).next == "wait"
    assert decide(at(40, muted=50 * MINUTE), refuse).next == "wait"


def test_an_execution_hands_over_before_its_history_is_full() -> None:
    decision = asked(at(10, carried=BEGUN._replace(rounds=MOST_ROUNDS)))
    assert (decision.next, decision.carried.rounds) == ("renew", 0)


SITUATIONS = st.builds(
    LASTS._replace,
    now=TIMES,
    muted=TIMES,
    acknowledged=TIMES,
    quiet=TIMES,
    stopped=st.booleans(),
    steps=st.sampled_from([ROUTE, ROUTE[1:], ()]),
    said=TIMES,
)


@fuzz
@given(SITUATIONS)
def test_a_wait_is_in_the_future_and_never_longer_than_patience(situation: Situation) -> None:
    now = situation.now
    decision = asked(situation)
    held = situation.stopped or max(situation.muted, situation.acknowledged, situation.quiet) > now
    assert (decision.carried.held != "") == held
    if decision.next == "wait":
        assert now + 1000 <= decision.until <= now + PATIENCE
    else:
        assert not held


@fuzz
@given(st.lists(st.tuples(st.sampled_from(["mute", "ack", "stop", ""]), st.integers(1, 90)), max_size=12))
def test_nothing_is_forgotten_however_often_it_is_held(holds: list[tuple[str, int]]) -> None:
    """After the last hold somebody hears at once, and the next level within the route's time."""
    now, carried, heard = 0, BEGUN, 0
    for kind, minutes in holds:
        until = now + minutes * MINUTE
        while now < until:
            situation = LASTS._replace(
                now=now,
                said=heard,
                steps=ROUTE[1:] if heard else ROUTE,
                muted=until if kind == "mute" else 0,
                acknowledged=until if kind == "ack" else 0,
                stopped=kind == "stop",
                carried=carried,
            )
            decision = asked(situation)
            carried, heard = decision.carried, now if decision.next != "wait" else heard
            now = max(now + MINUTE, min(decision.until, until))
    free = LASTS._replace(now=now, said=heard, steps=ROUTE[1:] if heard else ROUTE, carried=carried)
    while (decision := asked(free)).next == "wait":
        free = free._replace(now=decision.until, carried=decision.carried)
    assert free.now <= now + 31 * MINUTE
