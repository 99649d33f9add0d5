"""`monitoring check`: everything that is wrong with a file, at once."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import date
from typing import TYPE_CHECKING

from monitoring.commands.arguments import add_file, add_format
from monitoring.commands.outcome import Exit
from monitoring.finding import Finding, Severity
from monitoring.output.terminal import harmless, palette_for, width_of, write

if TYPE_CHECKING:
    from monitoring.commands.inspection import Inspection

NAME = "check"
SUMMARY = "find what is wrong with monitoring.yaml"
EXAMPLES = ("monitoring check", "monitoring check staging.yaml --strict", "monitoring check --format github")


def add_arguments(parser: ArgumentParser) -> None:
    """FILE, --format, --strict, --today."""
    add_file(parser)
    add_format(parser, "text", "json", "github", "sarif")
    parser.add_argument("--strict", action="store_true", help="warnings count as errors")
    described = "the day on which suppressions are judged: 2027-01-31 (default: today)"
    parser.add_argument("--today", metavar="DATE", type=_day, help=described)


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise ArgumentTypeError(f"`{word}` is no date; write it like 2027-01-31") from None


def run(arguments: Namespace) -> int:
    """Print all findings and their number."""
    from monitoring.commands.inspection import has_errors, inspect

    inspection = inspect(arguments.file, arguments.today)
    write(render(inspection, arguments.format, arguments.strict))
    return Exit.ERRORS if has_errors(inspection.findings, arguments.strict) else Exit.CLEAN


def render(inspection: "Inspection", form: str, strict: bool = False) -> str:
    """The findings in a format: text, json, github or sarif."""
    document, findings = inspection.document, inspection.findings
    if form == "json":
        from monitoring.output import as_json

        return as_json.render(document, findings)
    if form == "github":
        from monitoring.output import github

        return github.render(document, findings)
    if form == "sarif":
        from monitoring.commands.rules import sarif_rules
        from monitoring.output import sarif

        return sarif.render(document, findings, sarif_rules())
    return _render_text(inspection, strict)


def _render_text(inspection: "Inspection", strict: bool) -> str:
    palette = palette_for(sys.stdout)
    name = harmless(inspection.document.file)
    if not inspection.findings:
        return f"{palette.paint(palette.good, 'no problems')} in {name} ({_extent(inspection)})\n"
    from monitoring.output import text

    shown = text.render(inspection.document, inspection.findings, palette, width_of(sys.stdout))
    verdict = f"{text.summary(inspection.findings)} in {name}"
    if not inspection.broken and not strict:
        verdict += " (--strict counts warnings as errors)"
    return f"{shown}{palette.paint(palette.strong, verdict)}\n{_pointer(inspection.findings)}\n"


def _pointer(findings: tuple[Finding, ...]) -> str:
    """Where more is said about one of the findings that count."""
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    return f"why, with examples: monitoring explain {min(finding.check for finding in errors or findings)}"


def _extent(inspection: "Inspection") -> str:
    return ", ".join(f"{name}: {len(plan.alarms)} alarms" for name, plan in inspection.plans.items())
