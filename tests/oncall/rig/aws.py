"""The services of AWS that on-call calls, on one loopback port; botocore's own code talks to them."""

import json
from base64 import b64encode
from collections.abc import Callable
from threading import Event, Lock
from time import sleep, time
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote

from tests.oncall.rig.dynamo import ConditionFailed, Dynamo
from tests.oncall.rig.expressions import Refused
from tests.service.rig.wire import Exchange, Server

SERVICES = ("DYNAMODB", "SSM", "S3", "SECRETS_MANAGER", "CLOUDWATCH_LOGS", "CLOUDWATCH", "SNS", "SFN")
TABLE = "oncall"
PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"
_TARGETS = {
    "DynamoDB_20120810": "dynamodb",
    "AmazonSSM": "ssm",
    "secretsmanager": "secretsmanager",
    "AWSStepFunctions": "stepfunctions",
    "Logs_20140328": "logs",
    "GraniteServiceVersion20100801": "cloudwatch",
}


class Failure(NamedTuple):
    """What an operation answers instead: an error's code, its status."""

    code: str
    status: int = 400


class Published(NamedTuple):
    """A message that came to SNS."""

    topic: str
    subject: str
    text: str
    sms: str


class Rows(NamedTuple):
    """What a query answers: rows, after so many times ``Running`` and so many real seconds; None: never."""

    rows: tuple[dict[str, str], ...] = ()
    polls: int | None = 0
    seconds: float = 0


class Aws(Server):
    """Remembers calls and answers as it is told; ``failures`` by operation."""

    def __init__(self) -> None:
        super().__init__(Endpoint)
        self.guard = Lock()
        self.stopping = Event()
        self.reset()

    def reset(self) -> None:
        """As new."""
        self.dynamo = Dynamo(TABLE)
        self.parameters: dict[str, str] = {}
        self.objects: dict[str, bytes] = {}
        self.secrets: dict[str, str] = {}
        self.failures: dict[str, Failure] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.published: list[Published] = []
        self.refused_topics: tuple[str, ...] = ()
        self.executions: dict[str, dict[str, Any]] = {}
        self.starts: dict[str, tuple[str, float]] = {}
        self.answers: Callable[[str], Rows] = lambda _text: Rows()
        self.queries: dict[str, list[Any]] = {}

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables that lead every SDK here."""
        keys = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example"}
        places = {f"AWS_ENDPOINT_URL_{service}": self.url for service in SERVICES}
        nowhere = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
        return {**keys, **places, **nowhere, "AWS_DEFAULT_REGION": "ap-northeast-1"}

    def named(self, operation: str) -> list[dict[str, Any]]:
        """What an operation was called with, each time."""
        return [body for name, body in self.calls if name == operation]

    def texts(self, purpose: str = "messages") -> list[Published]:
        """What was published to the topics of a purpose."""
        return [one for one in self.published if f"-{purpose}-" in one.topic]

    def act(self, service: str, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer to a call in JSON."""
        if service == "dynamodb":
            return self.dynamo.ask(operation, body)
        handler: Callable[[dict[str, Any]], dict[str, Any]] = getattr(self, f"_{operation}")
        return handler(body)

    def _GetParameter(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["Name"] not in self.parameters:
            raise Missing("ParameterNotFound")
        return {"Parameter": {"Name": body["Name"], "Value": self.parameters[body["Name"]]}}

    def _GetParameters(self, body: dict[str, Any]) -> dict[str, Any]:
        if not 1 <= len(body["Names"]) <= 10:
            raise Missing("ValidationException")
        known = [name for name in body["Names"] if name in self.parameters]
        found = [{"Name": name, "Value": self.parameters[name]} for name in known]
        return {"Parameters": found, "InvalidParameters": sorted({*body["Names"]} - {*known})}

    def _GetSecretValue(self, body: dict[str, Any]) -> dict[str, Any]:
        if body["SecretId"] not in self.secrets:
            raise Missing("ResourceNotFoundException")
        return {"Name": body["SecretId"], "SecretString": self.secrets[body["SecretId"]]}

    def _StartExecution(self, body: dict[str, Any]) -> dict[str, Any]:
        name = body["name"]
        if not 1 <= len(name) <= 80 or not name.replace("-", "a").replace("_", "a").isalnum():
            raise Missing("InvalidName")
        known, start = self.starts.setdefault(name, (body["input"], time()))
        if known != body["input"]:
            raise Missing("ExecutionAlreadyExists")
        # All run on: one that is asked for again with the same input is given again (StartExecution).
        self.executions[name] = json.loads(known)
        return {"executionArn": f"{body['stateMachineArn']}:{name}", "startDate": start}

    def _StartQuery(self, body: dict[str, Any]) -> dict[str, Any]:
        rows = self.answers(body["queryString"])
        with self.guard:
            name = f"query-{len(self.queries)}"
            self.queries[name] = [rows, 0]
        return {"queryId": name}

    def _GetQueryResults(self, body: dict[str, Any]) -> dict[str, Any]:
        state = self.queries[body["queryId"]]
        rows, asked = state
        state[1] += 1
        if rows.seconds and asked == 0:
            sleep(rows.seconds)
        if rows.polls is None or asked < rows.polls:
            return {"status": "Running", "results": []}
        results = [[{"field": name, "value": value} for name, value in row.items()] for row in rows.rows]
        return {"status": "Complete", "results": results}

    def _StopQuery(self, _body: dict[str, Any]) -> dict[str, Any]:
        return {"success": True}

    def _GetMetricWidgetImage(self, body: dict[str, Any]) -> dict[str, Any]:
        json.loads(body["MetricWidget"])
        return {"MetricWidgetImage": b64encode(PNG).decode()}

    def publish(self, fields: dict[str, str]) -> None:
        """Check a message as SNS does, and keep it."""
        subject, text = fields["Subject"], fields["Message"]
        is_subject = 1 <= len(subject) < 100 and subject.isascii() and subject.isprintable()
        if any(f"-{name}-" in f"{fields['TopicArn']}-" for name in self.refused_topics):
            raise Missing("AuthorizationError")
        if not is_subject or len(text.encode()) > 256 * 1024:
            raise Missing("InvalidParameter")
        message = json.loads(text)
        self.published.append(Published(fields["TopicArn"], subject, message["default"], message["sms"]))


class Missing(Exception):
    """An error of AWS by its code."""


class Endpoint(Exchange):
    """One connection's calls."""

    server: Aws

    def do_GET(self) -> None:
        """S3's GetObject."""
        path = unquote(self.path.partition("?")[0])
        self.server.calls.append(("GetObject", {"path": path}))
        content = self.server.objects.get(path)
        if content is None or "GetObject" in self.server.failures:
            body = b"<Error><Code>NoSuchKey</Code><Message>no</Message></Error>"
            self.answer(404, body, {"Content-Type": "application/xml"})
        else:
            self.answer(200, content, {})

    def do_POST(self) -> None:
        """The services with JSON, and SNS with its forms."""
        raw, target = self.body(), self.headers.get("X-Amz-Target", "")
        prefix, _, operation = target.partition(".")
        if operation:
            self._json(_TARGETS[prefix], operation, json.loads(raw))
        else:
            self._form({name: values[0] for name, values in parse_qs(raw.decode()).items()})

    def _json(self, service: str, operation: str, body: dict[str, Any]) -> None:
        self.server.calls.append((operation, body))
        failure = self.server.failures.get(operation) or self.server.failures.get(service)
        try:
            if failure:
                self._error(failure.code, failure.status)
                return
            self._send(200, self.server.act(service, operation, body))
        except ConditionFailed:
            self._error("ConditionalCheckFailedException", 400)
        except Refused as refused:
            self._error("ValidationException", 400, str(refused))
        except Missing as missing:
            self._error(str(missing), 400)

    def _form(self, fields: dict[str, str]) -> None:
        self.server.calls.append((fields["Action"], fields))
        failure = self.server.failures.get(fields["Action"])
        try:
            if failure:
                raise Missing(failure.code)
            self.server.publish(fields)
        except Missing as missing:
            error = (
                f"<ErrorResponse><Error><Code>{missing}</Code><Message>no</Message></Error></ErrorResponse>"
            )
            self.answer(400, error.encode(), {"Content-Type": "text/xml"})
            return
        namespace = "http://sns.amazonaws.com/doc/2010-03-31/"
        result = "<PublishResult><MessageId>1</MessageId></PublishResult>"
        done = f'<PublishResponse xmlns="{namespace}">{result}</PublishResponse>'
        self.answer(200, done.encode(), {"Content-Type": "text/xml"})

    def _error(self, code: str, status: int, message: str = "no") -> None:
        self._send(status, {"__type": code, "message": message})

    def _send(self, status: int, body: dict[str, Any]) -> None:
        self.answer(status, json.dumps(body).encode(), {"Content-Type": "application/x-amz-json-1.0"})
