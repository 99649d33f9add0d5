"""Walks over the spec find everything, wherever the models hold it."""

from collections.abc import Iterator

from msgspec import Struct

from monitoring.spec.base import Translated
from monitoring.spec.walk import all_entries, all_texts, strings
from tests.support.specs import merged, spec

TEXT = {"ja": "処理時間超過", "en": "Function too slow"}
CHANGES = {
    "service": {"title": TEXT},
    "contacts": {"chat": {"title": TEXT}},
    "escalation": {"levels": {"development": {"title": TEXT, "for": TEXT}}},
    "logs": {"application": {"title": TEXT}},
    "queries": {"forbidden": {"title": TEXT, "description": TEXT}},
    "faults": {"service-down": {"title": TEXT, "because": TEXT}},
    "alarms": {"duration": {"title": TEXT, "impact": TEXT, "first-action": TEXT}},
    "dashboards": {"more": [{"title": TEXT, "note": TEXT, "graphs": [{"title": TEXT, "metrics": []}]}]},
    "runbooks": {
        "slow": {"title": TEXT, "when": TEXT, "steps": [{"do": TEXT, "decide": {"A": TEXT, "B": TEXT}}]}
    },
    "reports": {"daily": {"title": TEXT, "show": [{"alarms": "history", "title": TEXT}]}},
    "maintenance": {
        "tasks": {"look": {"title": TEXT, "do": TEXT}},
        "mute": {
            "move": {
                "title": TEXT,
                "alarms": [],
                "schedule": "at(2026-12-01T22:00)",
                "lasts": "1 h",
                "reason": TEXT,
            }
        },
    },
    "documents": {"api": {"title": TEXT, "file": "README.md"}},
}


def everything(
    value: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], object]]:
    yield path, value
    if isinstance(value, Struct):
        for name, field in zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True):
            yield from everything(getattr(value, field), (*path, name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from everything(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from everything(inner, (*path, index))


def test_no_text_is_missed() -> None:
    found = spec(CHANGES)
    wanted = {path for path, value in everything(found) if isinstance(value, Translated)}
    assert {path for path, text in all_texts(found) if isinstance(text, Translated)} == wanted
    assert len(wanted) > 25


def test_plain_strings_that_are_no_texts_are_left_alone() -> None:
    paths = {path for path, _ in all_texts(spec())}
    assert ("alarms", "duration", "title") in paths
    assert ("alarms", "duration", "route") not in paths
    assert ("dashboards", "operations", 0, "graphs", 0) not in paths


def test_no_entry_is_missed() -> None:
    found = spec(merged(CHANGES, {"escalation": {"levels": {"more": {"contacts": []}}}}))
    wanted = {
        path
        for path, value in everything(found)
        if isinstance(value, Struct) and {"guide", "title"} <= set(value.__struct_fields__)
    }
    assert {path for path, _ in all_entries(found)} == wanted


def test_a_text_in_two_languages_is_two_strings() -> None:
    assert list(strings(("a",), Translated(ja="あ", en="A"))) == [(("a", "ja"), "あ"), (("a", "en"), "A")]
    assert list(strings(("a",), "A")) == [(("a",), "A")]
