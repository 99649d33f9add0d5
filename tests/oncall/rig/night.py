"""A night on call: the notifier between the fakes, on a clock that a test turns."""

import json
import os
from itertools import count
from typing import Any
from unittest.mock import patch

from monitoring.notifier.chain import Chain
from monitoring.oncall.clock import Clock
from monitoring.oncall.settings import read_settings
from monitoring.oncall.store import Store
from tests.oncall.rig.aws import TABLE, Aws
from tests.oncall.rig.clock import HandClock
from tests.oncall.rig.notifications import ACCOUNT, PREFIX, REGION
from tests.oncall.rig.shipped import content
from tests.oncall.rig.slack import TOKEN, FakeSlack

FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{PREFIX}-notifier"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{PREFIX}-escalation"
SECRET = "subgoal-generation-api/production/slack"
PARAMETER = "/subgoal-generation-api/production/catalogue"
GUIDE = "https://docs.example.com/guide"


def settings(aws: Aws, slack: FakeSlack, locale: str = "ja", **more: str) -> dict[str, str]:
    """Environment variables of the function, its fakes filled with what a deployment puts there."""
    base = "/subgoal-generation-api/production"
    aws.parameters |= {
        PARAMETER: "s3://assets/catalogue.json",
        f"{base}/links/guide": GUIDE,
        f"{base}/contacts/development/slack": "C0DEV",
        f"{base}/contacts/infrastructure/slack": "C0INFRA",
    }
    aws.objects["/assets/catalogue.json"] = json.dumps(content(locale)).encode()
    secret = {"bot_token": TOKEN, "signing_secret": "s", "pseudonym_key": "a key for tests"}
    aws.secrets[SECRET] = json.dumps(secret)
    return {
        **aws.environment,
        "CATALOGUE_PARAMETER": PARAMETER,
        "STATE_TABLE": TABLE,
        "SERVICE": "subgoal-generation-api",
        "ENVIRONMENT": "production",
        "LOCALE": locale,
        "TIMEZONE": "Asia/Tokyo",
        "ESCALATION_MACHINE_ARN": MACHINE,
        "SLACK_SECRET": SECRET,
        "SLACK_API_URL": slack.api,
        **more,
    }


class Night:
    """The notifier with its fakes; ``send`` is what SNS and Lambda do."""

    def __init__(self, aws: Aws, slack: FakeSlack, *, clock: Clock | None = None, **more: str) -> None:
        self.aws, self.slack = aws, slack
        self.hand = HandClock()
        self.clock: Clock = clock or self.hand
        self.env = settings(aws, slack, **more)
        self._numbers = count(1)
        with patch.dict(os.environ, self.env):
            self.chain = Chain(read_settings(os.environ), self.clock)
            self.store = Store(self.chain.clients("dynamodb"), TABLE, self.clock, "Asia/Tokyo")
            for service in ("ssm", "s3", "secretsmanager", "logs", "cloudwatch", "sns", "stepfunctions"):
                self.chain.clients(service)

    def send(self, message: str, level: str = "development", delivery: str = "", **sns: Any) -> None:
        """Deliver a message that came over the level's topic."""
        number = next(self._numbers)
        topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:{PREFIX}-alarms-{level}"
        record = {"Message": message, "TopicArn": topic, "MessageId": f"message-{number}", **sns}
        self.chain.deliver(record, FUNCTION, delivery or f"delivery-{number}")

    @property
    def now(self) -> int:
        """Epoch milliseconds."""
        return self.clock.now()
