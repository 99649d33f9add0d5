"""`monitoring test`: unit tests of alarms, queries and filters, without an AWS account."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from monitoring.commands.arguments import add_format
from monitoring.commands.outcome import Exit, WrongUse
from monitoring.output.terminal import harmless, palette_for, width_of, write

if TYPE_CHECKING:
    from monitoring.testing.coverage import Coverage
    from monitoring.testing.known import Known
    from monitoring.testing.outcomes import FileOutcome

NAME = "test"
SUMMARY = "prove alarms and queries with the tests in tests/monitoring"
EXAMPLES = (
    "monitoring test",
    "monitoring test tests/monitoring/duration.yaml",
    "monitoring test -k FORBIDDEN",
    "monitoring test --coverage-at-least 100 --junit build/tests.xml",
)
_FOLDER = "tests/monitoring"


def add_arguments(parser: ArgumentParser) -> None:
    """PATH.., --file, -k, --coverage, --coverage-at-least, --doubts, --junit, --format."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=[_FOLDER],
        help=f"test files or folders (default: {_FOLDER})",
    )
    parser.add_argument(
        "--file", metavar="FILE", default="monitoring.yaml", help="what is tested (default: monitoring.yaml)"
    )
    parser.add_argument("-k", metavar="WORD", dest="word", help="only tests with this in their name")
    parser.add_argument(
        "--coverage", action="store_true", help="show what the tests prove, and what is missing"
    )
    parser.add_argument(
        "--coverage-at-least", metavar="PERCENT", type=_percent, help="fail when they prove less than this"
    )
    parser.add_argument(
        "--doubts",
        action="store_true",
        help="show what AWS leaves open about the results, instead of a number",
    )
    parser.add_argument("--junit", metavar="FILE", help="write the outcomes as JUnit XML as well")
    add_format(parser, "text", "json")


def _percent(word: str) -> float:
    if word.isascii() and word.replace(".", "", 1).isdigit() and float(word) <= 100:
        return float(word)
    raise ArgumentTypeError(f"`{word}` is no percentage; write a number from 0 to 100")


def run(arguments: Namespace) -> int:
    """Run the tests and print what failed; a monitoring.yaml with errors is not tested."""
    from monitoring.commands.inspection import inspect
    from monitoring.commands.plan import refuse_broken
    from monitoring.testing.known import Known

    inspection = inspect(arguments.file)
    if inspection.broken:
        return refuse_broken(inspection, "tested")
    known = {name: Known(inspection.specs[name], plan) for name, plan in inspection.plans.items()}
    files = _run_files(arguments, known)
    coverage = _cover(arguments, files)
    if arguments.junit is not None:
        _write_junit(arguments.junit, files)
    write(_render(arguments, files, coverage))
    return _judge(arguments, files, coverage)


def _run_files(arguments: Namespace, known: "dict[str, Known]") -> "list[FileOutcome]":
    from monitoring.testing.running import run_file

    names = _find_files(arguments.paths)
    word = arguments.word or ""
    files = [run_file(name, known, lambda test: word in test) for name in names]
    if word:
        files = [file for file in files if file.findings or file.outcomes]
    if not files:
        raise WrongUse(f"no test has `{word}` in its name")
    return files


def _find_files(paths: list[str]) -> list[str]:
    from monitoring.testing.reading import find_test_files, why_unreadable

    if problem := next(filter(None, map(why_unreadable, paths)), ""):
        raise WrongUse(f"{problem}; name test files, or folders with them (without PATH: {_FOLDER})")
    names = find_test_files(paths)
    if not names:
        raise WrongUse(f"there are no .yaml files in {', '.join(paths)}; write one, or name another folder")
    return names


def _cover(arguments: Namespace, files: "list[FileOutcome]") -> "Coverage | None":
    from monitoring.testing.coverage import cover

    if not arguments.coverage and arguments.coverage_at_least is None:
        return None
    outcomes = [outcome for file in files for outcome in file.outcomes]
    used = {outcome.known.spec.environment: outcome.known for outcome in outcomes}
    return cover(used.values(), outcomes)


def _write_junit(name: str, files: "list[FileOutcome]") -> None:
    from monitoring.output import outcomes_junit

    try:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(outcomes_junit.render(files), encoding="utf-8")
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise WrongUse(f"{name} cannot be written: {reason}") from None


def _render(arguments: Namespace, files: "list[FileOutcome]", coverage: "Coverage | None") -> str:
    if arguments.format == "json":
        from monitoring.output import outcomes_json

        return outcomes_json.render(files, coverage)
    from monitoring.output import coverage_table, outcomes_text
    from monitoring.output.timeline_drawing import signs_for

    palette = palette_for(sys.stdout)
    look = outcomes_text.Look(palette, width_of(sys.stdout), signs_for(sys.stdout.encoding), arguments.doubts)
    shown = outcomes_text.render(files, look)
    if coverage is None:
        return shown
    show = coverage_table.render if arguments.coverage else coverage_table.summary
    return f"{shown}{show(coverage, palette)}".rstrip("\n") + "\n"


def _judge(arguments: Namespace, files: "list[FileOutcome]", coverage: "Coverage | None") -> Exit:
    failed = any(file.findings or not all(each.passed for each in file.outcomes) for file in files)
    wanted = arguments.coverage_at_least
    if coverage is not None and wanted is not None and coverage.percent < wanted:
        said = f"the tests prove {coverage.percent:g} %, and at least {wanted:g} % are wanted"
        write(f"monitoring test: {harmless(said)}\n", sys.stderr)
        failed = True
    return Exit.ERRORS if failed else Exit.CLEAN
