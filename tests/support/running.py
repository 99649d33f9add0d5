"""The command line, run in this process with its output caught."""

import io
import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple

from monitoring.cli import main

CALM = {"NO_COLOR": "1", "FORCE_COLOR": "", "MONITORING_DEBUG": "", "COLUMNS": "110"}


class Ran(NamedTuple):
    """Exit code, standard output and standard error."""

    code: int
    out: str
    err: str


def run(*words: str, folder: Path | None = None) -> Ran:
    """Run ``monitoring`` with words, in a folder."""
    out, err = _stream(), _stream()
    with chdir(folder or Path.cwd()), redirect_stdout(out), redirect_stderr(err), _environment():
        code = main(list(words))
    return Ran(code, _text(out), _text(err))


def check(file: str, *flags: str, folder: Path | None = None) -> Ran:
    """Run ``monitoring check FILE``."""
    return run("check", file, *flags, folder=folder)


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined, no-any-return]


@contextmanager
def _environment() -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(CALM)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
