"""Texts become data and places."""

import pytest

from monitoring.document import Document, Place, parse
from monitoring.finding import Path, error

SPEC = """\
version: 1
alarms:
  duration:
    title: {ja: 処理時間超過, en: Too slow}
    warning:
      above: 45 s
    steps:
      - do: look
        query: slow
      - [a, b]
    note:
queries:
  "slow 😀":
    rows: |
      fields @timestamp
      | filter x = "日本"
    text: >-
      one
      two

      three
    plain: four
      five
    double: "a\\tb\\
      c \\u3042 d
      e"
    single: 'it''s

      x'
"""
DOCUMENT, _ = parse(SPEC)


def underlined(place: Place) -> str:
    """What a caret line under the source would mark."""
    return place.source_line[place.column - 1 : place.column - 1 + place.length]


def test_data_is_plain() -> None:
    text = "a: 1\nb: 1.5\nc: true\nd: ~\ne: [x, 'y', \"z\"]\nf: 45 s\ng: '010'\nh:\n"
    document, findings = parse(text)
    assert not findings
    assert document.data == {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": None,
        "e": ["x", "y", "z"],
        "f": "45 s",
        "g": "010",
        "h": None,
    }


def test_japanese_and_emoji_are_keys_and_values_like_others() -> None:
    document, findings = parse("処理時間: 超過 😀\n😀: [🙂]\n")
    assert not findings
    assert document.data == {"処理時間": "超過 😀", "😀": ["🙂"]}
    assert document.place(("😀", 0)) == Place(2, 5, 1, "😀: [🙂]")


@pytest.mark.parametrize(
    ("path", "line", "marked"),
    [
        (("version",), 1, "1"),
        (("alarms", "duration", "title"), 4, "{ja: 処理時間超過, en: Too slow}"),
        (("alarms", "duration", "title", "en"), 4, "Too slow"),
        (("alarms", "duration", "warning", "above"), 6, "45 s"),
        (("alarms", "duration", "steps", 0, "query"), 9, "slow"),
        (("alarms", "duration", "steps", 1), 10, "[a, b]"),
        (("alarms", "duration", "steps", 1, 1), 10, "b"),
        (("queries", "slow 😀", "rows"), 14, "|"),
        (("queries", "slow 😀", "double"), 24, '"a\\tb\\'),
    ],
)
def test_a_value_stands_where_it_is_written(path: Path, line: int, marked: str) -> None:
    place = DOCUMENT.place(path)
    assert (place.line, underlined(place)) == (line, marked)


@pytest.mark.parametrize(
    ("path", "line", "marked"),
    [
        (("alarms", "duration", "warning"), 5, "warning"),
        (("queries", "slow 😀"), 13, '"slow 😀"'),
        (("alarms", "duration", "steps", 0), 8, "do"),
        ((), 1, "version"),
    ],
)
def test_a_block_of_lines_stands_at_its_key_or_its_first_one(path: Path, line: int, marked: str) -> None:
    place = DOCUMENT.place(path)
    assert (place.line, underlined(place)) == (line, marked)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        (("alarms", "duration", "warning", "above"), "above"),
        (("queries", "slow 😀"), '"slow 😀"'),
        (("alarms", "duration", "title"), "title"),
        (("alarms", "duration", "steps", 1), "[a, b]"),
    ],
)
def test_a_key_can_be_asked_for(path: Path, marked: str) -> None:
    assert underlined(DOCUMENT.place(path, on_key=True)) == marked


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        (("alarms", "duration", "watch"), "duration"),
        (("alarms", "none", "warning", "above"), "alarms"),
        (("nothing",), "version"),
        (("alarms", "duration", "title", "fr"), "{ja: 処理時間超過, en: Too slow}"),
        (("alarms", "duration", "steps", 7), "steps"),
        (("alarms", "duration", "steps", 1, 2), "[a, b]"),
        (("alarms", "duration", "warning", "above", "unit"), "45 s"),
        (("alarms", 0), "alarms"),
    ],
)
def test_what_is_missing_stands_at_its_nearest_parent(path: Path, marked: str) -> None:
    for on_key in (False, True):
        assert underlined(DOCUMENT.place(path, on_key=on_key)) == marked


def test_an_empty_value_stands_behind_its_colon() -> None:
    assert DOCUMENT.place(("alarms", "duration", "note")) == Place(11, 10, 1, "    note:")


@pytest.mark.parametrize(
    ("name", "part", "line", "column"),
    [
        ("rows", "fields", 15, 7),
        ("rows", "filter", 16, 9),
        ("rows", "日本", 16, 21),
        ("text", "two", 19, 7),
        ("text", "three", 21, 7),
        ("plain", "five", 23, 7),
        ("double", "b", 24, 17),
        ("double", "あ", 25, 9),
        ("double", "d", 25, 16),
        ("double", "e", 26, 7),
        ("single", "'s", 27, 16),
        ("single", "x", 29, 7),
    ],
)
def test_a_part_of_a_value_stands_where_it_is_written(name: str, part: str, line: int, column: int) -> None:
    value = DOCUMENT.data["queries"]["slow 😀"][name]  # type: ignore[index, call-overload]
    span = (str(value).index(part), len(part))
    place = DOCUMENT.place(("queries", "slow 😀", name), span=span)
    assert (place.line, place.column) == (line, column)


def test_a_span_ends_with_its_line() -> None:
    place = DOCUMENT.place(("queries", "slow 😀", "rows"), span=(7, 30))
    assert underlined(place) == "@timestamp"


def test_a_span_outside_its_value_stands_at_the_end() -> None:
    for span in ((99, 3), (4, 0), (4, 99)):
        assert DOCUMENT.place(("alarms", "duration", "warning", "above"), span=span).column == 18


def test_the_span_of_the_whole_file_counts_in_the_file() -> None:
    assert underlined(DOCUMENT.place((), span=(SPEC.index("Too"), 3))) == "Too"
    assert DOCUMENT.place((), span=(len(SPEC) + 9, 1)).line == SPEC.count("\n") + 1


def test_what_an_alias_repeats_stands_at_its_anchor() -> None:
    document, findings = parse("a: &x # comment\n  k: &y 'v'\nb: *x\nc: *y\n")
    assert not findings
    assert document.data == {"a": {"k": "v"}, "b": {"k": "v"}, "c": "v"}
    assert document.place(("b", "k")) == Place(2, 9, 3, "  k: &y 'v'")
    assert document.place(("c",), span=(0, 1)) == Place(2, 10, 1, "  k: &y 'v'")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_count(end: str) -> None:
    document, findings = parse(f"a: 1{end}b: |{end}  x{end}  y{end}")
    assert not findings
    assert document.data == {"a": 1, "b": "x\ny\n"}
    assert document.place(("b",), span=(2, 1)) == Place(4, 3, 1, "  y")


def test_a_finding_is_located_by_what_it_carries() -> None:
    finding = error("some-check", ("queries", "slow 😀", "rows"), "no", "so", span=(7, 10))
    assert underlined(DOCUMENT.locate(finding)) == "@timestamp"
    assert (
        underlined(DOCUMENT.locate(error("some-check", ("alarms", "duration"), "", "", on_key=True)))
        == "duration"
    )


def test_an_unreadable_document_still_has_places() -> None:
    assert Document("m.yaml", "").place(("a", 0), span=(3, 4), on_key=True) == Place(1, 1, 1, "")
