"""References: every name that stands for an entry, with the place where it stands."""

from monitoring.document import Document, parse
from monitoring.load import from_document
from monitoring.spec.references import STATE, known_names, references, severities
from tests.support.specs import BASE, spec


def value_at(document: Document, path: tuple[str | int, ...]) -> object:
    value: object = document.data
    for part in path:
        value = value[part]  # type: ignore[index]
    return value


def test_each_reference_stands_where_it_says() -> None:
    document, _ = parse(BASE.read_text(encoding="utf-8"))
    found = references(from_document(document).specs["production"])
    assert len(found) > 40
    for reference in found:
        place = reference.path[-1] if reference.on_key else value_at(document, reference.path)
        assert place == reference.name


def test_names_that_exist_are_known() -> None:
    found = spec()
    known = known_names(found)
    assert [
        reference for reference in references(found) if reference.name not in known[reference.chapter]
    ] == []


def test_severities_are_those_with_a_condition() -> None:
    assert severities(spec().alarms["duration"]) == ("warning", "critical")


def test_states_are_found_in_composite_rules() -> None:
    rule = """ALARM(a.critical) AND NOT (OK( "b.warning" ) OR INSUFFICIENT_DATA('c')) OR TRUE OR ALARM()"""
    assert STATE.findall(rule) == ["a.critical", "b.warning", "c", ""]
