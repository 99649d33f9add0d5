"""The arithmetic of the benchmarks, and the one number among them that does not depend on the machine."""

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import harness
from benchmarks.harness import Result
from benchmarks.javascript import to_stack
from benchmarks.many import fresh_spec, spec_text, write_spec
from benchmarks.messages import measure as count_messages
from monitoring.commands.inspection import inspect
from monitoring.plan.build import plan


def test_ratio_is_ours_by_the_reference() -> None:
    assert Result("any", ours=30, reference=10, target=3).ratio == 3


@pytest.mark.parametrize(("target", "ok"), [(3.1, True), (3, True), (2.9, False), (None, True)])
def test_target_is_kept_up_to_the_target_itself(target: float | None, ok: bool) -> None:
    assert Result("any", 30, 10, target).ok is ok


def test_medians_are_of_works_done_in_turns_after_a_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    taken = iter([1.0, 10.0, 100.0, 20.0, 3.0, 60.0])

    def clocked(work: harness.Work, _clock: harness.Clock) -> float:
        work()
        return next(taken)

    monkeypatch.setattr(harness, "milliseconds", clocked)
    works = [lambda: done.append("ours"), lambda: done.append("reference")]
    assert harness.in_turns(works, rounds=3) == [3.0, 20.0]
    assert done == ["ours", "reference"] * 4


def test_failing_process_says_what_it_said() -> None:
    with pytest.raises(RuntimeError, match=r"ended with 1:\nno such luck"):
        harness.python("-c", "raise SystemExit('no such luck')")()


def test_results_are_printed_and_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    latest = tmp_path / "latest.json"
    monkeypatch.setattr(program, "LATEST", latest)
    monkeypatch.setattr(program, "BENCHMARKS", {"some": lambda folder: iter([Result("slow", 40, 10, 3)])})
    assert program.main([]) == 1
    assert json.loads(latest.read_text(encoding="utf-8")) == [
        {"name": "slow", "ours": 40, "reference": 10, "ratio": 4, "target": 3, "ok": False}
    ]
    assert capsys.readouterr().out.endswith("missed: slow\n")


def test_unknown_benchmark_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["speed"]) == 2
    assert "there are check, plan, synth, messages, growth" in capsys.readouterr().err


@pytest.mark.parametrize("alarms", [1, 23, 110])
def test_generated_spec_makes_as_many_alarms_as_asked_for(alarms: int) -> None:
    assert len(plan(fresh_spec(spec_text(alarms))).alarms) == alarms


def test_nothing_is_wrong_with_a_generated_spec(tmp_path: Path) -> None:
    assert inspect(str(write_spec(tmp_path, 21)), date(2027, 1, 1)).findings == ()


def test_template_becomes_properties_of_the_cdk(tmp_path: Path) -> None:
    action = {"Fn::Sub": "arn:${AWS::Region}"}
    properties = {"OKActions": [action], "ScheduledQueryRoleARN": {"Ref": "Role"}, "Tags": [{"Key": "a"}]}
    template = tmp_path / "alarms.template.json"
    resources = {"A": {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}}
    template.write_text(json.dumps({"Parameters": {"BootstrapVersion": {}}, "Resources": resources}))
    assert to_stack(template, "ap-northeast-1") == {
        "name": "alarms",
        "region": "ap-northeast-1",
        "parameters": [],
        "resources": [
            [
                "aws-cloudwatch",
                "CfnAlarm",
                "A",
                {"okActions": [action], "scheduledQueryRoleArn": {"Ref": "Role"}, "tags": [{"key": "a"}]},
            ]
        ],
    }


def test_alarm_is_at_most_one_and_a_fifth_messages_to_the_kernel(tmp_path: Path) -> None:
    [result] = count_messages(tmp_path)
    assert result.ok, f"{result.ours} messages an alarm"
