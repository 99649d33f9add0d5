"""Filter patterns against AWS's documented examples and observed behaviour, as text files.

``terms``, ``regexes``, ``json`` and ``delimited`` hold patterns with lines that match, that do not, and whose
answer AWS leaves open; or lines with patterns that all match, or that none of them matches.
``refused.txt`` has patterns with carets below the mistake.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.patterns import Pattern, PatternError, UnspecifiedPattern, compile

FOLDER = Path(__file__).with_name("cases")
FILES = ("terms", "regexes", "json", "delimited")


def read(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def answers() -> Iterator[tuple[str, str, bool]]:
    """Pattern, line, and whether it matches without a doubt."""
    for case in (case for name in FILES for case in read(name)):
        if "lines" in case:
            for line in case["lines"]:
                yield from ((pattern, line, True) for pattern in case["all"])
                yield from ((pattern, line, False) for pattern in case.get("none", ()))
        else:
            yield from ((case["pattern"], line, True) for line in case.get("matches", ()))
            yield from ((case["pattern"], line, False) for line in case.get("misses", ()))


WITH_PATTERN = [case for name in FILES for case in read(name) if "pattern" in case]


@pytest.mark.parametrize(("pattern", "line", "expected"), list(answers()))
def test_a_line_matches_as_aws_documents(pattern: str, line: str, expected: bool) -> None:
    compiled = compile(pattern)
    assert (compiled.matches(line), compiled.doubt(line)) == (expected, None)


@pytest.mark.parametrize(
    "case", [case for case in WITH_PATTERN if "doubtful" in case], ids=lambda c: c["pattern"]
)
def test_what_aws_leaves_open_is_named(case: dict[str, Any]) -> None:
    for line in case["doubtful"]:
        assert (compile(case["pattern"]).doubt(line) or "").startswith("AWS "), line


@pytest.mark.parametrize("case", WITH_PATTERN, ids=lambda case: case["pattern"])
def test_surprising_patterns_have_notes(case: dict[str, Any]) -> None:
    notes = [note.message for note in compile(case["pattern"]).notes if not note.ignored]
    assert notes == case.get("notes", [])


@pytest.mark.parametrize("case", read("extracts"), ids=lambda case: case["pattern"])
def test_values_are_those_of_test_metric_filter(case: dict[str, Any]) -> None:
    assert compile(case["pattern"]).extract(case["line"]) == case["gives"]


REFUSED = (FOLDER / "refused.txt").read_text(encoding="utf-8").strip().split("\n\n")[1:]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.partition("\n")[0])
def test_a_mistake_is_named_with_its_place(case: str) -> None:
    pattern = case.partition("\n")[0]
    with pytest.raises(PatternError) as raised:
        compile(pattern)
    problem = raised.value
    mark = "? " if isinstance(problem, UnspecifiedPattern) else ""
    carets = " " * problem.offset + "^" * problem.length
    assert f"{pattern}\n{carets}\n{mark}{problem} => {problem.fix}" == case


def test_optional_terms_without_effect_are_noted_each() -> None:
    pattern = compile('?one "two three" ?"four"')
    assert [pattern.text[note.offset :][: note.length] for note in pattern.notes] == ["?one", '?"four"']
    assert all(note.ignored for note in pattern.notes)


def test_a_pattern_has_at_most_1024_characters() -> None:
    assert compile("a" * 1024).matches("a" * 1024)
    with pytest.raises(PatternError) as raised:
        compile("a" * 1025)
    assert (raised.value.offset, raised.value.length) == (1024, 1)
    assert str(raised.value) == "the pattern has 1,025 characters, and at most 1,024 are allowed"


def test_brackets_nest_50_deep() -> None:
    assert compile("{ " + "(" * 50 + "$.a = 1" + ")" * 50 + " }").matches('{"a": 1}')
    with pytest.raises(PatternError, match="more than 50 brackets within each other"):
        compile("{ " + "(" * 51 + "$.a = 1" + ")" * 51 + " }")


def test_selectors_say_which_fields_a_pattern_reads() -> None:
    pattern = compile("{ $.error.code = x && ($.a[0] = 1 || $.['b c'] NOT EXISTS) }")
    found = [(each.name, pattern.text[each.offset :][: each.length]) for each in pattern.selectors]
    assert found == [("error.code", "$.error.code"), (None, "$.a[0]"), ("b c", "$.['b c']")]


@pytest.mark.parametrize(
    ("pattern", "kind", "regexes"),
    [
        ("", "everything", 0),
        ("x", "terms", 0),
        ("%x%", "terms", 1),
        ("{ $.a = %x% }", "json", 1),
        ("[a]", "delimited", 0),
    ],
)
def test_a_pattern_knows_its_kind(pattern: str, kind: str, regexes: int) -> None:
    compiled: Pattern = compile(pattern)
    assert (compiled.kind, compiled.regexes) == (kind, regexes)
