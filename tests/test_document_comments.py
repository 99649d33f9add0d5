"""Comments that speak to this tool find their entries."""

from monitoring.document import Comment, Place, parse
from monitoring.finding import Path


def commented(text: str) -> list[tuple[int, str, Path | None]]:
    return [(comment.line, comment.text, comment.path) for comment in parse(text)[0].comments]


def test_a_comment_belongs_to_the_entry_on_its_line() -> None:
    text = """\
a:  # monitoring: allow x
  b: {c: 1, d: 2}  # monitoring: allow y
  l:
    - e: 1 # monitoring: z
"""
    assert commented(text) == [
        (1, "monitoring: allow x", ("a",)),
        (2, "monitoring: allow y", ("a", "b")),
        (4, "monitoring: z", ("a", "l", 0)),
    ]


def test_a_comment_on_its_own_line_belongs_to_the_next_entry() -> None:
    text = """\
# monitoring: one
a:
  # monitoring: two
  # monitoring: three
  b: 1
  # monitoring: four
c: 1
"""
    assert [path for _, _, path in commented(text)] == [("a",), ("a", "b"), ("a", "b"), ("c",)]


def test_a_comment_above_a_list_item_belongs_to_the_item() -> None:
    assert commented("a:\n  # monitoring: x\n  - b: 1\n    c: 2\n") == [(2, "monitoring: x", ("a", 0))]


def test_a_comment_behind_the_end_of_a_longer_value_belongs_to_it() -> None:
    assert commented("a: [\n  {b: 1},\n  ]  # monitoring: x\nc: 1\n") == [(3, "monitoring: x", ("a",))]
    assert commented("a: one\n  two  # monitoring: x\nc: 1\n") == [(2, "monitoring: x", ("a",))]


def test_a_comment_below_everything_belongs_to_nothing() -> None:
    assert commented("a: 1\n# monitoring: x\n") == [(2, "monitoring: x", None)]


def test_signs_inside_texts_are_no_comments() -> None:
    text = """\
a: "x # monitoring: no"
b: 'x
  # monitoring: no'
c: |  # monitoring: yes
  # monitoring: no
d: >
  x # monitoring: no
e: x#monitoring no
"k # monitoring: no": 1
"""
    assert commented(text) == [(4, "monitoring: yes", ("c",))]


def test_malformed_comments_are_handed_on_as_they_are() -> None:
    text = """\
a: 1 #monitoring: alow x
b: 2 #  Monitoring : allow
c: 3 # monitoring allow x
d: 4 # our monitoring: x
"""
    assert [text for _, text, _ in commented(text)] == [
        "monitoring: alow x",
        "Monitoring : allow",
        "monitoring allow x",
    ]


def test_a_comment_knows_its_place_in_the_file() -> None:
    document, _ = parse("a: 1  # monitoring: x\n")
    assert document.comments == [Comment(1, "monitoring: x", ("a",), (6, 15))]
    assert document.place((), span=document.comments[0].span) == Place(1, 7, 15, "a: 1  # monitoring: x")


def test_an_alias_does_not_take_the_comment_of_what_it_repeats() -> None:
    text = "a: &x\n  k: 1  # monitoring: one\nb: *x  # monitoring: two\nc: [*x]\n"
    assert [path for _, _, path in commented(text)] == [("a", "k"), ("b",)]
