"""Any text as monitoring.yaml gives findings or a plan: never a traceback, exit code 3 or a file."""

import json
import re
import tempfile
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import yaml
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.support.running import Ran, run

ROOT = Path(__file__).parents[2]
BASE = (ROOT / "tests" / "checks" / "base.yaml").read_text(encoding="utf-8")
SHIPPED = (ROOT / "monitoring.yaml").read_text(encoding="utf-8")
DATA = yaml.safe_load(BASE)

HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

NodePath: TypeAlias = tuple[str | int, ...]

SIGNS = [
    *":-#{}[],&*!|>'\"%@`?=<~ \n\t.0189_+eE\x1b",
    "\r\n",
    ": ",
    "- ",
    "\n  ",
    "<<: ",
    "---\n",
    "日本",
    "🐌",
]
WORDS = """
on; 🐌; {facts.function.memory}; {facts.x}; {alarms.duration.warning.above}; {{x}}; ALARM(duration.warning)
45 s; -1 s; 0 s; 0 m; 1 ms; 999999999999999 d; 0.000000000001 s; 5 %; 100 %; 1 GB; 1 USD; 09:00; a / 0
80 % of facts.function.timeout; facts.logs.retention; facts.database.connection-budget + 5; facts; facts.a
0 requests per 1 m; 1 requests per 1 ms; 999999999999999 requests per 1 ms; 1 of 1; 5 of 3; 99999 of 99999
duration; errors-by-code; application; Asia/Tokyo; ../../etc/passwd; cron(x); at(x); notBreaching
facts.function.memory; facts.model.id; p0; p100; p99.9999; tm(1%:2%)
"""
SCALARS = [*re.split(r"; |\n", WORDS), "\0", "\ud83d", "x" * 3000, "([{" * 50]
THINGS: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1,
    2**63,
    10**30,
    0.5,
    -0.0,
    1e15,
    [],
    {},
    [[]],
    [None],
    {"a": None},
]
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(THINGS), st.sampled_from(SCALARS), st.text(max_size=8)
)
TEXTS = st.lists(st.sampled_from(SIGNS) | st.characters(exclude_categories=[]), max_size=40).map("".join)

fuzz = settings(
    derandomize=True,
    deadline=None,
    max_examples=80,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def judge(text: str) -> None:
    """Check a text, and plan every environment when nothing is wrong; no file is written."""
    raw = text.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "monitoring.yaml"
        file.write_bytes(raw)
        form = ("text", "json", "github", "sarif")[len(raw) % 4]
        ran = sound(folder, "check", "--format", form)
        assert ran.code in (0, 1)
        assert ran.out or (form == "github" and ran.code == 0)
        assert not HARMFUL.search(ran.out)
        if ran.code == 0:
            for environment in yaml.load(text, yaml.CSafeLoader)["environments"]:
                for output in ("json", "text"):
                    words = ("plan", "--environment", environment, "--format", output)
                    ran = sound(folder, *words)
                    assert ran.code == 0
                    assert not HARMFUL.search(ran.out)
        assert list(folder.iterdir()) == [file]
        assert file.read_bytes() == raw


def sound(folder: Path, *words: str) -> Ran:
    """Run a command that must not confess a bug."""
    ran = run(*words, folder=folder)
    assert ran.err == "", run(*words, "--debug", folder=folder).err
    return ran


@fuzz
@given(TEXTS)
@example("")
@example("environments: {a: b}")
@example("environments: {a: {b: {c: d}}}\nb: []")
@example("environments: {a: [], b: null, '': {}}")
def test_any_text(text: str) -> None:
    judge(text)


@fuzz
@given(st.sampled_from([BASE, BASE, BASE, SHIPPED]), st.data())
def test_any_change_of_characters(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        removed = data.draw(st.integers(0, 12))
        added = data.draw(st.lists(st.sampled_from(SIGNS), max_size=3).map("".join))
        text = text[:at] + added + text[at + removed :]
    judge(text)


@fuzz
@given(st.sampled_from([BASE, BASE, BASE, SHIPPED]), st.integers(0, 2**32), st.integers(1, 4))
def test_any_change_of_lines(text: str, seed: int, changes: int) -> None:
    chance, lines = Random(seed), text.splitlines(keepends=True)
    for _ in range(changes):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.choice(["drop", "repeat", "move", "indent", "swap"]):
            case "drop":
                del lines[at : at + chance.randint(1, 5)]
            case "repeat":
                lines[other:other] = lines[at : at + chance.randint(1, 5)]
            case "move":
                lines.insert(other, lines.pop(at))
            case "indent":
                lines[at] = chance.choice(["  ", " ", "\t"]) + lines[at]
            case "swap":
                lines[at], lines[other] = lines[other], lines[at]
    judge("".join(lines))


def nodes(data: Any, path: NodePath = ()) -> list[NodePath]:
    """The paths of all keys and items."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in inner for found in ((*path, key), *nodes(value, (*path, key)))]


PATHS = nodes(DATA)


def changes_to(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[tuple[NodePath, Any]]]:
    """A few places of the base, each with what it is changed to."""
    return st.lists(st.tuples(st.sampled_from(PATHS), values), min_size=1, max_size=3)


def holder(data: Any, path: NodePath) -> Any:
    """What a path's last part is a key or index of; None when an earlier change removed it."""
    for part in path[:-1]:
        data = data[part] if isinstance(data, dict) and part in data else None
    return data if isinstance(data, dict) and path[-1] in data else None


def as_yaml(data: Any) -> str:
    # JSON is YAML in which no text can be taken for a number.
    return json.dumps(data, ensure_ascii=True, indent=1)


@settings(fuzz, max_examples=160)
@given(changes_to(VALUES | st.sampled_from(PATHS)))
def test_any_change_of_values(changes: list[tuple[NodePath, Any]]) -> None:
    data = deepcopy(DATA)
    for path, value in changes:
        place = holder(data, path)
        if isinstance(value, tuple):  # the value of another place
            other = holder(DATA, value)
            value = deepcopy(other[value[-1]]) if other else None  # noqa: PLW2901
        if place is not None:
            place[path[-1]] = value
    judge(as_yaml(data))


@fuzz
@given(changes_to(st.text(max_size=6) | st.none()))
def test_any_change_of_keys(changes: list[tuple[NodePath, str | None]]) -> None:
    data = deepcopy(DATA)
    for path, name in changes:
        place = holder(data, path)
        if place is not None:
            value = place.pop(path[-1])
            place |= {} if name is None else {name: value}
    judge(as_yaml(data))


@fuzz
@given(changes_to(VALUES))
def test_any_change_of_an_environment(changes: list[tuple[NodePath, Any]]) -> None:
    environment: dict[str, Any] = {}
    for path, value in changes:
        place = environment
        for part in path[:-1]:
            place = place.setdefault(str(part), {})
            if not isinstance(place, dict):
                break
        else:
            place[str(path[-1])] = value
    judge(as_yaml({**DATA, "environments": {"staging": environment, "production": {}}}))
