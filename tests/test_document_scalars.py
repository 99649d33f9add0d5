"""What unquoted values and keys mean, and which of them must be made clear."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.document import parse
from monitoring.yamltext.scalars import is_special, read_plain


def complaints(text: str) -> list[str]:
    """The findings as `line:column message`."""
    document, findings = parse(text)
    places = [document.locate(finding) for finding in findings]
    assert all(finding.check == "yaml-syntax" and finding.fix for finding in findings)
    pairs = zip(places, findings, strict=True)
    return [f"{place.line}:{place.column} {finding.message}" for place, finding in pairs]


OTHERS = "some YAML readers and text to others"


@pytest.mark.parametrize(
    ("text", "data", "complaint"),
    [
        ("yes", True, "`yes` is read as true by some YAML readers and as text by others"),
        ("Off", False, "`Off` is read as false by some YAML readers and as text by others"),
        ("TRUE", True, "`TRUE` is read as true by some YAML readers and as text by others"),
        (
            "010",
            10,
            f"`010` starts with 0: an octal number to {OTHERS.replace(' and', ' and a decimal one or')}",
        ),
        (
            "-08",
            -8,
            f"`-08` starts with 0: an octal number to {OTHERS.replace(' and', ' and a decimal one or')}",
        ),
        ("0x1F", 31, f"`0x1F` is a hexadecimal, octal or binary number to {OTHERS}"),
        ("0o17", 15, f"`0o17` is a hexadecimal, octal or binary number to {OTHERS}"),
        ("1_000", "1_000", f"`1_000` is a number to {OTHERS}, because of the _"),
        ("1:30", "1:30", f"`1:30` is a number to the base 60 to {OTHERS}"),
        ("1e5", "1e5", f"`1e5` is a number to {OTHERS}"),
        ("-.5", "-.5", f"`-.5` is a number to {OTHERS}"),
        ("2027-01-31", "2027-01-31", f"`2027-01-31` is a date to {OTHERS}"),
        ("2027-01-31T09:00:00Z", "2027-01-31T09:00:00Z", f"`2027-01-31T09:00:00Z` is a date to {OTHERS}"),
        ("-.inf", "-.inf", "`-.inf` is infinity or no number at all, and nothing here may be"),
        (".NaN", ".NaN", "`.NaN` is infinity or no number at all, and nothing here may be"),
        ("1.0e+999", "1.0e+999", "`1.0e+999` is too large for a number and would read as infinity"),
        ("=", "=", "`=` has a special meaning to some YAML readers and is text to others"),
        ("　x", "　x", "`　x` starts with a full-width or no-break blank, which YAML takes for text"),
    ],
)
def test_what_readers_read_differently_must_be_made_clear(text: str, data: object, complaint: str) -> None:
    document, _ = parse(f"a: [x, {text}]\n")
    assert document.data == {"a": ["x", data]}
    assert complaints(f"a: [x, {text}]\n") == [f"1:8 {complaint}"]
    assert not parse(f"a: [x, '{text}']")[1]


@pytest.mark.parametrize(
    "text", ["y", "n", "45 s", "3 of 3", "5 %", "09:00", "G7.5", "1.2.3", "~x", "-", "0b2", "Nov"]
)
def test_what_only_looks_odd_is_text(text: str) -> None:
    document, findings = parse(f"a: {text}x\nb: {text}\n".replace("-\n", "-b\n"))
    assert not findings
    assert isinstance(document.data, dict)
    assert isinstance(document.data["b"], str)


def test_numbers_have_a_longest_length() -> None:
    document, findings = parse(f"a: {'9' * 4300}\n")
    assert not findings
    assert document.data == {"a": int("9" * 4300)}
    assert complaints(f"a: {'9' * 100_000}\n") == [
        f"1:4 `{'9' * 39}…` has 100000 digits, and numbers end at 4300"
    ]


@settings(derandomize=True, max_examples=3000, database=None)
@given(st.text("01579+-._eExXobB:afFAtTZz =<nNiIyYsSulrUuL~\u3000", min_size=1, max_size=8))
def test_what_has_no_finding_reads_as_in_other_programs(text: str) -> None:
    reading = read_plain(text)
    assert is_special(text) or reading == (text, "", "")
    if not reading.trap and text == text.strip():
        loader = yaml.SafeLoader("")
        tag = loader.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        assert reading.value == loader.construct_object(yaml.ScalarNode(tag, text))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("on: x", "1:1 the key `on` reads as true or false, and keys are texts"),
        ("a: {1: x}", "1:5 the key `1` reads as a number, and keys are texts"),
        ("null: x", "1:1 the key `null` reads as null, and keys are texts"),
        ("2027-01-31: x", f"1:1 the key `2027-01-31` is a date to {OTHERS}"),
        ("{&b : x}", "1:2 a key is empty"),
        (": x", "1:1 a key is missing before this colon"),
        ("[a]: x", "1:1 a list, mapping or alias stands where a key should, and keys are texts"),
        ("? {a: b}\n: x", "1:3 a list, mapping or alias stands where a key should, and keys are texts"),
        ("a: &b c\n*b : x", "2:1 a list, mapping or alias stands where a key should, and keys are texts"),
        ("a: &b {c: d}\ne:\n  <<: *b", "3:3 merge keys (<<) are not accepted, because YAML 1.2 has none"),
    ],
)
def test_keys_are_texts(text: str, complaint: str) -> None:
    assert complaints(text) == [complaint]


def test_keys_in_quotes_are_texts() -> None:
    document, findings = parse('"on": 1\n\'1\': 2\n"<<": 3\n')
    assert not findings
    assert document.data == {"on": 1, "1": 2, "<<": 3}
