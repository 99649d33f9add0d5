"""What is wrong in a YAML text: all of it, each in plain words, at its place, with a way out."""

import pytest

from monitoring.document import parse


def complaints(text: str) -> list[str]:
    """The findings as `line:column message`."""
    document, findings = parse(text)
    places = [document.locate(finding) for finding in findings]
    assert all(finding.check == "yaml-syntax" and finding.fix for finding in findings)
    pairs = zip(places, findings, strict=True)
    return [f"{place.line}:{place.column} {finding.message}" for place, finding in pairs]


def test_every_repeated_key_is_named_with_the_first_one() -> None:
    text = "a:\n  b: 1\n  c: {x: 1, x: on}\n  b: 2\n  'b': {d: on}\na: 3\n"
    assert complaints(text) == [
        "3:13 `a.c.x` stands here again, first on line 3",
        "3:16 `on` is read as true by some YAML readers and as text by others",
        "4:3 `a.b` stands here again, first on line 2",
        "5:3 `a.b` stands here again, first on line 2",
        "5:12 `on` is read as true by some YAML readers and as text by others",
        "6:1 `a` stands here again, first on line 1",
    ]
    assert parse(text)[0].data == {"a": {"b": 1, "c": {"x": 1}}}


def test_findings_carry_a_path_where_one_leads_to_their_place() -> None:
    _, findings = parse("a:\n- on\n- {no: x}\n- {b: 1, b: 2}\n")
    assert [(finding.path, finding.on_key) for finding in findings] == [
        (("a", 0), False),
        (("a", 1, "no"), True),
        ((), False),
    ]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!custom", "!!str", "!<tag:x>", "!"])
def test_tags_are_not_accepted(tag: str) -> None:
    shown = "tag:x" if "<" in tag else tag
    assert complaints(f"a: {tag} x\n") == [
        f"1:4 the tag `{shown}` is not accepted, because values are plain data"
    ]
    assert len(complaints(f"a: {tag} [x]\n")) == 1


def test_aliases_need_an_anchor_that_has_ended() -> None:
    assert complaints("a: *b\nc: &c [*c]\nd: &d {e: {f: *d}}\n") == [
        "1:4 the alias `*b` repeats nothing: no `&b` stands above it",
        "2:8 the alias `*c` stands inside what it repeats, which would never end",
        "3:15 the alias `*d` stands inside what it repeats, which would never end",
    ]


def test_aliases_of_aliases_end() -> None:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)]
    text = "a0: &a0 [x]\n" + "".join(lines)
    assert complaints(text) == ["7:5 more than 200,000 values, counting what aliases repeat"]
    assert parse(text)[0].data is None


def test_many_values_end() -> None:
    assert complaints("a: [" + "b," * 200_001 + "]") == [
        "1:4 more than 200,000 values, counting what aliases repeat"
    ]
    assert "more than 200,000 values" in complaints("[" + "b," * 620_000)[0]
    assert not complaints("a: [" + "b," * 190_000 + "]")


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "- - ", "a: ["])
@pytest.mark.parametrize("count", [101, 5000, 100_000])
def test_deep_nesting_ends(opening: str, count: int) -> None:
    assert [text.split(" ", 1)[1] for text in complaints(opening * count)] == [
        "nested deeper than 100 levels"
    ]


def test_a_hundred_levels_are_read() -> None:
    assert not complaints("[" * 100 + "]" * 100)
    assert complaints("[" * 101 + "]" * 101) == ["1:101 nested deeper than 100 levels"]


def test_levels_count_through_aliases() -> None:
    text = f"a: &a {'[' * 60}{']' * 60}\nb: {'[' * 60}*a{']' * 60}\n"
    assert complaints(text) == ["2:64 nested deeper than 100 levels"]


def test_a_file_holds_one_document() -> None:
    assert complaints("a: 1\n---\nb: 2\n") == ["2:1 a second document starts here, and a file holds one"]
    assert not complaints("---\na: 1\n...\n")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "null\n", "~"])
def test_an_empty_file_is_a_finding(text: str) -> None:
    assert [line.split(" ", 1)[1] for line in complaints(text)] == [
        "monitoring.yaml is empty, or has only comments"
    ]


def test_every_invisible_character_is_named() -> None:
    assert complaints("a: \0 x\x07\n\ufeffb: y\u2028z\n  \ud800\n") == [
        "1:4 the invisible control character U+0000 is not allowed",
        "1:7 the invisible control character U+0007 is not allowed",
        "2:1 the invisible byte order mark U+FEFF is not allowed",
        "2:6 the invisible line separator U+2028 is not allowed",
        "3:3 the invisible lone surrogate U+D800 is not allowed",
    ]


def test_every_tab_that_indents_is_named() -> None:
    tab = "a tab indents this line, and YAML indents with blanks only"
    assert complaints("a:\n\tb: 1\n\tc:\n\t\td: 1\n\t\ne:\n  \tf: @x\n") == [
        f"2:1 {tab}",
        f"3:1 {tab}",
        f"4:1 {tab}",
        f"5:1 {tab}",
        f"7:3 {tab}",
    ]


def test_tabs_elsewhere_are_text() -> None:
    text = 'a: |\n  x\n  \ty\nb: "\tx"\t# comment\nc: [x,\n\ty]\n'
    assert parse(text)[0].data == {"a": "x\n\ty\n", "b": "\tx", "c": ["x", "y"]}
    assert complaints(text + "d: @x\n")[-1] == "7:4 `@` cannot start a text without quotes"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a: b: c", "1:5 a second colon with a blank after it stands in this line"),
        ("a: @x", "1:4 `@` cannot start a text without quotes"),
        ("a: %x", "1:4 `%` cannot start a text without quotes"),
        ("%x\na: b", "1:1 a % at the start of a line is a directive, which no file needs"),
        ("%YAML 3.0\n---\na: b", "1:1 a % at the start of a line is a directive, which no file needs"),
        ("a: b\nc\nd: e", "2:1 `c` is no `key: value`"),
        ("a: b\nc:d\ne: f", "2:1 `c:d` is no `key: value`"),
        ("キー：値\na: b", "1:1 `キー：値` is no `key: value`"),
        ("a:\n  b: 1\n c: 2", "3:2 the indentation of this line fits none of the lines above"),
        ("a: 1\n  b: 2", "2:3 the key `b` stands below a line that already has its value"),
        ("a:\n  - b\n - c", "3:2 the indentation of this line fits none of the lines above"),
        ("a: 'it's'", "1:8 text follows a value that has already ended"),
        ("a: [1, 2\nb: 3", "1:4 the [ that opens here is not closed"),
        ("a: {b: 1\nc: 3", "1:4 the { that opens here is not closed"),
        ("a: [[\n", "1:5 the text ends here, where a bracket is still open"),
        ("a: {b: c]", "1:9 a comma or } is missing before this"),
        ("a: [,]", "1:5 a value is missing before this sign"),
        ('a: "x\nb: y', '1:4 the " that opens here is never closed'),
        ("a: 'x\n---\n", "1:4 the ' that opens here is never closed"),
        ('a: "\\d"', "1:5 `\\d` is no complete escape inside double quotes"),
        ('a: "x\\u12"', "1:6 `\\u` is no complete escape inside double quotes"),
        ("a: - b", "1:4 a list cannot start on the line of its key"),
        ("a: ? b", "1:4 a ? with a blank after it starts a key"),
        ("a: *.log", "1:4 a * starts an alias or anchor, and its name is missing"),
        ("a: !x!y z", "1:4 a ! starts a tag, and values are plain data"),
        ("a: | text", "1:6 something stands on the line of a | or > that does not belong there"),
        ("[a]\nb: c", "2:1 this stands after the end of the document"),
        ("~: 4\n: 5", "2:1 a key is missing before this colon"),
        ("x" * 2000 + ": 1", "1:2001 a key is longer than 1024 characters"),
    ],
)
def test_syntax_errors_are_said_in_plain_words(text: str, complaint: str) -> None:
    assert complaint in complaints(text)
    assert parse(text)[0].data is None


def test_each_entry_shows_its_own_errors() -> None:
    text = """\
alarms:
  first:
    watch: @x
    title: 'it's'
    over: on
  second:
    first-look: [a, b
  third:
    k: 1
     l: 2
  fourth: {a: 1, a: 2, b: *nothing}
queries:
  x: "abc
  y: z
"""
    assert complaints(text) == [
        "3:12 `@` cannot start a text without quotes",
        "4:16 text follows a value that has already ended",
        "5:11 `on` is read as true by some YAML readers and as text by others",
        "7:17 the [ that opens here is not closed",
        "10:6 the key `l` stands below a line that already has its value",
        "11:18 `fourth.a` stands here again, first on line 11",
        '13:6 the " that opens here is never closed',
    ]


def test_more_problems_than_anyone_reads_are_cut_off() -> None:
    found = complaints("a:\n" + "  - on\n" * 5000)
    assert len(found) == 101
    assert found[-1] == "102:5 more problems follow these 100"
