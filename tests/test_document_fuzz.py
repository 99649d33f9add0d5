"""Any text gives findings, never a traceback; what is read is right, and stands where it is said to."""

import io
import random
from typing import Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitoring.document import Document, parse
from monitoring.finding import Path
from monitoring.yamltext.scalars import Reading, read_plain

SPEC = """\
version: 1  # monitoring: allow unused-entry until 2027-01-31 because later
service: {name: api, title: {ja: サブ目標生成API, en: "Sub-goal \\u751f API"}, tags: [a, 'it''s', 😀]}
alarms:
  duration: &base
    warning: {above: 45 s, datapoints: 3 of 3}
    critical:
      above: 55.5
      enabled: true
      note:
  copy: *base
queries:
  slow:
    rows: |
      fields @timestamp, # not a comment
        duration
    text: >-
      folded
      text

      end
- x
"""
VALID = SPEC.removesuffix("- x\n")
SIGNS = st.sampled_from(
    [*":-#{}[],&*!|>'\"%@`?=<~ \n\t.0189_+eExX", "\r\n", ": ", "- ", "\n  ", "<<: ", "---\n", "日本", "😀"]
)

fuzz = settings(
    derandomize=True,
    deadline=5000,
    max_examples=400,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def check_findings(text: str) -> None:
    """Every finding has a message, a way out, and a place inside the text; the same ones each time."""
    document, findings = parse(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in findings:
        place = document.locate(finding)
        assert finding.message
        assert finding.fix
        assert place.source_line == lines[place.line - 1]
        assert 1 <= place.column <= len(place.source_line) + 1
        assert place.length >= 1
    assert parse(text)[1] == findings
    assert findings or document.data is not None
    if not findings:
        assert document.data == yaml.load(text, yaml.CSafeLoader)


@fuzz
@given(st.lists(st.one_of(SIGNS, st.characters(exclude_categories=[])), max_size=60).map("".join))
@example("- &a [*a]")
@example("? - b\n: c")
def test_any_text_is_read_or_explained(text: str) -> None:
    check_findings(text)


@fuzz
@given(st.lists(SIGNS, max_size=40).map("".join))
def test_any_mixture_of_signs_is_read_or_explained(text: str) -> None:
    check_findings(text)


@fuzz
@given(st.integers(0, len(SPEC)), st.integers(0, 12), st.lists(SIGNS, max_size=4).map("".join))
def test_any_damage_to_a_good_file_is_read_or_explained(at: int, removed: int, added: str) -> None:
    check_findings(VALID[:at] + added + VALID[at + removed :])


@fuzz
@given(
    st.sampled_from(
        ["[", "{", "- ", "? ", "{a: ", "- - ", "a: [", "&a ", "*a ", "!x ", "'", '"', "a\n", "|", "%"]
    ),
    st.text("[]{},:\n a-?", max_size=5),
)
def test_any_repetition_is_read_or_explained(unit: str, tail: str) -> None:
    check_findings(unit * 5000 + tail)


CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc"],
    exclude_characters="\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff",
    include_characters="\n\t",
)
TEXTS = st.text(st.one_of(CHARACTERS, st.sampled_from(" \n'\"\\:#あ😀ab")), max_size=30)
SCALARS = st.one_of(
    TEXTS, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none()
)
DATA = st.dictionaries(
    TEXTS,
    st.recursive(
        SCALARS,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
        max_leaves=12,
    ),
    max_size=5,
)


def dump(data: object, seed: int) -> str:
    """YAML text of data in styles that the seed chooses."""
    chance = random.Random(seed)
    return str(
        yaml.serialize(
            to_node(data, chance),
            Dumper=chance.choice([yaml.SafeDumper, yaml.CSafeDumper]),
            width=chance.choice([20, 80, 1000]),
            indent=chance.choice([2, 4]),
            allow_unicode=chance.choice([True, False]),
            line_break=chance.choice(["\n", "\r\n"]),
        )
    )


def to_node(data: object, chance: random.Random) -> yaml.Node:
    flow = chance.random() < 0.3
    if isinstance(data, dict):
        pairs = [(to_node(key, chance), to_node(value, chance)) for key, value in data.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow)
    if isinstance(data, list):
        return yaml.SequenceNode(
            "tag:yaml.org,2002:seq", [to_node(item, chance) for item in data], flow_style=flow
        )
    if isinstance(data, str):
        styles = ["'", '"', "|", ">"] + [None] * (read_plain(data) == Reading(data)) * 3
        return yaml.ScalarNode("tag:yaml.org,2002:str", data, style=chance.choice(styles))
    return yaml.SafeDumper(io.StringIO()).represent_data(data)


def scalars(data: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """All scalars of data with their paths."""
    if isinstance(data, dict):
        return [found for key, value in data.items() for found in scalars(value, (*path, key))]
    if isinstance(data, list):
        return [found for index, value in enumerate(data) for found in scalars(value, (*path, index))]
    return [(path, data)]


@fuzz
@given(DATA, st.integers(0, 2**32))
def test_data_survives_every_style(data: dict[str, Any], seed: int) -> None:
    document, findings = parse(dump(data, seed))
    assert not findings
    assert document.data == data


@fuzz
@given(DATA, st.integers(0, 2**32))
def test_every_scalar_stands_at_its_place(data: dict[str, Any], seed: int) -> None:
    document, _ = parse(dump(data, seed))
    for path, value in scalars(data):
        place = document.place(path)
        written = place.source_line[place.column - 1 : place.column - 1 + place.length]
        assert is_written(value, written), (path, value, place)


def is_written(value: object, written: str) -> bool:
    """Whether a piece of source is a scalar, or the beginning of one that goes on in the next lines."""
    if written[:1] in ("|", ">"):
        return isinstance(value, str)
    try:
        return bool(yaml.safe_load(written) == value) or str(value).startswith(written)
    except yaml.YAMLError:  # a quote that is closed further down
        return isinstance(value, str) and written[0] in "'\""


@fuzz
@given(TEXTS, st.integers(0, 2**32))
def test_every_character_of_a_value_has_its_place(value: str, seed: int) -> None:
    document, _ = parse(dump({"a": [value], "b": 1}, seed))
    path = ("a", 0)
    before = (0, 0)
    for offset, character in enumerate(value):
        place = document.place(path, span=(offset, 1))
        assert (place.line, place.column) > before
        before = (place.line, place.column)
        assert stands_at(document, place.line, place.column, character), (value, offset, place)


def stands_at(document: Document, line: int, column: int, character: str) -> bool:
    """The character itself, an escape for it, or for a line break or folded blank the end of a line."""
    source = document.text.replace("\r\n", "\n").split("\n")[line - 1]
    here = source[column - 1 : column]
    return here in (character, "\\") or (character in " \n" and not source[column - 1 :].strip())
