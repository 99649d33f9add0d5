"""`monitoring preflight`: what an AWS account still lacks before an environment can be deployed."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from monitoring.commands.arguments import add_environment, add_file, add_format
from monitoring.commands.outcome import Exit, WrongUse
from monitoring.commands.plan import refuse_broken
from monitoring.output.terminal import Palette, harmless, palette_for, write

if TYPE_CHECKING:
    from monitoring.commands.account import Answer
    from monitoring.plan.resources import Plan
    from monitoring.spec.facts import Facts

NAME = "preflight"
SUMMARY = "list what the AWS account still lacks: parameters, secrets, quotas"
EXAMPLES = (
    "AWS_PROFILE=production monitoring preflight --environment production",
    "monitoring preflight --deploying --environment production",
)


def add_arguments(parser: ArgumentParser) -> None:
    """FILE, --environment, --deploying, --format."""
    add_file(parser)
    add_environment(parser)
    described = "look only whether an emergency stop forbids to deploy this commit; CI asks before it deploys"
    parser.add_argument("--deploying", action="store_true", help=described)
    add_format(parser, "text", "json")


def run(arguments: Namespace) -> int:
    """Print one line a thing the account needs; ERRORS unless it has them all."""
    from monitoring.commands.inspection import choose_environment, inspect

    inspection = inspect(arguments.file)
    if inspection.broken:
        return refuse_broken(inspection)
    environment = choose_environment(inspection, arguments.environment)
    planned, spec = inspection.plans[environment], inspection.specs[environment]
    if arguments.deploying:
        from monitoring.commands.deploying import refuse_stopped

        return refuse_stopped(spec, clients, arguments.format)
    account, answers = _ask(planned, spec.facts)
    place = f"{environment} in {planned.region}, account {account}"
    write(
        _to_json(answers) if arguments.format == "json" else _to_text(place, answers, palette_for(sys.stdout))
    )
    return Exit.CLEAN if all(answer.verdict == "ok" for answer in answers) else Exit.ERRORS


def _ask(planned: "Plan", facts: "Facts") -> tuple[str, list["Answer"]]:
    """The account's number and its answers; raises WrongUse with AWS's reason when it gives none."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

        from monitoring.commands.account import examine
    except ImportError:
        raise WrongUse("preflight asks AWS through boto3, which is not installed; run `make setup`") from None
    try:
        account = clients("sts", planned.region).get_caller_identity()["Account"]
        return account, list(examine(planned, facts, clients))
    except ClientError as refusal:
        raise WrongUse(f"AWS refused to answer: {refusal}") from None
    except BotoCoreError as problem:
        raise WrongUse(
            f"AWS cannot be asked: {problem}; name a profile with AWS_PROFILE, or sign in"
        ) from None


def clients(service: str, region: str) -> Any:
    """A client that gives up soon enough for somebody who waits for it."""
    import boto3  # type: ignore[import-untyped]
    from botocore.config import Config  # type: ignore[import-untyped]

    patience = Config(connect_timeout=5, read_timeout=10, retries={"max_attempts": 2, "mode": "standard"})
    return boto3.client(service, region_name=region, config=patience)


def _to_json(answers: Sequence["Answer"]) -> str:
    from monitoring.output.as_json import to_text

    return to_text({"answers": [answer._asdict() for answer in answers]})


def _to_text(place: str, answers: Sequence["Answer"], palette: Palette) -> str:
    colours = {
        "ok": palette.good,
        "missing": palette.error,
        "wrong": palette.error,
        "unknown": palette.warning,
    }
    lines = [place]
    for answer in answers:
        verdict = palette.paint(colours[answer.verdict], f"{answer.verdict:7}")
        lines.append(f"  {verdict}  {harmless(answer.what)} ({harmless(answer.why)})")
        lines += [f"           {harmless(answer.fix)}"] if answer.fix else []
    lacking = sum(answer.verdict != "ok" for answer in answers)
    lines.append(f"{lacking} of {len(answers)} are not as they must be" if lacking else "nothing is missing")
    return "\n".join(lines) + "\n"
