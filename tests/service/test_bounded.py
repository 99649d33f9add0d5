"""Calls that may hang."""

from threading import Event, current_thread

import pytest

from service.subgoals.bounded import Bounded, TimeIsUp


def test_a_call_returns_what_it_returns() -> None:
    assert Bounded("test").run(lambda: 7, 5) == 7


def test_a_call_raises_what_it_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        Bounded("test").run(lambda: 1 // 0, 5)


def test_one_thread_makes_all_calls() -> None:
    bounded = Bounded("test")
    assert bounded.run(current_thread, 5) is bounded.run(current_thread, 5)


def test_a_hanging_call_is_left_behind_and_the_next_is_made() -> None:
    bounded, free = Bounded("test"), Event()
    with pytest.raises(TimeIsUp):
        bounded.run(free.wait, 0.05)
    assert bounded.run(lambda: 7, 5) == 7
    free.set()


def test_a_thread_that_was_left_behind_ends() -> None:
    bounded, free = Bounded("test"), Event()
    thread = bounded.run(current_thread, 5)
    with pytest.raises(TimeIsUp):
        bounded.run(free.wait, 0.05)
    free.set()
    thread.join(5)
    assert not thread.is_alive()
