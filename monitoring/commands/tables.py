"""Tables for `lookup`: CSV files with a heading."""

import csv
from collections.abc import Sequence

from monitoring.commands.outcome import WrongUse


def read_tables(given: Sequence[tuple[str, str]]) -> dict[str, list[dict[str, str]]]:
    """Name -> rows; raises WrongUse for a file that cannot be read as CSV in UTF-8."""
    return {name: _read(file) for name, file in given}


def _read(file: str) -> list[dict[str, str]]:
    try:
        with open(file, encoding="utf-8-sig", newline="") as stream:  # noqa: PTH123
            rows = list(csv.DictReader(stream, strict=True))
    except (OSError, ValueError, csv.Error) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise WrongUse(f"the table {file} cannot be read: {reason}") from None
    for number, row in enumerate(rows, 2):
        # DictReader files cells beyond the heading under None, and missing ones as None.
        if None in row or None in row.values():
            raise WrongUse(
                f"the table {file} has another number of cells in row {number} than in its heading"
            )
    return rows
