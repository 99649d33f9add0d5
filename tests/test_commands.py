"""The commands beside check: plan, explain, schema."""

import json
from pathlib import Path

import pytest

from monitoring.cli import main
from monitoring.output.terminal import cells

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests" / "files" / "small.yaml"

Capture = pytest.CaptureFixture[str]


def plan_lines(capsys: Capture, *words: str) -> list[str]:
    assert main(["plan", str(SMALL), "--environment", "production", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_piped_plans_have_one_line_an_alarm_with_nothing_cut(capsys: Capture) -> None:
    lines = plan_lines(capsys)
    line = next(line for line in lines if line.startswith("duration-critical "))
    assert "処理時間 p95が5分ごとの値で2回続けて55秒を超える" in line
    assert line.endswith("development: developers、phone（呼出）、30分後 infrastructure")


def test_columns_of_a_plan_line_up_with_full_width_characters(capsys: Capture) -> None:
    lines = plan_lines(capsys)[:8]
    levels = ["通知先", *["development:"] * 7]
    starts = {cells(line[: line.index(level)]) for line, level in zip(lines, levels, strict=True)}
    assert len(starts) == 1


def test_a_plan_speaks_the_locale_that_is_asked_for(capsys: Capture) -> None:
    lines = plan_lines(capsys, "--locale", "en")
    assert any("Duration p95 above 55 s, 2 of 2 x 5 min" in line for line in lines)
    assert "7 alarms; their names begin with greeter-production-" in lines


def test_a_plan_says_what_else_is_made_and_needed(capsys: Capture) -> None:
    lines = plan_lines(capsys, "--locale", "en")
    assert any(line.startswith("besides: ") and "2 saved queries" in line for line in lines)
    assert lines[-1] == "  monitoring preflight --environment production"


def test_a_plan_in_json_is_the_plan(capsys: Capture) -> None:
    planned = json.loads("\n".join(plan_lines(capsys, "--format", "json")))
    assert planned["environment"] == "production"
    assert [r["name"] for r in planned["resources"] if r["kind"] == "MetricAlarm"][:1] == [
        "greeter-production-duration-warning"
    ]


@pytest.mark.parametrize("command", ["plan", "preflight"])
def test_a_broken_file_has_no_plan_and_says_why_on_standard_error(
    command: str, tmp_path: Path, capsys: Capture
) -> None:
    broken = tmp_path / "monitoring.yaml"
    source = SMALL.read_text(encoding="utf-8").replace("route: application", "route: aplication", 1)
    broken.write_text(source, encoding="utf-8")
    assert main([command, str(broken), "--environment", "production"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "aplication" in captured.err
    assert f"nothing is planned: 1 error in {broken}\n" in captured.err


def test_explain_lists_every_check_with_its_summary(capsys: Capture) -> None:
    assert main(["explain"]) == 0
    names = [line.split("  ")[0].strip() for line in capsys.readouterr().out.splitlines()]
    assert names == sorted(names)
    assert {"unreachable-threshold", "yaml-syntax", "schema", "limits", "suppression-hygiene"} <= set(names)


def test_explain_prints_a_page_with_examples(capsys: Capture) -> None:
    assert main(["explain", "yaml-syntax"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("yaml-syntax: The file is not the YAML")
    assert all(f"\n{part}:" in out for part in ("Why", "Fix", "Bad", "Good"))


def test_schema_prints_json(capsys: Capture) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "monitoring.yaml"
