"""How outcomes are shown: drawings, coverage, formats, exit codes."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitoring.evaluator.state import State
from monitoring.output.timeline_drawing import ASCII, BLOCKS, Row, draw, signs_for
from monitoring.timeline.inputs import Period
from monitoring.timeline.states import Change, Track
from tests.support.running import run
from tests.support.shipped import FILE, ROOT
from tests.testing.test_cases import FOLDER, write_service
from tests.timeline.making import START, alarm_of, base_plan

UTC = ZoneInfo("UTC")
TRACK = Track(
    alarm=alarm_of(base_plan(), "throttles-warning"),
    changes=(
        Change(START, State.OK),
        Change(START + 600, State.ALARM),
        Change(START + 660, State.OK),
        Change(START + 1800, State.INSUFFICIENT_DATA),
    ),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_service(tmp_path_factory.mktemp("service"))


def drawn(minutes: int, mark: int | None = None, signs: object = BLOCKS) -> list[str]:
    period = Period(START, START + minutes * 60)
    at = None if mark is None else START + mark * 60
    return list(draw([Row("row", TRACK)], period, UTC, at, signs))  # type: ignore[arg-type]


def test_a_column_is_a_minute_when_they_fit() -> None:
    assert drawn(40, 10) == [
        "row  ··········█···················░░░░░░░░░░",
        "               ▲",
        "     00:00                              00:40",
    ]


def test_a_column_shows_its_worst_state() -> None:
    assert drawn(600)[0] == "row  ···░".replace("···", "·█·") + "░" * 56
    assert len(drawn(600)[0]) == 65


def test_drawings_work_in_ascii() -> None:
    assert drawn(12, 11, ASCII) == ["row  ..........#.", "                ^", "     00:00  00:12"]
    assert signs_for("utf-8") is BLOCKS
    assert signs_for("ascii") is signs_for("cp1252") is signs_for(None) is signs_for("no such") is ASCII


def test_nothing_is_drawn_of_no_time() -> None:
    assert drawn(0) == []


def test_many_rows_are_cut() -> None:
    rows = [Row(f"r{number}", TRACK) for number in range(20)]
    lines = list(draw(rows, Period(START, START + 600), UTC))
    assert len(lines) == 14
    assert lines[-1].strip() == "and 8 more"


def test_coverage_is_a_table_with_what_is_missing(service: Path) -> None:
    ran = run("test", "01-all-passes.yaml", "--file", str(service), "--coverage", folder=FOLDER)
    assert ran.code == 0
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["duration.warning", "1", "none"] in lines
    assert ["concurrency.warning", "none", "1"] in lines
    assert ["errors-by-code", "1"] in lines
    assert "  duration.critical: no test in which it fires" in ran.out.splitlines()
    assert lines[-1 - ran.out.count(": no test in which")][-2:] == ["proofs", "missing"]


@pytest.mark.parametrize(("wanted", "code"), [("0", 0), ("10", 0), ("99.9", 1), ("100", 1)])
def test_the_gate(service: Path, wanted: str, code: int) -> None:
    words = ["01-all-passes.yaml", "--file", str(service), "--coverage-at-least", wanted]
    ran = run("test", *words, folder=FOLDER)
    assert ran.code == code
    assert ("are wanted" in ran.err) is bool(code)


def test_json_has_the_coverage(service: Path) -> None:
    words = ["01-all-passes.yaml", "--file", str(service), "--coverage", "--format", "json"]
    coverage = json.loads(run("test", *words, folder=FOLDER).out)["coverage"]
    proofs = {(each["subject"], each["what"]): each["tests"] for each in coverage["proofs"]}
    assert proofs["duration.warning", "fires"] == ["slow"]
    assert proofs["duration.warning", "stays silent"] == []
    assert proofs["errors-by-code", "has rows"] == ["refused"]


def test_only_some_tests(service: Path) -> None:
    ran = run("test", ".", "-k", "who", "--file", str(service), folder=FOLDER)
    assert "03-another-message.yaml: 1 of 1 test" in ran.out
    assert "01-all-passes" not in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["gone"],
            "gone does not exist; name test files, or folders with them (without PATH: tests/monitoring)",
        ),
        (["x" * 300], "cannot be read: File name too long; name test files"),
        (["-k", "no such name", "01-all-passes.yaml"], "no test has `no such name` in its name"),
        (["--coverage-at-least", "many"], "`many` is no percentage; write a number from 0 to 100"),
        (["--coverage-at-least", "101"], "`101` is no percentage"),
        (["--junit", "/proc/none/x.xml", "01-all-passes.yaml"], "/proc/none/x.xml cannot be written"),
        (["--colour"], "unknown option `--colour`"),
    ],
)
def test_wrong_use(service: Path, words: list[str], said: str) -> None:
    ran = run("test", *words, "--file", str(service), folder=FOLDER)
    assert said in ran.err + ran.out
    assert ran.code == 2


def test_an_empty_folder_is_wrong_use(service: Path, tmp_path: Path) -> None:
    ran = run("test", str(tmp_path), "--file", str(service))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"monitoring: there are no .yaml files in {tmp_path}")


def test_a_broken_monitoring_yaml_is_not_tested(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("version: 2\n", encoding="utf-8")
    ran = run("test", "01-all-passes.yaml", "--file", str(tmp_path / "m.yaml"), folder=FOLDER)
    assert (ran.code, ran.out) == (1, "")
    assert "nothing is tested: " in ran.err


def test_the_example_of_the_documentation_passes(tmp_path: Path) -> None:
    from monitoring.docs.testing import EXAMPLE

    (tmp_path / "example.yaml").write_text(EXAMPLE, encoding="utf-8")
    ran = run("test", str(tmp_path))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("3 tests passed in 1 file\n")


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_failure_in_the_readme_is_real(tmp_path: Path, name: str) -> None:
    changed = tmp_path / "monitoring.yaml"
    shipped = FILE.read_text(encoding="utf-8")
    changed.write_text(shipped.replace("above: 45 s", "above: 44 s", 1), encoding="utf-8")
    for linked in ("service", "docs"):
        (tmp_path / linked).symlink_to(ROOT / linked)
    ran = run("test", "tests/monitoring/duration.yaml", "--file", str(changed), folder=ROOT)
    (shown,) = [
        block
        for block in (ROOT / name).read_text(encoding="utf-8").split("```\n")
        if block.startswith("tests/monitoring/duration.yaml:")
    ]
    assert ran.code == 1
    assert shown in ran.out
