"""`monitoring report`: the report of a day, a week or a month from files of log events, without AWS."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from monitoring.commands.arguments import add_environment, add_format, one_of
from monitoring.commands.log_files import EVENTS, opened
from monitoring.commands.outcome import Exit, WrongUse, choose
from monitoring.output.terminal import harmless, write

if TYPE_CHECKING:
    from monitoring.commands.local_logs import LocalLogs
    from monitoring.oncall.catalogue import Catalogue
    from monitoring.reports.document import Document
    from monitoring.reports.report import Report

NAME = "report"
SUMMARY = "make a report of a day, a week or a month from log files"
EXAMPLES = (
    "monitoring report daily --logs events.ndjson --environment production",
    "monitoring report weekly --logs events.ndjson --day 2026-11-20 --environment production",
    "monitoring report monthly --logs events.ndjson --environment production --output reports",
)
_ENDS = {"text": "txt", "markdown": "md", "html": "html", "json": "json"}
_KEY = b"monitoring report"
"""Pseudonyms of what stays on a desk; those of Slack and mail have a key of their own."""


def add_arguments(parser: ArgumentParser) -> None:
    """NAME, --logs, --day, --environment, --locale, --format, --output."""
    parser.add_argument("name", metavar="NAME", help="a report of monitoring.yaml: daily, weekly, monthly")
    parser.add_argument("--file", metavar="FILE", default="monitoring.yaml", help="default: monitoring.yaml")
    described = f"{EVENTS}; - reads standard input; may be given several times"
    parser.add_argument("--logs", metavar="FILE", action="append", default=[], required=True, help=described)
    described = "a day of the period to report on (default: the last period that the logs have whole)"
    parser.add_argument("--day", metavar="DAY", type=_parse_day, help=described)
    add_environment(parser)
    known = one_of("ja", "en")
    parser.add_argument("--locale", metavar="LOCALE", type=known, help="ja or en (default: the file's)")
    add_format(parser, *_ENDS)
    described = "write all formats into a folder instead"
    parser.add_argument("--output", metavar="FOLDER", help=described)


def _parse_day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ArgumentTypeError(f"`{word}` is no day; write it like 2026-11-20") from None


def run(arguments: Namespace) -> int:
    """Print the report, or write it into a folder."""
    from monitoring.commands.inspection import inspect
    from monitoring.commands.plan import refuse_broken

    inspection = inspect(arguments.file)
    if inspection.broken:
        return refuse_broken(inspection, "reported")
    from monitoring.commands.local_logs import LocalLogs
    from monitoring.commands.local_report import plan_catalogue

    catalogue = plan_catalogue(inspection, arguments.environment, arguments.locale)
    choose("report", arguments.name, catalogue.content["reports"])
    with opened(arguments.logs) as lines:
        logs = LocalLogs(lines, catalogue.timezone)
    if not logs.days:
        raise WrongUse(_nothing(arguments.logs, logs.count))
    report, document = _make(arguments, catalogue, logs)
    return _print(arguments, report, document)


def _nothing(files: list[str], lines: int) -> str:
    which = ", ".join(harmless(file) for file in files)
    if not lines:
        return f"there is not a line in {which}; name a file with log events"
    return (
        f"no line of {which} is a log event with its time; a report needs "
        'one a line, as {"timestamp": milliseconds since 1970, "message": ".."}'
    )


def _make(arguments: Namespace, catalogue: "Catalogue", logs: "LocalLogs") -> "tuple[Report, Document]":
    from monitoring.commands.local_report import choose_period, doubts
    from monitoring.oncall.pseudonym import Pseudonyms
    from monitoring.reports.compute import compute
    from monitoring.reports.gather import gather
    from monitoring.reports.given import Given
    from monitoring.reports.present import present

    covers = catalogue.content["reports"][arguments.name]["covers"]
    period = choose_period(covers, arguments.day, logs)
    for doubt in doubts(period, logs):
        write(f"monitoring: warning: {doubt}\n", sys.stderr)
    given = Given(catalogue, arguments.name, period, period.end_ms)
    pseudonyms = Pseudonyms(_KEY, catalogue.personal)
    report = compute(given, gather(given, logs, pseudonyms), pseudonyms)
    return report, present(report, catalogue, catalogue.locale)


def _print(arguments: Namespace, report: "Report", document: "Document") -> int:
    from monitoring.commands.local_report import render

    if arguments.output is None:
        write(render(arguments.format, report, document))
        return Exit.CLEAN
    folder = Path(arguments.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for form, end in _ENDS.items():
            file = folder / f"{report.name}-{report.period.name}.{end}"
            file.write_text(render(form, report, document), encoding="utf-8")
            write(f"{harmless(str(file))}\n", sys.stderr)
    except OSError as problem:
        raise WrongUse(_unwritable(folder, problem)) from None
    return Exit.CLEAN


def _unwritable(folder: Path, problem: OSError) -> str:
    reason = "it is a file" if folder.is_file() else problem.strerror or str(problem)
    place = harmless(str(folder))
    return f"the report cannot be written into {place}: {reason}; name another folder with --output"
