"""A composite alarm over time."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from monitoring.evaluator.composite import judge_rule
from monitoring.evaluator.reason import iso_time, long_time
from monitoring.evaluator.rule_parser import parse_rule
from monitoring.evaluator.state import State
from monitoring.evaluator.suppressor import StateChange


class CompositeChange(Struct, frozen=True, kw_only=True):
    """A new state, at an epoch second, because of a child; ``data`` has the shape of AWS's reason data."""

    at: int
    before: State
    after: State
    child: str
    reason: str
    data: dict[str, object]


def composite_changes(
    rule: str, children: Mapping[str, Iterable[StateChange]], created: int
) -> Iterator[CompositeChange]:
    """The changes of a composite alarm while its children change, from its creation on.

    ``children`` are the states of each alarm in order of time, the first at or before ``created``. A
    composite is evaluated when it is created, from INSUFFICIENT_DATA, and whenever a child changes: it is in
    ALARM while its rule is TRUE, and otherwise in OK (Amazon CloudWatch User Guide, "Composite alarms").
    Raises RuleError, also for children without a state at the start.
    """
    parsed = parse_rule(rule)
    events = sorted((at, name, state) for name, changes in children.items() for at, state in changes)
    states = {name: state for at, name, state in events if at <= created}
    turned = states
    state, names = State.INSUFFICIENT_DATA, tuple(parsed.children)
    for moment in sorted({created, *(at for at, _, _ in events if at > created)}):
        if moment > created:
            turned = {name: after for at, name, after in events if at == moment}
            states.update(turned)
        after = State.ALARM if judge_rule(parsed, states) else State.OK
        if after is not state:
            child = next((name for name in names if name in turned), "")
            yield _change(moment, state, after, child, turned.get(child, state))
            state = after


def _change(at: int, before: State, after: State, child: str, turned: State) -> CompositeChange:
    """The change with its reason, in the words of observed notifications."""
    triggering = {"arn": child, "state": {"value": turned.value, "timestamp": iso_time(at)}}
    return CompositeChange(
        at=at,
        before=before,
        after=after,
        child=child,
        reason=f"{child} transitioned to {turned} at {long_time(at)}",
        data={"triggeringAlarms": [triggering]},
    )
