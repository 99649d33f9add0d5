"""`python -m benchmarks [NAME..]`: measure, print the table, write latest.json; 1 when a target is missed."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import (
    checking,
    evaluator,
    growth,
    insights,
    messages,
    oncall,
    planning,
    service,
    synthesis,
    testing,
)
from benchmarks.harness import Result

BENCHMARKS: Final[dict[str, Callable[[Path], Iterator[Result]]]] = {
    "check": checking.measure,
    "plan": planning.measure,
    "synth": synthesis.measure,
    "messages": messages.measure,
    "growth": growth.measure,
    "evaluator": evaluator.measure,
    "insights": insights.measure,
    "test": testing.measure,
    "service": service.measure,
    "oncall": oncall.measure,
}
LATEST: Final = Path(__file__).with_name("latest.json")


def main(names: Sequence[str]) -> int:
    """Run the benchmarks of these names, or all."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"there is no benchmark `{unknown[0]}`; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    print(line("", "ours", "reference", "ratio", "target"))
    results = []
    for result in run(names or list(BENCHMARKS)):
        print(row(result), flush=True)
        results.append(result)
    LATEST.write_text(json.dumps([as_json(result) for result in results], indent=2) + "\n", encoding="utf-8")
    missed = [result.name for result in results if not result.ok]
    print(f"missed: {', '.join(missed)}" if missed else "all targets are kept")
    return 1 if missed else 0


def run(names: Sequence[str]) -> Iterator[Result]:
    """The results of some benchmarks, one after the other."""
    for name in names:
        with TemporaryDirectory(prefix="benchmarks-") as folder:
            yield from BENCHMARKS[name](Path(folder))


def as_json(result: Result) -> dict[str, object]:
    """A result as `latest.json` has it; medians in milliseconds, unless they are counts."""
    return {
        "name": result.name,
        "ours": round(result.ours, 4),
        "reference": round(result.reference, 4),
        "ratio": round(result.ratio, 4),
        "target": result.target,
        "ok": result.ok,
    }


def row(result: Result) -> str:
    """A result as a line of the table."""
    ours, reference = (f"{value:,.2f} {result.unit}".strip() for value in (result.ours, result.reference))
    target = "-" if result.target is None else f"<= {result.target:g}"
    verdict = "" if result.ok else "  missed"
    return line(result.name, ours, reference, f"{result.ratio:.2f}", target) + verdict


def line(name: str, *cells: str) -> str:
    """A line of the table."""
    return f"{name:30}" + "".join(f"{cell:>14}" for cell in cells)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
