"""The JSON Schema of test files agrees with what reads them."""

from pathlib import Path

import jsonschema
import pytest

from monitoring.testing.reading import find_test_files, read_test_file
from monitoring.testing.schema import FILE, schema_of_tests
from tests.support.shipped import ROOT
from tests.testing.test_cases import CASES

SCHEMA = jsonschema.Draft202012Validator(schema_of_tests())
FILES = find_test_files([str(ROOT / "tests" / "monitoring")])


@pytest.mark.parametrize("file", FILES, ids=[Path(file).stem for file in FILES])
def test_the_shipped_tests_fit_and_name_it(file: str) -> None:
    assert [error.message for error in SCHEMA.iter_errors(read_test_file(file).document.data)] == []
    first = Path(file).read_text(encoding="utf-8").partition("\n")[0]
    assert first == f"# yaml-language-server: $schema=../../{FILE}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_is_read_fits(case: Path) -> None:
    read = read_test_file(str(case))
    if read.model is not None:
        assert list(SCHEMA.iter_errors(read.document.data)) == []


def test_wrong_keys_do_not_fit() -> None:
    (name,) = [case for case in CASES if case.stem == "15-keys-and-kinds"]
    assert len(list(SCHEMA.iter_errors(read_test_file(str(name)).document.data))) > 5
