"""Findings as text, JSON, GitHub commands and SARIF."""

import io
import json
import re
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.document import Document, Place, parse
from monitoring.finding import Finding, Severity, error, warning
from monitoring.output import as_json, github, text
from monitoring.output.terminal import COLOURS, PLAIN, cells, harmless, palette_for

SOURCE = dedent("""\
    alarms:
      duration:
        title: {ja: 処理時間超過, en: Too slow}
        warning: {above: 61 s}
    queries:
      slow:
        rows: |
          fields @timestamp
          | filter 所要時間 > fourty
    """)
ABOVE = ("alarms", "duration", "warning", "above")
ROWS = ("queries", "slow", "rows")


def document(source: str = SOURCE, file: str = "monitoring.yaml") -> Document:
    return parse(source, file)[0]


def unreachable() -> Finding:
    return error("unreachable-threshold", ABOVE, "it ends at 58 s", "lower it below 58 s")


def lines_of(finding: Finding, source: str = SOURCE) -> list[str]:
    return text.render(document(source), [finding]).splitlines()


# --- text


def test_a_finding_shows_place_check_path_source_caret_message_and_fix() -> None:
    assert text.render(document(), [unreachable()]) == dedent("""\
        monitoring.yaml:4:22: error unreachable-threshold at alarms.duration.warning.above
          4 |     warning: {above: 61 s}
            |                      ^^^^
          it ends at 58 s
          fix: lower it below 58 s

        """)


def test_carets_stand_under_full_width_characters() -> None:
    _, source, carets, *_ = lines_of(error("c", ("alarms", "duration", "title", "en"), "m", "f"))
    assert cells(source[: source.index("Too slow")]) == carets.index("^")
    _, _, carets, *_ = lines_of(error("c", ("alarms", "duration", "title", "ja"), "m", "f"))
    assert carets.count("^") == 2 * len("処理時間超過")


def test_a_span_inside_a_query_of_many_lines_has_its_own_line() -> None:
    offset = "fields @timestamp\n| filter 所要時間 > fourty".index("fourty")
    heading, source, carets, *_ = lines_of(error("c", ROWS, "m", "f", span=(offset, 6)))
    assert heading.startswith("monitoring.yaml:9:23: ")
    assert source.endswith("| filter 所要時間 > fourty")
    assert carets.count("^") == 6
    assert cells(source[: source.index("fourty")]) == carets.index("^")


def test_tabs_are_four_columns_wide() -> None:
    excerpt = text.cut_excerpt(Place(1, 2, 1, "\tx: 1"), 80)
    assert excerpt == text.Excerpt("    x: 1", "    ^")


def test_a_long_line_is_cut_around_the_place() -> None:
    place = Place(1, 500, 5, "あ" * 499 + "ERROR" + "い" * 500)
    source, carets = text.cut_excerpt(place, 100)
    assert source.startswith("…")
    assert source.endswith("…")
    assert cells(source) <= 100
    assert cells(source[: source.index("ERROR")]) == carets.index("^")


@given(st.text(max_size=200), st.integers(1, 210), st.integers(1, 50), st.integers(20, 120))
def test_no_excerpt_is_wider_than_asked(line: str, column: int, length: int, width: int) -> None:
    excerpt = text.cut_excerpt(Place(1, column, length, line), width)
    assert cells(excerpt.source) <= width
    assert cells(excerpt.carets) <= width + 1


def test_a_file_that_cannot_be_read_has_no_line() -> None:
    shown = text.render(Document("gone.yaml", ""), [error("file-unreadable", (), "m", "f")])
    assert shown.startswith("gone.yaml: error file-unreadable\n  m\n")


def test_what_a_terminal_obeys_is_written_out() -> None:
    hostile = error("c", ABOVE, "\x1b[2J\x9b31m\u202egnp", "\r\nfix\x07")
    shown = text.render(document(file="\x1b]0;title\x07.yaml"), [hostile])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert r"\x1b[2J\x9b31m\u202egnp" in shown


@given(st.text(alphabet=st.characters(codec=None), max_size=50))
def test_harmless_text_never_holds_a_control_character(anything: str) -> None:
    assert all(character.isprintable() or character in "\u3000\u200d" for character in harmless(anything))


def test_findings_stand_in_the_order_of_the_file() -> None:
    late, early = error("a", ROWS, "late", "f"), error("z", ABOVE, "early", "f")
    shown = text.render(document(), [late, early])
    assert shown.index("early") < shown.index("late")


def test_the_summary_counts_by_severity() -> None:
    found = [unreachable(), unreachable(), warning("c", (), "m", "f")]
    assert text.summary(found) == "2 errors, 1 warning"


# --- colours


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "stream", "coloured"),
    [
        ({"TERM": "xterm"}, Terminal(), True),
        ({"TERM": "xterm"}, io.StringIO(), False),
        ({"TERM": "dumb"}, Terminal(), False),
        ({}, Terminal(), False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, Terminal(), False),
        ({"TERM": "xterm", "NO_COLOR": ""}, Terminal(), True),
        ({"FORCE_COLOR": "1"}, io.StringIO(), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, io.StringIO(), False),
    ],
)
def test_colours_follow_the_terminal_and_the_conventions(
    variables: dict[str, str], stream: io.StringIO, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TERM", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert palette_for(stream) == (COLOURS if coloured else PLAIN)


def test_colours_change_nothing_but_colours() -> None:
    coloured = text.render(document(), [unreachable()], COLOURS)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text.render(document(), [unreachable()])


# --- json


def test_json_has_the_stable_keys() -> None:
    assert json.loads(as_json.render(document(), [unreachable()])) == {
        "findings": [
            {
                "check": "unreachable-threshold",
                "severity": "error",
                "path": "alarms.duration.warning.above",
                "file": "monitoring.yaml",
                "line": 4,
                "column": 22,
                "message": "it ends at 58 s",
                "fix": "lower it below 58 s",
            }
        ]
    }


def test_json_without_findings_is_an_empty_list() -> None:
    assert json.loads(as_json.render(document(), [])) == {"findings": []}


def test_json_keeps_japanese_readable_and_hides_controls() -> None:
    shown = as_json.render(document(), [error("c", (), "処理\x1b\x9b\u202e", "f")])
    assert "処理" in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert json.loads(shown)["findings"][0]["message"] == "処理\x1b\x9b\u202e"


def test_json_survives_a_file_name_that_is_no_text() -> None:
    shown = as_json.render(document(file="\udcff.yaml"), [unreachable()])
    assert json.loads(shown)["findings"][0]["file"] == "\\udcff.yaml"


# --- github


def test_a_github_command_marks_the_range() -> None:
    assert github.render(document(), [unreachable()]) == (
        "::error file=monitoring.yaml,line=4,col=22,endColumn=26,title=unreachable-threshold"
        "::it ends at 58 s%0Afix: lower it below 58 s\n"
    )


def test_github_escapes_what_would_end_or_begin_a_command() -> None:
    hostile = warning("c", ABOVE, "100 %\r\n::error::x", "f")
    (line,) = github.render(document(file="a,b:c%.yaml"), [hostile]).splitlines()
    assert line.startswith("::warning file=a%2Cb%3Ac%25.yaml,line=4,")
    assert line.endswith(r"::100 %25\r\n::error::x%0Afix: f")


def test_github_calls_a_note_a_notice() -> None:
    note = unreachable()._replace(severity=Severity.NOTE)
    assert github.render(document(), [note]).startswith("::notice ")


def test_paths_are_relative_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    inside = document(file=str(tmp_path / "sub" / "monitoring.yaml"))
    assert "file=sub/monitoring.yaml," in github.render(inside, [unreachable()])
