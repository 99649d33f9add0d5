"""Every function against its cases, run as queries over one log event.

A case file is ``cases/functions/<name>.yaml``: ``event`` are the fields of the log event (JSON), ``time`` is
when it was logged, ``range`` the query's time range. ``gives`` maps an expression to what AWS prints,
``open`` one whose value AWS leaves open to the value taken here, with a warning; ``refused`` one that has no
result to part of the message. All is text, ``(missing)`` stands for a field that the row does not have.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.insights import QueryError, Result, run
from monitoring.insights.functions.registry import FUNCTIONS
from monitoring.insights.signatures import SCALARS

FOLDER = Path(__file__).with_name("cases") / "functions"
FILES = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.yaml"))
}
TEXTS = {
    file.stem: yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) for file in FOLDER.glob("*.yaml")
}
MISSING = "(missing)"


def listed(part: str) -> list[Any]:
    """Every expression of one part of the case files, with what is expected of it."""
    return [
        pytest.param(name, expression, expected, id=f"{name}: {expression}")
        for name, case in sorted(TEXTS.items())
        for expression, expected in case.get(part, {}).items()
    ]


def evaluate(name: str, expression: str) -> Result:
    """The expression as the only field of a query over the event of a case file."""
    case = FILES[name]
    event = {
        "timestamp": epoch(case.get("time", "2026-01-01T00:00:00Z")),
        "message": json.dumps(case.get("event", {}), ensure_ascii=False),
    }
    start, end = map(epoch, case["range"]) if "range" in case else (None, None)
    event["timestamp"] = start or event["timestamp"]
    return run(f"fields {expression} as result", [event], start, end)


def epoch(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)


@pytest.mark.parametrize(("name", "expression", "expected"), listed("gives"))
def test_a_function_gives_what_aws_gives_without_a_warning(name: str, expression: str, expected: str) -> None:
    result = evaluate(name, expression)
    assert result.rows[0].get("result", MISSING) == expected
    assert not result.warnings


@pytest.mark.parametrize(("name", "expression", "expected"), listed("open"))
def test_what_aws_leaves_open_has_a_value_and_a_warning(name: str, expression: str, expected: str) -> None:
    result = evaluate(name, expression)
    assert result.rows[0].get("result", MISSING) == expected
    assert {warning.text for warning in result.warnings} <= set(FUNCTIONS[name].unspecified)
    assert result.warnings


@pytest.mark.parametrize(("name", "expression", "expected"), listed("refused"))
def test_arguments_without_a_result_are_refused_with_their_place(
    name: str, expression: str, expected: str
) -> None:
    with pytest.raises(QueryError, match=r"\w") as caught:
        evaluate(name, expression)
    assert expected in caught.value.message
    assert (caught.value.offset, caught.value.length) == (len("fields "), len(expression))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_case_and_every_warning_one_that_provokes_it(name: str) -> None:
    case = TEXTS[name]
    results = [evaluate(name, expression) for expression in case.get("open", {})]
    assert case["gives"]
    assert {warning.text for result in results for warning in result.warnings} == set(
        FUNCTIONS[name].unspecified
    )


def test_the_parser_and_the_engine_agree_on_names_and_numbers_of_arguments() -> None:
    known = {function.name: (function.minimum, function.maximum) for function in FUNCTIONS.values()}
    assert known == SCALARS
