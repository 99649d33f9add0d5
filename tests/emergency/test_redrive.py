"""monitoring redrive: queues with what Lambda and SNS leave there, looked into and emptied."""

import json
from typing import Any

import pytest

from tests.emergency.conftest import NIGHT, Site
from tests.escalation.rig.catalogues import PREFIX

Capture = pytest.CaptureFixture[str]
ALARM = json.dumps({"AlarmName": f"{PREFIX}-duration-critical", "NewStateValue": "ALARM"})
NOTIFICATION = {
    "Type": "Notification",
    "MessageId": "m-1",
    "TopicArn": f"arn:aws:sns:ap-northeast-1:123456789012:{PREFIX}-alarms-development",
    "Message": ALARM,
}
PAYLOAD = {"Records": [{"EventSource": "aws:sns", "Sns": NOTIFICATION}]}
RECORD = {
    "version": "1.0",
    "requestContext": {
        "requestId": "r-1",
        "functionArn": f"arn:aws:lambda:ap-northeast-1:123456789012:function:{PREFIX}-notifier:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 3,
    },
    "requestPayload": PAYLOAD,
    "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
}


class Queues:
    """SQS and Lambda's side of it: what is received is hidden until somebody makes it visible."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.letters: dict[str, list[dict[str, Any]]] = {}
        self.hidden: set[str] = set()
        self.given: list[tuple[str, Any]] = []
        account = site.account
        for name in ("GetQueueUrl", "GetQueueAttributes", "ReceiveMessage", "ChangeMessageVisibility"):
            setattr(account, f"_{name}", getattr(self, name))
        account._DeleteMessage = self.DeleteMessage  # type: ignore[attr-defined]
        account._Invoke = self.Invoke  # type: ignore[method-assign]

    def put(self, queue: str, body: object, sent: int = NIGHT) -> None:
        box = self.letters.setdefault(f"{PREFIX}-{queue}-failed", [])
        text = body if isinstance(body, str) else json.dumps(body)
        name = f"{queue}-{len(box)}"
        attributes = {"SentTimestamp": str(sent)}
        box.append(
            {"MessageId": name, "ReceiptHandle": f"receipt {name}", "Body": text, "Attributes": attributes}
        )

    def GetQueueUrl(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"QueueUrl": f"https://sqs.example/{given['QueueName']}"}

    def GetQueueAttributes(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"Attributes": {"ApproximateNumberOfMessages": str(len(self._box(given)))}}

    def ReceiveMessage(self, given: dict[str, Any]) -> dict[str, Any]:
        seen = [one for one in self._box(given) if one["ReceiptHandle"] not in self.hidden]
        taken = seen[: given["MaxNumberOfMessages"]]
        self.hidden |= {one["ReceiptHandle"] for one in taken}
        return {"Messages": taken} if taken else {}

    def ChangeMessageVisibility(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given["VisibilityTimeout"] == 0
        self.hidden.discard(given["ReceiptHandle"])
        return {}

    def DeleteMessage(self, given: dict[str, Any]) -> dict[str, Any]:
        box = self._box(given)
        box[:] = [one for one in box if one["ReceiptHandle"] != given["ReceiptHandle"]]
        return {}

    def Invoke(self, given: dict[str, Any]) -> dict[str, Any]:
        assert given["InvocationType"] == "Event"
        self.given.append((given["FunctionName"], json.loads(given["Payload"])))
        return {"StatusCode": 202}

    def _box(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        return self.letters.setdefault(given["QueueUrl"].rpartition("/")[2], [])

    @property
    def left(self) -> int:
        return sum(map(len, self.letters.values()))


@pytest.fixture
def queues(site: Site) -> Queues:
    """Queues that nothing lies in."""
    return Queues(site)


def test_letters_are_shown_and_left_where_they_are(site: Site, queues: Queues, capsys: Capture) -> None:
    queues.put("notifier", RECORD)
    assert site.run("redrive") == 0
    assert capsys.readouterr().out == (
        "greeter-production-notifier-failed: about 1\n"
        "  2026-11-24T18:00:00.000Z  greeter-production-duration-critical ALARM "
        "(RetriesExhausted after 3 calls)\n"
        "nothing was changed; add --run to give them to their functions again\n"
    )
    assert (queues.left, queues.given, queues.hidden) == (1, [], set())


def test_what_lambda_gave_up_is_given_to_its_function_as_the_call_that_it_was(
    site: Site, queues: Queues
) -> None:
    """Under another id it would be taken for the second coming of what was told, and told to nobody."""
    queues.put("notifier", RECORD)
    again = {**RECORD["requestContext"], "requestId": "r-2"}  # type: ignore[dict-item]
    twice = {"delivery": ["r-1"], **PAYLOAD}
    queues.put("notifier", {**RECORD, "requestContext": again, "requestPayload": twice})
    queues.put("escalation", {**RECORD, "requestPayload": {"do": "ask"}})
    assert site.run("redrive", "--run") == 0
    assert queues.given == [
        (f"{PREFIX}-notifier", {"delivery": ["r-1"], **PAYLOAD}),
        (f"{PREFIX}-notifier", {"delivery": ["r-1", "r-2"], **PAYLOAD}),
        (f"{PREFIX}-escalation", {"delivery": ["r-1"], "do": "ask"}),
    ]
    assert queues.left == 0


def test_what_sns_could_not_deliver_comes_as_sns_would_have_brought_it(site: Site, queues: Queues) -> None:
    queues.put("notifier", NOTIFICATION)
    assert site.run("redrive", "notifier", "--run") == 0
    ((_, event),) = queues.given
    (record,) = event["Records"]
    assert (record["EventSource"], record["Sns"]["Message"]) == ("aws:sns", ALARM)
    assert record["Sns"]["TopicArn"] == NOTIFICATION["TopicArn"]


@pytest.mark.parametrize("body", ["", "{", "[1]", "null", '{"a": 1}', '{"requestPayload": 1}', "[" * 100_000])
def test_a_letter_of_an_unknown_shape_stays_and_is_named(
    site: Site, queues: Queues, capsys: Capture, body: str
) -> None:
    queues.put("reports", body)
    queues.put("notifier", RECORD)
    assert site.run("redrive", "--run") == 1
    assert queues.left == 1
    assert len(queues.given) == 1
    printed = capsys.readouterr().out
    assert "reports-0 stays: nobody knows this shape" in printed
    assert "1 given back, 1 left" in printed


def test_what_failed_again_meanwhile_waits_for_the_next_run(site: Site, queues: Queues) -> None:
    queues.put("notifier", RECORD)
    queues.put("notifier", RECORD, sent=NIGHT + 1)
    assert site.run("redrive", "--run") == 1
    assert (len(queues.given), queues.left) == (1, 1)


def test_a_letter_leaves_only_after_lambda_has_taken_its_event(
    site: Site, queues: Queues, capsys: Capture
) -> None:
    queues.put("notifier", RECORD)
    site.account.broken["Invoke"] = ("TooManyRequestsException", 1)
    assert site.run("redrive", "--run") == 1
    assert queues.left == 1
    assert "it is still in the queue" in capsys.readouterr().out
    queues.hidden.clear()
    site.account.broken["DeleteMessage"] = ("ServiceUnavailable", 1)
    assert site.run("redrive", "--run") == 1
    queues.hidden.clear()
    assert site.run("redrive", "--run") == 0
    assert (len(queues.given), queues.left) == (2, 0)


def test_forty_letters_all_go(site: Site, queues: Queues, capsys: Capture) -> None:
    for _ in range(40):
        queues.put("notifier", RECORD)
    assert site.run("redrive", "--run", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["redriven"] == 40
    assert queues.left == 0


def test_a_queue_that_cannot_be_looked_into_does_not_hide_the_others(
    site: Site, queues: Queues, capsys: Capture
) -> None:
    queues.put("escalation", RECORD)
    site.account.broken["GetQueueUrl"] = ("AWS.SimpleQueueService.NonExistentQueue", 1)
    assert site.run("redrive", "--run") == 1
    assert len(queues.given) == 1
    assert "greeter-production-notifier-failed: AWS refused GetQueueUrl" in capsys.readouterr().out


def test_no_letters_is_said(site: Site, queues: Queues, capsys: Capture) -> None:
    assert site.run("redrive", "--run") == 0
    assert capsys.readouterr().out == "there are no dead letters\n"


@pytest.mark.parametrize("words", [("notifer",), ("--show", "0"), ("--show", "x"), ("--show", "101")])
def test_what_cannot_be_meant_is_refused(site: Site, queues: Queues, words: tuple[str, ...]) -> None:
    assert site.run("redrive", *words) == 2
