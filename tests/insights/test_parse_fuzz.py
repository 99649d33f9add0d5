"""Any text gives a tree or a QueryError with a place in it; a printed tree is read as the same tree."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.insights.errors import QueryError
from monitoring.insights.parser import parse
from monitoring.insights.tree.walk import walk
from tests.insights.notation import show
from tests.insights.printer import print_query

WORDS = st.sampled_from(
    (Path(__file__).with_name("cases") / "tokens.txt").read_text(encoding="utf-8").splitlines()
)
SOUP = st.lists(WORDS, max_size=40).map(" ".join)


def names() -> st.SearchStrategy[str]:
    return st.sampled_from(["a", "@b", "c.d", "`e f`", "m.`u.v`", "a.0.x", "@`k:l`", "n[0].x[1]"])


def values() -> st.SearchStrategy[str]:
    texts = st.text("ab\"'|#/ *\n", max_size=5).map(lambda text: '"' + text.replace('"', '\\"') + '"')
    return st.one_of(
        names(), texts, st.sampled_from(["1", "2.50", "007", "true", "FALSE", "now()", "bin(3hrs)"])
    )


def combine(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["+", "-", "*", "/", "%", " and ", " OR "])
    return st.one_of(
        st.tuples(inner, signs, inner).map("".join),
        st.tuples(inner, st.sampled_from(["=", "!=", "<=", ">"]), inner).map(
            lambda x: f"({x[0]} {x[1]} {x[2]})"
        ),
        st.tuples(inner, inner).map(lambda x: f"({x[0]}) ^ ({x[1]})"),
        inner.map(lambda x: f"({x})"),
        inner.map(lambda x: f"not ({x})"),
        inner.map(lambda x: f"(!({x}))"),
        inner.map(lambda x: f"(({x}) not like /x\\/(?i)[y|]/)"),
        inner.map(lambda x: f'(({x}) =~ "q")'),
        st.lists(inner, min_size=1, max_size=3).map(lambda x: f"(a in [{', '.join(x)}])"),
        st.lists(inner, min_size=1, max_size=3).map(lambda x: f"coalesce({', '.join(x)})"),
        inner.map(lambda x: f"(-({x}))"),
    )


EXPRESSIONS = st.recursive(values(), combine, max_leaves=12)
COMMANDS = st.one_of(
    EXPRESSIONS.map(lambda x: f"FILTER {x}"),
    EXPRESSIONS.map(lambda x: f"fields {x} as n1, now() as n2"),
    st.tuples(EXPRESSIONS, EXPRESSIONS).map(
        lambda x: f"stats sum({x[0]}) as s1, count(*) as s2 by {x[1]} as g1, bin(5m) as g2"
    ),
    EXPRESSIONS.map(lambda x: f"sort {x} desc, a"),
    st.sampled_from(
        [
            "limit 5",
            "tail 9",
            'parse a "x=* y=*" as p, q',
            "parse @message /(?<p>x)(?<q>[0-9]+)/",
            "dedup a, c.d",
        ]
    ),
)
QUERIES = st.lists(COMMANDS, min_size=1, max_size=4).map("\n| ".join)


def places(text: str) -> list[tuple[int, int, int]]:
    """Offset and length of every node, or of the error, and how long the text is that they count in."""
    try:
        query = parse(text, {"p": "1"})
    except QueryError as error:
        return [(error.offset, error.length, len(text))]
    return [(node.offset, node.length, len(query.text)) for node in walk(query)]


def holds(text: str) -> None:
    """All places are in the text."""
    for offset, length, size in places(text):
        assert 0 <= offset <= offset + length <= size


@settings(derandomize=True, max_examples=150, deadline=None)
@given(SOUP)
def test_a_soup_of_tokens_is_read_or_refused_with_a_place(text: str) -> None:
    holds("fields a | " + text)
    holds(text)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    holds(text)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(QUERIES, st.data())
def test_a_damaged_query_is_read_or_refused_with_a_place(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    holds(
        text[:at]
        + data.draw(st.text("|()[]`\"'/#.*{}\\x", max_size=3))
        + text[at + data.draw(st.integers(0, 3)) :]
    )


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(COMMANDS, min_size=1, max_size=4))
def test_a_printed_tree_is_read_as_the_same_tree(commands: list[str]) -> None:
    for command in commands:
        query = parse(command)
        again = parse(print_query(query))
        assert show(again) == show(query)
