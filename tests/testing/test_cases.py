"""Test files with exactly what `monitoring test` says about them, tried on a small service.

A case is ``cases/NN-what-it-shows.yaml``, and ``.out`` with the exit code and then all output. After a change
of a message, ``python -m tests.testing.test_cases`` writes the .out files anew, to be read in the diff. The
service is tests/checks/base.yaml with a resource of every kind, and a query that only CloudWatch can answer.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest

from tests.support.every_kind import EVERY_KIND
from tests.support.running import Ran, run
from tests.support.specs import base_data, merged

FOLDER = Path(__file__).with_name("cases")
CASES = sorted(FOLDER.glob("*.yaml"))
CHANGES = {
    "queries": {"shapes": {"logs": "application", "rows": "pattern @message"}},
    "maintenance": {"mute": {"patches": {"schedule": "cron(0 3 * * SUN)"}}},
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_service(tmp_path_factory.mktemp("service"))


def write_service(folder: Path) -> Path:
    """The monitoring.yaml that the cases are tried on."""
    file = folder / "monitoring.yaml"
    data = merged(merged(base_data(), EVERY_KIND), CHANGES)
    file.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def run_case(case: Path, service: Path, *flags: str) -> Ran:
    return run("test", case.name, "--file", str(service), *flags, folder=FOLDER)


def written(ran: Ran) -> str:
    """What a .out file says of a run."""
    return f"exit code {ran.code}\n{ran.out}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_test_file_gives_exactly_this_output(case: Path, service: Path) -> None:
    ran = run_case(case, service)
    assert ran.err == ""
    assert written(ran) == case.with_suffix(".out").read_text(encoding="utf-8")


def test_every_case_has_its_output() -> None:
    assert len(CASES) >= 20
    assert {case.stem for case in CASES} == {case.stem for case in FOLDER.glob("*.out")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_json_says_the_same(case: Path, service: Path) -> None:
    text = run_case(case, service)
    ran = run_case(case, service, "--format", "json")
    (file,) = json.loads(ran.out)["files"]
    assert ran.code == text.code
    for finding in file["findings"]:
        assert f"{case.name}:{finding['line']}:{finding['column']}: error {finding['check']}" in text.out
        assert finding["message"] in text.out
    for test in file["tests"]:
        assert test["passed"] is not bool(test["failures"])
        for failure in test["failures"]:
            assert f"{case.name}:{failure['line']}:{failure['column']}: error expectation" in text.out
            assert f"expected: {failure['expected'].splitlines()[0]}" in text.out


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_junit_says_the_same(case: Path, service: Path, tmp_path: Path) -> None:
    junit = tmp_path / "new" / "tests.xml"
    ran = run_case(case, service, "--format", "json", "--junit", str(junit))
    (file,) = json.loads(ran.out)["files"]
    (suite,) = ElementTree.parse(junit).getroot()
    assert int(suite.attrib["failures"]) == sum(not test["passed"] for test in file["tests"])
    assert int(suite.attrib["errors"]) == bool(file["findings"])
    bodies = [failure.text or "" for failure in suite.findall("testcase/failure")]
    failed = [test["failures"] for test in file["tests"] if not test["passed"]]
    for body, failures in zip(bodies, failed, strict=True):
        assert body.count("  expected: ") == len(failures)
        assert body in run_case(case, service).out


def write_all() -> None:
    """Write every .out file anew."""
    with TemporaryDirectory() as folder:
        service = write_service(Path(folder))
        for case in CASES:
            case.with_suffix(".out").write_text(written(run_case(case, service)), encoding="utf-8")


if __name__ == "__main__":
    write_all()
