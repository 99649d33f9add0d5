"""The command line: parse arguments, call, print, return a number."""

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Sequence
from functools import partial
from types import ModuleType
from typing import Final, NoReturn

from monitoring import __version__
from monitoring.commands import (
    ack,
    check,
    drill,
    explain,
    filter,
    mute,
    plan,
    preflight,
    query,
    redrive,
    report,
    restore,
    rollback,
    schema,
    stop,
    test,
)
from monitoring.commands.outcome import Exit, WrongUse
from monitoring.output.terminal import CannotWrite, harmless, write
from monitoring.suggest import did_you_mean

_MODULES: Final = (
    *(check, plan, test, query, report, filter, explain, schema, preflight),
    *(ack, mute, drill, stop, restore, rollback, redrive),
)
COMMANDS: Final[dict[str, ModuleType]] = {module.NAME: module for module in _MODULES}
ENDINGS: Final = "exit code: 0 clean, 1 errors found, 2 wrong use, 3 a bug in monitoring itself"
WHERE_TO_REPORT: Final = "the issues of this program's repository"


# argparse makes a formatter for every argument it is told of, and takes 2 ms to ask how wide the terminal is.
_NOT_ASKING: Final = partial(RawDescriptionHelpFormatter, width=80)


class Parser(ArgumentParser):
    """argparse with one line for a mistake, and the closest flag for an unknown one."""

    def format_help(self) -> str:
        """The help, as wide as the terminal."""
        self.formatter_class = RawDescriptionHelpFormatter
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is; exit code 2."""
        self.exit(Exit.WRONG_USE, harmless(f"{self.prog}: {message}") + f"\n(see {self.prog} --help)\n")

    def refuse_unknown(self, words: Sequence[str]) -> None:
        """Name the first argument that nothing asked for."""
        if not words:
            return
        if not words[0].startswith("-"):
            self.error(f"one argument too many: `{words[0]}`")
        flag = words[0].partition("=")[0]
        self.error(f"unknown option `{flag}`; {did_you_mean(flag, self._option_string_actions)}")


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the number is the exit code."""
    given = list(sys.argv[1:] if words is None else words)
    try:
        return _run(given)
    except SystemExit as ending:  # how argparse ends after --help and after a mistake
        return int(ending.code or 0)
    except WrongUse as problem:
        return _complain(str(problem), Exit.WRONG_USE)
    except BrokenPipeError:
        return _leave_pipe()
    except CannotWrite as problem:
        return _complain(f"the output cannot be written: {problem}", Exit.WRONG_USE)
    except KeyboardInterrupt:
        return _complain("stopped", Exit.INTERRUPTED)
    except Exception as bug:
        return _confess(bug, given)


def _run(words: list[str]) -> int:
    name = next((word for word in words if not word.startswith("-")), None)
    if name is None or words[0].startswith("-"):
        return _run_without_command(words)
    if name not in COMMANDS:
        raise WrongUse(f"there is no command `{name}`; {did_you_mean(name, COMMANDS)}")
    parser = command_parser(COMMANDS[name])
    arguments, unknown = parser.parse_known_args(words[1:])
    parser.refuse_unknown(unknown)
    return int(COMMANDS[name].run(arguments))


def _run_without_command(words: list[str]) -> int:
    parser = main_parser()
    _, unknown = parser.parse_known_args(words)
    parser.refuse_unknown(unknown)
    write(parser.format_help(), sys.stderr)
    return Exit.WRONG_USE


def main_parser() -> Parser:
    """The parser of ``monitoring`` alone: --help and --version."""
    width = max(map(len, COMMANDS))
    listed = "\n".join(f"  {name:{width}}  {module.SUMMARY}" for name, module in COMMANDS.items())
    parser = Parser(
        prog="monitoring",
        usage="monitoring COMMAND ...",
        allow_abbrev=False,
        description=f"Observability as code: monitoring.yaml in, CloudWatch out.\n\ncommands:\n{listed}",
        epilog=f"monitoring COMMAND --help says more. {ENDINGS}",
        formatter_class=_NOT_ASKING,
    )
    parser.add_argument("--version", action="version", version=f"monitoring {__version__}")
    return parser


def command_parser(module: ModuleType) -> Parser:
    """The parser of one command; parsers of the others are not built, to start faster."""
    examples = "\n".join(f"  {example}" for example in module.EXAMPLES)
    parser = Parser(
        prog=f"monitoring {module.NAME}",
        description=module.SUMMARY[0].upper() + module.SUMMARY[1:] + ".",
        epilog=f"examples:\n{examples}\n\n{ENDINGS}",
        formatter_class=_NOT_ASKING,
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    parser.add_argument("--debug", action="store_true", help="show where a bug in monitoring itself is")
    return parser


def _complain(message: str, code: Exit) -> int:
    write(f"monitoring: {harmless(message)}\n", sys.stderr)
    return code


def _leave_pipe() -> int:
    # What is still buffered would raise again when Python flushes it at the end.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.PIPE_CLOSED


def _confess(bug: Exception, words: list[str]) -> int:
    if "--debug" in words or os.environ.get("MONITORING_DEBUG"):
        import traceback

        traceback.print_exc()
    last = bug.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{last.tb_frame.f_globals.get('__name__')}:{last.tb_lineno}" if last else "nowhere"
    message = f"a bug in monitoring, not in your file: {type(bug).__name__}: {bug} (in {where})"
    return _complain(f"{message}; report it in {WHERE_TO_REPORT}, with what --debug prints", Exit.BUG)
