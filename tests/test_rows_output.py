"""Rows as a table, as CSV and as Markdown."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.output.rows import render_csv, render_markdown, render_table
from monitoring.output.terminal import cells

COLUMNS = ["error.code", "count"]
ROWS = [{"error.code": "DATABASE_ERROR", "count": "12"}, {"error.code": "目標|なし"}, {"count": "3.5"}]


def test_numbers_end_at_the_right_and_full_width_characters_fill_two_columns() -> None:
    assert render_table(COLUMNS, ROWS) == (
        "error.code      count\nDATABASE_ERROR     12\n目標|なし\n                  3.5\n"
    )


def test_no_rows_leave_the_heading() -> None:
    assert render_table(COLUMNS, []) == "error.code  count\n"


def test_no_columns_leave_nothing() -> None:
    assert render_table([], []) == render_markdown([], []) == ""


def test_long_cells_are_cut_to_the_terminal_and_nowhere_else() -> None:
    row = {"error.code": "A" * 300, "count": "1"}
    assert render_table(COLUMNS, [row], width=40).splitlines()[1] == "A" * 32 + "…      1"
    assert "A" * 300 in render_table(COLUMNS, [row])


def test_a_terminal_never_gets_what_it_would_obey() -> None:
    assert "\x1b" not in render_table(["a"], [{"a": "\x1b[2J\n"}])


def test_csv_reads_back_what_was_written() -> None:
    rows = [{"error.code": 'say "hi", please\nnow', "count": ""}]
    assert list(csv.DictReader(io.StringIO(render_csv(COLUMNS, rows), newline=""))) == rows


def test_markdown_cells_hold_bars_breaks_and_brackets() -> None:
    assert render_markdown(["a"], [{"a": "x|y\n<script>"}]) == "| a |\n| --- |\n| x\\|y<br>&lt;script> |\n"


@settings(derandomize=True, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=60)), max_size=5),
    st.integers(30, 200),
)
def test_no_line_is_wider_than_the_terminal(rows: list[dict[str, str]], width: int) -> None:
    lines = render_table(COLUMNS, rows, width=width).splitlines()
    assert len(lines) == len(rows) + 1
    assert all(cells(line) <= width for line in lines)
