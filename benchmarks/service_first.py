"""`python -m benchmarks.service_first EVENT [everything]`: a fresh environment up to its first answer.

With `everything`, what many functions import is imported beside what this one needs; nothing of it is used.
"""

import json
import sys
from pathlib import Path
from types import SimpleNamespace


def import_everything() -> None:
    """Powertools' tracer and its event handler with validation, SQLAlchemy, a client of boto3."""
    import boto3  # type: ignore[import-untyped]
    import sqlalchemy
    from aws_lambda_powertools import Tracer
    from aws_lambda_powertools.event_handler import APIGatewayRestResolver

    Tracer(service="benchmark", disabled=True)
    APIGatewayRestResolver(enable_validation=True)
    sqlalchemy.create_engine("postgresql+psycopg://")
    boto3.client("bedrock-runtime")


def main(arguments: list[str]) -> int:
    """Asks once what the file says; 1 when the answer is an error."""
    file, *how = arguments
    if how:
        import_everything()
    from service.subgoals.handler import handler

    event = json.loads(Path(file).read_text(encoding="utf-8"))
    context = SimpleNamespace(aws_request_id="benchmark", get_remaining_time_in_millis=lambda: 60_000)
    return int(handler(event, context)["statusCode"] != 200)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
