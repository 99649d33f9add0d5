"""Queries against cases: a query and its tree in short notation, or why it is refused and where."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitoring.insights import signatures
from monitoring.insights.aggregates.table import AGGREGATES
from monitoring.insights.commands import COMMANDS, REFUSED
from monitoring.insights.errors import QueryError, UnspecifiedQuery, UnsupportedQuery
from monitoring.insights.functions.registry import FUNCTIONS
from monitoring.insights.parser import MAX_LENGTH, parse
from monitoring.insights.parsing.cursor import MAX_DEPTH
from monitoring.insights.parsing.pipeline import READERS
from monitoring.insights.tree import Node
from monitoring.insights.tree.walk import walk
from tests.insights.notation import show
from tests.support.growth import growth

FOLDER = Path(__file__).with_name("cases") / "parse"
CASES = [
    (file.stem, case)
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))["cases"]
]
KINDS = {QueryError: "error", UnsupportedQuery: "unsupported", UnspecifiedQuery: "unspecified"}


def outcome(query: str, values: dict[str, str] | None) -> dict[str, str]:
    """What a query gives, in the words of a case."""
    try:
        return {"tree": show(parse(query, values))}
    except QueryError as error:
        at = query[error.offset : error.offset + error.length]
        return {KINDS[type(error)]: error.message, "at": at}


@pytest.mark.parametrize(
    ("file", "case"), CASES, ids=[f"{name} {case['query'][:60]}" for name, case in CASES]
)
def test_a_query_gives_what_its_case_says(file: str, case: dict[str, Any]) -> None:
    wanted = {name: value for name, value in case.items() if name not in ("query", "with")}
    assert outcome(case["query"], case.get("with")) == wanted


def test_every_command_is_read_or_refused_and_described() -> None:
    described = {word.lower() for facts in COMMANDS for word in (facts.name, *facts.words)}
    assert described == {*READERS, *REFUSED}
    assert not READERS.keys() & REFUSED.keys()


def test_every_command_that_is_read_has_a_case() -> None:
    first_words = {
        piece.split()[0].lower()
        for _, case in CASES
        if "tree" in case
        for piece in case["query"].split("|")
        if piece.split()
    }
    assert READERS.keys() <= first_words


def test_the_parser_knows_the_functions_that_the_engine_has() -> None:
    scalars = {name: (function.minimum, function.maximum) for name, function in FUNCTIONS.items()}
    assert scalars == signatures.SCALAR_KEYS


def test_the_parser_knows_the_aggregates_that_the_engine_has() -> None:
    aggregates = {
        name: (aggregate.minimum + aggregate.constants, 1 + aggregate.constants)
        for name, aggregate in AGGREGATES.items()
    }
    assert aggregates == signatures.AGGREGATE_KEYS


def test_places_of_nodes_are_places_of_the_text() -> None:
    query = parse("fields abs(a - b) as x | filter y like /z/")
    texts = [query.text[node.offset : node.offset + node.length] for node in query.commands]
    assert texts == ["fields abs(a - b) as x", "filter y like /z/"]


def nodes_below(value: object) -> list[Node]:
    """Every node in a value, by looking at everything."""
    if isinstance(value, tuple):
        return [node for item in value for node in nodes_below(item)]
    if not isinstance(value, Node):
        return []
    return [value, *(node for name in value.__struct_fields__ for node in nodes_below(getattr(value, name)))]


@pytest.mark.parametrize(
    "case", [case for _, case in CASES if "tree" in case], ids=lambda case: case["query"][:60]
)
def test_a_walk_meets_every_node(case: dict[str, Any]) -> None:
    query = parse(case["query"], case.get("with"))
    assert list(walk(query)) == nodes_below(query)


# --- limits


@pytest.mark.parametrize("opening", ["(", "not ", "-", "f(", "!", "a in [", "a + ("])
def test_deep_nesting_is_a_named_error(opening: str) -> None:
    with pytest.raises(UnsupportedQuery, match=f"nested deeper than {MAX_DEPTH} levels"):
        parse("filter " + opening * (9_900 // len(opening)))


def test_deep_subqueries_are_a_named_error() -> None:
    with pytest.raises(QueryError, match="no subquery within a subquery"):
        parse("filter a in (SOURCE g | " * 400)


def test_10_000_levels_are_too_long_a_query() -> None:
    with pytest.raises(QueryError, match=r"at most 10,000 characters, this one has 20,008") as problem:
        parse("filter " + "(" * 10_000 + "a" + ")" * 10_000)
    assert (problem.value.offset, problem.value.length) == (MAX_LENGTH, 10_008)


@pytest.mark.parametrize("operator", [" and ", " or ", "+", "*", "-", "/"])
def test_long_chains_are_read_without_recursion(operator: str) -> None:
    count = 9_900 // (len(operator) + 1)
    tree = show(parse("filter " + operator.join("a" * count)))
    assert tree.count("a") >= count


def test_long_accesses_are_read_without_recursion() -> None:
    assert show(parse("fields m" + "[0]" * 3_000 + " as x")).count(" 0") == 3_000


@pytest.mark.parametrize(
    "piece",
    [
        "a, ",
        "a.b, ",
        '"x", ',
        "`x y`, ",
        "f(a, b), ",
        "# c\n",
        "a in [1], ",
        "a like /x/, ",
        "((",
        "# ",
        "\\",
        "/",
    ],
)
def test_time_grows_with_length_only(piece: str) -> None:
    def read(length: int) -> Callable[[], object]:
        text = "fields " + piece * (length // len(piece))
        return lambda: outcome(text, None)

    assert growth(read, 600, 9_600) < 4 * 9_600 / 600


def test_half_a_character_is_a_named_error() -> None:
    with pytest.raises(QueryError, match=r"U\+D83D is half of a character") as problem:
        parse("filter a like /\ud83d[x]/")
    assert problem.value.offset == 15


def test_a_parameter_may_not_make_the_query_too_long() -> None:
    with pytest.raises(QueryError, match="with its parameters filled in"):
        parse("filter a = {{x}}", {"x": "1" * MAX_LENGTH})


def test_a_query_has_20_parameters() -> None:
    names = [f"p{number}" for number in range(21)]
    text = "fields " + ", ".join(f"{{{{{name}}}}}" for name in names)
    with pytest.raises(QueryError, match="at most 20 parameters, this one has 21"):
        parse(text, dict.fromkeys(names, "a"))


def test_places_after_a_parameter_are_those_of_the_text_as_written() -> None:
    text = "filter {{a}} = {{b}} | limit x"
    with pytest.raises(QueryError) as problem:
        parse(text, {"a": "somewhat.longer", "b": "1"})
    assert text[problem.value.offset :] == "x"
