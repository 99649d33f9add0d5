"""One cold start of the notifier: a fresh process from its first import to its first notification told.

    python -m benchmarks.oncall_first EVENT [everything]

EVENT is a file of JSON. `everything` is what the function would be without care: boto3 with a client for each
service, slack_sdk with all its modules, before the same notification.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

SERVICES = ("dynamodb", "ssm", "s3", "secretsmanager", "logs", "cloudwatch", "sns", "stepfunctions")


def main(event: str, *how: str) -> int:
    """Handle the event; 1 when nobody was told."""
    if how:
        import_everything()
    from monitoring.notifier.handler import handle

    context = SimpleNamespace(
        aws_request_id="first", invoked_function_arn="arn:aws:lambda:ap-northeast-1:123456789012:function:f"
    )
    handle(json.loads(Path(event).read_text(encoding="utf-8")), context)
    return 0


def import_everything() -> None:
    """boto3 and slack_sdk whole."""
    import importlib
    import pkgutil

    import boto3  # type: ignore[import-untyped]
    import slack_sdk

    for service in SERVICES:
        boto3.client(service)
    for module in pkgutil.walk_packages(slack_sdk.__path__, "slack_sdk."):
        try:
            importlib.import_module(module.name)
        except ImportError:
            continue  # needs a package that nobody has installed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
