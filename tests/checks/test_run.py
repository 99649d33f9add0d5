"""All checks together: environments, places, order, and what comments allow."""

from datetime import date

from monitoring.checks.run import find, run
from monitoring.document import parse
from monitoring.finding import Finding, dotted
from monitoring.load import from_document
from tests.checks.test_cases import BY_NAME
from tests.support.specs import BASE, loaded

TODAY = date(2026, 11, 23)
UNREACHABLE = BY_NAME["unreachable-threshold"]


def places(changes: dict[str, object]) -> list[tuple[str, str]]:
    found = find(loaded(changes), [UNREACHABLE])
    return [(dotted(finding.path), finding.message.partition(":")[0]) for finding in found]


def duration(above: str) -> dict[str, object]:
    return {"alarms": {"duration": {"critical": {"above": above}}}}


def test_what_all_environments_share_is_said_once() -> None:
    assert places(duration("60 s")) == [("alarms.duration.critical.above", "`above")]


def test_a_finding_of_one_environment_names_it() -> None:
    changes = {"environments": {"staging": {"facts": {"function": {"deadline": "50 s"}}}}}
    messages = [finding.message for finding in find(loaded(changes), [UNREACHABLE])]
    assert [message[-9:] for message in messages] == ["(staging)"]


def test_a_finding_stands_in_the_environment_s_own_change() -> None:
    found = find(loaded({"environments": {"staging": duration("60 s")}}), [UNREACHABLE])
    assert [dotted(finding.path) for finding in found] == [
        "environments.staging.alarms.duration.critical.above"
    ]
    assert "staging" not in found[0].message


def test_what_is_wrong_everywhere_stands_at_the_common_value() -> None:
    assert places({**duration("60 s"), "environments": {"staging": duration("60 s")}}) == [
        ("alarms.duration.critical.above", "`above")
    ]


def test_what_each_environment_says_by_itself_stands_there() -> None:
    environments = {"staging": duration("60 s"), "production": duration("60 s")}
    assert [path for path, _ in places({"environments": environments})] == [
        "environments.staging.alarms.duration.critical.above",
        "environments.production.alarms.duration.critical.above",
    ]


def test_two_of_three_environments_are_both_named() -> None:
    slow = {"facts": {"function": {"deadline": "50 s"}}}
    environments = {"development": slow, "staging": slow}
    found = find(loaded({"environments": environments}), [UNREACHABLE])
    assert [finding.message[-22:] for finding in found] == ["(staging, development)"]


def test_findings_come_in_the_order_of_the_file() -> None:
    changes = {
        "alarms": {
            "probe": {"missing": "notBreaching"},
            "duration": {"critical": {"above": "60 s"}, "warning": {"above": "61 s"}},
        },
        "metrics": {"throttles": {"statistic": "Average"}},
    }
    result = loaded(changes)
    found = run(result, TODAY)
    lines = [result.document.locate(finding).line for finding in found]
    assert lines == sorted(lines)
    assert [finding.check for finding in found] == [
        "wrong-statistic",
        "unreachable-threshold",
        "warning-not-before-critical",
        "unreachable-threshold",
        "missing-data-choice",
    ]


def test_a_comment_allows_a_finding() -> None:
    text = BASE.read_text(encoding="utf-8")
    bad = text.replace("above: 55 s", "above: 60 s")
    reason = "  # monitoring: allow unreachable-threshold until 2026-12-31 because the deadline moves soon"
    allowed = bad.replace("above: 60 s\n", f"above: 60 s{reason}\n", 1)
    assert [finding.check for finding in _run(bad)] == ["unreachable-threshold"]
    assert [finding.check for finding in _run(allowed)] == []


def _run(text: str) -> list[Finding]:
    document, findings = parse(text)
    assert findings == []
    return run(from_document(document), TODAY)


def test_a_file_that_cannot_be_loaded_has_nothing_to_check() -> None:
    assert find(loaded({"alarms": {"duration": {"critical": {"above": "sixty"}}}})) == []


def test_every_check_survives_references_that_lead_nowhere() -> None:
    changes = {
        "metrics": {
            "lost": {"math": "a / b", "with": {"a": "nowhere", "b": "lost"}, "unit": "%", "out-of": "c"},
            "strange": {"namespace": "Demo", "name": "X", "statistic": "p101", "unit": "furlongs"},
        },
        "facts": {"database": {"connection-budget": "facts.database.connection-budget + 5"}},
        "alarms": {
            "a": {"watch": "nowhere", "warning": {"above": 1}, "route": "nowhere"},
            "b": {"watch": {"x": "lost", "y": "strange"}, "critical": {"above": 1}, "route": "application"},
            "c": {"watch": {"rows-of": "nowhere"}, "critical": {"above": "facts.a.b"}, "route": "x"},
            "d": {"composite": "ALARM(nowhere)", "severity": "critical", "route": "x", "detects": ["y"]},
        },
        "dashboards": {"x": [{"graphs": ["nowhere", {"title": "t", "metrics": ["nowhere", "lost"]}]}]},
        "faults": {"never": {"within": "1 s"}},
    }
    assert find(loaded(changes))
