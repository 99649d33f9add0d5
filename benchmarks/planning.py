"""The plan of a thousand alarms, and its JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import Result, in_turns
from benchmarks.many import fresh_spec, spec_text
from monitoring.plan.build import plan, to_json

ALARMS = 1000
ROUNDS = 9


def measure(_folder: Path) -> Iterator[Result]:
    """Planning and writing a thousand alarms against `json.dumps` of the same JSON from ready dictionaries.

    The reference does nothing but write, so that the ratio is what planning costs beyond having an output at
    all. Every round takes a spec of its own, because what is worked out of one spec is remembered with it.
    The second row takes the fast path of `json.dumps`, without the indentation that ours has.
    """
    text = spec_text(ALARMS)
    specs = iter([fresh_spec(text) for _ in range(ROUNDS + 1)])
    ready = json.loads(to_json(plan(fresh_spec(text))))
    ours, indented, dense = in_turns(
        [
            lambda: to_json(plan(next(specs))),
            lambda: json.dumps(ready, ensure_ascii=False, indent=2),
            lambda: json.dumps(ready, ensure_ascii=False),
        ],
        ROUNDS,
    )
    yield Result("plan-1000", ours, indented, 3)
    yield Result("plan-1000-not-indented", ours, dense, None)
