"""Every physical name, logical id and dimension: one place, so that both stacks use the same strings."""

from msgspec import Struct

from monitoring.spec.resolve import AlarmRule
from monitoring.spec.root import Spec


class Names(Struct, frozen=True):
    """The names of one environment. Locale and account never matter here."""

    service: str
    environment: str
    method: str
    path: str
    model: str

    @property
    def prefix(self) -> str:
        """Begins every physical name."""
        return f"{self.service}-{self.environment}"

    @property
    def function(self) -> str:
        """The Lambda function."""
        return self.prefix

    @property
    def health_function(self) -> str:
        """The function behind /health."""
        return f"{self.prefix}-health"

    @property
    def migrations_function(self) -> str:
        """The function that migrates the database while the service is deployed."""
        return f"{self.prefix}-migrations"

    @property
    def api(self) -> str:
        """The REST API."""
        return self.prefix

    @property
    def stage(self) -> str:
        """The API's stage."""
        return self.environment

    @property
    def cluster(self) -> str:
        """The Aurora cluster."""
        return self.prefix

    def log_group(self, part: str) -> str:
        """The log group that a part writes: function, health, migrations or api-access."""
        groups = {
            "function": f"/aws/lambda/{self.function}",
            "health": f"/aws/lambda/{self.health_function}",
            "migrations": f"/aws/lambda/{self.migrations_function}",
            "api-access": f"/aws/apigateway/{self.api}/access",
        }
        return groups[part]

    def dimensions(self, part: str) -> dict[str, str]:
        """Names and values of a known set of dimensions."""
        known = {
            "none": {},
            "function": {"FunctionName": self.function},
            "insights": {"function_name": self.function},
            "health": {"FunctionName": self.health_function},
            "api": {"ApiName": self.api, "Method": self.method, "Resource": self.path, "Stage": self.stage},
            "database": {"DBClusterIdentifier": self.cluster},
            "model": {"ModelId": self.model},
            "service": {"Environment": self.environment, "Service": self.service},
            "escalation-machine": {"StateMachineArn": self.machine_arn},
        }
        return known[part]

    def worker(self, part: str) -> str:
        """A function of the on-call chain: notifier, escalation, actions, reports, probe or heartbeat."""
        return f"{self.prefix}-{part}"

    def failed_queue(self, part: str) -> str:
        """The queue of what such a function could not work on."""
        return f"{self.prefix}-{part}-failed"

    @property
    def state_table(self) -> str:
        """The table of open incidents, of what was seen, and of their history."""
        return f"{self.prefix}-oncall"

    @property
    def machine(self) -> str:
        """The state machine of the escalation."""
        return f"{self.prefix}-escalation"

    @property
    def machine_arn(self) -> str:
        """Its ARN, as ``Fn::Sub`` fills it in."""
        return f"arn:aws:states:${{AWS::Region}}:${{AWS::AccountId}}:stateMachine:{self.machine}"

    @property
    def schedule_group(self) -> str:
        """The group of all schedules."""
        return self.prefix

    def schedule(self, entry: str) -> str:
        """A schedule's name."""
        return f"{self.prefix}-{entry}"

    @property
    def slack_secret(self) -> str:
        """The secret with Slack's token, its signing secret and the key of the pseudonyms."""
        return f"{self.service}/{self.environment}/slack"

    @property
    def filter_namespace(self) -> str:
        """Namespace of the metrics that log filters count."""
        return f"{self.service}/{self.environment}"

    def alarm(self, rule: AlarmRule) -> str:
        """An alarm's name."""
        return "-".join([self.prefix, rule.entry, *_qualifiers(rule)])

    def composite(self, entry: str, severity: str) -> str:
        """A composite alarm's name."""
        return f"{self.prefix}-{entry}-{severity}"

    def topic(self, purpose: str, level: str) -> str:
        """A topic's name."""
        return f"{self.prefix}-{purpose}-{level}"

    @property
    def announcements(self) -> str:
        """The topic of users, who hear when the service is stopped and when it is back."""
        return f"{self.prefix}-announcements"

    def query(self, entry: str) -> str:
        """A saved query's name, in a folder of its own."""
        return f"{self.prefix}/{entry}"

    def dashboard(self, entry: str) -> str:
        """A dashboard's name."""
        return f"{self.prefix}-{entry}"

    @property
    def service_stack(self) -> str:
        """The stack of the service."""
        return f"{self.prefix}-service"

    def stack(self, number: int) -> str:
        """The stacks of an environment: the first, then the overflow."""
        return f"{self.prefix}-monitoring" + (f"-{number + 1}" if number else "")

    def parameter(self, leaf: str) -> str:
        """An SSM parameter of this environment."""
        return f"/{self.service}/{self.environment}/{leaf}"

    def fill(self, text: str) -> str:
        """A parameter path with ``{environment}`` and ``{service}`` filled in."""
        return text.replace("{environment}", self.environment).replace("{service}", self.service)


def names_of(spec: Spec) -> Names:
    """The names of a spec's environment."""
    method, _, path = spec.service.endpoint.partition(" ")
    return Names(spec.service.name, spec.environment, method, path, spec.facts.model.id)


def logical_id(kind: str, *parts: str) -> str:
    """A logical id: ``Alarm``, ``error-rate``, ``critical`` -> ``AlarmErrorRateCritical``."""
    words = (word for part in parts for word in part.replace("/", "-").replace("_", "-").split("-"))
    return kind + "".join(word[:1].upper() + word[1:] for word in words)


def alarm_id(rule: AlarmRule) -> str:
    """An alarm's logical id; it depends on nothing but its own entry."""
    return logical_id("Alarm", rule.entry, *_qualifiers(rule))


def _qualifiers(rule: AlarmRule) -> list[str]:
    window = [span(rule.over)] if rule.index is not None else []
    return [part for part in (rule.label, rule.severity, *window) if part]


def span(seconds: int) -> str:
    """A length of time in a name: 1h, 24h, 5m, 90s."""
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
