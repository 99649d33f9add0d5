"""Whatever a test file says: findings or outcomes, in time, and never a bug."""

import json
from copy import deepcopy
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.running import run
from tests.testing.test_cases import CASES, write_service

PATIENCE = 20.0
BASE = (CASES[0].parent / "01-all-passes.yaml").read_text(encoding="utf-8")
DATA: dict[str, Any] = yaml.safe_load(BASE)

fuzz = settings(derandomize=True, deadline=None, max_examples=40)

SCALARS: list[Any] = [None, True, 0, -1, 1, 5, 1.5, 10**14]
WORDS = [
    *(
        "",
        "x",
        "_",
        "0x3",
        "1 s",
        "30 m",
        "09:10",
        "25:00",
        "{n}",
        "2026-11-20T09:05+09:00",
        "9999-01-01T00:00",
    ),
    *("3660 d", "1x100000", "(1 2)x3", "ALARM", "production", "duration.warning", "forbidden.investigate.1h"),
    *("failures", "../monitoring.yaml", "\ud800", "\0", "あ"),
]
NESTED: list[Any] = [[], {}, ["1 m", "2 m"], {"a.b": {"c": []}}, {"a.b": 1, "a": 2}, {"u-1": "ALARM"}, [{}]]
VALUES = st.sampled_from([*SCALARS, *WORDS, *NESTED, [{"at": "5 m"}]])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_service(tmp_path_factory.mktemp("service"))


def judge(text: str, service: Path) -> None:
    """The text as a test file gives findings or outcomes."""
    with TemporaryDirectory() as name:
        file = Path(name) / "t.yaml"
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        start = process_time()
        ran = run("test", str(file), "--file", str(service), "--format", "json", "--coverage")
        assert process_time() - start < PATIENCE
        assert ran.err == ""
        assert ran.code in (0, 1)
        (told,) = json.loads(ran.out)["files"]
        assert bool(told["findings"]) or told["tests"] or not yaml.safe_load(text)["tests"]


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all keys and items."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in inner for found in ((*path, key), *paths(value, (*path, key)))]


PATHS = paths(DATA)


@settings(fuzz, max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(PATHS), VALUES), min_size=1, max_size=3))
def test_any_change_of_values(service: Path, changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    data = deepcopy(DATA)
    for path, value in changes:
        place: Any = data
        for part in path[:-1]:
            fits = isinstance(place, dict) and part in place
            fits = fits or (isinstance(place, list) and isinstance(part, int) and part < len(place))
            place = place[part] if fits else {}
        if isinstance(place, dict) or (isinstance(place, list) and path[-1] in range(len(place))):
            place[path[-1]] = value
    judge(json.dumps(data), service)


@fuzz
@given(st.integers(0, 2**32))
def test_any_change_of_lines(service: Path, seed: int) -> None:
    chance = Random(seed)
    lines = BASE.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.choice(["drop", "repeat", "indent", "swap"]):
            case "drop" if len(lines) > 2:
                del lines[at]
            case "repeat":
                lines.insert(other, lines[at])
            case "indent":
                lines[at] = chance.choice(["  ", " ", "\t"]) + lines[at]
            case _:
                lines[at], lines[other] = lines[other], lines[at]
    judge("".join(lines) + "\n", service)


messages = st.text(max_size=40) | st.sampled_from(
    ['{"_aws": {}}', '{"_aws": {"Timestamp": 1e400}}', "[" * 3000, '{"error": {"code": "FORBIDDEN_ERROR"}}']
)


@fuzz
@given(st.lists(messages | st.dictionaries(st.text(max_size=8), st.text(max_size=8)), max_size=4))
def test_any_log_line(service: Path, lines: list[Any]) -> None:
    logs = [{"at": "1 m", "text" if isinstance(line, str) else "line": line} for line in lines]
    kept = [entry for entry in logs if entry.get("line") != {}]
    test = {
        "name": "any",
        "series": {"failures": 1},
        "logs": kept,
        "expect": [{"at": "5 m", "incidents": {}}],
    }
    judge(json.dumps({"tests": [test]}), service)


@fuzz
@given(st.lists(st.text(max_size=60).filter(lambda line: "\n" not in line), max_size=5))
def test_any_log_file(service: Path, lines: list[str]) -> None:
    known = [
        '{"timestamp": 1e3, "message": 1}',
        '{"timestamp": 99999999999999999999, "message": "x"}',
        "null",
    ]
    with TemporaryDirectory() as name:
        log = Path(name) / "log.ndjson"
        log.write_text("\n".join(lines + known), encoding="utf-8", errors="surrogatepass")
        test = {"name": "any", "logs": [{"file": str(log)}], "expect": [{"at": "5 m", "incidents": {}}]}
        judge(json.dumps({"tests": [test]}), service)
