"""Without the state or the catalogue the least that is known is told, and Lambda tries again."""

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from tests.notifier.sending import critical
from tests.oncall.rig.aws import Aws, Failure
from tests.oncall.rig.night import Night
from tests.oncall.rig.notifications import PREFIX, metric_alarm
from tests.oncall.rig.slack import FakeSlack

AWAY = Failure("InternalServerError", 500)


@pytest.mark.parametrize("operation", ["PutItem", "BatchGetItem", "UpdateItem", "dynamodb"])
def test_without_the_state_the_least_is_mailed_rings_and_counts_as_an_error(
    operation: str, night: Night, aws: Aws
) -> None:
    aws.failures[operation] = Failure("AccessDeniedException")
    with pytest.raises(ClientError, match="AccessDenied"):
        critical(night)
    for text in (*aws.texts(), *aws.texts("urgent")):
        assert f"{PREFIX}-duration-critical ALARM" in text.text
        assert "最小限の通知" in text.text
    assert (len(aws.texts()), len(aws.texts("urgent"))) == (1, 1)


@pytest.mark.parametrize("operation", ["GetParameter", "GetObject"])
def test_without_the_catalogue_a_phone_rings_because_nobody_knows_how_bad_it_is(
    operation: str, night: Night, aws: Aws
) -> None:
    aws.failures[operation] = Failure("AccessDeniedException")
    with pytest.raises(ClientError):
        night.send(metric_alarm("duration-warning", night.now))
    assert "最小限の通知" in aws.texts()[0].text
    assert len(aws.texts("urgent")) == 1


@pytest.mark.parametrize(
    ("name", "state"), [("duration-warning", "ALARM"), ("duration-critical", "OK"), ("gone", "ALARM")]
)
def test_the_least_rings_for_nothing_but_a_critical_alarm(
    name: str, state: str, night: Night, aws: Aws
) -> None:
    night.chain.catalogue.read()
    aws.failures["PutItem"] = AWAY
    with pytest.raises(ClientError):
        night.send(metric_alarm(name, night.now, state))
    assert (len(aws.texts()), len(aws.texts("urgent"))) == (1, 0)


def test_what_could_not_be_told_as_it_should_is_told_by_the_next_try_and_escalates(
    night: Night, aws: Aws, slack: FakeSlack
) -> None:
    message = metric_alarm("duration-critical", night.now)
    aws.failures["PutItem"] = AWAY
    with pytest.raises(ClientError):
        night.send(message, delivery="one")
    assert not aws.executions
    aws.failures.clear()
    night.hand.go(minutes=1)
    night.send(message, delivery="one")
    assert (len(slack.posted), len(aws.executions)) == (1, 1)
    assert "最小限の通知" not in aws.texts()[1].text


def test_the_least_is_told_once_however_often_lambda_tries(night: Night, aws: Aws) -> None:
    message = metric_alarm("duration-critical", night.now)
    aws.failures["UpdateItem"] = Failure("ThrottlingException")
    for _ in range(3):
        with pytest.raises(ClientError):
            night.send(message, delivery="one")
        night.hand.go(minutes=1)
    assert (len(aws.texts()), len(aws.texts("urgent"))) == (1, 1)


def test_the_least_that_one_topic_did_not_take_goes_there_with_the_next_try(night: Night, aws: Aws) -> None:
    message = metric_alarm("duration-critical", night.now)
    aws.failures["UpdateItem"] = Failure("ThrottlingException")
    for refused in (("urgent",), ()):
        aws.refused_topics = refused
        with pytest.raises(ClientError):
            night.send(message, delivery="one")
    assert (len(aws.texts()), len(aws.texts("urgent"))) == (1, 1)


def test_the_least_of_an_exercise_says_so(night: Night, aws: Aws) -> None:
    aws.failures["PutItem"] = AWAY
    with pytest.raises(ClientError):
        night.send(metric_alarm("duration-critical", night.now, reason="monitoring drill by hanako"))
    (text,) = aws.texts("urgent")
    assert text.subject.startswith("[DRILL: ALARM]")
    assert "DRILL" in text.sms
