"""`python -m tests.corpus`: what is counted, and what it ends with."""

from pathlib import Path

import pytest

from tests.corpus import __main__ as corpus

QUERIES = """
{"id": "good", "query": "stats count(*) by k"}
"fields a | lookup t a OUTPUT b"

{"id": "one", "query": "filter a = = 1"}
{"id": "two", "query": "fields a | patern b"}
{"query": "fields a | pattern a"}
{"query": "fields a | pattern b"}
{"id": "open", "query": "stats count(*) by bin(1h) offset 30m"}
"""


def corpus_of(folder: Path, text: str) -> str:
    file = folder / "queries.jsonl"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_queries_are_counted_by_what_becomes_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert corpus.main([corpus_of(tmp_path, QUERIES)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "7 queries: 2 accepted, 5 refused, 0 crashed"
    assert [line for line in lines if line and line[0] != " "][1:] == [
        "AWS refuses it too: 2",
        "AWS has it, this engine has not: 2",
        "AWS leaves open what it gives: 1",
    ]
    reason = ".. is not simulated: its result depends on AWS's model of the log group"
    assert f"     2 {reason} (line 7, line 8)" in lines


def test_a_crash_is_said_and_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*given: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(corpus, "run", crash)
    assert corpus.main([corpus_of(tmp_path, '"fields a"')]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "1 query: 0 accepted, 0 refused, 1 crashed",
        "",
        "crashed: line 1: RecursionError: too deep",
    ]


@pytest.mark.parametrize(
    ("text", "said"), [("{", "line 1 is no JSON"), ('"a"\n{"text": "b"}', "line 2 has no `query`")]
)
def test_a_file_without_queries_is_wrong_use(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert corpus.main([corpus_of(tmp_path, text)]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert corpus.main([str(tmp_path / "none")]) == 2
