"""Queries over events against their cases.

A case file is ``cases/run/<topic>.yaml``. ``events`` are messages, a mapping stands for its JSON; they come
a second apart from 2026-01-01 00:00:00 on, or ``at`` a time of that day with what they ``say``. A case has
a ``query`` and what it gives: ``columns``, ``rows`` and ``warnings`` (none when not named), or an ``error``
with the part of the query ``at`` which it is. It may have ``events``, ``tables``, ``parameters``, ``start``
and ``end`` of its own.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.insights import QueryError, run
from monitoring.insights.parsing.pipeline import READERS

FOLDER = Path(__file__).with_name("cases") / "run"
DAY = round(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
FILES = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.yaml"))
}
CASES = [
    pytest.param({**file, **case}, id=f"{name}: {case['name']}")
    for name, file in FILES.items()
    for case in file["cases"]
]


def epoch(clock: str) -> int:
    hours, minutes, seconds = map(int, clock.split(":"))
    return DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000


def to_event(place: int, written: Any) -> dict[str, Any]:
    if isinstance(written, dict) and "say" in written:
        log = {"log": written["log"]} if "log" in written else {}
        return {"timestamp": epoch(written["at"]), "message": to_message(written["say"]), **log}
    return {"timestamp": DAY + place * 1000, "message": to_message(written)}


def to_message(written: Any) -> str:
    return written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)


def outcome(case: dict[str, Any]) -> dict[str, Any]:
    """What a case's query gives, in the words of case files."""
    events = [to_event(place, written) for place, written in enumerate(case["events"])]
    start, end = (epoch(case[name]) if name in case else None for name in ("start", "end"))
    options: dict[str, Any] = {"tables": case.get("tables"), "parameters": case.get("parameters")}
    try:
        result = run(case["query"], events, start, end, now=DAY, **options)
    except QueryError as error:
        at = case["query"][error.offset : error.offset + error.length]
        return {"error": f"{type(error).__name__}: {error.message}", "at": at}
    rows = [{name: text for name, text in row.items() if name != "@ptr"} for row in result.rows]
    warnings = [warning.text for warning in result.warnings]
    return {"columns": result.columns, "rows": rows, **({"warnings": warnings} if warnings else {})}


@pytest.mark.parametrize("case", CASES)
def test_a_query_gives_what_its_case_says(case: dict[str, Any]) -> None:
    expected = {name: case[name] for name in ("columns", "rows", "warnings", "error", "at") if name in case}
    assert outcome(case) == expected


def test_every_command_has_a_case() -> None:
    queries = "\n".join(case["query"] for file in FILES.values() for case in file["cases"]).lower()
    assert [word for word in READERS if f"{word} " not in queries and f"{word}\n" not in queries] == []
