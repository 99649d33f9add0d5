"""The generated pages: complete, up to date, and the same on every machine."""

import re
from pathlib import Path

import pytest

from monitoring.checks.guide_items import ITEMS
from monitoring.checks.registry import CHECKS
from monitoring.cli import COMMANDS
from monitoring.docs.__main__ import main
from monitoring.docs.commands import commands_page
from monitoring.docs.pages import ROOT, build_pages
from monitoring.explain.book import pages
from monitoring.explain.page import Page, read_page, to_text
from monitoring.schema import schema

PAGES = pages()
BUILT = build_pages()


@pytest.mark.parametrize("name", BUILT)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    assert written == BUILT[name], f"{name} is out of date; run `make docs`"


def test_check_names_the_pages_that_are_out_of_date_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("monitoring.yaml", "docs/commands.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    assert main(["--check"], tmp_path) == 1
    said = capsys.readouterr().err
    assert "docs/checks.md is out of date; run `make docs`" in said
    assert "docs/commands.md" not in said
    assert not (tmp_path / "docs" / "checks.md").exists()


def test_writing_twice_writes_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "monitoring.yaml").write_bytes((ROOT / "monitoring.yaml").read_bytes())
    assert main([], tmp_path) == 0
    assert "docs/spec.md written" in capsys.readouterr().out
    assert main([], tmp_path) == 0
    assert capsys.readouterr().out == ""
    assert main(["--check"], tmp_path) == 0


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_every_check_has_a_page(name: str) -> None:
    assert name in PAGES


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.name)
def test_a_page_has_all_its_parts(page: Page) -> None:
    assert page.missing == ()
    assert page.summary.endswith(".")
    assert f"## {page.name}\n" in BUILT["docs/checks.md"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert f"## {name}\n" in BUILT["docs/commands.md"]


def test_every_key_is_explained() -> None:
    rows = re.findall(r"^\| `.*\|$", BUILT["docs/spec.md"], re.MULTILINE)
    assert len(rows) > 150
    assert [row for row in rows if re.search(r"\|  *\|$", row)] == []


def test_every_chapter_stands_in_the_reference() -> None:
    assert all(f"| `{chapter}` |" in BUILT["docs/spec.md"] for chapter in schema()["properties"])


def test_links_of_the_reference_lead_somewhere() -> None:
    page = BUILT["docs/spec.md"]
    anchors = {heading.lower() for heading in re.findall(r"^#+ (\w+)$", page, re.MULTILINE)}
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= anchors


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_of_the_guide_has_its_line_with_a_home_and_a_proof(item: str) -> None:
    (line,) = [
        line for line in BUILT["docs/guide-coverage.md"].splitlines() if line.startswith(f"| {item} |")
    ]
    assert all(cell.strip() for cell in line.split("|")[3:5])


def test_help_is_the_same_on_every_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    before = commands_page()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert commands_page() == before


def test_a_page_is_read_from_a_docstring() -> None:
    page = read_page(
        "x", "Says it.\n\nWhy: because\n  of this.\n\nAnd that.\n\nFix: do it.\n\nBad:\n\n    a: 1\n      b\n"
    )
    assert page == Page("x", "Says it.", "because of this.\n\nAnd that.", "do it.", "a: 1\n  b", "")
    assert page.missing == ("good",)


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.name)
def test_a_page_fits_a_terminal(page: Page) -> None:
    assert max(map(len, to_text(page).splitlines())) <= 110
