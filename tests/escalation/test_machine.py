"""The document itself: what the specification asks of it, and what happens where the steps function fails."""

import json
import re
from typing import Any

import pytest
from cfnlint.api import lint  # type: ignore[import-untyped]

from monitoring.escalation.decision import Carried, Liveness, Situation, decide
from monitoring.escalation.machine import PLACEHOLDERS, definition
from tests.escalation.rig.asl import mistakes
from tests.escalation.rig.machines import MOST_EVENTS, Execution, Handler, TaskFailed

MINUTE = 60_000
LAMBDA, SNS, SQS = (
    f"arn:aws:states:::{name}" for name in ("lambda:invoke", "sns:publish", "sqs:sendMessage")
)
INPUT = {
    "incident": "incident#production/duration",
    "id": "production-duration-1",
    "route": "application",
    "severity": "critical",
    "started": 0,
    "steps": [{"level": "infrastructure", "at": "1970-01-01T00:30:00Z"}],
    "remind": 1800,
}


class Services:
    """What the machine calls, with a steps function that answers as it is told, or fails."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.invoked: list[dict[str, Any]] = []
        self.published: list[dict[str, Any]] = []
        self.queued: list[dict[str, Any]] = []
        self.broken: set[str] = set()

    def handlers(self) -> dict[str, Handler]:
        return {LAMBDA: self.invoke, SNS: self._into(self.published, SNS), SQS: self._into(self.queued, SQS)}

    def invoke(self, arguments: dict[str, Any]) -> Any:
        assert arguments["FunctionName"] == "${StepsFunctionArn}"
        self.invoked.append(arguments["Payload"])
        answer = self.answers.pop(0) if self.answers else TaskFailed("Lambda.Unknown")
        if isinstance(answer, TaskFailed):
            raise answer
        return {"StatusCode": 200, "Payload": answer}

    def _into(self, kept: list[dict[str, Any]], resource: str) -> Handler:
        def call(arguments: dict[str, Any]) -> dict[str, Any]:
            if resource in self.broken:
                raise TaskFailed("SNS.InternalErrorException")
            kept.append(arguments)
            return {"MessageId": "1"}

        return call


def run(services: Services, given: dict[str, Any] | None = None) -> Execution:
    """An execution from its start to its end."""
    execution = Execution(definition(), "production-duration-1", given or INPUT, 0)
    while execution.status == "RUNNING":
        execution.step(services.handlers())
    return execution


def states_of(execution: Execution) -> list[tuple[int, str]]:
    return [(visit.at // MINUTE, visit.state) for visit in execution.visits]


def test_the_document_is_what_the_specification_asks_for() -> None:
    assert mistakes(definition()) == []


def linted(document: dict[str, Any]) -> list[str]:
    """What cfn-lint, which reads state machines by rules of its own, has against a document."""
    machine = {
        "RoleArn": "arn:aws:iam::123456789012:role/x",
        "Definition": document,
        "DefinitionSubstitutions": dict.fromkeys(PLACEHOLDERS, "x"),
    }
    resources = {"Machine": {"Type": "AWS::StepFunctions::StateMachine", "Properties": machine}}
    matches = lint(json.dumps({"Resources": resources}), config={"regions": ["ap-northeast-1"]})
    return [match.rule.id for match in matches]


def test_another_reader_of_state_machines_finds_no_mistake_either() -> None:
    assert linted(definition()) == []
    broken = definition()
    del broken["States"]["Wait"]["Next"]
    assert linted(broken) == ["E3601"]
    assert mistakes(broken) == ["Wait: has neither Next nor End, or both"]


def test_everything_variable_is_input_or_placeholder() -> None:
    found = re.findall(r"\$\{(.*?)\}", json.dumps(definition()))
    assert sorted(set(found)) == sorted(PLACEHOLDERS)
    assert definition() == definition()


def test_the_text_of_a_broken_escalation_has_nothing_that_a_format_takes_for_its_own() -> None:
    message = definition()["States"]["TellPeople"]["Parameters"]["Message.$"]
    inside = message.removeprefix("States.Format('").partition("', ")[0]
    assert "'" not in inside
    assert inside.replace("{}", "").count("{") == 0


def test_it_waits_acts_and_ends_as_it_is_told() -> None:
    services = Services(
        {"next": "wait", "seconds": 1800},
        {"next": "escalate"},
        {"carried": [1]},
        {"next": "remind"},
        {"carried": [2]},
        {"next": "end"},
        {},
    )
    assert states_of(run(services)) == [
        (0, "Ask"), (0, "Choose"), (0, "Wait"),
        (30, "Ask"), (30, "Choose"), (30, "Escalate"),
        (30, "Ask"), (30, "Choose"), (30, "Remind"),
        (30, "Ask"), (30, "Choose"), (30, "End"), (30, "Ended"),
    ]  # fmt: skip
    assert [call["do"] for call in services.invoked] == [
        "ask", "ask", "escalate", "ask", "remind", "ask", "end",
    ]  # fmt: skip


def test_what_the_function_said_comes_back_to_it() -> None:
    services = Services({"next": "escalate", "carried": [7]}, {"carried": [8]}, {"next": "end"}, {})
    run(services)
    assert [call["execution"].get("asked") for call in services.invoked] == [
        None,
        {"answer": {"next": "escalate", "carried": [7]}},
        {"answer": {"carried": [8]}},
        {"answer": {"next": "end"}},
    ]


@pytest.mark.parametrize(
    "error",
    ["Lambda.ServiceException", "Lambda.TooManyRequestsException", "States.Timeout", "ThrottlingException"],
)
def test_a_fault_that_passes_is_not_seen(error: str) -> None:
    services = Services(TaskFailed(error), TaskFailed(error), {"next": "end"}, {})
    execution = run(services)
    assert (execution.status, services.published) == ("SUCCEEDED", [])


@pytest.mark.parametrize(
    "answer",
    [None, {}, "wait", {"next": "dance"}, {"next": "wait"}, {"next": "wait", "seconds": "soon"}, {"next": 1}],
)
def test_an_answer_that_means_nothing_is_a_broken_function_and_never_the_end(answer: Any) -> None:
    services = Services(answer, {"next": "end"}, {})
    execution = run(services)
    assert (execution.status, len(services.published)) == ("SUCCEEDED", 1)
    assert ("TellPeople" in [state for _, state in states_of(execution)]) is True


def test_a_broken_function_is_said_once_asked_for_two_hours_and_kept_for_redrive() -> None:
    services = Services()
    execution = run(services)
    assert (execution.status, execution.error) == ("FAILED", "EscalationBroken")
    assert [message["Subject"] for message in services.published] == [
        "Escalation is broken: take the incident over"
    ]
    assert "production-duration-1" in services.published[0]["Message"]
    assert services.queued[0]["MessageBody"]["do"] == "restart"
    assert services.queued[0]["MessageBody"]["execution"]["incident"] == INPUT["incident"]
    assert 120 <= execution.wakes // MINUTE <= 180


def test_people_hear_of_a_broken_function_within_two_minutes() -> None:
    execution = run(Services())
    told = next(visit.at for visit in execution.visits if visit.state == "TellPeople")
    assert told <= 2 * MINUTE


def test_one_that_is_repaired_goes_on_where_it_was() -> None:
    failing = [TaskFailed("Runtime.ExitError")] * 6
    services = Services(*failing, {"next": "escalate"}, {"carried": [1]}, {"next": "end"}, {})
    execution = run(services)
    assert (execution.status, len(services.published)) == ("SUCCEEDED", 1)
    assert [call["do"] for call in services.invoked][-4:] == ["ask", "escalate", "ask", "end"]


def test_a_topic_that_is_away_stops_nothing() -> None:
    services = Services()
    services.broken = {SNS, SQS}
    assert run(services).error == "EscalationBroken"


TRIES = ["Lambda.ServiceException"] * 6 + ["Runtime.ExitError"] * 5


@pytest.mark.parametrize(("every_round_acts", "failures"), [(True, []), (False, []), (True, TRIES)])
def test_an_incident_that_lasts_for_weeks_hands_over_before_its_history_is_full(
    every_round_acts: bool, failures: list[str]
) -> None:
    carried, said = Carried(), 0
    left = list(failures)

    def answer(arguments: dict[str, Any]) -> Any:
        nonlocal carried, said, left
        if left:
            raise TaskFailed(left.pop(0))
        left = list(failures)
        if arguments["Payload"]["do"] != "ask":
            return {"Payload": {}}
        remind = 60_000 if every_round_acts else 0
        situation = Situation(execution.wakes, said=said, remind=remind, carried=carried)
        decision = decide(situation, lambda: Liveness(live=True))
        carried, said = decision.carried, execution.wakes if decision.next == "remind" else said
        seconds = max(1, (decision.until - execution.wakes) // 1000)
        return {"Payload": {"next": decision.next, "seconds": seconds}}

    execution = Execution(definition(), "x", INPUT, 0)
    while execution.status == "RUNNING":
        execution.step({LAMBDA: answer})
    assert (execution.visits[-2].state, execution.status) == ("Renew", "SUCCEEDED")
    assert execution.events < (MOST_EVENTS if failures else MOST_EVENTS / 2)


def test_an_execution_that_nobody_ends_times_out() -> None:
    answers = [{"next": "wait", "seconds": 5 * 86_400} for _ in range(7)]
    assert run(Services(*answers)).status == "TIMED_OUT"
