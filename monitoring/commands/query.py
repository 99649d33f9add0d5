"""`monitoring query`: a Logs Insights query over files of log events, or over CloudWatch's own logs."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any

from monitoring.commands.arguments import add_format
from monitoring.commands.log_files import DESCRIBED, opened
from monitoring.commands.outcome import Exit, WrongUse, choose
from monitoring.output.terminal import harmless, palette_for, width_of, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitoring.commands.question import Question
    from monitoring.document import Document
    from monitoring.finding import Finding
    from monitoring.insights.result import QueryWarning

NAME = "query"
SUMMARY = "run a Logs Insights query over log files, or in CloudWatch"
EXAMPLES = (
    "monitoring query errors-by-code --logs events.ndjson",
    "monitoring query user-requests --with userId=42 --logs events.ndjson --format csv",
    "monitoring query --text 'stats count(*) as count by error.code' --logs -",
    "monitoring query slow-requests --aws --environment production --last 3h",
)


def add_arguments(parser: ArgumentParser) -> None:
    """NAME or --text, where from, when, how shown."""
    from monitoring.commands.times import parse_length, parse_time

    parser.add_argument("name", metavar="NAME", nargs="?", help="a query of monitoring.yaml")
    parser.add_argument("--text", metavar="QUERY", help="the query itself, instead of a name")
    parser.add_argument("--file", metavar="FILE", default="monitoring.yaml", help="default: monitoring.yaml")
    described = f"{DESCRIBED}; may be given several times"
    parser.add_argument("--logs", metavar="FILE", action="append", default=[], help=described)
    parser.add_argument(
        "--start", metavar="TIME", type=parse_time, help="ISO 8601 or milliseconds since 1970"
    )
    parser.add_argument("--end", metavar="TIME", type=parse_time, help="likewise; the end is inclusive")
    described = "the value of {{PARAMETER}} in the query"
    add_pairs(parser, "--with", "PARAMETER=VALUE", described, dest="parameters")
    add_pairs(parser, "--table", "NAME=FILE.csv", "a table for `lookup`", dest="tables")
    parser.add_argument("--aws", action="store_true", help="let CloudWatch run it, over the deployed logs")
    parser.add_argument("--environment", metavar="NAME", help="an environment of the file, for --aws")
    parser.add_argument(
        "--last", metavar="LENGTH", type=parse_length, help="with --aws: 30m, 3h, 7d up to now (default: 1h)"
    )
    add_format(parser, "text", "json", "csv", "markdown")


def add_pairs(parser: ArgumentParser, flag: str, shape: str, described: str, *, dest: str) -> None:
    """An option that gives a value to a name, and may be given several times."""

    def parse(word: str) -> tuple[str, str]:
        name, equals, value = word.partition("=")
        if not (name and equals):
            raise ArgumentTypeError(f"`{word}` has no name and value; write {shape}")
        return name, value

    parser.add_argument(
        flag, metavar=shape, type=parse, action="append", default=[], dest=dest, help=described
    )


def run(arguments: Namespace) -> int:
    """Print the rows; warnings, progress and mistakes go to standard error."""
    from monitoring.commands.question import BrokenFile, read_question

    _refuse_contradictions(arguments)
    try:
        question = read_question(arguments)
        _match_parameters(question, dict(arguments.parameters))
        if arguments.aws:
            from monitoring.commands.asking_aws import ask_aws

            show(arguments.format, *ask_aws(arguments, question))
            return Exit.CLEAN
    except BrokenFile as broken:
        return _refuse(broken.document, broken.findings)
    return _run_locally(arguments, question)


def _refuse_contradictions(arguments: Namespace) -> None:
    if arguments.aws == bool(arguments.logs):
        both = (
            "--aws and --logs name two places to read from" if arguments.aws else "there is nothing to read"
        )
        raise WrongUse(f"{both}; give --logs FILE, or --aws --environment NAME")
    if arguments.last is not None and not (arguments.aws and arguments.start is None):
        raise WrongUse(
            "--last counts back from now, for --aws without --start; give --start and --end instead"
        )
    if arguments.tables and arguments.aws:
        raise WrongUse("CloudWatch has lookup tables of its own; --table is for --logs")
    if None not in (arguments.start, arguments.end) and arguments.start > arguments.end:
        raise WrongUse("--end is before --start")


def _match_parameters(question: "Question", given: dict[str, str]) -> None:
    """Every parameter of the query has a value, and every value a parameter."""
    from monitoring.insights.parsing.parameters import parameter_names

    wanted = parameter_names(question.text)
    for name in wanted:
        if name not in given:
            raise WrongUse(f"the query has a parameter `{name}`; add --with {name}=VALUE")
    for name in given:
        choose("parameter", name, wanted)


def _run_locally(arguments: Namespace, question: "Question") -> int:
    from monitoring.commands.tables import read_tables
    from monitoring.insights import QueryError, run_lines

    tables = read_tables(arguments.tables)
    with opened(arguments.logs) as lines:
        try:
            result = run_lines(
                question.text,
                lines,
                arguments.start,
                arguments.end,
                tables=tables,
                parameters=dict(arguments.parameters),
            )
        except QueryError as problem:
            document, finding = question.blame(problem)
            return _refuse(document, (finding,))
    warnings = [_tell(question, warning) for warning in result.warnings]
    show(arguments.format, result.columns, result.rows, result.statistics, warnings)
    return Exit.CLEAN


def _refuse(document: "Document", findings: "Sequence[Finding]") -> int:
    from monitoring.output import text

    write(text.render(document, findings, palette_for(sys.stderr), width_of(sys.stderr)), sys.stderr)
    return Exit.ERRORS


def _tell(question: "Question", warning: "QueryWarning") -> str:
    """The warning with the words of the query that it is about."""
    words = question.text[warning.offset : warning.offset + warning.length].strip()
    return f"`{words}`: {warning.text}" if words else warning.text


def show(
    form: str,
    columns: "Sequence[str]",
    rows: "Sequence[dict[str, str]]",
    statistics: dict[str, Any],
    warnings: "Sequence[str]" = (),
) -> None:
    """Print a result: its rows, and in JSON also statistics and warnings, which otherwise stand beside."""
    from monitoring.output import rows as shapes

    if form == "json":
        from monitoring.output.as_json import to_text

        shown = [{name: row[name] for name in row if name != "@ptr"} for row in rows]
        said = {"columns": columns, "rows": shown, "statistics": statistics, "warnings": warnings}
        write(to_text(said))
        return
    if form == "text":
        write(shapes.render_table(columns, rows, palette_for(sys.stdout), width_of(sys.stdout)))
    else:
        write((shapes.render_csv if form == "csv" else shapes.render_markdown)(columns, rows))
    for warning in warnings:
        write(f"monitoring: warning: {harmless(warning)}\n", sys.stderr)
    if form == "text":
        write(f"{_extent(len(rows), statistics)}\n", sys.stderr)


def _extent(rows: int, statistics: dict[str, Any]) -> str:
    from monitoring.output.rows import tell_size
    from monitoring.output.text import plural

    matched, scanned = (round(statistics.get(f"records{what}", 0)) for what in ("Matched", "Scanned"))
    size = tell_size(statistics.get("bytesScanned", 0))
    return f"{plural(rows, 'row')}; {matched:,} of {plural(scanned, 'event')} matched, {size} read"
