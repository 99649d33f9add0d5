"""The loops that queries are measured against do what the queries do, so that the measure is honest."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.insights import query, reading
from benchmarks.insights_log import write_access_log, write_log
from benchmarks.insights_loops import LOOPS, guide_queries
from monitoring.insights import Result

TIMES = 10**12
"""Numbers from here on are times, which queries print as dates."""


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("logs")
    application = write_log(folder, 4_000)
    return {"application": application, "health": application, "access": write_access_log(folder, 4_000)}


def test_every_query_of_the_guide_has_a_loop() -> None:
    assert LOOPS.keys() == guide_queries().keys()


@pytest.mark.parametrize("name", LOOPS)
def test_loop_gives_the_rows_of_the_query(name: str, logs: dict[str, Path]) -> None:
    files = [logs[log] for log in guide_queries()[name].logs]
    ours = query(guide_queries()[name].text, *files)()
    by_hand = reading(LOOPS[name], *files)()
    assert isinstance(ours, Result)
    assert isinstance(by_hand, list)
    assert len(ours.rows) == len(by_hand)
    printed = Counter(value for row in ours.rows for value in row.values())
    assert not Counter(filter(None, map(count_of, by_hand))) - printed


def count_of(row: object) -> str:
    """The first whole number of a row; what follows may differ between rows that are equally frequent."""
    if isinstance(row, tuple | list):
        return next(filter(None, map(count_of, row)), "")
    return str(row) if isinstance(row, int) and row < TIMES else ""
