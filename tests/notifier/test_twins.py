"""Alarms that come together: another delivery is told wholly between what one reads and what it writes."""

import json
from collections.abc import Callable

import pytest

from monitoring.notifier.desk import Case, Desk
from monitoring.notifier.looking import Found, look_first
from monitoring.oncall.incident import Incident
from monitoring.oncall.store import Store
from tests.notifier.sending import DURATION, alarm
from tests.oncall.rig.aws import Aws
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import PREFIX, metric_alarm
from tests.oncall.rig.slack import FakeSlack

DAY, NIGHT = "2026-11-20T14:00:00+09:00", "2026-11-20T03:14:00+09:00"
WARNING, CRITICAL = f"{PREFIX}-duration-warning", f"{PREFIX}-duration-critical"
CAUSE = "production/model-errors"


def between(
    monkeypatch: pytest.MonkeyPatch, key: str, happens: Callable[[], object], severity: str = ""
) -> None:
    """Something happens after the reading of the next write to an incident, and before the write itself.

    With a severity: of the next write that leaves the incident with it.
    """
    save, left = Store.save, [happens]

    def meanwhile(store: Store, before: Incident | None, after: Incident) -> Incident | None:
        if left and after.key == key and severity in ("", after.severity):
            left.pop()()
        return save(store, before, after)

    monkeypatch.setattr(Store, "save", meanwhile)


def kept(night: Night, key: str = DURATION) -> Incident:
    """The incident as the table has it."""
    incident = night.store.incident(key)
    assert incident is not None
    return incident


def rises(slack: FakeSlack) -> int:
    """How often a thread says that its incident became worse."""
    return sum("上がりました" in one.text for one in slack.replies)


@pytest.mark.parametrize("when", [DAY, NIGHT])
@pytest.mark.parametrize("order", [("warning", "critical"), ("critical", "warning")])
def test_a_warning_and_a_critical_that_come_together_are_one_incident(
    when: str, order: tuple[str, str], night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.hand.set(when)
    early, late = (f"duration-{severity}" for severity in order)
    between(monkeypatch, DURATION, lambda: alarm(night, early))
    alarm(night, late)
    incident = kept(night)
    assert (incident.severity, sorted(incident.alarms)) == ("critical", [CRITICAL, WARNING])
    (posted,) = night.slack.posted
    assert incident.thread == posted.ts
    assert "エラー】" in night.slack.now(posted.ts).blocks[0]["text"]["text"]
    assert len(night.aws.texts("urgent")) == 1
    assert incident.rang == night.now
    (step,) = night.aws.executions[incident.id]["steps"][:1]
    assert step["at"] == {DAY: "2026-11-20T05:30:00.000Z", NIGHT: "2026-11-19T18:44:00.000Z"}[when]


@pytest.mark.parametrize("first", ["duration-warning", "duration-critical"])
def test_alarms_that_came_together_recover_only_together(
    first: str, night: Night, aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = {"duration-warning": "duration-critical", "duration-critical": "duration-warning"}[first]
    between(monkeypatch, DURATION, lambda: alarm(night, "duration-critical"))
    alarm(night, "duration-warning")

    def recovered() -> int:
        return sum(one.subject.startswith("[RECOVERED]") for one in aws.texts())

    night.hand.go(minutes=5)
    alarm(night, first, "OK")
    assert (kept(night).is_open, recovered()) == (True, 0)
    night.hand.go(minutes=5)
    alarm(night, last, "OK")
    assert (kept(night).is_open, recovered()) == (False, 1)


def test_an_alarm_whose_incident_ends_meanwhile_goes_on(
    night: Night, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.hand.set(DAY)
    alarm(night, "duration-warning")
    night.hand.go(minutes=5)
    between(monkeypatch, DURATION, lambda: alarm(night, "duration-warning", "OK"))
    alarm(night, "duration-critical")
    incident = kept(night)
    assert (incident.is_open, incident.severity, list(incident.alarms)) == (True, "critical", [CRITICAL])
    assert "エラー】" in slack.now(incident.thread).blocks[0]["text"]["text"]


def test_an_alarm_that_is_over_before_it_is_written_leaves_nothing_open(
    night: Night, aws: Aws, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = night.now
    night.hand.go(minutes=5)
    between(monkeypatch, DURATION, lambda: alarm(night, "duration-critical", "OK"))
    night.send(metric_alarm("duration-critical", began))
    assert not kept(night).is_open
    assert "通知の順番が前後しました" in json.dumps(slack.posted[0].blocks, ensure_ascii=False)
    assert not aws.executions


def test_what_is_over_when_it_is_heard_of_is_mailed_and_wakes_nobody(night: Night, aws: Aws) -> None:
    began = night.now
    night.hand.go(minutes=5)
    alarm(night, "duration-critical", "OK")
    night.send(metric_alarm("duration-critical", began))
    assert len(aws.texts()) == 1
    assert not aws.texts("urgent")


def test_a_first_message_shows_what_became_worse_while_it_was_on_its_way(
    night: Night, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(desk: Desk, case: Case) -> Found:
        monkeypatch.undo()
        alarm(night, "duration-critical")
        return look_first(desk, case)

    monkeypatch.setattr("monitoring.notifier.opening.look_first", look)
    night.hand.set(DAY)
    alarm(night, "duration-warning")
    (posted,) = slack.posted
    assert kept(night).thread == posted.ts
    assert "エラー】" in slack.now(posted.ts).blocks[0]["text"]["text"]


@pytest.mark.parametrize(
    ("late", "early"),
    [
        ("error-rate-lambda-warning", "error-rate-application-critical"),
        ("error-rate-application-critical", "error-rate-lambda-warning"),
    ],
)
def test_twins_that_join_a_cause_together_are_both_in_it(
    late: str, early: str, night: Night, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    alarm(night, "model-errors-critical", level="aws-support")
    between(monkeypatch, "production/error-rate", lambda: alarm(night, early))
    alarm(night, late)
    symptom = kept(night, "production/error-rate")
    assert symptom.into == CAUSE
    assert symptom.severity == "critical"
    assert sorted(symptom.alarms) == sorted(f"{PREFIX}-{name}" for name in (late, early))
    assert len(slack.posted) == 1
    night.hand.go(minutes=5)
    alarm(night, "model-errors-critical", "OK", level="aws-support")
    alarm(night, late, "OK")
    assert kept(night, CAUSE).is_open
    alarm(night, early, "OK")
    assert not kept(night, CAUSE).is_open


@pytest.mark.parametrize("when", [DAY, NIGHT])
def test_of_two_symptoms_that_make_their_cause_critical_one_rings(
    when: str, night: Night, aws: Aws, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    cause = "production/error-rate"
    night.hand.set(when)
    alarm(night, "error-rate-lambda-warning", values=[6.0], threshold=5.0)

    def another() -> None:
        alarm(night, "nothing-succeeds-critical-30m", values=[5.0], threshold=1)

    between(monkeypatch, cause, another, "critical")
    alarm(night, "api-server-errors-critical", values=[10.0], threshold=9)
    assert len(aws.texts("urgent")) == 1
    assert rises(slack) == 1
    assert kept(night, cause).severity == "critical"
    assert len(kept(night, cause).joined) == 2
    assert len(aws.executions) == (2 if when == NIGHT else 1)
