"""What the READMEs show is what the commands print."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from tests.support.running import run

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs/example/events.ndjson"
READMES = ("README.md", "README.ja.md")


def blocks(name: str) -> list[str]:
    """The code blocks of a page, without their indentation."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^( *)```\w*\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def without_lines(text: str) -> str:
    """The text with the numbers of lines, which every edit of the file moves, made alike."""
    return re.sub(r"\b\d{4}\b", "1000", text)


@pytest.mark.parametrize("name", READMES)
def test_the_finding_is_real(tmp_path: Path, name: str) -> None:
    text = (ROOT / "monitoring.yaml").read_text(encoding="utf-8")
    (tmp_path / "monitoring.yaml").write_text(text.replace("above: 55 s", "above: 59 s", 1), encoding="utf-8")
    for linked in ("service", "docs"):
        (tmp_path / linked).symlink_to(ROOT / linked)
    (shown,) = [block for block in blocks(name) if block.startswith("monitoring.yaml:")]
    assert without_lines(shown) in without_lines(run("check", folder=tmp_path).out)


@pytest.mark.parametrize("name", READMES)
def test_the_answer_to_a_query_is_real(name: str) -> None:
    (shown,) = [block for block in blocks(name) if block.startswith("$ monitoring query")]
    command, rows = shown.split("\n", 1)
    ran = run(*command.split()[2:], folder=ROOT)
    assert ran.out + ran.err == rows


def test_the_example_is_what_the_service_logs() -> None:
    schema = json.loads((ROOT / "service/log-lines.schema.json").read_text(encoding="utf-8"))
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        jsonschema.validate(json.loads(json.loads(line)["message"]), schema)
