"""What an escalation does next: a function of what is known at a moment, and nothing else.

An acknowledgement, a mute, quiet hours and the emergency stop hold an incident. When they end and it still
lasts, the clock of its route starts again: the level that heard last hears again at once, and the next one
after the route's time. Otherwise a team that acknowledged and fell asleep would find the next level woken
together with itself.
"""

from collections.abc import Callable
from typing import Final, Literal, NamedTuple, TypeAlias

Next: TypeAlias = Literal["wait", "escalate", "remind", "renew", "end"]
Held: TypeAlias = Literal["", "stopped", "muted", "acknowledged", "quiet", "still"]

PATIENCE: Final = 15 * 60_000
"""The longest wait, in milliseconds: whatever happens without the notifier is seen after it."""
CLEARING: Final = 2 * 60_000
"""What the notifier is given to say that an alarm cleared, before escalation does it instead."""
STILL: Final = 5 * 60_000
"""The wait while nothing happens any more and the alarm has not cleared yet."""
SKEW: Final = 2_000
"""So much early is on time: a wait is whole seconds, and no clock is exact."""
MOST_ROUNDS: Final = 300
"""Questions of one execution: a history holds 25,000 events, and a round takes up to 14 of them, 80 where
every call succeeds only at its last try."""
_RESTARTING: Final = ("stopped", "muted", "acknowledged", "quiet")


class Step(NamedTuple):
    """A level and when it hears (epoch milliseconds); ``gap`` is how long after the level before it."""

    level: str
    at: int
    gap: int


class Liveness(NamedTuple):
    """Whether what raised the alarm still happens, and when it last did (0: not known)."""

    live: bool
    last: int = 0


class Carried(NamedTuple):
    """What an execution remembers from one question to the next.

    ``began`` is its first question, when people were told; the incident itself may be older, where it comes
    back or has taken over another one.
    """

    rounds: int = 0
    held: Held = ""
    resumed: int = 0
    cleared: int = 0
    renewed: int = 0
    began: int = 0


class Situation(NamedTuple):
    """An incident at a moment; times and lengths are milliseconds, 0 for never and for none.

    ``steps`` are those to come. ``over`` is what the state table says, ``cleared`` what CloudWatch does.
    """

    now: int
    steps: tuple[Step, ...] = ()
    said: int = 0
    remind: int = 0
    over: bool = False
    cleared: bool = False
    stopped: bool = False
    muted: int = 0
    acknowledged: int = 0
    quiet: int = 0
    carried: Carried = Carried()


class Decision(NamedTuple):
    """What the machine is told; ``until`` is meant for a wait, ``last`` for one that is ``still``."""

    next: Next
    until: int = 0
    carried: Carried = Carried()
    last: int = 0


def decide(situation: Situation, ask_live: Callable[[], Liveness]) -> Decision:
    """The next move; ``ask_live`` costs a look at metrics and is asked only when something is due."""
    carried = situation.carried
    carried = carried._replace(rounds=carried.rounds + 1, began=carried.began or situation.now)
    if situation.over:
        return Decision("end", carried=carried)
    if situation.cleared:
        return _clearing(situation, carried._replace(cleared=carried.cleared or situation.now))
    if carried.rounds > MOST_ROUNDS:
        return Decision("renew", carried=carried._replace(rounds=0, renewed=carried.renewed + 1))
    if hold := _hold(situation):
        return _wait(situation, hold[1], carried._replace(held=hold[0], cleared=0))
    carried = carried._replace(held="", resumed=_resumed(situation), cleared=0)
    at, move = _due(situation._replace(carried=carried))
    if not at or at > situation.now + SKEW:
        return _wait(situation, at, carried)
    liveness = ask_live()
    if liveness.live:
        return Decision(move, carried=carried)
    return _wait(situation, situation.now + STILL, carried._replace(held="still"))._replace(
        last=liveness.last
    )


def _clearing(situation: Situation, carried: Carried) -> Decision:
    after = carried.cleared + CLEARING
    if situation.now >= after - SKEW:
        return Decision("end", carried=carried)
    return _wait(situation, after, carried)


def _hold(situation: Situation) -> tuple[Held, int] | None:
    """The strongest thing that holds the incident, and until when (0: not known)."""
    if situation.stopped:
        return "stopped", 0
    # Where nothing is to come, there is nothing that the night could hold.
    nights = ("quiet",) if situation.steps or situation.remind else ()
    for name in ("muted", "acknowledged", *nights):
        until = getattr(situation, name)
        if until > situation.now:
            return name, until
    return None


def _resumed(situation: Situation) -> int:
    """When the last hold ended; one that came and went between two questions counts as well."""
    carried = situation.carried
    ended = situation.now if carried.held in _RESTARTING else 0
    return max(carried.resumed, ended, situation.acknowledged, situation.muted)


def _due(situation: Situation) -> tuple[int, Next]:
    """When what comes first is due (0: never), and what it is; a step that is due needs no reminder."""
    step, reminder = step_at(situation), _reminder_at(situation)
    if step and (not reminder or step <= max(reminder, situation.now + SKEW)):
        return step, "escalate"
    return reminder, "remind"


def step_at(situation: Situation) -> int:
    """When the next step is due, later where a hold started the clock again; 0 when there is none."""
    if not situation.steps:
        return 0
    step, resumed = situation.steps[0], situation.carried.resumed
    return max(step.at, resumed + step.gap if resumed else 0)


def _reminder_at(situation: Situation) -> int:
    said, resumed = max(situation.said, situation.carried.began), situation.carried.resumed
    if resumed > said:
        return resumed
    return said + situation.remind if situation.remind else 0


def _wait(situation: Situation, until: int, carried: Carried) -> Decision:
    """A wait of a second at least, and no longer than patience lasts."""
    longest = situation.now + PATIENCE
    soonest = situation.now + 1_000
    return Decision("wait", max(soonest, min(until or longest, longest)), carried)
