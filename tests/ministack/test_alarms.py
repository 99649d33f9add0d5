"""From an alarm's notification to people, through the functions as they are packed and deployed."""

import json

from monitoring.oncall.clock import MINUTE
from tests.ministack.rig.chain import Chain
from tests.ministack.rig.pager import Pager
from tests.ministack.rig.waiting import until
from tests.oncall.rig.aws import Rows
from tests.oncall.rig.notifications import PREFIX, health_event

ALARM = "duration-critical"
CALLED_OFF = "復旧"


def test_an_alarm_reaches_slack_mail_and_phones_with_its_first_look(chain: Chain) -> None:
    chain.watched.answers = lambda text: Rows(({"action": "bedrock_invoke_model", "times": "7"},))
    chain.publish(ALARM)
    incident = chain.open_incident("duration")
    (posted,) = chain.slack.posted
    assert (posted.channel, posted.ts) == ("C0DEV", incident.thread)
    assert "48.2秒" in posted.text
    assert "bedrock_invoke_model" in json.dumps(posted.blocks)
    told = until(lambda: len(chain.mail("")) == 2 and chain.mail(""), "mail and phones are told")
    assert {mail.topic for mail in told} == {"messages-development", "urgent-development"}
    assert all("48.2秒" in mail.text and "bedrock_invoke_model" in mail.text for mail in told)
    assert {mail.subject for mail in told} == {"[CRITICAL] subgoal-generation-api production duration"}
    assert len(chain.watched.named("StartQuery")) == 2
    assert "GetMetricWidgetImage" in dict(chain.watched.calls)


def test_the_incident_has_one_execution_of_its_name_that_waits_for_its_next_level(chain: Chain) -> None:
    chain.publish(ALARM)
    incident = chain.open_incident("duration")
    execution = chain.execution(incident.id)
    given = json.loads(execution["input"])
    assert (execution["status"], given["incident"], given["severity"]) == (
        "RUNNING",
        "production/duration",
        "critical",
    )
    assert [step["level"] for step in given["steps"]] == ["infrastructure"]
    (asked,) = until(lambda: chain.asked(incident), "the machine has asked what to do")
    assert asked["next"] == "wait"


def test_a_notification_that_comes_twice_is_told_once(chain: Chain) -> None:
    text = chain.publish(ALARM)
    chain.open_incident("duration")
    chain.send(ALARM, text)
    until(lambda: chain.told_already(ALARM), "the second one is known")
    assert len(chain.slack.posted) == 1
    assert len(chain.mail()) == 1
    assert len(chain.executions("RUNNING")) == 1
    assert chain.kinds_of_items()["seen"] == 1


def test_two_of_them_at_once_are_told_once(chain: Chain) -> None:
    text = chain.publish(ALARM)
    chain.send(ALARM, text)
    chain.open_incident("duration")
    until(lambda: chain.told_already(ALARM), "one of them is known")
    assert (len(chain.slack.posted), len(chain.mail())) == (1, 1)


def test_ok_says_how_long_it_took_to_whoever_heard(chain: Chain) -> None:
    began = chain.clock.now() - 10 * MINUTE
    chain.publish(ALARM, moment=began)
    incident = chain.open_incident("duration")
    chain.publish(ALARM, "OK", began + 7 * MINUTE)
    mails = until(lambda: len(chain.mail()) == 2 and chain.mail(), "its end is mailed")
    assert mails[-1].subject.startswith("[RECOVERED]")
    assert "7分" in mails[-1].text
    assert CALLED_OFF in chain.slack.now(incident.thread).text
    closed = chain.incident("duration")
    assert closed is not None
    assert closed.closed == began + 7 * MINUTE


def test_a_pager_that_subscribes_over_http_gets_the_readable_text(chain: Chain) -> None:
    client, topic = chain.client("sns"), chain.topic("messages", "development")
    with Pager() as pager:
        client.subscribe(TopicArn=topic, Protocol="http", Endpoint=pager.url)
        (token,) = until(lambda: pager.tokens, "the pager is asked whether it wants to hear")
        arn = client.confirm_subscription(TopicArn=topic, Token=token)["SubscriptionArn"]
        chain.publish(ALARM)
        (page,) = until(lambda: pager.pages, "the pager is called")
        client.unsubscribe(SubscriptionArn=arn)
    assert "48.2秒" in page


def test_an_event_of_aws_health_comes_by_its_rule(chain: Chain) -> None:
    """Nobody but AWS may put such events, here neither: the rule's pattern is asked, and its target used."""
    client, rule, event = chain.client("events"), f"{PREFIX}-aws-health", health_event(chain.clock.now())
    pattern = client.describe_rule(Name=rule)["EventPattern"]
    assert client.test_event_pattern(EventPattern=pattern, Event=event)["Result"]
    (target,) = client.list_targets_by_rule(Rule=rule)["Targets"]
    chain.client("sns").publish(TopicArn=target["Arn"], Message=event)
    (mail,) = until(chain.mail, "people hear of it")
    assert mail.topic == "messages-aws-support"
    assert "Converse API" in mail.text
